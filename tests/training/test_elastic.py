"""The stage `pretrain` killed again and again, each time going on with another number of devices."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
STEPS, EVERY = 30, 4
KILLED = {1: 6, 2: 12, 4: 19, 8: 25}
"""The step before which a run on so many devices is killed."""
SETTINGS = {
    "vocabulary.size": 420,
    "length": 16,
    "batch": 8,
    "steps": STEPS,
    "every": 1,
    "model.size": "encoder-tiny",
    "model.settings": "layers=1,dim=16,hidden=32,dropout=0.1",
    "optimizer.learning_rate": 1e-2,
    "checkpoints.every": EVERY,
    "tensorboard": "false",
}


def start(text: Path, workdir: Path, devices: int, hold: int = STEPS) -> subprocess.Popen[str]:
    """The command on so many devices; its batches are logged beside the workdir, what it says as well."""
    command = [sys.executable, "-m", "tests.training.elastic_run", f"{workdir}.batches", str(hold)]
    command += [f"--workdir={workdir}", f"--config.text=eng_Latn:{text}"]
    command += [f"--config.{key}={value}" for key, value in SETTINGS.items()]
    flags = os.environ | {"XLA_FLAGS": f"--xla_force_host_platform_device_count={devices}"}
    with Path(f"{workdir}.said").open("a", encoding="utf-8") as said:
        return subprocess.Popen(command, cwd=ROOT, env=flags, stdout=said, stderr=said, text=True)


def kill_once_it_saved(process: subprocess.Popen[str], workdir: Path, step: int) -> None:
    """Kills a run when the checkpoint of a step is there."""
    path = workdir / "pretrain" / "checkpoints" / f"step_{step:09d}"
    while process.poll() is None and not path.exists():
        time.sleep(0.01)
    process.kill()
    assert process.wait() == -signal.SIGKILL, Path(f"{workdir}.said").read_text(encoding="utf-8")


def losses(workdir: Path) -> list[float]:
    lines = (workdir / "pretrain" / "curve.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["step"] for line in lines] == list(range(STEPS))
    return [json.loads(line)["loss"] for line in lines]


def batches(workdir: Path) -> dict[int, str]:
    """A digest of the rows of each step; a step made again by the run that goes on had the same ones."""
    made: dict[int, str] = {}
    for line in Path(f"{workdir}.batches").read_text(encoding="utf-8").splitlines():
        step, digest = json.loads(line)
        assert made.setdefault(step, digest) == digest
    return made


def test_killed_and_resumed_on_1_2_4_8_and_1_devices_it_is_the_run_of_one_device(
    syllable_text: Path, tmp_path: Path
) -> None:
    whole, moved = tmp_path / "whole", tmp_path / "moved"
    undisturbed = start(syllable_text, whole, 1)
    saved = [hold // EVERY * EVERY for hold in KILLED.values()]
    for (devices, hold), step in zip(KILLED.items(), saved, strict=True):
        kill_once_it_saved(start(syllable_text, moved, devices, hold), moved, step)
    last = start(syllable_text, moved, 1)
    for process, workdir in ((last, moved), (undisturbed, whole)):
        assert process.wait() == 0, Path(f"{workdir}.said").read_text(encoding="utf-8")
    said = Path(f"{moved}.said").read_text(encoding="utf-8")
    for devices, step in zip(KILLED, saved, strict=True):
        assert f"{devices} cpu (cpu; {devices} data x 1 fsdp x 1 tensor)" in said
        assert f"going on from step {step}\n" in said
    assert batches(moved) == batches(whole) and set(batches(whole)) == set(range(STEPS))
    assert len(set(batches(whole).values())) == STEPS
    np.testing.assert_allclose(losses(moved), losses(whole), rtol=0, atol=1e-5)
