"""Every way to compute attention gives the reference's values and never looks across segments."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array

from lexiboost.artifacts.errors import ConfigError
from lexiboost.models.transformer import kernels
from lexiboost.models.transformer.backends import BACKENDS, Case, attend, choose, reference
from lexiboost.models.transformer.masks import Visibility

BATCH, LENGTH, HEADS, WIDTH = 1, 128, 2, 16
SCALE = WIDTH**-0.5
HERE = {
    "reference": reference,
    "kept": BACKENDS["kept"].attention,
    "xla": kernels.xla,
    "splash": partial(kernels.splash, interpret=True),
    "triton": partial(kernels.triton, interpret=True),
}
"""Those that run on a CPU, the Pallas kernels step by step."""


def rows(seed: int = 0) -> tuple[Array, Array, Array]:
    made = jax.random.normal(jax.random.key(seed), (3, BATCH, LENGTH, HEADS, WIDTH))
    return made[0], made[1], made[2]


def segments() -> Array:
    """Two segments of different length, then padding."""
    return jnp.array([[1] * 50 + [2] * 60 + [0] * (LENGTH - 110)])


def visibility(kind: str) -> Visibility:
    ids = segments()
    prefix = jnp.arange(LENGTH)[None] % 60 < 20 if kind == "prefix" else None
    return Visibility(ids, ids, causal=kind in ("causal", "prefix"), prefix_BxM=prefix)


def run(name: str, kind: str, bias: Array | None = None) -> Callable[..., Any]:
    """Output and gradients for q, k and v of a weighted sum of one segment's outputs."""

    def value(q: Array, k: Array, v: Array) -> tuple[Array, Array]:
        mixed = HERE[name](q, k, v, visibility(kind), bias, SCALE)
        weights = jax.random.normal(jax.random.key(7), mixed.shape)
        chosen = (segments() == 1)[..., None, None]
        return jnp.where(chosen, mixed * weights, 0.0).sum(), mixed

    return jax.jit(jax.value_and_grad(value, argnums=(0, 1, 2), has_aux=True))


CASES = [
    *((name, "full") for name in HERE),
    *((name, "causal") for name in HERE),
    *((name, "prefix") for name in ("kept", "xla")),
]


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_a_backend_gives_the_references_outputs_and_gradients(name: str, kind: str) -> None:
    (_, mixed), gradients = run(name, kind)(*rows())
    (_, expected), others = run("reference", kind)(*rows())
    used = np.asarray(segments() > 0)
    np.testing.assert_allclose(np.asarray(mixed)[used], np.asarray(expected)[used], atol=2e-5)
    for gradient, other in zip(gradients, others, strict=True):
        np.testing.assert_allclose(gradient, other, atol=5e-5)


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_nothing_of_another_segment_reaches_outputs_or_gradients(name: str, kind: str) -> None:
    step, other = run(name, kind), (segments() == 2)[..., None, None]
    changed = [jnp.where(other, new, old) for old, new in zip(rows(), rows(1), strict=True)]
    (_, mixed), gradients = step(*rows())
    (_, mixed_changed), gradients_changed = step(*changed)
    first = np.asarray(segments() == 1)
    assert np.array_equal(np.asarray(mixed)[first], np.asarray(mixed_changed)[first])
    assert not np.array_equal(np.asarray(mixed), np.asarray(mixed_changed))
    for gradient, again in zip(gradients, gradients_changed, strict=True):
        assert np.array_equal(np.asarray(gradient)[first], np.asarray(again)[first])
        assert not np.asarray(gradient)[~first].any()


@pytest.mark.parametrize("name", ["kept", "xla"])
def test_a_bias_by_distance_is_added_and_learned(name: str) -> None:
    bias = jax.random.normal(jax.random.key(3), (HEADS, LENGTH, LENGTH))

    def value(attention: Any, bias: Array) -> Array:
        mixed = attention(*rows(), visibility("causal"), bias, SCALE)
        return jnp.where((segments() > 0)[..., None, None], mixed**2, 0.0).sum()

    expected, wanted = jax.value_and_grad(partial(value, reference))(bias)
    found, gradient = jax.value_and_grad(partial(value, HERE[name]))(bias)
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    np.testing.assert_allclose(gradient, wanted, atol=5e-5)


def test_attention_by_hand() -> None:
    """One head of width 1: scores q k, so weights 1/4 and 3/4 where k differs by log 3."""
    q = jnp.ones((1, 3, 1, 1))
    k = jnp.array([0.0, np.log(3.0), 5.0]).reshape(1, 3, 1, 1)
    v = jnp.array([4.0, 8.0, 100.0]).reshape(1, 3, 1, 1)
    ids = jnp.array([[1, 1, 2]])
    mixed = attend(q, k, v, Visibility(ids, ids), scale=1.0)
    np.testing.assert_allclose(mixed.ravel(), [7.0, 7.0, 100.0], rtol=1e-6)
    mixed = attend(q, k, v, Visibility(ids, ids, causal=True), scale=1.0)
    np.testing.assert_allclose(mixed.ravel(), [4.0, 7.0, 100.0], rtol=1e-6)


def test_a_query_without_a_key_gets_nothing() -> None:
    q, k, v = (x[:, :2] for x in rows())
    visible = Visibility(jnp.array([[1, 2]]), jnp.array([[1, 1]]), cross=True)
    mixed = attend(q, k, v, visible, scale=SCALE)
    assert np.asarray(mixed[0, 0]).any() and not np.asarray(mixed[0, 1]).any()


GPU = Case("gpu", "bfloat16", 512, 512, 64)
TPU = Case("tpu", "bfloat16", 512, 512, 64)


@pytest.mark.parametrize(
    ("case", "name"),
    [
        (Case("cpu", "float32", 512, 512, 64), "kept"),
        (GPU, "cudnn"),
        (Case("gpu", "bfloat16", 512, 512, 64, bias=True), "kept"),
        (Case("gpu", "float32", 512, 512, 64), "triton"),
        (Case("gpu", "float32", 500, 500, 64), "kept"),
        (Case("gpu", "bfloat16", 8192, 8192, 64), "triton"),
        (TPU, "splash"),
        (Case("tpu", "bfloat16", 500, 500, 64), "reference"),
        (Case("tpu", "bfloat16", 512, 512, 64, prefix=True, causal=True), "reference"),
        (Case("tpu", "bfloat16", 512, 512, 64, whole=False), "reference"),
    ],
)
def test_the_backend_is_chosen_by_platform_and_shape(case: Case, name: str) -> None:
    assert choose(case) == name


def test_a_backend_that_is_unknown_or_does_not_fit_ends_in_one_line() -> None:
    visible = visibility("full")
    with pytest.raises(ConfigError, match="no attention named 'fast'"):
        attend(*rows(), visible, scale=SCALE, backend="fast")
    with pytest.raises(ConfigError, match="'splash' cannot do"):
        attend(*rows(), visible, scale=SCALE, backend="splash")
