from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jax
import numpy as np
import pytest

from lexiboost.training.loop import DivergedError, train
from lexiboost.training.objectives.pretraining import Pretraining
from lexiboost.training.objectives.settings import PretrainSettings, SupervisedSettings
from lexiboost.training.objectives.supervised import Supervised
from lexiboost.training.optimizer import OptimizerSettings
from lexiboost.training.state import init_model
from tests.training.tiny import CONFIG, Repeated, row_batch

SETTINGS = OptimizerSettings(learning_rate=1e-2, frozen=("embedder.pieces", "embedder.surface"))
OBJECTIVE = Supervised(SupervisedSettings(dictionary=True))
NOISY = replace(CONFIG, dropout=0.3)
STEPS = 13
BATCH = row_batch()


def _train(log: Path, *, seed: int = 0, stream: Repeated | None = None, params: Any = None) -> Any:
    """Twelve steps with all kinds of dropout; every call shares one compiled step."""
    if params is None:
        _, params = init_model(NOISY, 0)
    return train(
        OBJECTIVE,
        NOISY,
        params,
        stream or Repeated(BATCH),
        settings=SETTINGS,
        steps=STEPS,
        seed=seed,
        label="test",
        log=log,
    )


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("log") / "log.jsonl"


@pytest.fixture(scope="module")
def trained(log: Path) -> Any:
    return _train(log)


def test_two_runs_are_bit_equal_and_another_seed_differs(trained: Any, log: Path, tmp_path: Path) -> None:
    again = _train(tmp_path / "log.jsonl")
    jax.tree.map(np.testing.assert_array_equal, trained, again)
    assert (tmp_path / "log.jsonl").read_bytes() == log.read_bytes()
    other = _train(tmp_path / "other.jsonl", seed=1)
    assert not np.array_equal(trained["tag_head"]["kernel"], other["tag_head"]["kernel"])


def test_frozen_parts_stay_bit_equal_while_the_others_move(trained: Any) -> None:
    _, params = init_model(NOISY, 0)
    idle = {"word_head.bias"}  # no loss reaches the masked-word head, and decay leaves its zeros
    for path, leaf in jax.tree_util.tree_leaves_with_path(params):
        name = ".".join(str(part.key) for part in path)
        after = trained
        for part in path:
            after = after[part.key]
        held = name in idle or name.startswith(SETTINGS.frozen)
        assert np.array_equal(leaf, after) == held, name


def test_the_given_parameters_are_not_consumed(tmp_path: Path) -> None:
    _, params = init_model(NOISY, 0)
    before = jax.tree.map(lambda x: np.array(x), params)
    _train(tmp_path / "log.jsonl", params=params)
    jax.tree.map(np.testing.assert_array_equal, params, before)


def test_the_log_has_every_tenth_step_and_the_last(trained: Any, log: Path) -> None:
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [line["step"] for line in lines] == [0, 10, 12]
    for line in lines:
        assert set(line) == {"step", "loss", "label_loss", "tag_loss", "gradient_norm"}
        assert line["loss"] == pytest.approx(line["label_loss"] + line["tag_loss"], rel=1e-5)


@pytest.mark.parametrize("step", [0, 4, STEPS - 1])
def test_a_loss_that_is_no_number_stops_the_run_and_names_the_step(tmp_path: Path, step: int) -> None:
    broken = BATCH._replace(weight_UxK=np.full_like(BATCH.weight_UxK, np.nan))
    with pytest.raises(DivergedError, match=rf"nan at step {step};") as raised:
        _train(tmp_path / "log.jsonl", stream=Repeated(BATCH, step, broken))
    assert "learning_rate" in str(raised.value) and "\n" not in str(raised.value)


def test_no_step_leaves_the_parameters(tmp_path: Path) -> None:
    _, params = init_model(CONFIG, 0)
    settings = OptimizerSettings()
    same = train(
        OBJECTIVE,
        CONFIG,
        params,
        Repeated(BATCH),
        settings=settings,
        steps=0,
        seed=0,
        label="test",
        log=tmp_path / "log.jsonl",
    )
    jax.tree.map(np.testing.assert_array_equal, same, params)
    assert (tmp_path / "log.jsonl").read_text() == ""


def _last(objective: Any, steps: int, log: Path) -> dict[str, float]:
    _, params = init_model(CONFIG, 0)
    train(
        objective,
        CONFIG,
        params,
        Repeated(BATCH),
        settings=OptimizerSettings(learning_rate=1e-2, weight_decay=0.0),
        steps=steps,
        seed=0,
        label="test",
        log=log,
    )
    return json.loads(log.read_text().splitlines()[-1])


def test_a_few_sentences_are_learnt_by_heart_by_both_heads(tmp_path: Path) -> None:
    still = SupervisedSettings(word_dropout=0.0, kept_dropout=0.0)
    last = _last(Supervised(still), 80, tmp_path / "log.jsonl")
    assert last["label_loss"] < 0.05 and last["tag_loss"] < 0.05


def test_pretraining_aligns_a_few_sentences_and_predicts_their_hidden_words(tmp_path: Path) -> None:
    settings = PretrainSettings(alignments=24, kept_dropout=0.0)
    last = _last(Pretraining(settings), 150, tmp_path / "log.jsonl")
    assert last["align_input_loss"] < 0.05 and last["align_context_loss"] < 0.05
    assert last["masked_loss"] < 0.7 * np.log(CONFIG.pieces)
