import tracemalloc
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexiboost.artifacts.errors import ConfigError
from lexiboost.tokens.mixture import ENDLESS, KINDS, Mixture, MixtureSettings, Source

SIZES = st.lists(st.integers(1, 10**7), min_size=1, max_size=40)


def mixture(sizes, *, seed=0, total=None, block=4096, **asked):
    sources = [Source(f"v{i:02d}_Latn", KINDS[i % 2], n) for i, n in enumerate(sizes)]
    return Mixture(sources, MixtureSettings(**asked), seed=seed, total=total, block=block)


@settings(deadline=None)
@given(SIZES, st.floats(0, 1), st.integers(1, 2**20))
def test_after_any_whole_block_shares_are_within_one_percent(sizes, alpha, blocks):
    found = mixture(sizes, alpha=alpha, block=1024)
    rows = blocks * 1024
    asked = found.describe(rows)
    assert (asked["realised"] - asked["asked"]).abs().max() < 0.01
    # Far better, in fact: no source is ever more than a few rows before or behind.
    assert np.abs(found.counts(rows) - found.planned / found.total * rows).max() < 3


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(1, 60), min_size=1, max_size=12), st.integers(1, 6), st.integers(1, 97))
def test_caps_hold_to_the_row_and_what_is_reckoned_is_what_is_drawn(sizes, epochs, block):
    total = max(1, sum(sizes) * epochs * 2 // 3)
    found = mixture(sizes, sampling="unimax", max_epochs=epochs, total=total, block=block)
    draw = found[np.arange(total)]
    drawn = np.bincount(draw.source_N, minlength=len(sizes))
    assert drawn.tolist() == found.planned.tolist() == found.counts(total).tolist()
    assert (drawn <= np.array(sizes) * epochs).all()
    assert draw.epoch_N.max() < epochs
    for part in {1, block, total // 2}:
        if part <= total:
            assert (
                found.counts(part).tolist()
                == np.bincount(draw.source_N[:part], minlength=len(sizes)).tolist()
            )


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(1, 50), min_size=1, max_size=6), st.integers(0, 1000))
def test_every_row_of_a_source_comes_once_before_any_comes_again(sizes, seed):
    found = mixture(sizes, seed=seed, block=64, alpha=0.5)
    draw = found[np.arange(64 * 8)]
    for source, size in enumerate(sizes):
        mine = draw.source_N == source
        rows, epochs = draw.row_N[mine], draw.epoch_N[mine]
        seen = Counter(zip(rows.tolist(), epochs.tolist(), strict=True))
        assert set(seen.values()) <= {1}
        assert not len(rows) or (rows.min() >= 0 and rows.max() < size)
        assert (np.diff(epochs) >= 0).all()
        for epoch in range(int(epochs.max(initial=-1))):
            assert sorted(rows[epochs == epoch].tolist()) == list(range(size))


def test_each_epoch_has_another_order():
    draw = mixture([500], block=500)[np.arange(1000)]
    first, second = np.argsort(draw.row_N[draw.epoch_N == 0]), np.argsort(draw.row_N[draw.epoch_N == 1])
    assert len(first) == len(second) == 500 and (first == second).mean() < 0.05


def test_a_row_is_a_function_of_the_seed_and_its_number():
    sizes = [1000, 30, 77777]
    together = mixture(sizes)[np.arange(20_000)]
    asked = np.random.default_rng(3).permutation(20_000)
    anew = mixture(sizes)[asked]
    for one, other in zip(anew, together, strict=True):
        assert np.array_equal(one, other[asked])
    assert not np.array_equal(mixture(sizes, seed=1)[np.arange(5000)].row_N, together.row_N[:5000])


def test_another_source_leaves_the_order_of_the_first_as_it_was():
    alone = mixture([300])[np.arange(1000)].row_N
    beside = mixture([300, 500])[np.arange(4096)]
    assert np.array_equal(beside.row_N[beside.source_N == 0][:1000], alone)


def test_blocks_are_shuffled():
    source = mixture([100, 100], alpha=1.0, block=1000)[np.arange(1000)].source_N
    assert np.bincount(source).tolist() == [500, 500]
    assert 400 < (np.diff(source) != 0).sum() < 600


def test_memory_does_not_grow_with_rows_or_steps():
    tracemalloc.start()
    found = mixture([10**11, 10**10])
    found[np.arange(ENDLESS - 512, ENDLESS)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**20


def test_the_table_says_what_was_asked_and_what_came():
    found = mixture([50, 200], total=300, sampling="unimax", max_epochs=2)
    table = found.describe()
    assert table["asked"].tolist() == [0.5, 0.5]
    assert table["drawn"].tolist() == [100, 200]
    assert table["epochs"].tolist() == [2.0, 1.0]
    assert table["realised"].sum() == pytest.approx(1.0)
    assert table["planned"].tolist() == table["realised"].tolist()


def test_rows_beyond_the_end_are_refused():
    found = mixture([5], total=10)
    assert len(found) == 10
    for row in (-1, 10):
        with pytest.raises(IndexError, match="rows 0 to 9"):
            found[[row]]


@pytest.mark.parametrize(
    ("sources", "asked", "named"),
    [
        ([Source("a", "real", 1), Source("a", "real", 2)], {}, "a/real is a source of the mixture twice"),
        ([Source("a", "fake", 1)], {}, "a/fake"),
        ([Source("a", "real", 0)], {}, "no rows"),
        ([], {}, "no rows"),
        ([Source("a", "real", 1)], {"max_epochs": 2}, "number of rows"),
    ],
)
def test_mixtures_of_what_is_not_there_are_refused(sources, asked, named):
    with pytest.raises(ConfigError, match=named):
        Mixture(sources, MixtureSettings(**asked), seed=0)
