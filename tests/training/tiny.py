"""Packed rows of random sentences, and a model small enough to be trained in a test."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lexiboost.tokens.pipeline import RowBatch
from tests.models import tiny

CONFIG = replace(tiny.CONFIG, dropout=0.0, wide=False)
LENGTHS = ((5, 4, 2), (3, 6, 3), (7, 4), (5, 5, 2))
"""Sentences of each packed row of 12 positions."""


def row_batch(seed: int = 0) -> RowBatch:
    """Four rows of eleven labelled sentences; every word is another unit with its own piece.

    Two words in three have a gloss: a unit of the source language, or, for words that were kept, themselves.
    """
    rng = np.random.default_rng(seed)
    shape = (len(LENGTHS), 12)
    segments, positions = np.zeros((2, *shape), dtype=np.int32)
    for row, lengths in enumerate(LENGTHS):
        begin = 0
        for segment, length in enumerate(lengths, start=1):
            segments[row, begin : begin + length] = segment
            positions[row, begin : begin + length] = np.arange(length)
            begin += length
    words = int((segments > 0).sum())
    index = np.zeros(shape, dtype=np.int32)
    index[segments > 0] = np.arange(1, words + 1)
    glosses = 12
    kind = rng.permutation(words) % 3
    gloss = np.zeros(shape, dtype=np.int32)
    gloss[segments > 0] = np.select(
        [kind == 0, kind == 1], [0, index[segments > 0]], words + 1 + rng.integers(0, glosses, words)
    )
    units = words + glosses + 1
    pieces = np.zeros((units, 3), dtype=np.int32)
    pieces[1:, 0] = 1 + np.arange(units - 1) % 39
    pieces[1:, 1] = np.where(rng.random(units - 1) < 0.3, rng.integers(1, 40, units - 1), 0)
    weight = rng.random((units, 2)).astype(np.float32)
    return RowBatch(
        pieces_UxP=pieces,
        grams_UxG=_padded(rng.integers(0, 30, (units, 4))),
        english_UxK=_padded(rng.integers(0, 12, (units, 2))),
        weight_UxK=weight / weight.sum(1, keepdims=True),
        tags_UxT=rng.random((units, 3)).astype(np.float32),
        index_BxL=index,
        gloss_BxL=gloss,
        segments_BxL=segments,
        positions_BxL=positions,
        tags_BxL=np.where(segments > 0, rng.integers(0, 4, shape), -1).astype(np.int32),
        kept_BxL=(gloss == index) & (index > 0),
        labels_BxS=np.array(
            [[rng.integers(0, 3) if s < len(row) else -1 for s in range(4)] for row in LENGTHS],
            dtype=np.int32,
        ),
    )


def _padded(ids: np.ndarray) -> np.ndarray:
    ids[0] = 0
    return ids.astype(np.int32)


@dataclass(frozen=True)
class Repeated:
    """A stream that gives one batch for ever, or another one at one step."""

    batch: RowBatch
    odd_step: int = -1
    odd_batch: RowBatch | None = None

    def __getitem__(self, step: int) -> RowBatch:
        return self.odd_batch if self.odd_batch is not None and step == self.odd_step else self.batch
