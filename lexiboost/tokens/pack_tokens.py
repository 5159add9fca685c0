"""Packs streams of token ids into rows of fixed length: dense, in bounded memory, no token lost.

Documents longer than a row are cut into whole rows and a rest. Rests and shorter documents of a window are
placed by best fit, longest first, on the histogram of their lengths (as in Krell et al. 2021, "Efficient
Sequence Packing without Cross-contamination"): the work goes with the number of distinct lengths and not with
that of documents. Rows that are filled less than `MIN_FILL` are taken apart and their pieces wait for the
next window; where too many wait, and at the end of a source, they are put one after the other and cut at row
ends. So every row but the last one of each source is filled to `MIN_FILL`. Where documents must stay whole
(`split=False`) these rows are written as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lexiboost.tokens.packing import Placement
from lexiboost.tokens.ragged import Ragged, spans
from lexiboost.tokens.row_writer import RowsWriter
from lexiboost.tokens.shares import Source

MIN_FILL = 0.96
WINDOW = 1 << 22
"""Tokens that are packed together."""
WAITING = 4
"""Not more than a window's 1/WAITING may wait for the next one."""


class Stream(NamedTuple):
    """The documents of one variety and kind, in chunks of any size."""

    variety: str
    kind: str
    chunks: Iterable[Ragged]


class PackReport(NamedTuple):
    """Documents, how many of them were empty and how many cut; tokens, rows, and the share of them in use."""

    documents: int
    empty: int
    cut: int
    tokens: int
    rows: int
    fill: float


class _Pieces(NamedTuple):
    """N pieces of documents: their tokens one after the other, lengths, documents, and places in them."""

    ids_W: NDArray[np.integer]
    length_N: NDArray[np.int64]
    document_N: NDArray[np.int64]
    begin_N: NDArray[np.int64]


def pack_tokens(
    folder: str | Path,
    streams: Iterable[Stream],
    *,
    row_length: int,
    vocabulary: int,
    padding: int = 0,
    split: bool = True,
    window: int = WINDOW,
) -> PackReport:
    """Writes a folder of packed rows, to be read by `load_packed`.

    Args:
        folder: where to; each file appears whole, `rows.json` last.
        streams: documents, one stream a variety and kind. Memory is that of a window and a chunk.
        row_length: L, 1 to 65535. vocabulary: ids are below it. padding: id of unused positions.
        split: whether documents that would fit into a row may be cut to fill rows. Longer ones always are.
        window: tokens that are packed together.

    Raises:
        ConfigError: sizes out of range.
        ValueError: an id outside the vocabulary.
    """
    with RowsWriter(folder, row_length, vocabulary=vocabulary, padding=padding) as writer:
        documents = empty = cut = 0
        for stream in streams:
            before = writer.rows
            packer = _Packer(writer, split=split, window=window)
            for chunk in stream.chunks:
                packer.add(chunk)
            packer.pack(last=True)
            documents, empty, cut = documents + packer.documents, empty + packer.empty, cut + packer.cut
            writer.sources.append(Source(stream.variety, stream.kind, writer.rows - before))
    fill = writer.tokens / max(1, writer.rows * row_length)
    return PackReport(documents, empty, cut, writer.tokens, writer.rows, fill)


