"""What every reader gives: entries, where they come from, and what it had to leave out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from lexiboost.languages import load_catalog
from lexiboost.lexicons.lexicon import Entry
from lexiboost.text.unicode import clean

MAX_CELL = 1000
"""Characters of a cell beyond which it is no word, no phrase and no definition."""


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
        """Normalizes both cells and appends the entry, or counts it as `empty_cell` or `long_cell`."""
        if len(source) > MAX_CELL or len(target) > MAX_CELL:
            self.rejected["long_cell"] += 1
            return
        source, target = clean(source).strip(), clean(target).strip()
        if source and target:
            self.entries.append(Entry(source, target, source_pos, target_pos, score))
        else:
            self.rejected["empty_cell"] += 1

    @property
    def rows_in(self) -> int:
        """Translations read, good and bad."""
        return len(self.entries) + sum(self.rejected.values())


@dataclass(frozen=True)
class Side:
    """One side of the pair that is asked of a file of many languages.

    Attributes:
        code: ISO 639-3 code, "" where nothing is asked.
        codes: every code that the language may go by in a file (ISO 639-1 to -3, Glottocode).
    """

    code: str = ""
    codes: frozenset[str] = frozenset()

    @classmethod
    def of(cls, code: str | None) -> Side:
        """The side of any code of the catalog; no side where None.

        Raises:
            UnknownLanguageError: `code` is not in the catalog.
        """
        if code is None:
            return cls()
        catalog = load_catalog()
        language = catalog.resolve(code)
        return cls(language.iso639_3, frozenset({*catalog.codes(code), language.glottocode} - {""}))

    def __bool__(self) -> bool:
        return bool(self.code)

    def is_english(self) -> bool:
        """Whether the side is English."""
        return self.code == "eng"


ENGLISH = Side("eng", frozenset({"en", "eng", "stan1293"}))
