"""Bad data and bad workdirs through the real program: one line, status 2, nothing half-written."""

from __future__ import annotations

import errno
import json
import lzma
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lexiboost.artifacts import files, manifest
from lexiboost.artifacts.lock import locked
from lexiboost.experiments import run as run_module
from tests.experiments.tiny import CONFIG, MINI, ROOT, Program

LEXICON = Path("lexicons/mini/en_tr.tsv")
TURKISH = Path("tasks/mini/tr-TR.jsonl")
ENGLISH = Path("tasks/mini/en-US.jsonl")
TEXT = Path("text/eng/mini.txt")
QUICK = ("--config.arms=majority", "--config.baseline=majority")
"""No network to train, but a test set to read."""


def rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def change_row(path: Path, number: int, **changes: Any) -> None:
    found = rows(path)
    found[number - 1] |= changes
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found), encoding="utf-8")


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def compress(path: Path, content: bytes) -> None:
    path.unlink()
    path.with_name(path.name + ".xz").write_bytes(content)


Damage = Callable[[Path], None]


def removed(name: Path) -> Damage:
    return lambda data: (data / name).unlink()


def written(name: Path, content: bytes) -> Damage:
    def damage(data: Path) -> None:
        (data / name).write_bytes(content)

    return damage


LEXICON_DAMAGE: dict[str, tuple[Damage, list[str]]] = {
    "no lexicon of the target": (
        removed(LEXICON),
        ["no lexicon", "tur_Latn", "lexicons/<source>/en_tur.tsv"],
    ),
    "empty lexicon": (written(LEXICON, b""), ["en_tr.tsv"]),
    "lexicon of white space": (written(LEXICON, b"\n  \n\n"), ["en_tr.tsv"]),
    "three columns where two belong": (
        lambda data: append(data / LEXICON, "house\tev\tNOUN\tsomething else\n"),
        [f"en_tr.tsv:{lines_of(MINI / LEXICON) + 1}: ", "something else"],
    ),
    "one column": (written(LEXICON, b"house\ncat\ndog\n"), ["en_tr.tsv"]),
    "broken UTF-8 in the lexicon": (
        written(LEXICON, b"water\tsu\tNOUN\nhouse\tev\xff\n"),
        ["en_tr.tsv:2: ", "not UTF-8"],
    ),
    "lexicon in UTF-16": (written(LEXICON, "house\tev\n".encode("utf-16")), ["en_tr.tsv", "not UTF-8"]),
    "corrupt xz": (
        lambda data: compress(
            data / LEXICON, lzma.compress((data / LEXICON).read_bytes())[:2000] + b"junk" * 50
        ),
        ["en_tr.tsv.xz", "damaged compressed file"],
    ),
    "not xz at all": (
        lambda data: compress(data / LEXICON, b"house\tev\n"),
        ["en_tr.tsv.xz", "damaged compressed file"],
    ),
    "no word in common": (
        written(LEXICON, b"".join(b"qzx%c\tevz%c\tNOUN\n" % (i, i) for i in range(97, 117))),
        ["no word in common", "en_tr.tsv", "tur_Latn"],
    ),
    "source text missing": (removed(TEXT), ["text/eng/mini.txt", "no such file"]),
    "broken UTF-8 in the source text": (
        written(TEXT, b"wake me up\nat \xe9t\xe9\n"),
        ["mini.txt:2: ", "not UTF-8"],
    ),
    "training data missing": (removed(ENGLISH), ["eng_Latn", "tur_Latn"]),
    "training data without a training row": (
        lambda data: (data / ENGLISH).write_text(
            "".join(json.dumps(row) + "\n" for row in rows(data / ENGLISH) if row["partition"] == "test"),
            encoding="utf-8",
        ),
        ["en-US.jsonl", "'train'"],
    ),
    "inflection table with one column": (
        written(Path("unimorph/tur.tsv"), b"ev\tevler\tN;PL\nev\n"),
        ["unimorph/tur.tsv:2: "],
    ),
    "no test data of the target": (removed(TURKISH), ["tur_Latn", "eng_Latn"]),
    "no dataset": (lambda data: shutil.rmtree(data / "tasks"), ["tasks/mini", "no such dataset"]),
}


