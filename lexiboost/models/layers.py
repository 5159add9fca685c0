"""The pre-norm transformer block and explicit-key dropout."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Bool, Float, Int, Key

from lexiboost.models.attention import SelfAttention
from lexiboost.models.config import ModelConfig


def dropout(x: Float[Array, "..."], rate: float, key: Key[Array, ""] | None) -> Float[Array, "..."]:
    """Inverted dropout; the identity without a key (evaluation) or at rate 0."""
    if key is None or rate == 0.0:
        return x
    keep = jax.random.bernoulli(key, 1.0 - rate, x.shape)
    return jnp.where(keep, x / (1.0 - rate), 0.0)


class Block(nnx.Module):
    """x + attention(norm(x)), then x + MLP(norm(x)) (pre-norm, Xiong et al. 2020)."""

    def __init__(self, config: ModelConfig, *, rngs: nnx.Rngs) -> None:
        dim, hidden = config.dim, config.dim * config.mlp_ratio
        self.rate = config.dropout
        self.attention_norm = nnx.RMSNorm(dim, rngs=rngs)
        self.attention = SelfAttention(dim, config.heads, rngs=rngs)
        self.mlp_norm = nnx.RMSNorm(dim, rngs=rngs)
        self.up = nnx.Linear(dim, hidden, rngs=rngs)
        self.down = nnx.Linear(hidden, dim, rngs=rngs)

    def __call__(
        self,
        x_BxLxD: Float[Array, "B L D"],
        mask_BxLxL: Bool[Array, "B L L"],
        positions_BxL: Int[Array, "B L"],
        key: Key[Array, ""] | None,
    ) -> Float[Array, "B L D"]:
        """One block; `key` switches dropout on."""
        keys = (None, None) if key is None else jax.random.split(key)
        mixed = self.attention(self.attention_norm(x_BxLxD), mask_BxLxL, positions_BxL)
        x_BxLxD = x_BxLxD + dropout(mixed, self.rate, keys[0])
        flat = self.mlp_norm(x_BxLxD).reshape(-1, x_BxLxD.shape[-1])
        hidden = self.down(jax.nn.gelu(self.up(flat))).reshape(x_BxLxD.shape)
        return x_BxLxD + dropout(hidden, self.rate, keys[1])


class Encoder(nnx.Module):
    """A stack of blocks and a final norm."""

    def __init__(self, config: ModelConfig, *, rngs: nnx.Rngs) -> None:
        self.blocks = nnx.List([Block(config, rngs=rngs) for _ in range(config.layers)])
        self.norm = nnx.RMSNorm(config.dim, rngs=rngs)

    def __call__(
        self,
        x_BxLxD: Float[Array, "B L D"],
        mask_BxLxL: Bool[Array, "B L L"],
        positions_BxL: Int[Array, "B L"],
        key: Key[Array, ""] | None = None,
    ) -> Float[Array, "B L D"]:
        """Contextual vectors of every position."""
        for i, block in enumerate(self.blocks):
            block_key = None if key is None else jax.random.fold_in(key, i)
            x_BxLxD = block(x_BxLxD, mask_BxLxL, positions_BxL, block_key)
        return self.norm(x_BxLxD)
