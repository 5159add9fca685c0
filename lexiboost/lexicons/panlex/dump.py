"""The tables of PanLex's database dump (`panlex-YYYYMMDD-csv`), streamed from a folder or a zip archive.

Follows the database design published at dev.panlex.org/database-design: one CSV file a table with a header
row, as PostgreSQL writes it (quotes doubled, cells may hold newlines, an empty cell is null).
"""

from __future__ import annotations

import csv
import gzip
import io
import lzma
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

import pyarrow as pa
import pyarrow.csv as pacsv

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import sha256_file, sha256_json

COLUMNS: dict[str, tuple[str, ...]] = {
    "langvar": ("id", "lang_code", "var_code", "script_expr"),
    "source": ("id", "grp", "quality"),
    "expr": ("id", "langvar", "txt", "txt_degr"),
    "meaning": ("id", "source"),
    "denotation": ("id", "meaning", "expr"),
    "denotation_class": ("denotation", "expr1", "expr2"),
}
"""The columns that are used of each table; a dump has more of both."""
OPTIONAL = frozenset({"denotation_class"})
NULLABLE = frozenset({"script_expr", "grp", "quality", "expr1"})

MAX_TABLE_BYTES = 64 << 30
"""A table larger than this, uncompressed, is refused; the largest of the 2024 dump has about 2 GB."""
MAX_RATIO = 100
"""A zip member that claims to be more than this many times its compressed size is refused."""
_BLOCK = 8 << 20
_SUFFIXES = ("", ".gz", ".xz", ".zst")
_TEXT = frozenset({"lang_code", "txt", "txt_degr"})
# Tables of numbers only have no newline within a cell and can be cut into blocks anywhere.
_WITH_TEXT = frozenset({"langvar", "source", "expr"})
_NEEDED_TO_RECOGNIZE = ("langvar", "expr", "denotation")
_DAMAGE = (lzma.LZMAError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, EOFError, RuntimeError)


class _Capped(io.RawIOBase):
    """A byte stream that ends in an error instead of giving more than `MAX_TABLE_BYTES`."""

    def __init__(self, stream: IO[bytes], path: str) -> None:
        self._stream, self._path, self._left = stream, path, MAX_TABLE_BYTES

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise InputError(
                f"more than {MAX_TABLE_BYTES >> 30} GB uncompressed; no such dump", path=self._path
            )
        return data


class Dump:
    """A PanLex dump on disk.

    Args:
        path: a folder with `expr.csv` and the other tables (plain, .gz, .xz or .zst), or a .zip of one.

    Attributes:
        rejected: rows that could not be read so far, as (table, reason) -> count.

    Raises:
        InputError: no such dump, a table is missing or there twice, or the archive is damaged or a bomb.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.rejected: Counter[tuple[str, str]] = Counter()
        if not self.path.exists():
            raise InputError("no such file or folder", path=self.path)
        self._archived = not self.path.is_dir()
        self._members = _archive_tables(self.path) if self._archived else _folder_tables(self.path)
        missing = [name for name in COLUMNS if name not in self._members and name not in OPTIONAL]
        if missing:
            raise InputError(
                f"a PanLex dump without {missing[0]}.csv; unpack the whole panlex-YYYYMMDD-csv.zip, or give "
                "the archive itself",
                path=self.path,
            )

    def __contains__(self, table: str) -> bool:
        return table in self._members

    def name(self, table: str) -> str:
        """The table's file, as errors name it."""
        member = self._members[table]
        return f"{self.path}/{member}" if self._archived else member

    def files(self) -> list[Path]:
        """The files on disk that hold the tables, in a stable order."""
        return (
            [self.path] if self._archived else [Path(self._members[table]) for table in sorted(self._members)]
        )

    def digest(self) -> str:
        """Hex SHA-256 over the size and SHA-256 of every file."""
        names = ["archive"] if self._archived else [file.name for file in self.files()]
        return sha256_json(
            [
                [name, file.stat().st_size, sha256_file(file)]
                for name, file in zip(names, self.files(), strict=True)
            ]
        )

    def batches(self, table: str) -> Iterator[pa.RecordBatch]:
        """Streams the used columns of a table, ids as int32, texts as they stand.

        A row of another number of cells (each of its lines) or without a value that is needed is left out and
        counted.

        Raises:
            InputError: names file and row: a missing column, a cell that is no number, bytes that are not
                UTF-8, a cell or line of more than 8 MB, damaged compression.
        """
        name, columns = self.name(table), COLUMNS[table]
        needed = [column for column in columns if column not in NULLABLE]

        def count_invalid(row: Any) -> str:
            # A quote that is never closed makes one row of many lines.
            self.rejected[table, "wrong_number_of_cells"] += 1 + row.text.count("\n")
            return "skip"

        self._check_header(table)
        with self._open(table) as stream, _one_line_errors(name):
            reader = pacsv.open_csv(
                stream,
                read_options=pacsv.ReadOptions(block_size=_BLOCK, use_threads=False),
                parse_options=pacsv.ParseOptions(
                    newlines_in_values=table in _WITH_TEXT, invalid_row_handler=count_invalid
                ),
                convert_options=pacsv.ConvertOptions(
                    include_columns=columns,
                    column_types={c: pa.string() if c in _TEXT else pa.int32() for c in columns},
                    null_values=[""],
                    strings_can_be_null=False,
                ),
            )
            for batch in reader:
                if any(batch.column(column).null_count for column in needed):
                    whole = _complete(batch, needed)
                    self.rejected[table, "missing_value"] += batch.num_rows - whole.num_rows
                    batch = whole
                yield batch

    def _check_header(self, table: str) -> None:
        name = self.name(table)
        with self._open(table) as stream, _one_line_errors(name):
            head = stream.read(1 << 16).decode("utf-8-sig", "replace")
        header = next(csv.reader(io.StringIO(head)), [])
        lacking = [column for column in COLUMNS[table] if column not in header]
        if lacking:
            raise InputError(
                f"has no column {lacking[0]!r} (it has {', '.join(header)[:200] or 'no header'}); give the "
                "dump as PanLex publishes it, with its header rows",
                path=name,
            )
        repeated = [column for column in COLUMNS[table] if header.count(column) > 1]
        if repeated:
            raise InputError(f"has two columns {repeated[0]!r}", path=name, line=1)

    @contextmanager
    def _open(self, table: str) -> Iterator[IO[bytes]]:
        member, name = self._members[table], self.name(table)
        try:
            if self._archived:
                with zipfile.ZipFile(self.path) as archive, archive.open(member) as stream:
                    yield cast(IO[bytes], _Capped(stream, name))
            else:
                with _open_file(Path(member)) as stream:
                    yield cast(IO[bytes], _Capped(stream, name))
        except _DAMAGE as error:
            raise InputError(f"damaged or encrypted ({error}); fetch it again", path=name) from None
        except OSError as error:
            raise InputError(f"cannot be read ({error.strerror or error})", path=name) from None