@pytest.mark.parametrize("kind", LEXICON_DAMAGE)
def test_bad_training_material_is_named_before_anything_is_trained(
    run: Program, data: Path, kind: str
) -> None:
    damage, named = LEXICON_DAMAGE[kind]
    damage(data)
    line = run(f"--config.data_dir={data}").error
    for part in named:
        assert part in line
    assert run.half_written() == []
    assert not [name for name in run.made() if name.startswith(("pretrain", "results.csv"))]


TEST_DAMAGE: dict[str, tuple[Damage, list[str]]] = {
    "empty test file": (written(TURKISH, b""), ["tr-TR.jsonl", "empty file"]),
    "no test row": (
        lambda data: (data / TURKISH).write_text(
            json.dumps(rows(data / TURKISH)[0] | {"partition": "dev"}) + "\n", encoding="utf-8"
        ),
        ["tr-TR.jsonl", "'test'"],
    ),
    "unknown intent": (
        lambda data: change_row(data / TURKISH, 9, intent="moon_landing"),
        ["tr-TR.jsonl", "'moon_landing'"],
    ),
    "malformed JSON": (
        lambda data: append(data / TURKISH, '{"id": "x", \n'),
        [f"tr-TR.jsonl:{lines_of(MINI / TURKISH) + 1}: ", "not valid JSON"],
    ),
    "unbalanced brackets": (
        lambda data: change_row(data / TURKISH, 5, annot_utt="[time : yarın", utt="yarın"),
        ["tr-TR.jsonl:5: ", "unbalanced"],
    ),
    "annotation of another utterance": (
        lambda data: change_row(data / TURKISH, 6, annot_utt="bambaşka bir cümle"),
        ["tr-TR.jsonl:6: ", "bambaşka"],
    ),
    "missing key": (lambda data: change_row(data / TURKISH, 3, intent=None), ["tr-TR.jsonl:3: ", "'intent'"]),
    "unknown partition": (
        lambda data: change_row(data / TURKISH, 2, partition="held-out"),
        ["tr-TR.jsonl:2: ", "held-out"],
    ),
    "an id twice": (
        lambda data: change_row(data / TURKISH, 2, id=rows(data / TURKISH)[0]["id"]),
        ["tr-TR.jsonl:2: ", "twice"],
    ),
    "broken UTF-8 in the test set": (
        lambda data: (data / TURKISH).write_bytes((data / TURKISH).read_bytes() + b'{"id": "\xc3\x28"}\n'),
        [f"tr-TR.jsonl:{lines_of(MINI / TURKISH) + 1}: ", "not UTF-8"],
    ),
}


@pytest.mark.parametrize("kind", TEST_DAMAGE)
def test_a_bad_test_set_is_named_with_its_row(run: Program, data: Path, kind: str) -> None:
    damage, named = TEST_DAMAGE[kind]
    damage(data)
    line = run(f"--config.data_dir={data}", *QUICK).error
    for part in named:
        assert part in line
    assert run.half_written() == []
    assert not [name for name in run.made() if name.startswith(("evaluate", "results.csv"))]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--config.data_dir=/no/such/place"], ["/no/such/place", "--config.data_dir", "LEXIBOOST_DATA"]),
        (["--config.task.dataset=massif"], ["tasks/massif", "no such dataset"]),
        (["--config.targets=turkisch"], ["turkisch"]),
        (["--config.targets=tr-TR,tur_Latn"], ["config.targets", "tur_Latn", "twice"]),
        (["--config.targets=en-US"], ["config.targets", "en-US", "source language"]),
        (["--config.targets=deu_Latn"], ["deu_Latn", "tur_Latn"]),
        (["--config.development=tr-TR"], ["config.targets", "config.development", "tur_Latn"]),
        (["--config.source.variety=xyzzy"], ["xyzzy"]),
        (["--config.source.text=text/eng/none.txt"], ["text/eng/none.txt", "no such file"]),
        (["--config.lexicons=wiktionary"], ["no lexicon", "wiktionary"]),
        (["--config.platform=tpu"], ["config.platform=tpu", "only cpu", "--config.platform=cpu"]),
        (["--config.task.name=upos"], ["treebank", "ud/"]),
        (
            ["--config.arms=english_only,best", "--config.best.synthesis=guess"],
            ["config.best.synthesis", "'guess'"],
        ),
    ],
    ids=lambda value: value[-1],
)
def test_a_setting_that_does_not_fit_the_data_is_refused_before_anything_is_written(
    run: Program, arguments: list[str], named: list[str]
) -> None:
    line = run(*arguments).error
    for part in named:
        assert part in line
    assert not run.workdir.exists()


