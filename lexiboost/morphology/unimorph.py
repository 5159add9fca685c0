"""Reads UniMorph tables: `lemma<TAB>form<TAB>features`, with the warts of the published ones."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from lexiboost.artifacts.errors import InputError, UnknownLanguageError
from lexiboost.artifacts.files import find_file, plain_name, read_lines
from lexiboost.languages import load_catalog
from lexiboost.morphology.features import canonical
from lexiboost.morphology.paradigms import Paradigms, Row
from lexiboost.text.unicode import clean


def _clean(cell: str, counts: Counter[str]) -> str:
    if cell.isascii() and cell.isprintable():
        return cell.strip()
    cleaned = clean(cell)
    if cleaned != cell:
        counts["invisible_or_odd_space" if not cell.isprintable() else "not_nfc"] += 1
    return cleaned.strip()


def _columns(line: str, path: Path, number: int) -> list[str]:
    columns = line.split("\t")
    if len(columns) not in (3, 4):
        raise InputError(
            f"{len(columns)} tab-separated column(s) where lemma, form, features belong",
            path=path,
            line=number,
        )
    return columns


def read_paradigms(path: str | Path, *, language: str | None = None) -> Paradigms:
    """Reads one UniMorph table, plain or compressed.

    Blank lines separate paradigms and are skipped. A fourth column (the segmentation of newer tables) is
    counted and left out. Rows with an empty lemma, form or bundle and repeated rows are rejected and counted.

    Args:
        path: the table; `x/tur.tsv.xz`.
        language: any code of the catalog, for `Paradigms.variety`; by default the file's name.

    Raises:
        InputError: no such file, not UTF-8, a row of other than three or four columns, a derivation table,
            or no row.
    """
    path = Path(path)
    rows: dict[Row, None] = {}
    rejected: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    rows_in = 0
    for number, line in read_lines(path):
        if not line.strip():
            continue
        rows_in += 1
        columns = _columns(line, path, number)
        lemma, form = _clean(columns[0], counts), _clean(columns[1], counts)
        if len(columns) == 4:
            if ":" in columns[2]:
                raise InputError(
                    "a derivation table (base, derived, POS:POS, affix), not inflection",
                    path=path,
                    line=number,
                )
            counts["fourth_column"] += 1
        bundle = canonical(columns[2])
        if not (lemma and form and bundle):
            rejected["empty_cell"] += 1
            continue
        row = Row(lemma, form, bundle)
        if row in rows:
            rejected["duplicate"] += 1
            continue
        rows[row] = None
        counts["multiword"] += " " in form
    if not rows:
        raise InputError("no usable row of lemma, form, features", path=path)
    return Paradigms(
        tuple(rows),
        variety=_variety(language or plain_name(path).split(".")[0]),
        rejected=dict(rejected),
        rows_in=rows_in,
        counts={name: count for name, count in sorted(counts.items()) if count},
    )


def _variety(code: str) -> str:
    try:
        return load_catalog().resolve(code).variety
    except UnknownLanguageError:
        return ""


def find_table(data_dir: str | Path, variety: str) -> Path | None:
    """The file `<data_dir>/unimorph/<code>.tsv[.xz]` of a variety, or None.

    Args:
        data_dir: a data directory.
        variety: any code of the catalog; the file's code may be another that resolves to the same variety
            (`jap.tsv` for `jpn_Jpan`). `<variety>.tsv` goes before `<iso639_3>.tsv`, and that before others.

    Raises:
        UnknownLanguageError: `variety` is not in the catalog.
    """
    folder = Path(data_dir) / "unimorph"
    wanted = load_catalog().resolve(variety)
    exact = find_file(folder / f"{wanted.variety}.tsv")
    if exact is not None or not folder.is_dir():
        return exact
    stems = {
        plain_name(path).removesuffix(".tsv"): path
        for path in sorted(folder.iterdir())
        if path.is_file() and plain_name(path).endswith(".tsv")
    }
    for stem in sorted(stems, key=lambda stem: (stem != wanted.iso639_3, stem)):
        if _variety(stem) == wanted.variety:
            return stems[stem]
    return None


def load_paradigms(data_dir: str | Path, variety: str) -> Paradigms | None:
    """Finds and reads the table of a variety under `<data_dir>/unimorph`; None where there is none."""
    path = find_table(data_dir, variety)
    return None if path is None else read_paradigms(path, language=variety)
