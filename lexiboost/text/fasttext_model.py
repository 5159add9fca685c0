"""The file format of fastText models: parsing, quantized matrices, and the step from vector to probabilities.

The format is that of `FastText::saveModel`, version 12: arguments, dictionary, input matrix, output matrix,
all little-endian. The input matrix stays on disk (memory map).
"""

from __future__ import annotations

import mmap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lexiboost.artifacts.errors import InputError

MAGIC, VERSION = 793_712_314, 12
_HIERARCHICAL, _NEGATIVE, _SOFTMAX, _ONE_VS_ALL = 1, 2, 3, 4
_SUPERVISED = 3
_CENTROIDS = 256

Floats = NDArray[np.float32]
Rows = Callable[[NDArray[np.int64]], Floats]
Output = Callable[[Floats], Floats]
"""D numbers of a text -> probabilities of the L labels."""


@dataclass(frozen=True)
class Model:
    """A supervised model.

    Attributes:
        dim: D, the width of both matrices.
        loss: fastText's number of the output that it was trained with.
        word_ngrams: longest n-grams of words.
        bucket: number of hashed n-grams before any were dropped.
        min_n: shortest n-grams of characters.
        max_n: longest ones, 0 for none.
        words: word as bytes -> row of the input matrix; n-grams have the rows after them.
        labels: L of them, in the order of the output matrix.
        label_counts: how often each was seen in training, descending.
        pruned: n-gram's bucket -> its row after the words, where the model keeps but some; else None.
        input_rows: N row numbers -> N x D floats.
        output: the L x D output matrix.
    """

    dim: int
    loss: int
    word_ngrams: int
    bucket: int
    min_n: int
    max_n: int
    words: dict[bytes, int]
    labels: list[str]
    label_counts: list[int]
    pruned: dict[int, int] | None
    input_rows: Rows
    output: Floats

    def bucket_row(self, hashed: int) -> int | None:
        """The row of an n-gram's hash, None where the model has dropped it."""
        if self.bucket < 1:
            return None
        place = hashed % self.bucket
        if self.pruned is not None:
            if place not in self.pruned:
                return None
            place = self.pruned[place]
        return len(self.words) + place


def parse(path: Path) -> Model:
    """Reads a model's file.

    Raises:
        InputError: not such a model, not a supervised one, or cut off; names the file.
    """
    return _Parser(path).model()


class _Parser:
    """A model's file, read in order; every size is held against the file's before it is trusted."""

    def __init__(self, path: Path) -> None:
        self.path, self.at = path, 0
        try:
            with path.open("rb") as file:
                self.data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError:
            raise InputError("empty file, not a fastText model", path=path) from None
        except OSError as error:
            raise InputError(f"cannot be read ({error.strerror or error})", path=path) from None

    def model(self) -> Model:
        if len(self.data) < 8 or (self.number("<i4"), self.number("<i4")) != (MAGIC, VERSION):
            raise InputError(
                "not a fastText model of version 12 (magic number); GlotLID and lid.176 are", path=self.path
            )
        dim, _, _, _, _, word_ngrams, loss, kind, bucket, min_n, max_n, _ = (
            self.number("<i4") for _ in range(12)
        )
        self.number("<f8")
        if kind != _SUPERVISED or loss not in OUTPUTS:
            raise InputError("a fastText model of word vectors; give a supervised one", path=self.path)
        if not 0 < dim < 2**16:
            raise self.damaged()
        words, labels, counts, pruned = self.dictionary()
        quantized = self.number("<u1")
        rows, input_rows = self.quantized(dim) if quantized else self.dense(dim)
        least = len(words) + (max(pruned.values(), default=-1) + 1 if pruned is not None else bucket)
        self.number("<u1")  # whether the output is quantized, too: it says so only where the input is
        output_quantized = bool(self.data[self.at - 1]) and bool(quantized)
        count, output_rows = self.quantized(dim) if output_quantized else self.dense(dim)
        if (rows < least and (max_n > 0 or word_ngrams > 1 or rows < len(words))) or count != len(labels):
            raise self.damaged()
        output = output_rows(np.arange(count))
        return Model(
            dim, loss, word_ngrams, bucket, min_n, max_n, words, labels, counts, pruned, input_rows, output
        )

    def dictionary(self) -> tuple[dict[bytes, int], list[str], list[int], dict[int, int] | None]:
        size, word_count, label_count = (self.number("<i4") for _ in range(3))
        self.number("<i8")
        pruned_count = self.number("<i8")
        if size != word_count + label_count or min(word_count, label_count - 1) < 0:
            raise self.damaged()
        words: dict[bytes, int] = {}
        labels: list[str] = []
        counts: list[int] = []
        for _ in range(size):
            end = self.data.find(b"\0", self.at)
            if end < 0:
                raise self.damaged()
            word, self.at = self.data[self.at : end], end + 1
            count = self.number("<i8")
            if self.number("<u1") == 1:
                labels.append(word.decode("utf-8", "replace"))
                counts.append(count)
            else:
                words[word] = len(words)
        if len(labels) != label_count:
            raise self.damaged()
        if pruned_count < 0:
            return words, labels, counts, None
        pairs = self.array("<i4", 2 * pruned_count).reshape(-1, 2).tolist()
        return words, labels, counts, {int(key): int(value) for key, value in pairs}

    def dense(self, dim: int) -> tuple[int, Rows]:
        count, width = self.number("<i8"), self.number("<i8")
        if width != dim or count < 0:
            raise self.damaged()
        matrix = self.array("<f4", count * width).reshape(count, width)
        return count, lambda rows: matrix[rows]

    def quantized(self, dim: int) -> tuple[int, Rows]:
        """Product quantization (Jegou et al. 2011): rows of codes, each of a part's centroids."""
        has_norms = self.number("<u1")
        count, width, size = self.number("<i8"), self.number("<i8"), self.number("<i4")
        if width != dim or count < 0 or size < 0 or (count and size % count):
            raise self.damaged()
        codes = self.array("<u1", size).reshape(count, -1)
        expand = self.quantizer()
        norms: Floats | None = None
        if has_norms:
            norm_codes = self.array("<u1", count).reshape(count, 1)
            norms = self.quantizer()(norm_codes)

        def rows(wanted: NDArray[np.int64]) -> Floats:
            vectors = expand(codes[wanted])
            return vectors if norms is None else vectors * norms[wanted]

        if count and expand(codes[:1]).shape != (1, dim):
            raise self.damaged()
        return count, rows

    def quantizer(self) -> Callable[[NDArray[np.uint8]], Floats]:
        dim, parts, width, last = (self.number("<i4") for _ in range(4))
        if min(dim, parts, width, last) < 1 or (parts - 1) * width + last != dim:
            raise self.damaged()
        centroids = self.array("<f4", dim * _CENTROIDS)
        widths = [width] * (parts - 1) + [last]
        begins = np.arange(parts) * _CENTROIDS * width
        tables = [
            centroids[begin : begin + _CENTROIDS * w].reshape(_CENTROIDS, w)
            for begin, w in zip(begins, widths, strict=True)
        ]

        def expand(codes: NDArray[np.uint8]) -> Floats:
            if codes.shape[1] != parts:
                raise self.damaged()
            return np.concatenate([table[codes[:, i]] for i, table in enumerate(tables)], axis=1)

        return expand

    def number(self, kind: str) -> Any:
        return self.array(kind, 1)[0].item()

    def array(self, kind: str, count: int) -> NDArray[Any]:
        """The next numbers of the file, not copied."""
        dtype = np.dtype(kind)
        if count < 0 or self.at + count * dtype.itemsize > len(self.data):
            raise self.damaged()
        values = np.frombuffer(self.data, dtype=dtype, count=count, offset=self.at)
        self.at += count * dtype.itemsize
        return values

    def damaged(self) -> InputError:
        return InputError(f"damaged or cut off at byte {self.at:,}; fetch it again", path=self.path)


