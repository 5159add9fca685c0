from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lexiboost.training.loop import DivergedError
from lexiboost.training.state import TrainState
from lexiboost.training.watch import Watch, WatchSettings, terminal_note


def metrics(loss: float, **more: Any) -> dict[str, Any]:
    return {"loss": np.float32(loss), "tokens": 100, "stall": 0.25, **more}


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "curve.jsonl").read_text().splitlines()]


def watch(folder: Path | None, *, first: int = 0, every: int = 2, **more: Any) -> Watch:
    settings = WatchSettings(every=every, tensorboard=False)
    return Watch(folder, settings, first=first, steps=6, label="t", **more)


def test_a_line_has_its_step_and_rates_of_all_steps_since_the_line_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([10.0, 12.0, 12.0, 16.0, 16.0])
    monkeypatch.setattr("lexiboost.training.watch.time.perf_counter", lambda: next(clock))
    with watch(tmp_path, flops=3e9, peak=1e10) as seen:
        for step in range(3):
            seen.read(step, metrics(3.0 - step))
    first, second = lines(tmp_path)
    assert (first["step"], first["loss"], second["step"], second["loss"]) == (0, 3.0, 2, 1.0)
    assert first["tokens_per_second"] == pytest.approx(100 / 2)
    assert second["tokens_per_second"] == pytest.approx(200 / 4)
    assert second["input_stall"] == pytest.approx(0.5 / 4)
    assert second["mfu"] == pytest.approx(2 * 3e9 / 4 / 1e10)
    assert seen.total == {"seconds": 6.0, "tokens": 300.0, "stall": 0.75}
    assert terminal_note(second) == "loss 1.000, 50 tokens/s, MFU 15.0 %, input 12.5 %"


def test_losses_by_variety_are_ratios_of_sums_and_those_not_met_are_left_out(tmp_path: Path) -> None:
    sums = [([2.0, 0.0, 0.0], [1.0, 0.0, 0.0]), ([4.0, 9.0, 0.0], [2.0, 3.0, 0.0])]
    with watch(tmp_path, every=3, varieties=("a", "b", "c")) as seen:
        seen.read(0, metrics(1.0))
        for step, (losses, scored) in enumerate(sums, start=1):
            arrays = {"loss_by_variety_V": np.array(losses), "scored_by_variety_V": np.array(scored)}
            seen.read(step, metrics(1.0, **arrays), last=step == 2)
    assert lines(tmp_path)[-1]["loss_by_variety"] == {"a": 2.0, "b": 3.0}


def test_a_resumed_curve_keeps_what_is_before_its_first_step_and_drops_the_rest(tmp_path: Path) -> None:
    with watch(tmp_path, every=1) as seen:
        for step in range(4):
            seen.read(step, metrics(step))
    with (tmp_path / "curve.jsonl").open("a") as stream:
        stream.write('{"step": 4, "los')
    with watch(tmp_path, first=2, every=1) as seen:
        seen.read(2, metrics(9.0))
    assert [(line["step"], line["loss"]) for line in lines(tmp_path)] == [(0, 0.0), (1, 1.0), (2, 9.0)]


def test_a_new_run_does_not_keep_the_curve_of_an_old_one(tmp_path: Path) -> None:
    (tmp_path / "curve.jsonl").write_text('{"step": 0, "loss": 5.0}\n')
    with watch(tmp_path) as seen:
        seen.read(0, metrics(1.0))
    assert [line["loss"] for line in lines(tmp_path)] == [1.0]


@pytest.mark.parametrize("more", [{}, {"halted": np.bool_(True)}])
def test_a_loss_that_is_no_number_or_a_halted_run_ends_it(tmp_path: Path, more: dict[str, Any]) -> None:
    with (
        watch(tmp_path) as seen,
        pytest.raises(DivergedError, match="step 3 is bad: its loss is nan") as raised,
    ):
        seen.read(3, metrics(np.nan, **more))
    assert raised.value.step == 3


def test_steps_left_out_are_told_once_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with watch(tmp_path) as seen:
        for step, skipped in enumerate((0, 1, 1, 2)):
            seen.read(step, metrics(np.nan, halted=np.bool_(False), skipped=np.int32(skipped)))
    said = [line for line in capsys.readouterr().err.splitlines() if "left out" in line]
    assert [line.split()[2] for line in said] == ["1", "3"]


def test_tensorboard_has_every_number_of_a_line(tmp_path: Path) -> None:
    with Watch(tmp_path, WatchSettings(every=1), first=0, steps=1, label="t", varieties=("a",)) as seen:
        seen.read(
            0, metrics(2.5, loss_by_variety_V=np.array([3.0]), scored_by_variety_V=np.array([2.0])), last=True
        )
    (events,) = (tmp_path / "tensorboard").iterdir()
    data = events.read_bytes()
    for name in (b"loss", b"tokens_per_second", b"loss_by_variety/a"):
        assert name in data


def test_a_process_that_is_not_the_first_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with watch(None) as seen:
        seen.read(0, metrics(1.0), last=True)
    assert not list(tmp_path.iterdir())


def test_the_norm_of_the_parameters_is_that_before_a_step_that_is_written(tmp_path: Path) -> None:
    state = TrainState(0, {"a": np.full(4, 3.0, np.float32), "b": {"c": np.full(1, 8.0, np.float32)}}, ())
    with watch(tmp_path, every=4) as seen:
        found = [seen.begin(step, state) for step in range(6)]
    assert [bool(each) for each in found] == [True, False, False, False, True, True]
    assert float(found[0]["parameter_norm"]) == pytest.approx(10.0)
