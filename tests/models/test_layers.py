from __future__ import annotations

from dataclasses import replace
from math import erf, pi, sqrt

import jax
import numpy as np
import pytest
from flax import nnx

from lexiboost.models.attention import segment_mask
from lexiboost.models.layers import Block, Encoder, dropout
from tests.models.tiny import CONFIG as SHALLOW
from tests.models.tiny import POSITIONS, SEGMENTS

CONFIG = replace(SHALLOW, layers=2)


def test_dropout_without_key_or_at_rate_0_is_the_identity() -> None:
    x = np.arange(12.0).reshape(3, 4)
    np.testing.assert_array_equal(dropout(x, 0.5, None), x)
    np.testing.assert_array_equal(dropout(x, 0.0, jax.random.key(0)), x)


def test_dropout_zeroes_its_rate_and_scales_the_rest_so_that_the_mean_stays() -> None:
    x = np.ones(20000, dtype=np.float32)
    dropped = np.asarray(dropout(x, 0.25, jax.random.key(1)))
    np.testing.assert_allclose(np.unique(dropped), [0.0, 1 / 0.75])
    deviation = sqrt(0.25 * 0.75 / len(x))
    assert abs((dropped == 0).mean() - 0.25) < 5 * deviation


def test_dropout_is_a_function_of_its_key() -> None:
    x = np.ones(100, dtype=np.float32)
    first, again, other = (np.asarray(dropout(x, 0.5, jax.random.key(k))) for k in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def _norm(x: np.ndarray, scale: np.ndarray) -> np.ndarray:
    return x / np.sqrt((x**2).mean(-1, keepdims=True) + 1e-6) * scale


def _gelu(x: np.ndarray) -> np.ndarray:
    return 0.5 * x * (1 + np.tanh(sqrt(2 / pi) * (x + 0.044715 * x**3)))


def test_gelu_reference_is_near_its_exact_form() -> None:
    points = np.linspace(-4, 4, 33)
    np.testing.assert_allclose(_gelu(points), [x * (1 + erf(x / sqrt(2))) / 2 for x in points], atol=1e-3)


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    return np.random.default_rng(0).standard_normal((*SEGMENTS.shape, CONFIG.dim)).astype(np.float32)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    encoder = Encoder(CONFIG, rngs=nnx.Rngs(0))
    rng = np.random.default_rng(1)
    for norm in (encoder.norm, *(n for b in encoder.blocks for n in (b.attention_norm, b.mlp_norm))):
        norm.scale[...] = rng.uniform(0.5, 2.0, CONFIG.dim).astype(np.float32)
    return encoder


def test_a_block_adds_attention_of_the_norm_then_the_mlp_of_the_norm(
    encoder: Encoder, vectors: np.ndarray
) -> None:
    block: Block = encoder.blocks[0]
    mask = segment_mask(SEGMENTS)
    scales = [np.asarray(norm.scale[...]) for norm in (block.attention_norm, block.mlp_norm)]
    x = vectors + np.asarray(block.attention(_norm(vectors, scales[0]), mask, POSITIONS))
    up, down = (
        {k: np.asarray(p[k][...]) for k in ("kernel", "bias")} for p in map(vars, (block.up, block.down))
    )
    hidden = _gelu(_norm(x, scales[1]) @ up["kernel"] + up["bias"])
    expected = x + hidden @ down["kernel"] + down["bias"]
    np.testing.assert_allclose(block(vectors, mask, POSITIONS, None), expected, atol=2e-5)


def test_the_encoder_applies_its_blocks_in_order_and_norms_at_the_end(
    encoder: Encoder, vectors: np.ndarray
) -> None:
    mask = segment_mask(SEGMENTS)
    assert len(encoder.blocks) == CONFIG.layers
    x = encoder.blocks[1](encoder.blocks[0](vectors, mask, POSITIONS, None), mask, POSITIONS, None)
    expected = _norm(np.asarray(x), np.asarray(encoder.norm.scale[...]))
    np.testing.assert_allclose(encoder(vectors, mask, POSITIONS), expected, atol=2e-5)


def test_blocks_draw_different_dropout_from_one_key(vectors: np.ndarray) -> None:
    block = Block(CONFIG, rngs=nnx.Rngs(0))
    twins = Encoder(CONFIG, rngs=nnx.Rngs(0))
    twins.blocks[0] = twins.blocks[1] = block
    mask, key = segment_mask(SEGMENTS), jax.random.key(5)
    first = block(vectors, mask, POSITIONS, jax.random.fold_in(key, 0))
    same = twins.norm(block(first, mask, POSITIONS, jax.random.fold_in(key, 0)))
    assert not np.array_equal(twins(vectors, mask, POSITIONS, key), same)
