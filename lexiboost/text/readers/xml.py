"""XML as a stream of elements that can be taken up again at any of them.

Entities that a file declares are refused: they can blow a few bytes up to gigabytes, or name another file.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import LONGEST_LINE
from lexiboost.text.readers.records import START, Mark, Raw, RejectedError, unpacked

MAX_DEPTH = 64
MAX_ELEMENTS = 100_000
"""Elements that one record may hold."""

_PIECE = 2**16
_BOMS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def raw_elements(path: Path, wanted: frozenset[str], mark: Mark = START) -> Iterator[Raw]:
    """Each outermost element of the wanted names, names stripped of their namespace's prefix.

    Memory is that of the largest; one of more than 16 MiB, 100,000 elements or 64 levels is rejected. A
    record's `offset` is where it begins itself (the next one is known only when it comes), and its state the
    file's encoding and the elements around it.

    Args:
        path: the file.
        wanted: names of elements.
        mark: of a record that was given before, to go on after it.

    Raises:
        InputError: not well-formed, entities are declared, a tag of more than 16 MiB, or damage.
    """
    walker = _Walker(path, wanted, mark)
    skip = min(1, mark.record)
    with unpacked(path, mark.offset, lambda: walker.line) as stream:
        while True:
            piece = stream.read(_PIECE)
            walker.feed(piece)
            yield from walker.done[skip:]
            skip = max(0, skip - len(walker.done))
            walker.done.clear()
            if not piece:
                return


class _Walker:
    """Follows a parser through a file and builds the wanted elements."""

    def __init__(self, path: Path, wanted: frozenset[str], mark: Mark) -> None:
        self.path, self.wanted = path, wanted
        self.done: list[Raw] = []
        self.open: list[str] = []
        self.builder: TreeBuilder | None = None
        self.fault: RejectedError | None = None
        self.depth = self.size = 0
        self.begin = mark
        self.encoding = str(mark.state[0]) if mark.state else ""
        self.first_line = mark.line
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.EntityDeclHandler = self._refuse
        self.fed = 0
        self.base = mark.offset
        if mark.state:
            self._enter(mark)
        self.parser.XmlDeclHandler = self._declared

    def _enter(self, mark: Mark) -> None:
        """Brings a new parser to where an old one was."""
        utf16 = self.encoding.startswith("utf-16")
        prolog = (
            "\ufeff" if utf16 else f"<?xml version='1.0' encoding={quoteattr(self.encoding or 'utf-8')}?>"
        )
        prefix = (prolog + "".join(f"<{name}>" for name in mark.state[1:])).encode(self.encoding or "utf-8")
        self.parser.Parse(prefix, False)
        self.fed = len(prefix)
        self.base = mark.offset - len(prefix)

    @property
    def line(self) -> int:
        return self.first_line + self.parser.CurrentLineNumber

    def feed(self, piece: bytes) -> None:
        """Parses some bytes more; none at the file's end."""
        if not self.fed and piece:
            self.encoding = next((name for bom, name in _BOMS.items() if piece.startswith(bom)), "")
        self.fed += len(piece)
        try:
            self.parser.Parse(piece, not piece)
        except expat.ExpatError as error:
            line = self.first_line + error.lineno
            said = expat.errors.messages.get(error.code, str(error))
            raise InputError(f"not well-formed XML ({said})", path=self.path, line=line) from None
        except (ValueError, LookupError) as error:
            raise InputError(f"an encoding that is not read ({error})", path=self.path) from None
        if self.fed - self.parser.CurrentByteIndex > LONGEST_LINE + _PIECE:
            raise InputError(
                f"one tag of more than {LONGEST_LINE / 2**20:.0f} MiB", path=self.path, line=self.line
            )

    def _declared(self, version: str, encoding: str | None, standalone: int) -> None:
        del version, standalone
        self.encoding = self.encoding or (encoding or "").lower()

    def _refuse(self, *declaration: object) -> NoReturn:
        del declaration
        raise InputError("declares XML entities, which are not read", path=self.path, line=self.line)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self.builder is None and self.fault is None:
            if name.rpartition(":")[2] not in self.wanted:
                self.open.append(name)
                if len(self.open) > MAX_DEPTH:
                    raise InputError(
                        f"elements nested more than {MAX_DEPTH} deep", path=self.path, line=self.line
                    )
                return
            offset = self.base + self.parser.CurrentByteIndex
            self.begin = Mark(0, self.line - 1, offset, (self.encoding, *self.open))
            self.builder, self.depth, self.size = TreeBuilder(), 0, 0
            self.parser.CharacterDataHandler = self._data
        self.depth += 1
        self.size += 1
        if self.depth > MAX_DEPTH or self.size > MAX_ELEMENTS:
            self._give_up()
        if self.builder is not None:
            self.builder.start(name.rpartition(":")[2], attributes)

    def _data(self, text: str) -> None:
        if self.base + self.parser.CurrentByteIndex - self.begin.offset > LONGEST_LINE:
            self._give_up()
        elif self.builder is not None:
            self.builder.data(text)

    def _give_up(self) -> None:
        self.builder, self.fault = None, RejectedError("too_long")
        self.parser.CharacterDataHandler = None

    def _end(self, name: str) -> None:
        if self.builder is None and self.fault is None:
            self.open.pop()
            return
        self.depth -= 1
        if self.builder is not None:
            self.builder.end(name.rpartition(":")[2])
        if self.depth == 0:
            content: Element | RejectedError | None = self.fault
            if self.builder is not None:
                content = self.builder.close()
            self.done.append(Raw(content, self.begin.line, self.begin.offset, self.begin.state))
            self.builder = self.fault = None
            self.parser.CharacterDataHandler = None
