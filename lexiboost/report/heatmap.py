"""The genus x script map of gains: a table whose cells are coloured and say what they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lexiboost.report import formats
from lexiboost.report.palette import diverging
from lexiboost.report.study import Study


@dataclass(frozen=True)
class HeatCell:
    """The mean gain of the languages of one genus in one script, with what it rests on."""

    points: str
    languages: str
    n: str
    background: str
    colour: str


@dataclass(frozen=True)
class HeatMap:
    """Genus x script: the gain of one arm over the baseline; None where no language is both."""

    arm: str
    scripts: tuple[str, ...]
    rows: tuple[tuple[str, tuple[HeatCell | None, ...]], ...]
    limit: str

    @classmethod
    def of(cls, arm: str, cells: pd.DataFrame, limit: float) -> HeatMap:
        """From `genus_by_script`; colours run from `-limit` to `limit` (a fraction)."""
        scripts = sorted(set(cells["script"]))
        found = {(row["genus"], row["script"]): row for row in cells.to_dict("records")}
        rows = [
            (genus, tuple(_heat_cell(found.get((genus, script)), limit) for script in scripts))
            for genus in sorted(set(cells["genus"]))
        ]
        return cls(arm, tuple(scripts), tuple(rows), f"{100 * limit:.0f}")


def _heat_cell(row: Mapping[Any, Any] | None, limit: float) -> HeatCell | None:
    if row is None:
        return None
    background, colour = diverging(row["gain"] / limit if limit else 0.0)
    languages = int(row["languages"])
    return HeatCell(
        formats.points(row["gain"]),
        f"{languages} language{'s' if languages > 1 else ''}",
        formats.count(row["n"]),
        background,
        colour,
    )


def genus_by_script(study: Study, task: str, metric: str, arm: str) -> pd.DataFrame:
    """Columns `genus, script, gain, languages, n`; gain is the mean over languages, over the baseline."""
    scores = study.scores(task, metric)
    scores = scores[scores["variety"].isin(study.targets(task, metric))]
    ours, base = scores[scores["arm"] == arm], scores[scores["arm"] == study.baseline]
    both = ours.merge(base[["variety", "value"]], on="variety", suffixes=("", "_baseline"))
    both["gain"] = both["value"] - both["value_baseline"]
    cells = both.groupby(["genus", "script"], sort=True)
    return cells.agg(gain=("gain", "mean"), languages=("variety", "nunique"), n=("n", "sum")).reset_index()


def heat_maps(study: Study, task: str, metric: str) -> list[HeatMap]:
    """One map an arm on a common colour scale, the arm in focus first."""
    focus = study.focus(task, metric)
    if focus is None:
        return []
    arms = [focus, *(arm for arm in study.compared_arms(task, metric) if arm != focus)]
    cells = {arm: genus_by_script(study, task, metric, arm) for arm in arms}
    largest = max((gain for table in cells.values() for gain in table["gain"].abs()), default=0.0)
    return [HeatMap.of(arm, table, largest) for arm, table in cells.items()]
