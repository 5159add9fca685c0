"""One stage, two programs: a config says whether `pretrain` is an experiment's or stands alone."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from lexiboost.experiments import pretraining, run
from lexiboost.experiments.config import ExperimentConfig
from lexiboost.experiments.pretraining_keys import PretrainingConfig
from lexiboost.stages import program
from tests.experiments.tiny import CONFIG, ROOT

ALONE = ROOT / "configs" / "pretrain.py"


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was to be run."""
    calls: list[Any] = []
    monkeypatch.setattr(pretraining, "pretrain", lambda *given: calls.append(given))
    monkeypatch.setattr(run, "run_experiment", lambda *given: calls.append(given))
    return calls


def test_a_config_of_pretraining_runs_alone(called: list[Any]) -> None:
    argv = ["pretrain", f"--config={ALONE}", "--workdir=w", "--config.optimizer.learning_rate=0.5"]
    assert program.main("pretrain", "doc", [*argv, "--config.profile_steps=3,5"]) == program.DONE
    [(config, workdir)] = called
    assert isinstance(config, PretrainingConfig) and workdir == "w"
    assert (config.optimizer.learning_rate, config.profile_steps, config.length) == (0.5, (3, 5), 64)


def test_settings_alone_do(called: list[Any]) -> None:
    assert program.main("pretrain", "doc", ["pretrain", "--config.text=eng_Latn:x", "--workdir=w"]) == 0
    assert called[0][0].text == ("eng_Latn:x",)


def test_an_experiments_config_is_a_stage_of_it(called: list[Any]) -> None:
    assert program.main("pretrain", "doc", ["pretrain", f"--config={CONFIG}", "--workdir=w"]) == 0
    [(config, workdir, stage)] = called
    assert isinstance(config, ExperimentConfig) and (workdir, stage) == ("w", "pretrain")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([f"--config={ALONE}"], "--workdir is missing"),
        ([f"--config={ALONE}", "--workdir=w", "--config.step=3"], "config.step: unknown key"),
        ([f"--config={ALONE}", "--workdir=w", "--config.platform=npu"], "config.platform='npu': choose"),
        ([f"--config={ALONE}", "--workdir=w", "--config.batch=0"], "config.batch=0: must be at least 1"),
        (["--workdir=w"], "--config is missing"),
    ],
)
def test_a_wrong_command_is_told_in_one_line(
    called: list[Any], capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert program.main("pretrain", "doc", ["pretrain", *arguments]) == program.USER_ERROR
    assert said in capsys.readouterr().err
    assert not called


def test_help_lists_every_setting(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main("pretrain", "What it does.", ["pretrain", "--help"]) == program.DONE
    said = capsys.readouterr().out
    for key in ("text", "model.size", "optimizer.schedule", "mesh.fsdp", "skip_bad_steps", "profile_steps"):
        assert f"--config.{key}=" in said


def test_the_script_for_pods_is_sound_and_says_how_it_is_used() -> None:
    script = ROOT / "configs" / "launch_tpu_pod.sh"
    assert subprocess.run(["bash", "-n", script]).returncode == 0
    told = subprocess.run([script], capture_output=True, text=True)
    assert told.returncode == 2 and "SIGTERM" in told.stdout
    here = {"PATH": "/usr/bin:/bin"}
    refused = subprocess.run([script, "run"], capture_output=True, text=True, env=here)
    assert refused.returncode != 0 and "name the project" in refused.stderr


def test_a_folder_that_cannot_be_written_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    argv = ["pretrain", f"--config={ALONE}", f"--workdir={tmp_path / 'file'}"]
    assert program.main("pretrain", "doc", argv) == program.USER_ERROR
    assert "a file stands where a folder is needed" in capsys.readouterr().err
