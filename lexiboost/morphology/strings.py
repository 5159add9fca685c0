"""Pools of distinct strings: one UTF-8 buffer, ids in order of first occurrence, a hash index."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lexiboost.morphology.crc import crc32

Strings = Any
"""Strings as the batch look-ups take them: a pyarrow, numpy or pandas array, or a sequence of `str`."""

_SAMPLE = 1 << 16
_LARGE = 2**31


def as_strings(values: Strings) -> Any:
    """A contiguous pyarrow string array of the values; null becomes ""."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if not isinstance(values, pa.Array):
        if isinstance(values, np.ndarray) and values.dtype.kind == "T":
            values = values.astype(object)
        values = pa.array(values, from_pandas=True)
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if not (pa.types.is_string(values.type) or pa.types.is_large_string(values.type)):
        values = values.cast(pa.large_string() if values.nbytes >= _LARGE else pa.string())
    return values.fill_null("") if values.null_count else values


def concatenate(chunks: Sequence[Any]) -> Any:
    """One array of several, with 64-bit offsets where 32 bits do not reach."""
    if sum(chunk.nbytes for chunk in chunks) >= _LARGE:
        chunks = [chunk.cast(pa.large_string()) for chunk in chunks]
    return pa.concat_arrays(chunks) if chunks else pa.array([], pa.string())


def buffers(strings: Any) -> tuple[NDArray[np.uint8], NDArray[Any]]:
    """The bytes and the N + 1 offsets of a string array, without a copy."""
    width = np.int64 if pa.types.is_large_string(strings.type) else np.int32
    _, offsets, data = strings.buffers()
    if offsets is None or not len(strings):
        return np.empty(0, np.uint8), np.zeros(1, np.int32)
    view = np.frombuffer(offsets, dtype=width)[strings.offset : strings.offset + len(strings) + 1]
    return np.frombuffer(data, dtype=np.uint8) if data is not None else np.empty(0, np.uint8), view


class _Index(NamedTuple):
    """Entries in order of their CRC-32; bucket b, its highest bits, is `starts[b]:starts[b + 1]`."""

    shift: int
    starts: NDArray[np.int32]
    crcs: NDArray[np.uint32]
    ids: NDArray[np.int32]


class StringPool:
    """N distinct strings with ids 0 .. N - 1.

    Args:
        strings: a pyarrow string array without nulls and without repetition.
        crcs: their CRC-32, where already known.
    """

    def __init__(self, strings: Any, crcs: NDArray[np.uint32] | None = None) -> None:
        self.strings = strings
        self._crcs = crcs

    def __len__(self) -> int:
        return len(self.strings)

    def __reduce__(self) -> tuple[Any, ...]:
        return StringPool, (self.strings,)

    @property
    def nbytes(self) -> int:
        """Bytes held: strings, offsets and the index."""
        return self.strings.nbytes + sum(part.nbytes for part in self._index[1:])

    @cached_property
    def _index(self) -> _Index:
        crcs = crc32(*buffers(self.strings)) if self._crcs is None else self._crcs
        self._crcs = None
        shift = 32 - max(1, (len(crcs) - 1).bit_length())
        keys = _keys(crcs)
        keys.sort()
        sorted_crcs, ids = (keys >> np.uint64(32)).astype(np.uint32), keys.astype(np.uint32).view(np.int32)
        starts = np.zeros((1 << (32 - shift)) + 1, dtype=np.int32)
        np.cumsum(np.bincount(sorted_crcs >> shift, minlength=len(starts) - 1), out=starts[1:])
        return _Index(shift, starts, sorted_crcs, ids)

    @cached_property
    def _views(self) -> tuple[memoryview, memoryview]:
        data, offsets = buffers(self.strings)
        return memoryview(data), memoryview(offsets)  # type: ignore[arg-type]

    @cached_property
    def _index_views(self) -> tuple[memoryview, memoryview, memoryview]:
        _, starts, crcs, ids = self._index
        return memoryview(starts), memoryview(crcs), memoryview(ids)  # type: ignore[arg-type]

    def __getitem__(self, number: int) -> str:
        data, offsets = self._views
        return str(data[offsets[number] : offsets[number + 1]], "utf-8")

    def some(self, numbers: Iterable[int]) -> list[str]:
        """The strings of a few ids."""
        data, offsets = self._views
        return [str(data[offsets[number] : offsets[number + 1]], "utf-8") for number in numbers]

    def find(self, text: str) -> int:
        """The id of a string, or -1."""
        try:
            encoded = text.encode()
        except UnicodeEncodeError:
            return -1
        data, offsets = self._views
        starts, crcs, ids = self._index_views
        crc = zlib.crc32(encoded)
        bucket = crc >> self._index.shift
        for at in range(starts[bucket], starts[bucket + 1]):
            if crcs[at] == crc:
                number: int = ids[at]
                if data[offsets[number] : offsets[number + 1]] == encoded:
                    return number
        return -1

    def find_batch(self, texts: Any) -> NDArray[np.int32]:
        """Ids of Q strings (an array that `as_strings` gives), -1 for what the pool lacks."""
        crcs = crc32(*buffers(texts))
        found = np.full(len(crcs), -1, dtype=np.int32)
        index = self._index
        bucket = crcs >> index.shift
        at, end = index.starts[bucket], index.starts[bucket + 1]
        open_Q = np.flatnonzero(at < end)
        at, end, wanted = at[open_Q], end[open_Q], crcs[open_Q]
        while open_Q.size:
            seen = index.crcs[at]
            hit = seen == wanted
            found[open_Q[hit]] = index.ids[at[hit]]
            at += 1
            left = np.flatnonzero((seen < wanted) & (at < end))
            open_Q, at, end, wanted = open_Q[left], at[left], end[left], wanted[left]
        self._verify(texts, found)
        return found

    def _verify(self, texts: Any, found: NDArray[np.int32]) -> None:
        hits = np.flatnonzero(found >= 0)
        asked = texts if len(hits) == len(texts) else texts.take(pa.array(hits))
        same = pc.equal(asked, self.strings.take(pa.array(found[hits]))).to_numpy(zero_copy_only=False)
        for i in hits[~same].tolist():
            found[i] = self.find(texts[i].as_py())

    def tolist(self, ids: NDArray[np.int32] | None = None) -> list[str]:
        """The strings of some ids (repeated ids share one `str`), or all of them."""
        if ids is None:
            return self.strings.to_numpy(zero_copy_only=False).tolist()
        distinct, inverse = np.unique(ids, return_inverse=True)
        return self.strings.take(pa.array(distinct)).to_numpy(zero_copy_only=False)[inverse].tolist()


