"""A few examples of what each rule removed, drawn evenly from all of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from zlib import crc32

import numpy as np

_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Sample:
    """Something that was removed.

    Attributes:
        source_id: of its document.
        text: its first 500 characters: the document, the lines that went, or the lines as they were
            before characters went.
    """

    source_id: str
    text: str


class Reservoir:
    """Up to k samples of each reason, every removal equally likely (algorithm R, Vitter 1985)."""

    def __init__(self, size: int, seed: int) -> None:
        self.size, self.seed = size, seed
        self.samples: dict[str, list[Sample]] = {}
        self._seen: Counter[str] = Counter()
        self._rngs: dict[str, np.random.Generator] = {}

    def offer(self, reason: str, source_id: str, before: str, after: str) -> None:
        """Counts one removal, which is kept as a sample by chance."""
        if self.size < 1:
            return
        if reason not in self._rngs:
            self._rngs[reason] = np.random.default_rng([self.seed, crc32(reason.encode())])
            self.samples[reason] = []
        kept = self.samples[reason]
        self._seen[reason] += 1
        place = len(kept) if len(kept) < self.size else int(self._rngs[reason].integers(self._seen[reason]))
        if place < self.size:
            kept[place : place + 1] = [Sample(source_id, _removed(before, after)[:_LONGEST])]


def _removed(before: str, after: str) -> str:
    if not after:
        return before
    left = Counter(after.split("\n"))
    gone = []
    for line in before.split("\n"):
        if left[line] > 0:
            left[line] -= 1
        else:
            gone.append(line)
    return "\n".join(gone)
