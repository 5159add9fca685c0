"""An inflection table as arrays: three pools of strings, one id a row and pool, and indexes both ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, overload

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lexiboost.morphology.strings import StringPool, intern

_ROWS_AT_ONCE = 1 << 15


class Row(NamedTuple):
    """One cell of the table: the form of `lemma` in the cell `bundle` (canonical order)."""

    lemma: str
    form: str
    bundle: str


class Cells(NamedTuple):
    """The distinct (lemma, bundle) pairs, C of them, by lemma id, then bundle id.

    Attributes:
        of_lemma: lemma l has cells `of_lemma[l]:of_lemma[l + 1]`.
        bundles: the cells' bundle ids.
        starts: cell c has `rows[starts[c]:starts[c + 1]]`.
        rows: row numbers, ascending within a cell.
    """

    of_lemma: NDArray[np.int32]
    bundles: NDArray[np.int32]
    starts: NDArray[np.int32]
    rows: NDArray[np.int32]


class Occurrences(NamedTuple):
    """String i of a pool stands in `rows[starts[i]:starts[i + 1]]`, ascending."""

    starts: NDArray[np.int32]
    rows: NDArray[np.int32]


class Views(NamedTuple):
    """`Cells`, `Occurrences` of forms and the ids of each row."""

    of_lemma: memoryview
    cell_bundles: memoryview
    cell_starts: memoryview
    cell_rows: memoryview
    form_starts: memoryview
    form_rows: memoryview
    lemma_ids: memoryview
    form_ids: memoryview
    bundle_ids: memoryview


@dataclass(frozen=True, eq=False)
class Columns:
    """R rows in file order, without repetition; every string of the pools stands in some row.

    Attributes:
        lemmas, forms, bundles: the distinct strings, in order of first occurrence.
        lemma_ids_R, form_ids_R, bundle_ids_R: int32 ids of each row.
    """

    lemmas: StringPool
    forms: StringPool
    bundles: StringPool
    lemma_ids_R: NDArray[np.int32]
    form_ids_R: NDArray[np.int32]
    bundle_ids_R: NDArray[np.int32]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, str]]) -> Columns:
        """Columns of rows that are canonical and without repetition already."""
        lemmas, forms, bundles = zip(*rows, strict=True) if (rows := list(rows)) else ((), (), ())
        columns = (intern(pa.array(column, pa.string())) for column in (lemmas, forms, bundles))
        (lemma_pool, lemma_ids), (form_pool, form_ids), (bundle_pool, bundle_ids) = columns
        return cls(lemma_pool, form_pool, bundle_pool, lemma_ids, form_ids, bundle_ids)

    def __len__(self) -> int:
        return len(self.lemma_ids_R)

    def __reduce__(self) -> tuple[Any, ...]:
        ids = (self.lemma_ids_R, self.form_ids_R, self.bundle_ids_R)
        return Columns, (self.lemmas, self.forms, self.bundles, *ids)

    @property
    def nbytes(self) -> int:
        """Bytes held: pools, ids and all indexes (they are built if they were not)."""
        pools = sum(pool.nbytes for pool in (self.lemmas, self.forms, self.bundles))
        ids = 3 * self.lemma_ids_R.nbytes
        return pools + ids + sum(part.nbytes for part in (*self.cells, *self.of_form))

    @cached_property
    def cells(self) -> Cells:
        """Lemma and bundle -> rows."""
        return index_cells(self.lemma_ids_R, self.bundle_ids_R, len(self.lemmas), len(self.bundles))

    @cached_property
    def of_form(self) -> Occurrences:
        """Form -> rows."""
        return occurrences(self.form_ids_R, len(self.forms))

    def find_cells(self, lemmas_Q: NDArray[np.int32], bundles_Q: NDArray[np.int32]) -> NDArray[np.int32]:
        """The cell of each (lemma id, bundle id), -1 where there is none or an id is -1."""
        cells = self.cells
        if not len(self):
            return np.full(len(lemmas_Q), -1, dtype=np.int32)
        known = lemmas_Q >= 0
        low = np.where(known, cells.of_lemma[lemmas_Q], 0)
        end = np.where(known, cells.of_lemma[lemmas_Q + 1], 0)
        high, last = end.copy(), len(cells.bundles) - 1
        for _ in range(int((high - low).max(initial=0)).bit_length()):
            middle = (low + high) >> 1
            below = (cells.bundles[np.minimum(middle, last)] < bundles_Q) & (low < high)
            np.copyto(low, middle + 1, where=below)
            np.copyto(high, middle, where=~below)
        hit = (low < end) & (cells.bundles[np.minimum(low, last)] == bundles_Q)
        return np.where(hit, low, np.int32(-1))

    @cached_property
    def views(self) -> Views:
        """The arrays of the one-by-one look-ups as memory views: far cheaper than numpy for one number."""
        cells, of_form = self.cells, self.of_form
        arrays = (cells.of_lemma, cells.bundles, cells.starts, cells.rows, of_form.starts, of_form.rows)
        ids = (self.lemma_ids_R, self.form_ids_R, self.bundle_ids_R)
        return Views(*(memoryview(np.ascontiguousarray(a)) for a in (*arrays, *ids)))  # type: ignore[arg-type]


def index_cells(
    lemmas_R: NDArray[np.int32], bundles_R: NDArray[np.int32], lemma_count: int, bundle_count: int
) -> Cells:
    """Sorts rows by lemma, bundle and row number."""
    row_bits, bundle_bits = max(1, len(lemmas_R).bit_length()), max(1, bundle_count.bit_length())
    if row_bits + bundle_bits + lemma_count.bit_length() <= 63:
        keys = (lemmas_R.astype(np.int64) << bundle_bits) | bundles_R
        keys <<= row_bits
        keys |= np.arange(len(keys))
        keys.sort()
        rows = (keys & ((1 << row_bits) - 1)).astype(np.int32)
        keys >>= row_bits
        heads = np.flatnonzero(np.diff(keys, prepend=-1))
    else:
        rows = np.lexsort((bundles_R, lemmas_R)).astype(np.int32)
        heads = np.flatnonzero(
            np.diff(lemmas_R[rows], prepend=-1).astype(bool)
            | np.diff(bundles_R[rows], prepend=-1).astype(bool)
        )
    firsts = rows[heads]
    starts = np.append(heads, len(rows)).astype(np.int32)
    return Cells(_starts(lemmas_R[firsts], lemma_count), bundles_R[firsts], starts, rows)


def occurrences(ids_R: NDArray[np.int32], count: int) -> Occurrences:
    """Sorts rows by id and row number."""
    starts = _starts(ids_R, count)
    if count == len(ids_R) and (np.diff(ids_R) == 1).all():
        return Occurrences(starts, np.arange(len(ids_R), dtype=np.int32))
    keys = ids_R.astype(np.int64) << 32
    keys |= np.arange(len(keys))
    keys.sort()
    return Occurrences(starts, keys.astype(np.int32))


def _starts(ids: NDArray[np.int32], count: int) -> NDArray[np.int32]:
    starts = np.zeros(count + 1, dtype=np.int32)
    np.cumsum(np.bincount(ids, minlength=count), out=starts[1:])
    return starts


def spread(starts: NDArray[Any], ends: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Q ranges as `(Q + 1 offsets, all their members one after the other)`."""
    counts = (ends - starts).astype(np.int64)
    offsets = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=offsets[1:])
    members = np.repeat(starts - offsets[:-1], counts)
    members += np.arange(len(members))
    return offsets, members