def _keys(crcs: NDArray[np.uint32]) -> NDArray[np.uint64]:
    keys = crcs.astype(np.uint64)
    keys <<= np.uint64(32)
    keys |= np.arange(len(keys), dtype=np.uint64)
    return keys


def intern(strings: Any) -> tuple[StringPool, NDArray[np.int32]]:
    """The distinct strings of an array in order of first occurrence, and each element's id."""
    sample = strings.slice(0, _SAMPLE)
    if 2 * len(sample.unique()) < len(sample):
        encoded = strings.dictionary_encode()
        return StringPool(encoded.dictionary), encoded.indices.to_numpy()
    return intern_by_sorting(strings)


def intern_by_sorting(strings: Any) -> tuple[StringPool, NDArray[np.int32]]:
    """Like `intern`, several times as fast where most strings are distinct."""
    crcs = crc32(*buffers(strings))
    first = _first_occurrences(strings, crcs)
    is_first = first == np.arange(len(first), dtype=np.int32)
    if is_first.all():
        return StringPool(strings, crcs), first
    ids = (np.cumsum(is_first, dtype=np.int32) - 1)[first]
    kept = pa.array(np.flatnonzero(is_first))
    return StringPool(strings.take(kept), crcs[is_first]), ids


def _first_occurrences(strings: Any, crcs: NDArray[np.uint32]) -> NDArray[np.int32]:
    """The first element equal to each element."""
    keys = _keys(crcs)
    keys.sort()
    rows = keys.astype(np.uint32).view(np.int32)
    same_crc = (keys[1:] ^ keys[:-1]) < np.uint64(1 << 32)
    pairs = np.flatnonzero(same_crc)
    if not pairs.size:
        return np.arange(len(rows), dtype=np.int32)
    left, right = strings.take(pa.array(rows[pairs])), strings.take(pa.array(rows[pairs + 1]))
    equal = pc.equal(left, right).to_numpy(zero_copy_only=False)
    heads = np.arange(len(rows), dtype=np.int32)
    heads[pairs + 1] = 0
    np.maximum.accumulate(heads, out=heads)
    first = np.empty(len(rows), dtype=np.int32)
    first[rows] = rows[heads]
    for head in np.unique(heads[pairs[~equal]]).tolist():  # different strings of one checksum
        seen: dict[str, int] = {}
        begin, end = np.searchsorted(heads, np.array([head, head + 1], dtype=np.int32))
        for row in rows[begin:end].tolist():
            first[row] = seen.setdefault(strings[row].as_py(), row)
    return first
