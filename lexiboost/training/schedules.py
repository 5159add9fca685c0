"""Learning rates by step: warm-up, then one of five shapes.

`wsd` is warm-up, stable, decay (Hu et al. 2024, "MiniCPM", section 4): the rate stays at its peak and falls
only over the last `decay` of the run, so that one run gives models of several lengths. `rsqrt` falls with the
square root of the step after warm-up (Vaswani et al. 2017; T5), `cosine` as half a cosine (Loshchilov &
Hutter 2017), `linear` evenly.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal

import jax
import jax.numpy as jnp

Shape = Literal["linear", "wsd", "cosine", "rsqrt", "constant"]
SHAPES = ("linear", "wsd", "cosine", "rsqrt", "constant")
Schedule = Callable[[jax.Array], jax.Array]


def make_schedule(
    shape: Shape, *, peak: float, warmup: float, steps: int, decay: float = 0.1, floor: float = 0.0
) -> Schedule:
    """The learning rate as a function of the number of finished steps.

    Args:
        shape: one of `SHAPES`.
        peak: the highest rate.
        warmup: rising evenly: up to 1 a share of all steps, else a number of them.
        steps: of the whole run.
        decay: share of all steps over which `wsd` falls, as 1 - sqrt (Hägele et al. 2024).
        floor: what `wsd`, `cosine` and `rsqrt` end at or never pass below, as a share of the peak.
    """
    rise = max(1, round(warmup * steps if warmup <= 1 else warmup))
    after = max(1, steps - rise)

    def falling(step: jax.Array) -> jax.Array:
        if shape == "linear":
            return (steps - step) / after
        if shape == "wsd":
            length = max(1, round(decay * steps))
            gone = jnp.clip((step - (steps - length)) / length, 0.0, 1.0)
            return 1.0 - (1.0 - floor) * jnp.sqrt(gone)
        if shape == "cosine":
            gone = jnp.clip((step - rise) / after, 0.0, 1.0)
            return floor + (1.0 - floor) * 0.5 * (1.0 + jnp.cos(math.pi * gone))
        if shape == "rsqrt":
            return jnp.maximum(floor, jax.lax.rsqrt(jnp.maximum(step + 1.0, rise) / rise))
        return jnp.ones(())

    return lambda step: peak * jnp.clip(jnp.minimum((step + 1) / rise, falling(step)), 0.0, 1.0)
