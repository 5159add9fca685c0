import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.tokens.permutation import key_of, mix, permute

KEYS = st.integers(0, 2**64 - 1)


@given(st.integers(1, 3000), KEYS)
def test_every_index_has_its_own_place(size, key):
    assert sorted(permute(np.arange(size), size, key).tolist()) == list(range(size))


@given(st.lists(st.tuples(st.integers(1, 2**40), st.integers(0, 2**40), KEYS), min_size=1, max_size=20))
def test_many_permutations_at_once_are_the_same_as_one_by_one(asked):
    sizes = np.array([size for size, _, _ in asked])
    index = np.array([at % size for size, at, _ in asked])
    keys = np.array([key for _, _, key in asked], dtype=np.uint64)
    alone = [int(permute([i], n, k)[0]) for i, n, k in zip(index, sizes, keys, strict=True)]
    assert permute(index, sizes, keys).tolist() == alone
    assert all(0 <= found < size for found, size in zip(alone, sizes, strict=True))


@pytest.mark.parametrize("size", [2, 3, 5, 7, 16, 100])
def test_over_many_keys_every_index_comes_to_every_place_alike(size):
    keys = mix(np.arange(4000))
    for index in {0, size // 2, size - 1}:
        places = np.bincount(permute(np.full(4000, index), size, keys), minlength=size)
        expected = 4000 / size
        chi_square = ((places - expected) ** 2 / expected).sum()
        assert chi_square < size + 6 * np.sqrt(2 * size)


def test_neighbours_are_torn_apart():
    steps = np.diff(permute(np.arange(10_000), 10_000, 5))
    assert (np.abs(steps) < 10).mean() < 0.01
    assert len(np.unique(steps)) > 5000


def test_an_index_outside_is_refused():
    with pytest.raises(ValueError, match="outside"):
        permute([3], 3, 0)


def test_keys_are_the_same_in_every_process():
    code = "from lexiboost.tokens.permutation import key_of; print(key_of(7, 'tur_Latn', 'real'))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert int(found) == key_of(7, "tur_Latn", "real")
    assert key_of("a", "bc") != key_of("ab", "c")
