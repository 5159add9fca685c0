"""Members come out of archives where they are sent, and nothing else does."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.unpack import is_archive, unpack

FILES = {"a/one.txt": b"1\n", "a/two.txt": b"22\n" * 1000, "../evil.txt": b"evil", "/etc/evil": b"evil"}


def zipped(path: Path, files: dict[str, bytes] = FILES, *, link: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        if link:
            info = zipfile.ZipInfo(link)
            info.external_attr = 0o120777 << 16
            archive.writestr(info, "/etc/passwd")
        archive.mkdir("folder")
    return path


def tarred(path: Path, files: dict[str, bytes] = FILES, *, link: str = "", hard: str = "") -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
        for name, kind in ((link, tarfile.SYMTYPE), (hard, tarfile.LNKTYPE), ("folder", tarfile.DIRTYPE)):
            if name:
                member = tarfile.TarInfo(name)
                member.type, member.linkname = kind, "/etc/passwd"
                archive.addfile(member)
    return path


MAKERS = {"x.zip": zipped, "x.tar.gz": tarred}


@pytest.fixture(params=MAKERS)
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return MAKERS[request.param](tmp_path / request.param)  # type: ignore[operator]


def tree(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_only_the_members_named_come_out_and_where_they_are_sent(archive: Path, tmp_path: Path) -> None:
    unpack(archive, {"a/two.txt": tmp_path / "out" / "two", "../evil.txt": tmp_path / "out" / "tame"})
    assert tree(tmp_path / "out") == ["tame", "two"]
    assert (tmp_path / "out" / "two").read_bytes() == FILES["a/two.txt"]
    assert not (tmp_path.parent / "evil.txt").exists()


def test_a_member_that_is_not_there_is_named(archive: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a/three\.txt"):
        unpack(archive, {"a/three.txt": tmp_path / "three"})


def test_a_folder_is_no_file(archive: Path, tmp_path: Path) -> None:
    name = "folder/" if archive.suffix == ".zip" else "folder"
    with pytest.raises(InputError, match="no plain file"):
        unpack(archive, {name: tmp_path / "out"})


@pytest.mark.parametrize("make", MAKERS)
def test_links_are_refused(tmp_path: Path, make: str) -> None:
    archive = MAKERS[make](tmp_path / make, link="link")  # type: ignore[operator]
    with pytest.raises(InputError, match="'link' is no plain file"):
        unpack(archive, {"link": tmp_path / "out"})
    assert not (tmp_path / "out").exists()


def test_hard_links_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no plain file"):
        unpack(tarred(tmp_path / "x.tar.gz", hard="hard"), {"hard": tmp_path / "out"})


@pytest.mark.parametrize("make", MAKERS)
def test_a_member_that_stands_there_twice_is_refused(tmp_path: Path, make: str) -> None:
    path = tmp_path / make
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a", "1")
            archive.writestr("a", "2")
    else:
        with tarfile.open(path, "w:gz") as archive:
            for content in (b"1", b"2"):
                member = tarfile.TarInfo("a")
                member.size = 1
                archive.addfile(member, io.BytesIO(content))
    with pytest.raises(InputError, match="'a' twice"):
        unpack(path, {"a": tmp_path / "out"})


def test_members_together_stay_below_the_limit(archive: Path, tmp_path: Path) -> None:
    members = {"a/one.txt": tmp_path / "one", "a/two.txt": tmp_path / "two"}
    unpack(archive, members, limit=3002)
    with pytest.raises(InputError, match="unpacks to more than"):
        unpack(archive, members, limit=3001)


@pytest.mark.parametrize("make", MAKERS)
def test_an_archive_made_to_explode_is_stopped_and_leaves_nothing(tmp_path: Path, make: str) -> None:
    bomb = MAKERS[make](tmp_path / make, {"bomb": bytes(64 * 2**20)})  # type: ignore[operator]
    assert bomb.stat().st_size < 100_000
    with pytest.raises(InputError, match="unpacks to more than"):
        unpack(bomb, {"bomb": tmp_path / "out" / "bomb"})
    assert tree(tmp_path / "out") == []


def test_damage_is_one_line_that_names_the_archive(archive: Path, tmp_path: Path) -> None:
    whole = archive.read_bytes()
    members = {"a/one.txt": tmp_path / "one", "a/two.txt": tmp_path / "two"}
    for damaged in (whole[: len(whole) // 2], b"", os.urandom(300), gzip.compress(b"no tar" * 200)):
        archive.write_bytes(damaged)
        with pytest.raises(InputError, match=archive.name) as caught:
            unpack(archive, members)
        assert "\n" not in str(caught.value)


def test_archives_are_known_by_their_name() -> None:
    assert is_archive("x.zip") and is_archive("y/x.tar.gz")
    assert not is_archive("x.gz") and not is_archive("x.tsv")
