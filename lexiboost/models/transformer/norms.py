"""LayerNorm and RMSNorm in float32, whose backward passes read their input and one or two numbers a row."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Float

from lexiboost.models.transformer.config import TransformerConfig


class Norm(nnx.Module):
    """LayerNorm (Ba et al. 2016) or RMSNorm (Zhang & Sennrich 2019)."""

    def __init__(self, config: TransformerConfig) -> None:
        self.epsilon = config.epsilon
        self.scale = nnx.Param(jnp.ones(config.dim))
        self.bias = nnx.Param(jnp.zeros(config.dim)) if config.norm == "layer" else None

    def __call__(self, x_NxD: Float[Array, "N D"]) -> Float[Array, "N D"]:
        """Normalises the last axis."""
        if self.bias is None:
            return rms_norm(x_NxD, self.scale[...], self.epsilon)
        return layer_norm(x_NxD, self.scale[...], self.bias[...], self.epsilon)


@partial(jax.custom_vjp, nondiff_argnums=(3,))
def layer_norm(
    x_NxD: Float[Array, "N D"], scale_D: Float[Array, "D"], bias_D: Float[Array, "D"], epsilon: float
) -> Float[Array, "N D"]:
    """(x - mean) / standard deviation * scale + bias."""
    return _layer_forward(x_NxD, scale_D, bias_D, epsilon)[0]


def _layer_forward(x: Array, scale: Array, bias: Array, epsilon: float) -> tuple[Array, tuple[Array, ...]]:
    wide = x.astype(jnp.float32)
    mean = wide.mean(-1, keepdims=True)
    inverse = jax.lax.rsqrt(jnp.square(wide - mean).mean(-1, keepdims=True) + epsilon)
    return ((wide - mean) * inverse * scale + bias).astype(x.dtype), (x, mean, inverse, scale)


def _layer_backward(epsilon: float, saved: tuple[Array, ...], upstream: Array) -> tuple[Array, Array, Array]:
    x, mean, inverse, scale = saved
    upstream = upstream.astype(jnp.float32)
    standard = (x.astype(jnp.float32) - mean) * inverse
    scaled = upstream * scale
    inner = scaled.mean(-1, keepdims=True) + standard * (scaled * standard).mean(-1, keepdims=True)
    dx = (inverse * (scaled - inner)).astype(x.dtype)
    return dx, (upstream * standard).sum(0), upstream.sum(0)


layer_norm.defvjp(_layer_forward, _layer_backward)


@partial(jax.custom_vjp, nondiff_argnums=(2,))
def rms_norm(x_NxD: Float[Array, "N D"], scale_D: Float[Array, "D"], epsilon: float) -> Float[Array, "N D"]:
    """x / root mean square * scale."""
    return _rms_forward(x_NxD, scale_D, epsilon)[0]


def _rms_forward(x: Array, scale: Array, epsilon: float) -> tuple[Array, tuple[Array, ...]]:
    wide = x.astype(jnp.float32)
    inverse = jax.lax.rsqrt(jnp.square(wide).mean(-1, keepdims=True) + epsilon)
    return (wide * inverse * scale).astype(x.dtype), (x, inverse, scale)


def _rms_backward(epsilon: float, saved: tuple[Array, ...], upstream: Array) -> tuple[Array, Array]:
    x, inverse, scale = saved
    upstream = upstream.astype(jnp.float32)
    standard = x.astype(jnp.float32) * inverse
    scaled = upstream * scale
    dx = inverse * (scaled - standard * (scaled * standard).mean(-1, keepdims=True))
    return dx.astype(x.dtype), (upstream * standard).sum(0)


rms_norm.defvjp(_rms_forward, _rms_backward)
