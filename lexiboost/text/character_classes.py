"""What each character is to the scanner, in a table of bytes made from the character classes of `segment`."""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

from lexiboost.text import segment
from lexiboost.text.unicode import clean

OTHER, SPACE, LETTER, DIGIT, MARK, UNSPACED = range(6)
"""What a character is to the scanner."""
KIND, BETWEEN_LETTERS, BETWEEN_DIGITS, TSHEG, DIRTY, COMPOSES = 7, 8, 16, 32, 64, 128
"""Bits of a character's class: its kind, what it may stand between, whether `clean` may change it alone, and
whether normalization form C may where it stands beside others (UAX #15, quick check)."""
_TABLE = 0x33480


@cache
def classes() -> NDArray[np.uint8]:
    """The class of each character below `_TABLE`, from the character classes of `segment`."""
    found = np.zeros(_TABLE, dtype=np.uint8)
    for kind, codes in zip((LETTER, DIGIT, MARK, UNSPACED), segment.character_codes(), strict=True):
        found[[code for code in codes if code < _TABLE]] = kind
    for code in range(_TABLE):
        if not 0xD800 <= code < 0xE000 and _changes(chr(code)):
            found[code] |= DIRTY
    found[sorted(_composing())] |= COMPOSES
    found[[ord(" "), ord("\n")]] = SPACE
    for characters, bit in (
        (segment.BETWEEN_LETTERS, BETWEEN_LETTERS),
        (segment.BETWEEN_DIGITS, BETWEEN_DIGITS),
        (segment.TSHEG, TSHEG),
    ):
        found[[ord(character) for character in characters]] |= bit
    return found


def _changes(character: str) -> bool:
    """Whether `clean` may change or drop a character that stands in text of normal form C."""
    if character in "\u200c\u200d\u200b":
        return True
    return character not in " \n" and clean(f"a{character}a") not in (
        f"a{character}a",
        unicodedata.normalize("NFC", f"a{character}a"),
    )


def _composing() -> set[int]:
    """Characters that are not in normal form C, or not in every place: by their own decomposition, their
    combining class, or because another character decomposes to something and them."""
    found: set[int] = set()
    for code in (code for code in range(_TABLE) if not 0xD800 <= code < 0xE000):
        char = chr(code)
        parts = unicodedata.normalize("NFD", char)
        if unicodedata.normalize("NFC", char) != char or unicodedata.combining(char):
            found.add(code)
        found.update(ord(part) for part in parts[1:])
    return {code for code in found if code < _TABLE}
