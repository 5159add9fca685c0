"""The iterator behind a stream of documents: its order, its position, its counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Generic, NamedTuple

import numpy as np

from lexiboost.artifacts.errors import ConfigError, InputError, LexiboostError, StaleArtifactError
from lexiboost.text.readers.records import START, Item, Mark, Raw, Reader, RejectedError, Source

BUFFER_BYTES = 64 * 2**20
"""Bytes of text that a block of them holds before it counts as full."""

_HEAD_RECORDS, _HEAD_BYTES = 32, 2**20


class _Record(NamedTuple):
    """A record of the stream: its file's number and reader, its own number in the file, and itself."""

    file: int
    reader: Reader[Any]
    number: int
    raw: Raw

    @property
    def after(self) -> Mark:
        """The place in the file where the next one begins."""
        return Mark(self.number + 1, self.raw.line, self.raw.offset, self.raw.state)


@dataclass(frozen=True)
class Plan(Generic[Item]):
    """What a stream reads, and in which order.

    Attributes:
        sources: the files, in their order.
        open: makes a file's reader.
        records: (i, n): every n-th record of each file from the i-th on.
        entropy: of the shuffle; None for none.
        buffer: records that are shuffled together.
        key: a checksum of the inputs and settings.
    """

    sources: Sequence[Source]
    open: Callable[[Source], Reader[Item]]
    records: tuple[int, int]
    entropy: tuple[int, ...] | None
    buffer: int
    key: str


class DocumentStream(Iterator[Item], Generic[Item]):
    """An iterator of documents or pairs; made by `stream` and `stream_pairs`.

    Attributes:
        read: documents given so far, also before the position that it was started from.
        rejected: reason -> records that gave none, likewise.

    Raises:
        InputError: a file that cannot be read, is damaged, or begins with nothing of its format.
        StaleArtifactError: a position of other files or settings.
    """

    def __init__(self, plan: Plan[Item], start: Mapping[str, Any] | None = None) -> None:
        self._plan = plan
        self.read = 0
        self.rejected: Counter[str] = Counter()
        self._file, self._mark, self._block, self._given = 0, START, 0, 0
        self._last: _Record | None = None
        if start is not None:
            self._restore(start)
        self._source = self._ordered() if plan.entropy is None else self._shuffled(plan.entropy)
        self._failure: LexiboostError | None = None

    def __iter__(self) -> DocumentStream[Item]:
        return self

    def __next__(self) -> Item:
        if self._failure is not None:
            raise self._failure
        try:
            for _, reader, number, raw in self._source:
                try:
                    if isinstance(raw.content, RejectedError):
                        raise raw.content
                    item = reader.parse(raw, number)
                except RejectedError as rejected:
                    self.rejected[rejected.reason] += 1
                    continue
                self.read += 1
                return item
        except LexiboostError as error:
            self._failure = error
            raise
        raise StopIteration

    @property
    def position(self) -> dict[str, Any]:
        """What `start` takes to go on after the last item given; JSON-able.

        `file` counts in the stream's own order of files. `record`, `line` and `offset` (bytes of the unpacked
        file) are those before the next record, under a seed before the next block, of which `given` records
        have been dealt with.
        """
        file, mark = (self._file, self._mark) if self._last is None else (self._last.file, self._last.after)
        return {
            "key": self._plan.key,
            "file": file,
            "record": mark.record,
            "line": mark.line,
            "offset": mark.offset,
            "state": list(mark.state),
            "block": self._block,
            "given": self._given,
            "read": self.read,
            "rejected": dict(sorted(self.rejected.items())),
        }

    def _restore(self, start: Mapping[str, Any]) -> None:
        try:
            if start["key"] != self._plan.key:
                raise StaleArtifactError(
                    "the position is one of other files or settings; start from the beginning, or give the "
                    "files, format, variety, column, seed, shard and buffer that it was made with"
                )
            self._file, self._block, self._given = (int(start[name]) for name in ("file", "block", "given"))
            self._mark = Mark(
                int(start["record"]), int(start["line"]), int(start["offset"]), tuple(start["state"])
            )
            self.read, self.rejected = int(start["read"]), Counter(start["rejected"])
        except (KeyError, TypeError, ValueError) as error:
            raise ConfigError(f"start is no position of a stream ({error!r})") from None

    def _ordered(self) -> Iterator[_Record]:
        for record in self._records(self._file, self._mark):
            self._last = record
            yield record
        self._end()

    def _shuffled(self, entropy: tuple[int, ...]) -> Iterator[_Record]:
        records = self._records(self._file, self._mark)
        while block := self._next_block(records):
            order = np.random.default_rng((*entropy, self._block)).permutation(len(block)).tolist()
            for index in order[self._given :]:
                self._given += 1
                yield block[index]
            self._file, self._mark = block[-1].file, block[-1].after
            self._block, self._given = self._block + 1, 0
            block.clear()
        self._end()

    def _end(self) -> None:
        self._last, self._file, self._mark = None, len(self._plan.sources), START

    def _next_block(self, records: Iterator[_Record]) -> list[_Record]:
        block: list[_Record] = []
        size, file, offset = 0, self._file, self._mark.offset
        for record in records:
            size += record.raw.offset - (offset if record.file == file else 0)
            file, offset = record.file, record.raw.offset
            block.append(record)
            if len(block) >= self._plan.buffer or size >= BUFFER_BYTES:
                break
        return block

    def _records(self, first: int, mark: Mark) -> Iterator[_Record]:
        """The shard's records from a place on."""
        shard, shards = self._plan.records
        for file in range(first, len(self._plan.sources)):
            reader = self._plan.open(self._plan.sources[file])
            raws = reader.records(mark) if mark.record else _begin(reader)
            for number, raw in enumerate(raws, start=mark.record):
                if number % shards == shard:
                    yield _Record(file, reader, number, raw)
            mark = START


def _begin(reader: Reader[Any]) -> Iterator[Raw]:
    """A file's records; one that is rejected for an empty file.

    Raises:
        InputError: the first records all break the rules of the file's format.
    """
    raws = reader.records()
    head: list[Raw] = []
    fault = ""
    for raw in raws:
        fault = _fault(reader, raw, len(head))
        head.append(raw)
        if not fault or len(head) >= _HEAD_RECORDS or raw.offset > _HEAD_BYTES:
            break
    if fault:
        raise InputError(
            f"{fault}; is it another format? (records 1 to {len(head)} are all of this kind)",
            path=reader.source.path,
            line=head[-1].line or None,
        )
    return chain(head or [Raw(RejectedError("empty_file"), 0, 0)], raws)


def _fault(reader: Reader[Any], raw: Raw, number: int) -> str:
    """How a record breaks the rules of its format, "" where it does not."""
    try:
        if not isinstance(raw.content, RejectedError):
            reader.parse(raw, number)
    except RejectedError as rejected:
        return rejected.detail
    return ""
