from __future__ import annotations

import threading
import time

import pytest

from lexiboost.training.feed import STALL, Fed, Feed


def test_batches_come_in_order_with_their_facts_and_what_they_were_waited_for() -> None:
    with Feed(lambda step: Fed(step * step, {"tokens": step}), range(3, 8)) as feed:
        taken = [feed.take() for _ in range(5)]
    assert [fed.batch for fed in taken] == [9, 16, 25, 36, 49]
    assert [fed.facts["tokens"] for fed in taken] == [3, 4, 5, 6, 7]
    assert all(fed.facts[STALL] >= 0 for fed in taken)


def test_no_more_batches_are_made_than_may_wait() -> None:
    made: list[int] = []
    ready = threading.Event()

    def prepare(step: int) -> Fed:
        made.append(step)
        if step == 1:
            ready.set()
        return Fed(step, {})

    with Feed(prepare, range(100), ahead=2) as feed:
        ready.wait()
        time.sleep(0.02)
        assert made == [0, 1]
        feed.take()
    assert made[:2] == [0, 1] and len(made) <= 3


def test_an_error_comes_up_at_its_batch_and_not_before() -> None:
    def prepare(step: int) -> Fed:
        if step == 2:
            raise KeyError("row")
        return Fed(step, {})

    with Feed(prepare, range(5)) as feed:
        assert [feed.take().batch, feed.take().batch] == [0, 1]
        with pytest.raises(KeyError, match="row"):
            feed.take()
