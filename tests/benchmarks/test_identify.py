from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
LETTERS = {"fin": "aeionstlkmuä", "rus": "аеинотслкмру", "hin": "कखगचजटडतदनपम", "eng": "aeiothsrndlw"}


def make(data: Path) -> None:
    """Declarations of three languages, and the news of four, in invented words."""
    rng = np.random.default_rng(0)
    for code, script in (("fin", "Latn"), ("rus", "Cyrl"), ("hin", "Deva"), ("kaz", "Cyrl")):
        letters = list(LETTERS.get(code, "ᎠᎡᎢᎣᎤᎥᎦᎧᎨᎩᎪᎫ"))
        words = ["".join(rng.choice(letters, 4)) for _ in range(60)]
        lines = [" ".join(rng.choice(words, 12)) for _ in range(70)]
        if code != "kaz":
            page = data / "text" / "udhr2" / f"{code}.txt"
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text("\n".join(lines[:60]) + "\n", encoding="utf-8")
        rows = [f"{number}\ttravel\t{line}\n" for number, line in enumerate(lines[60:])]
        news = data / "tasks" / "sib200" / f"{code}_{script}" / "test.tsv"
        news.parent.mkdir(parents=True, exist_ok=True)
        news.write_text("index_id\tcategory\ttext\n" + "".join(rows), encoding="utf-8")


def run(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "benchmarks/identify.py", f"--data_dir={data}", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_known_languages_are_told_apart_and_unknown_ones_are_other(tmp_path: Path) -> None:
    make(tmp_path)
    model = ROOT / "tests" / "text" / "models" / "softmax.bin"
    done = run(tmp_path, f"--model={model}")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["accuracy"] == 1 and result["unknown_rejected"] == 1 and result["known_rejected"] == 0
    assert (result["varieties"], result["sentences"], result["unknown_varieties"]) == (3, 30, 1)
    assert 0 <= result["model"]["accuracy"] < 1 and result["model"]["unknown_rejected"] == 0


def test_a_page_in_another_script_teaches_nothing(tmp_path: Path) -> None:
    make(tmp_path)
    pages = tmp_path / "text" / "udhr2"
    (pages / "hin.txt").write_bytes((pages / "rus.txt").read_bytes())
    result = json.loads(run(tmp_path).stdout.splitlines()[-1])
    assert result["left_out"] == ["hin_Deva"] and result["varieties"] == 2
