"""The train step: value, gradient, update; jitted once over plain pytrees."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache, partial
from typing import Any, Protocol

import jax
import jax.numpy as jnp
import optax

from lexiboost.models import ModelConfig, WordModel
from lexiboost.tokens.pipeline import RowBatch
from lexiboost.training.optimizer import OptimizerSettings, make_optimizer
from lexiboost.training.state import bind, rebuild


class Objective(Hashable, Protocol):
    """See `lexiboost.training.objectives`; hashable, so that equal runs share one compiled step."""

    def prepare(self, rows: RowBatch, seed: int, step: int) -> Any:
        """Host side: arrays of a batch, from (rows, seed, step) alone."""

    def loss(self, model: WordModel, batch: Any, key: jax.Array) -> tuple[jax.Array, dict[str, jax.Array]]:
        """Device side: the loss and named metrics."""


Step = Callable[[Any, Any, Any, jax.Array], tuple[Any, Any, dict[str, jax.Array]]]


@lru_cache(maxsize=4)
def make_step(
    objective: Objective, config: ModelConfig, settings: OptimizerSettings, steps: int
) -> tuple[optax.GradientTransformation, Step]:
    """The optimizer and the compiled step of a run.

    The step is `(params, optimizer state, batch, key) -> (params, optimizer state, metrics)`; the first two
    are donated.
    """
    graph = rebuild(config)
    optimizer = make_optimizer(settings, steps)

    @partial(jax.jit, donate_argnums=(0, 1))
    def step(params: Any, state: Any, batch: Any, key: jax.Array) -> tuple[Any, Any, dict[str, jax.Array]]:
        def loss_of(params: Any) -> tuple[jax.Array, dict[str, jax.Array]]:
            return objective.loss(bind(graph, params), batch, key)

        (loss, metrics), gradients = jax.value_and_grad(loss_of, has_aux=True)(params)
        updates, state = optimizer.update(gradients, state, params)
        params = optax.apply_updates(params, updates)
        norm = optax.global_norm(gradients)
        return params, state, metrics | {"loss": loss, "gradient_norm": jnp.asarray(norm)}

    return optimizer, step
