"""What the page's tables show, ready to print; and the transfer table of the terminal."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lexiboost.report import formats
from lexiboost.report.study import REFERENCE_ARMS, Study
from lexiboost.report.terminal import terminal_table

__all__ = ["GainTable", "GroupTable", "ScoreTable", "terminal_table"]


@dataclass(frozen=True)
class Gain:
    """One gain as text; `verdict` is `up` or `down` where the corrected p allows it, else `unclear`."""

    arm: str
    baseline: str
    points: str
    interval: str
    p: str
    verdict: str
    languages: str
    n: str
    low: float
    middle: float
    high: float

    @classmethod
    def of(cls, row: Mapping[Any, Any]) -> Gain:
        """From one row of `gains.csv`."""
        gain, low, high = float(row["gain"]), float(row["ci_low"]), float(row["ci_high"])
        clear = float(row["p_holm"]) < formats.SIGNIFICANT
        return cls(
            arm=str(row["arm"]),
            baseline=str(row["baseline"]),
            points=formats.points(gain),
            interval=formats.interval(low, high),
            p=formats.p_value(float(row["p_holm"])),
            verdict=("up" if gain > 0 else "down") if clear and gain != 0 else "unclear",
            languages=formats.count(float(row["languages"])),
            n=formats.count(float(row["n"])),
            low=100 * low,
            middle=100 * gain,
            high=100 * high,
        )


@dataclass(frozen=True)
class GainTable:
    """The gain of every arm over all languages: over the baseline, then between other arms.

    `start` and `end` bound all intervals and zero, in percentage points, for the strip drawn in each row.
    """

    rows: tuple[Gain, ...]
    others: tuple[Gain, ...]
    means: Mapping[str, str]
    start: float
    end: float

    @classmethod
    def of(cls, study: Study, task: str, metric: str) -> GainTable:
        """For one task and metric."""
        order = {arm: place for place, arm in enumerate(study.arms)}
        table = study.rows(task, metric, "all")
        rows = sorted(
            map(Gain.of, table.to_dict("records")), key=lambda gain: order.get(gain.arm, len(order))
        )
        others = [Gain.of(row) for row in study.rows(task, metric, "all", other=True).to_dict("records")]
        ends = [value for gain in (*rows, *others) for value in (gain.low, gain.high, gain.middle)]
        ends = [value for value in ends if not math.isnan(value)]
        means = {arm: formats.percent(value) for arm, (value, _) in mean_scores(study, task, metric).items()}
        return cls(tuple(rows), tuple(others), means, min([0.0, *ends]), max([0.0, *ends]))

    @property
    def span(self) -> str:
        """What the strip's ends stand for."""
        return f"{formats.points(self.start / 100)} to {formats.points(self.end / 100)} points"

    def place(self, value: float) -> float:
        """Where a value stands in the strip, from 0 (left) to 100 (right)."""
        span = (self.end - self.start) or 1.0
        return 0.0 if math.isnan(value) else round(4 + 92 * (value - self.start) / span, 2)


GROUP_AXES = {"genus": "By genus", "script": "By script", "seen": "By what the arm had of the language"}


@dataclass(frozen=True)
class GroupRow:
    """The gains of all arms within one group; None where an arm has none."""

    label: str
    languages: str
    n: str
    cells: tuple[Gain | None, ...]


@dataclass(frozen=True)
class GroupTable:
    """Gains over the baseline by group: one section an axis, one row a group, one column an arm."""

    arms: tuple[str, ...]
    sections: tuple[tuple[str, tuple[GroupRow, ...]], ...]

    @classmethod
    def of(cls, study: Study, task: str, metric: str, axes: Mapping[str, str]) -> GroupTable:
        """For one task and metric; `axes` maps an axis to its title. Axes without a row are left out."""
        arms = study.compared_arms(task, metric)
        sections = []
        for axis, title in axes.items():
            table = study.rows(task, metric, axis)
            groups = sorted(set(table["group"]), key=lambda group: group_label(study, axis, group))
            rows = [_group_row(study, axis, group, table[table["group"] == group], arms) for group in groups]
            if rows:
                sections.append((title, tuple(rows)))
        return cls(tuple(arms), tuple(sections))


def _group_row(study: Study, axis: str, group: str, table: pd.DataFrame, arms: Sequence[str]) -> GroupRow:
    gains = {row["arm"]: Gain.of(row) for row in table.to_dict("records")}
    return GroupRow(
        label=group_label(study, axis, group),
        languages=_span(table["languages"]),
        n=_span(table["n"]),
        cells=tuple(gains.get(arm) for arm in arms),
    )


