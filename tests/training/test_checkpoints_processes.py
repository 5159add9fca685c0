from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from lexiboost.training.checkpoints import Checkpoints
from tests.training.toy import IDENTITY, advance, fresh

ROOT = Path(__file__).parents[2]


def _start(folder: Path, steps: int, devices: int, processes: int = 1) -> list[subprocess.Popen[str]]:
    """The processes of a run on a mesh."""
    command = [sys.executable, "-m", "tests.training.mesh_run", str(folder), str(steps), str(devices)]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ranks = [[str(processes), str(rank), str(port)] for rank in range(processes)] if processes > 1 else [[]]
    return [
        subprocess.Popen(command + rank, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for rank in ranks
    ]


def _finish(running: list[subprocess.Popen[str]], status: int = 0) -> str:
    said = [process.communicate() for process in running]
    assert [process.returncode for process in running] == [status] * len(running), said
    return said[0][0]


def test_a_run_goes_on_with_another_number_of_devices_and_processes(tmp_path: Path) -> None:
    """4 devices, then 2 processes of 2, then a single device; the loss is that of one device throughout."""
    folder = tmp_path / "checkpoints"
    _finish(_start(folder, 4, 4))
    said = _finish(_start(folder, 8, 2, processes=2))
    assert "from 4\n" in said
    _, losses = advance(fresh(), 10)
    assert float(re.search(r"loss (\S+)", said)[1]) == pytest.approx(losses[7], rel=1e-5)
    with Checkpoints(folder) as checkpoints:
        restored = checkpoints.restore(fresh()._replace(step=fresh().optimizer[1].inner_state[0].count))
    assert restored.step == 8
    _, after = advance(restored.state._replace(step=8), 2)
    assert after == pytest.approx(losses[8:], rel=1e-5)


def test_a_signal_to_one_process_stops_all_at_one_step_that_is_saved(tmp_path: Path) -> None:
    (tmp_path / "slow").mkdir()
    folder = tmp_path / "checkpoints"
    running = _start(folder, 100_000, 1, processes=2)
    assert running[0].stdout is not None
    for line in running[0].stdout:
        if line == "at 3\n":
            running[1].send_signal(signal.SIGTERM)
            break
    stopped = int(re.search(r"stopped at (\d+)\n$", _finish(running, 143))[1])
    with Checkpoints(folder) as checkpoints:
        assert checkpoints.steps()[-1] == stopped >= 3
        at = fresh()._replace(step=fresh().optimizer[1].inner_state[0].count)
        assert checkpoints.restore(at, identity=IDENTITY).step == stopped
