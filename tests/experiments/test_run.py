"""Whole runs of a tiny experiment: repeated, from nothing, and ended at any moment."""

from __future__ import annotations

import csv
import json
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import jax
import pytest

from lexiboost.artifacts.errors import PlatformError
from lexiboost.experiments.plan import STAGES
from lexiboost.experiments.run import check_platform
from tests.experiments.tiny import Program, start

PUBLISHED = ("results.csv", "gains.csv")


def results(workdir: Path) -> dict[str, bytes]:
    return {name: (workdir / name).read_bytes() for name in PUBLISHED}


def stamps(workdir: Path) -> dict[str, int]:
    """When each file of each artifact was written."""
    paths = (path for stage in STAGES for path in (workdir / stage).glob("*/**/*") if path.is_file())
    return {str(path.relative_to(workdir)): path.stat().st_mtime_ns for path in paths}


def of_artifacts(workdir: Path) -> dict[str, dict[str, str]]:
    """Digests of what each artifact holds, by its folder."""
    manifests = (
        path for stage in STAGES if stage != "report" for path in workdir.glob(f"{stage}/*/manifest.json")
    )
    return {
        str(path.parent.relative_to(workdir)): json.loads(path.read_text())["outputs"] for path in manifests
    }


def half_written(workdir: Path) -> list[Path]:
    return [path for path in workdir.rglob("*") if path.suffix in (".partial", ".tmp")]


def test_the_same_command_twice_makes_nothing_anew(finished: Path, run: Program) -> None:
    shutil.copytree(finished, run.workdir)
    before = stamps(run.workdir)
    ended = run()
    assert ended.status == 0
    assert stamps(run.workdir) == before
    assert results(run.workdir) == results(finished)
    assert [line for line in ended.out.splitlines() if line.startswith("  [")] == []
    assert ended.out.count("all done before") == len(STAGES) - 1  # `inflect` is off
    assert "inflect" not in ended.out
    assert ended.err == ""


def test_a_fresh_workdir_gives_the_same_bytes(finished: Path, run: Program) -> None:
    ended = run()
    assert ended.status == 0
    assert results(run.workdir) == results(finished)
    before = of_artifacts(finished)
    for folder, outputs in of_artifacts(run.workdir).items():
        for name, digest in outputs.items():
            if not name.startswith("checkpoint"):  # orbax writes names of its own and the time
                assert (folder, name, digest) == (folder, name, before[folder][name])


def test_stage_by_stage_gives_the_same_bytes_as_all_at_once(finished: Path, run: Program) -> None:
    for stage in STAGES:
        ended = run(stage=stage)
        assert (ended.status, ended.err) == (0, "")
        assert ended.out.startswith(f"{stage}: ")
    assert results(run.workdir) == results(finished)
    assert json.loads((run.workdir / "plan.json").read_text()) == json.loads(
        (finished / "plan.json").read_text()
    )


def test_another_seed_gives_other_predictions(finished: Path, run: Program) -> None:
    shutil.copytree(finished, run.workdir)
    assert run("--config.seeds=0,1").status == 0
    with (run.workdir / "results.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["seed"] for row in rows if row["arm"] == "lexicon_labelled"} == {"0", "1"}
    found = {}
    for path in run.workdir.glob("evaluate/*/tur_Latn.test.npz"):
        name = json.loads((path.parent / "manifest.json").read_text())["name"]
        found[name] = path.read_bytes()
    assert found["lexicon_labelled seed 0"] != found["lexicon_labelled seed 1"]
    assert found["english_only seed 0"] != found["english_only seed 1"]
    assert found["english_only seed 0"] != found["lexicon_labelled seed 0"]


def test_arms_that_share_a_stage_share_the_artifact(finished: Path) -> None:
    plan = json.loads((finished / "plan.json").read_text())
    assert set(plan) == {"english_only 0", "lexicon_labelled 0", "majority 0"}
    vocabularies = {
        job["artifact"]
        for jobs in plan.values()
        for job in jobs
        if (job["stage"], job["name"]) == ("tokenize", "vocabulary")
    }
    assert len(vocabularies) == 1
    for jobs in plan.values():
        for job in jobs:
            assert (finished / job["stage"] / job["artifact"] / "manifest.json").is_file()


def end_at(
    process: subprocess.Popen[str], line: str, number: signal.Signals, delay: float
) -> tuple[int, str]:
    """Sends a signal some time after the program has printed a line that begins so."""
    assert process.stdout is not None
    for printed in process.stdout:
        if printed.startswith(line):
            break
    time.sleep(delay)
    process.send_signal(number)
    _, errors = process.communicate()
    return process.returncode, errors


def test_ended_at_any_moment_and_repeated_it_gives_the_same_bytes(finished: Path, run: Program) -> None:
    delays = random.Random(7)
    for line in ("lexicon: ", "pretrain: ", "  [1/3] english_only"):
        status, _ = end_at(start(run.workdir), line, signal.SIGKILL, delays.uniform(0, 1.5))
        assert status in (-signal.SIGKILL, 0)  # it may have come to its end before
    (run.workdir / "pretrain" / "0123456789abcdef.partial" / "checkpoint").mkdir(parents=True)
    (run.workdir / ".results.csv.x1y2.tmp").write_text("half", encoding="utf-8")
    assert run().status == 0
    assert results(run.workdir) == results(finished)
    assert half_written(run.workdir) == []


def test_interrupted_it_says_so_in_one_line_cleans_up_and_goes_on(finished: Path, run: Program) -> None:
    ended = end_at(start(run.workdir), "pretrain: ", signal.SIGINT, 0.5)
    assert ended == (130, "lexiboost: stopped; the same command goes on from here\n")
    assert half_written(run.workdir) == []
    ended = end_at(start(run.workdir), "pretrain: ", signal.SIGTERM, 0.5)
    assert ended == (143, "lexiboost: ended from outside (SIGTERM); the same command goes on from here\n")
    assert half_written(run.workdir) == []
    assert not (run.workdir / "results.csv").exists()
    made = stamps(run.workdir)
    assert made
    assert run().status == 0
    assert results(run.workdir) == results(finished)
    assert {name: stamps(run.workdir)[name] for name in made} == made


def test_progress_is_told_in_plain_lines_that_fit_their_stage(finished: Path) -> None:
    log = (finished / "log.txt").read_text(encoding="utf-8").splitlines()
    assert log[0].startswith("lexicon [1/1] tur_Latn: ")
    assert any(line.startswith("pretrain [2/2] ") and "steps 3" in line for line in log)


def test_a_platform_that_is_not_there_is_named() -> None:
    found = jax.default_backend()
    check_platform("")
    check_platform(found)
    with pytest.raises(PlatformError, match=f"only {found}"):
        check_platform("tpu" if found != "tpu" else "gpu")
