"""Documents through a cleaner into Parquet shards, from wherever an earlier run was cut short."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lexiboost.artifacts.files import atomic_writer
from lexiboost.artifacts.interrupt import poll
from lexiboost.artifacts.progress import PLAIN_SECONDS, duration
from lexiboost.experiments.cleaning_state import Progress, ResumableCleaner, Row, load_progress, save_progress
from lexiboost.text.document import Document
from lexiboost.text.document_stream import DocumentStream

SHARD, SHARDS, PROGRESS = "text-{:05d}.parquet", "text-*.parquet", ".progress"
SCHEMA = pa.schema(
    [
        ("text", pa.string()),
        ("source_id", pa.string()),
        ("variety", pa.dictionary(pa.int8(), pa.string())),
        ("kind", pa.dictionary(pa.int8(), pa.string())),
    ]
)
"""`source_id` is the document's, with `:<number from 1>` behind it where `text` is one of its sentences."""
KIND = "real"
_GROUP_ROWS, _GROUP_CHARACTERS = 8192, 2**22
_SAVING = 0.05
"""Share of the time that may go into saving how far it is."""

Cut = Callable[[Document], Sequence[Row]]
Open = Callable[[dict[str, object] | None], DocumentStream[Document]]


class _Rows(Iterator[Row]):
    """The rows of documents; `pending` are those of the last document that were not taken yet."""

    def __init__(self, documents: Iterable[Document], cut: Cut, pending: Iterable[Row]) -> None:
        self._documents, self._cut = iter(documents), cut
        self.pending = deque(pending)

    def __next__(self) -> Row:
        while not self.pending:
            self.pending.extend(self._cut(next(self._documents)))
        return self.pending.popleft()


def write_shards(
    folder: Path, cleaner: ResumableCleaner, open_stream: Open, cut: Cut, size: int
) -> tuple[Progress, DocumentStream[Document]]:
    """Writes the shards that are not there; returns how much there is, and the stream at its end.

    A run goes on from where the `.progress` of the one before says, with the same bytes as without a stop.
    That file is written after a shard, but not so often that it takes much of the time.

    Args:
        folder: of the shards.
        cleaner: a new one.
        open_stream: opens the documents at a position.
        cut: makes rows of a cleaned document.
        size: rows of a shard.
    """
    done = load_progress(folder / PROGRESS)
    if done.cleaner is not None:
        cleaner.state = done.cleaner
    for path in folder.glob(SHARDS):
        if path.name not in {SHARD.format(number) for number in range(done.shards)}:
            path.unlink()
    documents = open_stream(done.position)
    rows = _Rows(cleaner.clean(_polled(documents)), cut, done.pending)
    said, due = _Said(cleaner), 0.0
    while (first := next(rows, None)) is not None:
        path = folder / SHARD.format(done.shards)
        count, characters = write_shard(path, chain([first], islice(rows, size - 1)), cleaner.variety)
        done.shards, done.rows, done.characters = (
            done.shards + 1,
            done.rows + count,
            done.characters + characters,
        )
        if time.monotonic() >= due:
            begin = time.monotonic()
            done.position, done.pending, done.cleaner = documents.position, list(rows.pending), cleaner.state
            save_progress(done, folder / PROGRESS)
            due = time.monotonic() + (time.monotonic() - begin) / _SAVING
        said.say(done)
    return done, documents


def _polled(documents: Iterable[Document]) -> Iterator[Document]:
    for document in documents:
        poll()
        yield document


def write_shard(path: Path, rows: Iterable[Row], variety: str) -> tuple[int, int]:
    """Writes one shard whole or not at all; returns its rows and their characters."""
    count = characters = 0
    with atomic_writer(path, "wb") as out, pq.ParquetWriter(out, SCHEMA, compression="zstd") as writer:
        for group in _groups(rows):
            count += len(group)
            characters += sum(len(text) for text, _ in group)
            texts, source_ids = zip(*group, strict=True)
            named = [
                pa.DictionaryArray.from_arrays(pa.array([0] * len(group), pa.int8()), pa.array([name]))
                for name in (variety, KIND)
            ]
            columns = [pa.array(texts, pa.string()), pa.array(source_ids, pa.string()), *named]
            writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=SCHEMA))
    return count, characters


def _groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    group: list[Row] = []
    size = 0
    for row in rows:
        group.append(row)
        size += len(row[0])
        if len(group) >= _GROUP_ROWS or size >= _GROUP_CHARACTERS:
            yield group
            group, size = [], 0
    if group:
        yield group


class _Said:
    """Says now and then how far it is."""

    def __init__(self, cleaner: ResumableCleaner) -> None:
        self._cleaner, self._read = cleaner, cleaner.read
        self._begin = self._last = time.monotonic()

    def say(self, done: Progress) -> None:
        now = time.monotonic()
        if now - self._last <= PLAIN_SECONDS:
            return
        self._last = now
        rate = (self._cleaner.read - self._read) / (now - self._begin)
        print(
            f"    {done.shards} shards, {self._cleaner.read:,} documents read, {rate:,.0f} documents/s, "
            f"{duration(now - self._begin)}",
            flush=True,
        )
