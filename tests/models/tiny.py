"""A tiny model and packed batches of random features."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from lexiboost.models import Batch, ModelConfig
from lexiboost.models.words import WordFeatures
from lexiboost.training.state import init_model

CONFIG = ModelConfig(
    dim=16,
    layers=1,
    heads=2,
    mlp_ratio=2,
    dropout=0.5,
    pieces=40,
    grams=30,
    surface_dim=8,
    english=12,
    tag_distribution=3,
    labels=3,
    tags=4,
    wide=True,
)
SEGMENTS = np.array([[1, 1, 1, 2, 2, 2, 2, 3, 3, 0], [1, 1, 1, 1, 1, 2, 2, 2, 0, 0]], dtype=np.int32)
"""Two rows with three and two segments, and padding at the end."""
POSITIONS = np.array([[0, 1, 2, 0, 1, 2, 3, 0, 1, 0], [0, 1, 2, 3, 4, 0, 1, 2, 0, 0]], dtype=np.int32)
SLOTS = 3


def dense_params(config: ModelConfig = CONFIG, seed: int = 0) -> tuple[Any, Any]:
    """A model none of whose arrays is zero or one, as (graph definition, parameters)."""
    graph, params = init_model(config, seed)
    rng = np.random.default_rng(seed)
    return graph, jax.tree.map(
        lambda leaf: jnp.asarray(leaf + 0.3 * rng.standard_normal(leaf.shape), jnp.float32), params
    )


def random_words(count: int, seed: int, config: ModelConfig = CONFIG) -> WordFeatures:
    """Features of so many words; some ids are padding, and row 0 is all padding."""
    rng = np.random.default_rng(seed)
    weight = rng.random((count, 3)).astype(np.float32)
    words = WordFeatures(
        pieces_UxP=rng.integers(0, config.pieces, (count, 4), dtype=np.int32),
        grams_UxG=rng.integers(0, config.grams, (count, 5), dtype=np.int32),
        english_UxK=rng.integers(0, config.english, (count, 3), dtype=np.int32),
        weight_UxK=weight / weight.sum(1, keepdims=True),
        tags_UxT=rng.random((count, config.tag_distribution)).astype(np.float32),
    )
    for array in words:
        array[0] = 0
    return words


def random_batch(seed: int, config: ModelConfig = CONFIG) -> Batch:
    """A packed batch whose every word is another unit."""
    index = np.where(SEGMENTS > 0, np.arange(1, SEGMENTS.size + 1).reshape(SEGMENTS.shape), 0)
    return Batch(
        words=random_words(SEGMENTS.size + 1, seed, config),
        index_BxL=index.astype(np.int32),
        segments_BxL=SEGMENTS,
        positions_BxL=POSITIONS,
        hidden_BxL=np.zeros(SEGMENTS.shape, dtype=bool),
        use_dictionary_BxL=np.ones(SEGMENTS.shape, dtype=bool),
    )
