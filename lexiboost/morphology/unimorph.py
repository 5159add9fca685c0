"""Reads UniMorph tables: `lemma<TAB>form<TAB>features`, with the warts of the published ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lexiboost.artifacts.errors import InputError, UnknownLanguageError
from lexiboost.artifacts.files import plain_name
from lexiboost.languages import load_catalog
from lexiboost.morphology.find import find_tables, whole
from lexiboost.morphology.paradigms import Paradigms
from lexiboost.morphology.split import RawTable, blocks_of_file, blocks_of_text, raise_as_read_lines, split
from lexiboost.morphology.tabulate import tabulate


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
    code = language or whole(plain_name(paths[0]).removesuffix(".tsv")).split(".")[0]
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


def load_paradigms(data_dir: str | Path, variety: str) -> Paradigms | None:
    """Finds and reads the table of a variety under `<data_dir>/unimorph`; None where there is none."""
    paths = find_tables(data_dir, variety)
    return read_parts(paths, language=variety) if paths else None
