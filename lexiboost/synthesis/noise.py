"""Spelling variants, as texts of languages without a taught norm have them.

A word may lose its diacritics, have a letter doubled or a doubled one single, or be written with other
characters that stand for the same letter: Arabic yeh and kaf in their Arabic and Persian forms, alef without
its hamza, Devanagari without nukta. Marks that are vowels of an abugida are no diacritics.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lexiboost.synthesis.draw import UInt64Array, mix, uniforms
from lexiboost.synthesis.forms import Forms
from lexiboost.synthesis.kernels import KEPT, MASKED, NOISE, VARIANT
from lexiboost.synthesis.pseudo import OutputWords, PseudoText
from lexiboost.text.unicode import script_of_letter

Variants = tuple[tuple[str, ...], ...]
"""Spellings of a word in groups, one a kind; no group is empty."""

_DOUBLING = frozenset({"Latn", "Cyrl", "Grek", "Armn", "Geor"})
_MARKED = frozenset({"Latn", "Grek", "Arab", "Hebr", "Syrc"})
"""Scripts that double letters, and those whose marks may be left out."""
_STROKES = str.maketrans(
    {
        "ı": "i",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ð": "d",
        "ø": "o",
        "Ø": "O",
        "ħ": "h",
        "Ħ": "H",
        "ɓ": "b",
        "Ɓ": "B",
        "ɗ": "d",
        "Ɗ": "D",
        "ƙ": "k",
        "Ƙ": "K",
        "ƴ": "y",
        "Ƴ": "Y",
    }
)
"""Letters with a stroke or hook, which are no letter and mark in Unicode, and those without."""
_SWAPS = (
    ("ي", "ی"),
    ("ی", "ي"),
    ("ى", "ي"),
    ("ك", "ک"),
    ("ک", "ك"),
    ("ه", "ہ"),
    ("ہ", "ه"),
    ("ة", "ه"),
    ("\u093c", ""),
    ("\u0901", "\u0902"),
    ("ё", "е"),
    ("Ё", "Е"),
    ("ș", "ş"),
    ("ț", "ţ"),
    ("ß", "ss"),
    ("’", "'"),
    ("ʼ", "'"),
    ("'", "’"),
)
"""What may be written for what, all over a word; the marks are the nukta, candrabindu and anusvara."""


@lru_cache(maxsize=1 << 16)
def variants(word: str) -> Variants:
    """The spelling variants of a word: without diacritics, doubled, undoubled, with other characters."""
    groups = (_unmarked(word), _doubled(word), _undoubled(word), _swapped(word))
    distinct = (tuple(dict.fromkeys(spelling for spelling in group if spelling != word)) for group in groups)
    return tuple(group for group in distinct if group)


def _unmarked(word: str) -> list[str]:
    kept = []
    marked = False
    for char in unicodedata.normalize("NFD", word):
        if unicodedata.category(char) != "Mn":
            marked = script_of_letter(char) in _MARKED
        elif marked:
            continue
        kept.append(char)
    return [unicodedata.normalize("NFC", "".join(kept).translate(_STROKES))]


def _doubled(word: str) -> list[str]:
    return [
        word[:at] + 2 * word[at] + word[at + 1 :]
        for at in range(1, len(word))
        if word[at].isalpha() and script_of_letter(word[at]) in _DOUBLING and not _in_run(word, at)
    ]


def _undoubled(word: str) -> list[str]:
    return [
        word[:at] + word[at + 1 :]
        for at in range(1, len(word))
        if word[at].isalpha() and word[at] == word[at - 1] and script_of_letter(word[at]) in _DOUBLING
    ]


def _in_run(word: str, at: int) -> bool:
    """Whether a letter stands beside its like, or bears marks."""
    around = word[max(0, at - 1) : at] + word[at + 1 : at + 2]
    return word[at] in around or unicodedata.combining(word[at + 1 : at + 2] or "a") > 0


def _swapped(word: str) -> list[str]:
    return [unicodedata.normalize("NFC", word.replace(old, new)) for old, new in _SWAPS if old in word]


def respelled(text: PseudoText, keys_N: UInt64Array, noise: float, forms: Forms) -> PseudoText:
    """The same words, some of them in other spellings; kept words and masks stay as they are.

    Args:
        text: as it was drawn, without its raw text. keys_N: of the sentences' draws.
        noise: probability that a word is spelled otherwise, if it has another spelling.
        forms: where words are interned.
    """
    lengths = np.diff(text.offsets_M1)
    keys_M = mix(keys_N[text.sentence_M], text.copy_M)
    keys_W = mix(mix(np.repeat(keys_M, lengths), text.source_W), _index_in_segment(text, lengths))
    may_W = (text.origin_W != KEPT) & (text.origin_W != MASKED)
    wanted_W = np.flatnonzero(may_W & (uniforms(keys_W, NOISE) < noise))
    chosen = uniforms(keys_W[wanted_W], VARIANT)
    words = text.vocabulary.strings().take(text.words_W[wanted_W]).to_pylist()
    spellings = [_pick(word, number) for word, number in zip(words, chosen.tolist(), strict=True)]
    numbers = [text.vocabulary.known + forms.word(spelling) for spelling in spellings]
    changed_W = text.words_W.copy()
    changed_W[wanted_W] = numbers
    known = text.vocabulary
    vocabulary = OutputWords(known.source, known.known, forms.strings())
    return replace(text, words_W=changed_W, plain_W=text.words_W, vocabulary=vocabulary)


def _index_in_segment(text: PseudoText, lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of each output word its number among those that stand for the same source word."""
    count = len(text.source_W)
    sentence_W = np.repeat(np.arange(len(lengths)), lengths)
    begins = np.ones(count, dtype=bool)
    begins[1:] = (text.source_W[1:] != text.source_W[:-1]) | (sentence_W[1:] != sentence_W[:-1])
    places = np.arange(count)
    return places - np.maximum.accumulate(np.where(begins, places, 0))


def _pick(word: str, drawn: float) -> str:
    """A kind of variant, each as likely, and one of that kind; the word where it has none."""
    groups = variants(word)
    if not groups:
        return word
    scaled = drawn * len(groups)
    group = groups[int(scaled)]
    return group[int((scaled - int(scaled)) * len(group))]
