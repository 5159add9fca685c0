"""Ending a run between two steps: SIGTERM, Ctrl-C (SIGINT), a deadline.

A signal is only noted; the loop asks `due` after every step, saves, and leaves with `end`. A second Ctrl-C
ends at once. Where several processes train together, the notice of one reaches the others through JAX's
coordination service, which names a step that all of them stop at.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, NoReturn, Self

import jax
from jax.experimental import multihost_utils

from lexiboost.artifacts.interrupt import OutOfTime, Terminated

_ENDINGS: dict[int, type[BaseException]] = {signal.SIGINT: KeyboardInterrupt, signal.SIGTERM: Terminated}


class Preemption:
    """Whether and why a run has to stop; handles signals inside its `with` block.

        with Preemption(seconds=4 * 3600) as preemption:
            for step in ...:
                ...
                if preemption.due(step + 1, reserve=checkpoints.seconds):
                    checkpoints.save(state, identity=identity, final=True)
                    preemption.end()

    Args:
        seconds: that the run may take from now on, 0 without limit.
        clock: of seconds.
    """

    def __init__(self, *, seconds: float = 0.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._deadline = clock() + seconds if seconds else float("inf")
        self._ending: type[BaseException] | None = None
        self._handlers: dict[int, Any] = {}
        self._together = jax.process_count() > 1
        self._passed_on = False

    def due(self, step: int, *, reserve: float = 0.0) -> bool:
        """Whether to save and stop after `step` finished steps; the same in every process.

        Args:
            step: how many steps are done; every process asks after each of them.
            reserve: seconds that saving takes: so long before the deadline it is time to stop.
        """
        if self._ending is None and self._clock() + reserve >= self._deadline:
            self._ending = OutOfTime
        if not self._together:
            return self._ending is not None
        if self._ending is not None and not self._passed_on:
            self._passed_on = True
            signal.raise_signal(signal.SIGTERM)  # what JAX's service listens to
        return multihost_utils.reached_preemption_sync_point(step)

    def end(self) -> NoReturn:
        """Raises `KeyboardInterrupt`, `Terminated` or `OutOfTime`, by what stopped the run."""
        raise self._ending or Terminated

    def __enter__(self) -> Self:
        # With several processes SIGTERM has JAX's own handler since `jax.distributed.initialize`.
        mine = [signal.SIGINT] if self._together else list(_ENDINGS)
        try:
            self._handlers = {number: signal.signal(number, self._note) for number in mine}
        except ValueError:  # not the main thread, which alone gets signals
            self._handlers = {}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if number == signal.SIGINT and self._ending is KeyboardInterrupt:
            raise KeyboardInterrupt
        self._ending = _ENDINGS[number]
