"""Reading names file and line; writing is whole or not at all, also when killed."""

from __future__ import annotations

import errno
import gzip
import lzma
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import zstandard

from lexiboost.artifacts import files
from lexiboost.artifacts.errors import InputError, StorageError
from lexiboost.artifacts.files import (
    atomic_directory,
    atomic_writer,
    canonical_json,
    find_file,
    plain_name,
    read_json,
    read_lines,
    require_file,
    sha256_file,
    sha256_json,
    sweep,
    write_json,
)

COMPRESS = {
    "": bytes,
    ".xz": lzma.compress,
    ".gz": gzip.compress,
    ".zst": zstandard.ZstdCompressor(write_checksum=True).compress,
}
MANY = "\n".join(f"line {i} {i * 7919 % 1000}" for i in range(20_000)).encode()


def one_line(error: pytest.ExceptionInfo[Exception]) -> str:
    message = str(error.value)
    assert "\n" not in message
    return message


@pytest.mark.parametrize("suffix", COMPRESS)
def test_lines_are_read_from_plain_and_compressed_files(tmp_path, suffix):
    (tmp_path / f"a.txt{suffix}").write_bytes(
        COMPRESS[suffix]("\ufeffyksi\r\n\nkolme é\u2028x\nneljä".encode())
    )
    expected = [(1, "yksi"), (2, ""), (3, "kolme é\u2028x"), (4, "neljä")]
    assert list(read_lines(tmp_path / f"a.txt{suffix}")) == expected
    assert list(read_lines(tmp_path / "a.txt")) == expected


@pytest.mark.parametrize("suffix", COMPRESS)
def test_long_files_are_read_to_the_end(tmp_path, suffix):
    path = tmp_path / f"a.txt{suffix}"
    path.write_bytes(COMPRESS[suffix](MANY))
    assert [line for _, line in read_lines(path)] == MANY.decode().split("\n")


@pytest.mark.parametrize("suffix", COMPRESS)
def test_an_empty_file_has_no_lines(tmp_path, suffix):
    path = tmp_path / f"a.txt{suffix}"
    path.write_bytes(COMPRESS[suffix](b""))
    assert list(read_lines(path)) == []


def test_only_the_first_byte_order_mark_is_dropped(tmp_path):
    (tmp_path / "a.txt").write_text("\ufeffa\n\ufeffb\n", encoding="utf-8")
    assert [line for _, line in read_lines(tmp_path / "a.txt")] == ["a", "\ufeffb"]


def test_several_frames_of_zstandard_are_one_file(tmp_path):
    (tmp_path / "a.zst").write_bytes(zstandard.compress(b"a\n") + zstandard.compress(b"b\n"))
    assert list(read_lines(tmp_path / "a.zst")) == [(1, "a"), (2, "b")]


@pytest.mark.parametrize("suffix", COMPRESS)
def test_broken_utf8_is_named_by_file_and_line(tmp_path, suffix):
    path = tmp_path / f"a.txt{suffix}"
    path.write_bytes(COMPRESS[suffix](b"fine\nfine\nab\xff\n"))
    with pytest.raises(InputError) as error:
        list(read_lines(path))
    assert one_line(error).startswith(f"{path}:3: not UTF-8 (byte 2")


@pytest.mark.parametrize("suffix", [".xz", ".gz", ".zst"])
@pytest.mark.parametrize("damage", ["cut", "flipped at 200", "flipped at 5000", "foreign"])
def test_a_damaged_archive_is_named_and_never_taken_for_a_short_file(tmp_path, suffix, damage):
    packed = bytearray(COMPRESS[suffix](MANY))
    if damage == "cut":
        packed = packed[: len(packed) // 2]
    elif damage.startswith("flipped"):
        packed[int(damage.split()[-1])] ^= 0xFF
    else:
        packed = bytearray(b"no archive at all")
    path = tmp_path / f"a.txt{suffix}"
    path.write_bytes(packed)
    with pytest.raises(InputError) as error:
        list(read_lines(path))
    message = one_line(error)
    assert message.startswith(str(path)) and "damaged" in message and ":0:" not in message


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"none\.txt: no such file"):
        list(read_lines(tmp_path / "none.txt"))
    assert find_file(tmp_path / "none.txt") is None


