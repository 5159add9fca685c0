"""Case-folded look-up of many words at once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lexiboost.artifacts.kernels import kernel
from lexiboost.morphology.strings import buffers
from lexiboost.synthesis.forms import PLAIN, TITLE, UPPER, case_of

NONE, OTHER = -1, -2
"""No such key; a word that is not ASCII, which Python has to fold."""


class KeyTable:
    """A hash table of case-folded keys.

    Keys are told apart by 128 bits of hash: FNV-1a (Fowler, Noll & Vo) and a second, unlike one.

    Args:
        numbers: each key's number.
    """

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._numbers = numbers
        size = 1 << max(3, 2 * len(numbers)).bit_length()
        self._slots = np.full(size, NONE, dtype=np.int32)
        self._hashes = np.zeros((size, 2), dtype=np.uint64)
        pool, ends = buffers(pa.array(list(numbers), pa.string()))
        _enter(pool, ends, np.array(list(numbers.values()), dtype=np.int32), self._slots, self._hashes)

    def find(self, pool: NDArray[np.uint8], ends_V1: NDArray[np.int64], begin: int) -> NDArray[np.int32]:
        """The number of each word from `begin` on, `NONE` where it is no key.

        Args:
            pool, ends_V1: the words' bytes, and where each begins and the last ends.
            begin: the first word to look up.
        """
        found = np.empty(len(ends_V1) - 1 - begin, dtype=np.int32)
        _find(pool, ends_V1, begin, self._slots, self._hashes, found)
        for i in np.flatnonzero(found == OTHER).tolist():
            found[i] = self._numbers.get(_word(pool, ends_V1, begin + i).casefold(), NONE)
        return found


def cases(pool: NDArray[np.uint8], ends_V1: NDArray[np.int64], begin: int) -> NDArray[np.int8]:
    """`forms.case_of` of each word from `begin` on."""
    found = np.empty(len(ends_V1) - 1 - begin, dtype=np.int8)
    _cases(pool, ends_V1, begin, found)
    for i in np.flatnonzero(found == OTHER).tolist():
        found[i] = case_of(_word(pool, ends_V1, begin + i))
    return found


def _word(pool: NDArray[np.uint8], ends_V1: NDArray[np.int64], number: int) -> str:
    return pool[ends_V1[number] : ends_V1[number + 1]].tobytes().decode()


@kernel
def _enter(
    pool: NDArray[np.uint8],
    ends: NDArray[np.integer],
    numbers: NDArray[np.int32],
    slots: NDArray[np.int32],
    hashes: NDArray[np.uint64],
) -> None:
    mask = np.uint64(len(slots) - 1)
    for i in range(len(numbers)):
        first, second = np.uint64(0xCBF29CE484222325), np.uint64(0x9E3779B97F4A7C15)
        for at in range(ends[i], ends[i + 1]):
            first = (first ^ np.uint64(pool[at])) * np.uint64(0x100000001B3)
            second = (second + np.uint64(pool[at])) * np.uint64(0xBF58476D1CE4E5B9)
        slot = (first ^ (first >> np.uint64(32))) & mask
        while slots[slot] >= 0:
            slot = (slot + np.uint64(1)) & mask
        slots[slot] = numbers[i]
        hashes[slot, 0], hashes[slot, 1] = first, second


@kernel
def _find(
    pool: NDArray[np.uint8],
    ends: NDArray[np.int64],
    begin: int,
    slots: NDArray[np.int32],
    hashes: NDArray[np.uint64],
    found: NDArray[np.int32],
) -> None:
    mask = np.uint64(len(slots) - 1)
    for i in range(len(found)):
        first, second = np.uint64(0xCBF29CE484222325), np.uint64(0x9E3779B97F4A7C15)
        ascii_only = True
        for at in range(ends[begin + i], ends[begin + i + 1]):
            byte = pool[at]
            ascii_only = ascii_only and byte < 0x80
            if 0x41 <= byte <= 0x5A:
                byte |= 0x20
            first = (first ^ np.uint64(byte)) * np.uint64(0x100000001B3)
            second = (second + np.uint64(byte)) * np.uint64(0xBF58476D1CE4E5B9)
        if not ascii_only:
            found[i] = OTHER
            continue
        slot = (first ^ (first >> np.uint64(32))) & mask
        while slots[slot] >= 0 and (hashes[slot, 0] != first or hashes[slot, 1] != second):
            slot = (slot + np.uint64(1)) & mask
        found[i] = slots[slot]


@kernel
def _cases(pool: NDArray[np.uint8], ends: NDArray[np.int64], begin: int, found: NDArray[np.int8]) -> None:
    for i in range(len(found)):
        first, last = ends[begin + i], ends[begin + i + 1]
        capitals, small, ascii_only = 0, 0, True
        for at in range(first, last):
            byte = pool[at]
            ascii_only = ascii_only and byte < 0x80
            capitals += 0x41 <= byte <= 0x5A
            small += 0x61 <= byte <= 0x7A
        if not ascii_only:
            found[i] = OTHER
        elif last - first < 2 or not 0x41 <= pool[first] <= 0x5A:
            found[i] = UPPER if last - first > 1 and capitals > 0 and small == 0 else PLAIN
        else:
            found[i] = UPPER if small == 0 else TITLE
