import itertools
import math
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexiboost.tokens import unigram
from lexiboost.tokens.unigram import Word, train_unigram

COUNTS = {"the": 90, "then": 15, "light": 40, "lights": 20, "night": 30, "tonight": 10, "nightly": 4}


def words(counts, factor=1.0):
    return {word: Word(count * factor, count) for word, count in counts.items()}


def cuts(word):
    """All ways to cut a word."""
    for marks in itertools.product([False, True], repeat=len(word) - 1):
        at = [0, *(i for i, mark in enumerate(marks, start=1) if mark), len(word)]
        yield [word[a:b] for a, b in itertools.pairwise(at)]


def expected_by_hand(counts, probability):
    """Expected pieces over all cuts, each word's ways listed one by one."""
    total = Counter()
    for word, count in counts.items():
        ways = [(pieces, math.prod(probability.get(p, 0.0) for p in pieces)) for pieces in cuts(word)]
        likelihood = sum(weight for _, weight in ways)
        for pieces, weight in ways:
            for piece in pieces:
                total[piece] += count * weight / likelihood
    return total


@settings(deadline=None, max_examples=25)
@given(
    st.dictionaries(st.text("abc", min_size=1, max_size=7), st.integers(2, 9), min_size=1, max_size=6),
    st.integers(0, 100),
)
def test_forward_backward_counts_what_listing_every_cut_counts(counts, seed):
    listed = unigram._words(words(counts), frozenset("abc"))
    corpus, texts = unigram._index(listed, list("abc"), 1000)
    probability = np.random.default_rng(seed).uniform(0.05, 1.0, len(texts))
    found = unigram._expected(corpus, probability)
    by_hand = expected_by_hand(counts, dict(zip(texts, probability.tolist(), strict=True)))
    assert found == pytest.approx([by_hand.get(text, 0.0) for text in texts])
    # The pieces to begin with are the letters and every substring that was met twice.
    met = Counter(w[a:b] for w, n in counts.items() for a in range(len(w)) for b in range(a + 1, len(w) + 1)
                  for _ in range(n))  # fmt: skip
    assert set(texts) == {"a", "b", "c"} | {piece for piece, n in met.items() if n > 1}


def test_words_may_be_looked_at_in_blocks_of_any_size(monkeypatch):
    listed = unigram._words(words(COUNTS), frozenset("".join(COUNTS)))
    corpus, texts = unigram._index(listed, sorted(set("".join(COUNTS))), 1000)
    probability = np.random.default_rng(0).uniform(0.05, 1.0, len(texts))
    together = unigram._expected(corpus, probability)
    for block in (1, 2, 5):
        monkeypatch.setattr(unigram, "BLOCK", block)
        assert unigram._expected(corpus, probability) == pytest.approx(together)


def test_the_loss_of_a_piece_is_that_of_its_best_other_cut():
    corpus, texts = unigram._index(unigram._words(words({"abc": 3}), frozenset("abc")), list("abc"), 100)
    given_ = {"a": 0.1, "b": 0.2, "c": 0.3, "ab": 0.15, "bc": 0.05, "abc": 0.2}
    probability = np.array([given_[text] for text in texts])
    expected = np.arange(1.0, len(texts) + 1)
    loss = dict(zip(texts, unigram._losses(corpus, probability, expected, 3), strict=True))
    at = {text: expected[i] for i, text in enumerate(texts)}
    assert loss["ab"] == pytest.approx(at["ab"] * math.log(0.15 / (0.1 * 0.2)))
    assert loss["bc"] == pytest.approx(at["bc"] * math.log(0.05 / (0.2 * 0.3)))
    assert loss["abc"] == pytest.approx(at["abc"] * math.log(0.2 / (0.15 * 0.3)))


def test_frequent_words_and_stems_become_pieces():
    pieces = dict(train_unigram(words(COUNTS), alphabet="".join(COUNTS), size=16))
    letters = set("".join(COUNTS))
    assert len(pieces) == 16 and letters <= set(pieces)
    assert {"the", "light", "night"} <= set(pieces)
    assert pieces["the"] == max(pieces.values())
    assert list(pieces.values()) == sorted(pieces.values(), reverse=True)


def test_a_weight_makes_no_evidence_of_what_was_met_once():
    once = {"abcdefgh": Word(1000.0, 1)}
    assert sorted(piece for piece, _ in train_unigram(once, alphabet="abcdefgh", size=50)) == list("abcdefgh")
    twice = {"abcdefgh": Word(1000.0, 2)}
    assert "abcdefgh" in dict(train_unigram(twice, alphabet="abcdefgh", size=50))


def test_words_are_cut_at_characters_outside_the_alphabet():
    pieces = dict(train_unigram(words({"ab?ab": 50, "?": 9}), alphabet="ab", size=10))
    assert set(pieces) == {"a", "b", "ab"}


def test_the_alphabet_stays_where_nothing_else_has_room():
    assert {piece for piece, _ in train_unigram(words(COUNTS), alphabet="zxhgit", size=6)} == set("zxhgit")
    assert train_unigram({}, alphabet="ba", size=9) == [("a", 0.0), ("b", 0.0)]


def test_words_longer_than_training_looks_at_are_cut_and_do_not_underflow():
    long = "".join(np.random.default_rng(0).choice(list("abcdefghij"), 5000))
    pieces = train_unigram({long: Word(5.0, 5), "ab": Word(1e7, 1e7)}, alphabet="abcdefghij", size=60)
    assert all(math.isfinite(score) for _, score in pieces)


def test_two_processes_train_the_same_pieces():
    code = (
        "from tests.tokens.test_unigram import COUNTS, words; from hashlib import sha256;"
        "from lexiboost.tokens.unigram import train_unigram;"
        "shuffled = words(dict(reversed(COUNTS.items())));"
        "found = train_unigram(shuffled, alphabet=set(''.join(COUNTS)), size=14);"
        "print(sha256(repr(found).encode()).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ".", "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1