def test_an_unknown_language_is_answered_with_the_nearest(run: Program) -> None:
    assert "tur_Latn" in run("--config.targets=tur_Latm").error


def quick(run: Program, *arguments: str) -> None:
    assert run(*QUICK, *arguments).status == 0


def test_a_workdir_of_another_experiment_is_refused(run: Program) -> None:
    quick(run)
    before = {name: (run.workdir / name).read_bytes() for name in run.made()}
    line = run(*QUICK, "--config.name=other").error
    assert str(run.workdir) in line and "'tiny'" in line and "'other'" in line and "--workdir" in line
    assert {name: (run.workdir / name).read_bytes() for name in run.made()} == before


def test_a_changed_config_says_what_changed_and_leaves_no_results_of_the_old_one(run: Program) -> None:
    quick(run)
    results = (run.workdir / "results.csv").read_bytes()
    ended = run(*QUICK, "--config.report.replicates=30", "--config.seeds=0,1", stage="lexicon")
    assert ended.status == 0
    assert "config.report.replicates 20 -> 30; config.seeds 0 -> 0,1" in ended.out
    assert not (run.workdir / "results.csv").exists()
    quick(run)
    assert (run.workdir / "results.csv").read_bytes() == results


def test_a_folder_of_something_else_is_refused_untouched(run: Program) -> None:
    run.workdir.mkdir()
    (run.workdir / "thesis.tex").write_text("ten years of work", encoding="utf-8")
    assert "thesis.tex" in run().error
    assert [path.name for path in run.workdir.iterdir()] == ["thesis.tex"]


def test_a_config_json_of_something_else_is_refused_untouched(run: Program) -> None:
    run.workdir.mkdir()
    (run.workdir / "config.json").write_text("[]", encoding="utf-8")
    assert "config.json" in run().error
    assert (run.workdir / "config.json").read_text(encoding="utf-8") == "[]"


@pytest.mark.parametrize("place", ["work", "work/inner"])
def test_a_file_in_the_workdirs_place_is_named(run: Program, place: str) -> None:
    run.workdir.write_text("a file", encoding="utf-8")
    run.workdir = run.workdir.parent / place
    line = run().error
    assert str(run.workdir.parent if place == "work/inner" else run.workdir) in line
    assert "--workdir" in line


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.ENOSPC, errno.EDQUOT])
def test_a_workdir_that_cannot_be_written_is_named(
    run: Program, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: object, dir: Path, **__: object) -> tuple[int, str]:
        raise OSError(number, os.strerror(number), str(dir))

    monkeypatch.setattr(files.tempfile, "mkstemp", refuse)
    line = run().error
    assert str(run.workdir) in line
    assert ("disk" in line) == (number in (errno.ENOSPC, errno.EDQUOT))
    assert run.made() == []


