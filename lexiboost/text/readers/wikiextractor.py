"""What WikiExtractor makes of a Wikipedia dump: `<doc id url title>` text, or with `--json` JSON lines.

Its output has `&`, `<` and `>` escaped in either form; here they are characters again.
"""

from __future__ import annotations

import html
import re
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
)
from lexiboost.text.readers.web_jsonl import as_string, parse_object, text_of

HEADER = re.compile(
    r'<doc id="(?P<id>[^"]*)"(?: revid="(?P<revid>[^"]*)")? url="(?P<url>[^"]*)" title="(?P<title>.*)">'
)
_OPEN, _CLOSE = b"<doc ", b"</doc>"


class WikiExtractorReader(Reader[Document]):
    """A document an article, named by its page id; `metadata` has `title`, `url` and where given `revid`."""

    def records(self, mark: Mark = START) -> Iterator[Raw]:
        """See `Reader`."""
        lines: list[bytes] = []
        size, fault = 0, None
        line, offset = before = mark.line, mark.offset
        for content, line, offset in numbered_lines(self.source.path, mark):
            begins = not isinstance(content, RejectedError) and content.startswith(_OPEN)
            if begins and lines:
                yield Raw(RejectedError("unclosed_article"), *before)
                lines, size, fault = [], 0, None
            before = line, offset
            if isinstance(content, RejectedError):
                if not lines:
                    yield Raw(content, line, offset)
                fault = content if lines else None
            elif not lines and not begins:
                if not content.isspace():
                    yield Raw(content, line, offset)
            else:
                size += len(content)
                if fault is None:
                    lines.append(content)
                    fault = RejectedError("too_long") if size > LONGEST_LINE else None
                if content.startswith(_CLOSE):
                    yield Raw(fault or b"".join(lines), line, offset)
                    lines, size, fault = [], 0, None
        if lines:
            yield Raw(RejectedError("unclosed_article"), line, offset)

    def parse(self, raw: Raw, number: int) -> Document:
        """See `Reader`."""
        if raw.content.startswith(b"{"):
            row = parse_object(raw.content)
            text = text_of(row, self.source.column or "text")
            metadata = {key: as_string(row[key]) for key in ("id", "revid", "url", "title") if row.get(key)}
        else:
            header, _, text = decoded(raw.content).partition("\n")
            found = HEADER.fullmatch(header.strip())
            if found is None:
                raise RejectedError("malformed_article", "not '<doc id=... url=... title=...>' nor JSON")
            metadata = {key: value for key, value in found.groupdict().items() if value}
            text = text.rstrip().removesuffix(_CLOSE.decode())
        page, title = metadata.pop("id", str(number)), html.unescape(metadata.get("title", ""))
        text = html.unescape(text).strip()
        if title:
            metadata["title"] = title
            first, _, rest = text.partition("\n")
            text = rest if first.strip() == title else text
        return document(text, self.source, page, metadata)
