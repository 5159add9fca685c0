"""Pseudo-text without an experiment, and where its words come from."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lexiboost.experiments import shard_writer
from tests.experiments.tiny import ROOT, Program

CONFIG = ROOT / "configs" / "synthesize.py"
LINES = ["Wake me up at five, please.", "The dogs sleep!", "", "No such words here...", "Hello world."] * 30
TRANSLATIONS = (
    ("wake me up", "herätä minut"),
    ("five", "viisi"),
    ("please", "kiitos"),
    ("dog", "koira"),
    ("dog", "hauva"),
    ("the", "se"),
    ("hello", "terve"),
)
LEXICON = "".join(f"{source}\t{target}\n" for source, target in TRANSLATIONS)
ENGLISH = "dog\tdogs\tN;PL\ndog\tdog\tN;SG\nsleep\tsleeps\tV;PRS;3;SG\n"
FINNISH = "koira\tkoirat\tN;NOM;PL\nkoira\tkoira\tN;NOM;SG\nhauva\thauvat\tN;NOM;PL\nhauva\thauva\tN;NOM;SG\n"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    (folder / "data" / "unimorph").mkdir(parents=True)
    (folder / "en.txt").write_text("\n".join(LINES) + "\n", encoding="utf-8")
    (folder / "en_fi.tsv").write_text(LEXICON, encoding="utf-8")
    (folder / "fin.tsv").write_text(FINNISH, encoding="utf-8")
    (folder / "data" / "unimorph" / "eng.tsv").write_text(ENGLISH, encoding="utf-8")
    return folder


def synthesize(run: Program, files: Path, *arguments: str, workdir: Path | None = None) -> Any:
    return run.raw(
        f"--config={CONFIG}",
        f"--workdir={workdir or run.workdir}",
        f"--config.text={files / 'en.txt'}",
        f"--config.lexicon={files / 'en_fi.tsv'}",
        "--config.target=fin_Latn",
        f"--config.data_dir={files / 'none'}",
        *arguments,
        stage="synthesize",
    )


def shards(workdir: Path) -> list[Path]:
    return sorted(workdir.glob("text/*/text-*.parquet"))


def rows(workdir: Path) -> list[dict[str, Any]]:
    return [row for path in shards(workdir) for row in pq.read_table(path).to_pylist()]


def test_each_line_with_words_becomes_a_row_that_keeps_spaces_and_names_its_source(
    run: Program, files: Path
) -> None:
    ended = synthesize(run, files)
    assert (ended.status, ended.err) == (0, "")
    made = rows(run.workdir)
    assert [row["source"] for row in made] == [line for line in LINES if line]
    assert [row["source_id"] for row in made] == [f"en.txt:{i}" for i in range(1, len(made) + 1)]
    assert made[0]["text"] == "Herätä minut at viisi, kiitos."
    assert made[0]["origin"][:3] == ["substituted", "substituted", "kept"]
    assert made[0]["source_position"] == [0, 0, 3, 4, 5, 6, 7]
    assert {row["text"] for row in made[1::4]} == {"Se dogs sleep!"}
    assert made[2]["text"] == "No such words here..."
    (manifest,) = run.workdir.glob("text/*/manifest.json")
    counts = json.loads(manifest.read_text(encoding="utf-8"))["counts"]
    assert counts["sentences"] == len(made) == 120
    assert sum(counts["words"].values()) == sum(len(row["origin"]) for row in made)


def test_tables_of_both_languages_inflect(run: Program, files: Path) -> None:
    ended = synthesize(
        run,
        files,
        f"--config.data_dir={files / 'data'}",
        f"--config.paradigms={files / 'fin.tsv'}",
        "--config.mode=inflect",
    )
    assert (ended.status, ended.err) == (0, "")
    made = rows(run.workdir)[1::4]
    assert {row["text"] for row in made} == {"Se koirat sleep!", "Se hauvat sleep!"}
    assert {tuple(row["inflection"]) for row in made} == {("", "table", "", "")}


def test_shards_of_any_size_hold_the_same_rows(run: Program, files: Path, tmp_path: Path) -> None:
    found = []
    for size in (7, 50, 1000):
        workdir = tmp_path / f"w{size}"
        assert synthesize(run, files, f"--config.shard={size}", workdir=workdir).status == 0
        assert len(shards(workdir)) == -(-120 // size)
        found.append(rows(workdir))
    assert found[0] == found[1] == found[2]


def test_a_run_that_was_cut_short_goes_on_and_ends_with_the_same_bytes(run: Program, files: Path) -> None:
    assert synthesize(run, files, "--config.shard=20").status == 0
    whole = {path.name: path.read_bytes() for path in shards(run.workdir)}
    kept = shards(run.workdir)[0].stat().st_mtime_ns
    for path in (*shards(run.workdir)[2:], *run.workdir.glob("text/*/manifest.json")):
        path.unlink()
    assert synthesize(run, files, "--config.shard=20").status == 0
    assert {path.name: path.read_bytes() for path in shards(run.workdir)} == whole
    assert shards(run.workdir)[0].stat().st_mtime_ns == kept
    assert "done before" in synthesize(run, files, "--config.shard=20").out


def test_other_inputs_or_settings_make_another_folder(run: Program, files: Path) -> None:
    assert synthesize(run, files).status == 0
    assert synthesize(run, files, "--config.seed=1").status == 0
    (files / "en.txt").write_text("Hello!\n", encoding="utf-8")
    assert synthesize(run, files).status == 0
    assert len(list(run.workdir.glob("text/*/manifest.json"))) == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--config.target="], ["config.target is missing"]),
        (["--config.lexicon="], ["config.lexicon is missing"]),
        (["--config.mode=inflect"], ["config.mode=inflect", "--config.paradigms"]),
        (["--config.mode=inflekt"], ["config.mode", "substitute, lemma, inflect"]),
        (["--config.target=klingonish"], ["klingonish"]),
        (["--config.fraction=2"], ["config.fraction=2"]),
        (["--config.licences=CC0"], ["no entry is left", "licence"]),
        (["--config.text=nowhere.txt"], ["nowhere.txt"]),
        (["--config.tekst=x"], ["config.tekst", "config.text"]),
    ],
)
def test_bad_settings_end_in_one_line(
    run: Program, files: Path, arguments: list[str], said: list[str]
) -> None:
    ended = synthesize(run, files, *arguments)
    assert all(part in ended.error for part in said), ended.error
    assert not shards(run.workdir)


def test_a_text_without_a_sentence_is_an_error(run: Program, files: Path) -> None:
    (files / "en.txt").write_text("\n \n", encoding="utf-8")
    assert "en.txt" in synthesize(run, files).error


def explained(run: Program, shard: Path, *arguments: str) -> Any:
    return run.raw(f"--config.shard={shard}", *arguments, stage="explain")


def test_explaining_a_row_shows_source_and_result_word_by_word_with_entry_and_licence(
    run: Program, files: Path
) -> None:
    assert synthesize(run, files).status == 0
    ended = explained(run, shards(run.workdir)[0], "--config.row=0")
    assert (ended.status, ended.err) == (0, "")
    table = [line.split("  ") for line in ended.out.splitlines()]
    cells = [[cell.strip() for cell in line if cell.strip()] for line in table]
    assert ["source", "Wake me up at five, please."] in cells
    assert ["result", "Herätä minut at viisi, kiitos."] in cells
    assert any(row[:2] == ["Wake me up", "Herätä"] and "wake me up = herätä minut" in row[2] for row in cells)
    assert any(row[0] == "minut" and "substituted" in row[1] for row in cells)
    assert ["at", "at", "kept"] in cells


def test_a_reader_that_has_seen_enough_is_no_error(run: Program, files: Path) -> None:
    assert synthesize(run, files).status == 0
    program = f"{sys.executable} -m lexiboost.stages.explain --config.shard={run.workdir}"
    ended = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {program} | true"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")


def test_rows_of_a_folder_are_counted_through_its_shards(run: Program, files: Path) -> None:
    assert synthesize(run, files, "--config.shard=50").status == 0
    made = rows(run.workdir)
    for number in (0, 49, 50, 119):
        assert (
            f"source id {made[number]['source_id']},"
            in explained(run, run.workdir, f"--config.row={number}").out
        )
    assert "rows 0 to 119" in explained(run, run.workdir, "--config.row=120").error


def test_an_experiments_shard_is_explained_too(run: Program, finished: Path) -> None:
    shard = next(iter(sorted(finished.glob("synthesize/*/text.parquet"))))
    ended = explained(run, shard, "--config.row=3")
    assert (ended.status, ended.err) == (0, "")
    row = pq.read_table(shard).slice(3, 1).to_pylist()[0]
    assert row["text"] in ended.out and row["source_id"] in ended.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--config.shard="], "config.shard is missing"),
        (["--config.shard=nowhere.parquet"], "no such shard"),
        (["--config.row=120"], "rows 0 to 119"),
        (["--config.row=-1"], "rows 0 to 119"),
    ],
)
def test_what_cannot_be_explained_ends_in_one_line(
    run: Program, files: Path, arguments: list[str], said: str
) -> None:
    assert synthesize(run, files).status == 0
    assert said in explained(run, shards(run.workdir)[0], *arguments).error


def test_a_file_that_is_no_shard_ends_in_one_line(run: Program, tmp_path: Path) -> None:
    for name, data in (("a.parquet", b"no parquet"), ("b.parquet", b"")):
        (tmp_path / name).write_bytes(data)
        assert "not a readable parquet file" in explained(run, tmp_path / name).error
    pq.write_table(pa.table({"x": [1]}), tmp_path / "c.parquet")
    assert "no column 'text'" in explained(run, tmp_path / "c.parquet").error


def test_cells_are_numbered_anew_in_each_shard(run: Program, files: Path) -> None:
    """What the process made before a shard leaves no trace in it: a run that was cut short ends the same."""
    inflect = (
        f"--config.data_dir={files / 'data'}",
        f"--config.paradigms={files / 'fin.tsv'}",
        "--config.mode=inflect",
        "--config.shard=5",
    )
    assert synthesize(run, files, *inflect).status == 0
    whole = {path.name: path.read_bytes() for path in shards(run.workdir)}
    for path in (*shards(run.workdir)[1:], *run.workdir.glob("text/*/manifest.json")):
        path.unlink()
    assert synthesize(run, files, *inflect).status == 0
    assert {path.name: path.read_bytes() for path in shards(run.workdir)} == whole


@pytest.fixture
def long_files(files: Path) -> Path:
    (files / "en.txt").write_text("\n".join(LINES * 40) + "\n", encoding="utf-8")
    return files


def test_two_workers_make_the_same_files_even_if_one_is_killed(
    run: Program, long_files: Path, tmp_path: Path
) -> None:
    assert synthesize(run, long_files, "--config.shard=20", workdir=tmp_path / "alone").status == 0
    killed: list[int] = []

    def kill_one() -> None:
        while len(shards(run.workdir)) < 3:
            time.sleep(0.01)
        killed.extend(_workers()[:1])
        for process in killed:
            os.kill(process, signal.SIGKILL)

    killer = threading.Thread(target=kill_one, daemon=True)
    killer.start()
    ended = synthesize(run, long_files, "--config.shard=20", "--config.workers=2")
    assert ended.status == 0, ended.err
    killer.join(timeout=60)
    assert killed
    alone, together = ({p.name: p.read_bytes() for p in shards(w)} for w in (tmp_path / "alone", run.workdir))
    assert len(alone) == 240
    assert together == alone


def _workers() -> list[int]:
    """Processes that make shards for Ray."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if path.read_bytes().startswith(b"ray::ShardWriter"):
                found.append(int(path.parent.name))
    return sorted(found)


