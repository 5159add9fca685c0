"""The training loop: dispatch step N, then read the metrics of step N - 1."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import jax
import numpy as np

from lexiboost.artifacts.errors import LexiboostError
from lexiboost.artifacts.progress import progress
from lexiboost.models import ModelConfig
from lexiboost.tokens.pipeline import RowBatch
from lexiboost.training.optimizer import OptimizerSettings
from lexiboost.training.state import init_state
from lexiboost.training.step import Objective, make_step

LOG_EVERY = 10
RANDOM = "unsafe_rbg"
"""Generator of dropout: faster on a CPU than the default, and as reproducible on one platform."""


class Stream(Protocol):
    """Batches by step number."""

    def __getitem__(self, step: int) -> RowBatch:
        """The batch of one step."""


class DivergedError(LexiboostError):
    """The loss is not a number any more."""


def train(
    objective: Objective,
    config: ModelConfig,
    params: Any,
    stream: Stream,
    *,
    settings: OptimizerSettings,
    steps: int,
    seed: int,
    label: str,
    log: Path,
) -> Any:
    """Runs `steps` steps and returns the parameters.

    Args:
        objective: what is minimised. config, params: the model. stream: its batches.
        settings: of the optimizer. steps: how many. seed: of dropout and masking.
        label: name shown beside the progress. log: JSON lines of metrics, one every 10 steps.

    Raises:
        DivergedError: the loss became infinite or not a number; names the step.
    """
    optimizer, step_fn = make_step(objective, config, settings, steps)
    state = init_state(jax.tree.map(jax.numpy.array, params), optimizer)
    params, slots = state.params, state.optimizer
    key = jax.random.key(seed, impl=RANDOM)
    with progress(steps, label) as shown, _log(log) as write:
        previous = None
        for step in range(steps):
            batch = objective.prepare(stream[step], seed, step)
            params, slots, metrics = step_fn(params, slots, batch, jax.random.fold_in(key, step))
            if previous is not None:
                write(step - 1, previous)
            previous = metrics
            shown.advance()
        if previous is not None:
            write(steps - 1, previous, last=True)
    return params


class _Writer(Protocol):
    def __call__(self, step: int, metrics: dict[str, jax.Array], *, last: bool = False) -> None:
        """Checks one step's metrics and writes some of them."""


@contextmanager
def _log(path: Path) -> Iterator[_Writer]:
    with path.open("w", encoding="utf-8") as stream:

        def write(step: int, metrics: dict[str, jax.Array], *, last: bool = False) -> None:
            values = {name: float(np.asarray(value)) for name, value in sorted(metrics.items())}
            if not np.isfinite(values["loss"]):
                raise DivergedError(
                    f"the loss is {values['loss']} at step {step}; lower the learning rate "
                    "(--config.finetune.learning_rate, --config.pretrain.learning_rate)"
                )
            if last or step % LOG_EVERY == 0:
                stream.write(json.dumps({"step": step, **values}) + "\n")

        yield write
