import pytest

from lexiboost.artifacts import progress as module
from lexiboost.artifacts.progress import duration, progress


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.42, "0.4 s"),
        (9.96, "10 s"),
        (59.4, "59 s"),
        (59.6, "1 min 0 s"),
        (200, "3 min 20 s"),
        (7500, "2 h 5 min"),
    ],
)
def test_a_length_of_time_reads_naturally(seconds, said):
    assert duration(seconds) == said


def test_without_a_terminal_a_line_tells_rate_and_time_left(monkeypatch, capsys):
    clock = [0.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(module.sys.stderr, "isatty", lambda: False, raising=False)
    with progress(100, "pretrain", "step") as shown:
        for _ in range(40):
            clock[0] += 1.0
            shown.advance(note="loss 2.5")
    lines = capsys.readouterr().err.strip().splitlines()
    assert lines == ["pretrain: 31/100 step, 1.0/s, 1 min 9 s left loss 2.5"]


def test_short_jobs_say_nothing(capsys):
    with progress(3, "quick") as shown:
        shown.advance(3)
    assert capsys.readouterr().err == ""
