"""The transfer table that an experiment ends with: plain text of at most 100 columns."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from lexiboost.report import formats
from lexiboost.report.study import Study

WIDTH = 100
_GAP = "  "
_MOST_PANELS = 3
_LONGEST = 24

Column = tuple[str, Mapping[str, str]]


def terminal_table(results: pd.DataFrame, gains: pd.DataFrame) -> str:
    """The transfer table: one block a task and metric, one row an arm, scores in %, gains in points.

    Columns are the mean and every language; where those are too many for `WIDTH`, the languages' codes;
    then groups by genus, for a task's main metric on up to three panels; then by script. The gain over
    the baseline carries its 95 % interval and Holm's p.

    Args:
        results: rows of `results.csv`.
        gains: rows of `gains.csv`.

    Raises:
        InputError: a column is missing or a number is not one.
    """
    study = Study.of(results, gains)
    blocks = [_block(study, task, metric) for task, metric in study.facets]
    return "\n\n".join(blocks) if blocks else "no scores"


def _block(study: Study, task: str, metric: str) -> str:
    scores = study.scores(task, metric)
    targets = study.targets(task, metric)
    scores = scores[scores["variety"].isin(targets)]
    arms = [arm for arm in study.arms if arm in set(scores["arm"])]
    counted = scores.groupby("arm")["variety"].nunique()
    short = {arm: int(counted[arm]) for arm in arms if counted[arm] < len(targets)}
    names = {arm: formats.clip(arm, _LONGEST) + ("*" if arm in short else "") for arm in arms}
    mean = (
        "mean",
        {str(arm): formats.percent(v) for arm, v in scores.groupby("arm")["value"].mean().items()},
    )
    gain = _gain_columns(study, task, metric)
    main = metric == study.metrics(task)[0]
    kind, groups = _group_columns(study, scores, names, [mean, *gain], _MOST_PANELS if main else 1)
    n = sum(scores.groupby("variety")["n"].max())
    languages = f"{len(targets)} language{'s' if len(targets) != 1 else ''}"
    head = (
        f"{formats.task_name(task)}: {formats.metric_name(metric)}, % (mean of {languages}, "
        f"n = {formats.count(n)}, {kind})"
    )
    lines = [head, *_panels(names, mean, groups, gain)]
    if short:
        listed = ", ".join(f"{arm} {number}" for arm, number in short.items())
        lines.append(f"* mean of fewer languages: {listed} of {len(targets)}")
    lines.extend(_other_lines(study, task, metric))
    return "\n".join(line.rstrip() for line in lines)


def _gain_columns(study: Study, task: str, metric: str) -> list[Column]:
    rows = study.rows(task, metric, "all").to_dict("records")
    if not rows:
        return []
    return [
        (
            f"gain over {formats.clip(study.baseline, _LONGEST)}",
            {row["arm"]: _gain_text(row) for row in rows},
        ),
        ("p (Holm)", {row["arm"]: formats.p_value(row["p_holm"]).replace(" ", "") for row in rows}),
    ]


def _gain_text(row: Mapping[Any, Any]) -> str:
    gain = formats.points(row["gain"], minus="-")
    return f"{gain} {formats.interval(row['ci_low'], row['ci_high'], minus='-')}"


def _other_lines(study: Study, task: str, metric: str) -> list[str]:
    rows = study.rows(task, metric, "all", other=True).to_dict("records")
    return [
        f"{row['arm']} over {row['baseline']}: {_gain_text(row)}, p (Holm) {formats.p_value(row['p_holm'])}"
        for row in rows
    ]


def _group_columns(
    study: Study, scores: pd.DataFrame, names: Mapping[str, str], fixed: Sequence[Column], most_panels: int
) -> tuple[str, list[Column]]:
    """The finest grouping of the languages that fits: by name or code on one panel, by genus on a few."""
    varieties = sorted(set(scores["variety"]), key=lambda variety: study.labels[variety])
    by_variety = {variety: study.labels[variety] for variety in varieties}
    codes = {variety: variety.partition("_")[0] for variety in by_variety}
    if len(set(codes.values())) < len(codes):
        codes = {variety: variety for variety in by_variety}
    choices = [
        ("by language", _columns(scores, "variety", by_variety), 1),
        ("by language", _columns(scores, "variety", codes), 1),
        ("mean by genus", _columns(scores, "genus"), most_panels),
        ("mean by script", _columns(scores, "script"), math.inf),
    ]
    for kind, columns, most in choices:
        if len(_split(columns, _room(names, fixed), _room(names, []))) <= most:
            return kind, columns
    raise AssertionError("the last choice takes any number of panels")


def _columns(scores: pd.DataFrame, key: str, titles: Mapping[str, str] | None = None) -> list[Column]:
    means = scores.groupby([key, "arm"], sort=True)["value"].mean()
    groups = sorted(set(scores[key])) if titles is None else list(titles)
    return [
        (
            formats.clip(group if titles is None else titles[group], _LONGEST),
            {arm: formats.percent(value) for arm, value in means[group].items()},
        )
        for group in groups
    ]


def _width(column: Column) -> int:
    return max(formats.display_width(text) for text in (column[0], *column[1].values()))


def _room(names: Mapping[str, str], fixed: Sequence[Column]) -> int:
    first = max(formats.display_width(name) for name in names.values())
    return WIDTH - first - sum(len(_GAP) + _width(column) for column in fixed)


def _split(columns: Sequence[Column], first: int, later: int) -> list[list[Column]]:
    """Deals the columns to panels; `first` and `later` are the columns of text free in each."""
    panels: list[list[Column]] = [[]]
    room = first
    for column in columns:
        needed = len(_GAP) + _width(column)
        if needed > room and (panels[-1] or len(panels) == 1):
            panels.append([])
            room = later
        panels[-1].append(column)
        room -= needed
    return panels


def _panels(
    names: Mapping[str, str], mean: Column, groups: Sequence[Column], gain: Sequence[Column]
) -> list[str]:
    dealt = _split(groups, _room(names, [mean, *gain]), _room(names, []))
    lines = _render(names, [mean, *dealt[0], *gain])
    for panel in dealt[1:]:
        lines.extend(["", *_render(names, panel)])
    return lines


def _render(names: Mapping[str, str], columns: Sequence[Column]) -> list[str]:
    first = max(formats.display_width(name) for name in names.values())
    widths = [_width(column) for column in columns]
    pairs = list(zip(columns, widths, strict=True))
    lines = [_GAP.join([" " * first, *(formats.pad(title, w, right=True) for (title, _), w in pairs)])]
    lines.append("-" * formats.display_width(lines[0]))
    for arm, name in names.items():
        cells = (formats.pad(values.get(arm, ""), w, right=True) for (_, values), w in pairs)
        lines.append(_GAP.join([formats.pad(name, first), *cells]))
    return lines
