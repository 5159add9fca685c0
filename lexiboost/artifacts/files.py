"""Reading compressed text with errors that name the line; writing files that are whole or absent."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any

from lexiboost.artifacts.compression import COMPRESSED_SUFFIXES, DAMAGE, content_name, open_binary, plain_name
from lexiboost.artifacts.errors import InputError, LexiboostError, StorageError

__all__ = [
    "COMPRESSED_SUFFIXES",
    "FULL",
    "LONGEST_LINE",
    "PARTIAL",
    "TEMPORARY",
    "atomic_directory",
    "atomic_writer",
    "canonical_json",
    "content_name",
    "find_file",
    "plain_name",
    "read_json",
    "read_lines",
    "require_file",
    "require_space",
    "sha256_file",
    "sha256_json",
    "storage_errors",
    "sweep",
    "write_json",
]

LONGEST_LINE = 16 * 2**20
"""Bytes that a line of text may have."""
PARTIAL, TEMPORARY = ".partial", ".tmp"
FULL = 64 * 1024
"""Bytes free below which a failed write is put down to a full disk."""


def find_file(path: str | Path) -> Path | None:
    """Returns `path`, or the compressed variant of it that exists, or None."""
    for suffix in ("", *COMPRESSED_SUFFIXES):
        candidate = Path(f"{path}{suffix}")
        if candidate.is_file():
            return candidate
    return None


def require_file(path: str | Path) -> Path:
    """Like `find_file`, but raises `InputError` naming the path when there is no such file."""
    found = find_file(path)
    if found is None:
        suffixes = ", ".join(COMPRESSED_SUFFIXES)
        raise InputError(f"no such file (looked for it plain and as {suffixes})", path=path)
    return found


def read_lines(path: str | Path, *, longest: int = LONGEST_LINE) -> Iterator[tuple[int, str]]:
    """Streams `(1-based line number, line without its line end)` of a plain or compressed text file.

    Memory is that of the longest line, whatever the file unpacks to.

    Args:
        path: the file, or its name without the suffix of its compression.
        longest: bytes that a line may have.

    Raises:
        InputError: no such file, damaged compression, an archive made to explode, a line that is too long,
            or bytes that are not UTF-8; names file and line.
    """
    path = require_file(path)
    number = 0
    try:
        with open_binary(path) as stream:
            for number, raw in enumerate(iter(partial(stream.readline, longest + 1), b""), start=1):
                if len(raw) > longest:
                    raise InputError(
                        f"a line of more than {longest / 2**20:.0f} MiB; write the file with shorter lines "
                        "(XML: xmllint --format; JSON: jq -c, one object a line)",
                        path=path,
                        line=number,
                    )
                try:
                    line = raw.decode("utf-8")
                except UnicodeDecodeError as error:
                    raise InputError(
                        f"not UTF-8 (byte {error.start} of the line); convert it, e.g. with iconv",
                        path=path,
                        line=number,
                    ) from None
                if number == 1:
                    line = line.removeprefix("\ufeff")
                yield number, line.rstrip("\r\n")
    except DAMAGE as error:
        raise _damaged(path, number, error) from None
    except OSError as error:
        if error.errno is None:  # pyarrow's decompressor
            raise _damaged(path, number, error) from None
        raise InputError(f"cannot be read ({error.strerror or error})", path=path) from None


def _damaged(path: Path, number: int, error: Exception) -> InputError:
    return InputError(f"damaged compressed file ({error}); fetch it again", path=path, line=number or None)


def sha256_file(path: str | Path) -> str:
    """Hex SHA-256 of a file's bytes."""
    with Path(path).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sha256_json(value: Any) -> str:
    """Hex SHA-256 of a value's canonical JSON (sorted keys, no spaces)."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and no optional white space: equal values give equal text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@contextmanager
def storage_errors(path: str | Path) -> Iterator[None]:
    """Turns the operating system's refusals to write under `path` into a one-line `StorageError`."""
    advice = {
        errno.ENOSPC: "the disk is full; free some space and run the same command again",
        errno.EDQUOT: "the disk quota is used up; free some space and run the same command again",
        errno.EROFS: "the file system is read-only; choose another --workdir",
        errno.EACCES: "permission denied; choose another --workdir",
        errno.EPERM: "operation not permitted; choose another --workdir",
        errno.ENOTDIR: "a file stands where a folder is needed; choose another --workdir",
        errno.EEXIST: "a file stands where a folder is needed; choose another --workdir",
        errno.EFBIG: "the file is larger than this system allows; raise the limit (ulimit -f)",
    }
    try:
        yield
    except OSError as error:
        if error.errno not in advice:
            raise
        culprit = Path(error.filename or path).absolute()
        if error.errno in (errno.EACCES, errno.EPERM) and not culprit.is_relative_to(
            Path(path).absolute().parent
        ):
            raise InputError("cannot be read (permission denied)", path=culprit) from None
        raise StorageError(f"{error.filename or path}: {advice[error.errno]}") from None


