"""The step on a toy loss, small enough to be checked against one written out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from lexiboost.models.transformer import EncoderConfig
from lexiboost.training.guard import GuardSettings
from lexiboost.training.optimizer import OptimizerSettings, learning_rate, make_optimizer
from lexiboost.training.state import TrainState, init_model
from lexiboost.training.step import StepSettings, first_state, make_step

CONFIG = EncoderConfig(vocabulary=8, dim=4, layers=1, heads=1, length=2)
SETTINGS = OptimizerSettings(learning_rate=0.1, weight_decay=0.1)
STEPS, KEY = 10, jax.random.key(0)


@dataclass(frozen=True)
class Squares:
    """Mean over scored rows of the squared distance of an embedding to a row; `kind_K` sums by parity."""

    def prepare(self, rows: Any, seed: int, step: int) -> Any:
        return rows

    def loss(self, model: Any, batch: Any, key: Any) -> Any:
        count = jnp.maximum(batch["scored_B"].sum(), 1.0)
        each = ((model.embedding.tokens[...][batch["id_B"]] - batch["goal_BxD"]) ** 2).sum(-1) * batch[
            "scored_B"
        ]
        loss = each.sum() / count
        by_kind = jnp.stack([(each * (batch["id_B"] % 2 == parity)).sum() for parity in (0, 1)])
        return loss, {"half": loss / 2, "scored": batch["scored_B"].sum(), "loss_by_kind_K": by_kind}


def rows(step: int, count: int = 8) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(step)
    return {
        "id_B": rng.integers(0, 8, count).astype(np.int32),
        "goal_BxD": rng.standard_normal((count, 4)).astype(np.float32),
        "scored_B": (rng.random(count) < 0.7).astype(np.float32),
    }


@cache
def start() -> Any:
    return init_model(CONFIG, 0)[1]


def made(options: StepSettings) -> tuple[TrainState, Any]:
    optimizer, step = make_step(Squares(), CONFIG, SETTINGS, STEPS, options)
    return first_state(jax.tree.map(jnp.array, start()), optimizer, options), step


def by_hand(batches: list[dict[str, np.ndarray]]) -> Any:
    """The same updates, written out."""
    optimizer, params = make_optimizer(SETTINGS, STEPS), start()
    slots = optimizer.init(params)

    def loss_of(params: Any, batch: Any) -> jax.Array:
        each = ((params["embedding"]["tokens"][batch["id_B"]] - batch["goal_BxD"]) ** 2).sum(-1)
        return (each * batch["scored_B"]).sum() / batch["scored_B"].sum()

    @jax.jit
    def step(params: Any, slots: Any, batch: Any) -> Any:
        updates, slots = optimizer.update(jax.grad(loss_of)(params, batch), slots, params)
        return optax.apply_updates(params, updates), slots

    for batch in batches:
        params, slots = step(params, slots, batch)
    return params


def assert_close(one: Any, other: Any) -> None:
    jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, atol=1e-5), one, other)


@pytest.mark.parametrize("parts", [1, 2, 4])
def test_accumulated_parts_move_parameters_as_the_whole_batch_does(parts: int) -> None:
    state, step = made(StepSettings(accumulate=parts))
    for number in range(3):
        state, metrics = step(state, rows(number), KEY)
    assert int(state.step) == 3
    assert_close(state.params, by_hand([rows(number) for number in range(3)]))
    last = rows(2)
    each = metrics["loss_by_kind_K"]
    assert float(metrics["scored"]) == last["scored_B"].sum()
    assert float(each.sum() / metrics["scored"]) == pytest.approx(float(metrics["loss"]), rel=1e-5)
    assert float(metrics["half"]) == pytest.approx(float(metrics["loss"]) / 2, rel=1e-5)


def test_a_bad_step_leaves_the_state_as_it_was_bit_by_bit_and_so_do_all_that_follow() -> None:
    options = StepSettings(guard=GuardSettings())
    state, step = made(options)
    state, _ = step(state, rows(0), KEY)
    before = jax.tree.map(np.array, (state.params, state.optimizer[0]))
    for batch in ({**rows(1), "goal_BxD": np.full((8, 4), np.nan, np.float32)}, rows(2)):
        state, metrics = step(state, batch, KEY)
        assert bool(metrics["halted"])
    jax.tree.map(np.testing.assert_array_equal, before, (state.params, state.optimizer[0]))
    assert int(state.step) == 1


def test_a_step_left_out_counts_and_the_others_are_made_as_without_it() -> None:
    options = StepSettings(guard=GuardSettings(skip=1), rate=True)
    state, step = made(options)
    state, _ = step(state, rows(0), KEY)
    state, bad = step(state, {**rows(1), "goal_BxD": np.full((8, 4), np.inf, np.float32)}, KEY)
    assert not bool(bad["halted"]) and int(bad["skipped"]) == 1
    assert int(state.step) == 2
    state, _ = step(state, rows(2), KEY)
    plain, plain_step = made(StepSettings())
    for number in (0, 2):
        plain, _ = plain_step(plain, rows(number), KEY)
    assert_close(state.params, plain.params)


def test_the_rate_is_that_of_the_schedule() -> None:
    state, step = made(StepSettings(rate=True))
    for number in range(3):
        state, metrics = step(state, rows(number), KEY)
        assert float(metrics["learning_rate"]) == pytest.approx(
            float(learning_rate(SETTINGS, STEPS)(jnp.array(number)))
        )


def test_the_state_is_donated() -> None:
    state, step = made(StepSettings())
    step(state, rows(0), KEY)
    assert all(leaf.is_deleted() for leaf in jax.tree.leaves(state.params))
