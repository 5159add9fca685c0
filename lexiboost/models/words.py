"""A word's vector: its pieces, its character n-grams, and the dictionary's word on it."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Float, Int

from lexiboost.models.config import ModelConfig

UNTRAINED_SCALE = 0.1
"""Scale of embeddings before training. It is small against the base vector that every word shares, so that
the letters of a word never seen in training say little instead of something random."""


class WordFeatures(NamedTuple):
    """Features of U distinct words; 0 is padding in every id array.

    Attributes:
        pieces_UxP: tokenizer pieces. grams_UxG: known character n-grams.
        english_UxK: ids of the word's translations into English (an English word: itself), and
        weight_UxK: their weights, summing to 1, or all 0 for a word without translation.
        tags_UxT: the look-up's distribution over tags (T may be 0).
    """

    pieces_UxP: Int[Array, "U P"]
    grams_UxG: Int[Array, "U G"]
    english_UxK: Int[Array, "U K"]
    weight_UxK: Float[Array, "U K"]
    tags_UxT: Float[Array, "U T"]


def _bag(table: Array, ids_UxN: Array) -> Array:
    """Sum of the embeddings of the non-zero ids over the square root of their number."""
    present = (ids_UxN > 0).astype(table.dtype)
    total = jnp.einsum("unk,un->uk", table[ids_UxN], present)
    return total / jnp.sqrt(jnp.maximum(present.sum(-1, keepdims=True), 1.0))


class WordEmbedder(nnx.Module):
    """Embeds distinct words by surface and by dictionary, kept apart so that either can be dropped."""

    def __init__(self, config: ModelConfig, *, rngs: nnx.Rngs) -> None:
        width = config.surface_dim
        init = nnx.initializers.normal(UNTRAINED_SCALE)
        self.pieces = nnx.Param(init(rngs.params(), (config.pieces, width)))
        self.grams = nnx.Param(init(rngs.params(), (config.grams, width)))
        self.surface = nnx.Linear(width, config.dim, use_bias=False, rngs=rngs)
        self.english = nnx.Param(init(rngs.params(), (config.english, config.dim)))
        self.tags = nnx.Linear(max(config.tag_distribution, 1), config.dim, use_bias=False, rngs=rngs)
        self.base = nnx.Param(nnx.initializers.normal(1.0)(rngs.params(), (config.dim,)))

    def surface_vectors(self, words: WordFeatures) -> Float[Array, "U D"]:
        """Vectors from the words' letters."""
        bag = _bag(self.pieces[...], words.pieces_UxP) + _bag(self.grams[...], words.grams_UxG)
        return self.surface(bag)

    def dictionary_vectors(self, words: WordFeatures) -> Float[Array, "U D"]:
        """Weighted mean of the embeddings of the translations, plus the projected tag distribution."""
        vectors = jnp.einsum("ukd,uk->ud", self.english[...][words.english_UxK], words.weight_UxK)
        if words.tags_UxT.shape[1]:
            vectors = vectors + self.tags(words.tags_UxT)
        return vectors