def _fsync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def atomic_writer(path: str | Path, mode: str = "w") -> Iterator[IO[Any]]:
    """Opens a temporary file beside `path`; on success fsyncs it and renames it onto `path`.

    On any error the temporary file is removed and whatever stood at `path` is left as it was.

    Raises:
        StorageError: the disk is full, read-only or not permitted.
    """
    path = Path(path)
    with storage_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=TEMPORARY)
        text = {} if "b" in mode else {"encoding": "utf-8", "newline": "\n"}
        try:
            with os.fdopen(descriptor, mode, **text) as stream:  # type: ignore[call-overload]
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).chmod(0o644)
            Path(name).replace(path)
            _fsync_directory(path.parent)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def write_json(path: str | Path, value: Any) -> None:
    """Writes indented JSON atomically."""
    with atomic_writer(path) as stream:
        json.dump(value, stream, indent=1, sort_keys=True, ensure_ascii=False)
        stream.write("\n")


def read_json(path: str | Path) -> Any:
    """Reads JSON; raises `InputError` naming the file when it is missing or malformed."""
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError("no such file", path=path) from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"not valid JSON ({error})", path=path) from None
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror or error})", path=path) from None


@contextmanager
def atomic_directory(path: str | Path) -> Iterator[Path]:
    """Yields a temporary folder beside `path`, renamed onto `path` when the block ends without error.

    A folder left over from a killed run is removed first: it was never complete.

    Raises:
        StorageError: the disk is full, read-only or not permitted, whatever library noticed it.
    """
    path = Path(path)
    partial = path.with_name(f"{path.name}{PARTIAL}")
    with storage_errors(path):
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        try:
            yield partial
            _fsync_tree(partial)
            if path.exists():
                shutil.rmtree(path)
            partial.replace(path)
            _fsync_directory(path.parent)
        except BaseException as error:
            full = isinstance(error, Exception) and _is_full(partial, error)
            shutil.rmtree(partial, ignore_errors=True)
            if full:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path)) from None
            raise


def _is_full(folder: Path, error: Exception) -> bool:
    """Whether an error comes of a full disk; libraries that write themselves hide the error's number."""
    if isinstance(error, LexiboostError):
        return False
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno == errno.ENOSPC
    return "no space left" in str(error).lower() or shutil.disk_usage(folder).free < FULL


def require_space(folder: str | Path, size: int) -> None:
    """Raises `StorageError` where a folder's disk has no room for `size` bytes."""
    free = shutil.disk_usage(folder).free
    if free < size:
        raise StorageError(
            f"{folder}: the disk is full ({size / 1e6:.1f} MB to write, {free / 1e6:.1f} MB free); "
            "free some space and run the same command again"
        )


def sweep(root: str | Path) -> list[Path]:
    """Removes what runs that were killed left half-written anywhere below `root`, and returns it.

    Only for a folder that no other process writes to.
    """
    root = Path(root)
    found = [path for path in sorted(root.rglob("*")) if path.is_dir() and path.suffix == PARTIAL]
    for path in found:
        shutil.rmtree(path, ignore_errors=True)
    files = [path for path in sorted(root.rglob(f".*{TEMPORARY}")) if path.is_file()]
    for path in files:
        path.unlink(missing_ok=True)
    return found + files


def _fsync_tree(root: Path) -> None:
    for file in root.rglob("*"):
        if file.is_file():
            with file.open("rb") as stream:
                os.fsync(stream.fileno())
