"""Sparse features of sentences and of units in context: hashed character n-grams, words, shapes."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction import FeatureHasher
from sklearn.preprocessing import normalize

from lexiboost.tasks.baselines.encode import Dictionaries, Encoded
from lexiboost.tokens.dictionary import Translations

LONGEST_WORD = 32
LONGEST_GRAM = 4
TRANSLATIONS = 4
NEIGHBOURS = (-2, -1, 1, 2)


@dataclass(frozen=True)
class SentenceFeatures:
    """Bags of character n-grams (1 to 4, within words) and words, logarithmic counts, rows of unit length.

    Attributes:
        buckets: n-grams and words are hashed to so many columns.
        back_translations: columns added for English translations (0: none); an English word is its own.
        source: the English variety.
    """

    buckets: int
    back_translations: int
    source: str

    def transform(self, encoded: Encoded, dictionaries: Dictionaries) -> csr_matrix:
        """M x columns."""
        counts = _bags(encoded)
        bags = (counts @ _gram_matrix([word for _, word in encoded.keys], self.buckets)).tocsr()
        bags.data = 1 + np.log(bags.data)
        bags = normalize(bags, copy=False)
        if self.back_translations:
            english = counts @ self._translation_matrix(encoded.keys, dictionaries)
            bags = hstack([bags, normalize(english)], format="csr")
        return _small_indices(bags)

    def _translation_matrix(self, keys: list[tuple[str, str]], dictionaries: Dictionaries) -> csr_matrix:
        by_variety: dict[str, list[int]] = {}
        for row, (variety, _) in enumerate(keys):
            by_variety.setdefault(variety, []).append(row)
        rows, columns, weights = [], [], []
        for variety, members in by_variety.items():
            words = [keys[row][1] for row in members]
            if variety == self.source:
                found: list[Translations] = [((word.casefold(), 1.0),) for word in words]
            elif variety in dictionaries:
                found = [hit.english[:TRANSLATIONS] for hit in dictionaries[variety].look_up_all(words)]
            else:
                continue
            for row, english in zip(members, found, strict=True):
                for word, weight in english:
                    rows.append(row)
                    columns.append(_bucket(word, self.back_translations))
                    weights.append(weight)
        shape = (len(keys), self.back_translations)
        return csr_matrix((np.array(weights, dtype=np.float32), (rows, columns)), shape=shape)


@dataclass(frozen=True)
class TokenFeatures:
    """A unit's n-grams, word and shape, and the words and endings of two neighbours on either side.

    Attributes:
        buckets: columns for the unit's own features; neighbours and shape have a quarter each.
    """

    buckets: int

    @property
    def columns(self) -> int:
        """Number of columns."""
        return self.buckets + (len(NEIGHBOURS) + 1) * self._side

    @property
    def _side(self) -> int:
        return self.buckets // 4

    def transform(self, encoded: Encoded, chosen_U: NDArray[np.bool_] | None = None) -> csr_matrix:
        """U x columns, or the chosen rows of it."""
        words = [word for _, word in encoded.keys]
        context_Vx2 = np.array(
            [[1 + _bucket(end, self._side - 1) for end in _endings(word)] for word in words], dtype=np.int32
        ).reshape(-1, 2)
        shape_V = np.array([1 + _bucket(word_shape(word), self._side - 1) for word in words], dtype=np.int32)
        at_U = np.arange(len(encoded.units_U))
        if chosen_U is not None:
            at_U = at_U[chosen_U]
        units = encoded.units_U[at_U]
        blocks = [shape_V[units, None]]
        offset = self._side
        sentence_U = np.repeat(np.arange(len(encoded.lengths_M)), encoded.lengths_M)
        for distance in NEIGHBOURS:
            other = np.clip(at_U + distance, 0, max(len(encoded.units_U) - 1, 0))
            outside = (sentence_U[other] != sentence_U[at_U]) | (other != at_U + distance)
            ids = context_Vx2[encoded.units_U[other]]
            ids = np.where(outside[:, None], 0, ids + np.int32(offset))
            blocks.append(ids if abs(distance) == 1 else ids[:, :1])
            offset += self._side
        context = _rows_of_ids(np.concatenate(blocks, axis=1), self.columns - self.buckets)
        own = _gram_matrix(words, self.buckets)
        # Counts would let one word of repeated signs set the solver's step, which falls with the longest row.
        own.data[:] = 1
        own = own[units]
        return _small_indices(hstack([own, context], format="csr", dtype=np.float32))


def word_shape(word: str) -> str:
    """`Xx` for `Berlin`, `d-x` for `3-fold`: character kinds, repeats left out."""
    return re.sub(r"(.)\1+", r"\1", "".join(_kind(char) for char in word))


@lru_cache(maxsize=65536)
def _kind(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Lu":
        return "X"
    return {"L": "x", "M": "x", "N": "d"}.get(category[0], char)


def _endings(word: str) -> tuple[str, str]:
    folded = word.casefold()
    return folded, "-" + folded[-3:]


def _bucket(text: str, buckets: int) -> int:
    return zlib.crc32(text.encode()) % buckets


def _gram_matrix(words: Sequence[str], buckets: int) -> csr_matrix:
    """V x buckets counts of the words' n-grams."""
    hasher = FeatureHasher(buckets, input_type="string", dtype=np.float32, alternate_sign=False)
    return hasher.transform(_grams(word) for word in words).tocsr()


def _grams(word: str) -> list[str]:
    """Character n-grams of the case-folded word between `<` and `>`, and the word itself."""
    marked = f"<{word.casefold()[-LONGEST_WORD:]}>"
    grams = [marked[i : i + n] for n in range(2, LONGEST_GRAM + 1) for i in range(len(marked) - n + 1)]
    return [*marked[1:-1], *grams, "=" + marked]


def _rows_of_ids(ids_RxC: NDArray[np.int32], columns: int) -> csr_matrix:
    """A row of ones at each row's ids; id 0 is padding."""
    present = ids_RxC > 0
    indptr = np.concatenate([[0], np.cumsum(present.sum(1))])
    data = np.ones(int(indptr[-1]), dtype=np.float32)
    return _small_indices(csr_matrix((data, ids_RxC[present], indptr), shape=(len(ids_RxC), columns)))


def _bags(encoded: Encoded) -> csr_matrix:
    ones = np.ones(len(encoded.units_U), dtype=np.float32)
    shape = (len(encoded.lengths_M), len(encoded.keys))
    return csr_matrix((ones, encoded.units_U, encoded.offsets), shape=shape)


def _small_indices(matrix: csr_matrix) -> csr_matrix:
    """scikit-learn's stochastic solvers take 32-bit indices only."""
    matrix.indices = matrix.indices.astype(np.int32)
    matrix.indptr = matrix.indptr.astype(np.int32)
    return matrix
