"""Which format a lexicon file has, by its name and its first lines, and reading it as such."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path

from lexiboost.artifacts.errors import ConfigError, InputError, UnknownLanguageError
from lexiboost.artifacts.files import plain_name, read_lines, require_file
from lexiboost.languages import load_catalog
from lexiboost.lexicons.lexicon import Lexicon, make_table
from lexiboost.lexicons.readers import apertium, enwiktionary, freedict, gatitos, muse, omw, pairs, swadesh
from lexiboost.lexicons.readers.base import Reading

_READERS: dict[str, Callable[[Path], Reading]] = {
    "apertium": apertium.read,
    "enwiktionary": enwiktionary.read,
    "freedict": freedict.read,
    "gatitos": gatitos.read,
    "muse": muse.read,
    "omw": omw.read,
    "pairs": pairs.read,
}
FORMATS = (*_READERS, "swadesh")


def recognize(path: str | Path) -> str:
    """The name of the file's format, one of `FORMATS`.

    Raises:
        InputError: no such file, an empty one, or none of the formats.
    """
    path = require_file(path)
    name = plain_name(path)
    head = [line for _, line in islice(read_lines(path), 50) if line.strip()]
    if not head:
        raise InputError("the file is empty", path=path)
    if name.endswith(".dix") or "<dictionary" in "".join(head[:5]):
        return "apertium"
    if name.endswith(".tei") or any("<TEI" in line for line in head):
        return "freedict"
    if enwiktionary.FIRST_LINE.match(head[0]) or all(" :: " in line for line in head):
        return "enwiktionary"
    columns = [line.split("\t") for line in head]
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
    raise InputError(
        f"not a lexicon format that is known ({', '.join(FORMATS)}); a pair file has tab-separated columns",
        path=path,
    )


def read_lexicon(
    path: str | Path, *, format: str | None = None, source: str | None = None, target: str | None = None
) -> Lexicon:
    """Reads a lexicon file of any known format, plain or compressed, in the direction it is written.

    Cells are NFC and stripped; nothing else is cleaned (`cleaning.clean_lexicon` does that).

    Args:
        path: the file.
        format: one of `FORMATS`; recognized where None.
        source: any code of the catalog for the source side; by default what the file or its name says.
        target: the same for the target side; a Swadesh table, which holds many languages, needs it.

    Raises:
        InputError: names the file and, where one is at fault, the row.
        ConfigError: an unknown format.
        UnknownLanguageError: `source` or `target` is not in the catalog.
    """
    path = require_file(path)
    name = format or recognize(path)
    if name not in FORMATS:
        raise ConfigError(f"unknown lexicon format {name!r}; one of {', '.join(FORMATS)}")
    source_variety = load_catalog().resolve(source).variety if source else ""
    target_variety = load_catalog().resolve(target).variety if target else ""
    reading = _read_swadesh(path, target) if name == "swadesh" else _READERS[name](path)
    if not reading.entries:
        reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(reading.rejected.items()))
        raise InputError(f"no usable row ({reasons or 'the file is empty'})", path=path)
    return Lexicon(
        make_table(reading.entries, reading.origin, reading.licence),
        source=source_variety or _variety(reading.source),
        target=target_variety or _variety(reading.target),
        rows_in=reading.rows_in,
        rejected=dict(sorted(reading.rejected.items())),
        format=name,
    )


def _read_swadesh(path: Path, target: str | None) -> Reading:
    if target is None:
        raise InputError("holds many languages; say which with `target`", path=path)
    return swadesh.read(path, load_catalog().codes(target))


def _variety(code: str) -> str:
    if not code:
        return ""
    try:
        return load_catalog().resolve(code).variety
    except UnknownLanguageError:
        return ""
