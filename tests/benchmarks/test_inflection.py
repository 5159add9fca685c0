from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.tasks.inflection.toy import toy_rows

ROOT = Path(__file__).resolve().parents[2]


def test_it_scores_each_language_and_the_means(tmp_path: Path) -> None:
    rows = toy_rows(40, 0)
    for split, part in (("trn", rows[:60]), ("dev", rows[60:70]), ("tst", rows[70:])):
        for code in ("tur", "swa"):
            lines = [f"{lemma}\t{bundle}\t{form}\n" for lemma, form, bundle in part]
            (tmp_path / f"{code}.{split}").write_text("".join(lines), encoding="utf-8")
    out = tmp_path / "out.jsonl"
    command = [sys.executable, "benchmarks/inflection.py", f"--config={ROOT}/configs/inflection.py"]
    command += [
        f"--config.data_dir={tmp_path}",
        "--config.folder=.",
        "--config.languages=tur,swa",
        f"--out={out}",
    ]
    command += [f"--out={out}"]
    command += [f"--config.settings.{key}" for key in ("dim=16", "steps=2", "batch=4", "heads=2")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert out.read_text(encoding="utf-8") == done.stdout
    first, second, mean = map(json.loads, done.stdout.splitlines())
    assert (first["language"], second["language"], first["train_rows"]) == ("tur", "swa", 60)
    assert first["rows_of_test_lemmas_in_train"] == 0
    # All cells of the test rows change their lemma, and the rules know every ending and beginning.
    assert first["exact_match"]["copy"] == 0.0
    assert first["exact_match"]["rules"] == first["exact_match"]["rules_on_characters"] > 0.5
    assert first["chosen"] == "rules"
    assert first["exact_match"]["chosen"] == first["exact_match"]["rules"]
    assert mean["mean_exact_match"] == first["exact_match"]  # both languages are the same rows
    assert mean["network_beats_rules_and_copy"] == 0
    assert mean["cores"] >= 1 and mean["python"].startswith("3.")

    # Killed while it wrote the second language: the first is kept, the second made again.
    one, two, _ = done.stdout.splitlines()
    out.write_text(f"{one}\n{two[:30]}", encoding="utf-8")
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    lines = again.stdout.splitlines()
    assert lines[0] == one  # its seconds would be others
    assert json.loads(lines[1])["exact_match"] == second["exact_match"]
    assert json.loads(lines[2])["languages"] == 2
    assert out.read_text(encoding="utf-8").splitlines() == [one, two[:30], lines[1], lines[2]]
    other = subprocess.run(
        [*command, "--config.languages=tur", "--config.seed=1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert other.stdout.splitlines()[0] != one  # another seed is measured anew
