"""Runs a plan: one stage of it, or all."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pandas as pd

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import atomic_writer, storage_errors, write_json
from lexiboost.artifacts.manifest import Artifact, Job, Workdir
from lexiboost.artifacts.progress import duration
from lexiboost.experiments.config import ExperimentConfig
from lexiboost.experiments.context import Context
from lexiboost.experiments.jobs.report import GAINS, PAGE, RESULTS
from lexiboost.experiments.plan import STAGES, Plan, make_plan
from lexiboost.experiments.workdir import claimed
from lexiboost.report.terminal import terminal_table
from lexiboost.training.device import check_platform

PUBLISHED = {RESULTS: RESULTS, GAINS: GAINS, PAGE: f"report/{PAGE}"}
"""Files of the report's artifact, and where they stand below the workdir."""


NOTHING = {"inflect": "nothing to do; switch it on with --config.inflection.enabled"}
"""What a stage without jobs says."""


def run_experiment(config: ExperimentConfig, workdir: str | Path, stage: str = "experiment") -> None:
    """Runs a stage, or `experiment` for all of them, skipping what is done.

    Args:
        config: the experiment.
        workdir: its folder; made when it does not exist.
        stage: one of `STAGES`, or `experiment`.

    Raises:
        LexiboostError: bad input, a workdir that cannot be written or is another experiment's.
    """
    check_platform(config.platform)
    context = Context(config)
    plan = make_plan(context)
    root = Path(workdir)
    with claimed(root, config, tuple(PUBLISHED.values())):
        store = Workdir(root)
        stages = [name for name in STAGES if plan.of_stage(name)] if stage == "experiment" else [stage]
        for name in stages:
            write_json(root / "plan.json", plan.summary(store, name))
            _check_inputs(plan, store, name)
            _run_stage(plan, store, name)
        if stages[-1] == "report":
            _publish(store.make(plan.of_stage("report")[0]), root)


def _check_inputs(plan: Plan, store: Workdir, stage: str) -> None:
    """Names the first stage that must be run before this one."""
    wanted = {id(job) for job in plan.of_stage(stage) if not store.is_done(job)}
    missing: list[Job] = []
    for job in reversed(plan.up_to(stage)):
        if id(job) in wanted and not store.is_done(job):
            wanted |= {id(other) for other in job.inputs.values()}
            missing += [job] if job.stage != stage else []
    if missing:
        first = min((job.stage for job in missing), key=STAGES.index)
        raise InputError(
            f"the stage `{stage}` needs {len(missing)} artifact(s) of earlier stages that are not made yet; "
            f"run the stage `{first}` first, or `experiment` for all",
            path=store.root,
        )


def _run_stage(plan: Plan, store: Workdir, stage: str) -> None:
    jobs = plan.of_stage(stage)
    done = sum(map(store.is_done, jobs))
    left = len(jobs) - done
    before = "" if not done else f", {'all' if not left else done} done before"
    if not jobs:
        print(f"{stage}: {NOTHING.get(stage, 'nothing to do')}", flush=True)
        return
    print(f"{stage}: {len(jobs)} job{'' if len(jobs) == 1 else 's'}{before}", flush=True)
    begin, made = time.monotonic(), 0
    for i, job in enumerate(jobs, start=1):
        new = not store.is_done(job)
        artifact = store.make(job)
        if not new:
            continue
        made += 1
        line = f"  [{i}/{len(jobs)}] {job.name}: {_counts(artifact)}"
        _append(store.root / "log.txt", f"{stage} {line.strip()}")
        if left > made:
            line += (
                f"; about {duration((left - made) * (time.monotonic() - begin) / made)} left in this stage"
            )
        print(line, flush=True)


def _counts(artifact: Artifact) -> str:
    manifest = artifact.manifest()
    shown = [
        f"{key.replace('_', ' ')} {_number(key, value)}"
        for key, value in manifest["counts"].items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    ]
    return ", ".join([*shown, duration(manifest["seconds"])])


def _number(key: str, value: float) -> str:
    """Fractions as shares, weights and counts as they are."""
    return f"{100 * value:.1f} %" if isinstance(value, float) and "weight" not in key else f"{value:,}"


def _append(path: Path, line: str) -> None:
    with storage_errors(path), path.open("a", encoding="utf-8") as stream:
        stream.write(line + "\n")


def _publish(report: Artifact, root: Path) -> None:
    """Copies the report to the top of the workdir and prints the transfer table."""
    for name, target in PUBLISHED.items():
        with atomic_writer(root / target, "wb") as stream, report.path(name).open("rb") as source:
            shutil.copyfileobj(source, stream)
    results = pd.read_csv(root / RESULTS, keep_default_na=False)
    gains = pd.read_csv(root / GAINS, keep_default_na=False)
    print("\n" + terminal_table(results, gains))
    print(f"\nreport: {root / PUBLISHED[PAGE]}", flush=True)
