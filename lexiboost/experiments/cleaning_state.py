"""How far the cleaning of a text has come, in a file: what a killed run goes on from.

The indexes of duplicates are kept whole, as no shard tells them: a document that a later rule rejected has
left its lines there. So is everything that is counted.
"""

from __future__ import annotations

import hashlib
import pickle
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import numpy as np

from lexiboost import __version__
from lexiboost.artifacts.files import atomic_writer
from lexiboost.text.cleaning import Cleaner

Row = tuple[str, str]
"""Text and source id."""
_COUNTED = ("read", "kept", "counts", "overlaps", "_reservoir")
_MADE_BY = f"lexiboost {__version__}, Python {sys.version}, numpy {np.__version__}".encode()


class ResumableCleaner(Cleaner):
    """A `Cleaner` that can go on from where another of the same arguments was."""

    @property
    def state(self) -> dict[str, Any]:
        """All that documents have changed; can be pickled."""
        return {name: getattr(self, name) for name in _COUNTED} | {"indexes": self._indexes}

    @state.setter
    def state(self, state: dict[str, Any]) -> None:
        for name in _COUNTED:
            setattr(self, name, state[name])
        # The rules hold the indexes, so that these are filled and not replaced.
        for index, saved in zip(self._indexes, state["indexes"], strict=True):
            vars(index).update(vars(saved))


@dataclass
class Progress:
    """What has been done.

    Attributes:
        shards: written.
        rows, characters: in them.
        position: of the stream of documents; None at its beginning.
        pending: rows of the last document that wait for the next shard.
        cleaner: `ResumableCleaner.state`; None at the beginning.
    """

    shards: int = 0
    rows: int = 0
    characters: int = 0
    position: dict[str, Any] | None = None
    pending: list[Row] = field(default_factory=list)
    cleaner: dict[str, Any] | None = None


class _Digesting:
    """A file that the digest of what is written follows."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self.digest = stream, hashlib.sha256(_MADE_BY)

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        return self._stream.write(data)


def save_progress(progress: Progress, path: Path) -> None:
    """Writes the file whole or not at all; takes as much memory again as the largest index."""
    with atomic_writer(path, "wb") as stream:
        digesting = _Digesting(stream)
        pickle.dump(vars(progress), digesting, protocol=5)
        stream.write(digesting.digest.digest())


def load_progress(path: Path) -> Progress:
    """Reads it back; the beginning where there is no such file, or it is damaged or of other versions."""
    if not path.is_file() or not _is_whole(path):
        return Progress()
    with path.open("rb") as stream:
        return Progress(**pickle.load(stream))


def _is_whole(path: Path) -> bool:
    digest = hashlib.sha256(_MADE_BY)
    left = path.stat().st_size - digest.digest_size
    with path.open("rb") as stream:
        while left > 0 and (data := stream.read(min(left, 2**20))):
            digest.update(data)
            left -= len(data)
        return stream.read() == digest.digest()
