import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "sentences.py"
ROWS = ["Dr. Smith came.", "He left.", "It rained. Hard.", "Yes"]


def run(folder):
    command = [sys.executable, SCRIPT, f"--data_dir={folder}"]
    return subprocess.run(command, capture_output=True, text=True)


def test_boundaries_are_scored_as_counted_by_hand(tmp_path):
    file = tmp_path / "tasks" / "sib200" / "eng_Latn" / "test.tsv"
    file.parent.mkdir(parents=True)
    rows = [f"{number}\ttopic\t{text}\n" for number, text in enumerate(ROWS)]
    file.write_text("index_id\tcategory\ttext\n" + "".join(rows), encoding="utf-8")
    done = run(tmp_path)
    lines = done.stdout.splitlines()
    # Three boundaries. Ours finds them and one more, after `rained.`; the naive split another after `Dr.`.
    assert lines[1].split()[:6] == ["sib200/eng_Latn", "eng_Latn", "4", "75.0", "100.0", "85.7"]
    means = json.loads(lines[-1])
    assert means["f1"]["ours"] == pytest.approx(6 / 7)
    assert means["f1"]["naive"] == pytest.approx(6 / 8)


def test_a_folder_without_corpora_is_an_error_of_one_line(tmp_path):
    done = run(tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [f"sentences: {tmp_path}: no treebank and no SIB-200 with this split"]
