"""Words of raw text as ids, in one pass over its bytes.

`Vocabulary.scan` cuts text exactly as `segment.words` does, and gives each distinct word a number.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lexiboost.artifacts.kernels import SLACK, kernel, wide
from lexiboost.text import segment
from lexiboost.text.character_classes import (
    BETWEEN_DIGITS,
    BETWEEN_LETTERS,
    COMPOSES,
    DIGIT,
    DIRTY,
    KIND,
    LETTER,
    MARK,
    OTHER,
    TSHEG,
    UNSPACED,
    classes,
)
from lexiboost.text.unicode import clean

_TAGS, _SELECTORS, _BEYOND = 0xE0000, 0xE0100, 0xE01F0
"""Where characters beyond the table begin: tags, which `clean` drops; variation selectors; others."""
_NEWLINE = 10
_FINISHED, _FULL, _UNCLEAN = range(3)
_SMALLEST = 1 << 12
# Unsigned numbers, as a place that may be negative costs a check at every access.
_0, _1, _2, _3, _4, _8 = (np.uint64(number) for number in (0, 1, 2, 3, 4, 8))
_SEED, _FIRST, _SECOND = (
    np.uint64(number) for number in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
)


@dataclass(frozen=True)
class ScannedText:
    """N lines of T running words in all.

    Attributes:
        ids_T: each word's number in the vocabulary.
        glued_T: whether no space stands between the word and the one before it in its line.
        offsets_N1: line n holds running words `offsets[n]:offsets[n + 1]`.
    """

    ids_T: NDArray[np.int32]
    glued_T: NDArray[np.bool_]
    offsets_N1: NDArray[np.int64]


class Vocabulary:
    """Distinct words, numbered in order of their first occurrence.

    Words are told apart by 128 bits of hash.

    Args:
        variety: of the text; in one that is written without spaces a zero-width space parts words.
    """

    def __init__(self, variety: str) -> None:
        self.variety = variety
        self._count = 0
        self._slots = np.full(2 * _SMALLEST, -1, dtype=np.int32)
        self._hashes = np.zeros((_SMALLEST, 2), dtype=np.uint64)
        self._ends = np.zeros(_SMALLEST + 1, dtype=np.int64)
        self._pool = np.zeros(16 * _SMALLEST, dtype=np.uint8)

    def __len__(self) -> int:
        return self._count

    def words(self, begin: int = 0) -> list[str]:
        """The words from number `begin` on."""
        found: list[str] = self.strings(begin).to_pylist()
        return found

    def strings(self, begin: int = 0) -> pa.Array:
        """The words from number `begin` on, as a pyarrow array of its own."""
        ends = self._ends[begin : self._count + 1]
        data = self._pool[ends[0] : ends[-1]].tobytes()
        offsets = pa.py_buffer((ends - ends[0]).astype(np.int32).tobytes())
        return pa.StringArray.from_buffers(len(ends) - 1, offsets, pa.py_buffer(data))

    def buffers(self) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """The words' bytes one after the other, with `SLACK` behind them, and the V + 1 offsets."""
        return self._pool, self._ends[: self._count + 1]

    def scan(self, lines: Sequence[str]) -> ScannedText:
        """Cuts lines into words, cleaned as by `unicode.clean`. A line break inside a line is a space."""
        count = self._count
        found = self._scan(lines, trusted=False)
        if found is None:
            self._forget(count)
            found = self._scan([self._clean(line) for line in lines], trusted=True)
        assert found is not None
        return found

    def _clean(self, line: str) -> str:
        if line.isascii() and line.isprintable():
            return line
        line = line.replace("\n", " ")
        return clean(line.replace("\u200b", " ") if segment.is_unspaced(self.variety) else line)

    def _scan(self, lines: Sequence[str], *, trusted: bool) -> ScannedText | None:
        """None where a line is not clean, or is several, and `trusted` does not say otherwise."""
        text = "\n".join((*lines, "\n" * SLACK))
        data = np.frombuffer(text.encode(), dtype=np.uint8)
        ids_T = np.empty(len(data), dtype=np.int32)
        glued_T = np.empty(len(data), dtype=np.bool_)
        offsets_N1 = np.zeros(len(lines) + 1, dtype=np.int64)
        state = np.zeros(4, dtype=np.int64)  # bytes, words and lines that are done, classes that were seen
        while True:
            status, self._count = _scan(
                data,
                wide(data),
                classes(),
                self._slots,
                self._hashes,
                self._pool,
                self._ends,
                self._count,
                ids_T,
                glued_T,
                offsets_N1,
                state,
                trusted,
            )
            if status == _FULL:
                self._grow()
                continue
            composes = state[3] & COMPOSES and not trusted
            if status == _UNCLEAN or (composes and not unicodedata.is_normalized("NFC", text)):
                return None
            words = int(state[1])
            return ScannedText(ids_T[:words], glued_T[:words], offsets_N1)

    def _grow(self) -> None:
        self._pool = np.concatenate([self._pool, np.zeros(len(self._pool), np.uint8)])
        self._hashes = np.concatenate([self._hashes, np.zeros_like(self._hashes)])
        self._ends = np.concatenate([self._ends, np.zeros(len(self._ends) - 1, np.int64)])
        self._slots = np.full(2 * len(self._hashes), -1, dtype=np.int32)
        _fill_slots(self._slots, self._hashes, self._count)

    def _forget(self, count: int) -> None:
        """Drops the words from number `count` on."""
        if count < self._count:
            self._count = count
            self._slots.fill(-1)
            _fill_slots(self._slots, self._hashes, count)


