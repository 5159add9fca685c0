"""Splits the bytes of UniMorph tables into columns, whole blocks of lines at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lexiboost.artifacts.compression import DAMAGE, open_binary
from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import LONGEST_LINE, read_lines, require_file

BLOCK = 1 << 22
MAX_STRAY = 0.5
"""Share of rows with another number of columns from which on a file is taken for no UniMorph table."""

_TAB, _NEWLINE = 9, 10
_BOM = b"\xef\xbb\xbf"


@dataclass
class RawTable:
    """The cells of one or more files as they stand there, in file order.

    Attributes:
        columns: lemmas, forms and bundles as chunks of pyarrow string arrays.
        rows_in: lines that are not blank.
        stray: of these, lines of other than three or four columns; they are not among the cells.
        fourth: rows with a fourth column.
    """

    columns: tuple[list[Any], list[Any], list[Any]] = field(default_factory=lambda: ([], [], []))
    rows_in: int = 0
    stray: int = 0
    fourth: int = 0


def blocks_of_text(text: bytes) -> Iterator[memoryview]:
    """Cuts UTF-8 text into blocks of whole lines."""
    view = memoryview(text)
    begin = 0
    while begin < len(text):
        end = text.rfind(b"\n", begin, begin + BLOCK) + 1 or text.find(b"\n", begin + BLOCK) + 1 or len(text)
        yield view[begin:end]
        begin = end


def blocks_of_file(path: Path) -> Iterator[memoryview]:
    """Reads a plain or compressed file as blocks of whole lines.

    Raises:
        InputError: as `read_lines`, but for bytes that are not UTF-8.
    """
    path = require_file(path)
    try:
        with open_binary(path) as stream:
            rest = b""
            while data := stream.read(BLOCK):
                whole = data.rfind(b"\n") + 1
                if whole:
                    yield from blocks_of_text(rest + data[:whole])
                rest = data[whole:] if whole else rest + data
                if len(rest) > LONGEST_LINE:
                    break
            else:
                yield from blocks_of_text(rest)
                return
    except (*DAMAGE, OSError):
        pass
    raise_as_read_lines(path)


def raise_as_read_lines(path: Path) -> None:
    """Reads the file line by line, for the error that names the line."""
    for _ in read_lines(path):
        pass
    raise InputError("cannot be read; fetch it again", path=path)


def split(blocks: Iterable[memoryview], path: Path, table: RawTable) -> None:
    """Adds the cells of one file to `table`. Blank lines, which separate paradigms, are skipped.

    Raises:
        InputError: a derivation table, or most rows of other than three or four columns; names the line.
        UnicodeDecodeError: bytes that are not UTF-8.
    """
    before, lines, first_stray = (table.rows_in, table.stray), 0, ""
    for block in blocks:
        if not lines and block[: len(_BOM)] == _BOM:
            block = block[len(_BOM) :]
        data = np.frombuffer(block, dtype=np.uint8)
        if not data.size or data[-1] != _NEWLINE:
            data = np.append(data, np.uint8(_NEWLINE))
        if (data & 0x80).any():
            bytes(block).decode("utf-8")
        part = _Block(data)
        for line, text in part.odd():
            if text.strip():
                table.stray += 1
                table.rows_in += 1
                first_stray = first_stray or f"{lines + line + 1}:{text.count(chr(_TAB)) + 1}"
        part.add_to(table, path, lines)
        lines += len(part.tabs)
    rows, stray = table.rows_in - before[0], table.stray - before[1]
    if stray and stray >= MAX_STRAY * rows:
        number, columns = first_stray.split(":")
        raise InputError(
            f"{columns} tab-separated column(s) where lemma, form, features belong",
            path=path,
            line=int(number),
        )


class _Block:
    """A block of whole lines and where its cells lie."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        separators = (data == _TAB) | (data == _NEWLINE)
        self.data = data
        self.at = np.flatnonzero(separators).astype(np.int32)
        self.ends = np.flatnonzero(data[self.at] == _NEWLINE)
        self.tabs = np.diff(self.ends, prepend=-1) - 1
        self.is_row = (self.tabs == 2) | (self.tabs == 3)

    def line(self, number: int) -> str:
        begin = self.at[self.ends[number - 1]] + 1 if number else 0
        return self.data[begin : self.at[self.ends[number]]].tobytes().decode("utf-8")

    def odd(self) -> list[tuple[int, str]]:
        """Lines, with their number from 0, that are not rows; empty ones left out. Rows of nothing but
        white space are taken out of `is_row`.
        """
        starts = np.append(0, self.at[self.ends[:-1]] + 1)
        filled = self.at[self.ends] > starts
        others = np.flatnonzero(filled & ~self.is_row).tolist()
        rows = np.flatnonzero(self.is_row)
        bundle = self.data[self.at[self.ends[rows] - self.tabs[rows] + 1] + 1]
        for number in rows[(bundle <= 32) | (bundle >= 128)].tolist():
            if not self.line(number).strip():
                self.is_row[number] = False
        return [(number, self.line(number)) for number in others]

    def add_to(self, table: RawTable, path: Path, lines: int) -> None:
        rows = np.flatnonzero(self.is_row)
        tabs = self.tabs[rows]
        first = (self.ends[rows] - tabs).astype(np.int32)
        offsets = np.empty(2 * len(self.at) + 1, dtype=np.int32)
        offsets[0], offsets[1::2], offsets[2::2] = 0, self.at, self.at + 1
        buffers = [None, pa.py_buffer(offsets), pa.py_buffer(self.data)]
        cells = pa.StringArray.from_buffers(2 * len(self.at), *buffers[1:])
        columns = [cells.take(pa.array(2 * (first + column))) for column in range(3)]
        with_fourth = np.flatnonzero(tabs == 3)
        if with_fourth.size:
            _refuse_derivations(columns[2], with_fourth, path, lines + rows)
        for chunks, column in zip(table.columns, columns, strict=True):
            chunks.append(column)
        table.rows_in += len(rows)
        table.fourth += len(with_fourth)


def _refuse_derivations(
    bundles: Any, with_fourth: NDArray[np.intp], path: Path, lines: NDArray[np.intp]
) -> None:
    derived = pc.match_substring(bundles.take(pa.array(with_fourth)), ":").to_numpy(zero_copy_only=False)
    if derived.any():
        raise InputError(
            "a derivation table (base, derived, POS:POS, affix), not inflection; see read_derivations",
            path=path,
            line=int(lines[with_fourth[derived.argmax()]]) + 1,
        )
