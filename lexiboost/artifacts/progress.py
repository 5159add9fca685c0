"""Progress on the terminal: a bar with rate and time left when a person watches, plain lines otherwise."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tqdm import tqdm

from lexiboost.artifacts.interrupt import poll

PLAIN_SECONDS = 30.0


def duration(seconds: float) -> str:
    """A length of time as a reader says it: `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60} min"


def _watched() -> bool:
    """Whether stderr is a terminal of a known size; tqdm shows nothing on one of no lines."""
    try:
        return sys.stderr.isatty() and os.get_terminal_size(sys.stderr.fileno()).lines > 0
    except OSError:
        return False


class Progress:
    """Counts steps of one job and shows rate, time left and a short note."""

    def __init__(self, total: int, label: str, unit: str) -> None:
        self._total, self._label, self._unit = total, label, unit
        self._done = 0
        self._begin = self._said = time.monotonic()
        self._bar = (
            tqdm(total=total, desc=f"    {label}", unit=f" {unit}", leave=False, dynamic_ncols=True)
            if _watched()
            else None
        )

    def advance(self, steps: int = 1, note: str = "") -> None:
        """Counts finished steps; `note` is shown beside the rate."""
        poll()
        self._done += steps
        if self._bar is not None:
            self._bar.update(steps)
            if note:
                self._bar.set_postfix_str(note, refresh=False)
        elif time.monotonic() - self._said > PLAIN_SECONDS:
            self._said = time.monotonic()
            self._say(note)

    def _say(self, note: str) -> None:
        rate = self._done / max(time.monotonic() - self._begin, 1e-9)
        left = duration((self._total - self._done) / max(rate, 1e-9))
        said = f"    {self._label}: {self._done}/{self._total} {self._unit}, {rate:.1f}/s, {left} left {note}"
        print(said.rstrip(), file=sys.stderr, flush=True)

    def close(self) -> None:
        """Removes the bar."""
        if self._bar is not None:
            self._bar.close()


@contextmanager
def progress(total: int, label: str, unit: str = "step") -> Iterator[Progress]:
    """A progress display for the length of a block."""
    shown = Progress(total, label, unit)
    try:
        yield shown
    finally:
        shown.close()
