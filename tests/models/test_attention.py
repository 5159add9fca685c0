from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest
from flax import nnx

from lexiboost.models.attention import SelfAttention, attend, rotate, segment_mask
from tests.models.tiny import POSITIONS, SEGMENTS

DIM, HEADS = 8, 2
WIDTH = DIM // HEADS


def _rotated(vector: np.ndarray, position: int) -> np.ndarray:
    """Each pair (i, i + half) as a complex number, turned by position * 10000^(-i / half)."""
    half = len(vector) // 2
    pairs = (vector[:half] + 1j * vector[half:]) * np.exp(
        1j * position * 10000.0 ** (-np.arange(half) / half)
    )
    return np.concatenate([pairs.real, pairs.imag])


def _reference(x: np.ndarray, qkv: np.ndarray, out: np.ndarray) -> np.ndarray:
    """Attention of each position over its own segment, one head and one position at a time."""
    result = np.zeros(x.shape)
    query, key, value = (x @ part for part in np.split(qkv, 3, axis=1))
    for b, i in np.ndindex(SEGMENTS.shape):
        members = np.flatnonzero(SEGMENTS[b] == SEGMENTS[b, i])
        for h in range(HEADS):
            part = slice(h * WIDTH, (h + 1) * WIDTH)
            q, keys = query[b, i, part], key[b, members, part]
            q = _rotated(q, POSITIONS[b, i])
            keys = np.stack([_rotated(k, POSITIONS[b, j]) for j, k in zip(members, keys, strict=True)])
            weights = np.exp(keys @ q / np.sqrt(WIDTH))
            result[b, i, part] = weights / weights.sum() @ value[b, members, part]
    return result @ out


@pytest.fixture(scope="module")
def attention() -> SelfAttention:
    return SelfAttention(DIM, HEADS, rngs=nnx.Rngs(3))


def test_self_attention_equals_a_loop_over_rows_heads_and_positions(attention: SelfAttention) -> None:
    x = np.random.default_rng(0).standard_normal((*SEGMENTS.shape, DIM)).astype(np.float32)
    qkv, out = (np.asarray(layer.kernel[...], np.float64) for layer in (attention.qkv, attention.out))
    actual = attention(x, segment_mask(SEGMENTS), POSITIONS)
    np.testing.assert_allclose(actual, _reference(x.astype(np.float64), qkv, out), atol=2e-5)


def test_rotary_scores_depend_on_relative_positions_only() -> None:
    rng = np.random.default_rng(1)
    q, k = rng.standard_normal((2, 1, 6, 1, 8)).astype(np.float32)
    near = np.array([[0, 1, 2, 3, 4, 5]])

    def scores(q_positions: np.ndarray, k_positions: np.ndarray) -> np.ndarray:
        return np.einsum("blhk,bmhk->blm", rotate(q, q_positions), rotate(k, k_positions))

    np.testing.assert_allclose(scores(near, near), scores(near + 37, near + 37), atol=1e-4)
    assert np.abs(scores(near, near) - scores(near + 3, near)).max() > 0.1


def test_rotation_keeps_length_and_is_the_identity_at_position_0() -> None:
    x = np.random.default_rng(2).standard_normal((1, 5, 2, 8)).astype(np.float32)
    turned = np.asarray(rotate(x, np.array([[0, 1, 7, 60, 500]])))
    np.testing.assert_array_equal(turned[:, 0], x[:, 0])
    np.testing.assert_allclose(np.linalg.norm(turned, axis=-1), np.linalg.norm(x, axis=-1), rtol=1e-5)


@jax.jit
def _values_and_gradients(inputs: Any, cotangent: Any, segments: Any) -> Any:
    values, pull = jax.vjp(lambda q, k, v: attend(q, k, v, segment_mask(segments)), *inputs)
    return (values, *pull(cotangent))


@pytest.mark.parametrize(("row", "segment"), [(0, 0), (0, 1), (0, 2), (0, 3), (1, 1), (1, 2)])
@pytest.mark.parametrize("scale", [1.0, 1e4])
def test_a_perturbed_segment_leaves_the_others_bit_equal(row: int, segment: int, scale: float) -> None:
    rng = np.random.default_rng(4)
    q, k, v, cotangent = rng.standard_normal((4, *SEGMENTS.shape, HEADS, WIDTH)).astype(np.float32)
    touched = np.zeros(SEGMENTS.shape, dtype=bool)
    touched[row] = SEGMENTS[row] == segment
    noise = rng.standard_normal((3, *q.shape)).astype(np.float32) * np.float32(scale)
    perturbed = [np.where(touched[..., None, None], n, x) for n, x in zip(noise, (q, k, v), strict=True)]
    before = _values_and_gradients((q, k, v), cotangent, SEGMENTS)
    after = _values_and_gradients(tuple(perturbed), cotangent, SEGMENTS)
    for one, other in zip(before, after, strict=True):
        np.testing.assert_array_equal(np.asarray(one)[~touched], np.asarray(other)[~touched])
    assert not np.array_equal(np.asarray(before[0])[touched], np.asarray(after[0])[touched])


def test_no_gradient_flows_from_one_segment_to_another() -> None:
    rng = np.random.default_rng(5)
    q, k, v, cotangent = rng.standard_normal((4, *SEGMENTS.shape, HEADS, WIDTH)).astype(np.float32)
    asked = (SEGMENTS == 2) & (np.arange(2)[:, None] == 0)
    gradients = _values_and_gradients((q, k, v), cotangent * asked[..., None, None], SEGMENTS)[1:]
    for gradient in gradients:
        assert not np.asarray(gradient)[~asked].any()
        assert np.asarray(gradient)[asked].any()
