"""Batches as a pure function of (seed, step): Grain over packed rows, read by step number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import grain
import numpy as np
from numpy.typing import NDArray

from lexiboost.tokens.rows import TokenRows
from lexiboost.tokens.units import UnitFeatures

UNIT_STEP = 512
PROBED_BATCHES = 16


class RowBatch(NamedTuple):
    """B packed rows with the features of the U distinct units in them (row 0: padding; U a multiple of 512).

    Attributes:
        pieces_UxP, grams_UxG, english_UxK, weight_UxK, tags_UxT: features, as in `UnitFeatures`.
        index_BxL: each position's distinct unit. gloss_BxL: its source word's (0: none).
        The others are as in `TokenRows`.
    """

    pieces_UxP: NDArray[np.int32]
    grams_UxG: NDArray[np.int32]
    english_UxK: NDArray[np.int32]
    weight_UxK: NDArray[np.float32]
    tags_UxT: NDArray[np.float32]
    index_BxL: NDArray[np.int32]
    gloss_BxL: NDArray[np.int32]
    segments_BxL: NDArray[np.int32]
    positions_BxL: NDArray[np.int32]
    tags_BxL: NDArray[np.int32]
    kept_BxL: NDArray[np.bool_]
    labels_BxS: NDArray[np.int32]


def collate(
    rows: TokenRows, chosen_B: NDArray[np.integer], features: UnitFeatures, *, capacity: int = UNIT_STEP
) -> RowBatch:
    """Gathers rows and the features of their distinct units, padded to (a multiple of) `capacity`."""
    units_BxL, gloss_BxL = rows.units_RxL[chosen_B], rows.gloss_RxL[chosen_B]
    both = np.stack([units_BxL, gloss_BxL])
    distinct, inverse = np.unique(both, return_inverse=True)
    if distinct[0] != 0:
        distinct, inverse = np.concatenate([[0], distinct]), inverse + 1
    padded = np.zeros(-(-len(distinct) // capacity) * capacity, dtype=np.int64)
    padded[: len(distinct)] = distinct
    index = inverse.reshape(both.shape).astype(np.int32)
    return RowBatch(
        pieces_UxP=features.pieces_VxP[padded],
        grams_UxG=features.grams_VxG[padded],
        english_UxK=features.english_VxK[padded],
        weight_UxK=features.weight_VxK[padded],
        tags_UxT=features.tags_VxT[padded],
        index_BxL=index[0],
        gloss_BxL=index[1],
        segments_BxL=rows.segments_RxL[chosen_B].astype(np.int32),
        positions_BxL=rows.positions_RxL[chosen_B].astype(np.int32),
        tags_BxL=rows.tags_RxL[chosen_B].astype(np.int32),
        kept_BxL=np.asarray(rows.kept_RxL[chosen_B]),
        labels_BxS=rows.labels_RxS[chosen_B].astype(np.int32),
    )


class RowStream:
    """An endless, seekable stream of batches mixed from several sets of rows.

    Args:
        sets: the sets, numbered together by `concatenate`. weights: each set's share of the rows.
        features: of all their units.
        batch: rows a batch.
        seed: decides order and mixture; batch k depends on nothing else.
    """

    def __init__(
        self,
        sets: Sequence[TokenRows],
        weights: Sequence[float],
        features: UnitFeatures,
        *,
        batch: int,
        seed: int,
    ) -> None:
        self.features = features
        self.rows = _stack(sets)
        starts = np.cumsum([0, *(len(part) for part in sets)])
        datasets = [
            grain.MapDataset.range(int(starts[i]), int(starts[i + 1])).shuffle(seed=seed + 7919 * i).repeat()
            for i in range(len(sets))
            if len(sets[i]) and weights[i] > 0
        ]
        if not datasets:
            raise ValueError("no rows to draw from: every set is empty or has weight 0")
        shares = [weights[i] for i in range(len(sets)) if len(sets[i]) and weights[i] > 0]
        mixed = datasets[0] if len(datasets) == 1 else grain.MapDataset.mix(datasets, weights=shares)
        self._batches = mixed.batch(batch)
        self._capacity = self._probed_capacity()

    def _probed_capacity(self) -> int:
        """Room for the distinct units of nearly every batch, so that the step is compiled once."""
        most = 0
        for step in range(PROBED_BATCHES):
            chosen = np.asarray(self._batches[step])
            both = np.stack([self.rows.units_RxL[chosen], self.rows.gloss_RxL[chosen]])
            most = max(most, len(np.unique(both)) + 1)
        return -(-int(most * 1.1) // UNIT_STEP) * UNIT_STEP

    def __getitem__(self, step: int) -> RowBatch:
        """The batch of one step."""
        chosen = np.asarray(self._batches[step])
        return collate(self.rows, chosen, self.features, capacity=self._capacity)


def _stack(sets: Sequence[TokenRows]) -> TokenRows:
    if len(sets) == 1:
        return sets[0]
    segments = max(part.labels_RxS.shape[1] for part in sets)
    arrays = {}
    for name in TokenRows.__dataclass_fields__:
        parts = [np.asarray(getattr(part, name)) for part in sets]
        if name.endswith("xS"):
            parts = [np.pad(p, ((0, 0), (0, segments - p.shape[1])), constant_values=-1) for p in parts]
        arrays[name] = np.concatenate(parts)
    return TokenRows(**arrays)
