"""The figures of the report: gains with intervals, learning curves, coverage against gain, one picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from lexiboost.report import formats, svg
from lexiboost.report.drawing import dot, legend, new_axes
from lexiboost.report.labels import place
from lexiboost.report.palette import COLOURS, MARKERS, PAGE, Mark
from lexiboost.report.picture import summary_picture

__all__ = ["Curve", "coverage_scatter", "gain_dots", "learning_curves", "summary_picture"]

WIDTH = 5.0
CURVE_POINTS = 90


@dataclass(frozen=True)
class Curve:
    """The loss of one run: `steps` and `losses` are of one length; `stage` is `pretrain`, `finetune`, ..."""

    arm: str
    seed: int
    stage: str
    steps: Sequence[int]
    losses: Sequence[float]


def gain_dots(
    rows: pd.DataFrame, drawn: Mapping[str, Mark], *, name: str, title: str, focus: str | None = None
) -> str:
    """A dot and its 95 % interval for every arm, group by group.

    Args:
        rows: gains of one task, metric and axis (columns of `gains.csv`).
        drawn: arm -> mark; its order is the order within a group.
        name: unique in the page.
        title: of the figure, for readers who do not see it.
        focus: the arm to draw larger, and to order the groups by.
    """
    arms = [arm for arm in drawn if arm in set(rows["arm"])]
    leading = rows[rows["arm"] == focus] if focus in arms else rows
    means = leading.groupby("group", sort=True)["gain"].mean().sort_values(ascending=False, kind="stable")
    groups = [*means.index, *sorted(set(rows["group"]) - set(means.index))]
    pitch = len(arms) + 1.6
    step = 0.115 if len(groups) * len(arms) < 150 else 0.085
    height = len(groups) * pitch * step + 0.25 * -(-len(arms) // 3) + 0.75
    with svg.house_style():
        figure, axes = new_axes(WIDTH, height, PAGE)
        for index, group in enumerate(groups):
            middle = index * pitch + (len(arms) - 1) / 2
            if index % 2 == 0:
                axes.axhspan(middle - pitch / 2, middle + pitch / 2, color=PAGE.band, lw=0, zorder=0)
            inside = rows[rows["group"] == group]
            _name_group(axes, middle, str(group), inside)
            for row in inside[inside["arm"].isin(arms)].to_dict("records"):
                size = 5.6 if row["arm"] == focus else 4.2
                dot(axes, row, index * pitch + arms.index(row["arm"]), drawn[row["arm"]], PAGE, size)
        axes.axvline(0, color=PAGE.ink, lw=0.9, zorder=1)
        axes.set_yticks([])
        axes.set_ylim(len(groups) * pitch - 1.3, -1.3)
        axes.tick_params(axis="x", top=len(groups) > 6, labeltop=len(groups) > 6)
        axes.set_xlabel("gain, percentage points", color=PAGE.ink)
        legend(figure, arms, drawn, PAGE)
        described = (
            f"{len(groups)} groups, {len(arms)} arms; the table of gains by group holds the numbers as text."
        )
        return svg.inline(figure, name=name, title=title, description=described)


def _name_group(axes: Axes, middle: float, group: str, rows: pd.DataFrame) -> None:
    languages, n = formats.count(rows["languages"].max()), formats.count(rows["n"].max())
    for text, shift, colour, weight in (
        (group, 1, PAGE.ink, "bold"),
        (f"{languages} lang., n = {n}", -10, PAGE.muted, "normal"),
    ):
        axes.annotate(
            text,
            (0, middle),
            xycoords=axes.get_yaxis_transform(),
            xytext=(-5, shift),
            textcoords="offset points",
            ha="right",
            color=colour,
            weight=weight,
        )


def learning_curves(
    curves: Sequence[Curve], drawn: Mapping[str, Mark], *, stage: str, name: str, title: str
) -> str:
    """Loss against step for one stage: a thin line a seed, a marked line for their mean.

    Arms that share a stage's artifact have equal curves; they are drawn once, under all their names.
    """
    chosen = [curve for curve in curves if curve.stage == stage and len(curve.steps) > 0]
    shared: dict[tuple[Any, ...], list[str]] = {}
    for arm in [arm for arm in drawn if any(curve.arm == arm for curve in chosen)]:
        runs = tuple((c.seed, tuple(c.steps), tuple(c.losses)) for c in chosen if c.arm == arm)
        shared.setdefault(runs, []).append(arm)
    with svg.house_style():
        figure, axes = new_axes(WIDTH, 3.1 + 0.17 * len(shared), PAGE)
        axes.grid(axis="y", color=PAGE.line, lw=0.5)
        labels = {}
        for order, (runs, arms) in enumerate(shared.items()):
            mark = drawn[arms[0]]
            labels[" = ".join(arms)] = mark
            _curve(axes, [(steps, losses) for _, steps, losses in runs], mark, order)
        axes.set_xlabel("step", color=PAGE.ink)
        axes.set_ylabel("loss", color=PAGE.ink)
        legend(figure, list(labels), labels, PAGE)
        described = (
            f"One line an arm ({', '.join(labels)}), the mean of its seeds; thin lines are single seeds."
        )
        return svg.inline(figure, name=name, title=title, description=described)


def _curve(axes: Axes, runs: Sequence[tuple[Sequence[int], Sequence[float]]], mark: Mark, order: int) -> None:
    longest = max((steps for steps, _ in runs), key=len)
    keep = np.unique(np.linspace(0, len(longest) - 1, min(len(longest), CURVE_POINTS)).round().astype(int))
    grid = np.asarray(longest, float)[keep]
    lines = []
    for steps, losses in runs:
        line = np.interp(grid, np.asarray(steps, float), np.asarray(losses, float), right=np.nan)
        lines.append(line)
        if len(runs) > 1:
            axes.plot(grid, line, color=mark.colour, lw=0.5, alpha=0.45, zorder=2)
    every = max(1, len(grid) // 6)
    axes.plot(
        grid,
        np.mean(lines, axis=0),
        color=mark.colour,
        lw=1.5,
        marker=mark.marker,
        markevery=(min(order * every // 8, len(grid) - 1), every),
        markersize=4.2,
        zorder=3,
    )


def coverage_scatter(points: pd.DataFrame, *, x_label: str, name: str, title: str) -> str:
    """Lexicon coverage against gain, one labelled point a language, colour and shape by script.

    Args:
        points: columns `label, script, coverage, gain, ci_low, ci_high` (fractions).
        x_label: what `coverage` is the share of.
        name: unique in the page.
        title: of the figure, for readers who do not see it.
    """
    with svg.house_style():
        figure, axes = new_axes(WIDTH, 4.6 + 0.04 * max(0, len(points) - 15), PAGE)
        axes.grid(axis="y", color=PAGE.line, lw=0.5)
        scripts = list(points["script"].value_counts(sort=True).sort_index(kind="stable").index)
        drawn = {
            formats.script_name(script): Mark(COLOURS[i % len(COLOURS)], MARKERS[i % len(MARKERS)])
            for i, script in enumerate(scripts)
        }
        for row in points.to_dict("records"):
            mark, x = drawn[formats.script_name(row["script"])], 100 * row["coverage"]
            axes.plot([x, x], [100 * row["ci_low"], 100 * row["ci_high"]], color=mark.colour, lw=1, alpha=0.7)
            axes.plot([x], [100 * row["gain"]], mark.marker, color=mark.colour, markersize=6, zorder=3)
        axes.axhline(0, color=PAGE.ink, lw=0.9, zorder=1)
        axes.margins(x=0.09, y=0.08)
        axes.set_xlabel(f"{x_label}, %", color=PAGE.ink)
        axes.set_ylabel("gain, percentage points", color=PAGE.ink)
        legend(figure, list(drawn), drawn, PAGE)
        percents = 100 * points[["coverage", "gain", "ci_low", "ci_high"]]
        place(axes, list(points["label"]), percents.to_numpy(), colour=PAGE.ink)
        described = f"{len(points)} languages; coverage and gains stand as text in the tables."
        return svg.inline(figure, name=name, title=title, description=described)
