"""Pretraining of transformers from text: one tiny run, stopped, resumed, broken and looked at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
import pytest

from lexiboost.artifacts.errors import ConfigError, LexiboostError, PlatformError, StaleArtifactError
from lexiboost.artifacts.interrupt import Terminated
from lexiboost.experiments import pretraining_setup
from lexiboost.experiments.pretraining import pretrain
from lexiboost.experiments.pretraining_keys import (
    CheckpointKeys,
    MixtureKeys,
    ModelKeys,
    ObjectiveKeys,
    OptimizerKeys,
    PretrainingConfig,
    VocabularyKeys,
)
from lexiboost.experiments.pretraining_parts import OBJECTIVES, parsed
from lexiboost.models.transformer import EncoderConfig
from lexiboost.training.checkpoint import load_params
from lexiboost.training.loop import DivergedError
from lexiboost.training.state import abstract_params

STEPS = 12
TIMED = {"input_stall", "tokens_per_second", "mfu"}


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> PretrainingConfig:
    """Two varieties of made-up words, mixed; batches in two parts; dropout."""
    folder = tmp_path_factory.mktemp("text")
    rng = np.random.default_rng(0)
    for name, syllables in (("eng", ["ta", "mi", "ro", "sel"]), ("fin", ["kuu", "pää", "ja", "nen"])):
        words = ["".join(rng.choice(syllables, 3)) for _ in range(80)]
        lines = [" ".join(rng.choice(words, rng.integers(4, 9))) for _ in range(300)]
        (folder / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return PretrainingConfig(
        text=(f"eng_Latn:{folder}/eng.txt", f"fin_Latn/pseudo_mono:{folder}/fin.txt"),
        vocabulary=VocabularyKeys(size=420),
        length=16,
        batch=4,
        accumulate=2,
        mixture=MixtureKeys(kinds=("real=0.5", "pseudo_mono=0.5")),
        model=ModelKeys("encoder-tiny", ("layers=1", "dim=16", "hidden=32", "dropout=0.1")),
        optimizer=OptimizerKeys(learning_rate=1e-2),
        steps=STEPS,
        checkpoints=CheckpointKeys(every=5),
        every=1,
        tensorboard=False,
    )


@pytest.fixture(scope="module")
def whole(config: PretrainingConfig, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run that is never stopped; everything is watched."""
    config = replace(config, tensorboard=True, profile_steps=(2, 4))
    return pretrain(config, tmp_path_factory.mktemp("whole"))


def curve(folder: Path) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in (folder / "curve.jsonl").read_text().splitlines()]
    return [{key: value for key, value in line.items() if key not in TIMED} for line in lines]


def weights(folder: Path) -> Any:
    model = json.loads((folder / "model.json").read_text())
    assert model.pop("type") == "EncoderConfig"
    return load_params(folder / "weights", abstract_params(EncoderConfig(**model)))


def assert_same_run(one: Path, other: Path) -> None:
    assert curve(one) == curve(other)
    import jax

    jax.tree.map(np.testing.assert_array_equal, weights(one), weights(other))


def test_every_step_is_told_by_variety_and_kind(whole: Path) -> None:
    lines = [json.loads(line) for line in (whole / "curve.jsonl").read_text().splitlines()]
    assert [line["step"] for line in lines] == list(range(STEPS))
    for line in lines:
        assert set(line["loss_by_variety"]) <= {"eng_Latn", "fin_Latn"}
        assert set(line["loss_by_kind"]) <= {"real", "pseudo_mono"}
        assert line["loss"] == pytest.approx(line["token_loss"], rel=1e-5)
        assert all(line[name] > 0 for name in ("gradient_norm", "parameter_norm", "tokens_per_second", "mfu"))
    assert lines[-1]["loss"] < lines[0]["loss"] - 0.3
    assert {"eng_Latn", "fin_Latn"} == set().union(*(line["loss_by_variety"] for line in lines))


def test_a_run_leaves_weights_checkpoints_events_and_a_trace(whole: Path) -> None:
    assert list((whole / "tensorboard").iterdir())
    assert list((whole / "profile").rglob("*.xplane.pb"))
    assert [path.name for path in sorted((whole / "checkpoints").glob("step_*"))] == [
        "step_000000010",
        "step_000000012",
    ]
    assert weights(whole)["embedding"]["tokens"].shape == (420, 16)
    machine = json.loads((whole / "machine.json").read_text())
    assert machine["platform"] == "cpu" and machine["packages"]["jax"]


