"""JSON lines with a text and what is known of it: C4, mC4, CulturaX, FineWeb, HPLT, MADLAD and their like.

C4 and mC4 have `text`, `timestamp`, `url` (Raffel et al. 2020; Xue et al. 2021); CulturaX adds `source`
(Nguyen et al. 2024).
"""

from __future__ import annotations

import json
from typing import Any

from lexiboost.text.document import Document
from lexiboost.text.readers.plain import LinesReader
from lexiboost.text.readers.records import Raw, RejectedError, decoded, document

TEXT_KEYS = ("text", "content", "raw_content", "document", "sentence")
"""Where the text is, in this order, unless a key is named."""


class WebJsonlReader(LinesReader):
    """A document a line; `metadata` has all other keys, what is not a string as JSON, null left out."""

    def parse(self, raw: Raw, number: int) -> Document:
        """See `Reader`."""
        row = parse_object(raw.content)
        key = self.source.column or next((key for key in TEXT_KEYS if key in row), "")
        text = text_of(row, key or TEXT_KEYS[0])
        metadata = {
            name: as_string(value) for name, value in row.items() if name != key and value is not None
        }
        return document(text, self.source, number, metadata)


def parse_object(content: bytes) -> dict[str, Any]:
    """The JSON object of a line; raises `RejectedError` where it is none."""
    line = decoded(content)
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RejectedError("malformed_json", f"not valid JSON ({str(error)[:100]})") from None
    if not isinstance(row, dict):
        raise RejectedError("malformed_json", "not a JSON object")
    if "\\u" in line and ("\\u0000" in line or "\\ud" in line or "\\uD" in line):
        _require_text(row)
    return row


def _require_text(row: dict[str, Any]) -> None:
    """Raises `RejectedError` where escapes stand for NUL or for halves of a character."""
    text = json.dumps(row, ensure_ascii=False)
    if "\\u0000" in text.replace("\\\\", ""):
        raise RejectedError("nul_character")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise RejectedError("half_character") from None


def text_of(row: dict[str, Any], key: str) -> str:
    """The text at a key; raises `RejectedError` where there is none."""
    text = row.get(key)
    if not isinstance(text, str):
        raise RejectedError("no_text", f"no string at key {key!r}; the keys are {', '.join(row)[:200]}")
    return text


def as_string(value: Any) -> str:
    """A string as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
