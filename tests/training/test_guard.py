from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from lexiboost.training.guard import SETTLED, Guard, GuardSettings, fresh_guard, judge


def judged(
    losses: list[float], settings: GuardSettings, norms: list[float] | None = None
) -> tuple[list[bool], list[bool], Guard]:
    """Whether each step was updated from, whether it was counted, and the memory at the end."""

    def step(guard: Guard, given: tuple[jax.Array, jax.Array]) -> tuple[Guard, tuple[jax.Array, jax.Array]]:
        update, made, guard = judge(guard, *given, settings)
        return guard, (update, made)

    given = jnp.array(losses), jnp.array(norms or [1.0] * len(losses))
    guard, (update, made) = jax.lax.scan(step, fresh_guard(), given)
    return np.asarray(update).tolist(), np.asarray(made).tolist(), guard


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_after_a_bad_step_nothing_is_updated_and_no_step_counted(bad: float) -> None:
    update, made, guard = judged([1.0, bad, 1.0, 1.0], GuardSettings())
    assert update == [True, False, False, False]
    assert made == [True, False, False, False]
    assert bool(guard.halted) and int(guard.good) == 1


def test_a_gradient_that_is_no_number_is_bad_as_well() -> None:
    update, _, _ = judged([1.0, 1.0], GuardSettings(), norms=[1.0, np.nan])
    assert update == [True, False]


def test_bad_steps_are_left_out_and_counted_as_far_as_allowed() -> None:
    losses = [1.0, np.nan, np.nan, 1.0, np.nan, 1.0]
    update, made, guard = judged(losses, GuardSettings(skip=2))
    assert update == [True, False, False, True, False, True]
    assert all(made)
    assert (int(guard.skipped), int(guard.row), bool(guard.halted)) == (3, 0, False)


def test_more_bad_steps_in_a_row_than_allowed_end_the_run() -> None:
    update, made, guard = judged([1.0, *[np.nan] * 3, 1.0], GuardSettings(skip=2))
    assert made == [True, True, True, False, False]
    assert update == [True, False, False, False, False]
    assert bool(guard.halted) and int(guard.skipped) == 2


def test_a_leap_is_told_once_the_mean_has_settled_and_not_before() -> None:
    rng = np.random.default_rng(0)
    calm = (2 + 0.05 * rng.standard_normal(2 * SETTLED)).tolist()
    update, _, guard = judged([*calm, 5.0], GuardSettings(spike=10))
    assert update == [True] * len(calm) + [False]
    assert float(guard.mean) == pytest.approx(2, abs=0.05)
    assert judged([2.0, 2.0, 30.0, 2.0], GuardSettings(spike=10))[0] == [True] * 4


def test_a_leap_of_less_than_a_nat_is_none_however_calm_the_loss_was() -> None:
    calm = [0.01] * (2 * SETTLED)
    assert judged([*calm, 0.9], GuardSettings(spike=10))[0][-1]
    assert not judged([*calm, 1.2], GuardSettings(spike=10))[0][-1]


def test_without_a_limit_no_number_is_a_leap() -> None:
    assert all(judged([1.0] * (2 * SETTLED) + [1e6], GuardSettings(spike=0))[0])


def test_the_running_mean_is_that_of_good_steps_alone_by_hand() -> None:
    _, _, guard = judged([3.0, np.nan, 1.0], GuardSettings(skip=5))
    assert float(guard.mean) == pytest.approx(0.98 * 3 + 0.02 * 1)
    assert float(guard.deviation) == pytest.approx(0.02 * 2)
