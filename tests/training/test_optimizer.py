from __future__ import annotations

from typing import Any

import jax
import numpy as np
import optax
import pytest

from lexiboost.artifacts.errors import ConfigError
from lexiboost.training.optimizer import OptimizerSettings, decays, make_optimizer


def _run(settings: OptimizerSettings, steps: int, params: Any, gradients: list[Any]) -> list[Any]:
    """The parameters after each of the given gradients."""
    optimizer = make_optimizer(settings, steps)
    state = optimizer.init(params)
    update = jax.jit(lambda g, s, p: optimizer.update(g, s, p))
    history = []
    for gradient in gradients:
        updates, state = update(gradient, state, params)
        params = optax.apply_updates(params, updates)
        history.append(jax.tree.map(np.asarray, params))
    return history


def _rate(step: int, *, peak: float, warmup: int, steps: int) -> float:
    rising, falling = (step + 1) / warmup, (steps - step) / (steps - warmup)
    return peak * min(rising, falling, 1.0)


def test_the_learning_rate_rises_to_its_peak_and_falls_to_0() -> None:
    # AdamW under a constant gradient moves by the learning rate itself.
    steps, peak = 20, 0.5
    settings = OptimizerSettings(learning_rate=peak, warmup=0.25, weight_decay=0.0)
    params = {"w": np.zeros(1, dtype=np.float32)}
    history = _run(settings, steps, params, [{"w": np.full(1, 0.1, np.float32)}] * (steps + 1))
    moved = -np.diff([0.0, *(float(p["w"][0]) for p in history)])
    expected = [_rate(step, peak=peak, warmup=5, steps=steps) for step in range(steps + 1)]
    assert 0.0 < expected[0] < expected[4] == expected[5] == peak and expected[steps] == 0.0
    np.testing.assert_allclose(moved, expected, atol=1e-4)


def test_steps_equal_adamw_by_hand_with_clipping_and_decay_of_matrices() -> None:
    rng = np.random.default_rng(0)
    steps, settings = 8, OptimizerSettings(learning_rate=0.1, warmup=0.5, weight_decay=0.2, clip=1.5)
    params = {"w": rng.standard_normal((2, 3)).astype(np.float32), "b": np.ones(3, dtype=np.float32)}
    gradients = [
        {k: (rng.standard_normal(v.shape) * size).astype(np.float32) for k, v in params.items()}
        for size in (0.1, 5.0, 0.3, 2.0, 1.0)
    ]
    history = _run(settings, steps, params, gradients)

    value = {k: v.astype(np.float64) for k, v in params.items()}
    first, second = ({k: np.zeros(v.shape) for k, v in params.items()} for _ in range(2))
    for step, gradient in enumerate(gradients):
        norm = np.sqrt(sum((g.astype(np.float64) ** 2).sum() for g in gradient.values()))
        rate = _rate(step, peak=0.1, warmup=4, steps=steps)
        for k, g in gradient.items():
            g = g * min(1.0, 1.5 / norm)
            first[k] = 0.9 * first[k] + 0.1 * g
            second[k] = 0.98 * second[k] + 0.02 * g**2
            mean, square = first[k] / (1 - 0.9 ** (step + 1)), second[k] / (1 - 0.98 ** (step + 1))
            decay = 0.2 * value[k] if k == "w" else 0.0
            value[k] = value[k] - rate * (mean / (np.sqrt(square) + 1e-8) + decay)
        for k in value:
            np.testing.assert_allclose(history[step][k], value[k], atol=1e-5)


def test_weight_decay_pulls_matrices_and_leaves_vectors() -> None:
    params = {"w": np.ones((2, 2), dtype=np.float32), "b": np.ones(2, dtype=np.float32)}
    zero = jax.tree.map(np.zeros_like, params)
    last = _run(OptimizerSettings(weight_decay=0.5), 10, params, [zero] * 5)[-1]
    np.testing.assert_array_equal(last["b"], params["b"])
    assert (last["w"] < 1).all()


def test_frozen_parts_are_named_by_dotted_paths_and_stay_bit_equal() -> None:
    params = {
        "a": {"b": np.ones((2, 2)), "bc": np.ones((2, 2)), "d": {0: np.ones(2), 1: np.ones(2)}},
        "ab": np.ones(2),
        "e": {"x": np.ones(2), "y": {"z": np.ones((2, 2))}},
    }
    params = jax.tree.map(lambda x: x.astype(np.float32), params)
    gradients = [jax.tree.map(lambda x: x * np.float32(0.1), params)] * 3
    last = _run(OptimizerSettings(frozen=("a.b", "a.d.1", "e")), 10, params, gradients)[-1]
    moved = {
        ".".join(str(part.key) for part in path)
        for path, leaf in jax.tree_util.tree_leaves_with_path(last)
        if not np.array_equal(leaf, np.ones_like(leaf))
    }
    assert moved == {"a.bc", "a.d.0", "ab"}


def test_a_frozen_part_that_the_model_does_not_have_is_an_error_that_names_it() -> None:
    settings = OptimizerSettings(frozen=("embedder.piece",))
    params = {"embedder": {"pieces": np.ones((2, 2), dtype=np.float32)}}
    with pytest.raises(ConfigError, match=r"embedder\.piece\b"):
        make_optimizer(settings, 10).init(params)


