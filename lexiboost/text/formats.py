"""The formats of text files: the reader of each, and which one a file has."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Mapping
from itertools import islice
from pathlib import Path

from lexiboost.artifacts.compression import content_name
from lexiboost.artifacts.errors import ConfigError, InputError
from lexiboost.artifacts.files import require_file
from lexiboost.text.document import Document, Pair
from lexiboost.text.readers.bible import VERSE, BibleReader
from lexiboost.text.readers.conllu_text import ConlluTextReader
from lexiboost.text.readers.moses import MosesReader
from lexiboost.text.readers.oscar import OscarReader
from lexiboost.text.readers.parquet import ParquetReader
from lexiboost.text.readers.plain import BlankLinesReader, LinesReader, WholeFileReader
from lexiboost.text.readers.records import Reader, RejectedError, numbered_lines, unpacked
from lexiboost.text.readers.tmx import TmxReader, TmxSideReader
from lexiboost.text.readers.web_jsonl import TEXT_KEYS, WebJsonlReader
from lexiboost.text.readers.wikiextractor import HEADER, WikiExtractorReader
from lexiboost.text.readers.wikipedia import WikipediaReader

READERS: Mapping[str, type[Reader[Document]]] = {
    "jsonl": WebJsonlReader,
    "oscar": OscarReader,
    "blank_lines": BlankLinesReader,
    "lines": LinesReader,
    "file": WholeFileReader,
    "parquet": ParquetReader,
    "wikiextractor": WikiExtractorReader,
    "wikipedia": WikipediaReader,
    "bible": BibleReader,
    "conllu": ConlluTextReader,
    "tmx": TmxSideReader,
}
"""Format -> its reader of documents."""
PAIR_READERS: Mapping[str, type[Reader[Pair]]] = {"tmx": TmxReader, "moses": MosesReader}
"""Format -> its reader of pairs."""

_HEAD_LINES, _HEAD_BYTES = 200, 2**16
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MARKUP = re.compile(r"<(mediawiki|tmx|doc)\b")
_BLANK_BETWEEN = re.compile("10+1")
_JSON_NAME = re.compile(r"\.(json|jsonl|ndjson)$")
_CONLLU = re.compile(r"[0-9]+(?:[-.][0-9]+)?(?:\t[^\t]*){9}")


def require_format(name: str, known: Mapping[str, object]) -> None:
    """Raises `ConfigError` where a format's name is not known."""
    if name not in known:
        raise ConfigError(f"unknown text format {name!r}; one of {', '.join(known)} is expected")


def recognize(path: str | Path) -> str:
    """The format of a file of documents by its name and beginning, one of `READERS`.

    A document a file (`file`) has to be asked for: such a file looks like one of `lines`.

    Raises:
        InputError: no such file, an empty one, no text, or a table whose columns are not known.
    """
    path = Path(path)
    if path.is_dir():
        raise InputError("a folder; name a file", path=path)
    path = require_file(path)
    found = format_of(path)
    if found is None:
        raise InputError("the file is empty", path=path)
    return found


def format_of(path: Path, column: str = "") -> str | None:
    """Like `recognize`, but None where a file has no text at all; `column` is a JSON key that is a text's."""
    name = content_name(path)
    with unpacked(path) as stream:
        head = stream.read(_HEAD_BYTES)
    if head.startswith(b"PAR1") or name.endswith(".parquet"):
        return "parquet"
    if not head.strip():
        return None
    text = _text(head)
    if "\0" in text:
        raise InputError("NUL bytes, which no text has (UTF-16? convert it, e.g. with iconv)", path=path)
    begin = text.lstrip()
    found = _markup(begin, path) if begin.startswith("<") else None
    if begin.startswith("{"):
        found = _json_lines(name, path, column)
    if found is None and head.startswith(_UTF16):
        raise InputError("UTF-16, which is read in XML only; convert it, e.g. with iconv", path=path)
    return found or _plain(name, text.splitlines(), path)


def _text(head: bytes) -> str:
    if head.startswith(_UTF16):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace")
    return head.decode("utf-8-sig", "replace")


def _markup(text: str, path: Path) -> str | None:
    found = _MARKUP.search(text)
    if found is not None and (found[1] != "doc" or HEADER.match(text)):
        return {"mediawiki": "wikipedia", "tmx": "tmx", "doc": "wikiextractor"}[found[1]]
    if text.startswith(("<?xml", "<!DOCTYPE")):
        raise InputError("XML that is neither a MediaWiki dump nor TMX", path=path)
    return None


def _json_lines(name: str, path: Path, column: str) -> str | None:
    first = next(numbered_lines(path))[0]
    try:
        row = {} if isinstance(first, RejectedError) else json.loads(first)
    except (ValueError, RecursionError):
        return "jsonl" if _JSON_NAME.search(name) else None
    keys = row.keys() if isinstance(row, dict) else set()
    if "content" in keys and keys & {"warc_headers", "metadata"}:
        return "oscar"
    if keys >= {"id", "url", "title", "text"} and ("revid" in keys or "?curid=" in str(row["url"])):
        return "wikiextractor"
    if keys and not keys & {column, *TEXT_KEYS}:
        keys_said = ", ".join(keys)[:200]
        raise InputError(
            f"no key of {', '.join(TEXT_KEYS)} but {keys_said}; name the text's with `column`",
            path=path,
            line=1,
        )
    return "jsonl"


def _plain(name: str, lines: list[str], path: Path) -> str:
    rows = [line for line in islice(lines, _HEAD_LINES) if line and not line.startswith("#")]
    if name.endswith(".conllu") or (rows and _CONLLU.fullmatch(rows[0])):
        return "conllu"
    if rows and "\t" in rows[0] and VERSE.fullmatch(rows[0].partition("\t")[0]):
        return "bible"
    if name.endswith((".tsv", ".csv")):
        raise InputError("a table of unknown columns; say format='lines' if each line is a text", path=path)
    inner = "".join("1" if line.strip() else "0" for line in lines)
    return "blank_lines" if _BLANK_BETWEEN.search(inner) else "lines"
