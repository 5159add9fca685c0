"""What a run says while it works."""

from __future__ import annotations

import itertools

import pytest

from lexiboost.artifacts import progress as module
from lexiboost.artifacts.progress import duration, progress


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0.0 s"),
        (9.94, "9.9 s"),
        (9.96, "10 s"),
        (59.4, "59 s"),
        (59.6, "1 min 0 s"),
        (200, "3 min 20 s"),
        (3599.6, "1 h 0 min"),
        (7500, "2 h 5 min"),
    ],
)
def test_lengths_of_time_are_said_in_two_units_at_most(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_without_a_terminal_a_line_is_said_now_and_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = itertools.count(0, 5)
    monkeypatch.setattr(module.time, "monotonic", lambda: float(next(clock)))
    with progress(100, "pretrain") as shown:
        for _ in range(10):
            shown.advance(note="loss 2.5")
    lines = capsys.readouterr().err.splitlines()
    assert 1 <= len(lines) <= 3
    # 7 steps after 35 s by the clock, which is looked at three times when a line is said
    assert lines[0].startswith("    pretrain: 7/100 step, 0.2/s, ")
    assert lines[0].endswith(" left loss 2.5")


def test_quick_work_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(3, "pretrain") as shown:
        shown.advance(3)
    assert capsys.readouterr().err == ""
