"""What the step does about a loss that is no number or leaps: nothing is updated.

The judge sits in the compiled step and its memory in the state: the host hears of step N while N + 1 runs,
and by then a bad update would be in the parameters. A state that met a bad step is the state before it, so it
can be saved, and the step made again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

MEMORY = 0.98
"""Of the running mean: about the last 50 steps."""
SETTLED = 50
"""Good steps before a leap can be told."""
LEAST = 0.1
"""Nats that the running deviation is taken to be at least."""


@dataclass(frozen=True)
class GuardSettings:
    """When a step is bad, and what follows.

    Attributes:
        spike: a loss of so many mean absolute deviations above its running mean is a leap; 0: none is.
        skip: so many bad steps in a row are left out and counted before the run stops; 0: stop at the first.
    """

    spike: float = 10.0
    skip: int = 0


class Guard(NamedTuple):
    """The judge's memory.

    Attributes:
        mean, deviation: running, of the loss of good steps. good: their number.
        row: bad steps since the last good one. skipped: bad steps in all that were left out.
        halted: whether the run has met a step it does not go on from; then every later step does nothing.
    """

    mean: Float[Array, ""]
    deviation: Float[Array, ""]
    good: Int[Array, ""]
    row: Int[Array, ""]
    skipped: Int[Array, ""]
    halted: Bool[Array, ""]


def fresh_guard() -> Guard:
    """The memory before the first step."""
    kinds = (jnp.float32, jnp.float32, jnp.int32, jnp.int32, jnp.int32, jnp.bool_)
    return Guard(*(jnp.zeros((), kind) for kind in kinds))  # each an array of its own, to be donated


def judge(
    guard: Guard, loss: Float[Array, ""], norm: Float[Array, ""], settings: GuardSettings
) -> tuple[Bool[Array, ""], Bool[Array, ""], Guard]:
    """Whether to update, whether to count the step as made, and the memory after it.

    Args:
        guard: the memory before. loss: of this step. norm: of its gradient. settings: what is bad.
    """
    fine = jnp.isfinite(loss) & jnp.isfinite(norm)
    if settings.spike:
        limit = guard.mean + settings.spike * jnp.maximum(guard.deviation, LEAST)
        fine &= (guard.good < SETTLED) | (loss <= limit)
    row = jnp.where(fine, 0, guard.row + 1)
    halted = guard.halted | (row > settings.skip)
    update, made = fine & ~halted, ~halted
    keep = jnp.where(guard.good > 0, MEMORY, 0.0)
    deviation = keep * guard.deviation + (1 - keep) * jnp.where(
        guard.good > 0, jnp.abs(loss - guard.mean), 0.0
    )
    after = Guard(
        mean=jnp.where(update, keep * guard.mean + (1 - keep) * loss, guard.mean),
        deviation=jnp.where(update, deviation, guard.deviation),
        good=guard.good + update,
        row=jnp.where(guard.halted, guard.row, row),
        skipped=guard.skipped + (made & ~fine),
        halted=halted,
    )
    return update, made, after
