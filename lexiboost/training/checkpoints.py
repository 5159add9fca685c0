"""Checkpoints of a run: written beside the training, whole or absent, checked byte by byte when read.

A folder `step_000001000/` holds `state/` (orbax), and `record.json` with the SHA-256 of every file, written
last; the folder has another name until then. Orbax alone loads files with flipped bits without a word.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import jax
import orbax.checkpoint.experimental.v1 as ocp

from lexiboost.artifacts.errors import StaleArtifactError, StorageError
from lexiboost.artifacts.files import atomic_directory, storage_errors
from lexiboost.training.digests import DamagedError, check_files, read_record, write_record
from lexiboost.training.leaves import check_fit, describe, named_leaves, rebuild_tree, wanted
from lexiboost.training.processes import all_agree, as_first, is_first
from lexiboost.training.resume import changes, check_same, listed, plain
from lexiboost.training.shelf import Keep, Shelf
from lexiboost.training.state import TrainState
from lexiboost.training.watch import say

STATE = "state"
KEEP = Keep()
CONSIDERED = 64
"""Newest checkpoints that are looked at for one that is intact."""
OVERHEAD = 2**20
"""Bytes of a checkpoint beside its arrays, at most (names, sharding, digests)."""
ALLOW = "--config.resume_changed=true"


class Restored(NamedTuple):
    """A state and the number of its finished steps; `changed` says what differs where that was allowed."""

    state: Any
    step: int
    changed: tuple[str, ...] = ()


class Checkpoints:
    """The checkpoints of one run.

        with Checkpoints(folder, every=1000) as checkpoints:
            restored = checkpoints.restore(abstract_state, identity=identity)   # None at the start
            ...
            if checkpoints.due(step):
                checkpoints.save(state, identity=identity)
            ...
            checkpoints.save(state, identity=identity, final=True)

    All processes of a run make the same calls; the first one alone writes digests and commits.

    Args:
        folder: of this run's checkpoints.
        keep: which of them stay.
        every: steps from one to the next.
    """

    def __init__(self, folder: str | Path, *, keep: Keep = KEEP, every: int = 1000) -> None:
        self.every, self._shelf = every, Shelf(folder, keep)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="checkpoint")
        self._pending: Future[None] | None = None
        self._writing = 0
        self._whole: set[int] = set()
        self._failures = 0
        self._seconds = 0.0
        # Orbax's threads tell each error at length; it comes back as an exception as well.
        logging.getLogger("absl").setLevel(logging.CRITICAL)

    @property
    def seconds(self) -> float:
        """The longest that a save has taken until it was committed; 0 before the first."""
        return self._seconds

    def due(self, step: int) -> bool:
        """Whether to save after `step` finished steps."""
        return step > 0 and step % self.every == 0

    def steps(self) -> list[int]:
        """The steps of the checkpoints that are there, rising; whether they are intact is not looked at."""
        return self._shelf.steps()

    def path(self, step: int) -> Path:
        """The folder of one checkpoint, there or not."""
        return self._shelf.path(step)

    def save(self, state: TrainState, *, identity: Mapping[str, Any], final: bool = False) -> None:
        """Saves a state in the background; returns once the next step may overwrite its arrays.

        Waits for the save before it, if that is still being written. Does nothing where this step is saved.
        A full disk is only warned of the first time, for it may be emptied before the next save; those
        checkpoints that are there stay whole.

        Args:
            state: its `step` names the checkpoint. identity: see `lexiboost.training.resume.identity`.
            final: whether to return only when it is committed.

        Raises:
            StorageError: the disk is full at the last save or twice in a row, or cannot be written.
        """
        earlier = self._settle()
        if earlier is not None and not final:
            self._tolerate(earlier)
        step = int(state.step)
        if step not in self._whole:
            try:
                self._begin(step, named_leaves(state), identity)
            except StorageError as error:
                if final:
                    raise
                self._tolerate(error)
        if final:
            self.wait()

    def wait(self) -> None:
        """Returns once the last save is committed; raises what `save` raises."""
        error = self._settle()
        if error is not None:
            raise error

    def restore(
        self,
        abstract_state: TrainState,
        *,
        identity: Mapping[str, Any] | None = None,
        allow_changed: bool = False,
        step: int | None = None,
    ) -> Restored | None:
        """The newest intact checkpoint, or None where there is none at all; says so where newer are damaged.

        Args:
            abstract_state: shapes, types and shardings to restore to, as arrays or `jax.ShapeDtypeStruct`;
                mesh, number of processes and floating types may be others than those saved.
            identity: of the run that goes on; None does not look at it.
            allow_changed: go on with another identity.
            step: this one and no other.

        Raises:
            StaleArtifactError: all are damaged, or the identity changed (names what).
            InputError: a checkpoint of another model.
        """
        damaged = []
        for number in [step] if step is not None else as_first(self.steps()[::-1], size=CONSIDERED):
            damage = self._damage(number)
            if damage is not None:
                damaged.append(f"{self.path(number)}: {damage}")
                continue
            for line in damaged:
                _say(f"{line}; this checkpoint is passed over, going on from step {number}")
            return self._load(number, abstract_state, identity, allow_changed)
        if damaged:
            raise StaleArtifactError(
                f"{damaged[0]}; no checkpoint is intact, delete {self._shelf.folder} to start anew"
            )
        return None

    def _damage(self, step: int) -> str | None:
        """What is wrong with a checkpoint; all processes look, each at its share of the files."""
        found = None
        try:
            check_files(self.path(step), part=jax.process_index(), parts=jax.process_count())
        except DamagedError as error:
            found = str(error)
        return None if all_agree(found is None) else found or "damaged, as another process says"

    def _load(
        self, step: int, abstract_state: TrainState, identity: Mapping[str, Any] | None, allow_changed: bool
    ) -> Restored:
        path, facts = self.path(step), read_record(self.path(step))
        changed: list[str] = []
        if identity is not None:
            if not allow_changed:
                check_same(facts["identity"], identity, path=path, flag=ALLOW)
            changed = changes(facts["identity"], identity)
        if changed:
            _say(f"{path}: going on although the run changed: {listed(changed)}")
        leaves = named_leaves(abstract_state)
        check_fit(facts["arrays"], leaves, path=path)
        loaded = ocp.load(path / STATE, {name: wanted(leaf) for name, leaf in leaves.items()})
        self._whole.add(step)
        return Restored(rebuild_tree(abstract_state, loaded), step, tuple(changed))

    def _begin(self, step: int, leaves: Mapping[str, Any], identity: Mapping[str, Any]) -> None:
        """Copies the arrays from the devices and hands them to the thread that writes."""
        begin = time.monotonic()
        facts = {"step": step, "identity": plain(identity), "arrays": describe(leaves)}
        with ExitStack() as stack:
            refusal = None
            if is_first():
                try:
                    self._prepare(step, sum(leaf.nbytes for leaf in leaves.values()), stack)
                except StorageError as error:
                    refusal = error
            if not all_agree(refusal is None):
                raise refusal or self._elsewhere(step)
            context = ocp.Context()
            context.array.saving.use_compression = False  # 7 % smaller for 2.5 times the work
            with context:
                response = ocp.save_async(self._shelf.partial(step) / STATE, dict(leaves))
            self._writing = step
            self._pending = self._pool.submit(self._commit, response, stack.pop_all(), step, facts, begin)

    def _prepare(self, step: int, size: int, stack: ExitStack) -> None:
        with storage_errors(self._shelf.folder):
            self._shelf.folder.mkdir(parents=True, exist_ok=True)
        self._shelf.sweep()
        self._shelf.make_room(size + OVERHEAD, self._whole)
        stack.enter_context(atomic_directory(self.path(step)))

    def _commit(
        self,
        response: ocp.AsyncResponse[None],
        stack: ExitStack,
        step: int,
        facts: Mapping[str, Any],
        begin: float,
    ) -> None:
        """In the background: waits for all arrays, writes the digests, gives the folder its name."""
        try:
            with stack:
                response.result()
                if is_first():
                    write_record(self._shelf.partial(step), facts)
                    self._shelf.remove(step)
        except OSError:
            # A network file system that repeats a rename it has done reports that there is nothing to rename.
            if not (is_first() and self._is_complete(step)):
                raise
        self._seconds = max(self._seconds, time.monotonic() - begin)
        if is_first():
            self._shelf.prune(step)

    def _is_complete(self, step: int) -> bool:
        try:
            check_files(self.path(step))
        except DamagedError:
            return False
        return True

    def _settle(self) -> StorageError | None:
        """Waits for the save that is under way, in all processes; returns what the storage refused."""
        if self._pending is None:
            return None
        pending, self._pending = self._pending, None
        error = pending.exception()
        if not all_agree(error is None):
            error = error or self._elsewhere(self._writing)
        if error is None:
            self._failures = 0
            self._whole.add(self._writing)
        elif not isinstance(error, StorageError):
            raise error
        return error

    def _tolerate(self, error: StorageError) -> None:
        self._failures += 1
        if self._failures > 1:
            raise error
        _say(f"{error}; training goes on, and ends if the next checkpoint cannot be written either")

    def _elsewhere(self, step: int) -> StorageError:
        return StorageError(f"{self.path(step)}: another process could not write its part; see what it says")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self.wait()
            elif self._pending is not None:
                self._pending.exception()
        finally:
            self._pool.shutdown()


def _say(line: str) -> None:
    if is_first():
        say(line)
