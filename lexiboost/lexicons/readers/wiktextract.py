"""Wiktextract's dictionaries (kaikki.org): JSON lines, one word and part of speech a line.

Follows the README of Wiktextract (T. Ylonen, "Wiktextract: Wiktionary as Machine-Readable Structured Data",
LREC 2022): `word`, `lang_code`, `pos`, `senses` with `glosses`, `translations` with `code` or `lang_code`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import content_name, read_lines
from lexiboost.lexicons.pos import to_upos
from lexiboost.lexicons.readers.base import Reading, Side

LINE = re.compile(r'\{.*"(?:lang_code|redirect)": ?"')
# `fr-extract.jsonl` is made from the French Wiktionary: its glosses are French.
_EDITION = re.compile(r"(?P<code>[a-z]{2,3})-extract\b.*")
_SURROGATE = re.compile("[\ud800-\udfff]")
_INFLECTED = frozenset({"form-of", "alt-of"})


def read(path: Path, *, source: Side, target: Side) -> Reading:
    """Reads what a dump says of two languages, in both directions, as translations of source into target.

    The entries of either language give their `translations` into the other (romanizations are not read). In
    the English Wiktionary, and in any edition for its own language, the entries of the other language also
    give the last of each sense's `glosses`. Entries and translations of other languages are passed over.

    Rejected are the senses of inflected and alternative forms (`form_of`), senses without a gloss
    (`no_gloss`), translations without a word (`empty_cell`), records of another shape (`malformed`) and
    redirects (`redirect`).

    Args:
        path: the dump, of one language or of all.
        source, target: where one is missing, the language of the edition; where both are, the language of the
            first entry is the source.

    Raises:
        InputError: a line that is no JSON object, or sides that do not follow from the file.
    """
    match = _EDITION.match(content_name(path))
    edition = Side.of(match["code"] if match else "en")
    source, target = _sides(path, edition, source, target)
    reading = Reading("wiktextract", "CC BY-SA 4.0", source.code, target.code)
    for entry in _entries(path):
        if "redirect" in entry:
            reading.rejected["redirect"] += 1
        elif _text(entry.get("lang_code")) in source.codes:
            for word, translation, pos in _pairs(entry, target, edition, reading):
                reading.add(word, translation, pos, pos)
        elif _text(entry.get("lang_code")) in target.codes:
            for word, translation, pos in _pairs(entry, source, edition, reading):
                reading.add(translation, word, pos, pos)
    return reading


def _sides(path: Path, edition: Side, source: Side, target: Side) -> tuple[Side, Side]:
    """The two sides, from what is asked and the language of the first entry."""
    if source and target:
        return source, target
    if source and source != edition:
        return source, edition
    if target and target != edition:
        return edition, target
    code = next((_text(entry.get("lang_code")) for entry in _entries(path) if "redirect" not in entry), "")
    if not code or code in edition.codes:
        raise InputError("holds translations into many languages; say which with `target`", path=path)
    other = Side(code, frozenset({code}))
    return (source, other) if source else (other, edition)


def _entries(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in read_lines(path):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(
                f"not valid JSON ({error}); fetch the file again", path=path, line=number
            ) from None
        if not isinstance(entry, dict):
            raise InputError("not a JSON object, as every line of such a dump is", path=path, line=number)
        yield entry


def _pairs(
    entry: dict[str, Any], other: Side, edition: Side, reading: Reading
) -> Iterator[tuple[str, str, str]]:
    """Word, translation into the other language, and part of speech."""
    word, pos = _text(entry.get("word")), to_upos(_text(entry.get("pos")))
    senses = list(_records(entry, "senses", reading))
    for holder in (entry, *senses):
        for translation in _records(holder, "translations", reading):
            if _text(translation.get("lang_code") or translation.get("code")) in other.codes:
                yield word, _text(translation.get("word")), pos
    if other != edition:
        return
    for sense in senses:
        tags, glosses = sense.get("tags"), sense.get("glosses")
        if (
            "form_of" in sense
            or "alt_of" in sense
            or (isinstance(tags, list) and not _INFLECTED.isdisjoint(map(str, tags)))
        ):
            reading.rejected["form_of"] += 1
        elif isinstance(glosses, list) and glosses:
            # The glosses of a sense go from the general to the particular.
            yield word, _text(glosses[-1]), pos
        else:
            reading.rejected["no_gloss"] += 1


def _records(holder: dict[str, Any], name: str, reading: Reading) -> Iterator[dict[str, Any]]:
    items = holder.get(name)
    for item in items if isinstance(items, list) else () if items is None else (items,):
        if isinstance(item, dict):
            yield item
        else:
            reading.rejected["malformed"] += 1


def _text(value: object) -> str:
    """A string; "" for anything else and for half a surrogate pair, which no file can hold."""
    if not isinstance(value, str) or not (value.isascii() or _SURROGATE.search(value) is None):
        return ""
    return value
