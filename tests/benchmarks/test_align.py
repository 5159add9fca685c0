from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]


def run(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "benchmarks/align.py", f"--data_dir={data}", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def make(data: Path, lexicon: dict[str, str]) -> None:
    """A page whose Finnish side is English word for word, and a lexicon."""
    rng = np.random.default_rng(0)
    spelled = {f"{first}{second}ord": f"{second}{first}ana" for first in "bcdfgh" for second in "aeiou"}
    words = list(spelled)
    pages: dict[str, list[str]] = {"eng": [], "fin": []}
    for _ in range(60):
        chosen = [words[i] for i in rng.integers(0, len(words), int(rng.integers(4, 20)))]
        pages["eng"].append(" ".join(chosen))
        pages["fin"].append(" ".join(spelled[word] for word in chosen))
    for code, lines in pages.items():
        path = data / "text" / "udhr2" / f"{code}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    rows = [f"{english}\t{lexicon.get(finnish, finnish)}\n" for english, finnish in spelled.items()]
    (data / "lexicons" / "mine").mkdir(parents=True, exist_ok=True)
    (data / "lexicons" / "mine" / "en_fi.tsv").write_text("".join(rows), encoding="utf-8")


def test_words_of_a_page_word_for_word_are_linked_right(tmp_path: Path) -> None:
    make(tmp_path, {})
    done = run(tmp_path, "--languages=fi")
    assert done.returncode == 0, done.stderr
    finnish, mean = map(json.loads, done.stdout.splitlines())
    assert finnish.pop("variety") == "fin_Latn" and finnish == mean
    assert finnish["right"] > 0.9 and finnish["precision"] > 0.95


def test_links_that_the_lexicon_contradicts_are_wrong(tmp_path: Path) -> None:
    """The lexicon gives two words each other's translation: hidden, the page says otherwise."""
    make(tmp_path, {"abana": "ebana", "ebana": "abana"})
    done = run(tmp_path, "--languages=fi", "--hidden=1.0")
    found = json.loads(done.stdout.splitlines()[0])
    assert found["wrong"] > 0 and found["right"] + found["wrong"] <= 1


def test_a_language_without_a_page_is_named(tmp_path: Path) -> None:
    make(tmp_path, {})
    (tmp_path / "text" / "udhr2" / "fin.txt").unlink()
    done = run(tmp_path, "--languages=fi")
    assert done.returncode != 0 and "no declaration of fin_Latn" in done.stderr
