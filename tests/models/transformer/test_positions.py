"""Rotations and T5's buckets of distances, against the formulas."""

from __future__ import annotations

from math import floor, log

import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from lexiboost.models.transformer import EncoderDecoderConfig
from lexiboost.models.transformer.positions import RelativeBias, Rotation, buckets


def test_a_rotation_turns_pairs_of_values_by_their_position() -> None:
    x = np.random.default_rng(0).standard_normal((1, 3, 1, 4)).astype(np.float32)
    positions = np.array([[0, 1, 7]])
    turned = np.asarray(Rotation(jnp.asarray(positions), 4)(x))[0, :, 0]
    for i, position in enumerate(positions[0]):
        for pair, frequency in ((0, 1.0), (1, 0.01)):
            value = complex(x[0, i, 0, pair], x[0, i, 0, pair + 2]) * np.exp(1j * position * frequency)
            np.testing.assert_allclose(turned[i, [pair, pair + 2]], [value.real, value.imag], atol=1e-5)


def _bucket(away: int, *, both_sides: bool) -> int:
    """Section 2.1 of Raffel et al.: half for each side; half of these exact, the rest logarithmic to 128."""
    count, first = (16, 16 if away > 0 else 0) if both_sides else (32, 0)
    distance = abs(away) if both_sides else max(-away, 0)
    exact = count // 2
    if distance < exact:
        return first + distance
    steps = floor(log(distance / exact) / log(128 / exact) * (count - exact))
    return first + min(exact + steps, count - 1)


@pytest.mark.parametrize("both_sides", [True, False])
def test_buckets_are_exact_when_near_and_logarithmic_when_far(both_sides: bool) -> None:
    found = buckets(200, 200, count=32, distance=128, both_sides=both_sides)
    powers = {8, 16, 32, 64, 128}  # where a logarithm is whole, float32 may fall on either side
    for query, key in ((0, 199), (199, 0), (100, 100), *((90, 90 + d) for d in range(-90, 110))):
        if abs(key - query) not in powers:
            assert found[query, key] == _bucket(key - query, both_sides=both_sides)


def test_the_bias_is_the_table_at_the_bucket_of_each_distance() -> None:
    config = EncoderDecoderConfig(dim=8, heads=2, buckets=8, distance=6)
    bias = RelativeBias(config, both_sides=True, rngs=nnx.Rngs(0))
    found, table = np.asarray(bias(9)), np.asarray(bias.table[...])
    where = buckets(9, 9, count=8, distance=6, both_sides=True)
    np.testing.assert_array_equal(found, table[where].transpose(2, 0, 1))
    assert len(np.unique(found[0])) > 4