@kernel
def _fill_slots(slots: NDArray[np.int32], hashes: NDArray[np.uint64], count: int) -> None:
    mask = np.uint64(len(slots) - 1)
    for number in range(count):
        slot = hashes[number, 0] & mask
        while slots[slot] >= 0:
            slot = (slot + np.uint64(1)) & mask
        slots[slot] = number


@kernel
def _class_at(data: NDArray[np.uint8], at: np.uint64, table: NDArray[np.uint8]) -> tuple[np.uint8, np.uint64]:
    """The class of the character whose UTF-8 bytes begin at `at`, and their number."""
    first = np.uint32(data[at])
    if first < 0x80:
        return table[first], _1
    second = np.uint32(data[at + _1]) & np.uint32(0x3F)
    if first < 0xE0:
        return table[(first & np.uint32(0x1F)) << np.uint32(6) | second], _2
    third = np.uint32(data[at + _2]) & np.uint32(0x3F)
    if first < 0xF0:
        code = (first & np.uint32(0x0F)) << np.uint32(12) | second << np.uint32(6) | third
        return table[code], _3
    fourth = np.uint32(data[at + _3]) & np.uint32(0x3F)
    code = (
        (first & np.uint32(0x07)) << np.uint32(18) | second << np.uint32(12) | third << np.uint32(6) | fourth
    )
    if code < len(table):
        return table[code], _4
    if not _TAGS <= code < _BEYOND:
        return np.uint8(OTHER), _4
    return (np.uint8(MARK) if code >= _SELECTORS else np.uint8(DIRTY)), _4


