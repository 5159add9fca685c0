from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.tasks.inflection.letters import join, spell

ETHIOPIC = "".join(map(chr, range(0x1200, 0x1358)))
HANGUL = "".join(map(chr, range(0xAC00, 0xD7A4, 37)))


@given(st.text(alphabet=ETHIOPIC + HANGUL + "abc áü -'", max_size=12))
def test_joining_undoes_spelling(word: str) -> None:
    assert join(spell(word)) == word


@pytest.mark.parametrize(("one", "other"), [("ለ", "ሉ"), ("ብ", "ባ")])
def test_syllables_of_a_consonant_share_a_letter(one: str, other: str) -> None:
    # U+1208 le and U+1209 lu; U+1265 b and U+1263 ba: the same row of the Unicode chart.
    assert spell(one)[0] == spell(other)[0]
    assert spell(one)[1] != spell(other)[1]


def test_syllables_of_a_vowel_share_a_letter() -> None:
    assert spell("ለ")[1] == spell("በ")[1]  # le, be


def test_hangul_is_spelled_in_jamo() -> None:
    assert spell("한글") == unicodedata.normalize("NFD", "한글")


@pytest.mark.parametrize("word", ["walk", "kävely", "הָאֲסֵפוֹת", "yürü", "кӧлі", ""])
def test_letters_of_other_scripts_are_letters_already(word: str) -> None:
    assert spell(word) == word
    assert join(word) == word
