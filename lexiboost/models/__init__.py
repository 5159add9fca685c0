"""Flax NNX models: a word model with dictionary input, and transformers over token ids."""

from lexiboost.models.build import Config, Model, build, parameter_count
from lexiboost.models.config import ModelConfig
from lexiboost.models.inputs import Tokens
from lexiboost.models.tagger import Batch, Encoded, Outputs, WordModel

__all__ = [
    "Batch",
    "Config",
    "Encoded",
    "Model",
    "ModelConfig",
    "Outputs",
    "Tokens",
    "WordModel",
    "build",
    "parameter_count",
]
