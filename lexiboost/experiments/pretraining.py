"""Pretrains a transformer on text or packed rows, without an experiment around it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import jax

from lexiboost.artifacts.errors import LexiboostError
from lexiboost.artifacts.files import read_json, storage_errors, write_json
from lexiboost.artifacts.lock import locked
from lexiboost.artifacts.manifest import MANIFEST
from lexiboost.artifacts.progress import duration
from lexiboost.experiments.bad_steps import dump_bad_step, replay_bad_step
from lexiboost.experiments.pretraining_data import Data, check_data, make_data
from lexiboost.experiments.pretraining_keys import PretrainingConfig
from lexiboost.experiments.pretraining_setup import Plan, Run, joined, launched, planned
from lexiboost.models.flops import model_flops
from lexiboost.training.checkpoints import Checkpoints
from lexiboost.training.device import check_platform, machine, peak_flops
from lexiboost.training.export import export_params
from lexiboost.training.loop import DivergedError, run_steps
from lexiboost.training.preemption import Preemption
from lexiboost.training.processes import all_agree, is_first
from lexiboost.training.resume import changes
from lexiboost.training.shelf import Keep
from lexiboost.training.state import TrainState
from lexiboost.training.watch import CURVE, TOKENS, Watch, WatchSettings, say

FOLDER, CHECKPOINTS, WEIGHTS = "pretrain", "checkpoints", "weights"
MODEL, MACHINE = "model.json", "machine.json"


def pretrain(config: PretrainingConfig, workdir: str | Path) -> Path:
    """Pretrains, or goes on where the same command was stopped; returns the folder of the result.

    Writes, below `workdir`: `tokenize/` and `rows/` (from text), and `pretrain/` with `checkpoints/`,
    `curve.jsonl`, `tensorboard/`, `model.json`, `machine.json` and, in the end, `weights/` and
    `manifest.json`. See `stages/pretrain.py`.

    Raises:
        LexiboostError: bad input or settings, a step that does not fit into memory, a run that diverged, a
            checkpoint of another run.
    """
    check_data(config)
    begin = time.monotonic()
    with joined(config.processes), _claimed(Path(workdir)) as root:
        check_platform(config.platform)
        folder = root / FOLDER
        plan = planned(config, _shared_data(config, root))
        if config.replay:
            print(replay_bad_step(Path(config.replay), launched(plan)), flush=True)
        elif _is_done(folder, plan):
            print(f"{folder}: {config.steps} steps, made before", flush=True)
        else:
            totals = _train(launched(plan), folder)
            _finish(folder, plan, totals)
            if is_first():
                print(_summary(folder, config.steps, totals, time.monotonic() - begin), flush=True)
    return folder


def _train(run: Run, folder: Path) -> Mapping[str, float]:
    """Runs the steps that are left; returns what the watch counted."""
    plan, config = run.plan, run.plan.config
    if is_first():
        with storage_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
        (folder / MANIFEST).unlink(missing_ok=True)
        write_json(folder / MACHINE, machine())
        write_json(folder / MODEL, {"type": type(plan.model).__name__, **asdict(plan.model)})
    keys = config.checkpoints
    keep = Keep(last=keys.last, every=keys.keep)
    with (
        Checkpoints(folder / CHECKPOINTS, keep=keep, every=keys.every) as checkpoints,
        Preemption(seconds=60 * config.minutes) as preemption,
    ):
        restored = checkpoints.restore(
            run.launch.abstract, identity=plan.identity, allow_changed=config.resume_changed
        )
        state, first = (run.launch.initial(config.seed), 0) if restored is None else restored[:2]
        if first and is_first():
            print(f"going on from step {first}", flush=True)
        saver = _Saver(checkpoints, preemption, plan.identity)
        with (
            _watch(run, folder, first) as watch,
            run.launch.feed(run.make, range(first, config.steps)) as feed,
        ):
            try:
                state = run_steps(
                    run.launch.step,
                    state,
                    feed,
                    run.launch.key(config.seed),
                    steps=config.steps,
                    watcher=watch,
                    saver=saver,
                )
            except DivergedError as error:
                dumped = dump_bad_step(folder, error, run)
                raise DivergedError(
                    f"{error}; {dumped}; lower --config.optimizer.learning_rate, or leave such steps out "
                    "with --config.skip_bad_steps=10",
                    step=error.step,
                    loss=error.loss,
                ) from None
        checkpoints.save(state, identity=plan.identity, final=True)
        return watch.total


@dataclass
class _Saver:
    """Saves now and then, and when the run is to end."""

    checkpoints: Checkpoints
    preemption: Preemption
    identity: Mapping[str, Any]
    ending: bool = False

    def due(self, step: int) -> bool:
        """Whether to save after so many finished steps."""
        self.ending = self.preemption.due(step, reserve=self.checkpoints.seconds)
        return self.ending or self.checkpoints.due(step)

    def save(self, step: int, state: TrainState) -> None:
        """Saves; ends the run where it is asked to."""
        self.checkpoints.save(state, identity=self.identity, final=self.ending)
        if self.ending:
            if is_first():
                say(f"saved after step {step}")
            self.preemption.end()


def _watch(run: Run, folder: Path, first: int) -> Watch:
    config, model = run.plan.config, run.plan.model
    dtype = getattr(model, "dtype", "float32")
    peak, _ = peak_flops(jax.local_devices()[0], dtype)
    return Watch(
        folder if is_first() else None,
        WatchSettings(config.every, config.tensorboard, config.profile_steps),
        first=first,
        steps=config.steps,
        label=f"pretrain {config.model.size}",
        flops=model_flops(model, run.example) * run.launch.share.hosts,
        peak=peak * jax.device_count(),
        varieties=run.batches.varieties,
    )


def _is_done(folder: Path, plan: Plan) -> bool:
    path = folder / MANIFEST
    return path.is_file() and not changes(read_json(path)["identity"], plan.identity)


def _finish(folder: Path, plan: Plan, totals: Mapping[str, float]) -> None:
    """Writes the weights alone, and the manifest; several processes leave that to a single one."""
    if jax.process_count() > 1:
        if is_first():
            say("the same command in one process, writes the weights alone and the manifest")
        return
    export_params(folder / CHECKPOINTS, folder / WEIGHTS)
    facts = {"steps": plan.config.steps, "totals": totals, "machine": machine()}
    write_json(folder / MANIFEST, {"identity": plan.identity, **facts})


def _summary(folder: Path, steps: int, totals: Mapping[str, float], seconds: float) -> str:
    rate = totals[TOKENS] / max(totals["seconds"], 1e-9)
    stall = 100 * totals["stall"] / max(totals["seconds"], 1e-9)
    return (
        f"{folder}: {steps} steps, {rate:,.0f} tokens/s, input stall {stall:.1f} %, {duration(seconds)}; "
        f"the curve is {folder / CURVE}"
    )


def _shared_data(config: PretrainingConfig, root: Path) -> Data:
    """The data, which the first process makes and the others find made."""
    if jax.process_count() == 1:
        return make_data(config, root)
    refusal: LexiboostError | None = None
    if is_first():
        try:
            make_data(config, root)
        except LexiboostError as error:
            refusal = error
    if not all_agree(refusal is None):
        raise refusal or LexiboostError("the first process could not make the data; see its message")
    return make_data(config, root)


@contextmanager
def _claimed(root: Path) -> Iterator[Path]:
    with storage_errors(root):
        root.mkdir(parents=True, exist_ok=True)
    with locked(root) if is_first() else nullcontext():
        yield root
