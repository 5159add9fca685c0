"""MUSE dictionaries: `en-xx.txt`, two lower-case words a line, a tab or a space between."""

from __future__ import annotations

import re
from pathlib import Path

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import content_name, plain_name, read_lines
from lexiboost.lexicons.readers.base import Reading

NAME = re.compile(r"(?P<source>[a-z]{2,3})-(?P<target>[a-z]{2,3})(?P<cut>\.\d+-\d+)?\.txt")


def is_test_cut(path: str | Path) -> bool:
    """Whether the file is one of MUSE's train or test cuts, which repeat rows of the whole dictionary."""
    name = NAME.fullmatch(plain_name(path))
    return bool(name and name["cut"])


def read(path: Path) -> Reading:
    """Reads a MUSE dictionary.

    Raises:
        InputError: a line of other than two columns.
    """
    name = NAME.fullmatch(content_name(path))
    source, target = (name["source"], name["target"]) if name else ("", "")
    reading = Reading("muse", "CC BY-NC 4.0", source, target)
    for number, line in read_lines(path):
        if not line.strip():
            continue
        columns = line.split("\t") if "\t" in line else line.split(" ")
        if len(columns) != 2:
            raise InputError(
                f"{len(columns)} column(s) where two belong (word, translation)", path=path, line=number
            )
        reading.add(columns[0], columns[1])
    return reading
