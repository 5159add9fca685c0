"""A run before its first step: the state laid out over the mesh, the step compiled, its memory known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
import optax
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from lexiboost.models.build import Config
from lexiboost.training.feed import Fed, Feed
from lexiboost.training.loop import RANDOM
from lexiboost.training.memory import Part, memory_parts
from lexiboost.training.optimizer import OptimizerSettings
from lexiboost.training.sharding import ALONE, Share, place_rows, row_sharding, state_shardings
from lexiboost.training.state import TrainState, init_params
from lexiboost.training.step import Objective, StepSettings, Update, first_state, make_update


@dataclass(frozen=True)
class Launch:
    """A compiled run.

    Attributes:
        step: the compiled step; donates its state. abstract: shapes, types and shardings of the state.
        mesh: the devices. share: which rows of a batch this process makes. memory: what a device holds.
    """

    step: Update
    abstract: TrainState
    mesh: Mesh
    share: Share
    memory: tuple[Part, ...]
    _initial: Callable[[int], TrainState]

    def initial(self, seed: int) -> TrainState:
        """The state before the first step, made where it lies."""
        return self._initial(seed)

    def key(self, seed: int) -> jax.Array:
        """The run's key, everywhere."""
        everywhere = NamedSharding(self.mesh, PartitionSpec())
        return jax.jit(lambda: jax.random.key(seed, impl=RANDOM), out_shardings=everywhere)()

    def place(self, batch: Any) -> Any:
        """This process's part of a batch as arrays over the mesh."""
        return place_rows(self.mesh, batch, self.share)

    def feed(self, make: Callable[[int], Fed], steps: range) -> Feed:
        """Batches of consecutive steps on the devices; `make` gives this process's part of each."""

        def prepare(step: int) -> Fed:
            fed = make(step)
            return Fed(self.place(fed.batch), fed.facts)

        return Feed(prepare, steps)


def launch(
    objective: Objective,
    config: Config,
    settings: OptimizerSettings,
    example: Any,
    *,
    steps: int,
    options: StepSettings,
    mesh: Mesh,
    share: Share = ALONE,
) -> Launch:
    """Compiles the step of a run; makes no parameter.

    Args:
        objective, config, settings: what is trained, and how. example: this process's part of a prepared
            batch, rows first. steps: of the whole run. options: of the step. mesh: the devices.
        share: of `share_of_rows`.
    """
    optimizer, update = make_update(objective, config, settings, steps, options)
    initial = _initial(config, optimizer, options)
    abstract = jax.eval_shape(initial, jax.random.key(0))
    shardings = state_shardings(mesh, abstract)
    abstract = jax.tree.map(
        lambda leaf, sharding: jax.ShapeDtypeStruct(leaf.shape, leaf.dtype, sharding=sharding),
        abstract,
        shardings,
    )
    everywhere = NamedSharding(mesh, PartitionSpec())
    batch = _abstract_batch(mesh, example, share)
    key = jax.eval_shape(lambda: jax.random.key(0, impl=RANDOM))
    key = jax.ShapeDtypeStruct(key.shape, key.dtype, sharding=everywhere)
    jitted = jax.jit(update, donate_argnums=0, out_shardings=(shardings, everywhere))
    compiled = jitted.lower(abstract, batch, key).compile()
    make = jax.jit(initial, out_shardings=shardings)
    return Launch(
        compiled,
        abstract,
        mesh,
        share,
        memory_parts(compiled, abstract, batch),
        lambda seed: make(jax.random.key(seed)),
    )


def _initial(
    config: Config, optimizer: optax.GradientTransformation, options: StepSettings
) -> Callable[[jax.Array], TrainState]:
    return lambda key: first_state(init_params(config, key), optimizer, options)


def _abstract_batch(mesh: Mesh, example: Any, share: Share) -> Any:
    """Shapes of the global batch."""
    sharding = row_sharding(mesh)

    def shape(array: Any) -> jax.ShapeDtypeStruct:
        array = np.asarray(array)
        dtype = jax.dtypes.canonicalize_dtype(array.dtype)
        size = (array.shape[0] * share.hosts, *array.shape[1:])
        return jax.ShapeDtypeStruct(size, dtype, sharding=sharding)

    return jax.tree.map(shape, example)
