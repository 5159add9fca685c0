"""The report: one HTML file that holds its figures and styles and opens without a network."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd
from markupsafe import Markup, escape

from lexiboost.artifacts.files import atomic_writer
from lexiboost.report import figures, formats
from lexiboost.report.coverage import checked_coverage, coverage_points, coverage_rows, rank_correlation
from lexiboost.report.figures import Curve
from lexiboost.report.heatmap import HeatMap, heat_maps
from lexiboost.report.palette import PAGE, Mark, marks
from lexiboost.report.provenance import blocks
from lexiboost.report.study import Study
from lexiboost.report.tables import GROUP_AXES, Gain, GainTable, GroupTable, ScoreTable

__all__ = ["Curve", "ReportInputs", "Sample", "write_report"]


@dataclass(frozen=True)
class Sample:
    """A pseudo-sentence beside its source.

    Args:
        variety: of the pseudo-sentence, `tur_Latn`.
        language: its name.
        mode: arm or way of making it (`substituted`, `inflected`, ...).
        source: the English sentence.
        pseudo: the sentence made from it.
        words: (source words, target words) side by side in the order of `pseudo`; empty when unknown.
    """

    variety: str
    language: str
    mode: str
    source: str
    pseudo: str
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ReportInputs:
    """All that a report says.

    Args:
        title: of the experiment.
        summary: one or more paragraphs (a blank line between them) of plain text.
        results: rows of `results.csv`.
        gains: rows of `gains.csv`.
        curves: losses by step.
        coverage: columns `variety, language, share_replaced, share_inflected, share_left,
            running_word_coverage`, all shares fractions; may be empty.
        samples: pseudo-sentences beside their sources.
        provenance: what was run, in the order to print it. Known keys: `command` (str), `config`
            (mapping), `versions` and `hardware` (name -> text), `data` (one mapping a file: path, sha256,
            licence, ...), `wall_seconds` (stage -> seconds). Any other key is printed as it is.
    """

    title: str
    summary: str
    results: pd.DataFrame
    gains: pd.DataFrame
    curves: Sequence[Curve] = ()
    coverage: pd.DataFrame = field(default_factory=pd.DataFrame)
    samples: Sequence[Sample] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class MetricView:
    """Everything the page shows of one metric; heat maps of all arms for a task's main metric only."""

    key: str
    name: str
    headline: Gain | None
    focus: str | None
    baseline: str
    gains: GainTable
    groups: GroupTable
    languages: GroupTable
    scores: ScoreTable
    dots: tuple[tuple[str, Markup], ...]
    heat: tuple[HeatMap, ...]


@dataclass(frozen=True)
class TaskView:
    """A task with its metrics, the main one first, and coverage plotted against the gain in that one."""

    key: str
    name: str
    metrics: tuple[MetricView, ...]
    scatter: Markup | None
    scattered: int
    correlation: str


def write_report(inputs: ReportInputs, path: Path) -> None:
    """Writes the report as one self-contained HTML file; equal inputs give equal bytes.

    Args:
        inputs: see `ReportInputs`; parts that are empty are left out of the page.
        path: the file to write, `report/index.html`.

    Raises:
        InputError: a table lacks a column or holds a cell that is no number; names it.
        StorageError: `path` cannot be written.
    """
    study = Study.of(inputs.results, inputs.gains)
    drawn = marks(study.arms, study.baseline, PAGE)
    coverage = checked_coverage(inputs.coverage)
    tasks = [_task(study, task, drawn, coverage) for task in dict.fromkeys(t for t, _ in study.facets)]
    page = (
        _environment()
        .get_template("page.html.j2")
        .render(
            title=inputs.title,
            summary=[part.strip() for part in re.split(r"\n\s*\n", inputs.summary) if part.strip()],
            study=study,
            tasks=tasks,
            curves=_curves(inputs.curves, drawn),
            coverage=coverage_rows(coverage),
            samples=_samples(inputs.samples),
            provenance=blocks(inputs.provenance),
        )
    )
    with atomic_writer(path) as stream:
        stream.write(page)


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("lexiboost.report", "."),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["breakable"] = lambda text: Markup(str(escape(text)).replace("_", "_<wbr>"))
    environment.filters["key"] = _key
    environment.filters["language_tag"] = formats.language_tag
    environment.filters["direction"] = formats.base_direction
    environment.filters["script_name"] = formats.script_name
    return environment


