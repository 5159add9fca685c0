"""Any two-language table: TSV or CSV with source, target and, after them, POS and score columns."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator
from pathlib import Path

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import plain_name, read_lines
from lexiboost.lexicons.pos import to_upos
from lexiboost.lexicons.readers.base import Reading

NAME = re.compile(
    r"(?P<source>[A-Za-z]{2,3}(?:-[A-Za-z]+)?)[_-](?P<target>[A-Za-z]{2,3}(?:-[A-Za-z]+)?)\.[a-z]+"
)
_HEADER_NAMES = {
    "source": "source src english en eng word lemma headword",
    "target": "target tgt translation gloss trans",
    "source_pos": "pos upos source_pos part_of_speech tag",
    "target_pos": "target_pos",
    "score": "score weight probability prob confidence quality",
}
_HEADER = {name: column for column, names in _HEADER_NAMES.items() for name in names.split()}


def read(path: Path) -> Reading:
    """Reads a pair table; the header is optional, a line that starts with `# ` a comment.

    A row of one column is rejected and counted.

    Without a header the first two columns are source and target and each further one is told by its content:
    a number is the score, anything else a part of speech (the first both sides', a second the target's).

    Raises:
        InputError: a further column that is neither a score nor a part of speech.
    """
    name = NAME.fullmatch(plain_name(path))
    source, target = (name["source"], name["target"]) if name else ("", "")
    reading = Reading(path.parent.name, "", source, target)
    header: list[str] | None = None
    for i, (number, columns) in enumerate(_rows(path)):
        if i == 0 and _is_header(columns):
            header = [_HEADER.get(cell.strip().lower(), "") for cell in columns]
            if "target" not in header:
                header[next(j for j, column in enumerate(header) if column != "source")] = "target"
            continue
        if len(columns) < 2:
            reading.rejected["one_column"] += 1
            continue
        cells = _by_header(columns, header) if header else _by_content(columns, path, number)
        reading.add(
            cells["source"],
            cells["target"],
            to_upos(cells.get("source_pos", "")),
            to_upos(cells.get("target_pos") or cells.get("source_pos", "")),
            _score(cells.get("score", ""), path, number),
        )
    return reading


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    comma_separated = plain_name(path).endswith(".csv")
    for number, line in read_lines(path):
        if not line.strip() or line.startswith("# "):
            continue
        yield number, next(csv.reader([line])) if comma_separated else line.split("\t")


def _is_header(columns: list[str]) -> bool:
    names = [cell.strip().lower() for cell in columns]
    known = [name for name in names if name in _HEADER]
    return len(set(names)) == len(names) and names[0] in _HEADER and (len(known) >= 2 or len(names) == 1)


def _by_header(columns: list[str], header: list[str]) -> dict[str, str]:
    padded = columns + [""] * (len(header) - len(columns))
    return {name: cell for name, cell in zip(header, padded, strict=False) if name}


def _by_content(columns: list[str], path: Path, number: int) -> dict[str, str]:
    cells = {"source": columns[0], "target": columns[1]}
    for cell in columns[2:]:
        if not cell.strip():
            continue
        if _is_number(cell):
            cells["score"] = cell
        elif to_upos(cell):
            cells["target_pos" if "source_pos" in cells else "source_pos"] = cell
        else:
            raise InputError(
                f"further column {cell!r} is neither a part of speech nor a score; two columns belong here",
                path=path,
                line=number,
            )
    return cells


def _is_number(cell: str) -> bool:
    try:
        return math.isfinite(float(cell)) and cell.strip().lower() not in ("nan", "inf")
    except ValueError:
        return False


def _score(cell: str, path: Path, number: int) -> float:
    if not cell.strip():
        return 1.0
    if not _is_number(cell) or float(cell) <= 0:
        raise InputError(f"score {cell!r} is not a number above 0", path=path, line=number)
    return float(cell)
