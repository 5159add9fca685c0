"""Downloads against a server that fails in every way: the file is whole and the right one, or absent."""

from __future__ import annotations

import errno
import hashlib
import os
import socket
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from lexiboost.artifacts import download as module
from lexiboost.artifacts import request as request_module
from lexiboost.artifacts.download import Patience, Remote, fetch
from lexiboost.artifacts.errors import InputError, StorageError
from tests.artifacts.loopback import Page, Server, serving

BODY = bytes(range(256)) * 1200  # 307,200 bytes, several blocks
DIGEST = hashlib.sha256(BODY).hexdigest()
OTHER = BODY[::-1]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with serving() as found:
        yield found


class Slept(list[float]):
    """The seconds that were slept, without sleeping."""

    def patience(self, **changes: Any) -> Patience:
        return Patience(**{"timeout": 5.0, "sleep": self.append, **changes})


@pytest.fixture
def slept() -> Slept:
    return Slept()


def refused(remote: Remote, patience: Patience) -> str:
    """The one line of the error a download ends in."""
    with pytest.raises(InputError) as caught:
        fetch(remote, patience)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_comes_whole_with_its_digest_and_nothing_beside_it(
    server: Server, slept: Slept, tmp_path: Path
) -> None:
    address = server.put("/a.tsv", Page(BODY))
    found = fetch(Remote(address, tmp_path / "new" / "a.tsv"), slept.patience())
    assert (found.sha256, found.size) == (DIGEST, len(BODY))
    assert (tmp_path / "new" / "a.tsv").read_bytes() == BODY
    assert left(tmp_path / "new") == ["a.tsv"]
    assert slept == []


@pytest.mark.parametrize(
    "page", [Page(BODY, '"1"', cut=100_000), Page(BODY, modified="Mon, 02 Jan 2023 03:04:05 GMT", cut=1)]
)
def test_a_dropped_line_is_gone_on_from_as_long_as_the_file_is_the_same(
    server: Server, slept: Slept, tmp_path: Path, page: Page
) -> None:
    whole = Page(BODY, page.etag, page.modified)
    address = server.put("/a", page, whole)
    assert fetch(Remote(address, tmp_path / "a"), slept.patience()).sha256 == DIGEST
    assert server.ranges() == ["", f"bytes={page.cut}-"]
    assert server.asked[1][1]["If-Range"] == (page.etag or page.modified)
    assert len(slept) == 1


def test_a_later_run_goes_on_where_a_killed_one_ended(server: Server, slept: Slept, tmp_path: Path) -> None:
    address = server.put("/a", Page(BODY, '"1"', cut=70_000))
    refused(Remote(address, tmp_path / "a"), slept.patience(attempts=1))
    assert left(tmp_path) == ["a.partial", "a.partial.json"]
    server.put("/a", Page(BODY, '"1"'))
    assert fetch(Remote(address, tmp_path / "a"), slept.patience()).sha256 == DIGEST
    assert server.ranges() == ["", "bytes=70000-"]
    assert left(tmp_path) == ["a"]


def test_a_part_of_another_address_is_not_gone_on_from(server: Server, slept: Slept, tmp_path: Path) -> None:
    first = server.put("/a", Page(OTHER, '"1"', cut=70_000))
    refused(Remote(first, tmp_path / "a"), slept.patience(attempts=1))
    second = server.put("/b", Page(BODY, '"1"'))
    assert fetch(Remote(second, tmp_path / "a"), slept.patience()).sha256 == DIGEST
    assert server.ranges() == ["", ""]


def test_a_file_that_changes_between_attempts_is_begun_anew(
    server: Server, slept: Slept, tmp_path: Path
) -> None:
    address = server.put("/a", Page(OTHER, '"old"', cut=90_000), Page(BODY, '"new"'))
    assert fetch(Remote(address, tmp_path / "a"), slept.patience()).sha256 == DIGEST
    assert server.asked[1][1]["If-Range"] == '"old"'


