"""Opening plain and compressed files as streams of constant memory that refuse archives made to explode."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, cast

from lexiboost.artifacts.errors import InputError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

COMPRESSED_SUFFIXES = (".xz", ".gz", ".zst", ".zip", ".bz2")
GRACE = 8 * 2**20
"""Bytes that any file may unpack to, however small it is."""
MAX_RATIO = 100
"""Bytes that a byte of a compressed file may unpack to beyond `GRACE`; dictionaries reach about 35."""
DAMAGE = (lzma.LZMAError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, EOFError)
"""What the decompressors raise on a file that was cut off or altered."""

_BLOCK = 2**18
_PIECE = 2**14
_SAID = 100
_NESTED = (*COMPRESSED_SUFFIXES, ".tar", ".7z")


def plain_name(path: str | Path) -> str:
    """The file's name without a compression suffix: `tur.tsv` for `x/tur.tsv.xz`."""
    name = Path(path).name
    for suffix in COMPRESSED_SUFFIXES:
        name = name.removesuffix(suffix)
    return name


def content_name(path: str | Path) -> str:
    """Like `plain_name`, but for a .zip the name of the one file in it.

    Raises:
        InputError: a .zip that is damaged or holds other than one plain file.
    """
    path = Path(path)
    if path.suffix != ".zip":
        return plain_name(path)
    with path.open("rb") as file:
        return PurePosixPath(_member(_archive(file, path), path).filename).name


def open_binary(path: Path) -> IO[bytes]:
    """Opens a plain file or the unpacked bytes of a .xz, .gz, .zst, .bz2 or one-member .zip.

    Reading raises `InputError` where the bytes unpack to more than `GRACE` and `MAX_RATIO` times what was
    read of the file so far, and one of `DAMAGE` or an `OSError` where they are damaged.

    Raises:
        InputError: a .zip that is damaged, is encrypted, or holds other than one plain file.
        OSError: the file cannot be opened.
    """
    if path.suffix not in COMPRESSED_SUFFIXES:
        return path.open("rb")
    packed = _Counted(path)
    try:
        stream = _unpacked(io.BufferedReader(packed), path)
    except BaseException:
        packed.close()
        raise
    return io.BufferedReader(_Bounded(stream, packed, path), _BLOCK)


def _unpacked(file: IO[bytes], path: Path) -> IO[bytes]:
    if path.suffix == ".xz":
        return lzma.open(file, "rb")
    if path.suffix == ".gz":
        return cast(IO[bytes], gzip.open(file, "rb"))
    if path.suffix == ".bz2":
        return bz2.open(file, "rb")
    if path.suffix == ".zip":
        archive = _archive(file, path)
        member = _member(archive, path)
        try:
            return archive.open(member)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, struct.error) as error:
            raise InputError(f"cannot be unpacked ({str(error)[:_SAID]}); unpack it", path=path) from None
    import pyarrow as pa  # zstandard's own reader takes a file that was cut off for a whole one

    return cast(IO[bytes], pa.input_stream(file, compression="zstd"))


def _archive(file: IO[bytes], path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    # Beside BadZipFile, damaged headers end in whatever their misread numbers and names lead to.
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error, EOFError) as error:
        raise InputError(f"damaged zip archive ({str(error)[:_SAID]}); fetch it again", path=path) from None


def _member(archive: zipfile.ZipFile, path: Path) -> zipfile.ZipInfo:
    """The one file of an archive; what operating systems add (`__MACOSX/`, dot files) does not count."""
    members = [
        (member, PurePosixPath(member.filename.replace("\\", "/")))
        for member in archive.infolist()
        if not member.is_dir() and not member.filename.startswith("__MACOSX/")
    ]
    members = [(member, name) for member, name in members if not name.name.startswith(".")]
    if len(members) != 1:
        raise InputError(f"holds {len(members)} files; unpack it and name the one to read", path=path)
    member, name = members[0]
    if name.is_absolute() or ".." in name.parts:
        raise InputError(f"its file {str(name)!r} lies outside the archive; do not trust it", path=path)
    if name.suffix in _NESTED:
        raise InputError(f"its file {str(name)!r} is compressed itself; unpack it", path=path)
    return member


class _Counted(io.FileIO):
    """A file that counts the bytes that were read of it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "rb")
        self.total = 0

    def readinto(self, buffer: WriteableBuffer) -> int:
        count = super().readinto(buffer) or 0
        self.total += count
        return count


class _Bounded(io.RawIOBase):
    """Unpacked bytes, as long as they stay in proportion to the packed ones they come from."""

    def __init__(self, stream: IO[bytes], packed: _Counted, path: Path) -> None:
        self.stream, self.packed, self.path = stream, packed, path
        self.produced = 0
        # What opening has read is an archive's list of files, nothing that unpacks.
        self.opened_at = packed.total if path.suffix == ".zip" else 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        # zipfile takes as many packed bytes at once as unpacked ones are asked for.
        data = self.stream.read(min(len(view), _PIECE))
        self.produced += len(data)
        if self.produced > GRACE + MAX_RATIO * (self.packed.total - self.opened_at):
            raise InputError(
                f"unpacks to more than {MAX_RATIO} times its size, as an archive made to fill the memory "
                "does; if you trust it, unpack it and give the plain file",
                path=self.path,
            )
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self.stream.close()
            self.packed.close()
        super().close()
