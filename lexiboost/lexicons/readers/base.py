"""What every reader gives: entries, where they come from, and what it had to leave out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from lexiboost.languages import load_catalog
from lexiboost.lexicons.lexicon import Entry
from lexiboost.lexicons.tidy import tidy

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
        entries: translations in file order, as they stand there until `tidied`.
        rejected: translations left out, by reason.
        changed: entries with a cell altered, by rule of `lexiboost.lexicons.tidy`.
    """

    origin: str
    licence: str
    source: str = ""
    target: str = ""
    entries: list[Entry] = field(default_factory=list)
    rejected: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)

    def add(
        self, source: str, target: str, source_pos: str = "", target_pos: str = "", score: float = 1.0
    ) -> None:
        """Appends the entry, or counts it as `long_cell`."""
        if len(source) > MAX_CELL or len(target) > MAX_CELL:
            self.rejected["long_cell"] += 1
        else:
            self.entries.append(Entry(source, target, source_pos, target_pos, score))

    def tidied(self, skip: Collection[str] = ()) -> Reading:
        """The reading with the cells of every entry tidied, or the entry counted as `empty_cell`.

        Args:
            skip: rules of `lexiboost.lexicons.tidy` to leave out.
        """
        entries: list[Entry] = []
        rejected, changed = Counter(self.rejected), Counter(self.changed)
        for entry in self.entries:
            source, rules = tidy(entry.source, skip)
            target, more = tidy(entry.target, skip)
            if source.strip() and target.strip():
                entries.append(entry._replace(source=source, target=target) if rules or more else entry)
                changed.update({*rules, *more})
            else:
                rejected["empty_cell"] += 1
        return replace(self, entries=entries, rejected=rejected, changed=changed)

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
