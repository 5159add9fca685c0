"""CLDF wordlists (https://cldf.clld.org, R. Forkel et al. 2018): forms of many languages for each concept.

The tables and their columns are found through `pycldf`, by the CLDF ontology's names, so that any wordlist of
Lexibank can be read: FormTable, ParameterTable (with Concepticon's glosses) and LanguageTable.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from lexiboost.artifacts.errors import ConfigError, InputError
from lexiboost.artifacts.files import find_file, read_lines
from lexiboost.lexicons.pos import to_upos
from lexiboost.lexicons.readers.base import ENGLISH, Reading, Side
from lexiboost.lexicons.readers.delimited import rows

_POS = re.compile(r".*::(?P<pos>[A-Z]+)")
_CREATIVE_COMMONS = re.compile(
    r"https?://creativecommons\.org/(?:licenses/(?P<kind>[a-z-]+)|publicdomain/zero)/(?P<version>[\d.]+).*"
)


@dataclass(frozen=True)
class _Concept:
    words: tuple[str, ...]
    pos: str


def metadata_of(path: Path) -> Path | None:
    """The metadata file that a path is, or that lies in a folder or beside a table; None without one."""
    if path.is_file() and path.name.endswith("metadata.json"):
        return path
    folder = path if path.is_dir() else path.parent
    return next(iter(sorted([*folder.glob("*-metadata.json"), *folder.glob("cldf/*-metadata.json")])), None)


def read(path: Path, *, source: Side, target: Side) -> Reading:
    """Reads the forms of one language with the English words of their concepts.

    English words are the concepts' names where these are English (as most agree with Concepticon's glosses),
    else Concepticon's glosses in lower case, of which `A OR B` is two. A form is what the column
    `Orthography` has, or else `Form`. The part of speech is that of a gloss such as `Auge::N`. Two languages
    other than English are joined on the concept. Rejected are forms of a concept without an English word
    (`no_gloss`) or without a form in the other language (`no_translation`).

    Args:
        path: the metadata file, or the folder that holds it.
        source: English by default.
        target: may be left out where the list has one language.

    Raises:
        InputError: no metadata, another module than Wordlist, or no forms of a language that is asked for.
        ConfigError: `pycldf` is not installed.
    """
    metadata = metadata_of(path)
    if metadata is None:
        raise InputError("no CLDF metadata (*-metadata.json) there", path=path)
    tables = _Tables(metadata)
    source = source or ENGLISH
    if not target:
        target = ENGLISH if not source.is_english() else tables.only_language()
    reading = Reading(tables.name, tables.licence, source.code, target.code)
    reversed_ = target.is_english() and not source.is_english()
    left, right = (target, source) if reversed_ else (source, target)
    concepts = tables.concepts()
    words = {} if left.is_english() else _by_concept(tables.forms(left))
    for concept, form in tables.forms(right):
        known = concepts.get(concept, _Concept((), ""))
        others = known.words if left.is_english() else words.get(concept, ())
        if not others:
            reading.rejected["no_gloss" if left.is_english() else "no_translation"] += 1
        for word in others:
            pair = (form, word) if reversed_ else (word, form)
            reading.add(*pair, known.pos, known.pos)
    return reading


def tables(metadata: Path) -> list[Path]:
    """The files of a data set's tables that are there; raises `InputError` where the metadata are none."""
    urls = (table.get("url") for table in _checked(metadata)["tables"])
    found = (find_file(metadata.parent / url) for url in urls if isinstance(url, str) and url)
    return [path for path in found if path is not None]


def has_language(metadata: Path, codes: Iterable[str]) -> bool:
    """Whether a data set is a wordlist with forms of the language that goes by any of these codes.

    Raises:
        InputError: the metadata are none.
        ConfigError: `pycldf` is not installed.
    """
    if not str(_checked(metadata).get("dc:conformsTo", "")).endswith("#Wordlist"):
        return False
    data = _Tables(metadata)
    wanted = data.languages(Side("-", frozenset(codes)))
    column = data.column("FormTable", "languageReference") or ""
    return bool(wanted) and any(row.get(column) in wanted for row in data.rows("FormTable"))


def _by_concept(forms: Iterator[tuple[str, str]]) -> dict[str, list[str]]:
    words: dict[str, list[str]] = {}
    for concept, form in forms:
        words.setdefault(concept, []).append(form)
    return words


