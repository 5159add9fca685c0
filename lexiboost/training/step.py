"""The train step: value, gradient, update; compiled once over plain pytrees."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import jax
import jax.numpy as jnp
import optax

from lexiboost.models.build import Config, Model
from lexiboost.training.guard import GuardSettings, fresh_guard, judge
from lexiboost.training.optimizer import OptimizerSettings, learning_rate, make_optimizer
from lexiboost.training.state import TrainState, bind, init_state, rebuild

Metrics = dict[str, jax.Array]
Update = Callable[[TrainState, Any, jax.Array], tuple[TrainState, Metrics]]
"""`(state, batch, key) -> (state, metrics)`; the key is the run's, the step folds its number in."""
SCORED = "scored"
"""The metric that counts what the loss is a mean over: the weight of a part of a batch."""


class Objective(Hashable, Protocol):
    """See `lexiboost.training.objectives`; hashable, so that equal runs share one compiled step."""

    def prepare(self, rows: Any, seed: int, step: int) -> Any:
        """Host side: arrays of a batch, from (rows, seed, step) alone."""

    def loss(self, model: Any, batch: Any, key: jax.Array) -> tuple[jax.Array, Metrics]:
        """Device side: the loss and named metrics; those that are arrays are sums, the others means."""


@dataclass(frozen=True)
class StepSettings:
    """What the step does beside the update.

    Attributes:
        accumulate: parts that a batch is cut into, one after another on the device, to save memory; every
            array of a batch then has rows on its first axis, a multiple of it.
        guard: what is done about bad steps; None: nothing.
        rate: whether the metrics have `learning_rate`.
    """

    accumulate: int = 1
    guard: GuardSettings | None = None
    rate: bool = False


@lru_cache(maxsize=4)
def make_step(
    objective: Objective,
    config: Config,
    settings: OptimizerSettings,
    steps: int,
    options: StepSettings = StepSettings(),
) -> tuple[optax.GradientTransformation, Update]:
    """The optimizer and the compiled step of a run; the step donates its state."""
    optimizer, update = make_update(objective, config, settings, steps, options)
    return optimizer, jax.jit(update, donate_argnums=0)


def first_state(params: Any, optimizer: optax.GradientTransformation, options: StepSettings) -> TrainState:
    """The state before the first step."""
    state = init_state(params, optimizer)
    return state if options.guard is None else state._replace(optimizer=(state.optimizer, fresh_guard()))


def make_update(
    objective: Objective, config: Config, settings: OptimizerSettings, steps: int, options: StepSettings
) -> tuple[optax.GradientTransformation, Update]:
    """The optimizer, and the step before it is compiled."""
    graph = rebuild(config)
    optimizer, rate = make_optimizer(settings, steps), learning_rate(settings, steps)

    def loss_of(params: Any, batch: Any, key: jax.Array) -> tuple[jax.Array, Metrics]:
        return objective.loss(bind(graph, params), batch, key)

    differentiate = accumulated(jax.value_and_grad(loss_of, has_aux=True), options.accumulate)

    def apply(gradients: Any, slots: Any, params: Any) -> tuple[Any, Any]:
        updates, slots = optimizer.update(gradients, slots, params)
        return slots, optax.apply_updates(params, updates)

    def update(state: TrainState, batch: Any, key: jax.Array) -> tuple[TrainState, Metrics]:
        slots, guard = state.optimizer if options.guard else (state.optimizer, fresh_guard())
        (loss, metrics), gradients = differentiate(state.params, batch, jax.random.fold_in(key, state.step))
        metrics |= {"loss": loss, "gradient_norm": jnp.asarray(optax.global_norm(gradients))}
        if options.rate:
            metrics["learning_rate"] = rate(state.step)
        if options.guard is None:
            slots, params = apply(gradients, slots, state.params)
            return TrainState(state.step + 1, params, slots), metrics
        good, made, guard = judge(guard, loss, metrics["gradient_norm"], options.guard)
        # A branch, and no choice between arrays, which would take two more passes over all of them.
        slots, params = jax.lax.cond(good, apply, lambda _, *old: old, gradients, slots, state.params)
        metrics |= {"halted": guard.halted, "skipped": guard.skipped}
        return TrainState(state.step + made, params, (slots, guard)), metrics

    return optimizer, update


def accumulated(differentiate: Callable[..., Any], parts: int) -> Callable[..., Any]:
    """The same function of a batch in `parts` parts, one after another.

    Part i has rows i, i + parts, ...: so every device that holds a run of rows has its share of each part.
    Losses and gradients are means over what the parts score, as for the whole batch.
    """
    if parts == 1:
        return differentiate

    def over_parts(params: Any, batch: Any, key: jax.Array) -> Any:
        cut = jax.tree.map(
            lambda x: jnp.moveaxis(x.reshape(x.shape[0] // parts, parts, *x.shape[1:]), 1, 0), batch
        )

        def one(part: Any, number: jax.Array) -> Any:
            (loss, metrics), gradients = differentiate(params, part, jax.random.fold_in(key, number))
            weight = metrics.get(SCORED, jnp.ones(()))
            sums = {name: value for name, value in metrics.items() if value.ndim or name == SCORED}
            means = {name: value for name, value in metrics.items() if name not in sums}
            return weight, sums, jax.tree.map(lambda x: x * weight, (loss, means, gradients))

        def add(total: Any, part: Any) -> tuple[Any, None]:
            return jax.tree.map(jnp.add, total, one(*part)), None

        numbers = jnp.arange(parts)
        shapes = jax.eval_shape(one, jax.tree.map(lambda x: x[0], cut), numbers[0])
        zero = jax.tree.map(lambda x: jnp.zeros(x.shape, x.dtype), shapes)
        (weight, sums, weighted), _ = jax.lax.scan(add, zero, (cut, numbers))
        loss, means, gradients = jax.tree.map(lambda x: x / jnp.maximum(weight, 1.0), weighted)
        return (loss, sums | means), gradients

    return over_parts


__all__ = [
    "Metrics",
    "Model",
    "Objective",
    "StepSettings",
    "Update",
    "accumulated",
    "first_state",
    "make_step",
    "make_update",
]
