"""`Paradigms`: the inflection table of one language, looked up both ways, one by one or in batch."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lexiboost.morphology.columns import Columns, Row, Rows, spread
from lexiboost.morphology.features import canonical
from lexiboost.morphology.folding import FoldedForms
from lexiboost.morphology.strings import Strings, as_strings

__all__ = ["Paradigms", "Row"]

_MEMO = 1 << 18
"""Answers of the one-by-one look-ups that are kept, each way."""

_NO_CELLS: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class Paradigms:
    """Lemma x feature bundle -> forms and back.

    Strings are NFC, bundles canonical; a row occurs once. Look-ups are exact in case and diacritics unless
    `fold` is asked for. The table is held as arrays (with all indexes less than twice the bytes of
    its text); indexes are built at the first look-up that needs them, and the one-by-one look-ups keep
    their last answers.

    Args:
        rows: the table's rows in file order, without duplicates; or `Columns`.
        variety: language variety, or "" where unknown.
        rejected: rows left out, by reason.
        rows_in: rows read; equal to `len(rows) + sum(rejected.values())`, which is the default.
        counts: properties of the rows read (not NFC, multiword, four columns, ...), for the report.

    Raises:
        ValueError: `rows_in` is not the sum of rows kept and rejected.
    """

    def __init__(
        self,
        rows: Iterable[tuple[str, str, str]] | Columns,
        variety: str = "",
        rejected: Mapping[str, int] | None = None,
        rows_in: int | None = None,
        counts: Mapping[str, int] | None = None,
    ) -> None:
        self.columns = rows if isinstance(rows, Columns) else Columns.of(rows)
        self.variety = variety
        self.rejected: Mapping[str, int] = dict(rejected or {})
        self.counts: Mapping[str, int] = dict(counts or {})
        kept, lost = len(self.columns), sum(self.rejected.values())
        self.rows_in = kept + lost if rows_in is None else rows_in
        if self.rows_in != kept + lost:
            raise ValueError(f"{rows_in} rows in, {kept} kept, {lost} rejected")
        self._paradigms: dict[str, Mapping[str, tuple[str, ...]]] = {}
        self._inflected: dict[tuple[str, str], tuple[str, ...]] = {}
        self._analyses: dict[str, tuple[tuple[str, str], ...]] = {}

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[str, str, str]], *, variety: str = "") -> Paradigms:
        """A table of `(lemma, form, bundle)` rows; bundles are made canonical, duplicates counted."""
        all_rows = [Row(lemma, form, canonical(bundle)) for lemma, form, bundle in rows]
        kept = tuple(dict.fromkeys(all_rows))
        duplicates = len(all_rows) - len(kept)
        return cls(kept, variety=variety, rejected={"duplicate": duplicates} if duplicates else {})

    def __reduce__(self) -> tuple[Any, ...]:
        return Paradigms, (self.columns, self.variety, self.rejected, self.rows_in, self.counts)

    def __repr__(self) -> str:
        return f"Paradigms({self.variety!r}, {len(self)} rows, {len(self.columns.lemmas)} lemmas)"

    def __len__(self) -> int:
        return len(self.columns)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __contains__(self, lemma: object) -> bool:
        if lemma in self._paradigms:
            return bool(self._paradigms[lemma])
        return isinstance(lemma, str) and self.columns.lemmas.find(lemma) >= 0

    @property
    def rows(self) -> Rows:
        """The table's rows in file order, without duplicates."""
        return Rows(self.columns)

    @cached_property
    def lemmas(self) -> tuple[str, ...]:
        """The distinct lemmas, in file order."""
        return tuple(self.columns.lemmas.tolist())

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """The distinct forms, in file order."""
        return tuple(self.columns.forms.tolist())

    @cached_property
    def bundles(self) -> tuple[str, ...]:
        """The distinct bundles, most frequent first, ties in spelling order."""
        counts = np.bincount(self.columns.bundle_ids_R, minlength=len(self._bundles)).tolist()
        ranked = sorted(zip(self._bundles, counts, strict=True), key=lambda item: (-item[1], item[0]))
        return tuple(bundle for bundle, _ in ranked)

    @cached_property
    def _bundles(self) -> list[str]:
        return self.columns.bundles.tolist()

    @cached_property
    def _bundle_ids(self) -> dict[str, int]:
        return {bundle: number for number, bundle in enumerate(self._bundles)}

    @cached_property
    def _folded(self) -> FoldedForms:
        return FoldedForms(self.columns.forms, self.variety)

    def forms_of(self, lemma: str) -> Mapping[str, tuple[str, ...]]:
        """The lemma's paradigm, bundle -> forms; empty for an unknown lemma. Do not change it."""
        found = self._paradigms.get(lemma)
        if found is None:
            if len(self._paradigms) >= _MEMO:
                self._paradigms.clear()
            found = self._paradigms[lemma] = self._paradigm(self.columns.lemmas.find(lemma))
        return found

    def _paradigm(self, lemma: int) -> Mapping[str, tuple[str, ...]]:
        if lemma < 0:
            return _NO_CELLS
        views, bundles = self.columns.views, self._bundles
        first, last = (views.cell_starts[views.of_lemma[lemma + i]] for i in (0, 1))
        rows = sorted(views.cell_rows[first:last])
        forms = self.columns.forms.some([views.form_ids[row] for row in rows])
        paradigm: dict[str, tuple[str, ...]] = {}
        for row, form in zip(rows, forms, strict=True):
            bundle = bundles[views.bundle_ids[row]]
            paradigm[bundle] = (*paradigm[bundle], form) if bundle in paradigm else (form,)
        return paradigm

    def inflect(self, lemma: str, bundle: str) -> tuple[str, ...]:
        """The forms of a lemma in exactly this cell (features in any order), or ()."""
        paradigm = self._paradigms.get(lemma)
        if paradigm is not None:
            return paradigm.get(bundle) or (paradigm.get(canonical(bundle), ()) if paradigm else ())
        found = self._inflected.get((lemma, bundle))
        if found is None:
            if len(self._inflected) >= _MEMO:
                self._inflected.clear()
            found = self._inflected[lemma, bundle] = self._forms_in(self.columns.lemmas.find(lemma), bundle)
        return found

    def _forms_in(self, lemma: int, bundle: str) -> tuple[str, ...]:
        views = self.columns.views
        cell = self._bundle_ids.get(canonical(bundle), -1)
        if lemma < 0 or cell < 0:
            return ()
        first, last = views.of_lemma[lemma], views.of_lemma[lemma + 1]
        at = bisect_left(views.cell_bundles, cell, first, last)
        if at == last or views.cell_bundles[at] != cell:
            return ()
        rows = views.cell_rows[views.cell_starts[at] : views.cell_starts[at + 1]]
        return tuple(self.columns.forms.some([views.form_ids[row] for row in rows]))

    def analyse(self, form: str, *, fold: bool = False) -> tuple[tuple[str, str], ...]:
        """Every `(lemma, bundle)` whose form this is, in file order, or ().

        Args:
            form: an inflected form.
            fold: compare without case, Arabic vowel signs and Hebrew points (`folding.fold`).
        """
        if fold:
            return self._analyses_of(sorted(self._rows_of_forms(self._folded.find(form))))
        found = self._analyses.get(form)
        if found is None:
            if len(self._analyses) >= _MEMO:
                self._analyses.clear()
            number = self.columns.forms.find(form)
            found = () if number < 0 else self._analyses_of(self._rows_of_forms([number]))
            self._analyses[form] = found
        return found

    def _rows_of_forms(self, forms: list[int]) -> list[int]:
        starts, rows = self.columns.views.form_starts, self.columns.views.form_rows
        return [row for form in forms for row in rows[starts[form] : starts[form + 1]]]

    def _analyses_of(self, rows: list[int]) -> tuple[tuple[str, str], ...]:
        views, bundles = self.columns.views, self._bundles
        lemmas = self.columns.lemmas.some([views.lemma_ids[row] for row in rows])
        cells = (bundles[views.bundle_ids[row]] for row in rows)
        return tuple(zip(lemmas, cells, strict=True))

    def cell_rows(self, lemmas: Strings, bundles: Strings) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """The rows of Q cells: query q has row numbers `rows[offsets[q]:offsets[q + 1]]`, ascending."""
        asked = as_strings(bundles).dictionary_encode()
        ids = [self._bundle_ids.get(canonical(bundle), -1) for bundle in asked.dictionary.to_pylist()]
        bundle_ids = np.array(ids, dtype=np.int32)[asked.indices.to_numpy()]
        lemma_ids = self.columns.lemmas.find_batch(as_strings(lemmas))
        cells = self.columns.cells
        found = self.columns.find_cells(lemma_ids, bundle_ids)
        offsets, members = spread(*_ranges(cells.starts, found))
        return offsets, cells.rows[members]

    def form_rows(self, forms: Strings, *, fold: bool = False) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """The rows of Q forms: query q has row numbers `rows[offsets[q]:offsets[q + 1]]`, ascending."""
        if fold:
            forms_of_query = [self._folded.find(form) for form in as_strings(forms).to_pylist()]
            rows = [sorted(self._rows_of_forms(found)) for found in forms_of_query]
            offsets = np.cumsum([0, *map(len, rows)], dtype=np.int64)
            return offsets, np.fromiter(chain.from_iterable(rows), dtype=np.int32, count=int(offsets[-1]))
        starts, all_rows = self.columns.of_form
        offsets, members = spread(*_ranges(starts, self.columns.forms.find_batch(as_strings(forms))))
        return offsets, all_rows[members]

    def inflect_batch(self, lemmas: Strings, bundles: Strings) -> Any:
        """`inflect` of Q lemmas and bundles at once.

        Args:
            lemmas: Q lemmas: a pyarrow, numpy or pandas array or a sequence of strings.
            bundles: Q bundles, features in any order.

        Returns:
            A pyarrow list array of Q lists of forms, in file order; `.to_pylist()` gives lists of `str`.

        Raises:
            ValueError: as many lemmas as bundles are needed.
        """
        if len(lemmas) != len(bundles):
            raise ValueError(f"{len(lemmas)} lemmas, {len(bundles)} bundles")
        offsets, rows = self.cell_rows(lemmas, bundles)
        return _lists(offsets, _dictionary(self.columns.form_ids_R[rows], self.columns.forms.strings))

    def analyse_batch(self, forms: Strings, *, fold: bool = False) -> Any:
        """`analyse` of Q forms at once.

        Returns:
            A pyarrow list array of Q lists of structs `lemma`, `bundle`, in file order.
        """
        offsets, rows = self.form_rows(forms, fold=fold)
        columns = self.columns
        parts = [
            _dictionary(columns.lemma_ids_R[rows], columns.lemmas.strings),
            _dictionary(columns.bundle_ids_R[rows], columns.bundles.strings),
        ]
        return _lists(offsets, pa.StructArray.from_arrays(parts, names=["lemma", "bundle"]))


def _ranges(starts: NDArray[np.int32], found: NDArray[np.int32]) -> tuple[NDArray[Any], NDArray[Any]]:
    hit = found >= 0
    return np.where(hit, starts[found], 0), np.where(hit, starts[found + 1], 0)


def _dictionary(ids: NDArray[np.int32], strings: Any) -> Any:
    return pa.DictionaryArray.from_arrays(pa.array(ids), strings)


def _lists(offsets: NDArray[np.int64], values: Any) -> Any:
    if offsets[-1] < 2**31:
        return pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), values)
    return pa.LargeListArray.from_arrays(pa.array(offsets), values)
