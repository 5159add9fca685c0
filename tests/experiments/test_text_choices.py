"""Choices of synthesis on the command line: what they make, count and explain."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lexiboost.artifacts.errors import InputError
from lexiboost.synthesis.pseudo_parallel import read_pairs
from tests.experiments.test_text_synthesis import explained, rows, shards, synthesize
from tests.experiments.tiny import Program

LINES = ["The dog said hello to Bob.", "Wake me up at five!", "Of the."]
ENTRIES = [
    ("dog", "koira"),
    ("dog", "hauva"),
    ("hello", "terve"),
    ("wake me up", "herätä"),
    ("five", "viisi"),
]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "en.txt").write_text("\n".join(LINES) + "\n", encoding="utf-8")
    lexicon = "".join(f"{source}\t{target}\n" for source, target in ENTRIES)
    (folder / "en_fi.tsv").write_text(lexicon, encoding="utf-8")
    (folder / "fi.txt").write_text("sanoi koira\n" * 3, encoding="utf-8")
    return folder


def counts(workdir: Path) -> dict:
    (manifest,) = workdir.glob("text/*/manifest.json")
    return json.loads(manifest.read_text(encoding="utf-8"))["counts"]


def test_choices_of_the_command_line_are_made(run: Program, files: Path) -> None:
    ended = synthesize(
        run,
        files,
        "--config.function_words=drop",
        "--config.unknown=mask",
        "--config.mask=#",
        "--config.senses=first",
        "--config.min_coverage=0.5",
    )
    assert (ended.status, ended.err) == (0, "")
    assert [row["text"] for row in rows(run.workdir)] == ["koira # terve #.", "Herätä viisi!", "."]
    assert "transliterated" in counts(run.workdir)["words"]
    assert counts(run.workdir)["words"]["masked"] == 2


def test_sentences_left_out_are_counted_and_said(run: Program, files: Path) -> None:
    ended = synthesize(run, files, "--config.min_coverage=0.6")
    assert [row["text"] for row in rows(run.workdir)] == ["Herätä at viisi!"]
    assert counts(run.workdir)["left_out"] == {"low coverage": 2}
    assert "sentences left out: 2 low coverage" in ended.out
    assert "low coverage" in synthesize(run, files, "--config.min_coverage=0.9").error


def test_senses_by_context_learn_from_text_of_the_target(run: Program, files: Path) -> None:
    (files / "en.txt").write_text("the said dog\n" * 40, encoding="utf-8")
    (files / "en_fi.tsv").write_text("said\tsanoi\ndog\tkoira\ndog\thauva\n", encoding="utf-8")
    context = ("--config.senses=context", f"--config.target_text={files / 'fi.txt'}")
    assert synthesize(run, files, *context).status == 0
    made = [row["text"] for row in rows(run.workdir)]
    assert made.count("the sanoi koira") > 30
    assert "config.target_text" in synthesize(run, files, "--config.senses=context").error


def test_pseudo_parallel_shards_are_read_as_pairs(run: Program, files: Path) -> None:
    assert synthesize(run, files, "--config.kind=pseudo_parallel", "--config.copies=2").status == 0
    pairs = list(read_pairs(run.workdir))
    assert [pair.source.text for pair in pairs] == LINES * 2
    assert [pair.target.text for pair in pairs] == [row["text"] for row in rows(run.workdir)]
    assert (pairs[3].source.source_id, pairs[3].target.source_id) == ("en.txt:1", "en.txt:1#1")
    assert (pairs[0].source.variety, pairs[0].target.variety) == ("eng_Latn", "fin_Latn")


def test_shards_of_another_kind_are_no_pairs(run: Program, files: Path) -> None:
    assert synthesize(run, files).status == 0
    with pytest.raises(InputError, match="its kind is pseudo_mono"):
        list(read_pairs(shards(run.workdir)[0]))
    with pytest.raises(InputError, match="no such file"):
        list(read_pairs(files / "none.parquet"))
    with pytest.raises(InputError, match="no shard"):
        list(read_pairs(files))
    (files / "broken.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match="not a readable parquet file"):
        list(read_pairs(files / "broken.parquet"))


def test_explaining_shows_dropped_masked_and_respelled_words(run: Program, files: Path) -> None:
    choices = ("--config.function_words=drop", "--config.unknown=mask", "--config.noise=1")
    assert synthesize(run, files, *choices).status == 0
    said = explained(run, run.workdir, "--config.row=0").out
    found = [line.split() for line in said.splitlines()]
    assert ["The", "dropped"] in found
    assert ["to", "dropped"] in found
    assert any(row[0] == "said" and "masked" in row for row in found)
    assert any(row[0] == "hello" and row[-3:] == ["respelled", "from", "terve"] for row in found)


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ("--config.function_words=omit", "translate, keep, drop"),
        ("--config.unknown=drop", "keep, transliterate, mask"),
        ("--config.senses=best", "score, uniform, first, context"),
        ("--config.noise=2", "config.noise=2"),
        ("--config.min_coverage=-1", "config.min_coverage=-1"),
        ("--config.kind=real", "pseudo_mono, pseudo_parallel"),
        ("--config.mask=a b", "one word"),
    ],
)
def test_bad_choices_end_in_one_line(run: Program, files: Path, argument: str, said: str) -> None:
    assert said in synthesize(run, files, argument).error
