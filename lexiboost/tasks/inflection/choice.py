"""Network or suffix rules: whichever is right more often on development rows, and above what confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from lexiboost.morphology import Row
from lexiboost.tasks.inflection.guesses import Guesser
from lexiboost.tasks.inflection.inflector import Inflector

Origin = Literal["inflector", "rules"]
NEVER = 2.0
"""A threshold that no confidence reaches."""


def by_rules(guesser: Guesser, lemmas: Sequence[str], bundles: Sequence[str]) -> list[tuple[str, float]]:
    """The rules' forms with confidences; the lemma itself with confidence 0 where they give none."""
    pairs = zip(lemmas, bundles, strict=True)
    return [guesser.inflect(lemma, bundle) or (lemma, 0.0) for lemma, bundle in pairs]


def exact_match(found: Sequence[tuple[str, float]], rows: Sequence[Row]) -> float:
    """Share of rows whose form is the one found: the shared tasks' metric."""
    return sum(form == row.form for (form, _), row in zip(found, rows, strict=True)) / max(1, len(rows))


def threshold_for(found: Sequence[tuple[str, float]], rows: Sequence[Row], precision: float) -> float:
    """The lowest confidence from which on the share of right forms is at least `precision`.

    `NEVER` where no confidence is high enough.
    """
    confidences = np.array([confidence for _, confidence in found])
    right = np.array([form == row.form for (form, _), row in zip(found, rows, strict=True)], dtype=float)
    order = np.argsort(-confidences, kind="stable")
    shares = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    # Equal confidences are taken together: only the last of a run is a possible cut.
    last = np.append(np.diff(confidences[order]) != 0, True)
    cuts = np.flatnonzero(last & (shares >= precision))
    return float(confidences[order][cuts[-1]]) if len(cuts) else NEVER


@dataclass(frozen=True)
class Choice:
    """The better of two inflectors.

    Attributes:
        origin: which it is. inflector, rules, copy: exact match of network, rules and the bare lemma on the
            development rows.
        threshold: the confidence from which on its forms are used. kept: share of development rows there.
    """

    origin: Origin
    inflector: float
    rules: float
    copy: float
    threshold: float
    kept: float

    @property
    def shares(self) -> dict[str, float]:
        """What was measured on the development rows, and the threshold, by name."""
        return {
            "development_inflector": self.inflector,
            "development_rules": self.rules,
            "development_lemma": self.copy,
            "threshold": self.threshold,
        }

    @property
    def said(self) -> str:
        """One line for a reader."""
        name = {"inflector": "the network", "rules": "the suffix rules"}[self.origin]
        return (
            f"{name} (development rows right: network {100 * self.inflector:.1f} %, "
            f"rules {100 * self.rules:.1f} %, lemma {100 * self.copy:.1f} %)"
        )


def choose(inflector: Inflector, dev_rows: Sequence[Row], *, precision: float, beam: int) -> Choice:
    """Compares network and rules on development rows; the rules win a tie, being cheaper."""
    lemmas, bundles = [row.lemma for row in dev_rows], [row.bundle for row in dev_rows]
    network = inflector.inflect(lemmas, bundles, beam)
    rules = by_rules(inflector.guesser, lemmas, bundles)
    scores = exact_match(network, dev_rows), exact_match(rules, dev_rows)
    origin: Origin = "inflector" if scores[0] > scores[1] else "rules"
    best = network if origin == "inflector" else rules
    threshold = threshold_for(best, dev_rows, precision)
    kept = sum(confidence >= threshold for _, confidence in best) / max(1, len(dev_rows))
    copied = sum(row.lemma == row.form for row in dev_rows) / max(1, len(dev_rows))
    return Choice(origin, *scores, copied, threshold, kept)
