from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexiboost.tokens import grams
from lexiboost.tokens.grams import GramVocabulary, gram_hashes, train_grams

WORDS = st.lists(st.text(st.sampled_from("abcßİжक็น𐐀é"), min_size=1, max_size=9), min_size=1, max_size=20)
NOTHING = GramVocabulary(np.zeros(0, dtype=np.uint64))


def naive_grams(word: str) -> list[tuple[str, str]]:
    """2- to 4-grams and the whole word, marked as such."""
    marked = f"<{word.casefold()}>"
    pieces = [("gram", marked[i : i + n]) for n in range(2, 5) for i in range(len(marked) - n + 1)]
    return [*pieces, ("word", marked)]


@settings(deadline=None, max_examples=60)
@given(WORDS)
def test_hashes_are_equal_exactly_where_the_grams_are(words):
    names = {}
    for word, row in zip(words, gram_hashes(words), strict=True):
        hashes = row[row != 0].tolist()
        assert len(hashes) == len(naive_grams(word))
        for gram, value in zip(naive_grams(word), hashes, strict=True):
            assert names.setdefault(gram, value) == value
    assert len(set(names.values())) == len(names)


def test_hashes_of_a_large_vocabulary_do_not_collide():
    rng = np.random.default_rng(0)
    words = ["".join(row) for row in rng.choice(list("abcdefghijklmnop"), (5000, 6))]
    values = np.unique(gram_hashes(words))
    assert len(values) == len({gram for word in words for gram in naive_grams(word)})


@settings(deadline=None, max_examples=40)
@given(WORDS)
def test_ids_do_not_depend_on_the_words_beside(words):
    vocabulary = train_grams({"a": words}, 1000)
    together = vocabulary.ids(words, 6)
    alone = np.concatenate([vocabulary.ids([word], 6) for word in words])
    assert together.tolist() == alone.tolist()


def test_chunks_change_nothing(monkeypatch):
    words = ["banana", "ananas", "nab", "x", "a" * 30] * 5
    vocabulary, whole = train_grams({"a": words}, 1000), None
    for chunk in (1 << 15, 7, 2, 1):
        monkeypatch.setattr(grams, "CHUNK", chunk)
        ids = vocabulary.ids(words, 9).tolist()
        assert whole in (None, ids)
        whole = ids
        assert train_grams({"a": words}, 1000).hashes.tolist() == vocabulary.hashes.tolist()


def test_ids_are_places_of_known_grams_and_unknown_ones_are_dropped():
    vocabulary = train_grams({"a": ["ab", "ab"]}, 100)
    ids = vocabulary.ids(["ab", "abc", "ж"], 10)
    # ab: <a ab b> <ab ab> <ab> (also as whole word); abc shares <a, ab and <ab; a Cyrillic letter nothing.
    assert [int((row > 0).sum()) for row in ids] == [7, 3, 0]
    assert set(ids[1].tolist()) < set(ids[0].tolist()) | {0}
    assert ids.max() <= len(vocabulary.hashes)
    assert len(vocabulary) == len(vocabulary.hashes) + 1


def test_case_is_ignored():
    vocabulary = train_grams({"a": ["haus"]}, 100)
    assert vocabulary.ids(["HAUS"], 12).tolist() == vocabulary.ids(["haus"], 12).tolist()


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_a_word_with_too_many_grams_keeps_an_evenly_spaced_part(limit):
    vocabulary = train_grams({"a": ["abcdefghij"]}, 100)
    every = [i for i in vocabulary.ids(["abcdefghij"], 60)[0].tolist() if i]
    kept = vocabulary.ids(["abcdefghij"], limit)[0].tolist()
    step = (len(every) - 1) / max(limit - 1, 1)
    assert kept == [every[int(i * step)] for i in range(limit)]


def test_the_most_frequent_grams_are_chosen():
    words = ["ba" * i for i in range(1, 6)]
    counts = Counter(gram for word in words for gram in naive_grams(word))
    size = 8
    chosen = train_grams({"a": words}, size).hashes
    by_hash = {
        int(value): gram
        for word in words
        for gram, value in zip(naive_grams(word), gram_hashes([word])[0].tolist(), strict=True)
    }
    taken = sorted(counts[by_hash[int(value)]] for value in chosen)
    assert len(chosen) == size
    assert taken == sorted(counts.values())[-size:]


def test_varieties_share_the_vocabulary_equally_whatever_their_size():
    many = ["".join(pair) * 2 for pair in np.random.default_rng(0).choice(list("abcdefgh"), (500, 3))]
    few = ["жзжз", "изиз", "жзи", "зижи", "жжзз"] * 2
    size = 40
    vocabulary = train_grams({"eng": many, "rus": few}, size)
    seen = {name: set(gram_hashes(words).ravel().tolist()) for name, words in (("eng", many), ("rus", few))}
    chosen = set(vocabulary.hashes.tolist())
    assert len(chosen) <= size
    assert abs(len(chosen & seen["eng"]) - len(chosen & seen["rus"])) <= 1


def test_hapaxes_are_left_out_unless_there_is_nothing_else():
    assert len(train_grams({"a": ["abab"]}, 100).hashes) == 1
    assert len(train_grams({"a": ["xyz"]}, 100).hashes) == len(naive_grams("xyz"))


def test_no_words_or_no_vocabulary_give_padding():
    assert train_grams({}, 10).hashes.tolist() == []
    assert train_grams({"a": []}, 10).hashes.tolist() == []
    assert NOTHING.ids(["ab"], 3).tolist() == [[0, 0, 0]]
    assert train_grams({"a": ["ab"]}, 10).ids([], 3).shape == (0, 3)
