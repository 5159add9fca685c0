"""Analyses of inflected forms without context: by the table, else by what was learned from it, else none."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from typing import NamedTuple

from lexiboost.morphology.paradigms import Paradigms
from lexiboost.morphology.rules import SuffixRules
from lexiboost.text.unicode import lower

Guess = tuple[str, str, float]
"""(lemma, bundle, confidence)."""

Guesser = Callable[[Sequence[str]], Sequence[Iterable[Guess]]]
"""Guesses for each of several forms at once, best first: suffix rules, a neural model, ..."""


class Candidate(NamedTuple):
    """A possible analysis of a form.

    Attributes:
        lemma: the dictionary form.
        bundle: the cell, a canonical bundle.
        confidence: in (0, 1]. Of the table's n readings of a form each has 1 / n; a guess has the confidence
            of what guessed it.
        origin: `table`, `folded` (found in the table without case and vowel signs) or the guesser's name.
    """

    lemma: str
    bundle: str
    confidence: float
    origin: str


def by_rules(rules: SuffixRules, known: Container[str] | None = None) -> Guesser:
    """A guesser from suffix rules; with `known`, only lemmas that are in it."""
    return lambda forms: [rules.lemmatize(form, known=known) for form in forms]


class Analyser:
    """Form -> candidates, deterministic in content and order.

    A form is looked up as it stands, then in lower case, then (if asked for) folded; a form that the table
    lacks goes to the guessers, in the order given, until one of them gives something.

    Args:
        paradigms: the language's table, or None.
        guessers: what to ask for forms outside the table, by the name that becomes their candidates' origin.
        fold: also look up without case, Arabic vowel signs and Hebrew points.
        min_confidence: guesses below it are dropped; the table's readings never are.
        limit: candidates kept for a form, or None for all.
        variety: for the lower case of its language; by default the table's.
    """

    def __init__(
        self,
        paradigms: Paradigms | None,
        guessers: Sequence[tuple[str, Guesser]] = (),
        *,
        fold: bool = False,
        min_confidence: float = 0.0,
        limit: int | None = None,
        variety: str | None = None,
    ) -> None:
        self.paradigms, self.guessers, self.fold = paradigms, tuple(guessers), fold
        self.min_confidence, self.limit = min_confidence, limit
        self.variety = variety if variety is not None else paradigms.variety if paradigms else ""

    def analyse(self, form: str) -> tuple[Candidate, ...]:
        """The candidates of one form; () where nothing is known.

        The table's readings stand in file order, guesses by falling confidence, then as guessed.
        """
        return self.analyse_batch([form])[0]

    def analyse_batch(self, forms: Sequence[str]) -> list[tuple[Candidate, ...]]:
        """The candidates of each form; every distinct form is analysed once."""
        found: dict[str, tuple[Candidate, ...]] = dict.fromkeys(forms, ())
        missing = list(found)
        if self.paradigms is not None:
            missing = self._from_table(self.paradigms, found)
        for origin, guess in self.guessers:
            if not missing:
                break
            for form, guesses in zip(missing, guess(missing), strict=True):
                found[form] = self._ranked(guesses, origin)
            missing = [form for form in missing if not found[form]]
        return [found[form] for form in forms]

    def _from_table(self, paradigms: Paradigms, found: dict[str, tuple[Candidate, ...]]) -> list[str]:
        """Fills in what the table has; returns the forms that it lacks."""
        missing = self._look_up(paradigms, list(found), list(found), found)
        lowered = {form: lower(form, self.variety) for form in missing}
        capital = [form for form in missing if lowered[form] != form]
        self._look_up(paradigms, capital, [lowered[form] for form in capital], found)
        missing = [form for form in missing if not found[form]]
        return self._look_up(paradigms, missing, missing, found, fold=True) if self.fold else missing

    def _look_up(
        self,
        paradigms: Paradigms,
        forms: list[str],
        spelled: list[str],
        found: dict[str, tuple[Candidate, ...]],
        *,
        fold: bool = False,
    ) -> list[str]:
        offsets, rows = paradigms.form_rows(spelled, fold=fold)
        columns, origin, missing = paradigms.columns, "folded" if fold else "table", []
        lemmas = columns.lemmas.tolist(columns.lemma_ids_R[rows])
        bundles = columns.bundles.tolist(columns.bundle_ids_R[rows])
        ends = offsets.tolist()
        for form, begin, end in zip(forms, ends, ends[1:], strict=False):
            if begin == end:
                missing.append(form)
                continue
            readings = list(zip(lemmas[begin:end], bundles[begin:end], strict=True))[: self.limit]
            found[form] = tuple(Candidate(*reading, 1 / (end - begin), origin) for reading in readings)
        return missing

    def _ranked(self, guesses: Iterable[Guess], origin: str) -> tuple[Candidate, ...]:
        kept = [Candidate(*guess, origin) for guess in guesses if guess[2] >= self.min_confidence]
        return tuple(sorted(kept, key=lambda candidate: -candidate.confidence)[: self.limit])
