"""Layers whose gradients are written by hand, against what is written down and what JAX differentiates."""

from __future__ import annotations

from math import erf, exp, pi, sqrt
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from lexiboost.models.transformer import EncoderConfig
from lexiboost.models.transformer.activations import gelu
from lexiboost.models.transformer.layers import Dense, Mlp, dropout
from lexiboost.models.transformer.norms import layer_norm, rms_norm

EPSILON = 1e-3
RNG = np.random.default_rng(0)
X, UPSTREAM = RNG.standard_normal((2, 5, 8)).astype(np.float32)
SCALE, BIAS = RNG.uniform(0.5, 2.0, (2, 8)).astype(np.float32)


def _differentiated(function: Any, *arguments: Any) -> tuple[Any, ...]:
    values, pull = jax.vjp(function, *arguments)
    return (values, *pull(UPSTREAM[..., : values.shape[-1]]))


def test_gelu_is_the_exact_one_with_its_exact_slope() -> None:
    points = np.concatenate([np.linspace(-6, 6, 97), [-40.0, 40.0, 0.0]]).astype(np.float32)
    below = np.array([(1 + erf(x / sqrt(2))) / 2 for x in points.tolist()])
    density = np.array([exp(-x * x / 2) / sqrt(2 * pi) for x in points.tolist()])
    values, slopes = jax.vmap(jax.value_and_grad(gelu))(points)
    np.testing.assert_allclose(values, points * below, atol=1e-6)
    np.testing.assert_allclose(slopes, below + points * density, atol=1e-6)


def _layer_norm(x: Any, scale: Any, bias: Any) -> Any:
    centred = x - x.mean(-1, keepdims=True)
    return centred / jnp.sqrt((centred**2).mean(-1, keepdims=True) + EPSILON) * scale + bias


def _rms_norm(x: Any, scale: Any) -> Any:
    return x / jnp.sqrt((x**2).mean(-1, keepdims=True) + EPSILON) * scale


def test_layer_norm_and_its_gradients() -> None:
    actual = _differentiated(lambda *a: layer_norm(*a, EPSILON), X, SCALE, BIAS)
    for one, other in zip(actual, _differentiated(_layer_norm, X, SCALE, BIAS), strict=True):
        np.testing.assert_allclose(one, other, atol=5e-6)


def test_rms_norm_and_its_gradients() -> None:
    actual = _differentiated(lambda *a: rms_norm(*a, EPSILON), X, SCALE)
    for one, other in zip(actual, _differentiated(_rms_norm, X, SCALE), strict=True):
        np.testing.assert_allclose(one, other, atol=5e-6)


@pytest.mark.parametrize("norm", [layer_norm, rms_norm])
def test_norms_of_half_precision_are_computed_whole(norm: Any) -> None:
    """Values near 256 differ by 2 in bfloat16: their mean and variance there would be far off."""
    x = jnp.asarray(256 + 2 * RNG.integers(0, 9, (4, 64)), jnp.bfloat16)
    rest = (jnp.ones(64), jnp.zeros(64))[: 2 if norm is layer_norm else 1]
    expected = norm(x.astype(jnp.float32), *rest, EPSILON)
    actual = norm(x, *rest, EPSILON)
    assert actual.dtype == jnp.bfloat16
    np.testing.assert_allclose(actual.astype(jnp.float32), expected, rtol=2**-8, atol=2**-8)


@pytest.mark.parametrize("outputs", [3, 8, 20, (3, 4)], ids=["narrower", "as wide", "wider", "two axes"])
def test_a_dense_layer_and_its_gradients_are_those_of_a_product(outputs: Any) -> None:
    layer = Dense(8, outputs, std=0.5, bias=True, rngs=nnx.Rngs(0))
    graph, state = nnx.split(layer)
    shape = layer.kernel.shape[1:]
    upstream = RNG.standard_normal((5, *shape)).astype(np.float32)

    def applied(state: Any, x: Any) -> Any:
        return nnx.merge(graph, state)(x)

    values, pull = jax.vjp(applied, state, X)
    gradients, dx = pull(upstream)
    kernel, flat = np.asarray(layer.kernel[...]).reshape(8, -1), upstream.reshape(5, -1)
    np.testing.assert_allclose(values, (X @ kernel).reshape(5, *shape), atol=1e-5)
    np.testing.assert_allclose(dx, flat @ kernel.T, atol=1e-5)
    np.testing.assert_allclose(gradients["kernel"][...], (X.T @ flat).reshape(8, *shape), atol=1e-5)
    np.testing.assert_allclose(gradients["bias"][...], upstream.sum(0), atol=1e-5)


def _silu(x: np.ndarray) -> np.ndarray:
    return x / (1 + np.exp(-x))


def _gelu_tanh(x: np.ndarray) -> np.ndarray:
    return 0.5 * x * (1 + np.tanh(sqrt(2 / pi) * (x + 0.044715 * x**3)))


@pytest.mark.parametrize(
    ("activation", "function"),
    [
        ("gelu", lambda up: up * (1 + np.vectorize(erf)(up / sqrt(2))) / 2),
        ("gelu_tanh", _gelu_tanh),
        ("gated_gelu", lambda up: _gelu_tanh(up[:, 0]) * up[:, 1]),
        ("gated_silu", lambda up: _silu(up[:, 0]) * up[:, 1]),
    ],
)
def test_an_mlp_applies_its_activation_between_two_products(activation: Any, function: Any) -> None:
    config = EncoderConfig(dim=8, heads=2, hidden=6, activation=activation, initial=0.5, biases=False)
    mlp = Mlp(config, rngs=nnx.Rngs(1))
    up = np.einsum("nd,d...->n...", X, np.asarray(mlp.up.kernel[...]))
    np.testing.assert_allclose(mlp(X), function(up) @ np.asarray(mlp.down.kernel[...]), atol=1e-5)


def test_dropout_keeps_the_mean_and_hits_its_rate_in_steps_of_a_256th() -> None:
    x = np.ones((100, 401), np.float32)
    dropped = np.asarray(dropout(x, 0.1, jax.random.key(0)))
    kept = (256 - 26) / 256
    np.testing.assert_allclose(np.unique(dropped), [0.0, 1 / kept], rtol=1e-6)
    deviation = sqrt(kept * (1 - kept) / x.size)
    assert abs((dropped > 0).mean() - kept) < 5 * deviation
    again, other = (np.asarray(dropout(x, 0.1, jax.random.key(k))) for k in (0, 1))
    np.testing.assert_array_equal(dropped, again)
    assert not np.array_equal(dropped, other)


def test_dropout_without_key_or_at_rate_0_is_the_identity() -> None:
    assert dropout(X, 0.5, None) is X
    assert dropout(X, 0.0, jax.random.key(0)) is X
