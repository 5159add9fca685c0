from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A text of three lines, nine words and a blank line; a lexicon of four entries."""
    text, lexicon = tmp_path / "text.txt", tmp_path / "eng-fin.tsv"
    text.write_text("The dog saw a cat.\n\nDon't e-mail!\nthe cat\n", encoding="utf-8")
    lexicon.write_text("dog\tkoira\ncat\tkissa\ncat\tkatti\ne-mail\tsähköposti\n", encoding="utf-8")
    return text, lexicon


def run(text: Path, lexicon: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "benchmarks/synthesis.py", f"--text={text}", f"--lexicon={lexicon}"]
    command += ["--target=fin_Latn", "--repeats=1", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_last_line_holds_both_rates_and_their_ratio(files: tuple[Path, Path]) -> None:
    done = run(*files, "--sentences=100", "--batch=16")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["name"] == "synthesis to text"
    # Thirty-three times all nine words, and the first line once more.
    assert (result["words"], result["entries"]) == (33 * 9 + 5, 4)
    ours, naive = result["words_per_second"], result["naive_words_per_second"]
    assert ours > 0 and naive > 0
    assert result["ratio"] == pytest.approx(ours / naive, abs=0.006)
    assert result["compile_seconds"] >= 0 and result["cores"] >= 1


def test_token_ids_and_inflection_are_measured_where_asked(files: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "eng.tsv").write_text("dog\tdogs\tN;PL\ncat\tcat\tN;SG\n", encoding="utf-8")
    (tmp_path / "fin.tsv").write_text("koira\tkoirat\tN;NOM;PL\n", encoding="utf-8")
    tables = [f"--paradigms={tmp_path / 'fin.tsv'}", f"--source_paradigms={tmp_path / 'eng.tsv'}"]
    done = run(*files, "--sentences=50", "--vocabulary=450", *tables)
    assert done.returncode == 0, done.stderr
    inflection, ids, _ = (json.loads(line) for line in done.stdout.splitlines())
    rates = inflection["substituted_words_per_second"], inflection["words_per_second"]
    assert inflection["slower"] == pytest.approx(rates[0] / rates[1], abs=0.006)
    rates = ids["words_per_second"], ids["text_then_tokenizers_words_per_second"]
    assert ids["ratio"] == pytest.approx(rates[0] / rates[1], abs=0.006)


def test_inflection_needs_the_sources_table_too(files: tuple[Path, Path], tmp_path: Path) -> None:
    done = run(*files, f"--paradigms={tmp_path / 'fin.tsv'}")
    assert done.returncode == 1 and "--source_paradigms" in done.stderr


def test_an_absent_text_is_an_error_of_one_line(files: tuple[Path, Path], tmp_path: Path) -> None:
    done = run(tmp_path / "nothing.txt", files[1])
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("synthesis: ") and "nothing.txt" in line