def test_a_server_that_ignores_ranges_sends_the_whole_file_again(
    server: Server, slept: Slept, tmp_path: Path
) -> None:
    address = server.put("/a", Page(BODY, '"1"', cut=90_000), Page(BODY, '"1"', ranges=False))
    assert fetch(Remote(address, tmp_path / "a"), slept.patience()).sha256 == DIGEST
    assert server.ranges() == ["", "bytes=90000-"]


@pytest.mark.parametrize("etag", ["", 'W/"weak"'])
def test_without_a_validator_that_can_be_trusted_nothing_is_gone_on_from(
    server: Server, slept: Slept, tmp_path: Path, etag: str
) -> None:
    address = server.put("/a", Page(BODY, etag, cut=90_000), Page(BODY, etag))
    assert fetch(Remote(address, tmp_path / "a"), slept.patience()).sha256 == DIGEST
    assert server.ranges() == ["", ""]


def test_a_known_digest_takes_the_validators_place_and_finds_parts_of_two_files(
    server: Server, slept: Slept, tmp_path: Path
) -> None:
    address = server.put("/a", Page(OTHER, cut=90_000), Page(BODY), Page(BODY))
    assert fetch(Remote(address, tmp_path / "a", DIGEST), slept.patience()).sha256 == DIGEST
    assert server.ranges() == ["", "bytes=90000-", ""]


def test_a_truncated_file_is_noticed_by_its_announced_length(
    server: Server, slept: Slept, tmp_path: Path
) -> None:
    address = server.put("/a", Page(BODY[:-1], '"1"', claims=len(BODY)))
    said = refused(Remote(address, tmp_path / "a"), slept.patience(attempts=3))
    assert address in said and f"{len(BODY)} bytes" in said
    assert not (tmp_path / "a").exists()


def test_a_part_longer_than_the_file_has_become_is_thrown_away(
    server: Server, slept: Slept, tmp_path: Path
) -> None:
    address = server.put("/a", Page(OTHER, '"1"', cut=90_000), Page(BODY[:500], '"1"'))
    found = fetch(Remote(address, tmp_path / "a"), slept.patience())
    assert found.sha256 == hashlib.sha256(BODY[:500]).hexdigest()


def test_a_server_that_sends_another_part_than_asked_for_is_asked_again(
    server: Server, slept: Slept, tmp_path: Path
) -> None:
    wrong = Page(status=206, headers=(("Content-Range", "bytes 5-9/10"),))
    address = server.put("/a", Page(BODY, '"1"', cut=90_000), wrong, Page(BODY, '"1"'))
    assert fetch(Remote(address, tmp_path / "a"), slept.patience()).sha256 == DIGEST
    assert server.ranges() == ["", "bytes=90000-", ""]


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_waited_out_in_seconds(
    server: Server, slept: Slept, tmp_path: Path, status: int
) -> None:
    address = server.put("/a", Page(status=status, headers=(("Retry-After", "42"),)), Page(BODY))
    fetch(Remote(address, tmp_path / "a"), slept.patience())
    assert slept == [42.0]


def test_retry_after_may_be_a_date(
    server: Server, slept: Slept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_module.time, "time", lambda: 1_700_000_000.0)
    date = formatdate(1_700_000_090, usegmt=True)
    address = server.put("/a", Page(status=429, headers=(("Retry-After", date),)), Page(BODY))
    fetch(Remote(address, tmp_path / "a"), slept.patience())
    assert slept == [90.0]


def test_a_server_that_wants_to_be_left_alone_for_hours_is(
    server: Server, slept: Slept, tmp_path: Path
) -> None:
    address = server.put("/a", Page(status=429, headers=(("Retry-After", "7200"),)))
    assert "2 h 0 min" in refused(Remote(address, tmp_path / "a"), slept.patience())
    assert slept == []


