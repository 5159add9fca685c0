"""Whole transformers: segments kept apart, order of positions, layers in a loop or scanned."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array

from lexiboost.artifacts.errors import ConfigError
from lexiboost.models.flops import flops_per_token, forward_flops
from lexiboost.models.inputs import Tokens
from lexiboost.models.transformer import DecoderConfig, EncoderConfig, EncoderDecoderConfig
from lexiboost.models.transformer.config import TransformerConfig
from lexiboost.training.state import bind, init_model

LENGTH, VOCABULARY = 16, 40
SMALL: dict[str, Any] = {"vocabulary": VOCABULARY, "dim": 16, "heads": 2, "hidden": 24, "dropout": 0.0}
MODELS: dict[str, TransformerConfig] = {
    "bert": EncoderConfig(**SMALL, layers=2, length=LENGTH),
    "encoder": EncoderConfig(**SMALL, layers=2, order="pre", positions="rotary", norm="rms", types=0),
    "decoder": DecoderConfig(**SMALL, layers=2),
    "prefix decoder": DecoderConfig(**SMALL, layers=2),
    "encoder-decoder": EncoderDecoderConfig(**SMALL, encoder_layers=2, decoder_layers=2),
}


def packed(seed: int = 0) -> Tokens:
    """Two rows of two segments and padding."""
    ids = np.random.default_rng(seed).integers(1, VOCABULARY, (2, LENGTH))
    segments = np.array([[1] * 6 + [2] * 8 + [0] * 2, [1] * 9 + [2] * 4 + [0] * 3])
    positions = np.array([[*range(6), *range(8), 0, 0], [*range(9), *range(4), 0, 0, 0]])
    return Tokens(jnp.asarray(np.where(segments > 0, ids, 0)), jnp.asarray(segments), jnp.asarray(positions))


def states(name: str, model: Any, tokens: Tokens) -> Array:
    if name == "encoder-decoder":
        return model.hidden(tokens, tokens)
    if name == "prefix decoder":
        return model.hidden(tokens, None, tokens.positions_BxL < 3)
    return model.hidden(tokens)


@cache
def step(name: str, **changes: Any) -> tuple[Any, Any]:
    """Parameters, and a compiled function to hidden states and the gradient of the first segments' loss."""
    graph, params = init_model(replace(MODELS[name], **changes), 0)

    def value(params: Any, tokens: Tokens) -> tuple[Array, Array]:
        model = bind(graph, params)
        hidden = states(name, model, tokens)
        logits = model.logits(hidden.reshape(-1, hidden.shape[-1])).reshape(*hidden.shape[:2], -1)
        picked = jnp.take_along_axis(jax.nn.log_softmax(logits), tokens.tokens_BxL[..., None], -1)[..., 0]
        return -jnp.where(tokens.segments_BxL == 1, picked, 0.0).sum(), hidden

    return params, jax.jit(jax.value_and_grad(value, has_aux=True))


@pytest.mark.parametrize("name", MODELS)
def test_a_segment_is_the_same_to_the_bit_whatever_else_is_in_its_row(name: str) -> None:
    tokens, others = packed(), packed(1)
    changed = tokens._replace(
        tokens_BxL=jnp.where(tokens.segments_BxL == 2, others.tokens_BxL, tokens.tokens_BxL)
    )
    params, run = step(name)
    (loss, hidden), gradients = run(params, tokens)
    (loss_changed, hidden_changed), gradients_changed = run(params, changed)
    first = np.asarray(tokens.segments_BxL == 1)
    assert loss == loss_changed
    assert np.array_equal(np.asarray(hidden)[first], np.asarray(hidden_changed)[first])
    assert not np.array_equal(np.asarray(hidden), np.asarray(hidden_changed))
    for one, other in zip(jax.tree.leaves(gradients), jax.tree.leaves(gradients_changed), strict=True):
        assert np.array_equal(one, other)


@pytest.mark.parametrize("name", MODELS)
def test_a_packed_segment_is_what_it_is_alone(name: str) -> None:
    tokens = packed()
    params, run = step(name)
    (_, hidden), _ = run(params, tokens)
    moved = jnp.zeros((2, LENGTH), dtype=int)
    alone = Tokens(
        moved.at[0, :8].set(tokens.tokens_BxL[0, 6:14]),
        moved.at[0, :8].set(1),
        moved.at[0, :8].set(jnp.arange(8)),
    )
    (_, apart), _ = run(params, alone)
    np.testing.assert_allclose(hidden[0, 6:14], apart[0, :8], atol=2e-5)


@pytest.mark.parametrize(("name", "seen"), [("bert", True), ("decoder", False), ("prefix decoder", False)])
def test_only_encoders_see_what_comes_later(name: str, seen: bool) -> None:
    tokens = packed()
    later = tokens._replace(tokens_BxL=tokens.tokens_BxL.at[0, 5].add(1))
    params, run = step(name)
    (_, hidden), _ = run(params, tokens)
    (_, changed), _ = run(params, later)
    assert np.array_equal(np.asarray(hidden)[0, :5], np.asarray(changed)[0, :5]) != seen


