"""TMX 1.4b (LISA, Translation Memory eXchange): translation units of one text in several languages."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from xml.etree.ElementTree import Element

from lexiboost.artifacts.errors import ConfigError, UnknownLanguageError
from lexiboost.languages import load_catalog
from lexiboost.text.document import Document, Pair
from lexiboost.text.readers.records import START, Mark, Raw, Reader, RejectedError, Source, document
from lexiboost.text.readers.xml import raw_elements

_UNIT = frozenset({"tu"})
_CODES = frozenset({"bpt", "ept", "it", "ph", "ut"})
"""Inline elements that hold another format's markup and no text."""


class TmxReader(Reader[Pair]):
    """A pair a translation unit, named by its `tuid` where it has one.

    A unit's first variant in each of the two languages is taken. A variant's language is any code of the
    catalog; one without a script agrees with every script of its language.
    """

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.sides = [_side(source, source.variety), _side(source, source.other_variety)]

    def records(self, mark: Mark = START) -> Iterator[Raw]:
        """See `Reader`."""
        return raw_elements(self.source.path, _UNIT, mark)

    def parse(self, raw: Raw, number: int) -> Pair:
        """See `Reader`."""
        one, two = (_document(raw.content, side, number) for side in self.sides)
        return Pair(one, two)


class TmxSideReader(Reader[Document]):
    """One side of the units: that of the source's variety."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.side = _side(source, source.variety)

    def records(self, mark: Mark = START) -> Iterator[Raw]:
        """See `Reader`."""
        return raw_elements(self.source.path, _UNIT, mark)

    def parse(self, raw: Raw, number: int) -> Document:
        """See `Reader`."""
        return _document(raw.content, self.side, number)


def _side(source: Source, variety: str) -> Source:
    if not variety:
        raise ConfigError(f"{source.path}: a TMX file has several languages; say which variety is meant")
    return Source(source.path, source.label, load_catalog().resolve(variety).variety)


def _document(unit: Element, side: Source, number: int) -> Document:
    for variant in unit.iter("tuv"):
        language = variant.get("xml:lang") or variant.get("lang") or ""
        if _agrees(language, side.variety):
            segment = variant.find("seg")
            if segment is None:
                raise RejectedError("malformed_unit", "a <tuv> without <seg>")
            return document(_text(segment), side, unit.get("tuid") or number, {"language": language})
    raise RejectedError("missing_side")


def _text(element: Element) -> str:
    """The text of a segment: highlighted text is text, codes of another format are not."""
    parts = [element.text or ""]
    for child in element:
        if child.tag not in _CODES:
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


@cache
def _agrees(language: str, variety: str) -> bool:
    try:
        found = load_catalog().resolve(language).variety
    except UnknownLanguageError:
        return False
    scripted = any(len(part) == 4 and part.isalpha() for part in language.replace("_", "-").split("-")[1:])
    same_language = found.partition("_")[0] == variety.partition("_")[0]
    return found == variety or (same_language and not scripted)
