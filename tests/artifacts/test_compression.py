"""Archives of one file are read where they lie; what is built to harm is refused in one line."""

from __future__ import annotations

import bz2
import gzip
import zipfile
from pathlib import Path

import pytest

from lexiboost.artifacts.compression import GRACE, MAX_RATIO, content_name
from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import find_file, plain_name, read_lines


def make_zip(path: Path, **members: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def test_a_zip_of_one_file_reads_as_that_file(tmp_path: Path) -> None:
    members = {
        "data/": "",
        "data/tur.tsv": "ev\tevler\n",
        "__MACOSX/data/._tur.tsv": "x",
        "data/.DS_Store": "x",
    }
    path = make_zip(tmp_path / "anything.zip", **members)
    assert list(read_lines(path)) == [(1, "ev\tevler")]
    assert content_name(path) == "tur.tsv"
    assert plain_name(path) == "anything"
    assert content_name(tmp_path / "tur.tsv.xz") == "tur.tsv"


def test_a_zip_beside_the_name_asked_for_is_found(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "tur.tsv.zip", **{"tur.tsv": "a"})
    assert find_file(tmp_path / "tur.tsv") == path


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({}, "holds 0 files"),
        ({"a.tsv": "a", "b.tsv": "b"}, "holds 2 files; unpack it"),
        ({"../../etc/cron.d/x.tsv": "a"}, "lies outside the archive"),
        ({"/etc/x.tsv": "a"}, "lies outside the archive"),
        ({"..\\x.tsv": "a"}, "lies outside the archive"),
        ({"x.tsv.gz": "a"}, "is compressed itself"),
        ({"x.zip": "a"}, "is compressed itself"),
    ],
)
def test_archives_of_anything_but_one_plain_file_are_refused(
    tmp_path: Path, members: dict[str, str], message: str
) -> None:
    path = make_zip(tmp_path / "x.zip", **members)
    for read in (content_name, lambda file: list(read_lines(file))):
        with pytest.raises(InputError, match=message) as caught:
            read(path)
        assert "\n" not in str(caught.value)
    assert sorted(tmp_path.iterdir()) == [path]


def test_an_encrypted_zip_is_said_to_be_one(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "x.zip", **{"a.tsv": "a"})
    data = bytearray(path.read_bytes())
    data[6] |= 1  # the flag in the file's own header and in the archive's list
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(InputError, match="encrypted"):
        list(read_lines(path))


def test_a_file_that_is_no_zip_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"no zip")
    with pytest.raises(InputError, match="damaged zip archive"):
        list(read_lines(tmp_path / "x.zip"))


def test_unpacking_stops_where_the_ratio_is_that_of_a_bomb(tmp_path: Path) -> None:
    line = b"x" * 1023 + b"\n"
    bomb = tmp_path / "bomb.gz"
    bomb.write_bytes(gzip.compress(line * (4 * GRACE // len(line))))
    read = []
    with pytest.raises(InputError, match=f"unpacks to more than {MAX_RATIO} times"):
        for number, _ in read_lines(bomb):
            read.append(number)
    assert GRACE - len(line) < len(read) * len(line) < 2 * GRACE
    small = tmp_path / "small.gz"
    small.write_bytes(gzip.compress(line * (GRACE // len(line))))
    assert sum(1 for _ in read_lines(small)) == GRACE // len(line)


def test_bzip2_reads_like_the_others_also_in_several_streams(tmp_path: Path) -> None:
    path = tmp_path / "tur.tsv.bz2"
    path.write_bytes(bz2.compress(b"ev\tevler\n") + bz2.compress(b"at\n"))
    assert list(read_lines(tmp_path / "tur.tsv")) == [(1, "ev\tevler"), (2, "at")]
    assert plain_name(path) == content_name(path) == "tur.tsv"


@pytest.mark.parametrize("keep", [60, 10])
def test_bzip2_that_was_cut_off_or_altered_is_damaged(tmp_path: Path, keep: int) -> None:
    whole = bz2.compress(bytes(range(256)) * 400)
    for content in (whole[:keep], whole[:keep] + b"x" * 20 + whole[keep + 20 :]):
        (tmp_path / "a.txt.bz2").write_bytes(content)
        with pytest.raises(InputError, match="damaged compressed file"):
            list(read_lines(tmp_path / "a.txt.bz2"))


def test_a_bzip2_bomb_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.bz2").write_bytes(bz2.compress(bytes(4 * GRACE)))
    with pytest.raises(InputError, match=f"unpacks to more than {MAX_RATIO} times"):
        list(read_lines(tmp_path / "a.bz2"))


@pytest.mark.parametrize("name", ["long.txt", "long.txt.gz"])
def test_a_line_beyond_the_limit_is_refused_and_one_at_it_is_read(tmp_path: Path, name: str) -> None:
    pack = gzip.compress if name.endswith(".gz") else bytes
    path = tmp_path / name
    path.write_bytes(pack(b"short\n" + b"x" * 99 + b"\n"))
    assert [len(line) for _, line in read_lines(path, longest=100)] == [5, 99]
    path.write_bytes(pack(b"short\n" + b"x" * 101 + b"\n"))
    with pytest.raises(InputError, match=r":2: a line of more than .*shorter lines"):
        list(read_lines(path, longest=100))
