"""Per-example outcomes: the table that scores and their uncertainty are computed from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lexiboost.artifacts.errors import InputError
from lexiboost.evaluation.metrics import Counts, Floats
from lexiboost.evaluation.significance import ratio, resampled_values, stream

OUTCOME_COLUMNS = (
    "arm",
    "seed",
    "task",
    "dataset",
    "variety",
    "metric",
    "example",
    "numerator",
    "denominator",
)


def outcome_frame(
    *,
    arm: str,
    seed: int,
    task: str,
    dataset: str,
    variety: str,
    examples: Sequence[str],
    metrics: Mapping[str, Counts],
) -> pd.DataFrame:
    """Outcome rows of one arm, seed and test set.

    Args:
        arm: its name, as in the experiment's config.
        seed: of the training run.
        task: `intents` or `upos`.
        dataset: name of the test set, e.g. `massive`.
        variety: of the test sentences.
        examples: N identifiers, unique within the test set.
        metrics: by name, numerators and denominators of N examples as the functions of `metrics` give them.

    Raises:
        ValueError: a metric of another number of examples.
    """
    frames = [
        pd.DataFrame(
            {
                "arm": arm,
                "seed": seed,
                "task": task,
                "dataset": dataset,
                "variety": variety,
                "metric": metric,
                "example": list(examples),
                "numerator": numerators,
                "denominator": denominators,
            }
        )
        for metric, (numerators, denominators) in metrics.items()
    ]
    return pd.concat(frames, ignore_index=True)[list(OUTCOME_COLUMNS)]


def check_outcomes(outcomes: pd.DataFrame) -> None:
    """Raises `InputError` where the table is empty, lacks a column or holds a number that is not finite."""
    missing = [name for name in OUTCOME_COLUMNS if name not in outcomes.columns]
    if missing:
        raise InputError(f"outcomes lack the column {missing[0]!r}")
    if outcomes.empty:
        raise InputError("no outcome to score; run the stage `evaluate` first")
    for name in ("numerator", "denominator"):
        wrong = ~np.isfinite(outcomes[name].to_numpy(dtype=np.float64))
        if wrong.any():
            row = outcomes.iloc[int(np.argmax(wrong))]
            raise InputError(
                f"arm {row['arm']} seed {row['seed']} has {row[name]} as {name} of {row['metric']} for "
                f"example {row['example']}; delete the evaluation and run it again"
            )


@dataclass(frozen=True)
class ResampledTest:
    """One test set under K columns, a column being a (metric, arm, seed) that was scored on it.

    Attributes:
        task: as in the outcomes.
        dataset: as in the outcomes.
        variety: as in the outcomes.
        n: number of examples N.
        columns: position of each column, in ascending order.
        observed: [K] metric values.
        resampled: [R, K] metric values of R resampled test sets.
    """

    task: str
    dataset: str
    variety: str
    n: int
    columns: dict[tuple[str, str, int], int]
    observed: Floats
    resampled: Floats


def resampled_tests(outcomes: pd.DataFrame, *, replicates: int, seed: int) -> list[ResampledTest]:
    """Resamples the examples of every test set once, for all arms, seeds and metrics together.

    Raises:
        InputError: an example that an arm, seed and metric lacks or has twice.
    """
    tests = []
    for key, frame in outcomes.groupby(["task", "dataset", "variety"], sort=True, observed=True):
        task, dataset, variety = map(str, key)
        columns, numerators, denominators = _cells(frame)
        tests.append(
            ResampledTest(
                task=task,
                dataset=dataset,
                variety=variety,
                n=len(numerators),
                columns=columns,
                observed=ratio(numerators.sum(axis=0), denominators.sum(axis=0)),
                resampled=resampled_values(
                    numerators,
                    denominators,
                    replicates=replicates,
                    rng=stream(seed, "examples", dataset, variety),
                ),
            )
        )
    return tests


def _cells(frame: pd.DataFrame) -> tuple[dict[tuple[str, str, int], int], Floats, Floats]:
    """The columns of one test set, and its numerators and denominators as [N, K]."""
    run = ["metric", "arm", "seed"]
    grouped = frame.groupby(run, sort=True, observed=True)
    distinct = frame[run].drop_duplicates().sort_values(run)
    keys = [(str(metric), str(arm), int(run_seed)) for metric, arm, run_seed in distinct.to_numpy().tolist()]
    examples, names = pd.factorize(frame["example"], sort=True)
    n, k = len(names), len(keys)
    cells = examples * k + grouped.ngroup().to_numpy()
    filled = np.bincount(cells, minlength=n * k)
    if (filled != 1).any():
        example, column = divmod(int(np.argmax(filled != 1)), k)
        metric, arm, run_seed = keys[column]
        raise InputError(
            f"arm {arm} seed {run_seed} has {filled[example * k + column]} outcomes of {metric} for example "
            f"{names[example]}, 1 is needed; delete the evaluation and run it again"
        )
    numerators, denominators = np.empty(n * k), np.empty(n * k)
    numerators[cells] = frame["numerator"].to_numpy(dtype=np.float64)
    denominators[cells] = frame["denominator"].to_numpy(dtype=np.float64)
    columns = {key: position for position, key in enumerate(keys)}
    return columns, numerators.reshape(n, k), denominators.reshape(n, k)