def group_label(study: Study, axis: str, group: str) -> str:
    """A group's name for people: a script's name beside its code, a language's name for its variety."""
    if axis == "script":
        name = formats.script_name(group)
        return group if name == group else f"{name} ({group})"
    if axis == "seen":
        return formats.seen_name(group)
    return study.labels.get(group, group) if axis == "language" else group


def _span(values: Iterable[float]) -> str:
    numbers = [value for value in values if not math.isnan(value)]
    if not numbers:
        return formats.MISSING
    low, high = min(numbers), max(numbers)
    return formats.count(low) if low == high else f"{formats.count(low)}\N{EN DASH}{formats.count(high)}"


def mean_scores(study: Study, task: str, metric: str) -> dict[str, tuple[float, int]]:
    """Arm -> (mean over the target languages, each counted once; how many languages it has a score in)."""
    scores = study.scores(task, metric)
    scores = scores[scores["variety"].isin(study.targets(task, metric))]
    by_arm = scores.groupby("arm", sort=False)["value"]
    return {str(arm): (float(values.mean()), int(values.count())) for arm, values in by_arm}


@dataclass(frozen=True)
class Score:
    """A score in %, its standard deviation over seeds (empty for one seed), whether its row's highest."""

    value: str
    spread: str
    share: float
    highest: bool


@dataclass(frozen=True)
class ScoreRow:
    """One language's scores, an arm a cell; None where an arm has none."""

    label: str
    variety: str
    genus: str
    script: str
    n: str
    inside: bool
    cells: tuple[Score | None, ...]


@dataclass(frozen=True)
class ScoreTable:
    """Every arm's score in every language, the mean of the targets first."""

    arms: tuple[str, ...]
    references: tuple[str, ...]
    rows: tuple[ScoreRow, ...]

    @classmethod
    def of(cls, study: Study, task: str, metric: str) -> ScoreTable:
        """For one task and metric; languages are ordered by genus, then name."""
        scores = study.scores(task, metric)
        present = set(scores["arm"])
        arms = [arm for arm in study.arms if arm in present]
        targets = set(study.targets(task, metric))
        means = mean_scores(study, task, metric)
        rows = [_mean_row(arms, means, len(targets))]
        ordered = scores.sort_values(["genus", "language", "variety"], kind="stable")
        for variety, table in ((str(key), table) for key, table in ordered.groupby("variety", sort=False)):
            first = table.iloc[0]
            rows.append(
                ScoreRow(
                    label=study.labels[variety],
                    variety=variety,
                    genus=str(first["genus"]),
                    script=str(first["script"]),
                    n=_span(table["n"]),
                    inside=variety in targets,
                    cells=_score_cells(arms, {row["arm"]: row for row in table.to_dict("records")}),
                )
            )
        references = [arm for arm in arms if arm in REFERENCE_ARMS]
        return cls(tuple(arms[: len(arms) - len(references)]), tuple(references), tuple(rows))


def _mean_row(arms: Sequence[str], means: Mapping[str, tuple[float, int]], targets: int) -> ScoreRow:
    cells = _score_cells(
        arms, {arm: {"value": value, "spread": math.nan} for arm, (value, _) in means.items()}
    )
    marked = [
        None if cell is None else Score(cell.value, note, cell.share, cell.highest)
        for cell, note in zip(
            cells,
            ("" if means.get(arm, (0, targets))[1] == targets else f"of {means[arm][1]}" for arm in arms),
            strict=True,
        )
    ]
    return ScoreRow(f"Mean of {targets} languages", "", "", "", "", True, tuple(marked))


def _score_cells(arms: Sequence[str], found: Mapping[str, Mapping[Any, Any]]) -> tuple[Score | None, ...]:
    values = {arm: float(row["value"]) for arm, row in found.items()}
    top = max((round(value, 3) for value in values.values() if not math.isnan(value)), default=math.nan)
    return tuple(
        Score(
            value=formats.percent(values[arm]),
            spread="" if math.isnan(found[arm]["spread"]) else f"± {100 * found[arm]['spread']:.1f}",
            share=0.0 if math.isnan(values[arm]) else round(values[arm], 3),
            highest=round(values[arm], 3) == top,
        )
        if arm in values
        else None
        for arm in arms
    )
