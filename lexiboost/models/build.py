"""A model from its configuration, and how large it is."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from math import prod
from typing import Any

import jax
from flax import nnx

from lexiboost.models.config import ModelConfig
from lexiboost.models.tagger import WordModel
from lexiboost.models.transformer import (
    Decoder,
    DecoderConfig,
    Encoder,
    EncoderConfig,
    EncoderDecoder,
    EncoderDecoderConfig,
    TransformerConfig,
)

Config = ModelConfig | EncoderConfig | DecoderConfig | EncoderDecoderConfig
Model = WordModel | Encoder | Decoder | EncoderDecoder
_MODELS: dict[type, Any] = {
    ModelConfig: WordModel,
    EncoderConfig: Encoder,
    DecoderConfig: Decoder,
    EncoderDecoderConfig: EncoderDecoder,
}


def build(config: Config, rngs: nnx.Rngs) -> Model:
    """The model that a configuration of this type describes."""
    return _MODELS[type(config)](config, rngs=rngs)


@lru_cache(maxsize=64)
def parameter_count(config: Config) -> int:
    """Number of parameters, without making them."""
    if isinstance(config, TransformerConfig):
        config = replace(config, scan=True)  # as many, and one block to trace instead of all
    state = nnx.eval_shape(lambda: nnx.state(build(config, nnx.Rngs(0)), nnx.Param))
    return sum(prod(leaf.shape) for leaf in jax.tree.leaves(state))
