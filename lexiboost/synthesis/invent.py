"""Invented short words: stand-ins for the function words of a target that its lexicon does not list.

A lexicon often lacks articles and other function words, and a network that meets only listed words in
training takes every unknown word for a name or a noun. Varied beginnings of words teach it to tell by length
and context.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from lexiboost.synthesis.draw import text_key

CLOSED_CLASS = frozenset({"ADP", "AUX", "CCONJ", "DET", "PART", "PRON", "SCONJ"})
"""Parts of speech whose untranslated words may be replaced by invented ones."""
LONGEST = 4
LIMIT = 4000


def invented_words(targets: Sequence[str], variety: str) -> list[str]:
    """Beginnings of a lexicon's words, one to `LONGEST` letters with their marks, that it does not list.

    They are made from at most `LIMIT` words, evenly spaced. A beginning stands in the list as often as it was
    cut, so that a uniform draw from the list takes frequent letters frequently.

    Args:
        targets: the lexicon's targets.
        variety: makes the lengths another choice in each variety.
    """
    listed = {word.casefold() for target in targets for word in target.split()}
    words = sorted(word for word in listed if len(word) > LONGEST)
    step = max(1, -(-len(words) // LIMIT))
    beginnings = (_beginning(word, 1 + text_key(variety, word) % LONGEST) for word in words[::step])
    return [beginning for beginning in beginnings if beginning not in listed and _is_letters(beginning)]


def _beginning(word: str, length: int) -> str:
    while length < len(word) and unicodedata.category(word[length]).startswith("M"):
        length += 1
    return word[:length]


def _is_letters(text: str) -> bool:
    return all(unicodedata.category(character)[0] in "LM" for character in text)
