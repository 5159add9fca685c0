"""The attention layers: projections around one of the backends."""

from __future__ import annotations

import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Float

from lexiboost.models.transformer.backends import attend
from lexiboost.models.transformer.config import TransformerConfig
from lexiboost.models.transformer.layers import Dense
from lexiboost.models.transformer.masks import Visibility
from lexiboost.models.transformer.positions import Rotation


class SelfAttention(nnx.Module):
    """Attention of a row to itself, with one fused projection of queries, keys and values."""

    def __init__(self, config: TransformerConfig, *, rngs: nnx.Rngs) -> None:
        self.config = config
        width = config.heads * config.width
        self.qkv = Dense(config.dim, (3, width), std=config.initial, bias=config.biases, rngs=rngs)
        self.out = Dense(width, config.dim, std=config.initial, bias=config.biases, rngs=rngs)
        if config.positions == "relative":
            _unscaled_queries(self.qkv, config)

    def __call__(
        self,
        x_NxD: Float[Array, "N D"],
        visible: Visibility,
        rotation: Rotation | None,
        bias_HxLxL: Float[Array, "H L L"] | None,
    ) -> Float[Array, "N D"]:
        """N = B * L positions of the rows that `visible` describes."""
        config = self.config
        heads = (*visible.queries_BxL.shape, config.heads, config.width)
        qkv_Nx3xE = self.qkv(x_NxD)
        q, k, v = (qkv_Nx3xE[:, i].reshape(heads) for i in range(3))
        if rotation is not None:
            q, k = rotation(q), rotation(k)
        mixed = attend(q, k, v, visible, bias_HxLxL, scale=config.scale, backend=config.attention)
        return self.out(mixed.reshape(x_NxD.shape[0], -1))


class CrossAttention(nnx.Module):
    """Attention of target positions to the source positions of the same segment."""

    def __init__(self, config: TransformerConfig, *, rngs: nnx.Rngs) -> None:
        self.config = config
        width = config.heads * config.width
        self.q = Dense(config.dim, width, std=config.initial, bias=config.biases, rngs=rngs)
        self.kv = Dense(config.dim, (2, width), std=config.initial, bias=config.biases, rngs=rngs)
        self.out = Dense(width, config.dim, std=config.initial, bias=config.biases, rngs=rngs)
        if config.positions == "relative":
            self.q.kernel[...] = self.q.kernel[...] * config.width**-0.5

    def __call__(
        self, x_NxD: Float[Array, "N D"], source_SxD: Float[Array, "S D"], visible: Visibility
    ) -> Float[Array, "N D"]:
        """N = B * T target positions and B * S source positions."""
        config = self.config
        heads = (config.heads, config.width)
        q = self.q(x_NxD).reshape(*visible.queries_BxL.shape, *heads)
        kv = self.kv(source_SxD)
        k, v = (kv[:, i].reshape(*visible.keys_BxM.shape, *heads) for i in range(2))
        mixed = attend(q, k, v, visible, None, scale=config.scale, backend=config.attention)
        return self.out(mixed.reshape(x_NxD.shape[0], -1))


def _unscaled_queries(qkv: Dense, config: TransformerConfig) -> None:
    """Gives initial queries the factor that T5's scores do not have."""
    factor = jnp.array([config.width**-0.5, 1.0, 1.0])
    qkv.kernel[...] = qkv.kernel[...] * factor[:, None]
