"""A Latin word as a sequence of the sounds that its letters usually stand for in romanizations."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

Writer = Callable[[Sequence[str]], str]
"""The units of one word, at least one, to the word in a script, in small letters where there are."""

VOWELS = ("a", "aa", "e", "i", "ii", "o", "u", "uu")
CONSONANTS = (
    "b",
    "ch",
    "d",
    "f",
    "g",
    "h",
    "j",
    "k",
    "kh",
    "l",
    "m",
    "n",
    "ng",
    "p",
    "q",
    "r",
    "s",
    "sh",
    "t",
    "th",
    "ts",
    "v",
    "w",
    "y",
    "z",
    "zh",
)

# What letters together, or before others, stand for; the first that matches counts.
_RULES = (
    ("tch|ch", "ch"),
    ("sh", "sh"),
    ("th", "th"),
    ("ph", "f"),
    ("kh", "kh"),
    ("gh", "g"),
    ("zh", "zh"),
    ("ts|tz", "ts"),
    ("ng(?![aeiouy])", "ng"),
    ("wh", "w"),
    ("rh", "r"),
    ("qu", "k w"),
    ("ck", "k"),
    ("c(?=[eiy])", "s"),
    ("c", "k"),
    ("x", "k s"),
    ("ee|ii", "ii"),
    ("oo|uu", "uu"),
    ("aa", "aa"),
    ("y(?![aeiou])", "i"),
    ("[a-z]", ""),
)
_PATTERN = re.compile("|".join(f"(?P<r{index}>{rule})" for index, (rule, _) in enumerate(_RULES)))
_DOUBLED = re.compile(r"([bcdfghjklmnpqrstvwyz])\1+")
_LETTERS = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "þ": "th", "ð": "d", "đ": "d", "ł": "l", "ħ": "h", "ŋ": "ng",
    "ı": "i",    "ə": "a", "ǝ": "a", "ʃ": "sh", "ʒ": "zh", "ɣ": "g", "ɛ": "e", "ɔ": "o", "ĸ": "k",
}  # fmt: skip


def spell(word: str) -> tuple[str, ...]:
    """The units of a word of Latin letters, each of `CONSONANTS` or `VOWELS`.

    Letters with marks count as without; letters beyond ASCII by their closest ASCII ones. There is no English
    phonology in it: `make` is m a k e.
    """
    found: list[str] = []
    for match in _PATTERN.finditer(_DOUBLED.sub(r"\1", "".join(map(_ascii, word)))):
        unit = _RULES[int(str(match.lastgroup)[1:])][1]
        found += (unit or match.group()).split()
    return tuple(found)


def table(text: str) -> dict[str, str]:
    """`b:б ch:ч` as a dictionary; a unit without a letter (`q:`) has the empty string."""
    return dict(pair.split(":", 1) for pair in text.split())


def is_vowel(units: Sequence[str], index: int) -> bool:
    """Whether there is a vowel at that place; none stands outside of the word."""
    return 0 <= index < len(units) and units[index] in VOWELS


def pairs(units: Sequence[str]) -> Iterable[tuple[str, str]]:
    """(consonant or "", vowel or ""): each consonant with the vowel after it, other vowels alone."""
    index = 0
    while index < len(units):
        if units[index] in VOWELS:
            yield "", units[index]
            index += 1
        elif is_vowel(units, index + 1):
            yield units[index], units[index + 1]
            index += 2
        else:
            yield units[index], ""
            index += 1


@lru_cache(maxsize=4096)
def _ascii(letter: str) -> str:
    """The ASCII letters that stand for a Latin one, in small letters."""
    small = letter.lower()
    plain = "".join(_LETTERS.get(char, char) for char in unicodedata.normalize("NFKD", small))
    plain = "".join(char for char in plain if char.isascii() and char.isalpha()).lower()
    if plain:
        return plain
    named = re.search(r"LETTER (?:.* )?([A-Z]{1,2})\b", unicodedata.name(letter, ""))
    return named.group(1).lower() if named else "a"
