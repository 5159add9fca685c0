"""What the suffix rules say of a row, as an input of the network: cross-fitted where rules saw the row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lexiboost.morphology import Paradigms, Row, SuffixRules
from lexiboost.tasks.inflection.letters import join, spell

LEVELS = 6
"""Levels of confidence that the network can tell apart."""
_BOUNDS = (0.3, 0.5, 0.7, 0.85, 0.95)


class Guess(NamedTuple):
    """Letters of the form that the rules give, "" for none, and how sure they are, 0 to `LEVELS` - 1."""

    letters: str
    level: int


NO_GUESS = Guess("", 0)


class Guesser:
    """Suffix rules over spelled-out words.

    Args:
        rows: rows with spelled-out lemma and form; repeated ones count once.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = tuple(dict.fromkeys(rows))
        self._rules = SuffixRules.fit(Paradigms(self.rows))

    def inflect(self, lemma: str, bundle: str) -> tuple[str, float] | None:
        """The rules' form of a lemma as it is written, and their confidence; None where they give none."""
        found = self._rules.inflect(spell(lemma), bundle)
        return None if found is None else (join(found[0]), found[1])

    def guess(self, lemma: str, bundle: str) -> Guess:
        """The form and its level of confidence; no form where the rules give none."""
        found = self._rules.inflect(lemma, bundle)
        if found is None:
            return Guess("", 0)
        return Guess(found[0], int(np.searchsorted(_BOUNDS, found[1])))


class CrossFitted:
    """Rules for each row that were learned without the row's lemma.

    Args:
        rows: rows with spelled-out lemma and form. folds: groups of lemmas. rng: makes the groups.
    """

    def __init__(self, rows: Sequence[Row], folds: int, rng: np.random.Generator) -> None:
        lemmas = sorted({row.lemma for row in rows})
        self._fold = {lemmas[at]: i % folds for i, at in enumerate(rng.permutation(len(lemmas)).tolist())}
        self._guessers = [
            Guesser([row for row in rows if self._fold[row.lemma] != fold]) for fold in range(folds)
        ]

    def guess(self, row: Row, lemma: str | None = None) -> Guess:
        """What the rules say that did not see the row; for another lemma where one is given."""
        guesser = self._guessers[self._fold[row.lemma]]
        return guesser.guess(row.lemma if lemma is None else lemma, row.bundle)


def spelled(rows: Sequence[Row]) -> list[Row]:
    """The rows with lemma and form in letters."""
    return [Row(spell(lemma), spell(form), bundle) for lemma, form, bundle in rows]
