"""Progress on the terminal: a bar with rate and time left when a person watches, plain lines otherwise."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tqdm import tqdm

PLAIN_SECONDS = 30.0


class Progress:
    """Counts steps of one job and shows rate, time left and a short note."""

    def __init__(self, total: int, label: str, unit: str) -> None:
        self._total, self._label, self._unit = total, label, unit
        self._done = 0
        self._begin = self._said = time.monotonic()
        self._bar = (
            tqdm(total=total, desc=label, unit=unit, leave=False, dynamic_ncols=True)
            if sys.stderr.isatty()
            else None
        )

    def advance(self, steps: int = 1, note: str = "") -> None:
        """Counts finished steps; `note` is shown beside the rate."""
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
        left = (self._total - self._done) / max(rate, 1e-9)
        print(
            f"    {self._label}: {self._done}/{self._total} {self._unit}, {rate:.1f}/s, {left:.0f} s left {note}"
            .rstrip(),
            file=sys.stderr,
            flush=True,
        )

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
