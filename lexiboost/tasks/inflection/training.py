"""Trains a `Seq2Seq` on a stream of batches."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx
from jaxtyping import Array, Float, Int, Key

from lexiboost.artifacts.progress import progress
from lexiboost.models.seq2seq import PAD, Seq2Seq, Seq2SeqConfig
from lexiboost.tasks.inflection.batches import Batch
from lexiboost.training.loop import RANDOM, DivergedError
from lexiboost.training.optimizer import OptimizerSettings, make_optimizer

CHECK_EVERY = 50


@lru_cache(maxsize=8)
def graph_of(config: Seq2SeqConfig) -> Any:
    """The graph definition, without making parameters."""
    return nnx.graphdef(nnx.eval_shape(lambda: Seq2Seq(config, rngs=nnx.Rngs(0))))


def bind(config: Seq2SeqConfig, params: Any) -> Seq2Seq:
    """The network with the given parameters."""
    return nnx.merge(graph_of(config), nnx.State(jax.tree.map(nnx.Param, params)))


@lru_cache(maxsize=8)
def _initializer(config: Seq2SeqConfig) -> Any:
    def initialize(key: Key[Array, ""]) -> Any:
        _, state = nnx.split(Seq2Seq(config, rngs=nnx.Rngs(key)), nnx.Param)
        return nnx.to_pure_dict(state)

    return jax.jit(initialize)


def init_params(config: Seq2SeqConfig, seed: int) -> Any:
    """Fresh parameters as a nested dictionary; the same for equal seeds."""
    return _initializer(config)(jax.random.key(seed))


def abstract_params(config: Seq2SeqConfig) -> Any:
    """Shapes and types of the parameters, without making them."""
    return jax.eval_shape(_initializer(config), jax.random.key(0))


def smoothed_loss(
    log_BxTxV: Float[Array, "B T V"], target_BxT: Int[Array, "B T"], smoothing: float
) -> Float[Array, ""]:
    """Mean cross-entropy over real positions with smoothed labels (Szegedy et al. 2016)."""
    right = jnp.take_along_axis(log_BxTxV, target_BxT[..., None], axis=-1)[..., 0]
    # A copied distribution is 0 nearly everywhere: smoothing towards it is bounded.
    others = jnp.maximum(log_BxTxV, -10.0).mean(-1)
    losses = -(1.0 - smoothing) * right - smoothing * others
    real = target_BxT != PAD
    return jnp.where(real, losses, 0.0).sum() / jnp.maximum(real.sum(), 1)


@lru_cache(maxsize=4)
def _make_step(
    config: Seq2SeqConfig, settings: OptimizerSettings, smoothing: float, steps: int
) -> tuple[optax.GradientTransformation, Any]:
    optimizer = make_optimizer(settings, steps)

    @partial(jax.jit, donate_argnums=(0, 1))
    def step(params: Any, state: Any, batch: Batch, key: Key[Array, ""]) -> tuple[Any, Any, Array]:
        def loss_of(params: Any) -> Float[Array, ""]:
            logs = bind(config, params)(batch.source, batch.given_BxT, key)
            return smoothed_loss(logs, batch.target_BxT, smoothing)

        loss, gradients = jax.value_and_grad(loss_of)(params)
        updates, state = optimizer.update(gradients, state, params)
        return optax.apply_updates(params, updates), state, loss

    return optimizer, step


def train(
    config: Seq2SeqConfig,
    batches: Iterator[Batch],
    *,
    settings: OptimizerSettings,
    smoothing: float,
    steps: int,
    seed: int,
    label: str,
) -> Any:
    """Runs `steps` steps from fresh parameters and returns the parameters.

    Raises:
        DivergedError: the loss became infinite or not a number; names the step.
    """
    params = init_params(config, seed)
    optimizer, step_fn = _make_step(config, settings, smoothing, steps)
    state = optimizer.init(params)
    key = jax.random.key(seed, impl=RANDOM)
    with progress(steps, label) as shown:
        previous = None
        for step in range(steps):
            params, state, loss = step_fn(params, state, next(batches), jax.random.fold_in(key, step))
            if previous is not None and (step - 1) % CHECK_EVERY == 0:
                _check(previous, step - 1)
            previous = loss
            shown.advance()
        if previous is not None:
            _check(previous, steps - 1)
    return params


def _check(loss: Array, step: int) -> None:
    value = float(np.asarray(loss))
    if not np.isfinite(value):
        raise DivergedError(
            f"the inflector's loss is {value} at step {step}; lower "
            "--config.inflection.settings.learning_rate"
        )