def test_the_plain_file_comes_before_its_archives(tmp_path):
    for suffix, pack in COMPRESS.items():
        (tmp_path / f"a.txt{suffix}").write_bytes(pack(suffix.encode()))
    assert require_file(tmp_path / "a.txt") == tmp_path / "a.txt"
    assert require_file(tmp_path / "a.txt.gz") == tmp_path / "a.txt.gz"
    assert plain_name("x/a.txt.gz") == "a.txt" and plain_name("a.tsv") == "a.tsv"


@pytest.mark.parametrize("text", ["{", "", "\x00", "[1,]"])
def test_malformed_json_is_named(tmp_path, text):
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(InputError) as error:
        read_json(tmp_path / "a.json")
    assert one_line(error).startswith(f"{tmp_path / 'a.json'}: not valid JSON")


def test_json_that_is_absent_or_a_folder_is_named(tmp_path):
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(InputError, match=str(path)):
            read_json(path)


def test_json_reads_back_and_does_not_depend_on_the_order_of_keys(tmp_path):
    value = {"b": [1, 2.5, None], "a": {"é": "日本"}}
    write_json(tmp_path / "a.json", value)
    write_json(tmp_path / "b.json", {"a": {"é": "日本"}, "b": [1, 2.5, None]})
    assert read_json(tmp_path / "a.json") == value
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert canonical_json({"b": 1, "a": (2,)}) == '{"a":[2],"b":1}'
    assert sha256_json({"b": 1, "a": 2}) == sha256_json({"a": 2, "b": 1}) != sha256_json({"a": 2, "b": 2})


def test_the_digest_of_a_file_is_sha_256s(tmp_path):
    (tmp_path / "a").write_bytes(b"abc")  # the digest of "abc" is published in FIPS 180-2, appendix B.1
    assert sha256_file(tmp_path / "a") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


class Boom(BaseException):
    """Like KeyboardInterrupt: not an `Exception`."""


@pytest.mark.parametrize("error", [ValueError, Boom])
def test_a_writer_that_fails_leaves_the_old_file_and_nothing_else(tmp_path, error):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(error), atomic_writer(path) as stream:
        stream.write("new")
        stream.flush()
        raise error
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_writer_replaces_the_file_only_when_it_is_done(tmp_path):
    path = tmp_path / "sub" / "a.txt"
    with atomic_writer(path) as stream:
        stream.write("é\n")
        stream.flush()
        assert not path.exists()
    assert path.read_bytes() == "é\n".encode()
    assert path.stat().st_mode & 0o777 == 0o644
    with atomic_writer(path, "wb") as stream:
        stream.write(b"\xff")
    assert path.read_bytes() == b"\xff"


@pytest.mark.parametrize("error", [ValueError, Boom])
def test_a_folder_that_fails_leaves_the_old_one_and_nothing_else(tmp_path, error):
    with atomic_directory(tmp_path / "x") as folder:
        (folder / "a").write_text("old")
    with pytest.raises(error), atomic_directory(tmp_path / "x") as folder:
        (folder / "a").write_text("new")
        raise error
    assert (tmp_path / "x" / "a").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_a_folder_replaces_the_old_one_whole(tmp_path):
    for name in ("a", "b"):
        with atomic_directory(tmp_path / "x") as folder:
            (folder / name).write_text(name)
            assert folder != tmp_path / "x"
    assert [path.name for path in (tmp_path / "x").iterdir()] == ["b"]


