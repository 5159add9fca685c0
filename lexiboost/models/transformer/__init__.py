"""Transformers over token ids: encoder, decoder, encoder-decoder."""

from lexiboost.models.transformer.config import (
    DecoderConfig,
    EncoderConfig,
    EncoderDecoderConfig,
    TransformerConfig,
)
from lexiboost.models.transformer.models import Decoder, Encoder, EncoderDecoder

__all__ = [
    "Decoder",
    "DecoderConfig",
    "Encoder",
    "EncoderConfig",
    "EncoderDecoder",
    "EncoderDecoderConfig",
    "TransformerConfig",
]
