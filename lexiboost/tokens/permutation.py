"""Pseudo-random permutations of 0..n-1 computed entry by entry, in constant memory.

A Feistel network over a mixed radix a x b >= n, with the few entries beyond n walked on along their cycle
(Black and Rogaway 2002, "Ciphers with arbitrary finite domains"): a bijection whatever the round function.
Not for secrets: the round function is the finalizer of SplitMix64 (Steele et al. 2014).
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import ArrayLike, NDArray

ROUNDS = 3
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def key_of(*parts: object) -> int:
    """A 64-bit key of the given values' text; the same in every process."""
    text = "\0".join(map(str, parts))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")


def mix(values: ArrayLike) -> NDArray[np.uint64]:
    """Mixes the bits of 64-bit values, each one on its own."""
    x = np.asarray(values, dtype=np.uint64)
    with np.errstate(over="ignore"):
        x = x + _GOLDEN
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def permute(index: ArrayLike, size: ArrayLike, key: ArrayLike) -> NDArray[np.int64]:
    """Where each index lies in the permutation of 0..size-1 that its key names.

    Args:
        index: N indices, 0 <= index < size.
        size: one size or N of them, 1..2^52. key: one 64-bit key or N of them.
    """
    at, sizes, keys = np.broadcast_arrays(
        np.asarray(index, dtype=np.int64), np.asarray(size, dtype=np.int64), np.asarray(key, dtype=np.uint64)
    )
    if at.size and (at.min() < 0 or (at >= sizes).any()):
        raise ValueError("an index outside its permutation")
    width = np.ceil(np.sqrt(sizes)).astype(np.uint64)
    height = (sizes.astype(np.uint64) + width - np.uint64(1)) // np.maximum(width, np.uint64(1))
    found = _feistel(at.astype(np.uint64), width, height, keys)
    beyond = np.flatnonzero(found >= sizes)
    while len(beyond):
        walked = _feistel(found.flat[beyond], width.flat[beyond], height.flat[beyond], keys.flat[beyond])
        found.flat[beyond] = walked
        beyond = beyond[walked >= sizes.flat[beyond].astype(np.uint64)]
    return found.astype(np.int64)


def _feistel(
    value: NDArray[np.uint64],
    width: NDArray[np.uint64],
    height: NDArray[np.uint64],
    key: NDArray[np.uint64],
) -> NDArray[np.uint64]:
    left, right = value // height, value % height
    with np.errstate(over="ignore"):
        for number in range(ROUNDS):
            round_key = key + np.uint64(2 * number + 1) * _GOLDEN
            left = (left + mix(right ^ round_key) % width) % width
            right = (right + mix(left ^ (round_key + _GOLDEN)) % height) % height
    return left * height + right
