"""Flax NNX models: a word embedder with dictionary input, a pre-norm encoder, and task heads."""

from lexiboost.models.config import ModelConfig
from lexiboost.models.tagger import Batch, Encoded, Outputs, WordModel

__all__ = ["Batch", "Encoded", "ModelConfig", "Outputs", "WordModel"]
