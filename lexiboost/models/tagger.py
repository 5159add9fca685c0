"""`WordModel`: embedder, encoder and heads, as one function of a packed batch."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Bool, Float, Int, Key

from lexiboost.models.attention import segment_mask
from lexiboost.models.config import ModelConfig
from lexiboost.models.layers import Encoder, dropout
from lexiboost.models.words import WordEmbedder, WordFeatures


class Batch(NamedTuple):
    """B packed rows of L words over U distinct words, at most S segments a row.

    Attributes:
        words: features of the distinct words (row 0: padding).
        index_BxL: each position's distinct word. segments_BxL: 1..S, 0 for padding.
        positions_BxL: position within the segment.
        hidden_BxL: positions whose surface is hidden from the model (masked words).
        use_dictionary_BxL: positions whose dictionary vector is given to the model.
    """

    words: WordFeatures
    index_BxL: Int[Array, "B L"]
    segments_BxL: Int[Array, "B L"]
    positions_BxL: Int[Array, "B L"]
    hidden_BxL: Bool[Array, "B L"]
    use_dictionary_BxL: Bool[Array, "B L"]


class Encoded(NamedTuple):
    """Input vectors and contextual vectors of every position."""

    input_BxLxD: Float[Array, "B L D"]
    hidden_BxLxD: Float[Array, "B L D"]


class Outputs(NamedTuple):
    """Logits: of the class of each segment (slot 0: segment 1) and of the tag of each word."""

    labels_BxSxC: Float[Array, "B S C"]
    tags_BxLxT: Float[Array, "B L T"]


class WordModel(nnx.Module):
    """The encoder over words with a class head, a tag head and a masked-word head."""

    def __init__(self, config: ModelConfig, *, rngs: nnx.Rngs) -> None:
        self.config = config
        self.embedder = WordEmbedder(config, rngs=rngs)
        self.encoder = Encoder(config, rngs=rngs)
        self.label_hidden = nnx.Linear(2 * config.dim, config.dim, rngs=rngs)
        self.label_head = nnx.Linear(config.dim, max(config.labels, 1), rngs=rngs)
        self.tag_head = nnx.Linear(config.dim, max(config.tags, 1), rngs=rngs)
        if config.wide:
            self.wide_english = nnx.Param(jnp.zeros((config.english, max(config.labels, 1))))
        self.word_head = nnx.Linear(config.dim, config.pieces, rngs=rngs)

    def encode(self, batch: Batch, key: Key[Array, ""] | None = None) -> Encoded:
        """Input and contextual vectors; `key` switches dropout on."""
        surface = self.embedder.surface_vectors(batch.words)[batch.index_BxL]
        surface = jnp.where(batch.hidden_BxL[..., None], 0.0, surface)
        dictionary = self.embedder.dictionary_vectors(batch.words)[batch.index_BxL]
        x_BxLxD = (
            self.embedder.base[...]
            + surface
            + jnp.where(batch.use_dictionary_BxL[..., None], dictionary, 0.0)
        )
        keys = (None, None) if key is None else jax.random.split(key)
        mask_BxLxL = segment_mask(batch.segments_BxL)
        hidden = self.encoder(
            dropout(x_BxLxD, self.config.dropout, keys[0]), mask_BxLxL, batch.positions_BxL, keys[1]
        )
        return Encoded(x_BxLxD, hidden)

    def __call__(self, batch: Batch, segments: int, key: Key[Array, ""] | None = None) -> Outputs:
        """Logits of both heads for at most `segments` segments a row."""
        keys = (None, None) if key is None else jax.random.split(key)
        encoded = self.encode(batch, keys[0])
        member_BxSxL = _members(batch.segments_BxL, segments)
        both = jnp.concatenate([encoded.hidden_BxLxD, encoded.input_BxLxD], axis=-1)
        pooled = jnp.einsum("bsl,bld->bsd", member_BxSxL, both)
        features = jax.nn.gelu(self.label_hidden(pooled))
        features = dropout(features, self.config.dropout, keys[1])
        labels = self.label_head(features)
        if self.config.wide:
            labels = labels + jnp.einsum("bsl,blc->bsc", member_BxSxL, self._wide(batch))
        return Outputs(labels, self.tag_head(encoded.hidden_BxLxD))

    def _wide(self, batch: Batch) -> Float[Array, "B L C"]:
        words = batch.words
        english = jnp.einsum("ukc,uk->uc", self.wide_english[...][words.english_UxK], words.weight_UxK)
        return jnp.where(batch.use_dictionary_BxL[..., None], english[batch.index_BxL], 0.0)

    def piece_logits(self, hidden_NxD: Float[Array, "N D"]) -> Float[Array, "N V"]:
        """Logits over the tokenizer's pieces for masked words."""
        return self.word_head(hidden_NxD)


def _members(segments_BxL: Int[Array, "B L"], segments: int) -> Float[Array, "B S L"]:
    """Mean-pooling weights of each segment over the positions of its row."""
    ids = jnp.arange(1, segments + 1)
    member = (segments_BxL[:, None, :] == ids[None, :, None]).astype(jnp.float32)
    return member / jnp.maximum(member.sum(-1, keepdims=True), 1.0)
