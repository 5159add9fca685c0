"""Agreement among the processes of a run; with one process, none of it costs anything."""

from __future__ import annotations

import jax
import numpy as np
from jax.experimental import multihost_utils


def is_first() -> bool:
    """Whether this is the process that writes what is written once."""
    return jax.process_index() == 0


def all_agree(fine: bool) -> bool:
    """Whether all processes are fine; each waits here for the others."""
    if jax.process_count() == 1:
        return fine
    return bool(np.all(multihost_utils.process_allgather(np.asarray(fine))))


def as_first(numbers: list[int], *, size: int) -> list[int]:
    """The numbers, none below 0 and at most `size`, that the first process has."""
    if jax.process_count() == 1:
        return numbers[:size]
    sent = np.full(size, -1, dtype=np.int32)
    sent[: len(numbers[:size])] = numbers[:size]
    return [number for number in multihost_utils.broadcast_one_to_all(sent).tolist() if number >= 0]
