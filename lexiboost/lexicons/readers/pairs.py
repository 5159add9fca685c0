"""Any two-language table: TSV or CSV with source, target and, after them, POS and score columns."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path

from lexiboost.artifacts.errors import ConfigError, InputError
from lexiboost.artifacts.files import content_name
from lexiboost.lexicons.pos import to_upos
from lexiboost.lexicons.readers.base import Reading
from lexiboost.lexicons.readers.delimited import delimiter_of, is_csv, rows

ROLES = ("source", "target", "source_pos", "target_pos", "score")

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


def read(path: Path, columns: Mapping[str, str | int] | None = None) -> Reading:
    """Reads a pair table; the header is optional, a line that starts with `# ` a comment.

    Cells of a `.csv` are separated by commas (semicolons or tabs where its first row has no comma) and may be
    quoted; others are separated by tabs and quotes are letters. A row of one column is rejected and counted.

    Without a header the first two columns are source and target and each further one is told by its content:
    a number is the score, anything else a part of speech (the first both sides', a second the target's).

    Args:
        path: the table.
        columns: the column of each of `ROLES`, `source` and `target` at least, by its name in the header or,
            where the table has no header, by its number from 0. Other columns are not read, and a table
            without tabs is taken for one with commas or semicolons, whatever its name.

    Raises:
        InputError: a further column that is neither a score nor a part of speech, a column of `columns` that
            is not there, or a quote that is not closed.
        ConfigError: `columns` names another role, or lacks source or target.
    """
    name = NAME.fullmatch(content_name(path))
    source, target = (name["source"], name["target"]) if name else ("", "")
    reading = Reading(path.parent.name, "", source, target)
    if columns is not None:
        return _read_columns(reading, path, columns)
    header: list[str] | None = None
    delimiter = delimiter_of(path, tabs_first=False) if is_csv(path) else "\t"
    for i, (number, row) in enumerate(rows(path, delimiter)):
        if i == 0 and _is_header(row):
            header = _roles(row, path, number)
            continue
        if len(row) < 2:
            reading.rejected["one_column"] += 1
            continue
        _add(reading, _by_header(row, header) if header else _by_content(row, path, number), path, number)
    return reading


def _read_columns(reading: Reading, path: Path, columns: Mapping[str, str | int]) -> Reading:
    unknown = set(columns) - set(ROLES)
    if unknown or not {"source", "target"} <= set(columns):
        raise ConfigError(f"`columns` maps source, target and what else there is of {', '.join(ROLES)}")
    named = {type(column) for column in columns.values()} == {str}
    if not named and not all(type(column) is int and column >= 0 for column in columns.values()):
        raise ConfigError("`columns` takes names of the header or numbers from 0, not both")
    table = rows(path, delimiter_of(path, tabs_first=not is_csv(path)))
    places = {role: column for role, column in columns.items() if isinstance(column, int)}
    if named:
        number, header = next(table, (1, []))
        header = [cell.strip() for cell in header]
        missing = [str(column) for column in columns.values() if column not in header]
        if missing:
            known = ", ".join(cell[:40] for cell in header[:20])
            raise InputError(f"no column {missing[0]!r} in the header ({known})", path=path, line=number)
        places = {role: header.index(str(column)) for role, column in columns.items()}
    last = max(places["source"], places["target"])
    for number, row in table:
        if len(row) <= last:
            reading.rejected["missing_column"] += 1
            continue
        cells = {role: row[place] for role, place in places.items() if place < len(row)}
        _add(reading, cells, path, number)
    return reading


def _add(reading: Reading, cells: Mapping[str, str], path: Path, number: int) -> None:
    reading.add(
        cells["source"],
        cells["target"],
        to_upos(cells.get("source_pos", "")),
        to_upos(cells.get("target_pos") or cells.get("source_pos", "")),
        _score(cells.get("score", ""), path, number),
    )


def _is_header(columns: list[str]) -> bool:
    names = [cell.strip().lower() for cell in columns]
    known = [name for name in names if name in _HEADER]
    return len(set(names)) == len(names) and names[0] in _HEADER and (len(known) >= 2 or len(names) == 1)


def _roles(names: list[str], path: Path, number: int) -> list[str]:
    """Each column's role; the first that is neither is the target (the source) where none is named so."""
    header = [_HEADER.get(cell.strip().lower(), "") for cell in names]
    for role, other in (("target", "source"), ("source", "target")):
        if role not in header:
            free = [
                i for i, column in enumerate(header) if column != other and (role == "target" or not column)
            ]
            if not free:
                raise InputError(f"the header names no {role} column", path=path, line=number)
            header[free[0]] = role
    return header


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
                f"further column {cell[:40]!r} is neither a part of speech nor a score; two columns belong "
                "here (say with `columns` which they are)",
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
        raise InputError(f"score {cell[:40]!r} is not a number above 0", path=path, line=number)
    return float(cell)
