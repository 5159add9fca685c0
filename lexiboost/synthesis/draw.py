"""Random numbers that depend only on what is drawn, never on when: a counter-based generator.

Every draw is a hash of (seed, target, sentence, copy, position, stream), so a sentence's result is the same
for any batch size, any order and any number of workers. The mixing function is SplitMix64 (Steele, Lea &
Flood 2014, "Fast splittable pseudorandom number generators").
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

UInt64Array = NDArray[np.uint64]

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


def text_key(*parts: object) -> int:
    """A 64-bit key of a tuple of printable parts, stable across machines and Python runs."""
    text = "\x1f".join(str(part) for part in parts)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def sentence_keys(seed: int, target: str, source_ids: Iterable[str]) -> UInt64Array:
    """One key a sentence, from the run's seed, the target variety and the sentence's identifier."""
    return np.array([text_key(seed, target, source_id) for source_id in source_ids], dtype=np.uint64)


def mix(keys: UInt64Array, salt: int | NDArray[np.integer]) -> UInt64Array:
    """Derives new keys from `keys` and a salt (a number, or one number a key)."""
    with np.errstate(over="ignore"):
        x = keys + _GAMMA * (np.asarray(salt).astype(np.uint64) + np.uint64(1))
        x = (x ^ (x >> np.uint64(30))) * _FIRST
        x = (x ^ (x >> np.uint64(27))) * _SECOND
        return x ^ (x >> np.uint64(31))


def uniforms(keys: UInt64Array, stream: int) -> NDArray[np.float64]:
    """One number in [0, 1) a key; different streams of the same key are independent."""
    return (mix(keys, stream) >> np.uint64(11)).astype(np.float64) * 2.0**-53
