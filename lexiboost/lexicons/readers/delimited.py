"""Rows of delimited tables: tabs without quotes, or commas and semicolons with the quotes of RFC 4180."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import content_name, read_lines

MAX_LINES_OF_CELL = 20
"""Lines that a quoted cell may run over; beyond it the quote was never closed."""


def rows(path: Path, delimiter: str, *, comments: bool = True) -> Iterator[tuple[int, list[str]]]:
    """Each row's cells with the number of its first line; blank lines and `# ` comments are passed over.

    Raises:
        InputError: a quote that is not closed, or a cell larger than the `csv` module takes.
    """
    lines = read_lines(path)
    for number, line in lines:
        if not line.strip() or (comments and line.startswith("# ")):
            continue
        if delimiter == "\t" or '"' not in line:
            yield number, line.split(delimiter)
        else:
            yield number, _quoted(line, number, lines, delimiter, path)


def _quoted(
    line: str, number: int, lines: Iterator[tuple[int, str]], delimiter: str, path: Path
) -> list[str]:
    for _ in range(MAX_LINES_OF_CELL):
        reader = csv.reader([line, ""], delimiter=delimiter)
        try:
            row = next(reader)
        except csv.Error as error:
            raise InputError(f"not a row of a quoted table ({error})", path=path, line=number) from None
        if reader.line_num == 1:
            return row
        following = next(lines, None)
        if following is None:
            break
        line = f"{line}\n{following[1]}"
    raise InputError(
        f"a quote opens here that nothing closes within {MAX_LINES_OF_CELL} lines; close it, or double it "
        "where it is part of the word",
        path=path,
        line=number,
    )


def delimiter_of(path: Path, *, tabs_first: bool) -> str:
    """The first of tab, comma and semicolon (comma, semicolon and tab) that the first row holds."""
    first = next((line for _, line in read_lines(path) if line.strip() and not line.startswith("# ")), "")
    order = "\t,;" if tabs_first else ",;\t"
    return next((mark for mark in order if mark in first), order[0])


def is_csv(path: Path) -> bool:
    """Whether the file's name says that its cells are separated by commas."""
    return content_name(path).endswith(".csv")
