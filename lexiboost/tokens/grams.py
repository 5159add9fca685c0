"""Character n-grams of many words at once, over a vocabulary of n-grams that training may see.

N-grams are 64-bit hashes. Unlike plain bucket hashing (Bojanowski et al. 2017), an n-gram outside the
vocabulary is dropped: in buckets, the letters of a script the model never saw would collide with trained
ones and look like arbitrary English words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

CHUNK = 1 << 15
LOWEST, HIGHEST = 2, 4
_MULTIPLIERS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], dtype=np.uint64
)


@dataclass(frozen=True)
class GramVocabulary:
    """Known n-grams: their hashes in ascending order; the id of an n-gram is its place from 1 on."""

    hashes: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.hashes) + 1

    def ids(self, words: Sequence[str], limit: int) -> NDArray[np.int32]:
        """V x `limit` ids of each word's known n-grams, 0 where it has fewer.

        A word with more keeps an evenly spaced part of them.
        """
        if not words or not len(self.hashes):
            return np.zeros((len(words), limit), dtype=np.int32)
        parts = []
        for begin in range(0, len(words), CHUNK):
            hashes = gram_hashes(words[begin : begin + CHUNK])
            at = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
            parts.append(_squeeze(np.where(self.hashes[at] == hashes, at + 1, 0), limit))
        return np.concatenate(parts).astype(np.int32)


def train_grams(words_by_variety: Mapping[str, Sequence[str]], size: int) -> GramVocabulary:
    """The most frequent n-grams of each variety's words, every variety getting an equal number of them.

    Args:
        words_by_variety: distinct words of each variety.
        size: number of n-grams at most.
    """
    ranked: list[NDArray[np.uint64]] = []
    for variety in sorted(words_by_variety):
        words = words_by_variety[variety]
        parts = [
            np.unique(gram_hashes(words[i : i + CHUNK]), return_counts=True)
            for i in range(0, len(words), CHUNK)
        ]
        if not parts:
            continue
        hashes, inverse = np.unique(np.concatenate([part[0] for part in parts]), return_inverse=True)
        counts = np.bincount(inverse, weights=np.concatenate([part[1] for part in parts]))
        counts[hashes == 0] = 0
        keep = counts > 1 if (counts > 1).any() else counts > 0
        order = np.lexsort((hashes[keep], -counts[keep]))
        ranked.append(hashes[keep][order])
    chosen: NDArray[np.uint64] = np.zeros(0, dtype=np.uint64)
    low, high = 0, max((len(part) for part in ranked), default=0)
    while low < high:
        middle = (low + high + 1) // 2
        if len(np.unique(np.concatenate([part[:middle] for part in ranked]))) <= size:
            low = middle
        else:
            high = middle - 1
    if ranked:
        chosen = np.unique(np.concatenate([part[:low] for part in ranked]))
    return GramVocabulary(chosen)


def gram_hashes(words: Sequence[str]) -> NDArray[np.uint64]:
    """V x N hashes of the n-grams of case-folded words in `<` and `>`, and of whole words; 0 is padding."""
    marked = [f"<{word.casefold()}>" for word in words]
    lengths_V = np.array([len(word) for word in marked])
    points = np.frombuffer("".join(marked).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    starts_V = np.cumsum(lengths_V) - lengths_V
    columns = [_of_length(points, starts_V, lengths_V, n) for n in range(LOWEST, HIGHEST + 1)]
    with np.errstate(over="ignore"):
        place = np.arange(len(points), dtype=np.uint64) - np.repeat(starts_V, lengths_V).astype(np.uint64)
        whole = np.add.reduceat(_scramble(points + np.uint64(7)) * _scramble(place + np.uint64(1)), starts_V)
    return np.concatenate([*columns, (_scramble(whole) | np.uint64(1))[:, None]], axis=1)


def _scramble(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    with np.errstate(over="ignore"):
        x = (x ^ (x >> np.uint64(31))) * _MULTIPLIERS[0]
        return x ^ (x >> np.uint64(29))


def _of_length(
    points: NDArray[np.uint64], starts_V: NDArray[np.int64], lengths_V: NDArray[np.int64], n: int
) -> NDArray[np.uint64]:
    """V x (longest word - n + 1) hashes of the n-grams of one length, 0 past a word's end."""
    total = np.zeros(len(points), dtype=np.uint64)
    with np.errstate(over="ignore"):
        for k in range(n):
            total[: len(points) - k] += _scramble(points[k:] + np.uint64(n)) * _MULTIPLIERS[k]
    hashed = _scramble(total) | np.uint64(1)
    width = max(int(lengths_V.max()) - n + 1, 1)
    at = starts_V[:, None] + np.arange(width)
    inside = np.arange(width) < (lengths_V - n + 1)[:, None]
    return np.where(inside, hashed[np.minimum(at, len(points) - 1)], np.uint64(0))


def _squeeze(ids_VxN: NDArray[Any], limit: int) -> NDArray[Any]:
    """Moves the non-zero ids to the left and keeps `limit` of them, evenly spaced."""
    order = np.argsort(ids_VxN == 0, axis=1, kind="stable")
    packed = np.take_along_axis(ids_VxN, order, axis=1)
    if packed.shape[1] <= limit:
        return np.pad(packed, ((0, 0), (0, limit - packed.shape[1])))
    count = (packed > 0).sum(1, keepdims=True)
    slot = np.arange(limit)
    spread = slot * np.maximum(count - 1, 1) // max(limit - 1, 1)
    return np.take_along_axis(packed, np.where(count > limit, spread, slot), axis=1)
