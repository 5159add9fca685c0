from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from lexiboost.artifacts.errors import ConfigError
from lexiboost.training.memory import (
    GIB,
    Part,
    device_bytes,
    host_memory,
    memory_limit,
    memory_parts,
    memory_table,
    require_fit,
)
from lexiboost.training.state import TrainState

STATE = TrainState(
    jax.ShapeDtypeStruct((), jnp.int32),
    {"w": jax.ShapeDtypeStruct((256, 1024), jnp.float32)},
    {"m": jax.ShapeDtypeStruct((256, 1024), jnp.bfloat16)},
)
BATCH = jax.ShapeDtypeStruct((512, 256), jnp.float32)


def test_parts_of_a_compiled_step_are_its_arrays_and_what_it_needs_beside_them() -> None:
    def step(state: TrainState, batch: jax.Array) -> tuple[TrainState, jax.Array]:
        hidden = jnp.tanh(batch @ state.params["w"])
        return state._replace(params={"w": state.params["w"] * hidden.sum()}), hidden.sum()

    compiled = jax.jit(step, donate_argnums=0).lower(STATE, BATCH).compile()
    parts = dict(memory_parts(compiled, STATE, BATCH))
    assert parts["parameters"] == 256 * 1024 * 4
    assert parts["optimizer"] == 256 * 1024 * 2
    assert parts["batch"] == 512 * 256 * 4
    assert parts["activations, gradients"] >= 0


def test_the_table_names_every_part_and_their_sum() -> None:
    table = memory_table((Part("parameters", GIB), Part("batch", GIB // 2)), 4 * GIB, "H200")
    assert "parameters     1.000 GiB" in table
    assert "all            1.500 GiB of 4.000 GiB (38 %)" in table


def sizes(**gib: float) -> tuple[Part, ...]:
    names = {"parameters": 0.1, "optimizer": 0.1, "batch": 0.1, "activations, gradients": 0.1, "program": 0.0}
    return tuple(Part(name, int(size * GIB)) for name, size in (names | gib).items())


def test_what_fits_is_let_through() -> None:
    require_fit(sizes(), GIB)


def test_too_many_parameters_are_answered_with_sharding() -> None:
    with pytest.raises(ConfigError, match=r"needs 3\.30 GiB .* there are 1\.00 GiB .*mesh\.fsdp"):
        require_fit(sizes(parameters=1.0, optimizer=2.0, batch=0.2), GIB)


def test_too_large_activations_are_answered_with_smaller_parts() -> None:
    parts = sizes(**{"activations, gradients": 2.0})
    with pytest.raises(ConfigError, match=r"config\.accumulate=2.*remat=full"):
        require_fit(parts, GIB)


def test_a_cpu_has_what_the_machine_has_left() -> None:
    assert 0 < memory_limit(jax.devices()[0]) <= host_memory() * 1.5


def test_arrays_that_are_spread_count_by_their_part_on_one_device() -> None:
    assert device_bytes({"a": np.zeros((4, 4), np.float32), "b": jnp.zeros(3, jnp.int32)}) == 64 + 12
