from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lexiboost.artifacts.interrupt import OutOfTime, Terminated, interruptible, poll
from lexiboost.training.preemption import Preemption
from tests.training.toy import advance, bits, fresh

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("number", "ending"), [(signal.SIGTERM, Terminated), (signal.SIGINT, KeyboardInterrupt)]
)
def test_a_signal_is_only_noted_until_the_loop_ends_the_run(
    number: signal.Signals, ending: type[BaseException]
) -> None:
    before = signal.getsignal(number)
    with Preemption() as preemption:
        assert not preemption.due(1)
        os.kill(os.getpid(), number)
        assert preemption.due(2) and preemption.due(3)
        with pytest.raises(ending):
            preemption.end()
    assert signal.getsignal(number) == before


def test_a_second_ctrl_c_ends_at_once_and_a_second_sigterm_does_not() -> None:
    with Preemption() as preemption:
        os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGTERM)
        assert preemption.due(1)
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(1)


def test_the_deadline_leaves_time_to_save() -> None:
    now = 100.0
    preemption = Preemption(seconds=60, clock=lambda: now)
    assert not preemption.due(1, reserve=10.0)
    now = 149.9
    assert not preemption.due(2, reserve=10.0)
    now = 150.0
    assert not preemption.due(3, reserve=9.0) and preemption.due(3, reserve=10.0)
    with pytest.raises(OutOfTime):
        preemption.end()


def test_without_a_deadline_there_is_none() -> None:
    assert not Preemption(clock=lambda: 1e12).due(1, reserve=1e9)


def test_inside_a_program_that_ends_on_signals_the_loop_still_has_the_say() -> None:
    with interruptible(), pytest.raises(Terminated):
        with Preemption() as preemption:
            os.kill(os.getpid(), signal.SIGTERM)
            poll()
            assert preemption.due(1)
        poll()  # the run is over: saved, or ended without any steps left
        os.kill(os.getpid(), signal.SIGTERM)


STEPS, EVERY = 24, 3


def test_a_run_ended_at_random_moments_again_and_again_goes_on_to_the_same_bits(tmp_path: Path) -> None:
    """Here a few moments; `benchmarks/checkpoint_fuzz.py` takes as many as one likes."""
    rng = random.Random(0)
    command = [sys.executable, "-m", "tests.training.toy", str(tmp_path), str(STEPS), str(EVERY), "0.02"]
    starts = []
    for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGKILL, None):
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        starts.append(int(process.stdout.readline().split()[1]))
        if number is not None:
            time.sleep(rng.uniform(0.0, 0.3))
            process.send_signal(number)
        _, error = process.communicate()
        ended = {None: 0, signal.SIGKILL: -9, signal.SIGTERM: 143}[number]
        assert process.returncode in (0, ended), error
    state, losses = advance(fresh(), STEPS)
    assert starts == sorted(starts)
    assert (tmp_path / "final.txt").read_text() == bits(state)
    lines = (tmp_path / "curve.txt").read_text().splitlines()
    assert lines == [f"{step} {loss.hex()}" for step, loss in enumerate(losses, start=1)]
