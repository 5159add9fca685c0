"""An experiment small enough for a test, as a config file; and ways to run it.

`python -m lexiboost.stages.experiment --config=tests/experiments/tiny.py --workdir=runs/tiny`
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import ml_collections
import pytest

from lexiboost.experiments.config import default_config
from lexiboost.stages import program

ROOT = Path(__file__).resolve().parents[2]
MINI = ROOT / "corpora" / "mini"
CONFIG = Path(__file__)


def get_config() -> ml_collections.ConfigDict:
    config = default_config("tiny")
    config.data_dir = str(MINI)
    config.seeds = "0"
    config.targets = "tur_Latn"
    config.arms = "english_only,lexicon_labelled,majority"
    config.task.dataset = "mini"
    config.source.text = "text/eng/mini.txt"
    config.source.sentences = 100
    config.synthesis.copies = 1
    config.tokenizer.size, config.tokenizer.grams = 400, 300
    config.model.dim, config.model.layers, config.model.heads = 16, 1, 2
    config.model.surface_dim = 8
    config.rows.batch, config.rows.length = 4, 32
    config.pretrain.steps = config.finetune.steps = 3
    config.best.partner, config.best.partner_weight = "", 0.0
    config.report.replicates = 20
    return config


PROGRESS = re.compile(r"    .+: \S+/\S+ .+/s, .+ left.*\n")


@dataclass(frozen=True)
class Ended:
    """How a program ended; `err` is without progress, which only a slow machine prints on so short a run."""

    status: int
    out: str
    err: str

    @property
    def error(self) -> str:
        """The one line of a user error; fails the test where it is anything else."""
        assert self.status == program.USER_ERROR, f"status {self.status}\n{self.out}\n{self.err}"
        assert self.err.startswith("lexiboost: error: ") and self.err.endswith("\n"), self.err
        assert self.err.count("\n") == 1, self.err
        return self.err.removeprefix("lexiboost: error: ").rstrip("\n")


class Program:
    """The stage programs, run within the test's process."""

    def __init__(self, workdir: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.workdir, self._capsys = workdir, capsys

    def raw(self, *arguments: str, stage: str = "experiment") -> Ended:
        """Runs a stage with exactly these arguments."""
        self._capsys.readouterr()
        status = program.main(stage, "What it does.", [stage, *arguments])
        out, err = self._capsys.readouterr()
        said = [line for line in err.splitlines(keepends=True) if not PROGRESS.fullmatch(line)]
        return Ended(status, out, "".join(said))

    def __call__(self, *arguments: str, stage: str = "experiment", config: Path = CONFIG) -> Ended:
        """Runs a stage on the tiny config, with further arguments."""
        return self.raw(f"--config={config}", f"--workdir={self.workdir}", *arguments, stage=stage)

    def made(self) -> list[str]:
        """Every file below the workdir but the lock."""
        files = (path for path in self.workdir.rglob("*") if path.is_file() and path.name != ".lock")
        return sorted(str(path.relative_to(self.workdir)) for path in files)

    def half_written(self) -> list[str]:
        """What a run must never leave."""
        return [str(p) for p in self.workdir.rglob("*") if p.suffix in (".partial", ".tmp")]


def start(workdir: Path, *arguments: str, stage: str = "experiment") -> subprocess.Popen[str]:
    """Starts a stage program on the tiny config as a process of its own."""
    command = [sys.executable, "-u", "-m", f"lexiboost.stages.{stage}"]
    command += [f"--config={CONFIG}", f"--workdir={workdir}", *arguments]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )


def copy_data(folder: Path, *, locales: tuple[str, ...] = ("en-US", "tr-TR")) -> Path:
    """A data directory with the embedded English and Turkish data, for a test to change."""
    for name in ("lexicons/mini/en_tr.tsv", "text/eng/mini.txt", "unimorph/eng.tsv", "unimorph/tur.tsv"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(MINI / name, folder / name)
    (folder / "tasks" / "mini").mkdir(parents=True)
    for locale in locales:
        shutil.copy(MINI / "tasks" / "mini" / f"{locale}.jsonl", folder / "tasks" / "mini")
    return folder
