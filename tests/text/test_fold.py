from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.text.fold import characters_per_word, fold, folded_units


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("L'Homme,  n'est-ce\npas?", "l homme n est ce pas"),
        ("ΟΔΟΣ οδός", "οδοσ οδόσ"),
        ("हिन्दी में है।", "हिन्दी में है"),
        ("你好，世界。", "你好 世界"),
        ("\ufeffa\u200bb", "ab"),
        ("№ 5 €", "5"),
    ],
)
def test_words_of_letters_marks_and_digits_stay(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("variety", "size", "units"),
    [("eng_Latn", 1, 2), ("jpn_Jpan", 2, 6), ("tha_Thai", 5, 6), ("kor_Kore", 1, 2)],
)
def test_units_are_words_or_characters(variety: str, size: int, units: int) -> None:
    assert characters_per_word(variety) == size
    assert len(folded_units("abc, def!", variety)) == units
