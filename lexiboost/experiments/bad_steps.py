"""A step that stopped a run, kept so that it can be made again, and made again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jax
import numpy as np

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import atomic_writer, read_json, write_json
from lexiboost.experiments.pretraining_setup import Run
from lexiboost.tokens.batches import Batches
from lexiboost.training.checkpoints import Checkpoints
from lexiboost.training.loop import DivergedError
from lexiboost.training.optimizer import dotted
from lexiboost.training.processes import is_first

STEP, BATCH, STATE = "step.json", "batch.npz", "state"
SHOWN = 3


def dump_bad_step(folder: Path, error: DivergedError, run: Run) -> str:
    """Writes `<folder>/bad_step_<step>/` and returns what to tell of it, in a few words.

    The folder has the state before the step (`state/`), this process's part of the batch (`batch.npz`), and
    `step.json` with the step, its loss, the seed and the ids of all rows, `variety/kind:row`.
    """
    into = folder / f"bad_step_{error.step:09d}"
    rows = row_ids(run.batches, error.step)
    with Checkpoints(into / STATE) as checkpoints:
        checkpoints.save(error.state, identity=run.plan.identity, final=True)
    if is_first():
        leaves = jax.tree_util.tree_leaves_with_path(run.make(error.step).batch)
        arrays: dict[str, Any] = {dotted(path): np.asarray(leaf) for path, leaf in leaves}
        with atomic_writer(into / BATCH, "wb") as stream:
            np.savez(stream, **arrays)
        found = {"step": error.step, "loss": repr(error.loss), "seed": run.plan.config.seed, "rows": rows}
        write_json(into / STEP, found)
    more = f" and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
    return f"rows {', '.join(rows[:SHOWN])}{more}; made again with --config.replay={into}"


def row_ids(batches: Batches, step: int) -> list[str]:
    """The rows of the whole batch of a step, as `variety/kind:row`."""
    size = batches.batch_size
    draw = batches.mixture[np.arange(step * size, (step + 1) * size)]
    sources = batches.mixture.sources
    return [
        f"{sources[source].name}:{row}"
        for source, row in zip(draw.source_N.tolist(), draw.row_N.tolist(), strict=True)
    ]


def replay_bad_step(folder: Path, run: Run) -> str:
    """Makes a dumped step again, and returns its metrics beside the loss it had, as JSON.

    Raises:
        InputError: no such dump, or one of another run.
    """
    known = read_json(folder / STEP)
    step = int(known["step"])
    with Checkpoints(folder / STATE) as checkpoints:
        restored = checkpoints.restore(run.launch.abstract, step=step)
    if restored is None:
        raise InputError("the dump has no state", path=folder)
    paths, tree = jax.tree_util.tree_flatten_with_path(run.example)
    with np.load(folder / BATCH) as arrays:
        names = [dotted(path) for path, _ in paths]
        if sorted(names) != sorted(arrays.files):
            raise InputError("a batch of another objective", path=folder / BATCH)
        batch = jax.tree_util.tree_unflatten(tree, [arrays[name] for name in names])
    _, metrics = run.launch.step(restored.state, run.launch.place(batch), run.launch.key(int(known["seed"])))
    shown = {name: float(value) for name, value in sorted(metrics.items()) if not value.ndim}
    return json.dumps({"step": step, "loss_then": float(known["loss"]), **shown})