def test_a_prefix_sees_all_of_itself_and_nothing_behind_it() -> None:
    tokens = packed()
    params, run = step("prefix decoder")
    (_, hidden), _ = run(params, tokens)
    for place, seen in ((2, True), (3, False)):
        (_, changed), _ = run(params, tokens._replace(tokens_BxL=tokens.tokens_BxL.at[0, place].add(1)))
        assert np.array_equal(np.asarray(hidden)[0, 0], np.asarray(changed)[0, 0]) != seen


@pytest.mark.parametrize("name", ["bert", "encoder", "decoder", "encoder-decoder"])
def test_the_order_of_words_matters(name: str) -> None:
    tokens = packed()
    swapped = tokens._replace(tokens_BxL=tokens.tokens_BxL.at[0, :2].set(tokens.tokens_BxL[0, :2][::-1]))
    params, run = step(name)
    (_, hidden), _ = run(params, tokens)
    (_, changed), _ = run(params, swapped)
    assert not np.allclose(hidden[0, 4], changed[0, 4], atol=1e-6)


@pytest.mark.parametrize("remat", ["dots", "full"])
def test_what_is_computed_again_changes_nothing(remat: str) -> None:
    params, run = step("encoder")
    _, again = step("encoder", remat=remat)
    (loss, _), gradients = run(params, packed())
    (same, _), others = again(params, packed())
    np.testing.assert_allclose(loss, same, rtol=1e-6)
    for one, other in zip(jax.tree.leaves(gradients), jax.tree.leaves(others), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)


def test_scanned_layers_are_the_same_layers() -> None:
    params, run = step("encoder")
    stacked = dict(params)
    blocks = [params["stack"]["blocks"][i] for i in sorted(params["stack"]["blocks"])]
    stacked["stack"] = {**params["stack"], "blocks": jax.tree.map(lambda *x: jnp.stack(x), *blocks)}
    made, scanned = step("encoder", scan=True)
    assert jax.tree.map(jnp.shape, made) == jax.tree.map(jnp.shape, stacked)
    (loss, hidden), _ = run(params, packed())
    (same, others), _ = scanned(stacked, packed())
    np.testing.assert_allclose(loss, same, rtol=1e-6)
    np.testing.assert_allclose(hidden, others, atol=1e-5)


def test_half_precision_is_near_and_its_parameters_are_whole() -> None:
    params, run = step("encoder")
    made, half = step("encoder", dtype="bfloat16")
    assert {leaf.dtype for leaf in jax.tree.leaves(made)} == {jnp.dtype("float32")}
    (loss, _), _ = run(params, packed())
    (near, hidden), gradients = half(params, packed())
    assert hidden.dtype == jnp.bfloat16
    assert {leaf.dtype for leaf in jax.tree.leaves(gradients)} == {jnp.dtype("float32")}
    np.testing.assert_allclose(near, loss, rtol=0.02)


def test_a_head_over_varieties_adds_its_parameters_and_changes_no_other() -> None:
    plain, told = (init_model(replace(MODELS["bert"], varieties=count), 0)[1] for count in (0, 3))
    head = told.pop("languages")
    assert jax.tree.map(jnp.shape, head) == {"kernel": (16, 3), "bias": (3,)}
    assert plain.pop("languages", None) is None
    jax.tree.map(np.testing.assert_array_equal, plain, told)


def test_a_model_without_a_head_over_varieties_says_so() -> None:
    graph, params = init_model(MODELS["bert"], 0)
    with pytest.raises(ConfigError, match="no head over varieties"):
        bind(graph, params).language_logits(jnp.zeros((2, 16)))


def test_impossible_shapes_end_in_one_line() -> None:
    with pytest.raises(ConfigError, match="dim 10 cannot be shared by 4 heads"):
        EncoderConfig(dim=10, heads=4)
    with pytest.raises(ConfigError, match="even width"):
        DecoderConfig(dim=6, heads=2)


def test_operations_counted_by_hand() -> None:
    """BERT-base, one row of 512, 77 scored positions: 2 operations a weight and position, and attention."""
    config = EncoderConfig(vocabulary=30522, dim=768, layers=12, heads=12)
    layer = 2 * 512 * (4 * 768 * 768 + 2 * 768 * 3072) + 2 * 2 * 512 * 512 * 768
    head = 2 * 77 * (768 * 768 + 768 * 30522)
    assert forward_flops(config, 1, 512, 77) == 12 * layer + head
    assert forward_flops(replace(config, varieties=9), 1, 512, 77) == 12 * layer + head + 2 * 77 * 768 * 9
    share = 77 / 512
    assert flops_per_token(config, 512, scored=share) == pytest.approx(3 * (12 * layer + head) / 512)
