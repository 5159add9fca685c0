"""Plain text: a document a line, a document a file, or documents with a blank line between.

The last is CC-100's form (Wenzek et al. 2020, "CCNet: Extracting High Quality Monolingual Datasets from Web
Crawl Data"), also that of OSCAR before 2022.
"""

from __future__ import annotations

from collections.abc import Iterator

from lexiboost.artifacts.files import LONGEST_LINE
from lexiboost.text.document import Document
from lexiboost.text.readers.records import (
    START,
    Mark,
    Raw,
    Reader,
    RejectedError,
    decoded,
    document,
    numbered_lines,
    raw_blocks,
)


class LinesReader(Reader[Document]):
    """A document a line; blank lines are no records."""

    def records(self, mark: Mark = START) -> Iterator[Raw]:
        """See `Reader`."""
        for content, line, offset in numbered_lines(self.source.path, mark):
            if not isinstance(content, bytes) or not content.isspace():
                yield Raw(content, line, offset)

    def parse(self, raw: Raw, number: int) -> Document:
        """See `Reader`."""
        return document(decoded(raw.content), self.source, number)


class BlankLinesReader(LinesReader):
    """Documents of one paragraph a line, a blank line between documents."""

    def records(self, mark: Mark = START) -> Iterator[Raw]:
        """See `Reader`."""
        return raw_blocks(self.source.path, mark)


class WholeFileReader(LinesReader):
    """One document: the whole file, of 16 MiB at most."""

    def records(self, mark: Mark = START) -> Iterator[Raw]:
        """See `Reader`."""
        if mark.record:
            return
        parts: list[bytes] = []
        size = line = 0
        for content, line, size in numbered_lines(self.source.path):
            if isinstance(content, RejectedError) or size > LONGEST_LINE:
                yield Raw(RejectedError("too_long"), line, size)
                return
            parts.append(content)
        if parts:
            yield Raw(b"".join(parts), line, size)
