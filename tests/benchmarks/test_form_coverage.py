from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from lexiboost.artifacts.files import write_json
from lexiboost.lexicons.store import save_lexicon
from lexiboost.tasks.inflection.forms import FORMS, LearnedForm, write_forms
from tests.synthesis.handmade import make_lexicon

ROOT = Path(__file__).resolve().parents[2]


def run(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "benchmarks/form_coverage.py", f"--workdir={tmp_path / 'work'}"]
    command += [f"--data_dir={tmp_path / 'data'}", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_it_counts_running_words_before_and_after(tmp_path: Path) -> None:
    data, work = tmp_path / "data", tmp_path / "work"
    table = "".join(f"{stem}\t{stem}t\tN;NOM;PL\n" for stem in ("talo", "katto", "auto"))
    (data / "unimorph").mkdir(parents=True)
    (data / "unimorph" / "fin.tsv").write_text(table, encoding="utf-8")
    text = data / "text" / "udhr2" / "fin.txt"
    text.parent.mkdir(parents=True)
    # Two words of the lexicon, one form of the table, two learned, one by rules alone, two unknown; a number.
    text.write_text("talo Talo talot koirat koirat kissat xyz katot 12\n", encoding="utf-8")
    (work / "lexicon" / "a").mkdir(parents=True)
    lexicon = make_lexicon(("house", "talo"), ("dog", "koira"), ("cat", "kissa"))
    save_lexicon(lexicon, work / "lexicon" / "a" / "lexicon.parquet")
    write_forms(
        [LearnedForm("koira", "N;NOM;PL", "koirat", 0.9, "inflector")], work / "inflect" / "b" / FORMS
    )
    write_json(work / "inflect" / "b" / "manifest.json", {"name": "fin_Latn", "inputs": {"lexicon": "a"}})
    done = run(tmp_path)
    assert done.returncode == 0, done.stderr
    (line,) = map(json.loads, done.stdout.splitlines())
    assert (line["variety"], line["text"], line["words"]) == ("fin_Latn", ["text/udhr2/fin.txt"], 8)
    assert (line["before"], line["after"]) == (3 / 8, 5 / 8)
    assert line["by"] == {"exact": 2 / 8, "table": 1 / 8, "learned": 2 / 8}
    assert line["with_rules"] == {"before": 6 / 8, "after": 6 / 8}
    assert line["cores"] >= 1 and line["python"].startswith("3.")
    named = run(tmp_path, f"--text={text}")
    assert json.loads(named.stdout)["after"] == 5 / 8


def test_a_workdir_without_learned_forms_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    done = run(tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("coverage: ") and "config.inflection.enabled" in done.stderr
    assert done.stderr.count("\n") == 1


def test_text_without_spaces_is_cut_into_words_first(tmp_path: Path) -> None:
    data, work = tmp_path / "data", tmp_path / "work"
    text = data / "text" / "udhr2" / "jpn.txt"
    text.parent.mkdir(parents=True)
    text.write_text("家の猫と家の犬。\n", encoding="utf-8")  # house, of, cat, and, house, of, dog
    (work / "lexicon" / "a").mkdir(parents=True)
    lexicon = make_lexicon(("house", "家"), ("cat", "猫"), target="jpn_Jpan")
    save_lexicon(lexicon, work / "lexicon" / "a" / "lexicon.parquet")
    write_forms([LearnedForm("猫", "N;PL", "犬", 0.9, "inflector")], work / "inflect" / "b" / FORMS)
    write_json(work / "inflect" / "b" / "manifest.json", {"name": "jpn_Jpan", "inputs": {"lexicon": "a"}})
    done = run(tmp_path)
    assert done.returncode == 0, done.stderr
    line = json.loads(done.stdout)
    assert (line["words"], line["before"], line["after"]) == (7, round(3 / 7, 4), round(4 / 7, 4))
