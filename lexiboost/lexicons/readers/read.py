"""Reading a lexicon of any known format as one `Lexicon`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from lexiboost.artifacts.errors import ConfigError, InputError, UnknownLanguageError
from lexiboost.artifacts.files import require_file
from lexiboost.languages import load_catalog
from lexiboost.lexicons.lexicon import Lexicon, make_table
from lexiboost.lexicons.readers import (
    apertium,
    cldf,
    enwiktionary,
    freedict,
    gatitos,
    muse,
    omw,
    omw_tab,
    pairs,
    swadesh,
    wiktextract,
)
from lexiboost.lexicons.readers.base import Reading, Side
from lexiboost.lexicons.readers.recognize import FOLDER_FORMATS, FORMATS, recognize

_READERS: dict[str, Callable[[Path], Reading]] = {
    "enwiktionary": enwiktionary.read,
    "freedict": freedict.read,
    "gatitos": gatitos.read,
    "muse": muse.read,
    "omw": omw.read,
    "pairs": pairs.read,
}


def read_lexicon(
    path: str | Path,
    *,
    format: str | None = None,
    source: str | None = None,
    target: str | None = None,
    columns: Mapping[str, str | int] | None = None,
    skip: Collection[str] = (),
    use: str = "",
) -> Lexicon:
    """Reads a lexicon of any known format, plain or compressed, in the direction it is written.

    Cells are brought to one Unicode form by the rules of `lexiboost.lexicons.tidy`; nothing else is cleaned
    (`cleaning.clean_lexicon` does that).

    Args:
        path: the file, or the folder of a data set of several.
        format: one of `FORMATS`; recognized where None. `Lexicon.format` says which it was.
        source: any code of the catalog for the source side; by default what the file or its name says.
        target: the same for the target side; a file that holds many languages (a Swadesh table, a CLDF
            wordlist, a dump of PanLex or Wiktionary) needs it.
        columns: for a table of any columns: the column of `source`, `target` and, where there are such, of
            `source_pos`, `target_pos`, `score`, by its name in the header or its number from 0.
        skip: rules of `lexiboost.lexicons.tidy` to leave out; other rules of cleaning are passed over.
        use: `LR` or `RL` where it will be read from left to right or from right to left alone: entries that
            the file (Apertium's) states to hold the other way only are then rejected as `one_way`.

    Raises:
        InputError: names the file and, where one is at fault, the row.
        ConfigError: an unknown format or use, or columns that are not those of a table.
        UnknownLanguageError: `source` or `target` is not in the catalog.
    """
    if columns is not None and format not in (None, "pairs"):
        raise ConfigError(f"`columns` is for pair tables, not for the format {format!r}")
    if format is not None and format not in FORMATS:
        raise ConfigError(f"unknown lexicon format {format!r}; one of {', '.join(FORMATS)}")
    if use not in ("", *apertium.WAYS):
        raise ConfigError(f"unknown use {use!r} of a lexicon; one of {', '.join(apertium.WAYS)}")
    path = Path(path) if Path(path).is_dir() else require_file(path)
    name = format or ("pairs" if columns is not None else recognize(path))
    sides = Side.of(source), Side.of(target)
    if path.is_dir() and name not in FOLDER_FORMATS:
        raise InputError(f"a folder, where the format {name!r} has a file; name the file", path=path)
    if name == "panlex":
        return _read_panlex(path, source, target)
    read = pairs.read(path, columns) if columns is not None else _read(path, name, *sides, use)
    reading = read.tidied(skip)
    if not reading.entries:
        reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(reading.rejected.items()))
        raise InputError(f"no usable row ({reasons or 'the file is empty'})", path=path)
    return Lexicon(
        make_table(reading.entries, reading.origin, reading.licence),
        source=_variety(source or reading.source),
        target=_variety(target or reading.target),
        rows_in=read.rows_in,
        rejected=dict(sorted(reading.rejected.items())),
        changed=dict(sorted(reading.changed.items())),
        format=name,
    )


def _read(path: Path, name: str, source: Side, target: Side, use: str) -> Reading:
    if name == "apertium":
        return apertium.read(path, use)
    if name == "cldf":
        return cldf.read(path, source=source, target=target)
    if name == "omw_tab":
        return omw_tab.read(path, source=source, target=target)
    if name == "wiktextract":
        return wiktextract.read(path, source=source, target=target)
    if name == "swadesh":
        if not target:
            raise InputError("holds many languages; say which with `target`", path=path)
        return swadesh.read(path, target.codes)
    return _READERS[name](path)


def _read_panlex(path: Path, source: str | None, target: str | None) -> Lexicon:
    from lexiboost.lexicons.panlex import read_panlex  # DuckDB is loaded only where it is used

    if target is None:
        raise InputError("holds many languages; say which with `target`", path=path)
    return read_panlex(path, source=source or "eng", target=target)


def _variety(code: str) -> str:
    if not code:
        return ""
    try:
        return load_catalog().resolve(code).variety
    except UnknownLanguageError:
        return ""
