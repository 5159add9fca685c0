"""Exact and near duplicates among the texts of a stream, in an index whose memory is bounded.

Both indexes keep the first text of a kind and tell the later ones. What does not fit any more is looked for
but not added, and counted in `unindexed`.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lexiboost.artifacts.errors import LexiboostError
from lexiboost.text.fold import characters_per_word, fold, folded_units
from lexiboost.text.windows import Hashes, mix, text_hash, window_hashes

_FULL = 0.7
_FIRST_SLOTS = 1024
_SURE = 0.98
_BITS = 256


class HashTable:
    """Numbers below 2^32 under 64-bit keys: 12 bytes a slot, of which a quarter to seven tenths are used.

    Args:
        most: keys that it takes; it grows by doubling until then.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._keys = array("Q", bytes(8 * _FIRST_SLOTS))
        self._values = array("I", bytes(4 * _FIRST_SLOTS))
        self._used = 0

    def __len__(self) -> int:
        return self._used

    @property
    def nbytes(self) -> int:
        """Bytes of the slots."""
        return self._keys.itemsize * len(self._keys) + self._values.itemsize * len(self._values)

    def get(self, key: int) -> int | None:
        """The number under a key, None where there is none."""
        key = key or 1
        slot = self._slot(key)
        return self._values[slot] if self._keys[slot] else None

    def add(self, key: int, value: int = 0) -> bool:
        """Puts a number under a key that has none yet; False where the table is full."""
        key = key or 1
        slot = self._slot(key)
        if self._keys[slot]:
            return True
        if self._used >= self.most:
            return False
        self._keys[slot], self._values[slot] = key, value
        self._used += 1
        if self._used > _FULL * len(self._keys):
            self._grow()
        return True

    def _slot(self, key: int) -> int:
        """Where the key is, or the empty slot where it would go."""
        keys = self._keys
        mask = len(keys) - 1
        slot = key & mask
        while keys[slot] and keys[slot] != key:
            slot = (slot + 1) & mask
        return slot

    def _grow(self) -> None:
        keys, values = self._keys, self._values
        self._keys = array("Q", bytes(16 * len(keys)))
        self._values = array("I", bytes(8 * len(values)))
        for key, value in zip(keys, values, strict=True):
            if key:
                slot = self._slot(key)
                self._keys[slot], self._values[slot] = key, value


class ExactDuplicates:
    """Texts that are the same but for case, punctuation and white space (`fold`).

    Texts are told apart by 64 bits: among a thousand million of them a new one is taken for an old one with
    probability 5e-11.

    Args:
        most: texts that are remembered, at 17 to 48 bytes each.
    """

    def __init__(self, most: int) -> None:
        self._table = HashTable(most)
        self.unindexed = 0

    @property
    def nbytes(self) -> int:
        """Bytes of the index."""
        return self._table.nbytes

    def add(self, text: str) -> bool:
        """Whether an equal text came before; if not, this one is remembered."""
        key = text_hash(fold(text) or text)
        if self._table.get(key) is not None:
            return True
        self.unindexed += not self._table.add(key)
        return False


@dataclass(frozen=True)
class NearSettings:
    """MinHash (Broder 1997) with locality-sensitive hashing; the usual values of web corpora.

    Attributes:
        threshold: Jaccard similarity of two texts' sets of shingles from which on they are near duplicates.
        shingle: words in a row that make a shingle (FineWeb: 5); that many times `characters_per_word`
            characters in a variety without spaces. A shorter text is one shingle.
        permutations: length of a signature. The estimate's standard error is 0.035 at 0.8 with 128.
        seed: of the permutations.
        most: texts that are indexed.
    """

    threshold: float = 0.8
    shingle: int = 5
    permutations: int = 128
    seed: int = 0
    most: int = 2_000_000

    def __post_init__(self) -> None:
        if not 0 < self.threshold <= 1:
            raise ValueError(f"threshold {self.threshold} is not within (0, 1]")
        if self.shingle < 1 or self.permutations < 1 or self.most < 0:
            raise ValueError("shingle and permutations must be 1 or more, most 0 or more")


