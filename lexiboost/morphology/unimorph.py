"""Reads UniMorph tables: `lemma<TAB>form<TAB>features`, with the warts of the published ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from lexiboost.artifacts.errors import InputError, UnknownLanguageError
from lexiboost.artifacts.files import find_file, plain_name
from lexiboost.languages import load_catalog
from lexiboost.morphology.paradigms import Paradigms
from lexiboost.morphology.split import RawTable, blocks_of_file, blocks_of_text, raise_as_read_lines, split
from lexiboost.morphology.tabulate import tabulate

_PART = re.compile(r"(.+)[._]([0-9]{1,3}|[a-z])")


def read_paradigms(path: str | Path, *, language: str | None = None) -> Paradigms:
    """Reads one UniMorph table, plain or compressed.

    Blank lines separate paradigms and are skipped. A fourth column (the segmentation of newer tables) is
    counted and left out. Rows with an empty lemma, form or bundle, repeated rows and rows of other than three
    or four columns are rejected and counted.

    Args:
        path: the table; `x/tur.tsv.xz`.
        language: any code of the catalog, for `Paradigms.variety`; by default the file's name.

    Raises:
        InputError: no such file, not UTF-8, half of the rows or more of other than three or four columns, a
            derivation table, or no usable row.
    """
    return read_parts([path], language=language)


def read_parts(paths: Sequence[str | Path], *, language: str | None = None) -> Paradigms:
    """Reads one table from the several files it is split over, in the order given; else `read_paradigms`."""
    raw = RawTable()
    for path in map(Path, paths):
        try:
            split(blocks_of_file(path), path, raw)
        except UnicodeDecodeError:
            raise_as_read_lines(path)
    code = language or _base(plain_name(paths[0]).removesuffix(".tsv")).split(".")[0]
    return tabulate(raw, variety=_variety(code), path=paths[0])


def parse_paradigms(text: str | bytes, *, variety: str = "") -> Paradigms:
    """Reads one UniMorph table from its text (UTF-8 where given as bytes); else `read_paradigms`."""
    raw, name = RawTable(), Path("<text>")
    try:
        split(blocks_of_text(text.encode() if isinstance(text, str) else text), name, raw)
    except UnicodeError as error:
        raise InputError(f"not UTF-8 ({error}); convert it, e.g. with iconv", path=name) from None
    return tabulate(raw, variety=variety, path=name)


def _variety(code: str) -> str:
    try:
        return load_catalog().resolve(code).variety
    except UnknownLanguageError:
        return ""


def _base(stem: str) -> str:
    """`fin` for the parts `fin.1`, `fin_2`, `fin_a`; other stems as they are."""
    part = _PART.fullmatch(stem)
    return part[1] if part else stem


def _part_order(stem: str) -> tuple[bool, int, str]:
    part = _PART.fullmatch(stem)
    return part is not None, int(part[2]) if part and part[2].isdigit() else 0, stem


def find_tables(data_dir: str | Path, variety: str) -> tuple[Path, ...]:
    """The files `<data_dir>/unimorph/<code>.tsv[.xz]` of a variety, in order; () where there is none.

    A table may be split over several files, as the Finnish one is upstream: beside or instead of `<code>.tsv`
    there are then numbered or lettered parts, `<code>.1.tsv`, `<code>.2.tsv` or `<code>_a.tsv`. Files with
    other additions (`kaz.sm`, `eng.args`, `deu.derivations`) are other tables and never taken.

    Args:
        data_dir: a data directory.
        variety: any code of the catalog; the file's code may be another that resolves to the same variety
            (`jap.tsv` for `jpn_Jpan`). `<variety>.tsv` goes before `<iso639_3>.tsv`, and that before others.

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
        tables.setdefault(_base(stem), []).append(stem)
    for base in sorted(tables, key=lambda base: (base != wanted.variety, base != wanted.iso639_3, base)):
        if base == wanted.variety or _variety(base) == wanted.variety:
            return tuple(find_file(folder / f"{stem}.tsv") or stems[stem] for stem in tables[base])
    return ()


def find_table(data_dir: str | Path, variety: str) -> Path | None:
    """The first of `find_tables`, or None."""
    return next(iter(find_tables(data_dir, variety)), None)


def load_paradigms(data_dir: str | Path, variety: str) -> Paradigms | None:
    """Finds and reads the table of a variety under `<data_dir>/unimorph`; None where there is none."""
    paths = find_tables(data_dir, variety)
    return read_parts(paths, language=variety) if paths else None