def test_a_finished_run_is_not_made_again(
    whole: Path, config: PretrainingConfig, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (whole / "curve.jsonl").stat().st_mtime_ns
    pretrain(config, whole.parent)
    assert "made before" in capsys.readouterr().out
    assert (whole / "curve.jsonl").stat().st_mtime_ns == before


def test_a_run_stopped_twice_ends_bit_equal_to_one_never_stopped(
    whole: Path, config: PretrainingConfig, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hurried = replace(config, minutes=1e-6)  # stops after its first step
    for _ in range(2):
        with pytest.raises(Terminated):
            pretrain(hurried, tmp_path)
    folder = pretrain(config, tmp_path)
    said = capsys.readouterr()
    assert "saved after step 1" in said.err and "saved after step 2" in said.err
    assert "going on from step 2" in said.out
    assert_same_run(folder, whole)


def test_lines_that_a_killed_run_wrote_after_its_checkpoint_are_not_doubled(
    whole: Path, config: PretrainingConfig, tmp_path: Path
) -> None:
    with pytest.raises(Terminated):
        pretrain(replace(config, minutes=1e-6), tmp_path)
    log = tmp_path / "pretrain" / "curve.jsonl"
    log.write_text(log.read_text() + '{"step": 1, "loss": 9.0}\n{"step": 2, "lo')
    assert_same_run(pretrain(config, tmp_path), whole)


def test_another_seed_is_refused_by_name_or_goes_on_when_told(
    config: PretrainingConfig, tmp_path: Path
) -> None:
    with pytest.raises(Terminated):
        pretrain(replace(config, minutes=1e-6), tmp_path)
    with pytest.raises(StaleArtifactError, match=r"config\.seed: 0 -> 7.*resume_changed"):
        pretrain(replace(config, seed=7), tmp_path)
    assert curve(pretrain(replace(config, seed=7, resume_changed=True), tmp_path))[-1]["step"] == STEPS - 1


class Poison(NamedTuple):
    """A batch, and by how much each row's loss is wrong."""

    batch: Any
    factor_B: Any


@dataclass(frozen=True)
class Poisoned:
    """An objective whose loss is wrong at some steps."""

    inner: Any
    steps: tuple[int, ...]
    factor: float

    def prepare(self, rows: Any, seed: int, step: int) -> Poison:
        factor = self.factor if step in self.steps else 1.0
        return Poison(self.inner.prepare(rows, seed, step), np.full(len(rows["row"]), factor, np.float32))

    def loss(self, model: Any, batch: Poison, key: Any) -> Any:
        loss, metrics = self.inner.loss(model, batch.batch, key)
        return loss * jnp.mean(batch.factor_B), metrics


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Makes steps bad."""
    made = pretraining_setup.objective_of

    def apply(steps: tuple[int, ...], factor: float) -> None:
        monkeypatch.setattr(pretraining_setup, "objective_of", lambda *a: Poisoned(made(*a), steps, factor))

    return apply


@pytest.mark.parametrize(("step", "factor"), [(0, np.nan), (7, np.inf), (STEPS - 1, np.nan)])
def test_a_loss_that_is_no_number_stops_names_its_rows_and_can_be_made_again(
    config: PretrainingConfig,
    tmp_path: Path,
    poison: Any,
    capsys: pytest.CaptureFixture[str],
    step: int,
    factor: float,
) -> None:
    poison((step,), factor)
    with pytest.raises(
        DivergedError, match=rf"step {step} is bad: its loss is (nan|inf); rows \w+_Latn/"
    ) as raised:
        pretrain(config, tmp_path)
    assert "\n" not in str(raised.value) and "skip_bad_steps" in str(raised.value)
    dump = tmp_path / "pretrain" / f"bad_step_{step:09d}"
    assert str(dump) in str(raised.value)
    assert len(json.loads((dump / "step.json").read_text())["rows"]) == config.batch
    capsys.readouterr()
    pretrain(replace(config, replay=str(dump)), tmp_path)
    again = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert again["step"] == step and not np.isfinite(again["loss"])


def test_a_leap_stops_with_the_state_before_it_so_that_the_step_is_made_again_to_the_bit(
    config: PretrainingConfig, tmp_path: Path, poison: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    poison((55,), 30.0)
    longer = replace(config, steps=60, every=20)
    with pytest.raises(DivergedError, match="step 55 is bad") as raised:
        pretrain(longer, tmp_path)
    capsys.readouterr()
    pretrain(replace(longer, replay=str(tmp_path / "pretrain" / "bad_step_000000055")), tmp_path)
    again = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert again["loss"] == again["loss_then"] == raised.value.loss


def test_bad_steps_are_left_out_where_that_is_wanted(
    config: PretrainingConfig, tmp_path: Path, poison: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    poison((3, 4), np.nan)
    folder = pretrain(replace(config, skip_bad_steps=2), tmp_path)
    assert "step 3 left out: its loss is nan (1 so far)" in capsys.readouterr().err
    lines = curve(folder)
    assert lines[-1]["skipped"] == 2 and np.isfinite(lines[-1]["loss"])
    assert len({lines[step]["parameter_norm"] for step in (3, 4, 5)}) == 1
    assert lines[6]["parameter_norm"] != lines[5]["parameter_norm"]


def test_a_step_that_does_not_fit_is_refused_with_advice_before_anything_is_made(
    config: PretrainingConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pretraining_setup, "memory_limit", lambda device: 10_000)
    with pytest.raises(ConfigError, match=r"needs .* GiB on each device .* set --config\."):
        pretrain(config, tmp_path)
    assert not (tmp_path / "pretrain").exists()


def test_the_platform_asked_for_is_checked(config: PretrainingConfig, tmp_path: Path) -> None:
    with pytest.raises(PlatformError, match=r"config\.platform=tpu, but JAX found only cpu"):
        pretrain(replace(config, platform="tpu"), tmp_path)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"text": ()}, r"config\.text, config\.rows: give one"),
        ({"text": ("mini.txt",)}, r"'mini\.txt' is not variety:file"),
        ({"text": ("eng_Latn/fake:x",)}, r"the kinds are real"),
        ({"rows": ("x",), "text": ()}, r"config\.tokenizer is missing"),
        ({"batch": 6, "accumulate": 4}, r"multiple of 4"),
        ({"model": ModelKeys("encoder-tny")}, "did you mean encoder-tiny"),
        ({"model": ModelKeys("encoder-tiny", ("dim=x",))}, "dim='x' is not a value of type int"),
        ({"model": ModelKeys("encoder-tiny", ("layer=1",))}, "did you mean layers"),
        ({"model": ModelKeys("encoder-tiny", dtype="float8")}, "'float8' is not float32 or bfloat16"),
        ({"model": ModelKeys("bert-base", ("length=8",))}, "has positions for 8 tokens"),
        ({"objective": ObjectiveKeys("mask")}, "did you mean masked"),
        ({"objective": ObjectiveKeys("causal")}, "choose one of decoder-tiny"),
        ({"objective": ObjectiveKeys(settings=("rate=2",))}, "rate is 2"),
        ({"optimizer": OptimizerKeys(rule="sgd")}, "optimizer.rule is 'sgd'"),
        ({"optimizer": OptimizerKeys(frozen=("nose",))}, "no part of the model is named 'nose'"),
        ({"mixture": MixtureKeys(kinds=("real",))}, "not name=number"),
        ({"mixture": MixtureKeys(kinds=("pseudo_parallel=1",))}, "kind pseudo_parallel"),
        ({"objective": ObjectiveKeys("translation")}, r"learns from pairs.*pseudo_parallel:FOLDER"),
        ({"objective": ObjectiveKeys("language", ("weigth=1",))}, "no 'weigth'"),
        (
            {"objective": ObjectiveKeys("language"), "mixture": MixtureKeys(kinds=("real=1",))},
            "only eng_Latn; add another",
        ),
    ],
)
def test_what_cannot_be_run_is_refused_in_one_line(
    whole: Path, config: PretrainingConfig, tmp_path: Path, changed: dict[str, Any], said: str
) -> None:
    with pytest.raises(LexiboostError, match=said) as raised:
        pretrain(replace(config, **changed), tmp_path)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("adversarial", ["false", "true"])
def test_varieties_are_told_apart_by_a_head_as_wide_as_the_data(
    config: PretrainingConfig, tmp_path: Path, adversarial: str
) -> None:
    objective = ObjectiveKeys("language", ("weight=0.5", f"adversarial={adversarial}", "rate=0.2"))
    folder = pretrain(replace(config, objective=objective, steps=30), tmp_path)
    lines = curve(folder)
    assert weights(folder)["languages"]["kernel"].shape == (16, 2)
    assert json.loads((folder / "model.json").read_text())["varieties"] == 2
    mean = np.mean([line["language_loss"] for line in lines[-5:]])
    if adversarial == "false":
        assert mean < lines[0]["language_loss"] - 0.2
    weight = {"false": 0.5, "true": 1.0}[adversarial]
    assert lines[-1]["loss"] == pytest.approx(
        lines[-1]["token_loss"] + weight * lines[-1]["language_loss"], rel=1e-5
    )


def test_settings_are_read_by_the_types_of_their_fields() -> None:
    found = parsed(EncoderConfig, ["layers=3", "scan=true", "norm=rms", "dropout=0.5"], "here")
    assert found == {"layers": 3, "scan": True, "norm": "rms", "dropout": 0.5}


@pytest.mark.parametrize("name", OBJECTIVES)
def test_every_objective_can_be_named(name: str, config: PretrainingConfig) -> None:
    from lexiboost.experiments.pretraining_parts import model_of, objective_of
    from tests.training.objectives.rows import IDS

    kind, model = OBJECTIVES[name]
    size = {"EncoderConfig": "encoder-tiny", "DecoderConfig": "decoder-tiny"}
    named = replace(
        config,
        model=ModelKeys(size.get(model.__name__, "encoder-decoder-tiny")),
        objective=ObjectiveKeys(name, z=1e-4),
    )
    made = objective_of(named, IDS, 2, model_of(named, IDS.vocabulary, 2))
    assert type(made) is kind
    settings = (
        made.masked.settings
        if hasattr(made, "masked") and hasattr(made.masked, "settings")
        else made.settings
    )
    assert settings.z == 1e-4 and settings.varieties == 2
