"""Runs a plan: one stage of it, or all."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import jax
import pandas as pd

from lexiboost.artifacts.errors import ConfigError, PlatformError, StorageError
from lexiboost.artifacts.files import atomic_writer, read_json, storage_errors, write_json
from lexiboost.artifacts.manifest import Artifact, Workdir
from lexiboost.experiments.config import ExperimentConfig, config_json
from lexiboost.experiments.context import Context
from lexiboost.experiments.jobs.report import GAINS, PAGE, RESULTS
from lexiboost.experiments.plan import STAGES, Plan, make_plan
from lexiboost.report.terminal import terminal_table


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
    _claim(root, config)
    store = Workdir(root)
    write_json(root / "plan.json", plan.summary(store))
    stages = STAGES if stage == "experiment" else (stage,)
    for name in stages:
        _run_stage(plan, store, name)
    if stages[-1] == "report":
        _publish(store.artifact(plan.of_stage("report")[0]), root)


def check_platform(platform: str) -> None:
    """Refuses to run on another platform than the config insists on.

    Raises:
        PlatformError: names what is there instead.
    """
    found = jax.default_backend()
    if platform and platform != found:
        raise PlatformError(
            f"config.platform={platform}, but JAX found only {found}; install lexiboost[{platform}], choose a "
            f"machine that has one, or pass --config.platform={found}"
        )


def _claim(root: Path, config: ExperimentConfig) -> None:
    """Writes `config.json`; refuses a folder of another experiment or one that cannot be written."""
    path = root / "config.json"
    with storage_errors(root):
        root.mkdir(parents=True, exist_ok=True)
    if path.exists():
        name = read_json(path).get("name")
        if name != config.name:
            raise ConfigError(
                f"{root}: the workdir of the experiment {name!r}, not of {config.name!r}; choose another --workdir"
            )
    elif any(root.iterdir()):
        raise StorageError(f"{root}: not empty and no workdir of lexiboost; choose another --workdir")
    write_json(path, config_json(config))


def _run_stage(plan: Plan, store: Workdir, stage: str) -> None:
    jobs = plan.of_stage(stage)
    print(f"{stage}: {len(jobs)} job(s), {sum(map(store.is_done, jobs))} done before", flush=True)
    for i, job in enumerate(jobs, start=1):
        if store.is_done(job):
            continue
        artifact = store.make(job)
        line = f"  [{i}/{len(jobs)}] {job.name}: {_counts(artifact)}"
        print(line, flush=True)
        _append(store.root / "log.txt", f"{stage} {line.strip()}")


def _counts(artifact: Artifact) -> str:
    seconds = read_json(artifact.path("manifest.json"))["seconds"]
    shown = [
        f"{k} {v}"
        for k, v in artifact.counts().items()
        if isinstance(v, int | float) and not isinstance(v, bool)
    ]
    return ", ".join([*shown, f"{seconds:.0f} s"])


def _append(path: Path, line: str) -> None:
    with storage_errors(path), path.open("a", encoding="utf-8") as stream:
        stream.write(line + "\n")


def _publish(report: Artifact, root: Path) -> None:
    """Copies the report to the top of the workdir and prints the transfer table."""
    for name, target in ((RESULTS, RESULTS), (GAINS, GAINS), (PAGE, f"report/{PAGE}")):
        with atomic_writer(root / target, "wb") as stream, report.path(name).open("rb") as source:
            shutil.copyfileobj(source, stream)
    results = pd.read_csv(root / RESULTS, keep_default_na=False)
    gains = pd.read_csv(root / GAINS, keep_default_na=False)
    print("\n" + terminal_table(results, gains))
    print(f"\nreport: {root / 'report' / PAGE}", file=sys.stdout)
