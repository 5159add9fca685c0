"""The two result tables as one object: checked, in a stated order, with the few reductions a report needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from lexiboost.artifacts.errors import InputError

RESULT_COLUMNS = (
    *("experiment", "arm", "seed", "task", "dataset", "variety", "language"),
    *("genus", "family", "script", "seen", "metric", "value", "n"),
)
GAIN_COLUMNS = (
    *("arm", "baseline", "task", "metric", "axis", "group"),
    *("gain", "ci_low", "ci_high", "p", "p_holm", "languages", "n"),
)
REFERENCE_ARMS = ("majority", "lookup", "linear")
"""Arms without a network, printed beside every other arm."""
CHOSEN_ARM = "best"
"""The arm chosen on development data: the one to show where there is room for one only."""


def checked(frame: pd.DataFrame, columns: Sequence[str], numeric: Sequence[str], name: str) -> pd.DataFrame:
    """Returns the named columns, the numeric ones as floats (missing: NaN).

    Raises:
        InputError: a column is missing, or a numeric cell is not a number; names it.
    """
    for column in columns:
        if column not in frame.columns:
            raise InputError(f"{name} has no column {column!r}; run the evaluate stage again")
    frame = frame[list(columns)].reset_index(drop=True).copy()
    for column in numeric:
        empty = frame[column].isna() | (frame[column].astype(str).str.strip() == "")
        values = pd.to_numeric(frame[column], errors="coerce").astype(float)
        wrong = values.isna() & ~empty
        if wrong.any():
            row = int(wrong.to_numpy().argmax())
            raise InputError(f"{name}: row {row + 1}, column {column!r}: {frame[column][row]!r} is no number")
        frame[column] = values
    return frame


def _in_order(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(str(value) for value in values))


@dataclass(frozen=True)
class Study:
    """`results.csv` and `gains.csv` of one experiment.

    Args:
        results: one row a score (`RESULT_COLUMNS`); value is a fraction, n a number of examples.
        gains: one row a comparison (`GAIN_COLUMNS`); gain and interval are fractions.
    """

    results: pd.DataFrame
    gains: pd.DataFrame

    @classmethod
    def of(cls, results: pd.DataFrame, gains: pd.DataFrame) -> Study:
        """Checks both tables; raises `InputError` naming a missing column or a cell that is no number."""
        return cls(
            checked(results, RESULT_COLUMNS, ("value", "n"), "results"),
            checked(gains, GAIN_COLUMNS, GAIN_COLUMNS[6:], "gains"),
        )

    @cached_property
    def arms(self) -> list[str]:
        """All arms in the order of the results, those without a network last."""
        arms = _in_order(self.results["arm"])
        references = [arm for arm in REFERENCE_ARMS if arm in arms]
        return [arm for arm in arms if arm not in references] + references

    @cached_property
    def baseline(self) -> str:
        """The arm that the main table compares with: the first that the gains are taken over."""
        baselines = _in_order(self.gains["baseline"])
        first = self.arms[0] if self.arms else ""
        return first if first in baselines or not baselines else baselines[0]

    @cached_property
    def facets(self) -> list[tuple[str, str]]:
        """All (task, metric) pairs in the order of the results: a task's first metric is its main one."""
        tasks = _in_order(self.results["task"])
        return [(task, metric) for task in tasks for metric in self.metrics(task)]

    @cached_property
    def labels(self) -> dict[str, str]:
        """Variety -> language name, with the script where one name stands for several varieties."""
        names = self.results[["variety", "language"]].drop_duplicates()
        repeated = set(names["language"][names["language"].duplicated()])
        return {
            variety: f"{name} ({variety.partition('_')[2]})" if name in repeated else name
            for variety, name in zip(names["variety"], names["language"], strict=True)
        }

    def metrics(self, task: str) -> list[str]:
        """A task's metrics in the order of the results."""
        return _in_order(self.results["metric"][self.results["task"] == task])

    def rows(self, task: str, metric: str, axis: str, *, other: bool = False) -> pd.DataFrame:
        """The gains of one facet and axis over the baseline; with `other`, over other baselines."""
        table = self.gains
        chosen = (table["task"] == task) & (table["metric"] == metric) & (table["axis"] == axis)
        return table[chosen & ((table["baseline"] == self.baseline) != other)]

    def compared_arms(self, task: str, metric: str) -> list[str]:
        """The arms that have a gain over the baseline, in the order of `arms`."""
        present = set(self.rows(task, metric, "all")["arm"])
        return [arm for arm in self.arms if arm in present]

    def focus(self, task: str, metric: str) -> str | None:
        """The arm to show where there is room for one: the chosen one, else that of the largest gain."""
        arms = [arm for arm in self.compared_arms(task, metric) if arm not in REFERENCE_ARMS]
        if CHOSEN_ARM in arms or not arms:
            return CHOSEN_ARM if arms else None
        gains = self.rows(task, metric, "all").set_index("arm")["gain"]
        return max(arms, key=lambda arm: float(gains[arm]))

    def scores(self, task: str, metric: str) -> pd.DataFrame:
        """One row a variety and arm: value (mean over seeds and data sets), spread, seeds, n and the axes.

        `spread` is the standard deviation over seeds (NaN for one seed); n sums a variety's data sets.
        """
        scores = self._all_scores
        return scores[(scores["task"] == task) & (scores["metric"] == metric)].reset_index(drop=True)

    @cached_property
    def _all_scores(self) -> pd.DataFrame:
        table = self.results
        keys = ["task", "metric", "variety", "arm"]
        by_seed = table.groupby([*keys, "seed"], sort=False)["value"].mean()
        examples = table.groupby([*keys, "dataset"], sort=False)["n"].max().groupby(keys, sort=False).sum()
        per_arm = by_seed.groupby(keys, sort=False)
        scores = pd.DataFrame(
            {"value": per_arm.mean(), "spread": per_arm.std(), "seeds": per_arm.count(), "n": examples}
        ).reset_index()
        axes = table.drop_duplicates("variety")[["variety", "language", "genus", "family", "script"]]
        return scores.merge(axes, on="variety", how="left")

    def targets(self, task: str, metric: str) -> list[str]:
        """The varieties that count in the mean: those with a gain of their own, else all with a score."""
        table = self.results[(self.results["task"] == task) & (self.results["metric"] == metric)]
        varieties = table.drop_duplicates("variety")
        compared = set(self.rows(task, metric, "language")["group"])
        inside = varieties["variety"].isin(compared) | varieties["language"].isin(compared)
        return _in_order(varieties["variety"][inside] if inside.any() else varieties["variety"])

    def language_gains(self, task: str, metric: str, arm: str) -> pd.DataFrame:
        """The gains of one arm by language, with a column `variety`; unknown varieties are left out."""
        rows = self.rows(task, metric, "language")
        rows = rows[rows["arm"] == arm].copy()
        by_name = {name: variety for variety, name in self.labels.items()}
        rows["variety"] = [
            group if group in self.labels else by_name.get(group, "") for group in rows["group"]
        ]
        return rows[rows["variety"] != ""]
