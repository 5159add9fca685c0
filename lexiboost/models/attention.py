"""Multi-head attention that never looks across the segments of a packed row."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Bool, Float, Int

MASKED = -1e9


def segment_mask(segments_BxL: Int[Array, "B L"]) -> Bool[Array, "B L L"]:
    """True where two positions belong to the same segment; segment 0 is padding and attends to itself."""
    return segments_BxL[:, :, None] == segments_BxL[:, None, :]


def attend(
    q_BxLxHxK: Float[Array, "B L H K"],
    k_BxLxHxK: Float[Array, "B L H K"],
    v_BxLxHxK: Float[Array, "B L H K"],
    mask_BxLxL: Bool[Array, "B L L"],
) -> Float[Array, "B L H K"]:
    """Scaled dot-product attention (Vaswani et al. 2017), softmax in float32."""
    scores = jnp.einsum("blhk,bmhk->bhlm", q_BxLxHxK, k_BxLxHxK) * q_BxLxHxK.shape[-1] ** -0.5
    scores = jnp.where(mask_BxLxL[:, None], scores.astype(jnp.float32), MASKED)
    weights = jax.nn.softmax(scores, axis=-1).astype(v_BxLxHxK.dtype)
    return jnp.einsum("bhlm,bmhk->blhk", weights, v_BxLxHxK)


def rotate(x_BxLxHxK: Float[Array, "B L H K"], positions_BxL: Int[Array, "B L"]) -> Float[Array, "B L H K"]:
    """Rotary position embedding, half-split layout, base 10,000 (Su et al. 2021)."""
    half = x_BxLxHxK.shape[-1] // 2
    frequency = 10000.0 ** (-jnp.arange(half) / half)
    angle = (positions_BxL[..., None] * frequency)[:, :, None, :]
    first, second = jnp.split(x_BxLxHxK, 2, axis=-1)
    cos, sin = jnp.cos(angle), jnp.sin(angle)
    return jnp.concatenate([first * cos - second * sin, second * cos + first * sin], axis=-1)


class SelfAttention(nnx.Module):
    """Self-attention, rotary, with one fused projection; tokens are flattened before every product."""

    def __init__(self, dim: int, heads: int, *, rngs: nnx.Rngs) -> None:
        self.heads = heads
        self.qkv = nnx.Linear(dim, 3 * dim, use_bias=False, rngs=rngs)
        self.out = nnx.Linear(dim, dim, use_bias=False, rngs=rngs)

    def __call__(
        self,
        x_BxLxD: Float[Array, "B L D"],
        mask_BxLxL: Bool[Array, "B L L"],
        positions_BxL: Int[Array, "B L"],
    ) -> Float[Array, "B L D"]:
        """Attends within segments."""
        batch, length, dim = x_BxLxD.shape
        qkv = self.qkv(x_BxLxD.reshape(batch * length, dim))
        q, k, v = jnp.split(qkv.reshape(batch, length, 3 * self.heads, dim // self.heads), 3, axis=2)
        q, k = rotate(q, positions_BxL), rotate(k, positions_BxL)
        mixed = attend(q, k, v, mask_BxLxL).reshape(batch * length, dim)
        return self.out(mixed).reshape(batch, length, dim)
