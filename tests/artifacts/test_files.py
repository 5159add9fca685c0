"""Files are whole or absent, and what cannot be read or written is named."""

from __future__ import annotations

import errno
import gzip
import lzma
import os
from pathlib import Path

import pytest

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
    require_space,
    sha256_json,
    sweep,
    write_json,
)


def test_lines_are_read_plain_and_compressed(tmp_path: Path) -> None:
    import zstandard

    content = "\ufeffışık\r\nصحافة\n\nlast".encode()
    (tmp_path / "a.txt").write_bytes(content)
    (tmp_path / "a.txt.xz").write_bytes(lzma.compress(content))
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(content))
    (tmp_path / "a.txt.zst").write_bytes(zstandard.ZstdCompressor().compress(content))
    for name in ("a.txt", "a.txt.xz", "a.txt.gz", "a.txt.zst"):
        assert list(read_lines(tmp_path / name)) == [(1, "ışık"), (2, "صحافة"), (3, ""), (4, "last")]


def test_a_line_separator_inside_a_line_ends_no_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one\u2028still one\x0bstill\ntwo", encoding="utf-8")
    assert [number for number, _ in read_lines(tmp_path / "a.txt")] == [1, 2]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", b"good\nb\xffd\n", "a.txt:2: not UTF-8 (byte 1 of the line)"),
        ("a.txt.xz", b"no xz", "a.txt.xz: damaged compressed file"),
        ("a.txt.gz", b"no gz", "a.txt.gz: damaged compressed file"),
        ("a.txt.gz", gzip.compress(b"a line\n" * 99)[:-9], "damaged compressed file"),
        ("a.txt.zst", b"no zstd at all", "a.txt.zst"),
    ],
)
def test_damaged_text_is_named(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as caught:
        list(read_lines(tmp_path / name))
    assert said in str(caught.value)


def test_the_plain_file_is_found_first_and_then_the_compressed(tmp_path: Path) -> None:
    assert find_file(tmp_path / "x") is None
    with pytest.raises(InputError, match="no such file"):
        require_file(tmp_path / "x")
    (tmp_path / "x.gz").touch()
    assert find_file(tmp_path / "x") == tmp_path / "x.gz"
    (tmp_path / "x").touch()
    assert find_file(tmp_path / "x") == tmp_path / "x"
    assert plain_name(tmp_path / "tur.tsv.xz") == "tur.tsv"


def test_equal_values_have_equal_digests_in_any_order() -> None:
    assert sha256_json({"a": 1, "b": [2]}) == sha256_json({"b": [2], "a": 1})
    assert sha256_json({"a": 1}) != sha256_json({"a": 2})
    assert canonical_json({"b": "ı", "a": None}) == '{"a":null,"b":"ı"}'


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    write_json(path, {"a": 1})
    with pytest.raises(RuntimeError), atomic_writer(path) as stream:
        stream.write("half")
        raise RuntimeError
    assert read_json(path) == {"a": 1}
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_directory_is_removed_and_the_old_one_kept(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "x"
    with atomic_directory(folder) as partial:
        (partial / "a").write_text("1", encoding="utf-8")
        assert not folder.exists()
    with pytest.raises(KeyboardInterrupt), atomic_directory(folder) as partial:
        (partial / "a").write_text("2", encoding="utf-8")
        raise KeyboardInterrupt
    assert (folder / "a").read_text(encoding="utf-8") == "1"
    assert list(folder.parent.iterdir()) == [folder]


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        ValueError("RESOURCE_EXHAUSTED: write failed: No space left on device"),
    ],
)
def test_a_full_disk_is_told_whatever_library_noticed(tmp_path: Path, error: Exception) -> None:
    with pytest.raises(StorageError, match="disk is full") as caught, atomic_directory(tmp_path / "x"):
        raise error
    assert str(tmp_path / "x") in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_where_the_library_only_says_what_it_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage:
        free = 0

    monkeypatch.setattr(files.shutil, "disk_usage", lambda _: Usage)
    with pytest.raises(StorageError, match="disk is full"), atomic_directory(tmp_path / "x"):
        raise OSError("1000 requested and 512 written")  # as numpy says it
    with pytest.raises(StorageError, match=r"2\.0 MB to write, 0\.0 MB free"):
        require_space(tmp_path, 2_000_000)


def test_other_errors_are_left_as_they_are(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), atomic_directory(tmp_path / "x"):
        raise ZeroDivisionError
    require_space(tmp_path, 1)


def test_a_data_file_that_may_not_be_read_is_not_put_down_to_the_workdir(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"/data/x\.tsv: cannot be read"), atomic_directory(tmp_path / "x"):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), "/data/x.tsv")


def test_a_sweep_removes_what_is_half_written_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "pretrain" / "1.partial" / "checkpoint").mkdir(parents=True)
    (tmp_path / "pretrain" / "2").mkdir()
    (tmp_path / "pretrain" / "2" / "a.tmp").touch()
    (tmp_path / ".results.csv.abc.tmp").touch()
    (tmp_path / "results.csv").touch()
    assert len(sweep(tmp_path)) == 2
    left = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*"))
    assert left == ["pretrain", "pretrain/2", "pretrain/2/a.tmp", "results.csv"]


def test_malformed_json_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match=r"x\.json: not valid JSON"):
        read_json(tmp_path / "x.json")
    with pytest.raises(InputError, match="no such file"):
        read_json(tmp_path / "y.json")
