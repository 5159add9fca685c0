"""Which UniMorph tables of a data directory serve a variety: by the file's name, and by the script inside."""

from __future__ import annotations

import logging
import re
from collections import Counter
from functools import lru_cache
from itertools import islice
from pathlib import Path

from lexiboost.artifacts.errors import InputError, UnknownLanguageError
from lexiboost.artifacts.files import find_file, plain_name, read_lines
from lexiboost.languages import Language, load_catalog
from lexiboost.text.unicode import COMMON, letter_scripts, script_of

_PART = re.compile(r"(.+)[._]([0-9]{1,3}|[a-z])")
_UNKNOWN = "Zzzz"
_LOOKED_AT = 500
"""Lines at the beginning of a table that its script is told from."""


def find_tables(data_dir: str | Path, variety: str) -> tuple[Path, ...]:
    """The files `<data_dir>/unimorph/<code>.tsv[.xz]` of a variety, in order; () where there is none.

    A table may be split over several files, as the Finnish one is upstream: beside or instead of `<code>.tsv`
    there are then numbered or lettered parts, `<code>.1.tsv`, `<code>.2.tsv` or `<code>_a.tsv`. Files with
    other additions (`kaz.sm`, `eng.args`, `deu.derivations`) are other tables and never taken.

    A file's name tells the language, and seldom the script: the published `uig.tsv` and `ckb.tsv` are in
    Latin letters, though the languages are mostly written in Arabic ones. Such a table serves the variety
    that it is written in (`uig_Latn`); for another one it is left out, which is logged once.

    Args:
        data_dir: a data directory.
        variety: any code of the catalog; the file's code may be another of the same language (`jap.tsv` for
            `jpn_Jpan`). `<variety>.tsv` goes before `<iso639_3>.tsv`, and that before others.

    Raises:
        UnknownLanguageError: `variety` is not in the catalog.
    """
    folder = Path(data_dir) / "unimorph"
    wanted = load_catalog().resolve(variety)
    if not folder.is_dir():
        return ()
    stems = {
        plain_name(path).removesuffix(".tsv"): path
        for path in sorted(folder.iterdir())
        if path.is_file() and plain_name(path).endswith(".tsv")
    }
    tables: dict[str, list[str]] = {}
    for stem in sorted(stems, key=_part_order):
        tables.setdefault(whole(stem), []).append(stem)
    for base in sorted(tables, key=lambda base: (base != wanted.variety, base != wanted.iso639_3, base)):
        paths = tuple(find_file(folder / f"{stem}.tsv") or stems[stem] for stem in tables[base])
        if base == wanted.variety or _serves(base, paths[0], wanted):
            return paths
    return ()


def find_table(data_dir: str | Path, variety: str) -> Path | None:
    """The first of `find_tables`, or None."""
    return next(iter(find_tables(data_dir, variety)), None)


def whole(stem: str) -> str:
    """`fin` for the parts `fin.1`, `fin_2`, `fin_a`; other stems as they are."""
    part = _PART.fullmatch(stem)
    return part[1] if part else stem


def _part_order(stem: str) -> tuple[bool, int, str]:
    part = _PART.fullmatch(stem)
    return part is not None, int(part[2]) if part and part[2].isdigit() else 0, stem


def _serves(code: str, path: Path, wanted: Language) -> bool:
    """Whether a table of this code is of the language wanted, in its script."""
    try:
        named = load_catalog().resolve(code)
    except UnknownLanguageError:
        return False
    if named.variety.split("_")[0] != wanted.variety.split("_")[0]:
        return False
    status = path.stat()
    script = _script(path, status.st_mtime_ns, status.st_size)
    if script == COMMON or "_" in code:
        return named.variety == wanted.variety
    if wanted.script == _UNKNOWN or script in letter_scripts(wanted.script):
        return True
    if named.variety == wanted.variety:
        _say(f"{path}: written in the script {script}, so {wanted.variety} has no inflection table")
    return False


@lru_cache(maxsize=4096)
def _script(path: Path, changed: int, size: int) -> str:
    """The script of most words at a table's beginning; COMMON where there are none or it cannot be read."""
    del changed, size
    counts = Counter[str]()
    try:
        for _, line in islice(read_lines(path), _LOOKED_AT):
            counts.update(map(script_of, line.split("\t")[:2]))
    except InputError:  # whoever reads the table says what is wrong with it
        return COMMON
    counts.pop(COMMON, None)
    return counts.most_common(1)[0][0] if counts else COMMON


@lru_cache(maxsize=4096)
def _say(message: str) -> None:
    """Logs a message once a process."""
    logging.getLogger(__name__).warning(message)
