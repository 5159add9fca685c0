"""Which format a lexicon file has, by its name and its first lines."""

from __future__ import annotations

from pathlib import Path

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import content_name, read_lines, require_file
from lexiboost.lexicons.readers import cldf, enwiktionary, gatitos, muse, omw, omw_tab, swadesh, wiktextract

LINE_FORMATS = ("apertium", "enwiktionary", "freedict", "gatitos", "muse", "omw", "pairs")
"""Formats of one language pair a file."""
SIDED_FORMATS = ("cldf", "omw_tab", "panlex", "swadesh", "wiktextract")
"""Formats of many languages, of which a pair is asked."""
FOLDER_FORMATS = ("cldf", "panlex")
"""Formats of several files in a folder."""
FORMATS = (*LINE_FORMATS, *SIDED_FORMATS)

_HEAD_LINES, _HEAD_LENGTH = 50, 2**20


def recognize(path: str | Path) -> str:
    """The name of the format of a file or folder, one of `FORMATS`.

    Raises:
        InputError: no such file, an empty one, or none of the formats.
    """
    path = Path(path)
    if (path.is_dir() or path.suffix == ".zip") and _is_panlex(path):
        return "panlex"
    if path.is_dir():
        if cldf.metadata_of(path) is not None:
            return "cldf"
        raise InputError("a folder that is neither a CLDF data set nor a PanLex dump; name a file", path=path)
    path = require_file(path)
    name = content_name(path)
    head = _head(path)
    if not head:
        raise InputError("the file is empty", path=path)
    found = _by_markup(name, head) or _by_columns(name, [line.split("\t") for line in head])
    if found is None:
        raise InputError(
            f"not a lexicon format that is known ({', '.join(FORMATS)}); a pair file has tab-separated "
            "columns (say with `columns` which they are)",
            path=path,
        )
    return found


def _is_panlex(path: Path) -> bool:
    # DuckDB is loaded only where its data may be.
    from lexiboost.lexicons.panlex import is_panlex

    return is_panlex(path)


def _head(path: Path) -> list[str]:
    """The first lines that are not blank, as many as show the format."""
    head: list[str] = []
    length = 0
    for number, line in read_lines(path):
        length += len(line)
        if line.strip():
            head.append(line)
        if number >= _HEAD_LINES or length > _HEAD_LENGTH:
            break
    return head


def _by_markup(name: str, head: list[str]) -> str | None:
    if name.endswith("metadata.json") and any("csvw" in line for line in head):
        return "cldf"
    if wiktextract.LINE.match(head[0]):
        return "wiktextract"
    if name.endswith(".dix") or "<dictionary" in "".join(head[:5]):
        return "apertium"
    if name.endswith(".tei") or any("<TEI" in line for line in head):
        return "freedict"
    if enwiktionary.FIRST_LINE.match(head[0]) or all(" :: " in line for line in head):
        return "enwiktionary"
    rows = [line for line in head if not line.startswith("#")]
    if rows and all(omw_tab.ROW.fullmatch(line) for line in rows):
        return "omw_tab"
    return None


def _by_columns(name: str, columns: list[list[str]]) -> str | None:
    if columns[0] == swadesh.HEADER:
        return "swadesh"
    if all(len(row) == 4 and omw.SYNSET.fullmatch(row[3]) for row in columns):
        return "omw"
    if muse.NAME.fullmatch(name):
        return "muse"
    if gatitos.NAME.fullmatch(name) and all(len(row) == 2 for row in columns):
        return "gatitos"
    if name.endswith(".csv") or any(len(row) > 1 for row in columns):
        return "pairs"
    return None
