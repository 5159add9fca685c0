"""XML of dictionaries as a stream of elements, without entities of its own and without namespaces."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import read_lines

MAX_DEPTH = 64
MAX_ELEMENTS = 100_000
"""Elements that one entry of a dictionary may hold."""

# An entity that the file declares can blow a few bytes up to gigabytes, or name another file.
_ENTITY = re.compile(r"<!ENTITY\b")
_PIECE = 2**12


def elements(path: Path, wanted: Collection[str]) -> Iterator[Element]:
    """Each outermost element of the wanted names, whole, tags stripped of their namespace.

    An element is dropped once the next is asked for, so memory is that of the largest one.

    Raises:
        InputError: not well-formed, it declares entities, or one element is absurdly deep or large.
    """
    parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
    window = _Window(wanted, path)
    number = 0
    try:
        for number, line in read_lines(path):
            if _ENTITY.search(line):
                raise InputError("declares XML entities, which are not read", path=path, line=number)
            for start in range(0, len(line) + 1, _PIECE):
                parser.feed(line[start : start + _PIECE])
                yield from window.completed(parser)
            parser.feed("\n")
        parser.close()
        yield from window.completed(parser)
    except ParseError as error:
        raise InputError(f"not well-formed XML ({error})", path=path, line=number or None) from None


class _Window:
    """The open elements of a document, and how much the wanted one among them holds."""

    def __init__(self, wanted: Collection[str], path: Path) -> None:
        self.wanted, self.path = wanted, path
        self.open: list[Element] = []
        self.depth_of_wanted = 0
        self.size = 0

    def completed(self, parser: XMLPullParser[Element]) -> Iterator[Element]:
        events = cast(Iterator[tuple[str, Element]], parser.read_events())
        for event, element in events:
            if event == "start":
                self._enter(element)
                continue
            self.open.pop()
            if len(self.open) + 1 == self.depth_of_wanted:
                self.depth_of_wanted = 0
                yield element
            if self.depth_of_wanted == 0 and self.open:
                self.open[-1].remove(element)

    def _enter(self, element: Element) -> None:
        element.tag = element.tag.rpartition("}")[2]
        self.open.append(element)
        if self.depth_of_wanted == 0 and element.tag in self.wanted:
            self.depth_of_wanted, self.size = len(self.open), 0
        self.size += 1
        if len(self.open) > MAX_DEPTH:
            raise InputError(f"elements nested more than {MAX_DEPTH} deep; no dictionary is", path=self.path)
        if self.depth_of_wanted and self.size > MAX_ELEMENTS:
            raise InputError(
                f"one <{self.open[self.depth_of_wanted - 1].tag}> of more than {MAX_ELEMENTS} elements; "
                "split it into entries",
                path=self.path,
            )
