from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from lexiboost.artifacts.files import write_json
from lexiboost.evaluation.outcomes import outcome_frame
from lexiboost.evaluation.transfer import gain_table, score_table
from lexiboost.languages import load_catalog

ROOT = Path(__file__).resolve().parents[2]
TARGETS, DEVELOPMENT = ("fin_Latn", "tur_Latn"), ("fra_Latn",)


def experiment(folder: Path, right: dict[str, dict[str, int]]) -> Path:
    """A finished experiment in which an arm has so many of four words of a variety right."""
    frames = [
        outcome_frame(
            arm=arm,
            seed=0,
            task="upos",
            dataset="ud",
            variety=variety,
            examples=[f"{variety} {i}" for i in range(4)],
            metrics={"accuracy": ((np.arange(4) < count) * 1.0, np.ones(4))},
        )
        for arm, counts in right.items()
        for variety, count in counts.items()
    ]
    outcomes = pd.concat(frames, ignore_index=True)
    seen = dict.fromkeys((*TARGETS, *DEVELOPMENT), "lexicon")
    scores = score_table(outcomes, load_catalog(), "x", seen)
    gains = gain_table(outcomes, "plain", scores=scores, targets=TARGETS, replicates=50)
    made, scored = folder / "report" / "a", folder / "evaluate" / "b"
    for path in (made, scored):
        path.mkdir(parents=True)
    outcomes.to_parquet(scored / "outcomes.parquet")
    for place in (folder, made):
        scores.to_csv(place / "results.csv", index=False)
    gains.to_csv(folder / "gains.csv", index=False)
    write_json(made / "manifest.json", {"inputs": {"scored plain": "b", "lexicon fin_Latn": "c"}})
    config = {"baseline": "plain", "targets": TARGETS, "development": DEVELOPMENT}
    write_json(folder / "config.json", config)
    return folder


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "benchmarks/gains.py", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def table(text: str) -> dict[str, list[str]]:
    """The cells of a Markdown table by the first of each row."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()[2:]]
    return {row[0]: row[1:] for row in rows}


def test_arms_stand_by_their_mean_beside_the_baseline_and_the_development_varieties(tmp_path: Path) -> None:
    plain = {"fin_Latn": 1, "tur_Latn": 1, "fra_Latn": 2}
    better = {"fin_Latn": 4, "tur_Latn": 2, "fra_Latn": 3}
    done = run(f"--workdir={experiment(tmp_path, {'plain': plain, 'better': better})}")
    rows = table(done.stdout)
    assert list(rows) == ["`better`", "`plain`"], done.stderr
    assert rows["`plain`"] == ["25.0", "-", "50.0", "+0.0"]
    assert rows["`better`"][0] == "75.0" and rows["`better`"][1].startswith("+50.0 [")
    assert rows["`better`"][2:] == ["75.0", "+25.0"]


def test_two_experiments_are_compared_arm_by_arm_on_the_targets(tmp_path: Path) -> None:
    plain = {"fin_Latn": 1, "tur_Latn": 1, "fra_Latn": 2}
    before = experiment(tmp_path / "before", {"plain": plain, "gone": plain})
    raised = {"fin_Latn": 2, "tur_Latn": 2, "fra_Latn": 0}
    after = experiment(tmp_path / "after", {"plain": raised, "new": plain})
    rows = table(run(f"--workdir={after}", f"--before={before}").stdout)
    assert list(rows) == ["`plain`"]
    assert rows["`plain`"][:2] == ["25.0", "50.0"] and rows["`plain`"][2].startswith("+25.0 [")


def test_what_cannot_be_shown_is_said_in_a_line(tmp_path: Path) -> None:
    done = run(f"--workdir={tmp_path}")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1) and "results.csv" in done.stderr
    experiment(tmp_path / "x", {"plain": {"fin_Latn": 1, "tur_Latn": 1, "fra_Latn": 1}, "b": {"fin_Latn": 1}})
    done = run(f"--workdir={tmp_path / 'x'}", "--metric=f1")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1) and "there are accuracy" in done.stderr
