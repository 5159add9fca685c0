from __future__ import annotations

import math
from typing import Any

import jax
import numpy as np
import pytest

from lexiboost.training.schedules import SHAPES, make_schedule

STEPS, PEAK, RISE = 100, 0.5, 10


def rates(shape: Any, **settings: Any) -> np.ndarray:
    schedule = make_schedule(shape, peak=PEAK, warmup=0.1, steps=STEPS, **settings)
    return np.asarray(jax.vmap(schedule)(np.arange(STEPS + 1)))


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_rises_evenly_to_its_peak(shape: str) -> None:
    rising = rates(shape)[:RISE]
    np.testing.assert_allclose(rising, PEAK * np.arange(1, RISE + 1) / RISE, rtol=1e-6)


def test_linear_falls_evenly_to_0() -> None:
    np.testing.assert_allclose(rates("linear")[RISE:], PEAK * np.linspace(1, 0, STEPS - RISE + 1), atol=1e-7)


def test_wsd_stays_and_falls_over_the_last_part_alone() -> None:
    found = rates("wsd", decay=0.2, floor=0.1)
    np.testing.assert_allclose(found[RISE:80], PEAK)
    by_hand = [PEAK * (1 - 0.9 * math.sqrt((step - 80) / 20)) for step in range(80, 101)]
    np.testing.assert_allclose(found[80:], by_hand, rtol=1e-5)
    assert found[-1] == pytest.approx(0.1 * PEAK)


def test_cosine_is_half_way_in_the_middle_and_ends_at_its_floor() -> None:
    found = rates("cosine", floor=0.2)
    assert found[RISE] == pytest.approx(PEAK)
    assert found[55] == pytest.approx(PEAK * 0.6, rel=1e-5)
    assert found[STEPS] == pytest.approx(PEAK * 0.2, rel=1e-5)


def test_rsqrt_falls_with_the_root_of_the_step_and_not_below_its_floor() -> None:
    found = rates("rsqrt", floor=0.5)
    by_hand = [PEAK * max(0.5, math.sqrt(RISE / (step + 1))) for step in range(RISE, STEPS + 1)]
    np.testing.assert_allclose(found[RISE:], by_hand, rtol=1e-5)


def test_constant_stays() -> None:
    np.testing.assert_allclose(rates("constant")[RISE:], PEAK)


def test_warm_up_is_a_share_up_to_1_and_steps_above() -> None:
    by_steps = make_schedule("wsd", peak=PEAK, warmup=10, steps=STEPS)
    by_share = make_schedule("wsd", peak=PEAK, warmup=0.1, steps=STEPS)
    step = np.arange(STEPS)
    np.testing.assert_array_equal(jax.vmap(by_steps)(step), jax.vmap(by_share)(step))
