"""Syllabic signs spelled out as consonant and vowel, so that a vowel can change under a kept consonant.

Ethiopic syllables stand in Unicode in rows of eight, one row a consonant and one column a vowel; Hangul
syllables have a canonical decomposition. All other characters are letters already.
"""

from __future__ import annotations

import re
import unicodedata

_ETHIOPIC = re.compile("[\u1200-\u1357]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_ROW = 8
_VOWELS = 0xE000
"""The vowels' own signs: private-use characters."""
_SPELLED = re.compile(f"([\u1200-\u1357])([{chr(_VOWELS)}-{chr(_VOWELS + _ROW - 1)}])")
_JAMO = re.compile("[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?")


def spell(word: str) -> str:
    """The word in letters."""
    if word.isascii():
        return word
    word = _HANGUL.sub(lambda match: unicodedata.normalize("NFD", match[0]), word)
    return _ETHIOPIC.sub(_syllable, word)


def _syllable(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(code - code % _ROW) + chr(_VOWELS + code % _ROW)


def join(letters: str) -> str:
    """The word that was spelled out; what is no syllable any more stays as it is."""
    if letters.isascii():
        return letters
    word = _SPELLED.sub(lambda match: chr(ord(match[1]) + ord(match[2]) - _VOWELS), letters)
    return _JAMO.sub(lambda match: unicodedata.normalize("NFC", match[0]), word)
