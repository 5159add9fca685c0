"""OSCAR's JSON lines since 22.01: a web document with its WARC headers and annotations.

Format: Abadji et al. 2022, "Towards a Cleaner Document-Oriented Multilingual Crawled Corpus"; in 22.01
`metadata.annotation` holds what 23.01 calls `quality_warnings`.
"""

from __future__ import annotations

from typing import Any

from lexiboost.text.document import Document
from lexiboost.text.readers.plain import LinesReader
from lexiboost.text.readers.records import Raw, document
from lexiboost.text.readers.web_jsonl import as_string, parse_object, text_of

HEADERS = {
    "warc-target-uri": "url",
    "warc-date": "timestamp",
    "warc-record-id": "record_id",
    "warc-identified-content-language": "warc_languages",
}
"""WARC header -> name in a document's metadata."""


class OscarReader(LinesReader):
    """A document a line.

    `metadata` has, as far as they are given: `url`, `timestamp`, `record_id`, `warc_languages`; `language`
    and `language_probability` of the whole; `line_languages`, a label or `-` for each line of the text as it
    was published; `quality_warnings` and `categories`, separated by commas; `harmful_perplexity`; `tlsh`.
    """

    def parse(self, raw: Raw, number: int) -> Document:
        """See `Reader`."""
        row = parse_object(raw.content)
        text = text_of(row, self.source.column or "content")
        return document(text, self.source, number, _metadata(row))


def _metadata(row: dict[str, Any]) -> dict[str, str]:
    headers, notes = _object(row.get("warc_headers")), _object(row.get("metadata"))
    identification = _object(notes.get("identification"))
    lines = [_object(line).get("label") or "-" for line in _list(notes.get("sentence_identifications"))]
    values = {name: headers.get(header) for header, name in HEADERS.items()}
    values |= {
        "language": identification.get("label"),
        "language_probability": identification.get("prob"),
        "line_languages": " ".join(map(str, lines)),
        "quality_warnings": _joined(notes.get("quality_warnings", notes.get("annotation"))),
        "categories": _joined(notes.get("categories")),
        "harmful_perplexity": notes.get("harmful_pp"),
        "tlsh": notes.get("tlsh"),
    }
    return {name: as_string(value) for name, value in values.items() if value not in (None, "")}


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _joined(value: Any) -> str:
    return ",".join(map(str, _list(value)))
