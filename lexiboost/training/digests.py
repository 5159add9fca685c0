"""A SHA-256 for every file of a folder, kept in `record.json` beside them: what was written, byte for byte.

`record.json` is `{"digest": D, "record": R}` in canonical JSON, D being the SHA-256 of R; its own bytes are
compared with those that would be written, so that a bit flipped in it is noticed as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypedDict

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import atomic_writer, canonical_json, read_json, sha256_file, sha256_json

RECORD = "record.json"
FORMAT = 1
THREADS = 4


class FileDigest(TypedDict):
    """Size in bytes, and hex SHA-256."""

    bytes: int
    sha256: str


class DamagedError(Exception):
    """A folder whose files are not those that were written; says which, and how."""


def digest_files(folder: str | Path) -> dict[str, FileDigest]:
    """Digests of all files below a folder but its record, by their path from there."""
    folder = Path(folder)
    names = _names(folder)
    with ThreadPoolExecutor(THREADS) as pool:
        digests = list(pool.map(lambda name: _digest(folder / name), names))
    return dict(zip(names, digests, strict=True))


def write_record(folder: str | Path, facts: Mapping[str, Any]) -> None:
    """Digests the folder's files and writes its record, which makes it complete.

    Args:
        facts: JSON-able; `read_record` gives them back.

    Raises:
        StorageError: the record cannot be written.
    """
    record = {"format": FORMAT, "facts": dict(facts), "files": digest_files(folder)}
    with atomic_writer(Path(folder) / RECORD) as stream:
        stream.write(_text(record))


def read_record(folder: str | Path) -> dict[str, Any]:
    """The facts of a folder's record.

    Raises:
        DamagedError: there is no record, it is not as it was written, or of another format.
    """
    facts: dict[str, Any] = _record(Path(folder))["facts"]
    return facts


def check_files(folder: str | Path, *, part: int = 0, parts: int = 1) -> None:
    """Reads a folder's files and compares them with its record.

    Args:
        part, parts: only every so many-th file, for processes that share the work.

    Raises:
        DamagedError: a file is missing, was added, or has other bytes; names it.
    """
    folder = Path(folder)
    files: Mapping[str, FileDigest] = _record(folder)["files"]
    try:
        there = _names(folder)
        for name in sorted(files.keys() ^ set(there)):
            raise DamagedError(f"{name} {'is missing' if name in files else 'was added'}")
        mine = there[part::parts]
        with ThreadPoolExecutor(THREADS) as pool:
            found = pool.map(lambda name: _same(folder / name, files[name]), mine)
            for name, same in zip(mine, found, strict=True):
                if not same:
                    raise DamagedError(f"{name} is not as it was written")
    except OSError as error:
        raise DamagedError(f"{error.filename}: {error.strerror}") from None


def _record(folder: Path) -> dict[str, Any]:
    path = folder / RECORD
    try:
        record = read_json(path)["record"]
        if path.read_text(encoding="utf-8") != _text(record):
            raise DamagedError(f"{RECORD} is not as it was written")
        if record["format"] != FORMAT:
            raise DamagedError(f"{RECORD} has format {record['format']}, this version reads {FORMAT}")
    except (InputError, OSError, KeyError, TypeError, ValueError):
        raise DamagedError(f"{RECORD} is not a readable record") from None
    found: dict[str, Any] = record
    return found


def _text(record: Any) -> str:
    return canonical_json({"digest": sha256_json(record), "record": record}) + "\n"


def _names(folder: Path) -> list[str]:
    """All files but the record, and what network file systems leave of files that were open when removed."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".nfs"))
    return sorted(name for path in found if (name := path.relative_to(folder).as_posix()) != RECORD)


def _digest(path: Path) -> FileDigest:
    return {"bytes": path.stat().st_size, "sha256": sha256_file(path)}


def _same(path: Path, wanted: FileDigest) -> bool:
    return path.stat().st_size == wanted["bytes"] and sha256_file(path) == wanted["sha256"]