KILLED = """
import os, sys
from lexiboost.artifacts.files import atomic_directory, atomic_writer
kind, path = sys.argv[1:]
if kind == "file":
    with atomic_writer(path) as stream:
        stream.write("half")
        stream.flush()
        os._exit(9)
with atomic_directory(path) as folder:
    (folder / "half").write_text("half")
    os._exit(9)
"""


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_process_killed_while_writing_leaves_what_stood_there(tmp_path, kind):
    path = tmp_path / "x"
    if kind == "file":
        path.write_text("old")
    else:
        with atomic_directory(path) as folder:
            (folder / "old").write_text("old")
    assert subprocess.run([sys.executable, "-c", KILLED, kind, str(path)], check=False).returncode == 9
    assert path.read_text() == "old" if kind == "file" else [p.name for p in path.iterdir()] == ["old"]
    assert len(list(tmp_path.iterdir())) == 2
    swept = sweep(tmp_path)
    assert len(swept) == 1 and list(tmp_path.iterdir()) == [path]


def test_the_remains_of_a_killed_run_do_not_enter_the_next_folder(tmp_path):
    subprocess.run([sys.executable, "-c", KILLED, "folder", str(tmp_path / "x")], check=False)
    with atomic_directory(tmp_path / "x") as folder:
        (folder / "new").write_text("new")
    assert [path.name for path in (tmp_path / "x").iterdir()] == ["new"]
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_sweeping_leaves_finished_files_alone(tmp_path):
    with atomic_directory(tmp_path / "stage" / "x") as folder:
        (folder / "a.tmp").write_text("")
        (folder / "partial").write_text("")
    assert sweep(tmp_path) == []


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "quota"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "permission denied"),
    ],
)
def test_a_refusal_to_write_is_one_line_with_a_way_out(tmp_path, monkeypatch, code, advice):
    def refuse(*args, **kwargs):
        raise OSError(code, os.strerror(code), str(tmp_path / "a.txt"))

    monkeypatch.setattr(files.tempfile, "mkstemp", refuse)
    with pytest.raises(StorageError) as error, atomic_writer(tmp_path / "a.txt"):
        pass
    message = one_line(error)
    assert message.startswith(f"{tmp_path / 'a.txt'}: ") and advice in message
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fills_up_at_the_last_moment_leaves_the_old_file(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("old")

    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(StorageError, match="disk is full"), atomic_writer(tmp_path / "a.txt") as stream:
        stream.write("new")
    assert (tmp_path / "a.txt").read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_where_a_folder_should_be_is_said(tmp_path):
    (tmp_path / "x").write_text("")
    with (
        pytest.raises(StorageError, match="a file stands where a folder is needed"),
        atomic_writer(tmp_path / "x" / "a.txt"),
    ):
        pass
    with pytest.raises(StorageError, match="a file stands"), atomic_directory(tmp_path / "x" / "y"):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_a_storage_error(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(StorageError, match="permission denied"), atomic_directory(tmp_path / "x"):
        pass


FULL = """
import resource, sys
from pathlib import Path
import numpy as np
from lexiboost.artifacts import files
from lexiboost.artifacts.errors import StorageError
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    with files.atomic_writer(Path(sys.argv[1]) / "a", "wb") as stream:
        stream.write(bytes(100_000))
except StorageError as error:
    print(error)
"""


def test_a_write_that_the_system_cuts_short_is_a_storage_error(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert "a: the file is larger than this system allows" in ran.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_that_numpy_reports_without_a_number_is_recognised(tmp_path, monkeypatch):
    def short(path, array):
        raise OSError("100000 requested and 8176 written")

    monkeypatch.setattr(np, "save", short)
    monkeypatch.setattr(files.shutil, "disk_usage", lambda path: type("Usage", (), {"free": 0}))
    with pytest.raises(StorageError, match="disk is full"), atomic_directory(tmp_path / "x") as folder:
        np.save(folder / "a.npy", np.zeros(1))
    assert list(tmp_path.iterdir()) == []


def test_other_errors_of_the_body_pass_unchanged(tmp_path):
    with pytest.raises(FileNotFoundError), atomic_directory(tmp_path / "x"):
        (Path(tmp_path) / "none").read_text()
    with pytest.raises(InputError, match="mine"), atomic_directory(tmp_path / "x"):
        raise InputError("mine")
