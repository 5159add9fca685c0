"""The three transformers: encoder, decoder, encoder-decoder."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Bool, Float, Key

from lexiboost.artifacts.errors import ConfigError
from lexiboost.models.inputs import Tokens
from lexiboost.models.transformer.config import (
    DecoderConfig,
    EncoderConfig,
    EncoderDecoderConfig,
    TransformerConfig,
)
from lexiboost.models.transformer.embedding import Embedding, Head
from lexiboost.models.transformer.layers import Dense, dropout
from lexiboost.models.transformer.masks import Visibility
from lexiboost.models.transformer.positions import RelativeBias, Rotation
from lexiboost.models.transformer.stack import Stack, View


class _Single(nnx.Module):
    """One stack over one row."""

    def __init__(
        self,
        config: EncoderConfig | DecoderConfig,
        *,
        types: int,
        transform: bool,
        causal: bool,
        rngs: nnx.Rngs,
    ) -> None:
        self.config, self.causal = config, causal
        self.embedding = Embedding(config, types=types, rngs=rngs)
        self.relative = _relative(config, both_sides=not causal, rngs=rngs)
        self.stack = Stack(config, config.layers, rngs=rngs)
        self.head = Head(config, transform=transform, rngs=rngs)

    def _hidden(self, tokens: Tokens, key: Key[Array, ""] | None, prefix_BxL: Array | None) -> Array:
        own = Visibility(tokens.segments_BxL, tokens.segments_BxL, self.causal, prefix_BxL)
        return _states(self.config, self.embedding, self.relative, self.stack, tokens, View(own), key)

    def logits(self, hidden_NxD: Float[Array, "N D"]) -> Float[Array, "N V"]:
        """Float32 logits of the LM head for gathered positions."""
        return self.head(hidden_NxD, self.embedding.tokens[...])


class Encoder(_Single):
    """Contextual vectors that see their whole segment, with a masked-LM head, and with one over varieties."""

    def __init__(self, config: EncoderConfig, *, rngs: nnx.Rngs) -> None:
        super().__init__(config, types=config.types, transform=config.transform, causal=False, rngs=rngs)
        outputs, std = config.varieties, config.initial
        self.languages = Dense(config.dim, outputs, std=std, bias=True, rngs=rngs) if outputs else None

    def hidden(self, tokens: Tokens, key: Key[Array, ""] | None = None) -> Float[Array, "B L D"]:
        """Vectors of every position; `key` switches dropout on."""
        return self._hidden(tokens, key, None)

    def language_logits(self, hidden_NxD: Float[Array, "N D"]) -> Float[Array, "N V"]:
        """Float32 logits of the varieties of vectors.

        Raises:
            ConfigError: the model has no head over varieties.
        """
        if self.languages is None:
            raise ConfigError("the encoder has no head over varieties; set varieties to how many there are")
        return self.languages(hidden_NxD).astype(jnp.float32)


class Decoder(_Single):
    """Vectors that see their segment up to themselves, with a language-model head."""

    def __init__(self, config: DecoderConfig, *, rngs: nnx.Rngs) -> None:
        super().__init__(config, types=0, transform=False, causal=True, rngs=rngs)

    def hidden(
        self,
        tokens: Tokens,
        key: Key[Array, ""] | None = None,
        prefix_BxL: Bool[Array, "B L"] | None = None,
    ) -> Float[Array, "B L D"]:
        """Vectors of every position; those of `prefix` are seen by their whole segment."""
        return self._hidden(tokens, key, prefix_BxL)


class EncoderDecoder(nnx.Module):
    """Decoder states given a source: embeddings shared, cross attention within equal segment ids."""

    def __init__(self, config: EncoderDecoderConfig, *, rngs: nnx.Rngs) -> None:
        self.config = config
        self.embedding = Embedding(config, rngs=rngs)
        self.encoder_relative = _relative(config, both_sides=True, rngs=rngs)
        self.encoder = Stack(config, config.encoder_layers, rngs=rngs)
        self.decoder_relative = _relative(config, both_sides=False, rngs=rngs)
        self.decoder = Stack(config, config.decoder_layers, cross=True, rngs=rngs)
        self.head = Head(config, rngs=rngs)

    def hidden(
        self, source: Tokens, target: Tokens, key: Key[Array, ""] | None = None
    ) -> Float[Array, "B T D"]:
        """Decoder vectors of the target positions, whose tokens are the decoder's input (already shifted)."""
        config = self.config
        keys = (None, None) if key is None else jax.random.split(key)
        view = View(Visibility(source.segments_BxL, source.segments_BxL))
        memory_BxSxD = _states(
            config, self.embedding, self.encoder_relative, self.encoder, source, view, keys[0]
        )
        view = View(
            Visibility(target.segments_BxL, target.segments_BxL, causal=True),
            source_SxD=memory_BxSxD.reshape(-1, config.dim),
            across=Visibility(target.segments_BxL, source.segments_BxL, cross=True),
        )
        return _states(config, self.embedding, self.decoder_relative, self.decoder, target, view, keys[1])

    def logits(self, hidden_NxD: Float[Array, "N D"]) -> Float[Array, "N V"]:
        """Float32 logits of the LM head for gathered positions."""
        return self.head(hidden_NxD, self.embedding.tokens[...])


def _relative(config: TransformerConfig, *, both_sides: bool, rngs: nnx.Rngs) -> RelativeBias | None:
    if config.positions != "relative":
        return None
    return RelativeBias(config, both_sides=both_sides, rngs=rngs)


def _states(
    config: TransformerConfig,
    embedding: Embedding,
    relative: RelativeBias | None,
    stack: Stack,
    tokens: Tokens,
    view: View,
    key: Key[Array, ""] | None,
) -> Float[Array, "B L D"]:
    """Embeds rows and takes them through a stack."""
    keys = (None,) * 3 if key is None else jax.random.split(key, 3)
    batch, length = tokens.tokens_BxL.shape
    if config.positions == "rotary":
        view = view._replace(rotation=Rotation(tokens.positions_BxL, config.width))
    if relative is not None:
        view = view._replace(bias_HxLxL=relative(length))
    x_NxD = stack(embedding(tokens, keys[0]), view, keys[1])
    if config.order == "pre":
        x_NxD = dropout(x_NxD, config.dropout, keys[2])
    return x_NxD.reshape(batch, length, config.dim)
