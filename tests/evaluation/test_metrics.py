import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from seqeval.metrics import accuracy_score, f1_score
from seqeval.metrics.sequence_labeling import get_entities

from lexiboost.evaluation.metrics import (
    chunks,
    exact_match,
    intent_accuracy,
    slot_f1,
    tagging_accuracy,
    value,
)

TAGS = ["O", "B-date", "I-date", "B-time-of-day", "I-time-of-day", "B-place_name", "I-place_name"]


@st.composite
def tag_pairs(draw):
    """Gold and predicted BIO sequences of equal lengths, ill-formed ones among them."""
    lengths = draw(st.lists(st.integers(1, 8), min_size=1, max_size=6))
    sequence = [st.lists(st.sampled_from(TAGS), min_size=n, max_size=n) for n in lengths]
    return [draw(each) for each in sequence], [draw(each) for each in sequence]


@given(tag_pairs())
def test_slot_f1_is_seqevals_micro_f1(pair):
    gold, predicted = pair
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = f1_score(gold, predicted, average="micro")
    assert value(*slot_f1(gold, predicted)) == pytest.approx(expected, abs=1e-12)


@given(st.lists(st.sampled_from(TAGS), max_size=12))
def test_chunks_are_seqevals_entities(tags):
    assert chunks(tags) == set(get_entities(tags))


@given(tag_pairs())
def test_tagging_accuracy_is_the_share_of_right_tags(pair):
    gold, predicted = pair
    assert value(*tagging_accuracy(gold, predicted)) == pytest.approx(accuracy_score(gold, predicted))


def test_slot_f1_of_one_sentence_worked_by_hand():
    # Two gold chunks, three predicted, one of them right: tp 1, fp 2, fn 1.
    gold = [["B-date", "I-date", "O", "B-time", "O"]]
    predicted = [["B-date", "O", "B-place", "B-time", "O"]]
    numerators, denominators = slot_f1(gold, predicted)
    assert numerators.tolist() == [2.0]
    assert denominators.tolist() == [5.0]


def test_sentences_without_slots_weigh_nothing_in_f1():
    numerators, denominators = slot_f1([["O", "O"], ["B-date"]], [["O", "O"], ["B-date"]])
    assert (numerators.tolist(), denominators.tolist()) == ([0.0, 2.0], [0.0, 2.0])
    assert value(numerators, denominators) == 1.0


def test_f1_is_pooled_over_sentences_and_not_averaged():
    gold = [["B-a", "B-b", "B-c"], ["B-a"]]
    predicted = [["B-a", "B-b", "B-c"], ["B-b"]]
    assert value(*slot_f1(gold, predicted)) == pytest.approx(6 / 8)


def test_exact_match_needs_the_intent_and_every_slot():
    gold = [("alarm_set", ["O", "B-time", "I-time"])] * 5
    predicted = [
        ("alarm_set", ["O", "B-time", "I-time"]),
        ("alarm_set", ["O", "I-time", "I-time"]),
        ("alarm_set", ["O", "B-time", "B-time"]),
        ("alarm_set", ["B-time", "I-time", "I-time"]),
        ("alarm_query", ["O", "B-time", "I-time"]),
    ]
    numerators, denominators = exact_match(gold, predicted)
    assert numerators.tolist() == [1.0, 1.0, 0.0, 0.0, 0.0]
    assert denominators.tolist() == [1.0] * 5


@given(tag_pairs())
def test_exact_match_without_intents_is_a_perfect_f1(pair):
    gold, predicted = pair
    numerators, denominators = slot_f1(gold, predicted)
    matches, _ = exact_match([("x", tags) for tags in gold], [("x", tags) for tags in predicted])
    assert matches.tolist() == (numerators == denominators).astype(float).tolist()


def test_intent_accuracy_counts_each_sentence_once():
    numerators, denominators = intent_accuracy(["a", "b", "b"], ["a", "a", "b"])
    assert (numerators.tolist(), denominators.tolist()) == ([1.0, 0.0, 1.0], [1.0, 1.0, 1.0])


def test_tagging_accuracy_weighs_sentences_by_their_words():
    gold = [["NOUN"], ["VERB", "VERB", "VERB"]]
    predicted = [["NOUN"], ["NOUN", "NOUN", "NOUN"]]
    assert value(*tagging_accuracy(gold, predicted)) == pytest.approx(1 / 4)


def test_metric_of_nothing_is_zero():
    assert value(np.zeros(3), np.zeros(3)) == 0.0


@pytest.mark.parametrize("metric", [slot_f1, tagging_accuracy])
def test_predictions_of_another_length_are_refused(metric):
    with pytest.raises(ValueError, match="2 predicted tags for 1 words"):
        metric([["O"]], [["O", "O"]])
    with pytest.raises(ValueError, match="1 predictions for 2 examples"):
        metric([["O"], ["O"]], [["O"]])


@pytest.mark.parametrize("tag", ["date", "B-", "I", "E-date", ""])
def test_a_tag_that_is_not_bio_is_refused(tag):
    with pytest.raises(ValueError, match="is not O, B-<type> or I-<type>"):
        chunks(["O", tag])
