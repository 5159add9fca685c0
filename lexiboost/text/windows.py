"""Hashes of all runs of n neighbours in a sequence: characters of a text, words of a page.

Hashes are 64 bits wide, the same on every machine and in every run; two different runs among N share one with
probability N^2 / 2^65.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

_STEP = 0x9E3779B97F4A7C15
_LONGEST_REMEMBERED = 64


def code_points(text: str) -> Hashes:
    """The L code points of a text, mixed."""
    # A lone surrogate, which JSON may hold, is a code point like any other.
    return mix(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64))


def word_hashes(words: Iterable[str]) -> Hashes:
    """`text_hash` of each word."""
    return np.fromiter(
        (_remembered(word) if len(word) <= _LONGEST_REMEMBERED else text_hash(word) for word in words),
        dtype=np.uint64,
    )


def text_hash(text: str) -> int:
    """The first 64 bits of a text's BLAKE2b digest."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


_remembered = lru_cache(maxsize=2**17)(text_hash)


def window_hashes(items: Hashes, n: int) -> Hashes:
    """max(0, L - n + 1) hashes of the runs of n of L items, in order.

    Args:
        items: hashes of the single items.
        n: from 1 on.
    """
    return Windows(items).hashes(n)


class Windows:
    """`window_hashes` of the same items for one n after another; cheapest in ascending order."""

    def __init__(self, items: Hashes) -> None:
        self._items = items
        self._sums, self._width = items, 1

    def hashes(self, n: int) -> Hashes:
        """As `window_hashes` gives them."""
        if n > len(self._items):
            return np.zeros(0, dtype=np.uint64)
        if n < self._width:
            self._sums, self._width = self._items, 1
        while self._width < n:
            self._sums = self._sums[:-1] * np.uint64(_STEP) + self._items[self._width :]
            self._width += 1
        return mix(self._sums + np.uint64(n))


def mix(values: Hashes) -> Hashes:
    """A permutation of the 64-bit numbers that spreads every bit (the finalizer of SplitMix64)."""
    values = values + np.uint64(_STEP)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
