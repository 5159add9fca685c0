"""Fetching files over HTTP so that each is whole and the one that was meant, or absent.

A download that was cut off stands beside its file as `<name>.partial`, with `<name>.partial.json` that says
what it is a part of, and goes on from there as long as the server still has the same file.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import numpy as np

from lexiboost.artifacts.errors import InputError, StorageError
from lexiboost.artifacts.files import PARTIAL, read_json, require_space, storage_errors, write_json
from lexiboost.artifacts.interrupt import poll
from lexiboost.artifacts.progress import Progress, duration, progress
from lexiboost.artifacts.request import Answer, FailedAttemptError, request

_BLOCK = 2**16
_SHOWN = 2**20
"""Bytes from which a download has a bar of its own."""


@dataclass(frozen=True)
class Remote:
    """A file to fetch.

    Attributes:
        address: where it is, http or https.
        path: where it goes.
        sha256: what it must hash to, "" where that is not known.
        size: bytes it must have, 0 where that is not known.
        advice: the way out where it hashes to something else.
    """

    address: str
    path: Path
    sha256: str = ""
    size: int = 0
    advice: str = ""


@dataclass(frozen=True)
class Fetched:
    """What came: hex SHA-256 and bytes of the file."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Patience:
    """How long to try again where a server or the line fails.

    The n-th wait in a row without getting further is `first * 2 ** (n - 1)` seconds, at most `longest`, times
    a factor drawn from [0.5, 1]; a server's Retry-After is waited out in full.

    Attributes:
        attempts: in a row without getting further before giving up.
        first, longest: seconds.
        refused: seconds of a Retry-After beyond which the program ends instead of waiting.
        timeout: seconds without an answer that count as a failure.
        seed: of the factors.
        sleep: waits so many seconds.
    """

    attempts: int = 6
    first: float = 1.0
    longest: float = 60.0
    refused: float = 300.0
    timeout: float = 30.0
    seed: int = 0
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)


def fetch(remote: Remote, patience: Patience | None = None, *, check: bool = False) -> Fetched:
    """Downloads one file, going on where an earlier attempt ended; what stood at `remote.path` is replaced.

    Args:
        remote: the file.
        patience: how long to try.
        check: compare with `remote.sha256` and throw the download away, leaving the file as it is.

    Raises:
        InputError: the address is none, there is no such file, or it has another size or digest than it must
            (both are named); whatever stood at `remote.path` is left as it was.
        StorageError: the folder cannot be written.
    """
    return _Download(remote, patience or Patience(), check).run()


@contextmanager
def data_errors(path: Path) -> Iterator[None]:
    """Like `storage_errors`, for files of a data directory: the way out is another of these."""
    try:
        with storage_errors(path):
            yield
    except StorageError as error:
        raise StorageError(str(error).replace("--workdir", "--config.data_dir")) from None


class _Download:
    def __init__(self, remote: Remote, patience: Patience, check: bool) -> None:
        self.remote, self.patience, self.check = remote, patience, check
        self.partial = remote.path.with_name(remote.path.name + PARTIAL)
        self.note = self.partial.with_name(f"{self.partial.name}.json")
        self.jitter = np.random.default_rng(patience.seed)

    def run(self) -> Fetched:
        with data_errors(self.remote.path):
            self.remote.path.parent.mkdir(parents=True, exist_ok=True)
            failures, furthest = 0, self._have()
            while True:
                poll()
                try:
                    return self._attempt()
                except FailedAttemptError as failure:
                    failures = 1 if self._have() > furthest else failures + 1
                    furthest = max(furthest, self._have())
                    if failure.useless:
                        self._discard()
                    self._wait(failure, failures)

    def _have(self) -> int:
        return self.partial.stat().st_size if self.partial.exists() else 0

    def _wait(self, failure: FailedAttemptError, failures: int) -> None:
        """Waits before the next attempt, or gives up."""
        patience = self.patience
        if failures >= patience.attempts:
            raise InputError(
                f"{failure} ({failures} attempts); run the same command again later, it goes on from here",
                path=self.remote.address,
            )
        if failure.wait > patience.refused:
            raise InputError(
                f"{failure}; the server asks to come back in {duration(failure.wait)}: run the same command "
                "again then",
                path=self.remote.address,
            )
        backoff = min(patience.longest, patience.first * 2 ** (failures - 1)) * self.jitter.uniform(0.5, 1.0)
        patience.sleep(max(backoff, failure.wait))

    def _attempt(self) -> Fetched:
        start, validator = self._resumable()
        timeout = self.patience.timeout
        with request(self.remote.address, start=start, validator=validator, timeout=timeout) as answer:
            self._check_size(answer.total)
            require_space(self.remote.path.parent, answer.total - answer.start)
            if not answer.start:
                self._discard()
                write_json(self.note, {"address": self.remote.address, "validator": answer.validator})
            found = self._receive(answer)
        self._check_digest(found, spliced=answer.start > 0)
        self._keep()
        return found

    def _resumable(self) -> tuple[int, str]:
        """Bytes that are there already, and what tells whether the server still has the same file."""
        try:
            known = read_json(self.note) if self._have() else {}
            address, validator = known["address"], str(known["validator"])
        except (InputError, TypeError, KeyError):
            return 0, ""
        if address != self.remote.address or not (validator or self.remote.sha256):
            return 0, ""
        return self._have(), validator

    def _check_size(self, total: int) -> None:
        if self.remote.size and total and total != self.remote.size:
            self._discard()
            raise InputError(
                f"it has {total} bytes, where {self.remote.size} belong; nothing was changed",
                path=self.remote.address,
            )

    def _receive(self, answer: Answer) -> Fetched:
        shown = progress(max(answer.total // 1024, 1), self.remote.path.name, "KiB")
        with shown if answer.total >= _SHOWN else nullcontext() as bar, self.partial.open("a+b") as stream:
            digest = _digest_of(stream, answer.start)
            _advance(bar, 0, answer.start)
            have = answer.start
            while block := answer.read(_BLOCK):
                poll()
                stream.write(block)
                digest.update(block)
                _advance(bar, have, have + len(block))
                have += len(block)
            stream.flush()
            os.fsync(stream.fileno())
        if answer.total and have != answer.total:
            raise FailedAttemptError(
                f"cut off after {have} of {answer.total} bytes", useless=have > answer.total
            )
        return Fetched(digest.hexdigest(), have)

    def _check_digest(self, found: Fetched, *, spliced: bool) -> None:
        if not self.remote.sha256 or found.sha256 == self.remote.sha256:
            return
        self._discard()
        if spliced:  # the parts may be of two files, though the server said otherwise
            raise FailedAttemptError("its parts are not of one file")
        raise InputError(
            f"its sha256 is {found.sha256}, where {self.remote.sha256} belongs; nothing was changed"
            + (f"; {self.remote.advice}" if self.remote.advice else ""),
            path=self.remote.address,
        )

    def _keep(self) -> None:
        if self.check:
            self._discard()
            return
        self.partial.chmod(0o644)
        self.partial.replace(self.remote.path)
        self.note.unlink(missing_ok=True)
        descriptor = os.open(self.remote.path.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _discard(self) -> None:
        self.partial.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)


def _digest_of(stream: IO[bytes], length: int) -> hashlib._Hash:
    """The digest of a stream's first bytes, going on from which the stream is to be written."""
    stream.truncate(length)
    stream.seek(0)
    digest = hashlib.sha256()
    while block := stream.read(_BLOCK):
        digest.update(block)
    return digest


def _advance(bar: Progress | None, before: int, after: int) -> None:
    if bar is not None:
        bar.advance(after // 1024 - before // 1024)