def best_fit(lengths_N: NDArray[np.integer], row_length: int) -> Placement:
    """Places pieces longest first, each into the row with the least room that holds it.

    Equal lengths are placed in their order, many at a time. Rows are numbered as they are opened.

    Args:
        lengths_N: lengths, 1 to `row_length`. row_length: L.
    """
    order = np.argsort((row_length - np.asarray(lengths_N)).astype(np.uint16), kind="stable")
    sizes, counts = np.unique(lengths_N, return_counts=True)
    # By room: groups of rows that have it, as (first row, rows, segments in each); `rooms` has a bit for each
    # room that some row has.
    groups: list[list[tuple[int, int, int]]] = [[] for _ in range(row_length + 1)]
    rooms = rows = 0
    runs: list[tuple[int, int, int, int]] = []  # (pieces, first row, position, segments before)
    for size, left in zip(sizes[::-1].tolist(), counts[::-1].tolist(), strict=True):
        while left:
            fitting = rooms >> size
            if fitting:
                room = size + (fitting & -fitting).bit_length() - 1
                first, width, segments = groups[room].pop()
                if left < width:
                    groups[room].append((first + left, width - left, segments))
                    width = left
                elif not groups[room]:
                    rooms ^= 1 << room
            else:
                room, first, segments = row_length, rows, 0
                width = -(-left // (row_length // size))
                rows += width
            runs.append((width, first, row_length - room, segments))
            left -= width
            if room > size:
                groups[room - size].append((first, width, segments + 1))
                rooms |= 1 << (room - size)
    return _placement(order, runs, rows)


def _placement(order: NDArray[np.integer], runs: list[tuple[int, int, int, int]], rows: int) -> Placement:
    placed, first, position, segments = np.array(runs, dtype=np.int64).reshape(-1, 4).T
    row_N, start_N, segment_N = (np.empty(len(order), dtype=np.int32) for _ in range(3))
    row_N[order] = spans(first, placed)
    start_N[order] = np.repeat(position, placed)
    segment_N[order] = np.repeat(segments + 1, placed)
    return Placement(row_N, start_N, segment_N, rows, int(segment_N.max(initial=0)))


class _Packer:
    """Packs one stream: gathers windows, places their pieces, hands full rows to the writer."""

    def __init__(self, writer: RowsWriter, *, split: bool, window: int) -> None:
        self.writer, self.split, self.window = writer, split, window
        self.documents = self.empty = self.cut = 0
        self._waiting: list[_Pieces] = []
        self._tokens = 0

    def add(self, chunk: Ragged) -> None:
        """Takes documents; packs whenever a window is full."""
        begin, count = 0, len(chunk.offsets) - 1
        while begin < count:
            room = int(chunk.offsets[begin]) + self.window - self._tokens
            end = int(np.searchsorted(chunk.offsets, room, side="left"))
            end = min(count, max(begin + 1, end))
            self._take(
                chunk.ids_W[chunk.offsets[begin] : chunk.offsets[end]],
                np.diff(chunk.offsets[begin : end + 1]),
            )
            begin = end
            if self._tokens >= self.window:
                self.pack(last=False)

    def _take(self, ids: NDArray[np.integer], lengths: NDArray[np.int64]) -> None:
        row_length = self.writer.row_length
        pieces = -(-lengths // row_length)
        document = np.repeat(np.arange(len(lengths)), pieces)
        begin = spans(np.zeros(len(lengths), dtype=np.int64), pieces) * row_length
        length = np.minimum(lengths[document] - begin, row_length)
        self._waiting.append(_Pieces(self.writer.checked(ids), length, document + self.documents, begin))
        self._tokens += len(ids)
        self.documents += len(lengths)
        self.empty += int((lengths == 0).sum())
        self.cut += int((lengths > row_length).sum())

    def pack(self, *, last: bool) -> None:
        """Packs what waits; what fills no row waits on unless this is the `last` window."""
        if not self._tokens:
            return
        pieces = _Pieces(*(np.concatenate(part) for part in zip(*self._waiting, strict=True)))
        placement = best_fit(pieces.length_N, self.writer.row_length)
        used = np.bincount(placement.row_N, weights=pieces.length_N, minlength=placement.rows)
        dense = used >= MIN_FILL * self.writer.row_length
        thin = int(used[~dense].sum())
        flush = last or thin > self.window // WAITING
        if flush and not self.split:
            dense[:] = True
        self._write(pieces, placement, dense)
        rest = _subset(pieces, np.flatnonzero(~dense[placement.row_N]))
        if flush and len(rest.ids_W):
            rest = self._chop(rest, last=last)
        self._waiting, self._tokens = [rest], len(rest.ids_W)

    def _write(self, pieces: _Pieces, placement: Placement, chosen: NDArray[np.bool_]) -> None:
        index = np.flatnonzero(chosen[placement.row_N])
        row = (np.cumsum(chosen) - 1)[placement.row_N[index]]
        self._emit(pieces, index, row, placement.start_N[index], pieces.length_N[index])

    def _chop(self, pieces: _Pieces, *, last: bool) -> _Pieces:
        """Writes the pieces one after the other, cut at row ends; returns those of an unfinished row."""
        row_length = self.writer.row_length
        ends = np.cumsum(pieces.length_N)
        total = int(ends[-1])
        begins = np.union1d(ends - pieces.length_N, np.arange(0, total, row_length))
        lengths = np.diff(begins, append=total)
        of = np.searchsorted(ends, begins, side="right")
        inner = begins - (ends - pieces.length_N)[of]
        self.cut += len(np.unique(of[(inner > 0) & (pieces.begin_N[of] == 0)]))
        parts = _Pieces(pieces.ids_W, lengths, pieces.document_N[of], pieces.begin_N[of] + inner)
        whole = -(-total // row_length) if last else total // row_length
        index = np.flatnonzero(begins // row_length < whole)
        self._emit(parts, index, begins[index] // row_length, begins[index] % row_length, lengths[index])
        return _subset(parts, np.arange(len(index), len(begins)))

    def _emit(
        self,
        pieces: _Pieces,
        index_K: NDArray[np.integer],
        row_K: NDArray[np.integer],
        start_K: NDArray[np.integer],
        length_K: NDArray[np.int64],
    ) -> None:
        """Hands K pieces over, sorted by row and position; what follows them in a row is padding."""
        if not len(index_K):
            return
        row_length = self.writer.row_length
        order = np.argsort(row_K.astype(np.int64) * row_length + start_K)
        index, row, start, length = index_K[order], row_K[order], start_K[order], length_K[order]
        source = (np.cumsum(pieces.length_N) - pieces.length_N)[index]
        count = np.bincount(row)
        ends = np.cumsum(count)
        used = (start + length)[ends - 1]
        # Padding is one more piece at the end of each row, cut from a row of it behind the tokens.
        padded = np.concatenate(
            [pieces.ids_W, np.full(row_length, self.writer.padding, dtype=pieces.ids_W.dtype)]
        )
        taken = spans(np.insert(source, ends, len(pieces.ids_W)), np.insert(length, ends, row_length - used))
        self.writer.write(
            padded[taken].reshape(-1, row_length),
            used,
            count,
            start,
            pieces.document_N[index],
            pieces.begin_N[index],
        )


def _subset(pieces: _Pieces, index: NDArray[np.int64]) -> _Pieces:
    begin = np.cumsum(pieces.length_N) - pieces.length_N
    ids = pieces.ids_W[spans(begin[index], pieces.length_N[index])]
    return _Pieces(ids, *(part[index] for part in pieces[1:]))
