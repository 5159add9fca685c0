"""The command line: what is accepted, what is refused in one line, how a program ends."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lexiboost.artifacts.interrupt import OutOfTime
from lexiboost.experiments import run as run_module
from lexiboost.experiments.config import ExperimentConfig
from lexiboost.experiments.plan import STAGES
from lexiboost.stages import program
from tests.experiments.tiny import CONFIG, ROOT, Program

HERE = f"--config={CONFIG}"


def parsed(*arguments: str) -> ExperimentConfig:
    return program.parse(["experiment", HERE, "--workdir=w", *arguments])[0]


def config_file(folder: Path, body: str) -> Path:
    path = folder / "mine.py"
    path.write_text(
        "from lexiboost.experiments.config import default_config\n"
        "def get_config():\n"
        "    config = default_config('mine')\n"
        f"    {body}\n"
        "    return config\n",
        encoding="utf-8",
    )
    return path


def test_lists_are_given_with_commas() -> None:
    config = parsed("--config.targets=tel_Telu,wol_Latn", "--config.seeds=0,1", "--config.arms=lexicon, mono")
    assert config.targets == ("tel_Telu", "wol_Latn")
    assert config.seeds == (0, 1)
    assert config.arms == ("lexicon", "mono")


def test_an_empty_list_takes_everything() -> None:
    assert parsed("--config.targets=").targets == ()


def test_nested_keys_numbers_and_booleans() -> None:
    config = parsed(
        "--config.pretrain.steps=7",
        "--config.pretrain.learning_rate=1",
        "--noconfig.best.wide",
        "--config.model.dim=32",
    )
    assert (config.pretrain.steps, config.pretrain.learning_rate) == (7, 1.0)
    assert config.best.wide is False
    assert config.model.dim == 32


def test_values_may_follow_their_flag_after_a_space() -> None:
    config, workdir = program.parse(["x", "--config", str(CONFIG), "--workdir", "w", "--config.seeds", "4"])
    assert workdir == "w"
    assert config.seeds == (4,)


def test_the_data_directory_comes_from_the_environment_and_then_from_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LEXIBOOST_DATA", "/somewhere")
    assert parsed("--config.data_dir=").data == Path("/somewhere")
    assert parsed("--config.data_dir=/else").data == Path("/else")
    monkeypatch.delenv("LEXIBOOST_DATA")
    assert parsed("--config.data_dir=").data == Path("data")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ([], ["--config is missing", "configs/mini.py"]),
        (["--workdir=w"], ["--config is missing"]),
        ([HERE], ["--workdir is missing", "runs/mini"]),
        ([HERE, "--workdir="], ["--workdir is missing"]),
        (["--config=nowhere.py", "--workdir=w"], ["nowhere.py", "no such file"]),
        ([HERE, "--workdir=w", "--config.foo=1"], ["config.foo", "unknown key", "did you mean config."]),
        (
            [HERE, "--workdir=w", "--config.pretrain.step=1"],
            ["config.pretrain.step", "config.pretrain.steps"],
        ),
        (
            [HERE, "--workdir=w", "--config.learning_rate=1"],
            ["config.learning_rate", "config.pretrain.learning_rate"],
        ),
        ([HERE, "--workdir=w", "--config.seed=1"], ["config.seed", "config.seeds"]),
        (
            [HERE, "--workdir=w", "--config.pretrain.steps=many"],
            ["config.pretrain.steps='many'", "whole number"],
        ),
        (
            [HERE, "--workdir=w", "--config.pretrain.steps=1.5"],
            ["config.pretrain.steps='1.5'", "whole number"],
        ),
        ([HERE, "--workdir=w", "--config.model.dropout=low"], ["config.model.dropout='low'", "a number"]),
        ([HERE, "--workdir=w", "--config.seeds=0,x"], ["config.seeds='x'", "whole number"]),
        ([HERE, "--workdir=w", "--config.best.wide=perhaps"], ["config.best.wide", "perhaps"]),
        ([HERE, "--workdir=w", "--config.pretrain=3"], ["config.pretrain", "group of keys", "learning_rate"]),
        ([HERE, "--workdir=w", "--config.name.x=3"], ["config.name.x", "unknown key"]),
        ([HERE, "--workdir=w", "--wrkdir=x"], ["wrkdir", "workdir"]),
        ([HERE, "--workdir=w", "targets=tr"], ["'targets=tr'", "--config.<key>=<value>"]),
        ([HERE, "--workdir=w", "--config.seeds="], ["config.seeds", "at least one seed"]),
        ([HERE, "--workdir=w", "--config.seeds=1,2,1"], ["config.seeds", "twice"]),
        ([HERE, "--workdir=w", "--config.seeds=-1"], ["config.seeds=-1", "must be 0 to "]),
        ([HERE, "--workdir=w", "--config.pretrain.steps=-5"], ["config.pretrain.steps=-5", "at least 1"]),
        ([HERE, "--workdir=w", "--config.finetune.learning_rate=nan"], ["config.finetune.learning_rate=nan"]),
        ([HERE, "--workdir=w", "--config.model.heads=3"], ["config.model.heads=3", "config.model.dim=16"]),
        ([HERE, "--workdir=w", "--config.task.name=ner"], ["config.task.name='ner'", "intents, upos"]),
        ([HERE, "--workdir=w", "--config.platform=cuda"], ["config.platform='cuda'", "gpu"]),
        (
            [HERE, "--workdir=w", "--config.arms=english_only,lexcion"],
            ["config.arms", "'lexcion'", "lexicon"],
        ),
        ([HERE, "--workdir=w", "--config.arms=lexicon"], ["config.arms", "english_only"]),
        ([HERE, "--workdir=w", "--config.arms="], ["config.arms", "at least"]),
        ([HERE, "--workdir=w", "--config.arms=english_only,english_only"], ["config.arms", "twice"]),
    ],
    ids=lambda value: " ".join(a for a in value if a not in (HERE, "--workdir=w"))[:50] or "nothing",
)
def test_a_wrong_command_line_is_refused_in_one_line(
    run: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str], named: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    line = run.raw(*arguments).error
    for part in named:
        assert part in line
    assert not (tmp_path / "w").exists()


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("config.pretrian.steps = 3", [":4: ", "pretrian"]),
        ("config.tokens = 3", ["config.tokens", "did you mean"]),
        ("config.pretrain.steps = 'three'", [":4: ", "steps"]),
        ("config.seeds = nobody", [":4: ", "nobody"]),
        ("config.seeds = (", [":4: ", "never closed"]),
        ("config.source.variety = 7", [":4: ", "variety"]),
        ("return 5", ["get_config", "ConfigDict", "int"]),
    ],
)
def test_a_broken_config_file_is_named_with_its_line(
    run: Program, tmp_path: Path, body: str, named: list[str]
) -> None:
    path = config_file(tmp_path, body)
    line = run(config=path).error
    for part in (str(path) if "did you mean" not in named else "config.", *named):
        assert part in line
    assert not run.workdir.exists()


def test_a_config_file_without_get_config_is_named(run: Program, tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text("x = 1\n", encoding="utf-8")
    assert "get_config" in run(config=path).error


@pytest.mark.parametrize("stage", [*STAGES, "experiment"])
def test_help_says_what_a_stage_reads_and_writes(stage: str, capsys: pytest.CaptureFixture[str]) -> None:
    doc = importlib.import_module(f"lexiboost.stages.{stage}").__doc__
    assert program.main(stage, doc, [stage, "--help"]) == 0
    shown, errors = capsys.readouterr()
    assert "Reads: " in shown and "Writes, below --workdir: " in shown
    # Alone, `pretrain` needs no experiment's config, and its help lists its own settings.
    alone = stage == "pretrain"
    usage = "[--config=FILE] --workdir=FOLDER" if alone else "--config=FILE --workdir=FOLDER"
    assert f"python -m lexiboost.stages.{stage} {usage}" in shown
    assert ("--config.model.size=encoder-tiny" if alone else "--config.pretrain.steps=600") in shown
    assert errors == ""


def test_help_of_explaining_has_its_own_settings(capsys: pytest.CaptureFixture[str]) -> None:
    doc = importlib.import_module("lexiboost.stages.explain").__doc__
    assert program.main("explain", doc, ["explain", "--help"]) == 0
    shown = capsys.readouterr().out
    assert "usage: python -m lexiboost.stages.explain [--config.KEY=VALUE ...]\n" in shown
    assert "--config.row=0" in shown and "--config.shard=" in shown and "pretrain" not in shown


def endings(error: BaseException) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise error

    return fail


def test_ctrl_c_ends_in_one_line_with_130(run: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "run_experiment", endings(KeyboardInterrupt()))
    ended = run()
    assert ended.status == 130
    assert ended.err == "lexiboost: stopped; the same command goes on from here\n"


def test_sigterm_ends_in_one_line_with_143_and_the_handler_is_put_back(
    run: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(run_module, "run_experiment", lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    ended = run()
    assert ended.status == 143
    assert ended.err == "lexiboost: ended from outside (SIGTERM); the same command goes on from here\n"
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_deadline_ends_in_a_line_of_its_own(run: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "run_experiment", endings(OutOfTime()))
    ended = run()
    assert ended.status == 143
    assert ended.err == (
        "lexiboost: the time of --config.minutes is over; the same command goes on from here\n"
    )


def test_an_error_of_the_program_itself_keeps_its_traceback(
    run: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_module, "run_experiment", endings(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        run()


def test_the_real_program_ends_with_status_2_and_one_line(tmp_path: Path) -> None:
    ended = subprocess.run(
        [
            sys.executable,
            "-m",
            "lexiboost.stages.experiment",
            HERE,
            "--workdir",
            tmp_path / "w",
            "--config.targets=xyzzy",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 2
    assert ended.stderr.startswith("lexiboost: error: ") and ended.stderr.count("\n") == 1
    assert "xyzzy" in ended.stderr
    assert ended.stdout == ""
    assert not (tmp_path / "w").exists()


def test_a_warning_of_the_package_is_told_as_all_else_is() -> None:
    program = (
        "import logging; from lexiboost.stages import program; "
        "program.main = lambda *_: logging.getLogger('lexiboost.text').warning('odd') or 0; "
        "program.run_stage('report', '')"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stderr == "lexiboost: odd\n"
