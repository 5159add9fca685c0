"""`TokenRows`: packed rows of units with their labels, as memory-mapped arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lexiboost.artifacts.errors import InputError
from lexiboost.tokens.packing import pack, unpack_index
from lexiboost.tokens.units import UnitFeatures

NONE = -1


@dataclass(frozen=True)
class FlatText:
    """M sentences of W units in all, before packing.

    Attributes:
        keys: the distinct units as (variety, word); unit id i is keys[i - 1] and id 0 is padding.
        units_W: unit ids. lengths_M: units a sentence.
        tags_W: tag ids (-1: none). labels_M: class ids (-1: none).
        kept_W: units left untranslated in pseudo-text.
        gloss_W: the unit id of the source word each unit stands for (0: none).
    """

    keys: Sequence[tuple[str, str]]
    units_W: NDArray[np.int32]
    lengths_M: NDArray[np.int64]
    tags_W: NDArray[np.int16]
    labels_M: NDArray[np.int16]
    kept_W: NDArray[np.bool_]
    gloss_W: NDArray[np.int32]


@dataclass(frozen=True)
class TokenRows:
    """R rows of L positions, at most S sentences a row; ids are as in `FlatText`, 0 and -1 are padding.

    Positions count from the beginning of the sentence, also in the later pieces of one that was cut.
    """

    units_RxL: NDArray[np.int32]
    segments_RxL: NDArray[np.int16]
    positions_RxL: NDArray[np.int32]
    tags_RxL: NDArray[np.int16]
    kept_RxL: NDArray[np.bool_]
    gloss_RxL: NDArray[np.int32]
    labels_RxS: NDArray[np.int16]
    sentence_RxS: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.units_RxL)

    @property
    def fill(self) -> float:
        """Share of positions that hold a unit."""
        return float((np.asarray(self.units_RxL) > 0).mean()) if len(self) else 0.0


def pack_rows(text: FlatText, *, row_length: int, max_segments: int, shuffle: int | None = None) -> TokenRows:
    """Packs sentences into rows; longer ones are cut into pieces of at most `row_length` units.

    Args:
        text: the sentences.
        row_length: L. max_segments: S.
        shuffle: seed of the order in which sentences are packed; None keeps their order.
    """
    sentence_P, begin_P, length_P = _pieces(text.lengths_M, row_length)
    if shuffle is not None:
        order = np.random.default_rng(shuffle).permutation(len(length_P))
        sentence_P, begin_P, length_P = sentence_P[order], begin_P[order], length_P[order]
    placement = pack(length_P, row_length, max_segments=max_segments)
    target = unpack_index(placement, length_P, row_length)
    run = np.repeat(np.arange(len(length_P)), length_P)
    inner = np.arange(len(run)) - (np.cumsum(length_P) - length_P)[run]
    source = begin_P[run] + inner
    first_M = np.cumsum(text.lengths_M) - text.lengths_M

    def scatter(values: NDArray[Any], empty: int) -> NDArray[Any]:
        flat = np.full(placement.rows * row_length, empty, dtype=values.dtype)
        flat[target] = values
        return flat.reshape(placement.rows, row_length)

    def by_segment(values: NDArray[Any]) -> NDArray[Any]:
        table = np.full((placement.rows, max_segments), NONE, dtype=values.dtype)
        table[placement.row_N, placement.segment_N - 1] = values
        return table

    return TokenRows(
        units_RxL=scatter(text.units_W[source], 0),
        segments_RxL=scatter(placement.segment_N[run].astype(np.int16), 0),
        positions_RxL=scatter((source - first_M[sentence_P[run]]).astype(np.int32), 0),
        tags_RxL=scatter(text.tags_W[source], NONE),
        kept_RxL=scatter(text.kept_W[source], 0),
        gloss_RxL=scatter(text.gloss_W[source], 0),
        labels_RxS=by_segment(text.labels_M[sentence_P]),
        sentence_RxS=by_segment(sentence_P.astype(np.int32)),
    )


def _pieces(
    lengths_M: NDArray[np.int64], row_length: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Sentence, first word and length of each piece; sentences that fit are one piece."""
    count_M = -(-lengths_M // row_length)
    sentence_P = np.repeat(np.arange(len(lengths_M)), count_M)
    inner_P = np.arange(len(sentence_P)) - (np.cumsum(count_M) - count_M)[sentence_P]
    begin_M = np.cumsum(lengths_M) - lengths_M
    begin_P = begin_M[sentence_P] + inner_P * row_length
    length_P = np.minimum(lengths_M[sentence_P] - inner_P * row_length, row_length)
    return sentence_P, begin_P, length_P


def concatenate(
    parts: Iterable[tuple[TokenRows, UnitFeatures]],
) -> tuple[list[TokenRows], UnitFeatures]:
    """Gives several sets one numbering of units; each set keeps its rows."""
    rows: list[TokenRows] = []
    tables: list[UnitFeatures] = []
    offset = 0
    for part, features in parts:
        shifted = {
            name: np.where(np.asarray(getattr(part, name)) > 0, np.asarray(getattr(part, name)) + offset, 0)
            for name in ("units_RxL", "gloss_RxL")
        }
        rows.append(TokenRows(**{f.name: shifted.get(f.name, getattr(part, f.name)) for f in fields(part)}))
        tables.append(features if not tables else _without_padding(features))
        offset += len(features) - 1
    merged = {f.name: np.concatenate([getattr(t, f.name) for t in tables]) for f in fields(UnitFeatures)}
    return rows, UnitFeatures(**merged)


def _without_padding(features: UnitFeatures) -> UnitFeatures:
    return UnitFeatures(**{f.name: getattr(features, f.name)[1:] for f in fields(features)})


def save_arrays(value: TokenRows | UnitFeatures, folder: Path, prefix: str) -> None:
    """Writes each array as `<prefix>.<field>.npy`; the folder is the caller's unfinished artifact."""
    for field in fields(value):
        np.save(folder / f"{prefix}.{field.name}.npy", np.asarray(getattr(value, field.name)))


def load_rows(folder: Path, prefix: str) -> TokenRows:
    """Memory-maps rows written by `save_arrays`."""
    return TokenRows(**_load(TokenRows, folder, prefix))


def load_features(folder: Path, prefix: str) -> UnitFeatures:
    """Memory-maps unit features written by `save_arrays`."""
    return UnitFeatures(**_load(UnitFeatures, folder, prefix))


def _load(kind: type, folder: Path, prefix: str) -> dict[str, NDArray[Any]]:
    arrays = {}
    for field in fields(kind):
        path = folder / f"{prefix}.{field.name}.npy"
        try:
            arrays[field.name] = np.load(path, mmap_mode="r")
        except (OSError, ValueError) as error:
            raise InputError(
                f"not a readable array ({error}); delete its folder and rerun", path=path
            ) from None
    return arrays
