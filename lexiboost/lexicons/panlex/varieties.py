"""PanLex's language varieties (`eng-000`) and the catalog's (`eng_Latn`) that they belong to."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

import duckdb

from lexiboost.artifacts.errors import InputError, UnknownLanguageError
from lexiboost.languages import load_catalog
from lexiboost.text.unicode import letter_scripts

_UID = re.compile(r"[a-z]{3}-\d{3,}")
_LISTED = 8


@dataclass(frozen=True)
class Side:
    """One side of a PanLex lexicon.

    Attributes:
        label: the PanLex uid where it is one variety, else the catalog's name of it.
        variety: the catalog's, `""` where the catalog does not know it.
        uids: PanLex varieties, the one with most denotations first.
        ids: their row numbers in `langvar`.
    """

    label: str
    variety: str
    uids: tuple[str, ...]
    ids: tuple[int, ...]


def find_side(connection: duckdb.DuckDBPyConnection, code: str) -> Side:
    """The PanLex varieties that a code stands for.

    A uid (`eng-000`) is that variety alone. Any other code is resolved by the catalog and means all PanLex
    varieties of the language (by each of its ISO 639 codes: `uzn-000` for `uzb_Latn`) that are written in the
    script; if none states exactly that script, those whose letters overlap with it (`Hani` for `Hans`), and
    for the language's usual script those that state none.

    Raises:
        InputError: the dump has no such variety; lists what it has of the language.
        UnknownLanguageError: a code that neither is a uid nor in the catalog.
    """
    if _UID.fullmatch(code):
        rows = _rows(connection, "uid = ?", [code])
        if not rows:
            raise InputError(_unknown_uid(connection, code))
        ident, uid, lang_code, script, _ = rows[0]
        return Side(uid, _catalog_variety(lang_code, script), (uid,), (ident,))
    catalog = load_catalog()
    language = catalog.resolve(code)
    codes = [own for own in catalog.codes(language.variety) if len(own) == 3]
    rows = _rows(connection, f"lang_code IN ({', '.join('?' * len(codes))})", codes)
    exact = [row for row in rows if row[3] == language.script]
    letters = letter_scripts(language.script)
    alike = [row for row in rows if row[3] and letters & letter_scripts(row[3])]
    usual = catalog.scripts(language.variety)[0] == language.script
    chosen = exact or alike or [row for row in rows if usual and not row[3]]
    if not chosen:
        raise InputError(
            f"PanLex has no variety of {language.name} in the script {language.script}; {_listing(rows)}"
        )
    uids = tuple(row[1] for row in chosen)
    label = uids[0] if len(uids) == 1 else language.variety
    return Side(label, language.variety, uids, tuple(row[0] for row in chosen))


_Row = tuple[int, str, str, str, int]


def _rows(connection: duckdb.DuckDBPyConnection, where: str, values: list[str]) -> list[_Row]:
    return connection.execute(
        f"SELECT id, uid, lang_code, script, denotations FROM langvar WHERE {where} "
        "ORDER BY denotations DESC, uid, id",
        values,
    ).fetchall()


def _listing(rows: list[_Row]) -> str:
    if not rows:
        return "nor in any other; take another language of the dump's langvar.csv"
    listed = ", ".join(f"{uid} ({script or 'script unknown'})" for _, uid, _, script, _ in rows[:_LISTED])
    return f"name one of its varieties: {listed}"


def _unknown_uid(connection: duckdb.DuckDBPyConnection, code: str) -> str:
    rows = _rows(connection, "lang_code = ?", [code[:3]])
    if rows:
        return f"PanLex has no variety {code}; {_listing(rows)}"
    known = [
        code for (code,) in connection.execute("SELECT DISTINCT lang_code FROM langvar ORDER BY 1").fetchall()
    ]
    near = difflib.get_close_matches(code[:3], known, n=3, cutoff=0.0)
    return f"PanLex has no variety {code} and no language {code[:3]}; nearest: {', '.join(near)}"


def _catalog_variety(lang_code: str, script: str) -> str:
    for code in (f"{lang_code}_{script}", lang_code) if script else (lang_code,):
        try:
            return load_catalog().resolve(code).variety
        except UnknownLanguageError:
            continue
    return ""
