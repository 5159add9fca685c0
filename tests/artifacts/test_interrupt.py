"""A signal ends the program even where Python drops the exception."""

from __future__ import annotations

import os
import signal

import pytest

from lexiboost.artifacts.interrupt import Terminated, interruptible, poll


@pytest.mark.parametrize(
    ("number", "ending"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, Terminated)]
)
def test_a_signal_raises_at_once(number: int, ending: type[BaseException]) -> None:
    before = signal.getsignal(number)
    with pytest.raises(ending), interruptible():
        os.kill(os.getpid(), number)
        pytest.fail("went on")
    assert signal.getsignal(number) == before


def test_a_signal_dropped_in_a_destructor_is_raised_by_poll(capsys: pytest.CaptureFixture[str]) -> None:
    class Dying:
        def __del__(self) -> None:
            os.kill(os.getpid(), signal.SIGINT)

    reached = False
    with pytest.raises(KeyboardInterrupt), interruptible():
        Dying()
        reached = True
        poll()
        pytest.fail("went on")
    assert reached
    assert capsys.readouterr().err == ""


def test_without_a_signal_nothing_happens_and_the_handlers_come_back() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    poll()
    with interruptible():
        within = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
        poll()
    poll()
    assert within[0] != before[0] and within[1] != before[1]
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before
