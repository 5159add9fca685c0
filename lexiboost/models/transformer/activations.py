"""The exact GELU with one exponential for its value and its slope."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

_P = 0.3275911
_A = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)


def _normal(x: Float[Array, "..."]) -> tuple[Float[Array, "..."], Float[Array, "..."]]:
    """Distribution function and density (without its constant) of the standard normal.

    Abramowitz & Stegun (1964), 7.1.26: the error function to 1.5e-7, about float32's own precision; its
    exponential is the density's.
    """
    z = jnp.abs(x) * 0.7071067811865476
    density = jnp.exp(-0.5 * x * x)
    t = 1.0 / (1.0 + _P * z)
    tail = 0.5 * density * t * (_A[0] + t * (_A[1] + t * (_A[2] + t * (_A[3] + t * _A[4]))))
    return jnp.where(x < 0, tail, 1.0 - tail), density


@jax.custom_vjp  # type: ignore[untyped-decorator]
def gelu(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """x times the standard normal's distribution function at x (Hendrycks & Gimpel 2016)."""
    wide = x.astype(jnp.float32)
    return (wide * _normal(wide)[0]).astype(x.dtype)


def _forward(x: Array) -> tuple[Array, Array]:
    return gelu(x), x


def _backward(x: Array, upstream: Array) -> tuple[Array]:
    # without the barrier XLA keeps the forward pass's exponential, which costs more than another one
    wide = jax.lax.optimization_barrier(x).astype(jnp.float32)
    below, density = _normal(wide)
    slope = below + wide * density * 0.3989422804014327
    return ((upstream * slope).astype(x.dtype),)


gelu.defvjp(_forward, _backward)