def _key(*parts: str) -> str:
    """An HTML id: letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", "-".join(parts).lower()).strip("-") or "x"


def _task(study: Study, task: str, drawn: Mapping[str, Mark], coverage: pd.DataFrame) -> TaskView:
    metrics = study.metrics(task)
    focus = study.focus(task, metrics[0])
    points = coverage_points(study, task, metrics[0], focus or "", coverage)
    scatter = None
    if len(points) > 1:
        title = f"{formats.metric_name(metrics[0])}: lexicon coverage against the gain of {focus}"
        label = "running words of the language found in its lexicon"
        name = _key("scatter", task)
        scatter = Markup(figures.coverage_scatter(points, x_label=label, name=name, title=title))
    return TaskView(
        key=_key(task),
        name=formats.task_name(task),
        metrics=tuple(_metric(study, task, metric, drawn) for metric in metrics),
        scatter=scatter,
        scattered=len(points),
        correlation=rank_correlation(points),
    )


def _metric(study: Study, task: str, metric: str, drawn: Mapping[str, Mark]) -> MetricView:
    gains = GainTable.of(study, task, metric)
    focus = study.focus(task, metric)
    maps = heat_maps(study, task, metric)
    return MetricView(
        key=_key(task, metric),
        name=formats.metric_name(metric),
        headline=next((gain for gain in gains.rows if gain.arm == focus), None),
        focus=focus,
        baseline=study.baseline,
        gains=gains,
        groups=GroupTable.of(study, task, metric, GROUP_AXES),
        languages=GroupTable.of(study, task, metric, {"language": ""}),
        scores=ScoreTable.of(study, task, metric),
        dots=tuple(_dots(study, task, metric, drawn)),
        heat=tuple(maps if metric == study.metrics(task)[0] else maps[:1]),
    )


def _dots(study: Study, task: str, metric: str, drawn: Mapping[str, Mark]) -> Iterable[tuple[str, Markup]]:
    for axis in ("genus", "script"):
        rows = study.rows(task, metric, axis)
        if len(rows):
            title = f"{formats.metric_name(metric)}: gain over {study.baseline} by {axis}"
            name = _key(axis, task, metric)
            if axis == "script":
                rows = rows.assign(group=rows["group"].map(formats.script_name))
            focus = study.focus(task, metric)
            svg = figures.gain_dots(rows, drawn, focus=focus, name=name, title=title)
            yield f"By {axis}", Markup(svg)


def _curves(curves: Sequence[Curve], drawn: Mapping[str, Mark]) -> list[tuple[str, Markup]]:
    stages = dict.fromkeys(curve.stage for curve in curves if len(curve.steps) > 0 and curve.arm in drawn)
    return [
        (
            stage,
            Markup(
                figures.learning_curves(
                    curves, drawn, stage=stage, name=_key("curve", str(i)), title=f"Learning curves: {stage}"
                )
            ),
        )
        for i, stage in enumerate(stages)
    ]


def _samples(samples: Sequence[Sample]) -> list[tuple[str, str, list[Sample]]]:
    """(language, variety, samples) in the order in which the languages come first."""
    order = {variety: i for i, variety in enumerate(dict.fromkeys(sample.variety for sample in samples))}
    ordered = sorted(samples, key=lambda sample: order[sample.variety])
    grouped = [
        (variety, list(group)) for variety, group in groupby(ordered, key=lambda sample: sample.variety)
    ]
    return [(group[0].language, variety, group) for variety, group in grouped]