class _Tables:
    """The tables of a data set, with the columns that are read."""

    def __init__(self, metadata: Path) -> None:
        self.path = metadata
        properties = _checked(metadata)
        self.licence = _licence(properties.get("dc:license"))
        self.name = str(properties.get("rdf:ID") or metadata.stem.removesuffix("-metadata"))[:100]
        try:
            import pycldf
        except ImportError:
            raise ConfigError("CLDF wordlists are read with pycldf; run `pip install pycldf`") from None
        try:
            self.data = pycldf.Dataset.from_metadata(metadata)
            module = self.data.module
        # pycldf documents no errors of its own for metadata that break the standard.
        except Exception as error:
            raise InputError(f"no CLDF metadata ({type(error).__name__}: {error})", path=metadata) from None
        if module != "Wordlist":
            raise InputError(f"a CLDF {module}, not a Wordlist", path=metadata)

    def column(self, table: str, term: str) -> str | None:
        """The name of the column that stands for a term of the ontology, None where there is none."""
        try:
            return str(self.data[table, term].name)
        except KeyError:
            return None

    def rows(self, table: str) -> Iterator[dict[str, str]]:
        """The rows of a table by the names of its columns."""
        try:
            found = self.data[table]
        except KeyError:
            raise InputError(f"has no {table}", path=self.path) from None
        dialect = found.dialect or self.data.tablegroup.dialect
        delimiter = getattr(dialect, "delimiter", None) or ","
        body = rows(self.path.parent / found.url.string, delimiter, comments=False)
        header = next(body, (1, []))[1]
        for _, cells in body:
            yield dict(zip(header, cells, strict=False))

    def languages(self, side: Side) -> set[str]:
        """The identifiers, in this list, of the varieties of a language."""
        if self.column("LanguageTable", "id") is None:
            return set(side.codes)
        columns = [self.column("LanguageTable", term) for term in ("iso639P3code", "glottocode", "id")]
        return {
            row.get(columns[2] or "", "")
            for row in self.rows("LanguageTable")
            if any(row.get(column, "") in side.codes for column in columns if column)
        }

    def only_language(self) -> Side:
        """The language of the list; raises `InputError` where it has several."""
        found = {
            row.get(self.column("FormTable", "languageReference") or "", "") for row in self.rows("FormTable")
        }
        if len(found) != 1:
            raise InputError(f"holds {len(found)} languages; say which with `target`", path=self.path)
        identifier = found.pop()
        columns = [self.column("LanguageTable", term) for term in ("iso639P3code", "glottocode")]
        key = self.column("LanguageTable", "id")
        for row in self.rows("LanguageTable") if key else ():
            if row.get(key or "") == identifier:
                code = next((row[column] for column in columns if column and row.get(column)), identifier)
                return Side(code, frozenset({code, identifier}))
        return Side(identifier, frozenset({identifier}))

    def forms(self, side: Side) -> Iterator[tuple[str, str]]:
        """Concept and form of each row of a language."""
        wanted = self.languages(side)
        language, concept, form = (
            self.column("FormTable", term) or ""
            for term in ("languageReference", "parameterReference", "form")
        )
        empty = True
        for row in self.rows("FormTable"):
            if row.get(language) in wanted:
                empty = False
                yield row.get(concept, ""), row.get("Orthography") or row.get(form, "")
        if empty:
            raise InputError(f"has no forms of {side.code}", path=self.path)

    def concepts(self) -> dict[str, _Concept]:
        """English words and part of speech of each concept."""
        key, name = (self.column("ParameterTable", term) or "" for term in ("id", "name"))
        table = list(self.rows("ParameterTable"))
        agreeing = Counter(
            row.get(name, "").casefold() in _glosses(row.get("Concepticon_Gloss", ""))
            for row in table
            if row.get("Concepticon_Gloss") and row.get(name)
        )
        names_are_english = agreeing[True] >= agreeing[False]
        concepts = {}
        for row in table:
            words = (row.get(name, ""),) if names_are_english else _glosses(row.get("Concepticon_Gloss", ""))
            marks = (_POS.fullmatch(cell) for cell in row.values())
            pos = next((to_upos(mark["pos"]) for mark in marks if mark), "")
            concepts[row.get(key, "")] = _Concept(tuple(filter(None, words)), pos)
        return concepts


def _glosses(gloss: str) -> tuple[str, ...]:
    """The words of a Concepticon gloss: `ARM OR HAND` -> arm, hand; notes in brackets stay for cleaning."""
    return tuple(part if part == "I" else part.lower() for part in gloss.split(" OR ") if part)


def _checked(path: Path) -> dict[str, Any]:
    """The metadata as JSON, refused where it names files outside its folder or on the net."""
    try:
        properties = json.loads("\n".join(line for _, line in read_lines(path)))
    except (ValueError, RecursionError) as error:
        raise InputError(f"not valid JSON ({error})", path=path) from None
    tables = properties.get("tables") if isinstance(properties, dict) else None
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise InputError("no CLDF metadata (a list of tables is missing)", path=path)
    for table in tables:
        url = table.get("url", "")
        parts = PurePosixPath(str(url).replace("\\", "/"))
        if ":" in str(url) or parts.is_absolute() or ".." in parts.parts:
            raise InputError(f"its table {url!r} lies outside the folder; do not trust it", path=path)
    nested = [
        properties.get("dialect"),
        *(table.get(key) for table in tables for key in ("dialect", "tableSchema")),
    ]
    if any(not isinstance(value, dict | None) for value in nested):
        raise InputError("takes its schema from elsewhere, which is not fetched", path=path)
    return properties


def _licence(address: object) -> str:
    match = _CREATIVE_COMMONS.fullmatch(str(address))
    if match is None:
        return address[:100] if isinstance(address, str) else ""
    return f"CC {match['kind'].upper()} {match['version']}" if match["kind"] else f"CC0 {match['version']}"
