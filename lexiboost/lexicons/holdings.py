"""Which language, beside English, a lexicon file holds: by its name, else by what is in it."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from lexiboost.artifacts.errors import UnknownLanguageError
from lexiboost.artifacts.files import plain_name, read_lines
from lexiboost.languages import load_catalog
from lexiboost.lexicons.readers import cldf, omw_tab, swadesh, wiktextract
from lexiboost.lexicons.readers.base import ENGLISH
from lexiboost.lexicons.readers.muse import is_test_cut

PAIR, SIDED, PANLEX = "pair", "sided", "panlex"
"""English and one language, by name; a file of which a pair is asked; a dump of PanLex."""
_PAIR_SUFFIXES = (".tsv", ".csv", ".txt", ".tei", ".dix", ".tab")
_PAIR = re.compile(
    r"(?:.*\.)?(?P<first>[A-Za-z]{2,3}(?:-[A-Z][A-Za-z]+)?)[-_](?P<second>[A-Za-z]{2,3}(?:-[A-Z][A-Za-z]+)?)"
)
_ENGLISH = frozenset({"en", "eng"})
# Folders of one file a language, `<code><suffix>`, with English as the other side.
_BY_LANGUAGE = {"omw_wikt": ".tab", "wiktextract": ".jsonl"}
_JOINED = "omw_wikt_pairs"
_CLDF = ("cldf-metadata.json", "Wordlist-metadata.json")
_HEAD_LINES, _HEAD_LENGTH = 100, 2**20


class Target(NamedTuple):
    """The language that is looked for: its variety and every ISO 639 code it goes by."""

    variety: str
    codes: Collection[str]

    @classmethod
    def of(cls, code: str) -> Target:
        """By any code of the catalog; raises `UnknownLanguageError` for others."""
        catalog = load_catalog()
        return cls(catalog.resolve(code).variety, catalog.codes(code))


def is_swadesh(path: Path) -> bool:
    """Whether a file is one of PanLex's Swadesh tables."""
    return plain_name(path).startswith("swadesh")


def kind_of(path: Path, target: Target) -> str:
    """How a file is read for a language: `PAIR`, `SIDED`, `PANLEX`, or "" where it holds none of it.

    Raises:
        InputError: a file that by its name is such a lexicon and cannot be read.
    """
    name = plain_name(path)
    if is_swadesh(path):
        return SIDED if swadesh.has_language(path, target.codes) else ""
    if name in _CLDF:
        return SIDED if _cldf_has(path, target) else ""
    if path.suffix == ".zip" and _is_panlex(path):
        return "" if _panlex_languages(*_stamped(path)).isdisjoint(target.codes) else PANLEX
    kind, code = (PAIR, code) if (code := _beside_english(path)) else (SIDED, _by_folder(path))
    return kind if code and _variety(code) == target.variety else ""


def companions(path: Path) -> list[Path]:
    """The files read along with a lexicon file: the English wordnet, the tables of a CLDF data set."""
    name = plain_name(path)
    if name in _CLDF:
        return cldf.tables(path)
    if not name.endswith(".tab") or _beside_english(path):
        return []
    language = _by_folder(path)
    sibling = omw_tab.sibling(path, language, ENGLISH) if language else None
    return [] if sibling is None else [sibling]


def is_inverted(path: Path) -> bool:
    """Whether a file of the kind `PAIR` has English as its target."""
    return re.match(r"(?:.*\.)?(?:en|eng)[-_]", plain_name(path)) is None


@cache
def _variety(code: str) -> str:
    try:
        return load_catalog().resolve(code).variety
    except UnknownLanguageError:
        return ""


def _beside_english(path: Path) -> str:
    """The code beside English in a lexicon's file name, or "" for another kind of file."""
    name = plain_name(path)
    match = _PAIR.fullmatch(name.rpartition(".")[0])
    if match is None or not name.endswith(_PAIR_SUFFIXES) or is_test_cut(path):
        return ""
    first, second = match["first"], match["second"]
    if first.lower() in _ENGLISH:
        return second
    return first if second.lower() in _ENGLISH else ""


def _by_folder(path: Path) -> str:
    """The language of a file of one language: by its name in a folder of such files, else by content."""
    name, folder = plain_name(path), path.parent
    if not name.endswith(tuple(_BY_LANGUAGE.values())):
        return ""
    if folder.name == "omw_wikt" and (folder.parent / _JOINED).is_dir():
        return ""
    code = name.rpartition(".")[0]
    if name.endswith(_BY_LANGUAGE.get(folder.name, "/")) and _variety(code):
        return "" if code in _ENGLISH else code
    return _language_of_lines(*_stamped(path))


def _stamped(path: Path) -> tuple[Path, int, int]:
    """A path with what changes when the file does, so that what was found in it can be kept."""
    status = path.stat()
    return path, status.st_size, status.st_mtime_ns


@lru_cache(maxsize=4096)
def _language_of_lines(path: Path, size: int, changed: int) -> str:
    """The language of a wordnet tab that English can be joined to, or of a Wiktextract dump of one language.

    "" for any other file.
    """
    head, length = [], 0
    for _, line in islice(read_lines(path), _HEAD_LINES):
        length += len(line)
        head.append(line)
        if length > _HEAD_LENGTH:
            break
    rows = [line for line in head if line.strip() and not line.startswith("#")]
    if rows and all(omw_tab.ROW.fullmatch(line) for line in rows):
        code = rows[0].split("\t")[1].partition(":")[0]
        return "" if code in _ENGLISH or omw_tab.sibling(path, code, ENGLISH) is None else code
    if rows and all(wiktextract.LINE.match(line) for line in rows):
        codes = {code for line in rows if (code := _entry_language(line))}
        return codes.pop() if len(codes) == 1 and not codes & _ENGLISH else ""
    return ""


def _entry_language(line: str) -> str:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return ""
    code = entry.get("lang_code") if isinstance(entry, dict) else None
    return code if isinstance(code, str) else ""


def _cldf_has(path: Path, target: Target) -> bool:
    glottocode = load_catalog().resolve(target.variety).glottocode
    return cldf.has_language(path, {*target.codes, glottocode} - {""})


def _is_panlex(path: Path) -> bool:
    # DuckDB is loaded only where its data may be.
    from lexiboost.lexicons.panlex import is_panlex

    return is_panlex(path)


@lru_cache(maxsize=16)
def _panlex_languages(path: Path, size: int, changed: int) -> frozenset[str]:
    from lexiboost.lexicons.panlex import languages

    return languages(path)
