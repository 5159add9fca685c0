"""Blocks and stacks of them: a loop or a scan over layers, and what the backward pass computes again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
from flax import nnx
from jaxtyping import Array, Float, Key

from lexiboost.models.transformer.attention import CrossAttention, SelfAttention
from lexiboost.models.transformer.config import TransformerConfig
from lexiboost.models.transformer.layers import Mlp, dropout
from lexiboost.models.transformer.masks import Visibility
from lexiboost.models.transformer.norms import Norm
from lexiboost.models.transformer.positions import Rotation


class View(NamedTuple):
    """What the layers of a stack share.

    Attributes:
        own: who sees whom among the stack's own positions. rotation, bias: of these positions, where used.
        source_SxD, across: flattened source states and who sees them, in a decoder with a source.
    """

    own: Visibility
    rotation: Rotation | None = None
    bias_HxLxL: Float[Array, "H L L"] | None = None
    source_SxD: Float[Array, "S D"] | None = None
    across: Visibility | None = None


class Block(nnx.Module):
    """Self-attention, attention to a source where there is one, MLP, each with a residual sum and a norm."""

    def __init__(self, config: TransformerConfig, *, cross: bool = False, rngs: nnx.Rngs) -> None:
        self.post, self.rate = config.order == "post", config.dropout
        self.attention = SelfAttention(config, rngs=rngs)
        self.attention_norm = Norm(config)
        if cross:
            self.cross = CrossAttention(config, rngs=rngs)
            self.cross_norm = Norm(config)
        self.mlp = Mlp(config, rngs=rngs)
        self.mlp_norm = Norm(config)

    def __call__(
        self, x_NxD: Float[Array, "N D"], view: View, key: Key[Array, ""] | None
    ) -> Float[Array, "N D"]:
        """One layer; `key` switches dropout on."""
        keys = iter((None,) * 3 if key is None else jax.random.split(key, 3))

        def add(x: Array, norm: Norm, layer: Callable[[Array], Array]) -> Array:
            if self.post:
                return norm(x + dropout(layer(x), self.rate, next(keys)))
            return x + dropout(layer(norm(x)), self.rate, next(keys))

        x_NxD = add(
            x_NxD, self.attention_norm, lambda x: self.attention(x, view.own, view.rotation, view.bias_HxLxL)
        )
        if view.source_SxD is not None and view.across is not None:
            source, across = view.source_SxD, view.across
            x_NxD = add(x_NxD, self.cross_norm, lambda x: self.cross(x, source, across))
        return add(x_NxD, self.mlp_norm, self.mlp)


class Stack(nnx.Module):
    """Blocks one after another; pre-norm stacks end with a norm.

    Parameters are `blocks.<i>.*`, or with `config.scan` `blocks.*` with a leading layer axis.
    """

    def __init__(
        self, config: TransformerConfig, layers: int, *, cross: bool = False, rngs: nnx.Rngs
    ) -> None:
        self.config, self.layers = config, layers

        def make(rngs: nnx.Rngs) -> Block:
            return Block(config, cross=cross, rngs=rngs)

        if config.scan:
            self.blocks = nnx.split_rngs(splits=layers)(nnx.vmap(make))(rngs)
        else:
            self.blocks = nnx.List([make(rngs) for _ in range(layers)])
        self.norm = Norm(config) if config.order == "pre" else None

    def __call__(
        self, x_NxD: Float[Array, "N D"], view: View, key: Key[Array, ""] | None
    ) -> Float[Array, "N D"]:
        """All layers; `key` switches dropout on."""
        keys = None if key is None else jax.random.split(key, self.layers)
        if self.config.scan:
            x_NxD = self._scan(x_NxD, view, keys)
        else:
            for i, block in enumerate(self.blocks):
                x_NxD = self._remat(block)(x_NxD, view, None if keys is None else keys[i])
        return x_NxD if self.norm is None else self.norm(x_NxD)

    def _scan(self, x_NxD: Array, view: View, keys: Array | None) -> Array:
        graph, state = nnx.split(self.blocks)

        def body(x: Array, layer: tuple[Any, Array | None]) -> tuple[Array, None]:
            return self._remat(nnx.merge(graph, layer[0]))(x, view, layer[1]), None

        return jax.lax.scan(body, x_NxD, (state, keys))[0]

    def _remat(self, block: Block) -> Callable[[Array, View, Array | None], Array]:
        """The block, with what the backward pass should keep of it."""
        if self.config.remat == "none":
            return block
        policy = None
        if self.config.remat == "dots":
            policy = jax.checkpoint_policies.dots_with_no_batch_dims_saveable
        return lambda x, view, key: jax.checkpoint(lambda x, key: block(x, view, key), policy=policy)(x, key)
