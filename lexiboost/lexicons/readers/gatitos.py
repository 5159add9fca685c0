"""GATITOS: `en_<bcp47>.tsv`, two tab-separated columns without header (google-research/url-nlp)."""

from __future__ import annotations

import re
from pathlib import Path

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import content_name, read_lines
from lexiboost.lexicons.readers.base import Reading

NAME = re.compile(r"(?P<source>[a-z]{2,3}(?:-[A-Za-z]+)?)_(?P<target>[a-z]{2,3}(?:-[A-Za-z]+)?)\.tsv")


def read(path: Path) -> Reading:
    """Reads a GATITOS file; a row without a target is rejected as `empty_cell`.

    Raises:
        InputError: a row of more than two columns.
    """
    name = NAME.fullmatch(content_name(path))
    source, target = (name["source"], name["target"]) if name else ("", "")
    reading = Reading("gatitos", "CC BY 4.0", source, target)
    for number, line in read_lines(path):
        if not line.strip():
            continue
        columns = line.split("\t")
        if len(columns) > 2:
            raise InputError(
                f"{len(columns)} columns where two belong (source, target)", path=path, line=number
            )
        reading.add(columns[0], columns[1] if len(columns) == 2 else "")
    return reading
