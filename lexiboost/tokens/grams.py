"""Hashed character n-grams of many words at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

CHUNK = 1 << 16
_MULTIPLIERS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], dtype=np.uint64
)


def hashed_grams(
    words: Sequence[str], *, buckets: int, lowest: int = 2, highest: int = 4, limit: int = 24
) -> NDArray[np.int32]:
    """Buckets of each word's character n-grams (Bojanowski et al. 2017), boundaries marked.

    Words are case-folded and wrapped in `<` and `>`. The last n-gram is the whole word. A word with more
    than `limit` n-grams keeps an evenly spaced part of them.

    Args:
        words: V words.
        buckets: number of buckets; bucket 0 is padding and never hit.
        lowest: shortest n-gram. highest: longest n-gram, at most 4.
        limit: n-grams kept a word, G.

    Returns:
        V x G bucket ids, 0 where a word has fewer.
    """
    if highest > len(_MULTIPLIERS):
        raise ValueError(f"n-grams of at most {len(_MULTIPLIERS)} characters")
    if not words:
        return np.zeros((0, limit), dtype=np.int32)
    if len(words) > CHUNK:
        parts = [words[i : i + CHUNK] for i in range(0, len(words), CHUNK)]
        options = {"buckets": buckets, "lowest": lowest, "highest": highest, "limit": limit}
        return np.concatenate([hashed_grams(part, **options) for part in parts])
    marked = [f"<{word.casefold()}>" for word in words]
    lengths_V = np.array([len(word) for word in marked])
    points = np.frombuffer("".join(marked).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    starts_V = np.cumsum(lengths_V) - lengths_V
    grams: list[NDArray[np.int32]] = []
    with np.errstate(over="ignore"):
        for n in range(lowest, highest + 1):
            grams.append(_grams_of_length(points, starts_V, lengths_V, n, buckets))
        weights = np.arange(1, len(points) + 1, dtype=np.uint64)
        whole = np.add.reduceat(
            _scramble(points + np.uint64(7)) * _scramble(weights - _repeat_start(starts_V, lengths_V)), starts_V
        )
    columns = [*grams, _bucket(whole, buckets)[:, None]]
    return _squeeze(np.concatenate(columns, axis=1), limit)


def _repeat_start(starts_V: NDArray[np.int64], lengths_V: NDArray[np.int64]) -> NDArray[np.uint64]:
    return np.repeat(starts_V, lengths_V).astype(np.uint64)


def _scramble(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    x = (x ^ (x >> np.uint64(31))) * _MULTIPLIERS[0]
    return x ^ (x >> np.uint64(29))


def _bucket(hashes: NDArray[np.uint64], buckets: int) -> NDArray[np.int32]:
    return (_scramble(hashes) % np.uint64(buckets - 1) + np.uint64(1)).astype(np.int32)


def _grams_of_length(
    points: NDArray[np.uint64],
    starts_V: NDArray[np.int64],
    lengths_V: NDArray[np.int64],
    n: int,
    buckets: int,
) -> NDArray[np.int32]:
    """V x (longest word - n + 1) buckets of the n-grams of one length, 0 past a word's end."""
    total = np.zeros(len(points), dtype=np.uint64)
    for k in range(n):
        total[: len(points) - k] += _scramble(points[k:] + np.uint64(n)) * _MULTIPLIERS[k]
    hashed = _bucket(total, buckets)
    width = max(int(lengths_V.max()) - n + 1, 1)
    at = starts_V[:, None] + np.arange(width)
    inside = np.arange(width) < (lengths_V - n + 1)[:, None]
    return np.where(inside, hashed[np.minimum(at, len(points) - 1)], 0)


def _squeeze(grams_VxN: NDArray[np.int32], limit: int) -> NDArray[np.int32]:
    """Moves the non-zero ids to the left and keeps `limit` of them, evenly spaced."""
    order = np.argsort(grams_VxN == 0, axis=1, kind="stable")
    packed = np.take_along_axis(grams_VxN, order, axis=1)
    if packed.shape[1] <= limit:
        return np.pad(packed, ((0, 0), (0, limit - packed.shape[1])))
    count = (packed > 0).sum(1, keepdims=True)
    slot = np.arange(limit)
    spread = slot * np.maximum(count - 1, 1) // (limit - 1)
    return np.take_along_axis(packed, np.where(count > limit, spread, slot), axis=1)
