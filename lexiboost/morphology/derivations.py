"""Reads UniMorph derivation tables: `base<TAB>derived<TAB>POS:POS<TAB>affix`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import read_lines
from lexiboost.morphology.split import MAX_STRAY
from lexiboost.text.unicode import clean


class Derivation(NamedTuple):
    """A word made from another: `happy` (ADJ) -> `happiness` (N) by `-ness`."""

    base: str
    derived: str
    base_pos: str
    derived_pos: str
    affix: str


@dataclass(frozen=True)
class Derivations:
    """The rows of a derivation table in file order, without duplicates.

    Attributes:
        rows: the derivations; strings in NFC.
        rejected: rows left out, by reason (`duplicate`, `empty_cell`, `stray_columns`).
        rows_in: rows read, blank lines left out; equal to `len(rows) + sum(rejected.values())`.
    """

    rows: tuple[Derivation, ...]
    rejected: Mapping[str, int]
    rows_in: int

    def __len__(self) -> int:
        return len(self.rows)


def read_derivations(path: str | Path) -> Derivations:
    """Reads one derivation table, plain or compressed.

    Raises:
        InputError: no such file, not UTF-8, no usable row, or most rows of other than the four columns
            base, derived, `POS:POS`, affix; names the first such line.
    """
    path = Path(path)
    rows: dict[Derivation, None] = {}
    rejected: Counter[str] = Counter()
    rows_in, first_stray = 0, 0
    for number, line in read_lines(path):
        if not line.strip():
            continue
        rows_in += 1
        columns = [clean(cell).strip() for cell in line.split("\t")]
        if len(columns) != 4 or columns[2].count(":") != 1:
            rejected["stray_columns"] += 1
            first_stray = first_stray or number
            continue
        base, derived, pos, affix = columns
        base_pos, derived_pos = (part.strip() for part in pos.split(":"))
        row = Derivation(base, derived, base_pos, derived_pos, affix)
        if not all(row):
            rejected["empty_cell"] += 1
        elif row in rows:
            rejected["duplicate"] += 1
        else:
            rows[row] = None
    if first_stray and rejected["stray_columns"] >= MAX_STRAY * rows_in:
        raise InputError("no row of base, derived, POS:POS, affix", path=path, line=first_stray)
    if not rows:
        raise InputError("no usable row of base, derived, POS:POS, affix", path=path)
    return Derivations(tuple(rows), dict(sorted(rejected.items())), rows_in)
