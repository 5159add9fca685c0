"""The same programs on treebanks: UPOS tagging, from a source treebank to one test set a language."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from tests.experiments.tiny import MINI, Program

SETTINGS = (
    "--config.task.name=upos",
    "--config.arms=majority,lookup,linear",
    "--config.baseline=majority",
    "--config.targets=tr",
)


def treebank(folder: Path, sentences: list[list[tuple[str, str]]], split: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    blocks = []
    for i, words in enumerate(sentences):
        lines = [f"# sent_id = {split}-{i}"]
        lines += [
            f"{n}\t{w}\t{w}\t{tag}\t_\t_\t{n - 1}\tdep\t_\t_" for n, (w, tag) in enumerate(words, start=1)
        ]
        blocks.append("\n".join(lines) + "\n\n")
    (folder / f"{split}.conllu").write_text("".join(blocks), encoding="utf-8")


@pytest.fixture
def treebanks(tmp_path: Path) -> Path:
    """A data directory whose treebanks are made of the words of the embedded Turkish lexicon."""
    data = tmp_path / "treebanks"
    for name in ("lexicons/mini/en_tr.tsv", "text/eng/mini.txt", "unimorph/eng.tsv", "unimorph/tur.tsv"):
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(MINI / name, data / name)
    rows = [
        line.split("\t")
        for line in (data / "lexicons/mini/en_tr.tsv").read_text(encoding="utf-8").splitlines()
    ]
    single = [row for row in rows if " " not in row[0] + row[1]]
    english = [(row[0], row[2]) for row in single]
    turkish = [(row[1], row[2]) for row in single]
    treebank(data / "ud" / "UD_English-Mini", [english[i : i + 4] for i in range(0, 600, 4)], "train")
    treebank(data / "ud" / "UD_English-Mini", [english[i : i + 3] for i in range(0, 90, 3)], "test")
    treebank(data / "ud" / "UD_Turkish-Mini", [turkish[i : i + 3] for i in range(0, 120, 3)], "test")
    return data


def test_treebanks_go_from_lexicon_to_scores(run: Program, treebanks: Path) -> None:
    ended = run(*SETTINGS, f"--config.data_dir={treebanks}")
    assert (ended.status, ended.err) == (0, "")
    with (run.workdir / "results.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["arm"]: row for row in csv.DictReader(stream) if row["variety"] == "tur_Latn"}
    assert {row["metric"] for row in rows.values()} == {"accuracy"}
    assert {row["n"] for row in rows.values()} == {"40"}
    assert {row["dataset"] for row in rows.values()} == {"UD_Turkish-Mini"}
    # The test words are the lexicon's own: a look-up must tag them, the majority tag cannot.
    assert float(rows["lookup"]["value"]) > 0.8 > float(rows["majority"]["value"])


def test_a_treebank_without_the_split_it_is_needed_for_is_named(run: Program, treebanks: Path) -> None:
    (treebanks / "ud" / "UD_Turkish-Mini" / "test.conllu").rename(
        treebanks / "ud" / "UD_Turkish-Mini" / "dev.conllu"
    )
    line = run(*SETTINGS, f"--config.data_dir={treebanks}").error
    assert "config.targets" in line and "no test data" in line and "UD_Turkish-Mini" in line
    assert not run.workdir.exists()


def test_a_treebank_that_is_not_asked_for_may_be_empty(run: Program, treebanks: Path) -> None:
    (treebanks / "ud" / "UD_Finnish-Empty").mkdir()
    assert run(*SETTINGS, f"--config.data_dir={treebanks}", stage="lexicon").status == 0


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (lambda text: text.replace("\tdep\t_\t_", "\tdep", 1), "test.conllu:2: "),
        (lambda text: "", "test.conllu"),
        (lambda text: text + "1\tword\n", "test.conllu:"),
    ],
)
def test_a_damaged_treebank_is_named_with_its_line(
    run: Program, treebanks: Path, damage: object, named: str
) -> None:
    path = treebanks / "ud" / "UD_Turkish-Mini" / "test.conllu"
    path.write_text(damage(path.read_text(encoding="utf-8")), encoding="utf-8")  # type: ignore[operator]
    assert named in run(*SETTINGS, f"--config.data_dir={treebanks}").error


def test_the_development_treebanks_test_file_is_part_of_what_an_evaluation_is_named_by(
    run: Program, treebanks: Path
) -> None:
    """A development variety is scored on its test file too, which need not be the file used to choose."""
    shutil.copy(MINI / "lexicons" / "mini" / "en_fi.tsv", treebanks / "lexicons" / "mini")
    finnish = treebanks / "ud" / "UD_Finnish-Mini"
    for split in ("dev", "test"):
        treebank(finnish, [[("talo", "NOUN"), ("on", "VERB")], [("kissa", "NOUN")]], split)
    settings = (*SETTINGS, f"--config.data_dir={treebanks}", "--config.development=fi")
    assert run(*settings).status == 0
    before = (run.workdir / "results.csv").read_bytes()
    treebank(finnish, [[("kissa", "VERB"), ("on", "NOUN")]], "test")
    assert run(*settings).status == 0
    assert (run.workdir / "results.csv").read_bytes() != before
    folders = [path.parent for path in run.workdir.glob("evaluate/*/outcomes.parquet")]
    scored = [json.loads((folder / "manifest.json").read_text()) for folder in folders]
    assert len(scored) == 6
    assert all("ud/UD_Finnish-Mini/test.conllu" in found["files"] for found in scored)
