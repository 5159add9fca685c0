"""CRC-32 of every string of an array at once, equal to `zlib.crc32` of its UTF-8.

CRC-32 is linear over GF(2): apart from a constant that depends on the length alone, it is the XOR of what
each byte contributes at its distance from the end (Peterson & Brown 1961). So the contributions of all bytes
of all strings are looked up in one table and folded string by string.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

LONGEST = 256
"""Bytes up to which a string goes through the table; longer ones go through zlib one by one."""

BLOCK = 1 << 17
"""Bytes taken at a time, so that the intermediate arrays stay in the processor's cache."""


class _Tables(NamedTuple):
    """`contributions[256 * distance + byte]` and `of_length[n]`, the CRC-32 of n zero bytes."""

    contributions: NDArray[np.uint32]
    of_length: NDArray[np.uint32]


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    zero = zlib.crc32(b"\0")
    last = np.array([zlib.crc32(bytes([byte])) ^ zero for byte in range(256)], dtype=np.uint32)
    rows = [last]
    for _ in range(LONGEST - 1):
        rows.append((rows[-1] >> 8) ^ last[rows[-1] & 255])
    of_length = [zlib.crc32(bytes(length)) for length in range(LONGEST + 1)]
    return _Tables(np.concatenate(rows), np.array(of_length, dtype=np.uint32))


def crc32(data: NDArray[np.uint8], offsets: NDArray[Any]) -> NDArray[np.uint32]:
    """CRC-32 of N strings that lie one after the other.

    Args:
        data: the strings' bytes.
        offsets: N + 1 offsets into `data`; string i is `data[offsets[i]:offsets[i + 1]]`.

    Returns:
        N checksums.
    """
    count = len(offsets) - 1
    result = np.empty(count, dtype=np.uint32)
    begin = 0
    while begin < count:
        end = int(np.searchsorted(offsets, offsets[begin] + BLOCK, side="right")) - 1
        end = min(max(end, begin + 1), count)
        _fold(data, offsets[begin : end + 1], result[begin:end])
        begin = end
    return result


def _fold(data: NDArray[np.uint8], offsets: NDArray[Any], result: NDArray[np.uint32]) -> None:
    tables = _tables()
    base = int(offsets[0])
    ends = (offsets[1:] - base).astype(np.int32)
    lengths = np.diff(ends, prepend=0)
    longest = int(lengths.max())
    if longest > LONGEST:
        for i in np.flatnonzero(lengths > LONGEST).tolist():
            result[i] = zlib.crc32(data[offsets[i] : offsets[i + 1]].tobytes())
        short = np.flatnonzero(lengths <= LONGEST)
        if short.size:
            _fold_some(data, offsets, short, result)
        return
    index = np.repeat(ends - 1, lengths)
    index -= np.arange(len(index), dtype=np.int32)
    index <<= 8
    index += data[base : base + len(index)]
    filled = np.flatnonzero(lengths)
    np.take(tables.of_length, lengths, out=result)
    if filled.size:
        contributions = tables.contributions[index]
        result[filled] ^= np.bitwise_xor.reduceat(contributions, (ends - lengths)[filled])


def _fold_some(
    data: NDArray[np.uint8], offsets: NDArray[Any], chosen: NDArray[np.intp], result: NDArray[np.uint32]
) -> None:
    kept = np.concatenate([data[offsets[i] : offsets[i + 1]] for i in chosen.tolist()])
    ends = np.cumsum(np.diff(offsets)[chosen])
    part = np.empty(len(chosen), dtype=np.uint32)
    _fold(kept, np.concatenate([[0], ends]), part)
    result[chosen] = part
