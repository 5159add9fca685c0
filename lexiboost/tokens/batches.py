"""Batches of packed rows by step number: a mixture over memory-mapped rows, gathered without a Python loop.

Batch `step` holds rows step * B to (step + 1) * B - 1 of the mixture, so it depends on the mixture and the
step alone; each of several hosts takes its own part of the same batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NotRequired, TypedDict

import grain
import numpy as np
from numpy.typing import NDArray

from lexiboost.artifacts.errors import ConfigError
from lexiboost.tokens.mixture import Mixture
from lexiboost.tokens.ragged import spans
from lexiboost.tokens.shares import KINDS, Source
from lexiboost.tokens.token_rows import PackedTokens


class TokenBatch(TypedDict):
    """B rows of L positions; segments count from 1 in each row and are 0 at padding, positions from 0.

    `variety` is a place in `Batches.varieties`, `kind` one in `lexiboost.tokens.shares.KINDS`. `row` is the
    place of the row in the mixture, the same for any number of hosts; what rows are corrupted by hangs on it.
    `links` is there where some rows have links (`lexiboost.tokens.pairs`): 1 + the position in the row of the
    word that one stands for, both by their first tokens; 0: none.
    """

    tokens: NDArray[np.int32]
    segments: NDArray[np.int32]
    positions: NDArray[np.int32]
    variety: NDArray[np.int32]
    kind: NDArray[np.int32]
    row: NDArray[np.int64]
    links: NotRequired[NDArray[np.int32]]


def sources_of(stores: Sequence[PackedTokens]) -> tuple[Source, ...]:
    """The sources of several stores for a `Mixture`; one that several stores hold is one source."""
    rows: dict[tuple[str, str], int] = {}
    for store in stores:
        for source in store.sources:
            key = source.variety, source.kind
            rows[key] = rows.get(key, 0) + source.rows
    return tuple(Source(variety, kind, count) for (variety, kind), count in rows.items())


class Batches:
    """Random access to the batches of a run.

    Args:
        mixture: over `sources_of(stores)`.
        stores: packed rows of one vocabulary and row length.
        batch_size: rows of the global batch, a multiple of `hosts`.
        hosts, host: how many share each batch, and which of them this one is.

    Raises:
        ConfigError: stores that do not go together, or a batch that cannot be shared evenly.
    """

    def __init__(
        self,
        mixture: Mixture,
        stores: Sequence[PackedTokens],
        *,
        batch_size: int,
        hosts: int = 1,
        host: int = 0,
    ) -> None:
        if mixture.sources != sources_of(stores):
            raise ConfigError("the mixture is not over the sources of these rows")
        if len({(store.row_length, store.vocabulary, store.padding) for store in stores}) != 1:
            raise ConfigError("rows of several lengths or vocabularies in one mixture; pack them alike")
        if batch_size < 1 or batch_size % hosts or not 0 <= host < hosts:
            raise ConfigError(f"a batch of {batch_size} rows cannot be shared evenly by {hosts} hosts")
        self.mixture, self.stores, self.batch_size = mixture, tuple(stores), batch_size
        self.share = range(host * batch_size // hosts, (host + 1) * batch_size // hosts)
        self.varieties = tuple(sorted({source.variety for source in mixture.sources}))
        self._variety = np.array([self.varieties.index(s.variety) for s in mixture.sources], dtype=np.int32)
        self._kind = np.array([KINDS.index(source.kind) for source in mixture.sources], dtype=np.int32)
        self._store_begin = np.cumsum([0, *(len(store) for store in stores)])
        self._locate()

    def _locate(self) -> None:
        """Where each source's rows lie: runs of rows, in the order of sources and then of stores."""
        number = {(s.variety, s.kind): i for i, s in enumerate(self.mixture.sources)}
        runs = []
        for begin, store in zip(self._store_begin.tolist(), self.stores, strict=False):
            for source in store.sources:
                runs.append((number[source.variety, source.kind], begin, source.rows))
                begin += source.rows
        runs.sort(key=lambda run: run[0])
        source, self._run_row, length = np.array(runs, dtype=np.int64).T
        self._run_begin = np.cumsum(length) - length
        first = np.searchsorted(source, np.arange(len(self.mixture.sources)))
        self._source_begin = self._run_begin[first]

    def __len__(self) -> int:
        """Whole batches in the mixture."""
        return self.mixture.total // self.batch_size

    def __getitem__(self, step: int) -> TokenBatch:
        """This host's part of the batch of one step.

        Raises:
            IndexError: the mixture has no such batch.
        """
        if not 0 <= step < len(self):
            raise IndexError(f"batches 0 to {len(self) - 1} make up the mixture")
        begin = step * self.batch_size
        place = np.arange(begin + self.share.start, begin + self.share.stop)
        draw = self.mixture[place]
        at = self._source_begin[draw.source_N] + draw.row_N
        run = np.searchsorted(self._run_begin, at, side="right") - 1
        row = self._run_row[run] + at - self._run_begin[run]
        tokens, segments, positions = self._gather(row)
        batch = TokenBatch(
            tokens=tokens,
            segments=segments,
            positions=positions,
            variety=self._variety[draw.source_N],
            kind=self._kind[draw.source_N],
            row=place,
        )
        if any(store.links_RxL is not None for store in self.stores):
            batch["links"] = self._links(row)
        return batch

    def _links(self, rows_B: NDArray[np.int64]) -> NDArray[np.int32]:
        links = np.zeros((len(rows_B), self.stores[0].row_length), dtype=np.int32)
        for begin, store in zip(self._store_begin.tolist(), self.stores, strict=False):
            here = np.flatnonzero((rows_B >= begin) & (rows_B < begin + len(store)))
            if store.links_RxL is not None:
                links[here] = store.links_RxL[rows_B[here] - begin]
        return links

    def _gather(
        self, rows_B: NDArray[np.int64]
    ) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
        shape = (len(rows_B), self.stores[0].row_length)
        tokens, used = np.empty(shape, dtype=np.int32), np.empty(len(rows_B), dtype=np.int64)
        starts = np.zeros(shape, dtype=np.int32)
        marks = np.zeros(shape, dtype=np.int32)
        store_B = np.searchsorted(self._store_begin, rows_B, side="right") - 1
        for number in np.unique(store_B).tolist():
            store, here = self.stores[number], np.flatnonzero(store_B == number)
            rows = rows_B[here] - self._store_begin[number]
            tokens[here], used[here] = store.tokens_RxL[rows], store.used_R[rows]
            place, segment = store.segments_of(rows)
            start = store.start_S[segment]
            marks[here[place], start] = 1
            starts[here[place], start] = start
        segments = np.cumsum(marks, axis=1, out=marks)
        positions = np.arange(shape[1], dtype=np.int32) - np.maximum.accumulate(starts, axis=1, out=starts)
        padding = spans(np.arange(len(used)) * shape[1] + used, shape[1] - used)
        segments.reshape(-1)[padding] = positions.reshape(-1)[padding] = 0
        return tokens, segments, positions


def as_dataset(batches: Batches) -> grain.MapDataset[TokenBatch]:
    """The batches as a Grain data set, for its threads, processes and checkpoints."""
    return grain.MapDataset.source(batches)
