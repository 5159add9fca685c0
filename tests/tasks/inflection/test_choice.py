from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from lexiboost.morphology import Row
from lexiboost.tasks.inflection.choice import NEVER, by_rules, choose, exact_match, threshold_for
from lexiboost.tasks.inflection.guesses import Guesser

ROWS = [Row(lemma, f"{lemma}s", "N;PL") for lemma in "abcde"]


def answers(forms: str, confidences: Sequence[float]) -> list[tuple[str, float]]:
    """Forms: `+` right, `-` wrong, one a row."""
    return [
        (row.form if sign == "+" else "?", confidence)
        for row, sign, confidence in zip(ROWS, forms, confidences, strict=True)
    ]


@pytest.mark.parametrize(
    ("forms", "confidences", "precision", "threshold"),
    [
        ("+++--", (0.9, 0.8, 0.7, 0.6, 0.5), 1.0, 0.7),
        ("+++--", (0.9, 0.8, 0.7, 0.6, 0.5), 0.75, 0.6),
        ("+++--", (0.9, 0.8, 0.7, 0.6, 0.5), 0.6, 0.5),
        ("-++++", (0.9, 0.8, 0.7, 0.6, 0.5), 0.75, 0.5),  # precision falls and rises again
        ("+-+--", (0.9, 0.8, 0.8, 0.6, 0.5), 0.9, 0.9),  # equal confidences are taken together
        ("-----", (0.9, 0.8, 0.7, 0.6, 0.5), 0.5, NEVER),
    ],
)
def test_the_threshold_is_the_lowest_that_keeps_the_precision(
    forms: str, confidences: tuple[float, ...], precision: float, threshold: float
) -> None:
    assert threshold_for(answers(forms, confidences), ROWS, precision) == threshold


class Network:
    """Gives the answers it was made with."""

    def __init__(self, forms: str, guesser: Guesser) -> None:
        self._forms, self.guesser = forms, guesser

    def inflect(self, lemmas: Sequence[str], bundles: Sequence[str], beam: int) -> list[tuple[str, float]]:
        assert (list(lemmas), beam) == (list("abcde"), 2)
        return answers(self._forms, (0.9, 0.8, 0.7, 0.6, 0.5))


def pick(forms: str, rules: Sequence[Row]) -> Any:
    network: Any = SimpleNamespace(**{})
    network = Network(forms, Guesser(rules))
    return choose(network, ROWS, precision=0.9, beam=2)


def test_the_better_one_on_development_rows_is_chosen_and_said() -> None:
    right, wrong = [Row("x", "xs", "N;PL")], [Row("x", "xen", "N;PL")]
    choice = pick("++++-", wrong)
    assert (choice.origin, choice.inflector, choice.rules, choice.copy) == ("inflector", 0.8, 0.0, 0.0)
    assert (choice.threshold, choice.kept) == (0.6, 0.8)
    assert choice.said == ("the network (development rows right: network 80.0 %, rules 0.0 %, lemma 0.0 %)")
    choice = pick("++++-", right)
    assert (choice.origin, choice.rules) == ("rules", 1.0)
    assert pick("+++++", right).origin == "rules"  # a tie


def test_the_rules_give_the_lemma_without_confidence_where_they_give_nothing() -> None:
    guesser = Guesser([Row("x", "xs", "N;PL")])
    assert by_rules(guesser, ["a", "b"], ["N;PL", "N;DU"]) == [("as", 0.5), ("b", 0.0)]


def test_exact_match_is_the_share_of_equal_forms() -> None:
    assert exact_match(answers("+-+--", (1, 1, 1, 1, 1)), ROWS) == 0.4
