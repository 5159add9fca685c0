"""`Ragged`: many lists of token ids as one array and its offsets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Ragged(NamedTuple):
    """N lists: list i is `ids_W[offsets[i]:offsets[i + 1]]`; `offsets` has N + 1 numbers, the first one 0."""

    ids_W: NDArray[np.integer]
    offsets: NDArray[np.int64]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """The length of each list."""
        return np.diff(self.offsets)

    @staticmethod
    def of(lists: Sequence[Sequence[int]]) -> Ragged:
        """The lists as one array."""
        offsets = np.zeros(len(lists) + 1, dtype=np.int64)
        np.cumsum([len(each) for each in lists], out=offsets[1:])
        flat: Iterable[int] = (token for each in lists for token in each)
        return Ragged(np.fromiter(flat, dtype=np.int32, count=int(offsets[-1])), offsets)

    def take(self, index_N: NDArray[np.integer]) -> Ragged:
        """The lists of these numbers, in this order; a number may come again."""
        lengths = self.lengths[index_N]
        offsets = np.zeros(len(lengths) + 1, dtype=np.int64)
        np.cumsum(lengths, out=offsets[1:])
        return Ragged(self.ids_W[spans(self.offsets[:-1][index_N], lengths)], offsets)


def spans(begin_N: NDArray[np.int64], length_N: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers begin, begin + 1, ..., begin + length - 1 of each of N spans, one after the other."""
    shift_N = begin_N - (np.cumsum(length_N) - length_N)
    return np.repeat(shift_N, length_N) + np.arange(int(length_N.sum()))
