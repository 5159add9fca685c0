"""Raw text cut into sentences, in pieces of equal number: what a shard of pseudo-text is made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lexiboost.experiments.programs import TextSynthesisConfig
from lexiboost.text.document import Document
from lexiboost.text.sentences import sentences

BATCH = 8192
"""Sentences that are drawn at once."""


@dataclass(frozen=True)
class Piece:
    """Consecutive sentences of one file; `first` is the number of the first of them, from 1."""

    file: str
    first: int
    lines: tuple[str, ...]


def shard_pieces(documents: Iterable[Document], config: TextSynthesisConfig) -> Iterator[list[Piece]]:
    """The sentences of documents in shards of `config.shard`, whatever files they come from."""
    pieces: list[Piece] = []
    room = config.shard
    for file, first, lines in _runs(documents, config):
        at = 0
        while at < len(lines):
            taken = lines[at : at + room]
            pieces.append(Piece(file, first + at, tuple(taken)))
            at += len(taken)
            room -= len(taken)
            if not room:
                yield pieces
                pieces, room = [], config.shard
    if pieces:
        yield pieces


def _runs(
    documents: Iterable[Document], config: TextSynthesisConfig
) -> Iterator[tuple[str, int, Sequence[str]]]:
    """Runs of sentences of one file, with the number of the first."""
    counts: Counter[str] = Counter()
    file, lines = "", list[str]()
    for document in documents:
        name = document.source_id.rpartition(":")[0]
        if name != file or len(lines) >= BATCH:
            if lines:
                yield file, counts[file] - len(lines) + 1, lines
            file, lines = name, []
        new = _cut(document.text, config)
        counts[file] += len(new)
        lines += new
    if lines:
        yield file, counts[file] - len(lines) + 1, lines


def _cut(text: str, config: TextSynthesisConfig) -> list[str]:
    lines: Iterable[str] = sentences(text, config.source) if config.sentences else text.split("\n")
    return [line for line in lines if line.strip()]