def is_panlex(path: str | Path) -> bool:
    """Whether a folder or a zip archive holds the tables of a PanLex dump; never raises."""
    path = Path(path)
    try:
        tables = _folder_tables(path) if path.is_dir() else _archive_tables(path)
    except (InputError, OSError):
        return False
    return all(name in tables for name in _NEEDED_TO_RECOGNIZE)


def languages(path: str | Path) -> frozenset[str]:
    """The ISO 639-3 codes of a dump's language varieties; raises `InputError` as `Dump` does."""
    batches = Dump(path).batches("langvar")
    return frozenset(code for batch in batches for code in batch.column("lang_code").to_pylist())


def _open_file(path: Path) -> IO[bytes]:
    if path.suffix == ".xz":
        return lzma.open(path, "rb")
    if path.suffix == ".gz":
        return cast(IO[bytes], gzip.open(path, "rb"))
    if path.suffix == ".zst":
        return cast(IO[bytes], pa.input_stream(str(path), compression="zstd"))
    return path.open("rb")


def _folder_tables(path: Path) -> dict[str, str]:
    found = {}
    for table in COLUMNS:
        files = [path / f"{table}.csv{suffix}" for suffix in _SUFFIXES]
        existing = [file for file in files if file.is_file()]
        if existing:
            found[table] = str(existing[0])
    return found


def _archive_tables(path: Path) -> dict[str, str]:
    """Table -> member of the archive; members are only ever read by name, none is written to disk."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise InputError(f"not a readable zip archive ({error})", path=path) from None
    found: dict[str, str] = {}
    for member in members:
        place = PurePosixPath(member.filename)
        # The published archives hold one folder; other places, and ways out of it, are not the dump's.
        if place.suffix != ".csv" or place.stem not in COLUMNS or len(place.parts) > 2 or ".." in place.parts:
            continue
        if place.is_absolute() or "\\" in member.filename:
            continue
        if place.stem in found:
            raise InputError(f"holds two files {place.name}; give one dump", path=path)
        ratio = member.file_size / max(1, member.compress_size)
        if member.file_size > MAX_TABLE_BYTES or (ratio > MAX_RATIO and member.file_size > _BLOCK):
            raise InputError(
                f"{place.name} claims {member.file_size / 1e9:.1f} GB from "
                f"{member.compress_size / 1e6:.1f} MB, as a zip bomb does; fetch the archive again",
                path=path,
            )
        found[place.stem] = member.filename
    return found


def _complete(batch: pa.RecordBatch, needed: list[str]) -> pa.RecordBatch:
    mask = None
    for column in needed:
        valid = batch.column(column).is_valid()
        mask = valid if mask is None else pa.compute.and_(mask, valid)
    return batch.filter(mask)


@contextmanager
def _one_line_errors(name: str) -> Iterator[None]:
    try:
        yield
    except pa.ArrowInvalid as error:
        message = str(error)
        if "straddling" in message:
            message = "a line or cell of more than 8 MB, perhaps a quote that is never closed"
        elif "Empty CSV" in message:
            message = "the file is empty"
        raise InputError(f"{message}; fetch the dump again", path=name) from None
