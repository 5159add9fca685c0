"""Turns host batches into model batches."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Bool

from lexiboost.models import Batch
from lexiboost.models.words import WordFeatures
from lexiboost.tokens.pipeline import RowBatch


def words_of(rows: RowBatch) -> WordFeatures:
    """The model's view of the distinct units of a batch."""
    return WordFeatures(rows.pieces_UxP, rows.grams_UxG, rows.english_UxK, rows.weight_UxK, rows.tags_UxT)


def model_batch(
    words: WordFeatures,
    index_BxL: Array,
    rows: RowBatch,
    hidden_BxL: Bool[Array, "B L"],
    use_dictionary_BxL: Bool[Array, "B L"],
    *,
    positions: bool = True,
) -> Batch:
    """A model batch over the given units; without positions, every word stands at position 0."""
    places = rows.positions_BxL if positions else jnp.zeros_like(rows.positions_BxL)
    return Batch(words, index_BxL, rows.segments_BxL, places, hidden_BxL, use_dictionary_BxL)
