"""Scores of every arm in every language, and each arm's gain over a baseline along the axes of transfer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from lexiboost.artifacts.errors import ConfigError
from lexiboost.evaluation.metrics import Floats
from lexiboost.evaluation.outcomes import ResampledTest, check_outcomes, resampled_tests
from lexiboost.evaluation.significance import (
    REPLICATES,
    Interval,
    holm,
    interval,
    ratio,
    resampled_weights,
    stream,
)
from lexiboost.languages import Catalog, axes

SCORE_COLUMNS = (
    "experiment",
    "arm",
    "seed",
    "task",
    "dataset",
    "variety",
    "language",
    "genus",
    "family",
    "script",
    "seen",
    "metric",
    "value",
    "n",
)
GAIN_COLUMNS = (
    "arm",
    "baseline",
    "task",
    "metric",
    "axis",
    "group",
    "gain",
    "ci_low",
    "ci_high",
    "p",
    "p_holm",
    "languages",
    "n",
)
AXES = ("all", "genus", "script", "seen", "language")

_RUN = ["arm", "seed", "task", "dataset", "variety", "metric"]


def score_table(
    outcomes: pd.DataFrame,
    catalog: Catalog,
    experiment: str,
    seen: Mapping[str, str] | Mapping[tuple[str, str], str],
) -> pd.DataFrame:
    """Builds `results.csv`: one row an arm, seed, task, dataset, variety and metric, sorted by these.

    Args:
        outcomes: rows with `OUTCOME_COLUMNS`.
        catalog: resolves each variety to its language.
        experiment: name put in the first column.
        seen: what the arm saw of the variety, `text`, `lexicon` or `none`; by (arm, variety), or by variety
            where all arms saw the same.

    Raises:
        InputError: outcomes that are empty or lack columns.
        ConfigError: a variety of which `seen` says nothing.
    """
    check_outcomes(outcomes)
    grouped = outcomes.groupby(_RUN, sort=True, observed=True)
    table = grouped.agg(
        numerator=("numerator", "sum"), denominator=("denominator", "sum"), n=("example", "size")
    ).reset_index()
    table["value"] = ratio(table["numerator"].to_numpy(), table["denominator"].to_numpy())
    table["experiment"] = experiment
    languages = {variety: catalog.resolve(variety) for variety in sorted(set(table["variety"]))}
    table["language"] = [languages[variety].name for variety in table["variety"]]
    for axis in axes.AXES:
        table[axis] = [axes.group_of(variety, axis, catalog) for variety in table["variety"]]
    pairs = zip(table["arm"], table["variety"], strict=True)
    table["seen"] = [_seen(seen, arm, variety) for arm, variety in pairs]
    return table[list(SCORE_COLUMNS)]


def _seen(seen: Mapping[Any, str], arm: str, variety: str) -> str:
    for key in ((arm, variety), variety):
        if key in seen:
            return seen[key]
    raise ConfigError(f"nothing says whether arm {arm!r} saw text or a lexicon of {variety}")


def gain_table(
    outcomes: pd.DataFrame,
    baseline_arm: str,
    *,
    scores: pd.DataFrame,
    targets: Collection[str] | None = None,
    replicates: int = REPLICATES,
    seed: int = 0,
) -> pd.DataFrame:
    """Builds `gains.csv`: every other arm against `baseline_arm`, for each task and metric, along every axis.

    A language's gain is the mean over paired seeds of the difference in the metric (an arm of a single seed
    pairs with every seed of the other), averaged over its datasets; a group's gain is the plain mean over
    its languages, those that both arms were scored on. Languages are resampled in the `all` row and fixed
    in the others; `seen` is the arm's, not the baseline's. p-values are Holm-corrected within each task,
    metric and axis. A fraction, not points.

    Args:
        outcomes: rows with `OUTCOME_COLUMNS`; all arms and seeds of a test set have the same examples.
        baseline_arm: the arm that the others are compared with.
        scores: the table that `score_table` made of the same outcomes; gives genus, script and `seen`.
        targets: varieties to count, all by default.
        replicates: bootstrap replicates.
        seed: of the bootstrap.

    Raises:
        ConfigError: no outcome of the baseline arm, or two arms without a seed in common.
        InputError: outcomes that are empty, lack columns, repeat a row, or differ in their examples between
            arms.
    """
    check_outcomes(outcomes)
    if baseline_arm not in set(outcomes["arm"]):
        arms = ", ".join(sorted(set(outcomes["arm"])))
        raise ConfigError(f"the baseline arm {baseline_arm!r} has no outcome; arms are {arms}")
    if targets is not None:
        outcomes = outcomes[outcomes["variety"].isin(list(targets))]
        if outcomes.empty:
            raise ConfigError(f"none of the targets {', '.join(sorted(targets))} was scored")
    units = resampled_tests(outcomes, replicates=replicates, seed=seed)
    groups = _groups(scores)
    rows: list[dict[str, Any]] = []
    for task in sorted({unit.task for unit in units}):
        of_task = [unit for unit in units if unit.task == task]
        runs = sorted({(metric, arm) for unit in of_task for metric, arm, _ in unit.columns})
        for metric, arm in runs:
            if arm != baseline_arm:
                pair = _compare(of_task, metric, arm, baseline_arm, replicates, seed)
                rows += _gain_rows(pair, groups, replicates, seed)
    return _with_holm(pd.DataFrame(rows, columns=[name for name in GAIN_COLUMNS if name != "p_holm"]))


@dataclass(frozen=True)
class _Pair:
    """An arm against the baseline: gain and resampled gains [R] of each language that both were scored on."""

    task: str
    metric: str
    arm: str
    baseline: str
    gains: dict[str, float]
    resampled: dict[str, Floats]
    n: dict[str, int]


def _compare(
    units: list[ResampledTest], metric: str, arm: str, baseline: str, replicates: int, seed: int
) -> _Pair:
    gains: dict[str, list[float]] = {}
    resampled: dict[str, list[Floats]] = {}
    n: dict[str, int] = {}
    for unit in units:
        pairs = _paired_seeds(unit, metric, arm, baseline)
        if not pairs:
            continue
        ours, theirs = ([pair[side] for pair in pairs] for side in (0, 1))
        weights = resampled_weights(len(pairs), replicates=replicates, rng=stream(seed, "seeds"))
        differences = unit.resampled[:, ours] - unit.resampled[:, theirs]
        gains.setdefault(unit.variety, []).append(float(np.mean(unit.observed[ours] - unit.observed[theirs])))
        resampled.setdefault(unit.variety, []).append(np.sum(weights * differences, axis=1))
        n[unit.variety] = n.get(unit.variety, 0) + unit.n
    return _Pair(
        task=units[0].task,
        metric=metric,
        arm=arm,
        baseline=baseline,
        gains={variety: float(np.mean(values)) for variety, values in gains.items()},
        resampled={variety: np.mean(values, axis=0) for variety, values in resampled.items()},
        n=n,
    )


def _paired_seeds(unit: ResampledTest, metric: str, arm: str, baseline: str) -> list[tuple[int, int]]:
    """Columns (arm, baseline) of every paired seed; none where either was not scored on the unit."""
    ours, theirs = (
        {seed: index for (of, name, seed), index in unit.columns.items() if (of, name) == (metric, each)}
        for each in (arm, baseline)
    )
    if not ours or not theirs:
        return []
    if len(ours) == 1 or len(theirs) == 1:
        return [(mine, other) for mine in ours.values() for other in theirs.values()]
    common = sorted(ours.keys() & theirs.keys())
    if not common:
        raise ConfigError(f"arms {arm!r} and {baseline!r} have no seed in common on {unit.variety}")
    return [(ours[seed], theirs[seed]) for seed in common]


def _groups(scores: pd.DataFrame) -> dict[tuple[str, str], dict[str, str]]:
    """The group of each (arm, variety) on every axis."""
    unique = scores.drop_duplicates(["arm", "variety"])
    return {
        (row["arm"], row["variety"]): {
            "all": "all",
            "genus": row["genus"],
            "script": row["script"],
            "seen": row["seen"],
            "language": row["variety"],
        }
        for row in unique.to_dict("records")
    }


def _gain_rows(
    pair: _Pair, groups: dict[tuple[str, str], dict[str, str]], replicates: int, seed: int
) -> list[dict[str, Any]]:
    rows = []
    for axis in AXES:
        members: dict[str, list[str]] = {}
        for variety in sorted(pair.gains):
            members.setdefault(groups[pair.arm, variety][axis], []).append(variety)
        for group in sorted(members):
            found = _group_interval(pair, members[group], axis == "all", replicates, seed)
            rows.append(
                {
                    "arm": pair.arm,
                    "baseline": pair.baseline,
                    "task": pair.task,
                    "metric": pair.metric,
                    "axis": axis,
                    "group": group,
                    "gain": found.gain,
                    "ci_low": found.low,
                    "ci_high": found.high,
                    "p": found.p,
                    "languages": len(members[group]),
                    "n": sum(pair.n[variety] for variety in members[group]),
                }
            )
    return rows


def _group_interval(
    pair: _Pair, varieties: list[str], resample_languages: bool, replicates: int, seed: int
) -> Interval:
    gain = float(np.mean([pair.gains[variety] for variety in varieties]))
    resampled = np.stack([pair.resampled[variety] for variety in varieties], axis=1)
    if not resample_languages:
        return interval(gain, resampled.mean(axis=1))
    weights = resampled_weights(len(varieties), replicates=replicates, rng=stream(seed, "languages"))
    return interval(gain, np.sum(weights * resampled, axis=1))


def _with_holm(gains: pd.DataFrame) -> pd.DataFrame:
    if gains.empty:
        return gains.assign(p_holm=gains["p"])[list(GAIN_COLUMNS)]
    gains["p_holm"] = gains.groupby(["task", "metric", "axis"], sort=False)["p"].transform(
        lambda p: holm(p.to_numpy())
    )
    return gains[list(GAIN_COLUMNS)]