def test_a_disk_that_fills_up_within_a_job_leaves_nothing_of_it_and_the_rest(
    run: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(*QUICK, stage="finetune").status == 0
    made = run.made()
    write = manifest.write_json

    def full(path: Path, value: object) -> None:
        write(path, value)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr(manifest, "write_json", full)
    line = run(*QUICK).error
    assert "disk is full" in line and "same command" in line
    assert run.half_written() == []
    assert [name for name in run.made() if name not in made] == []
    monkeypatch.undo()
    quick(run)


def test_a_really_full_disk_ends_in_one_line(tmp_path: Path) -> None:
    """On a file system of few bytes, made in a name space of our own, that fills up as arrays are saved."""
    if shutil.which("unshare") is None:
        pytest.skip("no unshare to mount a small disk with")
    disk = tmp_path / "disk"
    disk.mkdir()
    command = (
        f"mount -t tmpfs -o size=700k tmpfs {disk} && "
        f"{sys.executable} -m lexiboost.stages.experiment --config={CONFIG} --workdir={disk}/w; "
        f"status=$?; find {disk} -name '*.partial' -o -name '*.tmp'; exit $status"
    )
    ended = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", command],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if "unshare" in ended.stderr or "mount:" in ended.stderr:
        pytest.skip("no user name space to mount a small disk in")
    assert ended.returncode == 2, ended.stderr
    assert ended.stderr.count("\n") == 1 and "the disk is full" in ended.stderr
    assert ".partial" not in ended.stdout and ".tmp" not in ended.stdout


def test_two_runs_at_once_in_one_workdir_do_not_mix(run: Program) -> None:
    quick(run)
    before = run.made()
    with locked(run.workdir):
        line = run(*QUICK, "--config.seeds=5").error
    assert str(run.workdir) in line and f"process {os.getpid()}" in line
    assert run.made() == before
    quick(run)


@pytest.mark.parametrize("name", ["results.csv", "manifest.json"])
def test_a_tampered_artifact_is_refused_and_never_published(run: Program, name: str) -> None:
    quick(run)
    (path,) = run.workdir.glob(f"report/*/{name}")
    path.write_text(path.read_text(encoding="utf-8").replace("a", "b", 3), encoding="utf-8")
    if name == "manifest.json":
        path.write_text("{}", encoding="utf-8")
    before = (run.workdir / "results.csv").read_bytes()
    line = run(*QUICK).error
    assert str(path) in line and f"delete {path.parent}" in line
    assert (run.workdir / "results.csv").read_bytes() == before
    shutil.rmtree(path.parent)
    quick(run)
    assert (run.workdir / "results.csv").read_bytes() == before


def test_a_damaged_input_is_refused_by_the_stage_that_reads_it(run: Program) -> None:
    assert run(stage="lexicon").status == 0
    (path,) = run.workdir.glob("lexicon/*/lexicon.parquet")
    status = path.stat()
    path.write_bytes(path.read_bytes()[:-8] + b"rubbish!")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))  # as bad memory would change it
    line = run(stage="synthesize").error
    assert f"{path}: changed since it was made" in line
    assert not (run.workdir / "synthesize").exists() or run.half_written() == []


def test_a_missing_output_is_named(run: Program) -> None:
    assert run(stage="lexicon").status == 0
    (path,) = run.workdir.glob("lexicon/*/coverage.json")
    path.unlink()
    assert f"{path}: missing" in run(stage="lexicon").error


def test_data_that_change_during_a_run_are_not_recorded_as_the_old_ones(
    run: Program, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = manifest.Workdir.make

    def edited(self: manifest.Workdir, job: manifest.Job) -> manifest.Artifact:
        self.digest(job)
        append(data / LEXICON, "zebra\tzebra\tNOUN\n")
        return make(self, job)

    monkeypatch.setattr(run_module.Workdir, "make", edited)
    line = run(f"--config.data_dir={data}", stage="lexicon").error
    assert "en_tr.tsv" in line and "changed during the run" in line
    assert not list(run.workdir.glob("lexicon/*"))


@pytest.mark.parametrize(
    ("stage", "first"),
    [
        ("synthesize", "lexicon"),
        ("tokenize", "lexicon"),
        ("pretrain", "lexicon"),
        ("finetune", "lexicon"),
        ("evaluate", "lexicon"),
        ("report", "lexicon"),
    ],
)
def test_a_stage_alone_names_the_stage_to_run_first(run: Program, stage: str, first: str) -> None:
    line = run(stage=stage).error
    assert f"`{stage}`" in line and f"run the stage `{first}` first" in line
    assert str(run.workdir) in line


def test_the_stage_to_run_first_is_the_first_that_is_missing(run: Program) -> None:
    assert run(stage="lexicon").status == 0
    assert "run the stage `synthesize` first" in run(stage="pretrain").error
    assert run(stage="synthesize").status == 0
    assert "run the stage `tokenize` first" in run(stage="pretrain").error
