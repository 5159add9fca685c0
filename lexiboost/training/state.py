"""What a run carries from step to step: parameters and optimizer state as plain pytrees."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import jax
import optax
from flax import nnx

from lexiboost.models import ModelConfig, WordModel


class TrainState(NamedTuple):
    """Everything that changes while training; `step` counts finished steps."""

    step: int
    params: Any
    optimizer: Any


def init_model(config: ModelConfig, seed: int) -> tuple[Any, Any]:
    """A fresh model as (graph definition, nested dictionary of parameters); the same for equal seeds."""
    return rebuild(config), _initializer(config)(jax.random.key(seed))


@lru_cache(maxsize=8)
def _initializer(config: ModelConfig) -> Any:
    """Makes all parameters in one compiled call: one by one, each initializer would be compiled by itself."""

    def initialize(key: jax.Array) -> Any:
        _, state = nnx.split(WordModel(config, rngs=nnx.Rngs(key)), nnx.Param)
        return nnx.to_pure_dict(state)

    return jax.jit(initialize)


def abstract_params(config: ModelConfig) -> Any:
    """Shapes and types of a model's parameters, without making them."""
    return jax.eval_shape(_initializer(config), jax.random.key(0))


def rebuild(config: ModelConfig) -> Any:
    """The graph definition of a model, without making its parameters."""
    abstract = nnx.eval_shape(lambda: WordModel(config, rngs=nnx.Rngs(0)))
    return nnx.graphdef(abstract)


def bind(graph: Any, params: Any) -> WordModel:
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
    return TrainState(0, params, optimizer.init(params))
