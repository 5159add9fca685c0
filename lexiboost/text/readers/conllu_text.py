"""The running text of CoNLL-U treebanks (universaldependencies.org/format.html)."""

from __future__ import annotations

from collections.abc import Iterator

from lexiboost.text.document import Document
from lexiboost.text.readers.plain import BlankLinesReader
from lexiboost.text.readers.records import Raw, RejectedError, decoded, document

_COLUMNS = 10
_COMMENTS = {"sent_id": "sent_id", "newdoc id": "newdoc", "newpar id": "newpar"}


class ConlluTextReader(BlankLinesReader):
    """A document a sentence, named by its `sent_id` where it has one.

    The text is that of `# text =`, else rebuilt from the surface tokens and their `SpaceAfter=No`. `metadata`
    has `sent_id`, and `newdoc`/`newpar` where one begins that has an id.
    """

    def parse(self, raw: Raw, number: int) -> Document:
        """See `Reader`."""
        lines = (
            decoded(raw.content).splitlines() if b"\r" in raw.content else decoded(raw.content).split("\n")
        )
        comments = dict(_comments(line for line in lines if line.startswith("#")))
        rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
        if not rows or any(len(row) != _COLUMNS for row in rows):
            raise RejectedError("malformed_sentence", f"not lines of {_COLUMNS} tab-separated columns")
        text = comments.get("text") or detokenized(rows)
        metadata = {name: comments[key] for key, name in _COMMENTS.items() if comments.get(key)}
        return document(text, self.source, metadata.get("sent_id", number), metadata)


def _comments(lines: Iterator[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        key, _, value = line[1:].partition("=")
        yield key.strip(), value.strip()


def detokenized(rows: list[list[str]]) -> str:
    """The text of a sentence's ten-column rows.

    A range (`3-4`) stands for the words it covers; empty nodes (`5.1`) are not seen.

    Raises:
        RejectedError: an id that is no number.
    """
    parts: list[str] = []
    covered = 0
    for row in rows:
        first, dash, last = row[0].partition("-")
        if "." in first:
            continue
        if not first.isdecimal() or (dash and not last.isdecimal()):
            raise RejectedError("malformed_sentence", f"word id {row[0]!r}")
        if int(first) <= covered:
            continue
        covered = int(last) if dash else covered
        parts += [row[1], "" if "SpaceAfter=No" in row[9].split("|") else " "]
    return "".join(parts)
