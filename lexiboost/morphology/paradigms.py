"""`Paradigms`: the inflection table of one language, looked up both ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from lexiboost.morphology.features import canonical


class Row(NamedTuple):
    """One cell of the table: the form of `lemma` in the cell `bundle` (canonical order)."""

    lemma: str
    form: str
    bundle: str


@dataclass(frozen=True)
class Paradigms:
    """Lemma x feature bundle -> forms and back.

    Strings are NFC, bundles canonical; a row occurs once. Look-ups are exact in case; look up what the caller
    lower-cased as lower case. Indexes are built at the first look-up that needs them.

    Attributes:
        rows: the table's rows in file order, without duplicates.
        variety: language variety, or "" where unknown.
        rejected: rows left out, by reason.
        rows_in: rows read; equal to `len(rows) + sum(rejected.values())`.
        counts: properties of the rows read (not NFC, multiword, four columns, ...), for the report.
    """

    rows: tuple[Row, ...]
    variety: str = ""
    rejected: Mapping[str, int] = field(default_factory=dict)
    rows_in: int | None = None
    counts: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.rows_in is None:
            object.__setattr__(self, "rows_in", len(self.rows) + sum(self.rejected.values()))
        if self.rows_in != len(self.rows) + sum(self.rejected.values()):
            raise ValueError(
                f"{self.rows_in} rows in, {len(self.rows)} kept, {sum(self.rejected.values())} rejected"
            )

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[str, str, str]], *, variety: str = "") -> Paradigms:
        """A table of `(lemma, form, bundle)` rows; bundles are made canonical, duplicates counted."""
        all_rows = [Row(lemma, form, canonical(bundle)) for lemma, form, bundle in rows]
        kept = tuple(dict.fromkeys(all_rows))
        duplicates = len(all_rows) - len(kept)
        return cls(kept, variety=variety, rejected={"duplicate": duplicates} if duplicates else {})

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    @cached_property
    def _cells(self) -> dict[str, dict[str, tuple[str, ...]]]:
        cells: dict[str, dict[str, tuple[str, ...]]] = {}
        for lemma, form, bundle in self.rows:
            paradigm = cells.setdefault(lemma, {})
            paradigm[bundle] = (*paradigm.get(bundle, ()), form)
        return cells

    @cached_property
    def _analyses(self) -> dict[str, list[tuple[str, str]]]:
        analyses: dict[str, list[tuple[str, str]]] = {}
        for lemma, form, bundle in self.rows:
            analyses.setdefault(form, []).append((lemma, bundle))
        return analyses

    @cached_property
    def lemmas(self) -> tuple[str, ...]:
        """The distinct lemmas, in file order."""
        return tuple(self._cells)

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """The distinct forms, in file order."""
        return tuple(self._analyses)

    @cached_property
    def bundles(self) -> tuple[str, ...]:
        """The distinct bundles, most frequent first, ties in spelling order."""
        counts: dict[str, int] = {}
        for _, _, bundle in self.rows:
            counts[bundle] = counts.get(bundle, 0) + 1
        return tuple(sorted(counts, key=lambda bundle: (-counts[bundle], bundle)))

    def __contains__(self, lemma: object) -> bool:
        return lemma in self._cells

    def forms_of(self, lemma: str) -> Mapping[str, tuple[str, ...]]:
        """The lemma's paradigm, bundle -> forms; empty for an unknown lemma. Do not change it."""
        return self._cells.get(lemma, {})

    def inflect(self, lemma: str, bundle: str) -> tuple[str, ...]:
        """The forms of a lemma in exactly this cell (features in any order), or ()."""
        paradigm = self._cells.get(lemma)
        if paradigm is None:
            return ()
        return paradigm.get(bundle) or paradigm.get(canonical(bundle), ())

    def analyse(self, form: str) -> tuple[tuple[str, str], ...]:
        """Every `(lemma, bundle)` whose form this is, in file order, or ()."""
        return tuple(self._analyses.get(form, ()))