def test_waits_double_with_a_factor_from_the_seed_up_to_the_longest(
    server: Server, slept: Slept, tmp_path: Path
) -> None:
    address = server.put("/a", Page(status=500))
    patience = {"attempts": 6, "first": 1.0, "longest": 5.0, "seed": 3}
    said = refused(Remote(address, tmp_path / "a"), slept.patience(**patience))
    assert address in said and "HTTP 500" in said and "6 attempts" in said
    assert len(server.asked) == 6
    for wait, bound in zip(slept, [1, 2, 4, 5, 5], strict=True):
        assert bound / 2 <= wait <= bound
    again = Slept()
    refused(Remote(address, tmp_path / "a"), again.patience(**patience))
    assert again == slept
    other = Slept()
    refused(Remote(address, tmp_path / "a"), other.patience(**{**patience, "seed": 4}))
    assert other != slept


def test_a_line_that_always_brings_something_is_never_given_up(
    server: Server, slept: Slept, tmp_path: Path
) -> None:
    address = server.put("/a", *[Page(BODY, '"1"', cut=40_000)] * 8)
    assert fetch(Remote(address, tmp_path / "a"), slept.patience(attempts=2)).sha256 == DIGEST
    assert len(server.asked) == 8  # 307,200 bytes, 40,000 at a time


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_what_is_not_there_is_given_up_at_once(
    server: Server, slept: Slept, tmp_path: Path, status: int
) -> None:
    address = server.put("/a", Page(status=status))
    said = refused(Remote(address, tmp_path / "a"), slept.patience())
    assert said.startswith(f"{address}: HTTP {status}")
    assert len(server.asked) == 1 and slept == []
    assert left(tmp_path) == []


def test_wrong_bytes_stop_with_both_digests_and_keep_the_old_file(
    server: Server, slept: Slept, tmp_path: Path
) -> None:
    (tmp_path / "a").write_bytes(b"old")
    address = server.put("/a", Page(OTHER))
    said = refused(Remote(address, tmp_path / "a", DIGEST, advice="ask upstream"), slept.patience())
    assert address in said and DIGEST in said and hashlib.sha256(OTHER).hexdigest() in said
    assert said.endswith("ask upstream")
    assert (tmp_path / "a").read_bytes() == b"old"
    assert left(tmp_path) == ["a"]


def test_another_size_than_the_recipes_stops_before_anything_is_fetched(
    server: Server, slept: Slept, tmp_path: Path
) -> None:
    address = server.put("/a", Page(BODY))
    said = refused(Remote(address, tmp_path / "a", size=5), slept.patience())
    assert "5" in said and str(len(BODY)) in said
    assert left(tmp_path) == []


def test_a_check_compares_and_leaves_everything_as_it_was(
    server: Server, slept: Slept, tmp_path: Path
) -> None:
    (tmp_path / "a").write_bytes(b"old")
    fetch(Remote(server.put("/a", Page(BODY)), tmp_path / "a", DIGEST), slept.patience(), check=True)
    assert (tmp_path / "a").read_bytes() == b"old"
    assert left(tmp_path) == ["a"]


def test_a_file_of_unknown_length_ends_where_the_server_does(
    server: Server, slept: Slept, tmp_path: Path
) -> None:
    address = server.put("/a", Page(BODY, claims=-2))
    assert fetch(Remote(address, tmp_path / "a"), slept.patience()).sha256 == DIGEST


def test_redirects_are_followed(server: Server, slept: Slept, tmp_path: Path) -> None:
    server.put("/b", Page(BODY))
    address = server.put("/a", Page(status=302, headers=(("Location", "/b"),)))
    assert fetch(Remote(address, tmp_path / "a"), slept.patience()).sha256 == DIGEST


@pytest.mark.parametrize(
    "address", ["file:///etc/hostname", "ftp://x/y", "no address", "http://[x/", "http:///a b"]
)
def test_only_web_addresses_are_fetched(slept: Slept, tmp_path: Path, address: str) -> None:
    assert refused(Remote(address, tmp_path / "a"), slept.patience(attempts=1)).startswith(address)
    assert left(tmp_path) == []


def test_a_compressed_answer_to_a_plain_request_is_refused(
    server: Server, slept: Slept, tmp_path: Path
) -> None:
    address = server.put("/a", Page(BODY, headers=(("Content-Encoding", "gzip"),)))
    assert "compressed" in refused(Remote(address, tmp_path / "a"), slept.patience())


