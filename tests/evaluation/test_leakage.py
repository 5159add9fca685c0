import pytest

from lexiboost.evaluation.leakage import Overlap, ngram_overlap, sentence_overlap


def sentences(*lines):
    return [line.split() for line in lines]


def test_exact_sentences_are_found_but_for_case_and_punctuation():
    test = sentences("Wake me up !", "play jazz", "wake ME up", "stop")
    train = sentences("wake me , up", "please stop")
    assert sentence_overlap(test, train) == Overlap(4, (0, 2))
    assert sentence_overlap(test, train).share == 0.5


def test_composed_and_decomposed_letters_are_the_same():
    assert sentence_overlap([["cafe\u0301"]], [["CAFÉ"]]).found == (0,)


def test_a_sentence_of_punctuation_alone_is_found_nowhere():
    assert sentence_overlap([["!"], ["..."]], [["?"]]) == Overlap(2, ())


def test_words_in_another_order_are_another_sentence():
    assert sentence_overlap(sentences("a b"), sentences("b a")).found == ()


def test_ngrams_are_runs_of_words_within_one_sentence():
    test = sentences("a b c d", "b c d e f", "x a b", "a c b d")
    assert ngram_overlap(test, sentences("z a b c", "q"), n=3) == Overlap(4, (0,))
    assert ngram_overlap(test, sentences("b c", "d e f"), n=3).found == (1,)
    assert ngram_overlap(test, sentences("a b", "c d"), n=3).found == ()


def test_ngrams_skip_punctuation():
    assert ngram_overlap(sentences("a , b"), sentences("a b !"), n=2).found == (0,)


def test_ngrams_need_at_least_one_word():
    with pytest.raises(ValueError, match="n-grams of 0 words"):
        ngram_overlap([], [], n=0)


def test_an_empty_test_set_shares_nothing():
    assert ngram_overlap([], [["a"]], n=1).share == 0.0
