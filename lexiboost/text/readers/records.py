"""Records of a text file as they lie there, each with the place where the next one begins.

A reader first cuts a file into records (`Reader.records`), cheaply and from any place between two of them,
then makes a document of those that are wanted (`Reader.parse`). Shards and resumed runs skip what they do
not want before it is parsed.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Generic, NamedTuple, TypeVar

from lexiboost.artifacts.compression import COMPRESSED_SUFFIXES, DAMAGE, open_binary
from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import LONGEST_LINE
from lexiboost.text.document import Document, Pair

_BOM = b"\xef\xbb\xbf"
_SKIP = 2**18

Item = TypeVar("Item", bound=Document | Pair)


class Mark(NamedTuple):
    """A place between two records of a file.

    Attributes:
        record: records before it.
        line: lines before it.
        offset: bytes of the unpacked file before it.
        state: what else the format needs to read on from there.
    """

    record: int = 0
    line: int = 0
    offset: int = 0
    state: tuple[str | int, ...] = ()


START = Mark()


class Raw(NamedTuple):
    """One record, not yet parsed.

    Attributes:
        content: bytes, an XML element or whatever else the reader's `parse` takes; a `RejectedError` where
            the record could not be taken into memory.
        line: lines up to its end.
        offset: where the next record begins (see `Mark`).
        state: see `Mark`.
    """

    content: Any
    line: int
    offset: int
    state: tuple[str | int, ...] = ()


class RejectedError(Exception):
    """A record that gives no document.

    Args:
        reason: what it is counted under.
        detail: what is wrong, where the record breaks the rules of its format; a file that begins with
            nothing else is not of that format.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


@dataclass(frozen=True, slots=True)
class Source:
    """One input and how it is to be read.

    Attributes:
        path: the file.
        label: what its documents' `source_id` begins with.
        variety: of the text, "" where unknown; of a parallel text's first side.
        column: key or column of the text, "" for the usual ones.
        other: the second file of a parallel text in two.
        other_variety: of a parallel text's second side.
    """

    path: Path
    label: str
    variety: str = ""
    column: str = ""
    other: Path | None = None
    other_variety: str = ""


class Reader(ABC, Generic[Item]):
    """Reads one file of one format.

    Args:
        source: the file.
    """

    def __init__(self, source: Source) -> None:
        self.source = source

    @abstractmethod
    def records(self, mark: Mark = START) -> Iterator[Raw]:
        """The records from a place on.

        Raises:
            InputError: the file cannot be read, or breaks off.
        """

    @abstractmethod
    def parse(self, raw: Raw, number: int) -> Item:
        """The document or pair of a record.

        Args:
            raw: one of `records`.
            number: its number in the file, from 0.

        Raises:
            RejectedError: it gives none.
        """


@contextmanager
def unpacked(path: Path, offset: int = 0, line: Callable[[], int] = int) -> Iterator[IO[bytes]]:
    """A plain or compressed file's bytes from an offset on.

    Args:
        path: the file.
        offset: bytes to leave out.
        line: tells the line that reading has come to.

    Raises:
        InputError: in the block, where the file cannot be read or is damaged; names file and line.
    """
    try:
        with open_binary(path) as stream:
            if path.suffix not in COMPRESSED_SUFFIXES:
                stream.seek(offset)
                offset = 0
            while offset > 0 and (skipped := stream.read(min(offset, _SKIP))):
                offset -= len(skipped)
            yield stream
    except DAMAGE as error:
        raise _damaged(path, line(), error) from None
    except OSError as error:
        if error.errno is None:  # pyarrow's and bz2's decompressors
            raise _damaged(path, line(), error) from None
        raise InputError(f"cannot be read ({error.strerror or error})", path=path) from None


def _damaged(path: Path, line: int, error: Exception) -> InputError:
    return InputError(f"damaged compressed file ({error}); fetch it again", path=path, line=line or None)


def numbered_lines(
    path: Path, mark: Mark = START, *, longest: int = LONGEST_LINE
) -> Iterator[tuple[bytes | RejectedError, int, int]]:
    """The lines of a file from a place on.

    Yields:
        The line as bytes with its line end, or a `RejectedError` where it is longer than `longest` bytes; its
        number from 1; the offset of the next.
    """
    number, offset = mark.line, mark.offset
    with unpacked(path, offset, lambda: number) as stream:
        readline, limit = stream.readline, longest + 1
        while line := readline(limit):
            number += 1
            offset += len(line)
            if len(line) == limit:
                more = not line.endswith(b"\n")
                while more and (piece := readline(_SKIP)):
                    offset += len(piece)
                    more = not piece.endswith(b"\n")
                yield RejectedError("too_long"), number, offset
            else:
                yield line.removeprefix(_BOM) if number == 1 else line, number, offset


def raw_blocks(path: Path, mark: Mark = START, *, longest: int = LONGEST_LINE) -> Iterator[Raw]:
    """Runs of lines between blank lines; a `RejectedError` for one that is too long."""
    lines: list[bytes] = []
    size, fault = 0, None
    line, offset = mark.line, mark.offset
    for content, line, offset in numbered_lines(path, mark, longest=longest):
        if isinstance(content, RejectedError):
            lines, fault = [], content
        elif content.isspace():
            if lines or fault:
                yield Raw(fault or b"".join(lines), line, offset)
            lines, size, fault = [], 0, None
        elif fault is None:
            size += len(content)
            lines.append(content)
            if size > longest:
                lines, fault = [], RejectedError("too_long")
    if lines or fault:
        yield Raw(fault or b"".join(lines), line, offset)


def decoded(content: bytes) -> str:
    """UTF-8 text of a record; raises `RejectedError` where it is none or holds NUL characters."""
    if b"\0" in content:
        raise RejectedError("nul_character", "NUL bytes, which no text has")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RejectedError(
            "not_utf8", f"not UTF-8 (byte {error.start}); convert it, e.g. with iconv"
        ) from None


def document(
    text: str, source: Source, record: int | str, metadata: Mapping[str, str] | None = None
) -> Document:
    """A document of stripped text with `\\n` line ends; raises `RejectedError` where no text is left."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.strip()
    if not text:
        raise RejectedError("empty")
    return Document(text, f"{source.label}:{record}", source.variety, metadata or {})
