import pytest

from lexiboost.synthesis.function_words import ENGLISH, is_function_word


@pytest.mark.parametrize(
    "word", ["the", "The", "don't", "don’t", "it's", "n't", "because", "they'll", "cannot"]
)
def test_function_words_are_found_by_the_list(word):
    assert is_function_word(word, "")


@pytest.mark.parametrize("word", ["dog", "go", "good", "two", "tomorrow", ",", "well"])
def test_content_words_are_not(word):
    assert not is_function_word(word, "")


def test_a_part_of_speech_is_believed():
    assert not is_function_word("will", "NOUN")
    assert is_function_word("notwithstanding", "ADP")


def test_the_list_is_of_small_letters_without_spaces():
    assert all(word == word.lower() and word.split() == [word] for word in ENGLISH)
