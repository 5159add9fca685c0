"""Bad workdirs, disks and artifacts through the real program: one line, status 2, nothing half-written."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lexiboost.artifacts import files, manifest
from lexiboost.artifacts.lock import locked
from lexiboost.experiments import run as run_module
from tests.experiments.tiny import CONFIG, ROOT, Program
from tests.stages.test_bad_input import LEXICON, QUICK, append


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