def repeated_rows(cells: Cells, form_ids_R: NDArray[np.int32]) -> NDArray[np.int64]:
    """Rows, ascending, that repeat an earlier row of their cell."""
    crowded = np.flatnonzero(np.diff(cells.starts) > 1)
    offsets, members = spread(cells.starts[crowded], cells.starts[crowded + 1])
    rows = cells.rows[members]
    keys = np.repeat(crowded, np.diff(offsets)) << 32 | form_ids_R[rows]
    order = np.argsort(keys, kind="stable")
    again = np.diff(keys[order], prepend=-1) == 0
    return np.sort(rows[order][again]).astype(np.int64)


class Rows(Sequence[Row]):
    """The rows of `Columns` as a sequence; strings are made when asked for."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns

    def __len__(self) -> int:
        return len(self._columns)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, index: int | slice) -> Row | tuple[Row, ...]:
        if isinstance(index, slice):
            return tuple(self._rows(index))
        columns = self._columns
        return Row(
            columns.lemmas[int(columns.lemma_ids_R[index])],
            columns.forms[int(columns.form_ids_R[index])],
            columns.bundles[int(columns.bundle_ids_R[index])],
        )

    def __iter__(self) -> Iterator[Row]:
        for begin in range(0, len(self), _ROWS_AT_ONCE):
            yield from self._rows(slice(begin, begin + _ROWS_AT_ONCE))

    def _rows(self, part: slice) -> Iterator[Row]:
        columns = self._columns
        return map(
            Row,
            columns.lemmas.tolist(columns.lemma_ids_R[part]),
            columns.forms.tolist(columns.form_ids_R[part]),
            columns.bundles.tolist(columns.bundle_ids_R[part]),
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Rows | tuple):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Rows({len(self)} rows)"