def test_a_port_nobody_listens_at_is_tried_again_and_named(slept: Slept, tmp_path: Path) -> None:
    with socket.socket() as taken:  # bound, so that no other program gets it, and not listening
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/a"
        said = refused(Remote(address, tmp_path / "a"), slept.patience(attempts=3))
    assert said.startswith(address) and len(slept) == 2


def test_a_server_that_falls_silent_is_tried_again(slept: Slept, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/a"
        said = refused(Remote(address, tmp_path / "a"), slept.patience(attempts=2, timeout=0.05))
    assert "timed out" in said


def test_a_full_disk_is_one_line_and_the_part_that_came_is_kept(
    server: Server, slept: Slept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = server.put("/a", Page(BODY, '"1"'))

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(module.os, "fsync", full)
        # The note beside the part is written through another module, whose fsync is the same function.
        patch.setattr(module, "write_json", lambda path, value: path.write_text('{"address": "x"}'))
        with pytest.raises(StorageError, match="disk is full") as caught:
            fetch(Remote(address, tmp_path / "a"), slept.patience())
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "a").exists()
    assert (tmp_path / "a.partial").stat().st_size == len(BODY)


def test_a_disk_without_room_for_the_file_is_told_before_it_comes(
    server: Server, slept: Slept, tmp_path: Path
) -> None:
    address = server.put("/a", Page(BODY, claims=10**18))
    with pytest.raises(StorageError, match="disk is full"):
        fetch(Remote(address, tmp_path / "a"), slept.patience())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_one_line(server: Server, slept: Slept, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StorageError, match=r"--config\.data_dir"):
            fetch(Remote(server.put("/a", Page(BODY)), tmp_path / "a"), slept.patience())
    finally:
        tmp_path.chmod(0o700)


def test_a_file_in_the_place_of_a_folder_is_one_line(server: Server, slept: Slept, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    with pytest.raises(StorageError, match=r"--config\.data_dir"):
        fetch(Remote(server.put("/a", Page(BODY)), tmp_path / "x" / "a"), slept.patience())


def test_an_interruption_leaves_a_part_to_go_on_from(
    server: Server, slept: Slept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = server.put("/a", Page(BODY, '"1"'))
    blocks = iter(range(4))

    def interrupted() -> None:
        if next(blocks) == 3:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(module, "poll", interrupted)
        with pytest.raises(KeyboardInterrupt):
            fetch(Remote(address, tmp_path / "a"), slept.patience())
    had = (tmp_path / "a.partial").stat().st_size
    assert 0 < had < len(BODY)
    assert fetch(Remote(address, tmp_path / "a"), slept.patience()).sha256 == DIGEST
    assert server.ranges() == ["", f"bytes={had}-"]


def test_a_damaged_note_begins_anew(server: Server, slept: Slept, tmp_path: Path) -> None:
    for note in ("{", "[]", '{"address": 3}'):
        (tmp_path / "a.partial").write_bytes(OTHER[:1000])
        (tmp_path / "a.partial.json").write_text(note)
        address = server.put("/a", Page(BODY, '"1"'))
        assert fetch(Remote(address, tmp_path / "a"), slept.patience()).sha256 == DIGEST


def test_a_large_file_shows_its_progress(
    server: Server, slept: Slept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[int] = []
    shown: list[tuple[int, str, str]] = []

    class Bar:
        def __enter__(self) -> Bar:
            return self

        def __exit__(self, *error: object) -> None:
            pass

        def advance(self, count: int) -> None:
            steps.append(count)

    def progress(total: int, label: str, unit: str) -> Bar:
        shown.append((total, label, unit))
        return Bar()

    monkeypatch.setattr(module, "progress", progress)
    body = b"x" * (3 * 2**20 + 100)
    fetch(Remote(server.put("/a", Page(body)), tmp_path / "a.zip"), slept.patience())
    assert shown == [(3072, "a.zip", "KiB")]
    assert sum(steps) == 3072
