"""Packs sentences into rows of fixed length, first fit, without losing or splitting one that fits."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

OPEN_ROWS = 64


class Placement(NamedTuple):
    """Where each of N sentences lies: its row, its first position and its segment number (1..S).

    `rows` is the number of rows, `segments` the greatest number of sentences in one of them.
    """

    row_N: NDArray[np.int32]
    start_N: NDArray[np.int32]
    segment_N: NDArray[np.int32]
    rows: int
    segments: int


def pack(lengths_N: NDArray[np.integer], row_length: int, *, max_segments: int) -> Placement:
    """Places sentences in order, each in the first open row with room; the fullest open row is closed first.

    Args:
        lengths_N: words of each sentence, 1..row_length.
        row_length: words a row.
        max_segments: sentences a row at most.
    """
    if len(lengths_N) and (lengths_N.min() < 1 or lengths_N.max() > row_length):
        raise ValueError(f"every sentence must have 1 to {row_length} words")
    row_N, start_N, segment_N = (np.zeros(len(lengths_N), dtype=np.int32) for _ in range(3))
    open_rows: list[list[int]] = []  # [row, words used, sentences]
    rows = 0
    for i, length in enumerate(lengths_N.tolist()):
        place = next((r for r in open_rows if r[1] + length <= row_length), None)
        if place is None:
            if len(open_rows) == OPEN_ROWS:
                open_rows.remove(max(open_rows, key=lambda r: r[1]))
            place = [rows, 0, 0]
            open_rows.append(place)
            rows += 1
        row_N[i], start_N[i], segment_N[i] = place[0], place[1], place[2] + 1
        place[1] += length
        place[2] += 1
        if place[1] == row_length or place[2] == max_segments:
            open_rows.remove(place)
    segments = int(segment_N.max()) if len(segment_N) else 0
    return Placement(row_N, start_N, segment_N, rows, segments)


def unpack_index(placement: Placement, lengths_N: NDArray[np.integer], row_length: int) -> NDArray[np.int64]:
    """For all words of all sentences in order: their index in the flattened rows."""
    begin_N = placement.row_N.astype(np.int64) * row_length + placement.start_N
    run = np.repeat(np.arange(len(lengths_N)), lengths_N)
    first = np.cumsum(lengths_N) - lengths_N
    return begin_N[run] + np.arange(len(run)) - first[run]
