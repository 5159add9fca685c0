"""Attention on contiguous heads whose backward pass reads the weights that the forward pass made."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

MASKED = -1e9


@partial(jax.custom_vjp, nondiff_argnums=(5,))
def kept_attention(
    q_BxHxLxK: Float[Array, "B H L K"],
    k_BxHxMxK: Float[Array, "B H M K"],
    v_BxHxMxK: Float[Array, "B H M K"],
    bias_HxLxM: Float[Array, "H L M"] | None,
    allowed_BxLxM: Bool[Array, "B L M"],
    scale: float,
) -> Float[Array, "B H L K"]:
    """Attention whose backward pass reads the weights of the forward pass instead of making them again."""
    return _forward(q_BxHxLxK, k_BxHxMxK, v_BxHxMxK, bias_HxLxM, allowed_BxLxM, scale)[0]


def _forward(
    q: Array, k: Array, v: Array, bias: Array | None, allowed: Array, scale: float
) -> tuple[Any, ...]:
    scores = jnp.einsum("bhlk,bhmk->bhlm", q, k, preferred_element_type=jnp.float32) * scale
    if bias is not None:
        scores = scores + bias
    scores = jnp.where(allowed[:, None], scores, MASKED)
    raised = jnp.exp(scores - scores.max(-1, keepdims=True))
    weights = (raised * (1.0 / raised.sum(-1, keepdims=True))).astype(v.dtype)
    mixed = jnp.einsum("bhlm,bhmk->bhlk", weights, v)
    return mixed, (q, k, v, bias, allowed, weights, mixed)


def _backward(scale: float, kept: tuple[Any, ...], upstream: Array) -> tuple[Any, ...]:
    q, k, v, bias, _, weights, mixed = kept
    dv = jnp.einsum("bhlm,bhlk->bhmk", weights, upstream)
    dweights = jnp.einsum("bhlk,bhmk->bhlm", upstream, v, preferred_element_type=jnp.float32)
    inner = (upstream.astype(jnp.float32) * mixed).sum(-1, keepdims=True)
    dscores = weights * (dweights - inner)
    dbias = None if bias is None else dscores.sum(0).astype(bias.dtype)
    dscores = (dscores * scale).astype(q.dtype)
    dq = jnp.einsum("bhlm,bhmk->bhlk", dscores, k)
    dk = jnp.einsum("bhlm,bhlk->bhmk", dscores, q)
    return dq, dk, dv, dbias, None


kept_attention.defvjp(_forward, _backward)
