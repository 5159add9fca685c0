"""Taking named files out of a .zip or .tar.gz archive, wherever its author meant them to go."""

from __future__ import annotations

import stat
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from lexiboost.artifacts.compression import DAMAGE, GRACE, MAX_RATIO, open_binary
from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import atomic_writer
from lexiboost.artifacts.interrupt import poll

_BLOCK = 2**18
_TAR = ".tar.gz"


def is_archive(path: str | Path) -> bool:
    """Whether a file's name is that of an archive `unpack` knows."""
    return Path(path).name.endswith((".zip", _TAR))


def unpack(archive: str | Path, members: Mapping[str, Path], *, limit: int | None = None) -> None:
    """Writes members of an archive to the paths given for them; names in the archive lead nowhere.

    Args:
        archive: a .zip or .tar.gz file.
        members: full name in the archive -> where its bytes go.
        limit: bytes the members may have together; by default in proportion to the archive's size.

    Raises:
        InputError: a damaged archive, a member that is not there, stands there twice, is no plain file
            (a folder, a link), or unpacks to more than the limit. Members written before stay.
        StorageError: a folder cannot be written.
    """
    path = Path(archive)
    allowed = GRACE + MAX_RATIO * path.stat().st_size if limit is None else limit
    found: set[str] = set()
    with _damage_named(path):
        for name, stream in _tar(path, members) if path.name.endswith(_TAR) else _zip(path, members):
            if name in found:
                raise InputError(f"holds {name!r} twice; do not trust it", path=path)
            found.add(name)
            allowed -= _write(stream, members[name], allowed, path)
    missing = sorted(members.keys() - found)
    if missing:
        raise InputError(f"holds no {missing[0]!r}; has upstream's layout changed?", path=path)


@contextmanager
def _damage_named(path: Path) -> Iterator[None]:
    try:
        yield
    except (*DAMAGE, tarfile.TarError, NotImplementedError, RuntimeError) as error:
        raise InputError(
            f"damaged archive ({error}); delete it and run the command again", path=path
        ) from None


def _zip(path: Path, members: Mapping[str, Path]) -> Iterator[tuple[str, IO[bytes]]]:
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if member.filename not in members:
                continue
            kind = stat.S_IFMT(member.external_attr >> 16)
            if member.is_dir() or kind not in (0, stat.S_IFREG):
                raise _no_file(member.filename, path)
            with archive.open(member) as stream:
                yield member.filename, stream


def _tar(path: Path, members: Mapping[str, Path]) -> Iterator[tuple[str, IO[bytes]]]:
    with open_binary(path) as source, tarfile.open(fileobj=source, mode="r|") as archive:
        for member in archive:
            if member.name not in members:
                continue
            stream = archive.extractfile(member) if member.isreg() else None
            if stream is None:
                raise _no_file(member.name, path)
            yield member.name, stream


def _no_file(name: str, path: Path) -> InputError:
    return InputError(f"its {name!r} is no plain file; do not trust it", path=path)


def _write(stream: IO[bytes], target: Path, allowed: int, archive: Path) -> int:
    """Copies a member; returns its bytes."""
    written = 0
    with atomic_writer(target, "wb") as out:
        while block := stream.read(_BLOCK):
            poll()
            written += len(block)
            if written > allowed:
                raise InputError(
                    f"unpacks to more than {allowed:,} bytes where {target.name} goes, as an archive made to "
                    "fill the disk does; do not trust it",
                    path=archive,
                )
            out.write(block)
    return written
