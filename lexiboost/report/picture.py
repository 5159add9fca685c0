"""One picture of an experiment's main result, for a README or a slide."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import atomic_writer
from lexiboost.report import formats, svg
from lexiboost.report.drawing import dot, paint
from lexiboost.report.palette import PAPER, Mark, marks
from lexiboost.report.study import Study
from lexiboost.report.tables import Gain

PIXELS = 1200
_WIDTH = 9.0


def summary_picture(gains: pd.DataFrame, results: pd.DataFrame, path: Path) -> None:
    """Writes a PNG, 1,200 pixels wide: each arm's gain with its interval, and what one arm does by language.

    It shows the first task's first metric. The arm of the right half is the one chosen on development
    data (`best`), where there is none the one with the largest gain. Equal inputs give equal bytes.

    Args:
        gains: rows of `gains.csv`.
        results: rows of `results.csv`.
        path: the file to write.

    Raises:
        InputError: a column is missing, or there is no gain to picture.
        StorageError: `path` cannot be written.
    """
    study = Study.of(results, gains)
    task, metric = study.facets[0] if study.facets else ("", "")
    arms, focus = study.compared_arms(task, metric), study.focus(task, metric)
    if not arms or focus is None:
        raise InputError("gains hold no arm compared with another over all languages: nothing to picture")
    languages = len(study.targets(task, metric))
    height = 1.25 + 0.27 * max(len(arms), languages)
    with svg.house_style():
        layout = ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.1, wspace=0.06)
        figure = Figure(figsize=(_WIDTH, height), dpi=PIXELS / _WIDTH, layout=layout, facecolor=PAPER.paper)
        left, right = figure.subplots(1, 2, width_ratios=(1.15, 1))
        _arms(left, study, task, metric)
        _languages(right, study, task, metric, focus)
        stream = io.BytesIO()
        figure.savefig(stream, format="png", metadata={"Software": None})
    with atomic_writer(path, "wb") as file:
        file.write(stream.getvalue())


def _arms(axes: Axes, study: Study, task: str, metric: str) -> None:
    drawn = marks(study.arms, study.baseline, PAPER)
    rows = {row["arm"]: row for row in study.rows(task, metric, "all").to_dict("records")}
    arms = study.compared_arms(task, metric)
    paint(axes, PAPER)
    axes.axvline(0, color=PAPER.ink, lw=0.9, zorder=1)
    sign = {"up": "", "down": "", "unclear": " (n.s.)"}
    for height, arm in enumerate(arms):
        dot(axes, rows[arm], height, drawn[arm], PAPER, 6.5)
        gain = Gain.of(rows[arm])
        axes.annotate(
            f"{gain.points} {gain.interval}{sign[gain.verdict]}",
            (1.02, height),
            xycoords=axes.get_yaxis_transform(),
            va="center",
            fontsize=8,
            color=PAPER.ink,
        )
    axes.set_yticks(range(len(arms)), arms)
    axes.set_ylim(len(arms) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("percentage points, 95 % interval; n.s.: Holm's p not below 0.05", color=PAPER.ink)
    axes.set_title(f"{formats.metric_name(metric)}: gain over {study.baseline}", color=PAPER.ink)


def _languages(axes: Axes, study: Study, task: str, metric: str, focus: str) -> None:
    """A line a language, from the baseline's score to the focus arm's."""
    drawn = marks(study.arms, study.baseline, PAPER)
    scores = study.scores(task, metric).pivot(index="variety", columns="arm", values="value")
    scores = scores.loc[study.targets(task, metric)].dropna(subset=[study.baseline, focus])
    scores = scores.sort_values(focus, ascending=False, kind="stable")
    paint(axes, PAPER)
    hollow = Mark(PAPER.muted, "o")
    for height, (before, after) in enumerate(zip(scores[study.baseline], scores[focus], strict=True)):
        axes.plot([100 * before, 100 * after], [height, height], color=drawn[focus].colour, lw=2, alpha=0.35)
        axes.plot([100 * before], [height], hollow.marker, color=hollow.colour, markerfacecolor=PAPER.paper)
        axes.plot([100 * after], [height], drawn[focus].marker, color=drawn[focus].colour, markersize=6.5)
    axes.set_yticks(range(len(scores)), [study.labels[variety] for variety in scores.index])
    axes.set_ylim(len(scores) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(0, None)
    axes.set_xlabel(f"{formats.metric_name(metric)}, %", color=PAPER.ink)
    axes.set_title(f"Languages: open {study.baseline}, filled {focus}", color=PAPER.ink, loc="right")
