"""Ending a program from outside: Ctrl-C (SIGINT), and SIGTERM, a cluster's word that it wants the machine.

Python drops an exception that a signal raises within a destructor or a garbage-collection callback (JAX has
one), and the program would run on. So a signal is remembered as well as raised, and long work polls.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import FrameType
from typing import Any


class Terminated(BaseException):
    """The process was asked to end by SIGTERM."""


class OutOfTime(Terminated):
    """The time that the user gave the run is over."""


_ENDINGS: dict[int, type[BaseException]] = {signal.SIGINT: KeyboardInterrupt, signal.SIGTERM: Terminated}


class _Request:
    ending: type[BaseException] | None = None

    def handle(self, number: int, frame: FrameType | None) -> None:
        self.ending = _ENDINGS[number]
        raise self.ending


_REQUEST: ContextVar[_Request | None] = ContextVar("request", default=None)


def poll() -> None:
    """Raises `KeyboardInterrupt` or `Terminated` again where a signal was dropped; call it between steps."""
    request = _REQUEST.get()
    if request is not None and request.ending is not None:
        raise request.ending


@contextmanager
def interruptible() -> Iterator[None]:
    """In the block SIGINT raises `KeyboardInterrupt` and SIGTERM `Terminated`, at the latest at `poll`."""
    request = _Request()
    try:
        handlers = {number: signal.signal(number, request.handle) for number in _ENDINGS}
    except ValueError:  # not the main thread, which alone gets signals
        yield
        return
    hook = sys.unraisablehook

    def unraisable(dropped: Any) -> None:
        if dropped.exc_type not in _ENDINGS.values():
            hook(dropped)

    sys.unraisablehook = unraisable
    token = _REQUEST.set(request)
    try:
        yield
    finally:
        _REQUEST.reset(token)
        sys.unraisablehook = hook
        for number, handler in handlers.items():
            signal.signal(number, handler)