def _softmax(model: Model) -> Output:
    def probabilities(hidden: Floats) -> Floats:
        logits = model.output @ hidden
        weights = np.exp(logits - logits.max())
        return weights / weights.sum()

    return probabilities


def _sigmoids(model: Model) -> Output:
    return lambda hidden: _tabled_sigmoid(model.output @ hidden)


def _tree(model: Model) -> Output:
    """Hierarchical softmax: a label's probability is that of its turns in a Huffman tree."""
    inner, signs = _huffman(model.label_counts)

    def probabilities(hidden: Floats) -> Floats:
        turns = _sigmoid(signs * (model.output @ hidden)[inner])
        return np.where(signs == 0, np.float32(1), turns).prod(axis=1, dtype=np.float32)

    return probabilities


def _huffman(counts: Sequence[int]) -> tuple[NDArray[np.int64], Floats]:
    """L x D inner nodes on the way to each label and the turns taken there: 1, -1, or 0 past the leaf.

    Labels are in descending order of their counts, as fastText has them, and ties are broken as it does.
    """
    size = len(counts)
    totals = [*counts, *[10**15] * (size - 1)]
    parent, turn = [-1] * (2 * size - 1), [-1.0] * (2 * size - 1)
    leaf, node = size - 1, size
    for new in range(size, 2 * size - 1):
        chosen = []
        for _ in range(2):
            if leaf >= 0 and totals[leaf] < totals[node]:
                chosen.append(leaf)
                leaf -= 1
            else:
                chosen.append(node)
                node += 1
        totals[new] = totals[chosen[0]] + totals[chosen[1]]
        parent[chosen[0]] = parent[chosen[1]] = new
        turn[chosen[1]] = 1.0
    paths = []
    for label in range(size):
        path, at = [], label
        while parent[at] >= 0:
            path.append((parent[at] - size, turn[at]))
            at = parent[at]
        paths.append(path)
    depth = max(map(len, paths))
    padded = [path + [(0, 0.0)] * (depth - len(path)) for path in paths]
    pairs = np.array(padded, dtype=np.float64).reshape(size, depth, 2)
    return pairs[..., 0].astype(np.int64), pairs[..., 1].astype(np.float32)


def _sigmoid(values: NDArray[np.floating[Any]]) -> Floats:
    with np.errstate(over="ignore"):
        return (1 / (1 + np.exp(-values))).astype(np.float32)


def _tabled_sigmoid(values: Floats) -> Floats:
    """The sigmoid at 512 points between -8 and 8, as fastText looks it up."""
    points = np.floor((np.clip(values, -8, 8) + 8) * 32) / 32 - 8
    return np.where(values < -8, 0, np.where(values > 8, 1, _sigmoid(points))).astype(np.float32)


OUTPUTS: dict[int, Callable[[Model], Output]] = {
    _HIERARCHICAL: _tree,
    _NEGATIVE: _sigmoids,
    _SOFTMAX: _softmax,
    _ONE_VS_ALL: _sigmoids,
}
