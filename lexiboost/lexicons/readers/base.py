"""What every reader gives: entries, where they come from, and what it had to leave out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from lexiboost.lexicons.lexicon import Entry
from lexiboost.text.unicode import clean


@dataclass
class Reading:
    """What a reader took from one file.

    Attributes:
        origin: name of the resource, e.g. `gatitos`.
        licence: its licence, "" where unknown.
        source: language code of the source side as the file has it, "" where it does not tell.
        target: language code of the target side.
        entries: translations in file order, NFC, no empty cell.
        rejected: translations left out, by reason.
    """

    origin: str
    licence: str
    source: str = ""
    target: str = ""
    entries: list[Entry] = field(default_factory=list)
    rejected: Counter[str] = field(default_factory=Counter)

    def add(
        self, source: str, target: str, source_pos: str = "", target_pos: str = "", score: float = 1.0
    ) -> None:
        """Normalizes both cells and appends the entry, or counts it as `empty_cell`."""
        source, target = clean(source).strip(), clean(target).strip()
        if source and target:
            self.entries.append(Entry(source, target, source_pos, target_pos, score))
        else:
            self.rejected["empty_cell"] += 1

    @property
    def rows_in(self) -> int:
        """Translations read, good and bad."""
        return len(self.entries) + sum(self.rejected.values())
