"""A model that the losses can be worked out for by hand: two tables and nothing between positions."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array

from lexiboost.models.inputs import Tokens


class Tables(NamedTuple):
    """Vectors of ids, the head over the vocabulary, and one over varieties."""

    embedding_VxD: Any
    head_DxV: Any
    languages_DxG: Any


def tables(vocabulary: int, *, dim: int = 5, varieties: int = 3, seed: int = 0) -> Tables:
    rng = np.random.default_rng(seed)
    shapes = ((vocabulary, dim), (dim, vocabulary), (dim, varieties))
    return Tables(*(jnp.asarray(rng.standard_normal(shape), jnp.float32) for shape in shapes))


class StandIn:
    """An encoder or a decoder; the vector of a position is that of its id, doubled in a prefix."""

    def __init__(self, weights: Tables) -> None:
        self.weights = weights
        self.config = SimpleNamespace(vocabulary=weights.embedding_VxD.shape[0])

    def hidden(self, tokens: Tokens, key: jax.Array | None = None, prefix_BxL: Array | None = None) -> Array:
        vectors = self.weights.embedding_VxD[tokens.tokens_BxL]
        return vectors if prefix_BxL is None else vectors * (1 + prefix_BxL[..., None])

    def logits(self, hidden_NxD: Array) -> Array:
        return hidden_NxD @ self.weights.head_DxV

    def language_logits(self, hidden_NxD: Array) -> Array:
        return hidden_NxD @ self.weights.languages_DxG


class StandInPair(StandIn):
    """An encoder-decoder; the vector of a target position has the sum over its segment's source added."""

    def hidden(self, source: Tokens, target: Tokens, key: jax.Array | None = None) -> Array:
        table = self.weights.embedding_VxD
        same = target.segments_BxL[:, :, None] == source.segments_BxL[:, None, :]
        return table[target.tokens_BxL] + jnp.einsum("bts,bsd->btd", same * 1.0, table[source.tokens_BxL])


def loss_of(kind: type[StandIn], objective: Any, weights: Tables, prepared: Any) -> Any:
    """Loss and metrics as numpy values, compiled as a whole: one by one, operations take seconds."""
    return jax.device_get(jax.jit(lambda w, b: objective.loss(kind(w), b, None))(weights, prepared))
