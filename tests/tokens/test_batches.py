import numpy as np
import pytest

from lexiboost.artifacts.errors import ConfigError
from lexiboost.tokens.batches import Batches, as_dataset, sources_of
from lexiboost.tokens.mixture import KINDS, Mixture, MixtureSettings
from lexiboost.tokens.pack_tokens import Stream, pack_tokens
from lexiboost.tokens.ragged import Ragged
from lexiboost.tokens.shares import Source
from lexiboost.tokens.token_rows import load_packed

LENGTH, VOCABULARY = 16, 500
FIELDS = ("tokens", "segments", "positions", "variety", "kind", "row")


def documents(seed, count):
    rng = np.random.default_rng(seed)
    return Ragged.of([rng.integers(1, VOCABULARY, n).tolist() for n in rng.integers(1, 40, count)])


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    parts = [
        [("tur_Latn", "real", 1, 60), ("kaz_Cyrl", "pseudo_mono", 2, 25)],
        [
            ("fin_Latn", "pseudo_labelled", 3, 40),
            ("tur_Latn", "real", 4, 10),
            ("tur_Latn", "pseudo_mono", 5, 0),
        ],
    ]
    found = []
    for part in parts:
        folder = tmp_path_factory.mktemp("store")
        streams = [Stream(variety, kind, [documents(seed, n)]) for variety, kind, seed, n in part]
        pack_tokens(folder, streams, row_length=LENGTH, vocabulary=VOCABULARY, padding=0)
        found.append(load_packed(folder))
    return found


def batches(stores, *, batch_size=12, total=None, **hosts):
    mixture = Mixture(sources_of(stores), MixtureSettings(alpha=0.5), seed=3, total=total, block=50)
    return Batches(mixture, stores, batch_size=batch_size, **hosts)


def slow_row(store, row):
    """Segments and positions of one row, the plain way."""
    first, last = int(store.first_R[row]), int(store.first_R[row + 1])
    starts, used = store.start_S[first:last].tolist(), int(store.used_R[row])
    segments, positions = [0] * LENGTH, [0] * LENGTH
    for number, begin in enumerate(starts, start=1):
        end = starts[number] if number < len(starts) else used
        for at in range(begin, end):
            segments[at], positions[at] = number, at - begin
    return segments, positions


def rows_of(stores, source):
    """All (store, row) of a source, in the order in which the mixture numbers them."""
    found = []
    for store in stores:
        begin = 0
        for each in store.sources:
            if (each.variety, each.kind) == (source.variety, source.kind):
                found += [(store, begin + i) for i in range(each.rows)]
            begin += each.rows
    return found


def test_sources_that_several_stores_hold_are_one(stores):
    found = sources_of(stores)
    assert [source.name for source in found] == [
        "tur_Latn/real",
        "kaz_Cyrl/pseudo_mono",
        "fin_Latn/pseudo_labelled",
        "tur_Latn/pseudo_mono",
    ]
    assert found[0].rows == stores[0].sources[0].rows + stores[1].sources[1].rows
    assert sum(source.rows for source in found) == sum(len(store) for store in stores)


def test_a_batch_holds_the_rows_that_the_mixture_names(stores):
    found = batches(stores)
    places = [rows_of(stores, source) for source in found.mixture.sources]
    for step in (0, 1, 7, 1000):
        batch = found[step]
        draw = found.mixture[np.arange(step * 12, step * 12 + 12)]
        for b, (source, row) in enumerate(zip(draw.source_N.tolist(), draw.row_N.tolist(), strict=True)):
            store, at = places[source][row]
            segments, positions = slow_row(store, at)
            assert batch["tokens"][b].tolist() == store.tokens_RxL[at].tolist()
            assert batch["segments"][b].tolist() == segments
            assert batch["positions"][b].tolist() == positions
            assert found.varieties[batch["variety"][b]] == found.mixture.sources[source].variety
            assert KINDS[batch["kind"][b]] == found.mixture.sources[source].kind
        assert batch["row"].tolist() == list(range(step * 12, step * 12 + 12))
        assert {batch[name].dtype for name in FIELDS if name != "row"} == {np.dtype(np.int32)}


@pytest.mark.parametrize("hosts", [1, 2, 3, 12])
def test_any_number_of_hosts_gets_the_same_global_batch(stores, hosts):
    whole = batches(stores)[5]
    parts = [batches(stores, hosts=hosts, host=host)[5] for host in range(hosts)]
    for name in FIELDS:
        assert np.array_equal(np.concatenate([part[name] for part in parts]), whole[name])


def test_an_epoch_shows_every_row_once(stores):
    only = stores[:1]
    mixture = Mixture([only[0].sources[0]], MixtureSettings(), seed=0, total=only[0].sources[0].rows)
    with pytest.raises(ConfigError, match="not over the sources"):
        Batches(mixture, only, batch_size=1)
    total = len(only[0])
    every = Mixture(sources_of(only), MixtureSettings(alpha=1.0, max_epochs=1), seed=0, total=total)
    found = Batches(every, only, batch_size=1)
    rows = [tuple(found[step]["tokens"][0].tolist()) for step in range(len(found))]
    assert sorted(rows) == sorted(map(tuple, only[0].tokens_RxL.tolist()))


def test_as_many_batches_as_the_mixture_holds_whole(stores):
    found = batches(stores, total=100)
    assert len(found) == 8
    for step in (-1, 8):
        with pytest.raises(IndexError, match="batches 0 to 7"):
            found[step]


def test_grain_reads_the_same_batches_with_threads(stores):
    found = batches(stores, total=240)
    read = list(as_dataset(found).to_iter_dataset())
    assert len(read) == len(found)
    for step, batch in enumerate(read):
        assert all(np.array_equal(batch[name], found[step][name]) for name in FIELDS)


@pytest.mark.parametrize("wrong", [{"hosts": 5}, {"hosts": 2, "host": 2}, {"batch_size": 0}])
def test_batches_that_cannot_be_shared_are_refused(stores, wrong):
    with pytest.raises(ConfigError, match="shared evenly"):
        batches(stores, **wrong)


def test_rows_of_another_length_are_refused(stores, tmp_path):
    pack_tokens(tmp_path, [Stream("a_Latn", "real", [documents(1, 3)])], row_length=8, vocabulary=VOCABULARY)
    with pytest.raises(ConfigError, match="several lengths"):
        batches([stores[0], load_packed(tmp_path)])


def test_a_source_without_rows_is_never_drawn(stores):
    assert Source("tur_Latn", "pseudo_mono", 0) in sources_of(stores)
    kinds = np.concatenate([batches(stores)[step]["variety"] for step in range(50)])
    assert len(np.unique(kinds)) == 3
