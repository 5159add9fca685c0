from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from lexiboost.models.seq2seq import BEGIN, PAD, Seq2Seq, Seq2SeqConfig, Source, shared_dropout

CONFIG = Seq2SeqConfig(
    dim=16, encoder_layers=1, decoder_layers=2, heads=2, mlp_ratio=2, dropout=0.5, characters=11, features=7
)
GIVEN = np.array([[BEGIN, 5, 6, 7, 4], [BEGIN, 9, 3, 0, 0]], dtype=np.int32)
SOURCE = Source(
    features_BxF=np.array([[1, 4, 6], [2, 0, 0]], np.int32),
    characters_BxS=np.array([[3, 4, 5, 8, 8], [9, 10, 0, 0, 0]], np.int32),
    parts_BxS=np.array([[0, 0, 0, 1, 1], [0, 0, 0, 0, 0]], np.int32),
    positions_BxS=np.array([[1, 2, 3, 1, 2], [1, 2, 0, 0, 0]], np.int32),
    endings_BxS=np.array([[2, 1, 0, 1, 0], [1, 0, 0, 0, 0]], np.int32),
)


@lru_cache(maxsize=4)
def compiled(config: Seq2SeqConfig) -> Any:
    graph = nnx.graphdef(nnx.eval_shape(lambda: Seq2Seq(config, rngs=nnx.Rngs(0))))
    return jax.jit(lambda state, source, given, key: nnx.merge(graph, state)(source, given, key))


def make(config: Seq2SeqConfig = CONFIG) -> Any:
    """A model whose every parameter is random."""
    rng = np.random.default_rng(1)
    graph, state = nnx.split(nnx.eval_shape(lambda: Seq2Seq(config, rngs=nnx.Rngs(0))))
    random = jax.tree.map(lambda x: jnp.asarray(0.3 * rng.standard_normal(x.shape), jnp.float32), state)
    return nnx.merge(graph, random)


MODEL = make()


def logs(
    source: Source = SOURCE, given: np.ndarray = GIVEN, model: Any = MODEL, key: Any = None
) -> np.ndarray:
    return np.asarray(compiled(model.config)(nnx.state(model), source, given, key))


def test_log_probabilities_are_of_distributions() -> None:
    np.testing.assert_allclose(np.exp(logs()).sum(-1), 1.0, rtol=1e-5)


def test_the_order_of_features_says_nothing() -> None:
    turned = SOURCE._replace(features_BxF=SOURCE.features_BxF[:, ::-1])
    np.testing.assert_allclose(logs(turned), logs(), atol=1e-5)
    other = SOURCE._replace(features_BxF=np.array([[1, 4, 5], [2, 0, 0]], np.int32))
    assert np.abs(logs(other)[0] - logs()[0]).max() > 1e-3


def test_padding_of_the_source_changes_nothing() -> None:
    wider = Source(*(np.pad(array, ((0, 0), (0, 3))) for array in SOURCE))
    np.testing.assert_allclose(logs(wider), logs(), atol=1e-5)


def test_later_characters_leave_earlier_predictions_bit_equal() -> None:
    changed = GIVEN.copy()
    changed[:, 3:] = 8
    before, after = logs(), logs(given=changed)
    np.testing.assert_array_equal(before[:, :3], after[:, :3])
    assert not np.array_equal(before[:, 3:], after[:, 3:])


def test_the_two_rows_of_a_batch_do_not_see_each_other() -> None:
    alone = Source(*(array[1:] for array in SOURCE))
    np.testing.assert_allclose(logs(alone, GIVEN[1:])[0], logs()[1], atol=1e-5)


@pytest.mark.parametrize("copy", [True, False], ids=["copying", "plain"])
def test_steps_with_a_cache_give_what_one_pass_gives(copy: bool) -> None:
    model = make(replace(CONFIG, copy=copy))
    memory = jax.jit(lambda source: model.encode(source))(SOURCE)
    cache = model.empty_cache(2, 3, GIVEN.shape[1])
    expected = logs(model=model)
    advance = jax.jit(lambda cache, last, time: model.step(memory, cache, last, time))
    for time in range(GIVEN.shape[1]):
        last = jnp.broadcast_to(GIVEN[:, time, None], (2, 3))  # three equal hypotheses
        step, cache = advance(cache, last, time)
        for hypothesis in range(3):
            np.testing.assert_allclose(step[:, hypothesis], expected[:, time], atol=1e-4)


def test_a_network_that_only_copies_gives_no_character_that_its_source_lacks() -> None:
    model = make()
    model.gate.bias[...] = jnp.full((1,), -1e4)
    probability = np.exp(logs(model=model))
    for row in range(2):
        present = np.isin(np.arange(CONFIG.characters), SOURCE.characters_BxS[row]) & (
            np.arange(CONFIG.characters) != PAD
        )
        np.testing.assert_allclose(probability[row][:, present].sum(-1), 1.0, rtol=1e-5)
        assert probability[row][:, ~present].max() < 1e-8


def test_a_network_that_never_copies_is_the_plain_one() -> None:
    copying, plain = make(), make(replace(CONFIG, copy=False))
    copying.gate.bias[...] = jnp.full((1,), 1e4)
    nnx.update(
        plain,
        nnx.State({k: v for k, v in nnx.state(copying).items() if k not in ("gate", "point", "pointed")}),
    )
    np.testing.assert_allclose(logs(model=copying), logs(model=plain), atol=1e-4)


def test_dropout_acts_with_a_key_only_and_is_the_same_for_all_positions() -> None:
    x = jnp.ones((2, 5, 400))
    assert shared_dropout(x, 0.5, None) is x
    dropped = np.asarray(shared_dropout(x, 0.25, jax.random.key(0)))
    np.testing.assert_array_equal(dropped, np.broadcast_to(dropped[:, :1], dropped.shape))
    assert set(np.unique(dropped)) == {0.0, np.float32(1 / 0.75)}
    assert abs(dropped.mean() - 1.0) < 0.1
    key = jax.random.key(3)
    first = logs(key=key)
    np.testing.assert_array_equal(first, logs(key=key))
    assert np.abs(first - logs()).max() > 1e-3
