"""The report says how much of a test set stands in training text."""

from __future__ import annotations

import json
from pathlib import Path

from lexiboost.artifacts.files import read_json
from lexiboost.experiments.jobs.overlap import OVERLAP
from tests.experiments.tiny import Program

CHEAP = ("--config.arms=majority", "--config.baseline=majority")


def english(data: Path, words: int) -> str:
    """The first English training request of exactly so many words."""
    for line in (data / "tasks/mini/en-US.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["partition"] == "train" and len(row["utt"].split()) == words and row["utt"].isascii():
            return str(row["utt"])
    raise AssertionError


def replace_tests(data: Path, utterances: list[str]) -> None:
    """Gives the first Turkish test requests other words, without slots."""
    path = data / "tasks/mini/tr-TR.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    tests = [row for row in rows if row["partition"] == "test"]
    for row, utterance in zip(tests, utterances, strict=False):
        row["utt"] = row["annot_utt"] = utterance
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")


def test_planted_training_sentences_are_counted_and_shown(run: Program, data: Path) -> None:
    assert run(f"--config.data_dir={data}", *CHEAP).status == 0
    before = rows(run)
    short, long = english(data, 4), english(data, 9)
    replace_tests(data, [short.upper(), f"{long} yeni", "yeni söz"])
    assert run(f"--config.data_dir={data}", *CHEAP).status == 0
    after = rows(run)
    assert (before["equal"], before["shared_run"]) == (0, 0)
    assert (after["equal"], after["shared_run"]) == (1, 1)
    assert after["test_sentences"] == before["test_sentences"] > 100
    page = (run.workdir / "report/index.html").read_text(encoding="utf-8")
    assert "Test sentences that stand in training text" in page


def rows(run: Program) -> dict[str, int]:
    """The newest overlap row of the only target."""
    found = sorted(run.workdir.glob(f"evaluate/*/{OVERLAP}"), key=lambda path: path.stat().st_mtime_ns)
    (row,) = read_json(found[-1])
    assert row.pop("variety") == "tur_Latn"
    return row
