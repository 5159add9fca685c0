"""`Lexicon`: bilingual entries as one table, with an account of every row that was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import pandas as pd

COLUMNS = ("source", "target", "source_pos", "target_pos", "score", "origin", "licence")


class Entry(NamedTuple):
    """One translation as a reader gives it: parts of speech are UPOS names or "", the score is positive."""

    source: str
    target: str
    source_pos: str = ""
    target_pos: str = ""
    score: float = 1.0


@dataclass(frozen=True)
class Lexicon:
    """Translations between two language varieties.

    Attributes:
        table: one row a translation, columns `source, target, source_pos, target_pos, score, origin,
        licence`;
            all strings (NFC, no empty source or target, "" for an unknown part of speech) but `score`, a
            float > 0.
        source: variety of the `source` column, e.g. `eng_Latn`; "" where unknown.
        target: variety of the `target` column.
        rows_in: translations read from the file(s), good and bad.
        split: rows added where one cell held several alternatives.
        rejected: rows left out, by reason; `rows_in + split == len(table) + sum(rejected.values())`.
        changed: rows kept with a cell altered, by cleaning rule.
        format: name of the format it was read from.
    """

    table: pd.DataFrame
    source: str
    target: str
    rows_in: int
    rejected: Mapping[str, int] = field(default_factory=dict)
    split: int = 0
    changed: Mapping[str, int] = field(default_factory=dict)
    format: str = ""

    def __post_init__(self) -> None:
        if tuple(self.table.columns) != COLUMNS:
            raise ValueError(f"lexicon columns are {list(self.table.columns)}, not {list(COLUMNS)}")
        accounted = len(self.table) + sum(self.rejected.values())
        if self.rows_in + self.split != accounted:
            raise ValueError(
                f"{self.rows_in} rows in and {self.split} by splitting, but {len(self.table)} kept "
                f"and {sum(self.rejected.values())} rejected"
            )
        if len(self.table):
            if not (self.table["source"].all() and self.table["target"].all()):
                raise ValueError("a lexicon row has an empty source or target")
            if not (self.table["score"] > 0).all():
                raise ValueError("a lexicon row has a score that is not above 0")

    def __len__(self) -> int:
        return len(self.table)

    def entries(self) -> list[Entry]:
        """The table's rows without origin and licence."""
        columns = (self.table[name].tolist() for name in Entry._fields)
        return [Entry(*row) for row in zip(*columns, strict=True)]

    def inverted(self) -> Lexicon:
        """The same translations with source and target exchanged."""
        swap = {
            "source": "target",
            "target": "source",
            "source_pos": "target_pos",
            "target_pos": "source_pos",
        }
        table = self.table.rename(columns=swap)[list(COLUMNS)]
        return replace(self, table=table, source=self.target, target=self.source)


def make_table(
    entries: Iterable[Entry], origin: str | Sequence[str], licence: str | Sequence[str]
) -> pd.DataFrame:
    """The table of a `Lexicon`; origin and licence are one for all rows or one a row."""
    rows = list(entries)
    columns: dict[str, object] = {
        name: pd.Series([row[i] for row in rows], dtype="float64" if name == "score" else "str")
        for i, name in enumerate(Entry._fields)
    }
    for name, value in (("origin", origin), ("licence", licence)):
        values = [value] * len(rows) if isinstance(value, str) else list(value)
        columns[name] = pd.Series(values, dtype="str")
    return pd.DataFrame(columns, columns=list(COLUMNS))
