"""The cached database of a PanLex dump: built once, found again by the dump's digest."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import atomic_directory, read_json, require_space, storage_errors, write_json
from lexiboost.artifacts.lock import locked
from lexiboost.lexicons.panlex.build import MEMORY, SCHEMA, THREADS, build_database, first_line
from lexiboost.lexicons.panlex.dump import Dump

DATABASE, LEDGER = "panlex.duckdb", "ledger.json"
# What the database and its staging area take at most, as a multiple of the dump on disk.
_SPACE_FACTOR = 2
# A file changed this recently may change again without its time telling.
_SETTLED_SECONDS = 2.0
_REMEMBERED = 50


@dataclass(frozen=True)
class PanLex:
    """A built PanLex database.

    Attributes:
        path: the DuckDB file.
        digest: of the dump it was built from.
        rows: rows of each table that are in the database.
        rejected: rows of each table that were left out, as `table: reason` -> count.
    """

    path: Path
    digest: str
    rows: dict[str, int]
    rejected: dict[str, int]

    def connect(self, *, memory: str = MEMORY, threads: int = THREADS) -> duckdb.DuckDBPyConnection:
        """A read-only connection that keeps to `memory` (e.g. `2GB`) and spills to the cache folder.

        Raises:
            InputError: the database is damaged.
        """
        spill = f"{self.path.parent}.spill"
        try:
            return duckdb.connect(
                str(self.path),
                read_only=True,
                config={"memory_limit": memory, "threads": threads, "temp_directory": spill},
            )
        except duckdb.Error as error:
            raise InputError(
                f"damaged database ({first_line(error)}); delete its folder and run again", path=self.path
            ) from None


def default_cache() -> Path:
    """`$XDG_CACHE_HOME/lexiboost/panlex`, or `~/.cache/lexiboost/panlex`."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lexiboost" / "panlex"


def open_panlex(
    path: str | Path, *, cache: str | Path | None = None, memory: str = MEMORY, threads: int = THREADS
) -> PanLex:
    """The database of a dump: the cached one if the dump is the same, else built now, whole or not at all.

    Args:
        path: folder or .zip of the dump (see `Dump`).
        cache: folder of databases; `default_cache()` where None.
        memory: what DuckDB may use while building; the rest of the process needs about 1 GB more for a dump
            of the published size.
        threads: of DuckDB.

    Raises:
        InputError: the dump lacks a table or column or is malformed; names file and row.
        StorageError: the cache folder is full, read-only, or another run builds in it.
    """
    dump = Dump(path)
    folder = Path(cache) if cache is not None else default_cache()
    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    digest = _digest(dump, folder)
    home = folder / f"{digest[:32]}-v{SCHEMA}"
    if not (home / LEDGER).is_file():
        with locked(folder):
            # Another process may have built it before the lock was ours.
            if not (home / LEDGER).is_file():
                require_space(folder, _SPACE_FACTOR * sum(file.stat().st_size for file in dump.files()))
                with atomic_directory(home) as partial:
                    rows, rejected = build_database(dump, partial / DATABASE, memory=memory, threads=threads)
                    write_json(partial / LEDGER, {"rows": rows, "rejected": rejected})
    ledger = read_json(home / LEDGER)
    return PanLex(home / DATABASE, digest, ledger["rows"], ledger["rejected"])


def _digest(dump: Dump, folder: Path) -> str:
    """The dump's digest, remembered for files whose size, time and inode have not changed since."""
    files = {}
    newest = 0.0
    for file in dump.files():
        status = file.stat()
        files[str(file.resolve())] = [status.st_size, status.st_mtime_ns, status.st_ino]
        newest = max(newest, status.st_mtime)
    memory = folder / "digests.json"
    known = read_json(memory) if memory.is_file() else []
    for entry in known:
        if entry["files"] == files:
            return str(entry["digest"])
    digest = dump.digest()
    if time.time() - newest > _SETTLED_SECONDS:
        write_json(memory, [*known, {"files": files, "digest": digest}][-_REMEMBERED:])
    return digest
