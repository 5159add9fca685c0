from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from lexiboost.artifacts.errors import InputError
from lexiboost.tokens.batches import Batches, sources_of
from lexiboost.tokens.mixture import Mixture
from lexiboost.tokens.pack_tokens import Stream, pack_tokens
from lexiboost.tokens.pairs import Pairs, Words, pack_links, pair_documents
from lexiboost.tokens.ragged import Ragged
from lexiboost.tokens.shares import MixtureSettings
from lexiboost.tokens.subwords import EOS, Subwords, train_subwords
from lexiboost.tokens.token_rows import load_packed

WORDS = ("the", "dog", "house", "köpek", "evler", "evde", "ve")


@pytest.fixture(scope="module")
def subwords() -> Subwords:
    return train_subwords({"tur_Latn": Counter(dict.fromkeys(WORDS, 3))}, size=400)


def test_a_pair_by_hand(subwords: Subwords) -> None:
    pairs = pair_documents(
        subwords,
        Words(["the", "dog", "house"], np.array([0, 2, 3])),
        Words(["köpek", "ve", "evler"], np.array([0, 2, 3])),
        np.array([1, -1, 0]),
    )
    pieces = {word: subwords.encode_words([word]).ids_W.tolist() for word in WORDS}
    end = subwords.id(EOS)
    first = [*pieces["the"], *pieces["dog"], end, *pieces["köpek"], *pieces["ve"], end]
    second = [*pieces["house"], end, *pieces["evler"], end]
    assert pairs.documents.ids_W.tolist() == first + second
    assert pairs.documents.offsets.tolist() == [0, len(first), len(first) + len(second)]
    expected = np.zeros(len(first) + len(second), dtype=int)
    expected[len(pieces["the"] + pieces["dog"]) + 1] = 1 + len(pieces["the"])
    expected[len(first) + len(pieces["house"]) + 1] = 1
    assert pairs.links.ids_W.tolist() == expected.tolist()
    np.testing.assert_array_equal(pairs.links.offsets, pairs.documents.offsets)


def _random_pairs(count: int, seed: int) -> Pairs:
    """Documents of distinct ids, each second token linked to a random other token of its document."""
    rng = np.random.default_rng(seed)
    lengths = rng.integers(1, 60, count)
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    links = np.zeros(offsets[-1], dtype=np.int32)
    for begin, length in zip(offsets[:-1], lengths, strict=True):
        places = np.arange(begin, begin + length, 2)
        links[places] = 1 + rng.integers(0, length, len(places))
    return Pairs(Ragged(np.arange(1, offsets[-1] + 1, dtype=np.int32), offsets), Ragged(links, offsets))


@pytest.mark.parametrize("split", [False, True])
def test_packed_links_join_the_tokens_they_joined_in_the_documents(tmp_path: Path, split: bool) -> None:
    pairs = {kind: _random_pairs(70, seed) for seed, kind in enumerate(("real", "pseudo_parallel"))}
    pairs["real"].links.ids_W[:] = 0
    size = 1 + max(int(each.documents.offsets[-1]) for each in pairs.values())
    documents = [Stream("tur_Latn", kind, [each.documents]) for kind, each in pairs.items()]
    links = [Stream("tur_Latn", kind, [each.links]) for kind, each in pairs.items()]
    pack_tokens(tmp_path, documents, row_length=48, vocabulary=size, split=split, window=500)
    pack_links(tmp_path, links, split=split, window=500)
    assert not list(tmp_path.glob(".links-*"))
    store = load_packed(tmp_path)
    batches = Batches(
        Mixture(sources_of([store]), MixtureSettings(alpha=1.0), seed=0, total=len(store)),
        [store],
        batch_size=len(store),
    )
    batch = batches[0]
    document = np.repeat(np.arange(70), pairs["pseudo_parallel"].documents.lengths)
    begin = pairs["pseudo_parallel"].documents.offsets[document]
    linked = kept = 0
    for b in range(len(store)):
        tokens, found = batch["tokens"][b], batch["links"][b]
        if batch["kind"][b] == 0:
            assert not found.any()
            continue
        where = {
            (int(token), int(segment)): i
            for i, (token, segment) in enumerate(zip(tokens, batch["segments"][b], strict=True))
        }
        for i in np.flatnonzero(batch["segments"][b]):
            at = tokens[i] - 1
            link = pairs["pseudo_parallel"].links.ids_W[at]
            other = begin[at] + link  # ids are 1 + places
            expected = where.get((int(other), int(batch["segments"][b, i])), -1) if link else -1
            assert found[i] == expected + 1
            linked, kept = linked + bool(link), kept + (expected >= 0)
    assert kept > 0.7 * linked > 0


def test_links_of_other_documents_are_refused(tmp_path: Path) -> None:
    one, other = _random_pairs(20, 0), _random_pairs(20, 1)
    pack_tokens(tmp_path, [Stream("a", "real", [one.documents])], row_length=64, vocabulary=2000)
    with pytest.raises(InputError, match="not of the documents"):
        pack_links(tmp_path, [Stream("a", "real", [other.links])])
    assert load_packed(tmp_path).links_RxL is None


def test_rows_without_links_bring_none(tmp_path: Path) -> None:
    one = _random_pairs(20, 0)
    pack_tokens(tmp_path, [Stream("a", "real", [one.documents])], row_length=64, vocabulary=2000)
    store = load_packed(tmp_path)
    mixture = Mixture(sources_of([store]), MixtureSettings(), seed=0, total=len(store))
    assert "links" not in Batches(mixture, [store], batch_size=2)[0]
