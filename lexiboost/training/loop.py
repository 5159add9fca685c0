"""The training loop: dispatch step N, then read the metrics of step N - 1."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import jax
import numpy as np

from lexiboost.artifacts.errors import LexiboostError
from lexiboost.artifacts.progress import progress
from lexiboost.models.build import Config
from lexiboost.training.feed import STALL, Fed, Feed
from lexiboost.training.optimizer import OptimizerSettings
from lexiboost.training.state import TrainState, init_state
from lexiboost.training.step import Objective, Update, make_step

if TYPE_CHECKING:
    from lexiboost.tokens.pipeline import RowBatch

LOG_EVERY = 10
RANDOM = "unsafe_rbg"
"""Generator of dropout: faster on a CPU than the default, and as reproducible on one platform."""


class DivergedError(LexiboostError):
    """The loss is not a number any more, or leapt.

    Attributes: step: the bad one; loss: there; state: where the step was guarded, that before the bad step.
    """

    def __init__(self, message: str, *, step: int = -1, loss: float = np.nan, state: Any = None) -> None:
        super().__init__(message)
        self.step, self.loss, self.state = step, loss, state


class Watcher(Protocol):
    """Sees every step of a run."""

    def begin(self, step: int, state: TrainState) -> Mapping[str, Any]:
        """Called before a step is dispatched, with the state it goes on from; returns more metrics of it."""

    def read(self, step: int, metrics: Mapping[str, Any], *, last: bool = False) -> None:
        """Takes one step's metrics and facts; raises `DivergedError` at a step the run cannot go on from."""


class Saver(Protocol):
    """Saves states, and knows when a run has to end."""

    def due(self, step: int) -> bool:
        """Whether to save after `step` finished steps."""

    def save(self, step: int, state: TrainState) -> None:
        """Saves; leaves with an exception where the run has to end."""


def run_steps(
    step_fn: Update,
    state: TrainState,
    feed: Feed,
    key: jax.Array,
    *,
    steps: int,
    watcher: Watcher,
    saver: Saver | None = None,
) -> TrainState:
    """Goes on from a state to `steps` finished steps and returns the state then.

    The host waits for step N - 1 while N runs, so the device never waits for the host; a state is saved once
    its own step has been read.

    Args:
        step_fn: compiled; donates its state. state: where to go on. feed: of the steps that are left.
        key: of the run. steps: of the whole run. watcher: sees every step. saver: saves some.

    Raises:
        DivergedError: what the watcher raised.
    """
    previous: Mapping[str, Any] | None = None
    try:
        for step in range(int(state.step), steps):
            seen = watcher.begin(step, state)
            fed = feed.take()
            state, metrics = step_fn(state, fed.batch, key)
            if previous is not None:
                watcher.read(step - 1, previous)
            previous = {**metrics, **fed.facts, **seen}
            if saver is not None and saver.due(step + 1):
                watcher.read(step, previous, last=step + 1 == steps)
                previous = None
                saver.save(step + 1, state)
        if previous is not None:
            watcher.read(steps - 1, previous, last=True)
    except DivergedError as error:
        error.state = state
        raise
    return state


class Stream(Protocol):
    """Batches by step number."""

    def __getitem__(self, step: int) -> RowBatch:
        """The batch of one step."""


def train(
    objective: Objective,
    config: Config,
    params: Any,
    stream: Stream,
    *,
    settings: OptimizerSettings,
    steps: int,
    seed: int,
    label: str,
    log: Path,
) -> Any:
    """Runs `steps` steps of a job that is too short to be saved on the way; returns the parameters.

    Args:
        objective: what is minimised. config, params: the model. stream: its batches.
        settings: of the optimizer. steps: how many. seed: of dropout and masking.
        label: name shown beside the progress. log: JSON lines of metrics, one every 10 steps.

    Raises:
        DivergedError: the loss became infinite or not a number; names the step.
    """
    optimizer, step_fn = make_step(objective, config, settings, steps)
    state = init_state(jax.tree.map(jax.numpy.array, params), optimizer)
    key = jax.random.key(seed, impl=RANDOM)

    def prepare(step: int) -> Fed:
        return Fed(objective.prepare(stream[step], seed, step), {})

    with _curve(log, steps, label) as watcher, Feed(prepare, range(steps)) as feed:
        return run_steps(step_fn, state, feed, key, steps=steps, watcher=watcher).params


class _Curve:
    """Writes every tenth step's metrics and the last one's."""

    def __init__(self, stream: Any, shown: Any) -> None:
        self._stream, self._shown = stream, shown

    def begin(self, step: int, state: TrainState) -> Mapping[str, Any]:
        """Nothing to do."""
        return {}

    def read(self, step: int, metrics: Mapping[str, Any], *, last: bool = False) -> None:
        """Checks one step's metrics and writes some of them."""
        values = {name: float(np.asarray(value)) for name, value in sorted(metrics.items()) if name != STALL}
        if not np.isfinite(values["loss"]):
            raise DivergedError(
                f"the loss is {values['loss']} at step {step}; lower the learning rate "
                "(--config.finetune.learning_rate, --config.pretrain.learning_rate)",
                step=step,
                loss=values["loss"],
            )
        if last or step % LOG_EVERY == 0:
            self._stream.write(json.dumps({"step": step, **values}) + "\n")
        self._shown.advance()


@contextmanager
def _curve(path: Path, steps: int, label: str) -> Iterator[_Curve]:
    with path.open("w", encoding="utf-8") as stream, progress(steps, label) as shown:
        yield _Curve(stream, shown)
