"""Shapes of a model; everything that decides its parameters' sizes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ModelConfig:
    """An encoder over words.

    Attributes:
        dim: width D of the encoder. layers, heads, mlp_ratio: its depth, attention heads, MLP width / D.
        dropout: rate in the encoder.
        pieces: size of the tokenizer's vocabulary.
        grams: character n-grams known, with id 0 for padding. surface_dim: width of the surface embeddings
            before their projection to D.
        english: English words that dictionary entries point to (id 0: none).
        tag_distribution: size of the look-up's tag distribution (0: not an input).
        labels: sentence classes (0: no head). tags: word labels (0: no head).
        wide: whether the dictionary input also reaches the class head directly (Cheng et al. 2016).
    """

    dim: int = 128
    layers: int = 2
    heads: int = 4
    mlp_ratio: int = 4
    dropout: float = 0.1
    pieces: int = 8192
    grams: int = 40000
    surface_dim: int = 64
    english: int = 1
    tag_distribution: int = 0
    labels: int = 0
    tags: int = 0
    wide: bool = False