def test_lion_moves_by_the_sign_of_its_mixed_momentum_by_hand() -> None:
    rng = np.random.default_rng(1)
    settings = OptimizerSettings(
        rule="lion",
        learning_rate=0.1,
        warmup=0.0,
        schedule="constant",
        weight_decay=0.5,
        clip=0,
        b1=0.8,
        b2=0.9,
    )
    value = rng.standard_normal((3, 2)).astype(np.float32)
    gradients = [{"w": rng.standard_normal((3, 2)).astype(np.float32)} for _ in range(4)]
    history = _run(settings, 4, {"w": value}, gradients)
    momentum = np.zeros_like(value, dtype=np.float64)
    for gradient, after in zip(gradients, history, strict=True):
        direction = np.sign(0.8 * momentum + 0.2 * gradient["w"])
        value = value - 0.1 * (direction + 0.5 * value)
        momentum = 0.9 * momentum + 0.1 * gradient["w"]
        np.testing.assert_allclose(after["w"], value, atol=1e-5)


def test_adafactor_by_hand_on_a_factored_matrix_and_a_vector() -> None:
    # Shazeer & Stern 2018, algorithms 4 and 5; the matrix is large enough for factored moments.
    rng = np.random.default_rng(2)
    settings = OptimizerSettings(
        rule="adafactor", learning_rate=0.01, warmup=0.0, schedule="constant", weight_decay=0.0, clip=0
    )
    value = {"w": rng.standard_normal((128, 130)), "b": rng.standard_normal(5)}
    gradients = [{name: rng.standard_normal(v.shape) for name, v in value.items()} for _ in range(3)]
    history = _run(
        settings,
        3,
        jax.tree.map(np.float32, value),
        [jax.tree.map(np.float32, gradient) for gradient in gradients],
    )
    rows, columns, square = np.zeros(128), np.zeros(130), np.zeros(5)
    for step, gradient in enumerate(gradients, start=1):
        keep = 1 - step**-0.8
        w2, b2 = gradient["w"] ** 2 + 1e-30, gradient["b"] ** 2 + 1e-30
        rows, columns = (keep * old + (1 - keep) * w2.mean(axis) for old, axis in ((rows, 1), (columns, 0)))
        square = keep * square + (1 - keep) * b2
        update = {
            "w": gradient["w"] / np.sqrt(np.outer(rows, columns) / rows.mean()),
            "b": gradient["b"] / np.sqrt(square),
        }
        for name, direction in update.items():
            direction = direction / max(1.0, np.sqrt((direction**2).mean()))
            size = max(1e-3, np.sqrt((value[name] ** 2).mean()))
            value[name] = value[name] - 0.01 * size * direction
            np.testing.assert_allclose(history[step - 1][name], value[name], atol=1e-4)


def test_adafactor_decays_as_adamw_does() -> None:
    params = {"w": np.ones((2, 2), dtype=np.float32), "b": np.ones(2, dtype=np.float32)}
    settings = OptimizerSettings(
        rule="adafactor", schedule="constant", warmup=0.0, learning_rate=0.1, weight_decay=0.5
    )
    last = _run(settings, 2, params, [jax.tree.map(np.zeros_like, params)])[-1]
    np.testing.assert_allclose(last["w"], 1 - 0.1 * 0.5, rtol=1e-6)
    np.testing.assert_array_equal(last["b"], params["b"])


def test_decay_spares_biases_and_scales_that_a_layer_axis_makes_matrices() -> None:
    leaf = np.ones((2, 3))
    assert decays("stack.blocks.mlp.up.kernel", leaf)
    assert decays("embedding.tokens", leaf)
    assert not decays("stack.blocks.mlp.up.bias", leaf)
    assert not decays("stack.blocks.mlp_norm.scale", leaf)
    assert not decays("head.vector", np.ones(3))
    assert not decays("embedding.tokens", leaf, ("embedding",))


def test_undecayed_parts_keep_their_size_and_must_be_there() -> None:
    params = {"a": {"w": np.ones((2, 2), np.float32)}, "b": {"w": np.ones((2, 2), np.float32)}}
    zero = jax.tree.map(np.zeros_like, params)
    last = _run(OptimizerSettings(weight_decay=0.5, undecayed=("a",)), 10, params, [zero] * 3)[-1]
    np.testing.assert_array_equal(last["a"]["w"], 1)
    assert (last["b"]["w"] < 1).all()
    with pytest.raises(ConfigError, match=r"'c' \(undecayed\)"):
        make_optimizer(OptimizerSettings(undecayed=("c",)), 10).init(params)


@pytest.mark.parametrize("wrong", [{"rule": "sgd"}, {"schedule": "step"}])
def test_an_unknown_rule_or_schedule_is_named_with_those_there_are(wrong: dict[str, Any]) -> None:
    (name, value) = next(iter(wrong.items()))
    with pytest.raises(ConfigError, match=rf"optimizer\.{name} is '{value}'; it is one of"):
        OptimizerSettings(**wrong)
