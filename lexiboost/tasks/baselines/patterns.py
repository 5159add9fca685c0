"""Words whose tag their characters give away in any language: punctuation, numbers, symbols."""

from __future__ import annotations

import unicodedata

_NUMBER_SIGNS = frozenset(".,:;/-–−'’٫٬+%٪½¼¾")


def closed_tag(word: str) -> str:
    """`PUNCT`, `SYM` or `NUM` for a word without letters, "" for any other.

    A number has a digit and besides only digits and the signs of dates, times, fractions and shares.
    """
    categories = {unicodedata.category(char)[0] for char in word}
    if categories <= {"P"}:
        return "SYM" if word in ("%", "٪", "&", "§") else "PUNCT"
    if "N" in categories and all(
        char in _NUMBER_SIGNS or unicodedata.category(char)[0] == "N" for char in word
    ):
        return "NUM"
    if categories <= {"S", "P"}:
        return "SYM"
    return ""
