"""What is in a lexicon: entries, words, parts of speech, translations a word, origins, licences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from lexiboost.lexicons.lexicon import Lexicon


@dataclass(frozen=True)
class Contents:
    """Counts of a lexicon.

    Attributes:
        entries: rows.
        words: distinct cells of the source column.
        targets: distinct cells of the target column.
        multiwords: those of `words` that hold a space.
        multiword_targets: those of `targets` that do.
        translations: mean number of distinct translations a source word.
        most_translations: the largest such number, and the word that has it (the first of several).
        pos: entries by part of speech of the source, "" where unknown, most first.
        origins: entries by resource.
        licences: entries by licence, "" where unknown.
    """

    entries: int
    words: int
    targets: int
    multiwords: int
    multiword_targets: int
    translations: float
    most_translations: tuple[int, str]
    pos: dict[str, int]
    origins: dict[str, int]
    licences: dict[str, int]


def contents(lexicon: Lexicon) -> Contents:
    """Counts what is in a lexicon."""
    table = lexicon.table
    translations: dict[str, set[str]] = {}
    for source, target in zip(table["source"].tolist(), table["target"].tolist(), strict=True):
        translations.setdefault(source, set()).add(target)
    targets = set(table["target"].tolist())
    pairs = sum(map(len, translations.values()))
    most = max(translations, key=lambda word: len(translations[word]), default="")
    return Contents(
        entries=len(table),
        words=len(translations),
        targets=len(targets),
        multiwords=sum(" " in word for word in translations),
        multiword_targets=sum(" " in word for word in targets),
        translations=pairs / len(translations) if translations else 0.0,
        most_translations=(len(translations.get(most, ())), most),
        pos=_ranked(table["source_pos"].tolist()),
        origins=_ranked(table["origin"].tolist()),
        licences=_ranked(table["licence"].tolist()),
    )


def _ranked(cells: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(cells).items(), key=lambda item: (-item[1], item[0])))
