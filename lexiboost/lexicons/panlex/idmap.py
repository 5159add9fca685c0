"""Numbers by id for tens of millions of ids, in a few bytes each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lexiboost.artifacts.errors import InputError

Int32s = npt.NDArray[np.int32]

MISSING = np.iinfo(np.int32).min
"""What an id that is not there gives."""
# A table indexed by the id itself is faster than a search, as long as most of its places are used.
_DENSE = 4


class IdMap:
    """A map from distinct ids to numbers.

    Args:
        ids: [n] int32 in several pieces, any order.
        values: [n] int32 in pieces of the same sizes.
        path: the file that errors name.

    Raises:
        InputError: an id is there twice.
    """

    def __init__(self, ids: Sequence[Int32s], values: Sequence[Int32s], path: str) -> None:
        keys, numbers = _joined(ids), _joined(values)
        if np.any(keys[1:] <= keys[:-1]):
            order = np.argsort(keys, kind="stable")
            keys, numbers = keys[order], numbers[order]
            twice = keys[1:][keys[1:] == keys[:-1]]
            if len(twice):
                raise InputError(
                    f"the id {twice[0]} is there more than once; fetch the dump again", path=path
                )
        self._keys, self._values, self._dense = keys, numbers, False
        if len(keys) and keys[0] >= 0 and keys[-1] < _DENSE * len(keys) + 1024:
            self._dense = True
            self._values = np.full(int(keys[-1]) + 1, MISSING, dtype=np.int32)
            self._values[keys] = numbers
            self._keys = keys[-1:]

    def find(self, ids: Int32s) -> Int32s:
        """The number of each id, `MISSING` for those that are not there."""
        if not len(self._keys):
            return np.full(len(ids), MISSING, dtype=np.int32)
        if self._dense:
            known = (ids >= 0) & (ids <= self._keys[-1])
            return np.where(known, self._values[np.where(known, ids, 0)], MISSING).astype(np.int32)
        places = np.minimum(np.searchsorted(self._keys, ids), len(self._keys) - 1)
        return np.where(self._keys[places] == ids, self._values[places], MISSING).astype(np.int32)


def _joined(pieces: Sequence[Int32s]) -> Int32s:
    return np.concatenate(pieces) if pieces else np.empty(0, dtype=np.int32)
