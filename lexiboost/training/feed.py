"""Batches made ready in a thread while the device works."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, NamedTuple, Self

AHEAD = 2
STALL = "stall"
"""Name of the seconds that the loop waited for a batch."""


class Fed(NamedTuple):
    """A batch for the step, and what the host knows of it, e.g. its number of tokens."""

    batch: Any
    facts: Mapping[str, float]


class Feed:
    """Hands out what `prepare` makes of consecutive steps.

        with Feed(prepare, range(first, steps)) as feed:
            fed = feed.take()

    Args:
        prepare: a batch by its step, from the step alone; called in one thread, in order.
        steps: which.
        ahead: batches that wait at most.
    """

    def __init__(self, prepare: Callable[[int], Fed], steps: range, *, ahead: int = AHEAD) -> None:
        self._prepare, self._steps, self._ahead = prepare, iter(steps), ahead
        self._waiting: deque[Future[Fed]] = deque()

    def __enter__(self) -> Self:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="feed")
        for _ in range(self._ahead):
            self._order()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def take(self) -> Fed:
        """The next batch, with `STALL` among its facts; raises what `prepare` raised."""
        begin = time.perf_counter()
        fed = self._waiting.popleft().result()
        self._order()
        return Fed(fed.batch, {**fed.facts, STALL: time.perf_counter() - begin})

    def _order(self) -> None:
        step = next(self._steps, None)
        if step is not None:
            self._waiting.append(self._pool.submit(self._prepare, step))
