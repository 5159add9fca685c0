"""The train step: value, gradient, update; jitted once over plain pytrees."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

import jax
import jax.numpy as jnp
import optax

from lexiboost.models import WordModel
from lexiboost.tokens.pipeline import RowBatch
from lexiboost.training.state import bind


class Objective(Protocol):
    """See `lexiboost.training.objectives`."""

    def prepare(self, rows: RowBatch, seed: int, step: int) -> Any:
        """Host side: arrays of a batch, from (rows, seed, step) alone."""

    def loss(self, model: WordModel, batch: Any, key: jax.Array) -> tuple[jax.Array, dict[str, jax.Array]]:
        """Device side: the loss and named metrics."""


Step = Callable[[Any, Any, Any, jax.Array], tuple[Any, Any, dict[str, jax.Array]]]


def make_step(objective: Objective, graph: Any, optimizer: optax.GradientTransformation) -> Step:
    """`(params, optimizer state, batch, key) -> (params, optimizer state, metrics)`, state donated."""

    @partial(jax.jit, donate_argnums=(0, 1))
    def step(
        params: Any, state: Any, batch: Any, key: jax.Array
    ) -> tuple[Any, Any, dict[str, jax.Array]]:
        def loss_of(params: Any) -> tuple[jax.Array, dict[str, jax.Array]]:
            return objective.loss(bind(graph, params), batch, key)

        (loss, metrics), gradients = jax.value_and_grad(loss_of, has_aux=True)(params)
        updates, state = optimizer.update(gradients, state, params)
        params = optax.apply_updates(params, updates)
        norm = optax.global_norm(gradients)
        return params, state, metrics | {"loss": loss, "gradient_norm": jnp.asarray(norm)}

    return step
