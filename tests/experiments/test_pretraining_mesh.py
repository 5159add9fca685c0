"""The same run on other devices: layouts, processes, and a run that is killed and goes on elsewhere."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.experiments.tiny import ROOT

STEPS = 12


def started(text: Path, devices: int, *arguments: str, kill: int = -1) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.experiments.mesh_program", str(text), str(devices), str(kill)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.Popen([*command, *arguments], cwd=ROOT, **pipes)


def run(text: Path, devices: int, *arguments: str, kill: int = -1) -> str:
    process = started(text, devices, *arguments, kill=kill)
    said, _ = process.communicate()
    assert process.returncode == (0 if kill < 0 else -signal.SIGKILL), said
    return said


def losses(workdir: Path) -> list[float]:
    lines = [json.loads(line) for line in (workdir / "pretrain" / "curve.jsonl").read_text().splitlines()]
    assert [line["step"] for line in lines] == list(range(STEPS))
    return [line["loss"] for line in lines]


@pytest.fixture(scope="module")
def alone(syllable_text: Path, tmp_path_factory: pytest.TempPathFactory) -> list[float]:
    """The losses on one device, never stopped."""
    folder = tmp_path_factory.mktemp("alone")
    run(syllable_text, 1, f"{folder}=1,1,1")
    return losses(folder)


def test_every_layout_of_eight_devices_has_the_losses_of_one(
    syllable_text: Path, alone: list[float], tmp_path: Path
) -> None:
    layouts = ("8,1,1", "2,2,2", "1,8,1")
    said = run(syllable_text, 8, *(f"{tmp_path / layout}={layout}" for layout in layouts))
    for layout in layouts:
        np.testing.assert_allclose(losses(tmp_path / layout), alone, atol=1e-5)
    assert "2 data x 2 fsdp x 2 tensor" in said


def test_a_run_killed_and_resumed_on_more_devices_sees_the_same_batches(
    syllable_text: Path, alone: list[float], tmp_path: Path
) -> None:
    for devices, kill in ((1, 3), (2, 6), (4, 9), (8, -1)):
        said = run(syllable_text, devices, f"{tmp_path}={devices},1,1", kill=kill)
    assert "going on from step" in said
    np.testing.assert_allclose(losses(tmp_path), alone, atol=1e-5)


def test_two_processes_have_the_losses_of_one_and_leave_a_run_that_one_can_finish(
    syllable_text: Path, alone: list[float], tmp_path: Path
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    both = [
        started(syllable_text, 2, f"{tmp_path}=2,2,1", "--", "2", str(index), str(port)) for index in range(2)
    ]
    said = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert "4 cpu (cpu; 2 data x 2 fsdp x 1 tensor), 2 processes" in said[0]
    np.testing.assert_allclose(losses(tmp_path), alone, atol=1e-5)
    assert not (tmp_path / "pretrain" / "manifest.json").exists()
    run(syllable_text, 1, f"{tmp_path}=1,1,1")
    assert (tmp_path / "pretrain" / "weights").is_dir()
    np.testing.assert_allclose(losses(tmp_path), alone, atol=1e-5)
