"""The program `download` from recipes to files, against a server on the loopback device."""

from __future__ import annotations

import hashlib
import io
import json
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from lexiboost.stages import program
from tests.artifacts.loopback import Page, Server, serving
from tests.experiments.tiny import ROOT, Ended

TURKISH, FINNISH, BRETON = b"house\tev\n", b"house\ttalo\n", b"house\tti\n"


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def archive(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as found:
        for name, content in files.items():
            found.writestr(f"in/{name}.txt", content)
    return stream.getvalue()


class World:
    """A server, recipes that lead to it, a data directory, and the program."""

    def __init__(self, server: Server, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.server, self.recipes, self.data, self._capsys = (
            server,
            folder / "recipes",
            folder / "data",
            capsys,
        )
        self.recipes.mkdir()
        server.put("/tr", Page(TURKISH, '"1"'))
        server.put("/fi", Page(FINNISH))
        server.put("/br", Page(BRETON))
        self.recipe("words", "lexicons/words/en_{code}.tsv", codes="tr fi br")

    def recipe(
        self, name: str, destination: str, *, address: str = "{code}", more: str = "", codes: str = ""
    ) -> None:
        (self.recipes / f"{name}.toml").write_text(
            f'name = "{name}"\naddress = "{self.server.address}/{address}"\ndestination = "{destination}"\n'
            f'licence = "CC BY 4.0"\nlicence_address = "https://l/by"\ncodes = "{codes}"\n{more}'
        )

    def run(self, *arguments: str, what: str = "words", languages: str = "tur") -> Ended:
        self._capsys.readouterr()
        argv = ["download", f"--config.what={what}", f"--config.languages={languages}"]
        argv += [f"--config.data_dir={self.data}", f"--config.recipes={self.recipes}", *arguments]
        status = program.main("download", "What it does.", argv)
        return Ended(status, *self._capsys.readouterr())

    def files(self) -> dict[str, bytes]:
        found = (path for path in self.data.rglob("*") if path.is_file() and path.name != ".lock")
        return {str(path.relative_to(self.data)): path.read_bytes() for path in found}

    def ledger(self) -> dict[str, dict[str, object]]:
        return json.loads((self.data / "downloads.json").read_text())


@pytest.fixture
def world(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with serving() as server:
        yield World(server, tmp_path, capsys)


EN_TR = "lexicons/words/en_tr.tsv"


def test_files_come_with_their_licence_printed_and_written(world: World) -> None:
    ended = world.run(languages="tur,fin")
    assert ended.status == 0 and ended.err == ""
    assert "CC BY 4.0 <https://l/by>" in ended.out
    assert world.files()[EN_TR] == TURKISH
    rows = [line.split("\t") for line in world.files()["LICENCES.tsv"].decode().splitlines()]
    assert rows[0] == ["path", "source", "licence", "licence_address", "address", "sha256", "bytes"]
    assert rows[2] == [
        EN_TR, "words", "CC BY 4.0", "https://l/by", f"{world.server.address}/tr", sha(TURKISH), "9",
    ]  # fmt: skip
    assert len(rows) == 3
    assert world.ledger()[EN_TR]["sha256"] == sha(TURKISH)


def test_it_is_said_and_written_whether_a_digest_is_the_recipes_or_that_of_the_first_fetch(
    world: World,
) -> None:
    world.recipe("pinned", "x/fi.tsv", address="fi", codes="fi", more=f'sha256 = "{sha(FINNISH)}"\n')
    out = world.run(what="words,pinned", languages="fin").out
    assert "words: 1 file, sha256 as first fetched, CC BY" in out
    assert "pinned: 1 file, sha256 by recipe, CC BY" in out
    assert world.ledger()["lexicons/words/en_fi.tsv"]["expected"] == "first fetch"
    assert world.ledger()["x/fi.tsv"]["expected"] == "recipe"


def test_digests_of_a_first_fetch_hold_in_another_data_directory(world: World) -> None:
    world.run()
    recorded = world.files()["downloads.json"]
    world.data = world.data.parent / "elsewhere"
    world.data.mkdir()
    (world.data / "downloads.json").write_bytes(recorded)
    world.server.put("/tr", Page(BRETON))
    line = world.run().error
    assert sha(TURKISH) in line and sha(BRETON) in line
    world.server.put("/tr", Page(TURKISH))
    assert world.run().status == 0 and world.files()[EN_TR] == TURKISH


def test_what_is_there_and_right_is_skipped_without_asking_the_server(world: World) -> None:
    world.run()
    before = world.files()
    ended = world.run()
    assert ended.status == 0 and "there already" in ended.out
    assert len(world.server.asked) == 1
    assert world.files() == before


def test_a_file_that_was_altered_here_stops_with_both_digests(world: World) -> None:
    world.run()
    (world.data / EN_TR).write_bytes(b"mine")
    line = world.run().error
    for part in (EN_TR, sha(b"mine"), sha(TURKISH), "delete it"):
        assert part in line
    assert (world.data / EN_TR).read_bytes() == b"mine"


def test_a_digest_that_changed_upstream_stops_with_both_and_keeps_the_old_file(world: World) -> None:
    world.run()
    world.server.put("/tr", Page(BRETON))
    assert world.run().status == 0
    line = world.run("--config.existing=check").error
    for part in (f"{world.server.address}/tr", sha(TURKISH), sha(BRETON), "--config.existing=replace"):
        assert part in line
    assert world.files()[EN_TR] == TURKISH
    (world.data / EN_TR).unlink()
    assert sha(BRETON) in world.run().error
    assert EN_TR not in world.files()
    assert world.run("--config.existing=replace").status == 0
    assert world.files()[EN_TR] == BRETON and world.ledger()[EN_TR]["sha256"] == sha(BRETON)


def test_a_check_of_what_did_not_change_says_so(world: World) -> None:
    world.run()
    assert "unchanged upstream" in world.run("--config.existing=check").out
    assert len(world.server.asked) == 2


def test_the_recipes_digest_holds_whatever_the_server_sends(world: World) -> None:
    world.recipe("pinned", "x/tr.tsv", address="tr", codes="tr", more=f'sha256 = "{sha(FINNISH)}"\n')
    line = world.run("--config.existing=replace", what="pinned").error
    assert sha(FINNISH) in line and sha(TURKISH) in line and "recipe of pinned" in line
    assert "x/tr.tsv" not in world.files()


def test_a_recipe_with_a_new_digest_is_told_from_the_file_of_the_old(world: World) -> None:
    world.run()
    more = f'sha256 = "{sha(FINNISH)}"\n'
    world.recipe("words", "lexicons/words/en_{code}.tsv", codes="tr fi br", more=more)
    line = world.run().error
    assert sha(TURKISH) in line and sha(FINNISH) in line and "--config.existing=replace" in line


@pytest.mark.parametrize("name", [EN_TR, f"{EN_TR}.xz"])
def test_a_users_own_file_is_left_alone(world: World, name: str) -> None:
    (world.data / name).parent.mkdir(parents=True)
    (world.data / name).write_bytes(b"mine")
    assert "left as it was" in world.run().out
    assert world.files() == {name: b"mine"}
    assert world.server.asked == []


def test_members_of_an_archive_are_taken_out_for_the_languages_asked(world: World) -> None:
    content = archive(tr=TURKISH, fi=FINNISH, br=BRETON)
    world.server.put("/a.zip", Page(content))
    members = '[members]\n"in/{code}.txt" = "text/x/{code}.txt"\n'
    more = f'sha256 = "{sha(content)}"\nsize = {len(content)}\n{members}'
    world.recipe("texts", "archives/a.zip", address="a.zip", codes="tr fi br", more=more)
    assert "1 of 1 files taken out" in world.run(what="texts").out
    assert world.files()["text/x/tr.txt"] == TURKISH and "text/x/fi.txt" not in world.files()
    assert "1 of 2 files taken out" in world.run(what="texts", languages="tur,fin").out
    assert world.files()["text/x/fi.txt"] == FINNISH
    assert world.ledger()["text/x/fi.txt"]["licence"] == "CC BY 4.0"
    assert len(world.server.asked) == 1
    (world.data / "text/x/fi.txt").write_bytes(b"mine")
    assert sha(b"mine") in world.run(what="texts", languages="tur,fin").error


def test_an_archive_that_was_there_before_is_taken_where_it_is_the_recipes(world: World) -> None:
    content = archive(tr=TURKISH)
    more = f'sha256 = "{sha(content)}"\n[members]\n"in/{{code}}.txt" = "text/x/{{code}}.txt"\n'
    world.recipe("texts", "archives/a.zip", address="a.zip", codes="tr", more=more)
    (world.data / "archives").mkdir(parents=True)
    (world.data / "archives" / "a.zip").write_bytes(content)
    assert world.run(what="texts").status == 0
    assert world.files()["text/x/tr.txt"] == TURKISH and world.server.asked == []
    (world.data / "downloads.json").unlink()
    (world.data / "archives" / "a.zip").write_bytes(archive(tr=FINNISH))
    assert "not the archive of the recipe" in world.run(what="texts").error


def test_files_before_a_failure_are_kept_and_accounted_for(world: World) -> None:
    world.server.put("/fi", Page(status=404))
    line = world.run(languages="all").error
    assert f"{world.server.address}/fi: HTTP 404" in line
    assert world.files()[EN_TR] == TURKISH and list(world.ledger()) == [EN_TR]
    world.server.put("/fi", Page(FINNISH))
    assert world.run(languages="all").status == 0
    assert len(world.ledger()) == 3


def test_a_killed_download_goes_on_where_it_was_when_the_command_is_given_again(world: World) -> None:
    """Ctrl-C in a process of its own, while the server holds back the second half."""
    body = bytes(range(256)) * 4096
    world.recipe("large", "x/large.bin", address="large", codes="tr")
    world.server.put("/large", Page(body, '"1"', hold=len(body) // 2))
    command = [
        sys.executable, "-m", "lexiboost.stages.download", "--config.what=large", "--config.languages=tur",
        f"--config.data_dir={world.data}", f"--config.recipes={world.recipes}",
    ]  # fmt: skip
    partial = world.data / "x" / "large.bin.partial"
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        while process.poll() is None and not (partial.exists() and partial.stat().st_size):
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
    world.server.release()
    assert (process.returncode, err) == (130, "lexiboost: stopped; the same command goes on from here\n")
    had = partial.stat().st_size
    assert 0 < had <= len(body) // 2
    world.server.put("/large", Page(body, '"1"'))
    assert world.run(what="large").status == 0
    assert world.server.ranges()[-1] == f"bytes={had}-"
    assert world.files()["x/large.bin"] == body
    assert not partial.exists()


def test_two_recipes_share_a_list_of_languages(world: World) -> None:
    world.recipe("others", "x/{code}.tsv", codes="br")
    ended = world.run(what="words,others", languages="tur,bre")
    assert ended.status == 0
    assert {"lexicons/words/en_br.tsv", "x/br.tsv", EN_TR} < world.files().keys()
    ended = world.run(what="words,others", languages="tur")
    assert "others: nothing in these languages" in ended.out


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--config.what=wrods"], ["config.what", "'wrods'", "words"]),
        (["--config.what="], ["config.what", "words"]),
        (["--config.languages="], ["config.languages", "all"]),
        (["--config.languages=turkisch"], ["turkisch"]),
        (["--config.languages=deu"], ["config.languages=deu", "none of the sources"]),
        (["--config.existing=delete"], ["config.existing='delete'", "keep, check, replace"]),
        (["--config.language=tur"], ["config.language", "config.languages"]),
        (["--config.attempts=0"], ["config.attempts=0", "at least 1"]),
        (["--config.recipes=/nowhere"], ["config.recipes", "/nowhere"]),
        (["--config=nowhere.py"], ["nowhere.py", "no such file"]),
        (["tur"], ["unexpected argument 'tur'"]),
    ],
    ids=lambda value: value[-1],
)
def test_a_setting_that_makes_no_sense_is_refused_before_anything_is_written(
    world: World, arguments: list[str], named: list[str]
) -> None:
    line = world.run(*arguments).error
    for part in named:
        assert part in line
    assert not world.data.exists()


def test_a_damaged_ledger_is_named(world: World) -> None:
    world.data.mkdir()
    for content in ("{", "[]", '{"a": 3}'):
        (world.data / "downloads.json").write_text(content)
        assert "downloads.json" in world.run().error


def test_a_file_in_the_place_of_the_data_directory_is_one_line(world: World) -> None:
    world.data.write_text("")
    assert "--config.data_dir" in world.run().error


def test_help_lists_what_can_be_set(world: World) -> None:
    out = world.run("--help").out
    assert "--config.existing=keep" in out and "--config.arms" not in out and "--workdir" not in out
