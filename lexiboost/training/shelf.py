"""The folders of a run's checkpoints: what they are called, which are there, which stay."""

from __future__ import annotations

import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from lexiboost.artifacts.files import PARTIAL, require_space
from lexiboost.training.watch import say

STEP = "step_"
DIGITS = 9

_TRIES = 40


@dataclass(frozen=True)
class Keep:
    """Which checkpoints stay.

    Attributes:
        last: the newest ones; with one alone there is nothing to fall back to.
        every: those of multiples of so many steps stay for good; 0 for none.
    """

    last: int = 2
    every: int = 0

    def __post_init__(self) -> None:
        if self.last < 1 or self.every < 0:
            raise ValueError(f"not a rule of what to keep: {self}")

    def of(self, steps: list[int]) -> set[int]:
        """Those of some steps, rising, that stay."""
        return {*steps[-self.last :], *(step for step in steps if self.every and step % self.every == 0)}


class Shelf:
    """Checkpoints by step in one folder; of several processes only the first one may change it."""

    def __init__(self, folder: str | Path, keep: Keep) -> None:
        self.folder, self.keep = Path(folder).absolute(), keep

    def steps(self) -> list[int]:
        """The steps that are there, rising; whether they are intact is not looked at."""
        found = (path.name.removeprefix(STEP) for path in self.folder.glob(f"{STEP}*") if path.is_dir())
        return sorted(int(number) for number in found if number.isdecimal())

    def path(self, step: int) -> Path:
        """The folder of a step, there or not."""
        return self.folder / f"{STEP}{step:0{DIGITS}d}"

    def partial(self, step: int) -> Path:
        """What the folder is called until it is complete."""
        return self.folder / f"{self.path(step).name}{PARTIAL}"

    def sweep(self) -> None:
        """Removes what saves and removals that were killed left behind."""
        for path in self.folder.glob(f"{STEP}*{PARTIAL}"):
            for _ in range(_TRIES):  # a failed save's other threads may still write there
                shutil.rmtree(path, ignore_errors=True)
                if not path.exists():
                    break
                time.sleep(0.05)

    def make_room(self, size: int, whole: set[int]) -> None:
        """Sees that `size` bytes can be written; gives older checkpoints up where that is enough.

        Args:
            whole: steps that are known to be intact; the newest of them stays, and what is to stay for good.

        Raises:
            StorageError: there is no room even so.
        """
        missing = size - shutil.disk_usage(self.folder).free
        there = self.steps()
        newest = max(whole & set(there), default=-1)
        if missing > 0 <= newest:
            kept = Keep(1, self.keep.every).of([step for step in there if step <= newest])
            spare = [step for step in there if step not in kept]
            if sum(_size(self.path(step)) for step in spare) >= missing:
                for step in spare:
                    say(f"{self.path(step)}: given up, as the disk is full")
                    self.remove(step)
        require_space(self.folder, size)

    def prune(self, step: int) -> None:
        """Removes what need not stay, and what is later than `step`: damaged, or of a course given up."""
        there = self.steps()
        for number in set(there) - self.keep.of([number for number in there if number <= step]):
            self.remove(number)

    def remove(self, step: int) -> None:
        """Takes the name first: a removal that is cut short leaves nothing that looks like a checkpoint."""
        gone = self.folder / f"{self.path(step).name}.old{PARTIAL}"
        shutil.rmtree(gone, ignore_errors=True)
        with suppress(OSError):
            self.path(step).rename(gone)
        shutil.rmtree(gone, ignore_errors=True)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