def test_an_error_in_a_worker_is_told_in_one_line(run: Program, files: Path) -> None:
    (files / "fin.tsv").write_text("no table\n", encoding="utf-8")
    said = synthesize(
        run,
        files,
        f"--config.data_dir={files / 'data'}",
        f"--config.paradigms={files / 'fin.tsv'}",
        "--config.mode=inflect",
        "--config.workers=2",
    ).error
    assert "fin.tsv" in said


def test_files_that_moved_are_done_before(run: Program, files: Path) -> None:
    assert synthesize(run, files, f"--config.data_dir={files / 'data'}").status == 0
    moved = files.rename(files.with_name("elsewhere"))
    assert "done before" in synthesize(run, moved, f"--config.data_dir={moved / 'data'}").out


def test_records_without_text_are_counted(run: Program, files: Path) -> None:
    text = files / "en.jsonl"
    text.write_text('{"text": "Hello world."}\n{"text": "Hello!"\n{"url": "x"}\n', encoding="utf-8")
    ended = synthesize(run, files, f"--config.text={text}")
    assert (ended.status, ended.err) == (0, "")
    (manifest,) = run.workdir.glob("text/*/manifest.json")
    counts = json.loads(manifest.read_text(encoding="utf-8"))["counts"]
    assert counts["sentences"] == 1 and sum(counts["records_rejected"].values()) == 2
    assert "records rejected: " in ended.out


def test_words_that_are_forgotten_between_shards_change_no_byte(
    run: Program, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shards = "--config.shard=7"
    assert synthesize(run, files, shards, workdir=tmp_path / "kept").status == 0
    starts = []
    start = shard_writer.ShardWriter._start
    monkeypatch.setattr(shard_writer, "MOST_WORDS", 3)
    monkeypatch.setattr(shard_writer.ShardWriter, "_start", lambda self: (starts.append(1), start(self)))
    assert synthesize(run, files, shards, workdir=tmp_path / "forgotten").status == 0
    kept, forgotten = (
        {path.name: path.read_bytes() for path in (tmp_path / name).rglob("text-*.parquet")}
        for name in ("kept", "forgotten")
    )
    assert len(kept) > 5 and kept == forgotten
    assert len(starts) > 5
