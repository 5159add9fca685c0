"""What English training data say of the tags of English words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lexiboost.tasks.baselines.patterns import closed_tag
from lexiboost.text.sentence import Sentence

OPEN_CLASSES = ("NOUN", "VERB", "ADJ", "PROPN", "ADV", "INTJ", "X")
# Words so short are taken for function words where nothing else is known of them.
SHORT = 3
ENOUGH = 2

Distribution = NDArray[np.float32]


class EnglishTags:
    """Tag counts of case-folded English words.

    Args:
        tags: T tags. counts: word -> T counts.
        small: the same of occurrences in small letters, for words that have at least `ENOUGH`: dictionaries
            mean `president`, not the `President` of a name.
    """

    def __init__(
        self, tags: Sequence[str], counts: Mapping[str, Distribution], small: Mapping[str, Distribution]
    ) -> None:
        self.tags, self.counts, self.small = tuple(tags), counts, small
        self.open_T = np.array([tag in OPEN_CLASSES for tag in tags], dtype=bool)

    @classmethod
    def fit(cls, sentences: Sequence[Sentence], tags: Sequence[str]) -> EnglishTags:
        """Counts the tags of tagged sentences."""
        ids = {tag: i for i, tag in enumerate(tags)}
        counts: dict[str, Distribution] = {}
        small: dict[str, Distribution] = {}
        for sentence in sentences:
            for word, tag in zip(sentence.words, sentence.tags or (), strict=bool(sentence.tags)):
                for table in (counts, small) if word.islower() else (counts,):
                    row = table.setdefault(word.casefold(), np.zeros(len(ids), dtype=np.float32))
                    row[ids[tag]] += 1
        return cls(tags, counts, {word: row for word, row in small.items() if row.sum() >= ENOUGH})

    @cached_property
    def open_prior(self) -> Distribution:
        """Tag probabilities of a new word: those of open-class words that occur once."""
        once = [row for word, row in self.counts.items() if row.sum() == 1 and not closed_tag(word)]
        row = self._total(once) * self.open_T + np.float32(1e-3)
        return row / row.sum()

    @cached_property
    def short_prior(self) -> Distribution:
        """Tag probabilities of running words of at most `SHORT` letters."""
        short = [row for word, row in self.counts.items() if len(word) <= SHORT and not closed_tag(word)]
        return normalised(self._total(short), self.open_prior)

    def _total(self, rows: Sequence[Distribution]) -> Distribution:
        return np.asarray(sum(rows, np.zeros(len(self.tags), dtype=np.float32)))

    def counts_of(self, word: str) -> Distribution | None:
        """Counts of an English word as a dictionary means it, or None for one that does not occur."""
        return self.small.get(word, self.counts.get(word))

    def one_hot(self, tag: str) -> Distribution:
        """All probability on one tag."""
        return np.array([each == tag for each in self.tags], dtype=np.float32)

    def allowed(self, tags: Sequence[str]) -> NDArray[np.bool_] | None:
        """Which of the T tags are among those given; None where none is."""
        row = np.array([tag in tags for tag in self.tags], dtype=bool)
        return row if row.any() else None


def normalised(row: Distribution, otherwise: Distribution) -> Distribution:
    """The row scaled to sum to 1; `otherwise` where it sums to 0."""
    total = row.sum()
    return (row / total if total > 0 else otherwise).astype(np.float32)