@kernel
def _word_end(
    data: NDArray[np.uint8], begin: np.uint64, table: NDArray[np.uint8]
) -> tuple[np.uint64, np.uint8]:
    """Where the word that begins at `begin` ends, and all bits of its characters' classes."""
    found, size = _class_at(data, begin, table)
    seen = found
    kind = found & np.uint8(KIND)
    at = begin + size
    if kind == OTHER:
        while True:  # equal marks in a row are one word
            same, k = True, _0
            while k < size:
                same = same and data[at + k] == data[begin + k]
                k += _1
            if not same:
                break
            at += size
        kind = np.uint8(MARK)
        while kind == MARK:
            found, size = _class_at(data, at, table)
            kind = found & np.uint8(KIND)
            if kind == MARK:
                seen |= found
                at += size
        return at, seen
    if kind == UNSPACED:
        while True:
            found, size = _class_at(data, at, table)
            inside = found & np.uint8(KIND) == UNSPACED or found & np.uint8(KIND) == MARK
            if found & np.uint8(TSHEG):
                following, _ = _class_at(data, at + size, table)
                inside = following & np.uint8(KIND) == UNSPACED
            if not inside:
                return at, seen
            seen |= found
            at += size
    while True:
        found, size = _class_at(data, at, table)
        inside = LETTER <= found & np.uint8(KIND) <= MARK
        if inside:
            kind = found & np.uint8(KIND)
        elif found & np.uint8(BETWEEN_LETTERS | BETWEEN_DIGITS):
            following, _ = _class_at(data, at + size, table)
            following &= np.uint8(KIND)
            inside = (found & np.uint8(BETWEEN_LETTERS) and kind != DIGIT and following == LETTER) or (
                found & np.uint8(BETWEEN_DIGITS) and kind == DIGIT and following == DIGIT
            )
        if not inside:
            return at, seen
        seen |= found
        at += size


@kernel
def _scan(
    data: NDArray[np.uint8],
    wide_data: NDArray[np.uint64],
    table: NDArray[np.uint8],
    slots: NDArray[np.int32],
    hashes: NDArray[np.uint64],
    pool: NDArray[np.uint8],
    ends: NDArray[np.int64],
    count: int,
    ids_T: NDArray[np.int32],
    glued_T: NDArray[np.bool_],
    offsets_N1: NDArray[np.int64],
    state: NDArray[np.int64],
    trusted: bool,
) -> tuple[int, int]:
    at, words, lines, classes_seen = np.uint64(state[0]), np.uint64(state[1]), state[2], np.uint8(state[3])
    size = np.uint64(len(data) - SLACK)
    glued = words > np.uint64(offsets_N1[lines]) and data[at - _1] != 0x20
    mask = np.uint64(len(slots) - 1)
    while at < size:
        byte = data[at]
        if byte == _NEWLINE:
            if lines == len(offsets_N1) - 1:
                return _UNCLEAN, count
            lines += 1
            offsets_N1[lines] = words
            glued = False
            at += _1
            continue
        if byte == 0x20:
            glued = False
            at += _1
            continue
        end, seen = _word_end(data, at, table)
        classes_seen |= seen
        if seen & np.uint8(DIRTY) and not trusted:
            return _UNCLEAN, count
        length = np.int64(end - at)
        if count == len(hashes) or ends[count] + length > len(pool) - SLACK:
            state[0], state[1], state[2], state[3] = at, words, lines, classes_seen
            return _FULL, count
        first, second, k = _SEED, end - at, at
        while k < end:
            chunk = wide_data[k]
            if end - k < _8:
                chunk &= (_1 << (_8 * (end - k))) - _1
            first = (first ^ chunk) * _FIRST
            first ^= first >> np.uint64(32)
            second = (second + chunk) * _SECOND
            second ^= second >> np.uint64(29)
            k += _8
        slot = first & mask
        number = slots[slot]
        while number >= 0:
            if hashes[np.uint32(number), 0] == first and hashes[np.uint32(number), 1] == second:
                break
            slot = (slot + _1) & mask
            number = slots[slot]
        if number < 0:
            slots[slot] = number = count
            hashes[count, 0], hashes[count, 1] = first, second
            start = ends[count]
            for b in range(length):
                pool[start + b] = data[np.int64(at) + b]
            count += 1
            ends[count] = start + length
        ids_T[words] = number
        glued_T[words] = glued
        words += _1
        glued = True
        at = end
    state[0], state[1], state[2], state[3] = at, words, lines, classes_seen
    return _FINISHED, count
