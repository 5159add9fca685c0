import pytest

from lexiboost.tasks.baselines.patterns import closed_tag


@pytest.mark.parametrize("word", [".", "...", "、", "«", "؟", "।", "--", "''"])
def test_punctuation_of_any_script_is_told_by_its_characters(word):
    assert closed_tag(word) == "PUNCT"


@pytest.mark.parametrize("word", ["5", "1,000", "3.14", "٣٤", "१९४७", "10:30", "1990–95"])
def test_numbers_in_digits_of_any_script_are_numbers(word):
    assert closed_tag(word) == "NUM"


@pytest.mark.parametrize("word", ["$", "€", "=", "+", "%"])
def test_signs_are_symbols(word):
    assert closed_tag(word) == "SYM"


@pytest.mark.parametrize("word", ["a", "l'", "B2", "5th", "和", "-kin", "$a"])
def test_a_word_with_a_letter_has_no_closed_tag(word):
    assert closed_tag(word) == ""
