"""Evaluation sets of inflection: reading them, and finding those of a language.

SIGMORPHON's sets of 2022 and 2023 are files `<code>.trn`, `.dev` and `.tst` with the columns lemma, features,
form; those of earlier years have UniMorph's order lemma, form, features.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from unicodedata import normalize

from lexiboost.artifacts.errors import InputError, UnknownLanguageError
from lexiboost.artifacts.files import find_file, plain_name, read_lines, require_file
from lexiboost.languages import load_catalog
from lexiboost.morphology import Row, canonical, read_paradigms

FORM_LAST = (".trn", ".dev", ".tst")
TEST, TEST_OF_2019 = ".tst", "-test.tsv"
TEST_SETS = "tasks/sigmorphon*"
"""Folders below a data directory whose test sets are always left out of training: `<code>.tst`, and in the
layout of 2019 `<rich>--<poor>/<language>-test.tsv`."""


def read_set(path: str | Path) -> list[Row]:
    """The rows of a set, plain or compressed, in normal form C and with canonical bundles.

    Repeated rows stay: the official metric counts them.

    Raises:
        InputError: no such file, a row of other than three columns, or no row.
    """
    path = require_file(path)
    if not plain_name(path).endswith(FORM_LAST):
        return list(read_paradigms(path).rows)
    rows = []
    for number, line in read_lines(path):
        if not line.strip():
            continue
        columns = normalize("NFC", line).split("\t")
        if len(columns) != 3 or not all(columns):
            raise InputError(
                f"{len(columns)} tab-separated column(s) where lemma, features, form belong; "
                "a covered file has no forms",
                path=path,
                line=number,
            )
        rows.append(Row(columns[0], columns[2], canonical(columns[1])))
    if not rows:
        raise InputError("no row of lemma, features, form", path=path)
    return rows


def held_out_files(data_dir: str | Path, names: Sequence[str], variety: str) -> list[Path]:
    """The files of test rows in a variety: those of the shared tasks that are there, and those named.

    Args:
        data_dir: a data directory.
        names: below it: a folder of `<code>.tst` files, or `<code>:<file>` for a file of one language.
        variety: by any code of the catalog.

    Returns:
        Each file once, in the order of their names.

    Raises:
        InputError: a folder or file is not there.
    """
    variety = load_catalog().resolve(variety).variety
    found = [
        path
        for folder in sorted(Path(data_dir).glob(TEST_SETS))
        for path in (*_tests_in(folder, variety), *_tests_of_2019(folder, variety))
    ]
    for name in names:
        code, colon, file = name.rpartition(":")
        if colon:
            path = require_file(Path(data_dir) / file)
            if load_catalog().resolve(code).variety == variety:
                found.append(path)
            continue
        folder = Path(data_dir) / name
        if not folder.is_dir():
            raise InputError("no such folder of test sets (config.inflection.without)", path=folder)
        found += _tests_in(folder, variety)
    return sorted(set(found))


def _tests_in(folder: Path, variety: str) -> list[Path]:
    stems = sorted({plain_name(path).removesuffix(TEST) for path in folder.iterdir() if _is_test(path)})
    return [require_file(folder / f"{stem}{TEST}") for stem in stems if _variety(stem) == variety]


def _tests_of_2019(folder: Path, variety: str) -> list[Path]:
    return [
        path
        for path in sorted(folder.glob(f"*--*/*{TEST_OF_2019}*"))
        if _variety(plain_name(path).removesuffix(TEST_OF_2019)) == variety
    ]


def _is_test(path: Path) -> bool:
    return (
        plain_name(path).endswith(TEST)
        and find_file(path) is not None
        and "." not in path.name.split(TEST)[0]
    )


def _variety(code: str) -> str:
    try:
        return load_catalog().resolve(code).variety
    except UnknownLanguageError:
        return ""