class NearDuplicates:
    """Texts whose shingles are nearly those of an earlier one.

    Candidates share a band of their signatures with an earlier text; of those the estimated similarity must
    reach the threshold, so that what is found wrongly comes of the estimate's error alone. A band is kept
    for the first text that has it. Signatures are kept at eight bits a place (Li and Koenig 2010). With
    128 permutations and the threshold 0.8 a text takes 0.44 to 1 KB.

    Args:
        settings: of signatures and bands.
        variety: of the texts; it says what a word is.

    Raises:
        LexiboostError: the package `rensa`, which computes the signatures, is not installed.
    """

    def __init__(self, settings: NearSettings, variety: str) -> None:
        try:
            from rensa import RMinHash
        except ImportError:
            raise LexiboostError(
                'near duplicates need the package rensa: pip install "lexiboost[clean]", or switch them off'
            ) from None
        self._sketch = RMinHash.digest_matrix_from_flat_token_hashes
        self.settings, self.variety = settings, variety
        self.bands, self.rows = band_shape(settings.threshold, settings.permutations)
        self._table = HashTable(settings.most * self.bands)
        self._signatures = np.zeros((min(64, settings.most), settings.permutations), dtype=np.uint8)
        self._count = 0
        self.unindexed = 0

    @property
    def nbytes(self) -> int:
        """Bytes of the index."""
        return self._table.nbytes + self._signatures.nbytes

    def add(self, text: str) -> bool:
        """Whether a near duplicate came before; if not, this text is indexed."""
        shingles = shingle_hashes(text, self.variety, self.settings.shingle)
        if not len(shingles):
            return False
        signature = self.signature(shingles)
        keys = self._band_keys(signature)
        short = (signature % _BITS).astype(np.uint8)
        candidates = {value for key in keys if (value := self._table.get(key)) is not None}
        if candidates:
            same = (self._signatures[sorted(candidates)] == short).mean(axis=1)
            # Two places of eight bits agree by chance once in 256.
            if ((same - 1 / _BITS) / (1 - 1 / _BITS)).max() >= self.settings.threshold:
                return True
        self._index(keys, short)
        return False

    def signature(self, shingles: Hashes) -> NDArray[np.uint32]:
        """The MinHash signature of a set of shingles."""
        ends = np.array([0, len(shingles)], dtype=np.uint64)
        rows = self._sketch(shingles, ends, self.settings.permutations, self.settings.seed).to_rows()
        return np.array(rows[0], dtype=np.uint32)

    def _band_keys(self, signature: NDArray[np.uint32]) -> list[int]:
        parts = signature[: self.bands * self.rows].reshape(self.bands, self.rows).astype(np.uint64)
        total = np.arange(self.bands, dtype=np.uint64)
        for row in range(self.rows):
            total = mix(total ^ parts[:, row])
        return [int(key) for key in total]

    def _index(self, keys: list[int], short: NDArray[np.uint8]) -> None:
        if self._count >= self.settings.most:
            self.unindexed += 1
            return
        if self._count == len(self._signatures):
            grown = np.zeros((min(2 * self._count, self.settings.most), len(short)), dtype=np.uint8)
            grown[: self._count] = self._signatures
            self._signatures = grown
        self._signatures[self._count] = short
        for key in keys:
            self._table.add(key, self._count)
        self._count += 1


def shingle_hashes(text: str, variety: str, size: int) -> Hashes:
    """The set of a text's shingles, ascending; empty where it has neither letter nor digit."""
    units = folded_units(text, variety)
    width = min(size * characters_per_word(variety), len(units))
    return np.unique(window_hashes(units, max(1, width)))


def band_shape(threshold: float, permutations: int) -> tuple[int, int]:
    """Bands and rows a band: the longest bands in which a pair at the threshold meets with 98 % chance."""
    for rows in range(permutations, 1, -1):
        bands = permutations // rows
        if 1 - (1 - threshold**rows) ** bands >= _SURE:
            return bands, rows
    return permutations, 1
