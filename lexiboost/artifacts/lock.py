"""One process a folder: two runs at once in one workdir would mix their files."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lexiboost.artifacts.errors import StorageError
from lexiboost.artifacts.files import storage_errors

LOCK = ".lock"


@contextmanager
def locked(folder: str | Path) -> Iterator[None]:
    """Holds the folder for this process; the system lets go of it however the process dies.

    Raises:
        StorageError: another process holds it (named), or the folder cannot be written.
    """
    path = Path(folder) / LOCK
    with storage_errors(path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _acquire(descriptor, path)
        yield
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(descriptor, 200, 0).decode("utf-8", "replace").strip()
        raise StorageError(
            f"{path.parent}: in use by another run ({holder or 'just started'}); "
            "wait for it or choose another --workdir"
        ) from None
    except OSError as error:
        if error.errno not in (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS):
            raise
        return  # some network file systems know no locks; a run there is the user's to keep alone
    with storage_errors(path):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"process {os.getpid()} on {socket.gethostname()}\n".encode(), 0)
