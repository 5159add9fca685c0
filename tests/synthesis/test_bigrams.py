"""Witten-Bell probabilities worked by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.synthesis.bigrams import BigramModel, probability

WORDS = st.lists(st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=5), max_size=6)


def share(model, left, word):
    left_id, word_id = model.numbers([left, word]).tolist()
    return probability(model.tables, left_id, word_id)


def test_probabilities_are_those_of_the_formula():
    model = BigramModel([["Der", "Hund"], ["der", "Mann", "der"]])
    # der 3, Hund 1, Mann 1: N = 5, V = 3; behind der come Hund and Mann once each: T = 2.
    assert share(model, "DER", "hund") == pytest.approx((1 + 2 * 2 / 9) / 4)
    assert share(model, "der", "der") == pytest.approx(2 * (4 / 9) / 4)
    assert share(model, "der", "Katze") == pytest.approx(2 * (1 / 9) / 4)
    assert share(model, "Katze", "der") == pytest.approx(4 / 9)
    assert share(model, "", "der") == pytest.approx((2 + 1 * 4 / 9) / 3)


@given(WORDS)
def test_probabilities_behind_any_word_add_up_to_one(sentences):
    model = BigramModel(sentences)
    known = sorted({word for sentence in sentences for word in sentence})
    for left in ("", "unseen", *known):
        assert sum(share(model, left, word) for word in (*known, "unseen")) == pytest.approx(1)


def test_a_target_stands_by_its_first_word_and_is_stood_behind_by_its_last():
    model = BigramModel([["a", "b", "c"]])
    contexts = model.contexts(["a c", "b"], ["x", "c"])
    numbers = dict(zip("abcx", model.numbers("abcx").tolist(), strict=True))
    assert contexts.first_R.tolist() == [numbers["a"], numbers["b"]]
    assert contexts.last_R.tolist() == [numbers["c"], numbers["b"]]
    assert np.array_equal(contexts.word_V, [0, numbers["c"]])
