"""What a run carries from step to step: parameters and optimizer state as plain pytrees."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax
from flax import nnx

from lexiboost.models.build import Config, Model, build


class TrainState(NamedTuple):
    """Everything that changes while training, as a plain pytree.

    There is no random state: the key of a step comes of (seed, step).

    Attributes:
        step: finished steps, a scalar. params: nested dictionary.
        optimizer: the optimizer's state, or (that, `lexiboost.training.guard.Guard`).
    """

    step: Any
    params: Any
    optimizer: Any


def init_model(config: Config, seed: int) -> tuple[Any, Any]:
    """A fresh model as (graph definition, nested dictionary of parameters); the same for equal seeds."""
    return rebuild(config), _initializer(config)(jax.random.key(seed))


@lru_cache(maxsize=8)
def _initializer(config: Config) -> Any:
    """Makes all parameters in one compiled call: one by one, each initializer would be compiled by itself."""

    return jax.jit(partial(init_params, config))


def init_params(config: Config, key: jax.Array) -> Any:
    """The parameters of a fresh model, to be compiled with what follows."""
    _, state = nnx.split(build(config, nnx.Rngs(key)), nnx.Param)
    return nnx.to_pure_dict(state)


def abstract_params(config: Config) -> Any:
    """Shapes and types of a model's parameters, without making them."""
    return jax.eval_shape(_initializer(config), jax.random.key(0))


def rebuild(config: Config) -> Any:
    """The graph definition of a model, without making its parameters."""
    abstract = nnx.eval_shape(lambda: build(config, nnx.Rngs(0)))
    return nnx.graphdef(abstract)


def bind(graph: Any, params: Any) -> Model:
    """The module with the given parameters."""
    return nnx.merge(graph, nnx.State(jax.tree.map(nnx.Param, params)))


def graft(params: Any, donor: Any) -> Any:
    """`params` with every array that `donor` has in the same shape under the same name."""
    flat_donor = dict(jax.tree_util.tree_leaves_with_path(donor))

    def choose(path: Any, leaf: Any) -> Any:
        other = flat_donor.get(path)
        return other if other is not None and other.shape == leaf.shape else leaf

    return jax.tree_util.tree_map_with_path(choose, params)


def init_state(params: Any, optimizer: optax.GradientTransformation) -> TrainState:
    """The state before the first step."""
    return TrainState(jnp.zeros((), jnp.int32), params, optimizer.init(params))
