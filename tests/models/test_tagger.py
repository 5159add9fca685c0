from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from lexiboost.models import Batch, Encoded, Outputs
from lexiboost.training.state import bind, init_model
from tests.models.tiny import CONFIG, SEGMENTS, SLOTS, dense_params, random_batch

GRAPH, PARAMS = init_model(CONFIG, 0)
COTANGENTS = Outputs(
    np.random.default_rng(8).standard_normal((2, SLOTS, CONFIG.labels)).astype(np.float32),
    np.random.default_rng(9).standard_normal((*SEGMENTS.shape, CONFIG.tags)).astype(np.float32),
)


class Probe(NamedTuple):
    outputs: Outputs
    encoded: Encoded
    gradients: Any


@pytest.fixture(scope="module")
def params() -> Any:
    return dense_params()[1]


@jax.jit
def probe(params: Any, batch: Batch, key: Any) -> Probe:
    """Outputs, vectors, and the gradient of the outputs' weighted sum in the words' float features."""

    def weighted(weight_UxK: Any, tags_UxT: Any) -> Any:
        words = batch.words._replace(weight_UxK=weight_UxK, tags_UxT=tags_UxT)
        model = bind(GRAPH, params)
        outputs = model(batch._replace(words=words), SLOTS, key)
        total = sum((o * c).sum() for o, c in zip(outputs, COTANGENTS, strict=True))
        return total, (outputs, model.encode(batch, key))

    words = batch.words
    gradients, aux = jax.grad(weighted, argnums=(0, 1), has_aux=True)(words.weight_UxK, words.tags_UxT)
    return Probe(*aux, gradients)


def forward(params: Any, batch: Batch, key: Any = None) -> Outputs:
    return probe(params, batch, key).outputs


def _perturbed(batch: Batch, touched: np.ndarray) -> Batch:
    """The batch with other features, positions and flags for the words of the touched positions."""
    other = random_batch(99)
    rows = np.zeros(len(batch.words.pieces_UxP), dtype=bool)
    rows[batch.index_BxL[touched & (SEGMENTS > 0)]] = True
    words = [np.where(rows[:, None], new, old) for new, old in zip(other.words, batch.words, strict=True)]
    padding = touched & (SEGMENTS == 0)
    flags = np.random.default_rng(3).random((2, *touched.shape)) < 0.3
    return Batch(
        type(batch.words)(*words),
        np.where(padding, np.arange(1, SEGMENTS.size + 1).reshape(SEGMENTS.shape), batch.index_BxL),
        batch.segments_BxL,
        np.where(touched, batch.positions_BxL[:, ::-1] + 11, batch.positions_BxL),
        np.where(touched & ~padding, flags[0], batch.hidden_BxL),
        np.where(touched & ~padding, ~flags[1], batch.use_dictionary_BxL),
    )


@pytest.mark.parametrize("key", [None, 7], ids=["evaluation", "training"])
@pytest.mark.parametrize(("row", "segment"), [(0, 1), (0, 2), (0, 3), (0, 0), (1, 1), (1, 2), (1, 0)])
def test_a_perturbed_segment_leaves_outputs_and_gradients_of_all_others_bit_equal(
    params: Any, row: int, segment: int, key: int | None
) -> None:
    batch, dropout_key = random_batch(0), None if key is None else jax.random.key(key, impl="unsafe_rbg")
    touched = np.zeros(SEGMENTS.shape, dtype=bool)
    touched[row] = SEGMENTS[row] == segment
    before = probe(params, batch, dropout_key)
    after = probe(params, _perturbed(batch, touched), dropout_key)

    tags, new_tags = np.asarray(before.outputs.tags_BxLxT), np.asarray(after.outputs.tags_BxLxT)
    np.testing.assert_array_equal(tags[~touched], new_tags[~touched])
    assert not np.array_equal(tags[touched], new_tags[touched])

    labels, new_labels = np.asarray(before.outputs.labels_BxSxC), np.asarray(after.outputs.labels_BxSxC)
    others = np.ones((2, SLOTS), dtype=bool)
    if segment:
        others[row, segment - 1] = False
        assert not np.array_equal(labels[~others], new_labels[~others])
    np.testing.assert_array_equal(labels[others], new_labels[others])

    units = batch.index_BxL[~touched & (SEGMENTS > 0)]
    for gradient, new_gradient in zip(before.gradients, after.gradients, strict=True):
        assert np.asarray(gradient)[units].any(axis=1).mean() > 0.5
        np.testing.assert_array_equal(np.asarray(gradient)[units], np.asarray(new_gradient)[units])


def test_heads_have_the_sizes_of_the_config(params: Any) -> None:
    outputs = forward(params, random_batch(0))
    assert outputs.labels_BxSxC.shape == (2, SLOTS, CONFIG.labels)
    assert outputs.tags_BxLxT.shape == (*SEGMENTS.shape, CONFIG.tags)
    assert outputs.labels_BxSxC.dtype == outputs.tags_BxLxT.dtype == jnp.float32
    logits = jax.eval_shape(
        lambda hidden: bind(GRAPH, params).piece_logits(hidden), jnp.zeros((3, CONFIG.dim))
    )
    assert logits.shape == (3, CONFIG.pieces)


def test_a_model_without_heads_has_the_encoder_of_one_with_heads() -> None:
    _, headless = init_model(replace(CONFIG, labels=0, tags=0, wide=False), 0)
    assert jax.tree.map(jnp.shape, headless["encoder"]) == jax.tree.map(jnp.shape, PARAMS["encoder"])
    assert "wide_english" not in headless


def test_dropout_acts_with_a_key_only_and_is_reproducible_for_the_key(params: Any) -> None:
    batch = random_batch(0)
    still, again = forward(params, batch), forward(params, batch)
    first, same, other = (forward(params, batch, jax.random.key(k, impl="unsafe_rbg")) for k in (1, 1, 2))
    for name in Outputs._fields:
        np.testing.assert_array_equal(getattr(still, name), getattr(again, name))
        np.testing.assert_array_equal(getattr(first, name), getattr(same, name))
        assert not np.array_equal(getattr(first, name), getattr(other, name))
        assert not np.array_equal(getattr(first, name), getattr(still, name))


def test_the_input_of_a_hidden_word_is_the_same_for_every_word(params: Any) -> None:
    everywhere = np.ones(SEGMENTS.shape, dtype=bool)
    batch = random_batch(0)._replace(hidden_BxL=everywhere, use_dictionary_BxL=~everywhere)
    vectors = np.asarray(probe(params, batch, None).encoded.input_BxLxD)
    np.testing.assert_array_equal(vectors, np.broadcast_to(vectors[0, 0], vectors.shape))
    np.testing.assert_array_equal(vectors[0, 0], params["embedder"]["base"])


def test_outputs_do_not_depend_on_the_letters_of_hidden_words(params: Any) -> None:
    batch = random_batch(0)
    hidden = (np.random.default_rng(0).random(SEGMENTS.shape) < 0.5) & (SEGMENTS > 0)
    batch = batch._replace(hidden_BxL=hidden)
    letters = [array.copy() for array in batch.words[:2]]
    for array in letters:
        array[batch.index_BxL[hidden]] = 3
    changed = batch._replace(words=batch.words._replace(pieces_UxP=letters[0], grams_UxG=letters[1]))
    for one, other in zip(forward(params, batch), forward(params, changed), strict=True):
        np.testing.assert_array_equal(one, other)
    shown = changed._replace(hidden_BxL=np.zeros_like(hidden))
    assert not np.array_equal(forward(params, shown)[0], forward(params, changed)[0])


def test_without_the_dictionary_outputs_do_not_depend_on_it(params: Any) -> None:
    nowhere = np.zeros(SEGMENTS.shape, dtype=bool)
    batch = random_batch(0)._replace(use_dictionary_BxL=nowhere)
    other = random_batch(5).words
    words = batch.words._replace(
        english_UxK=other.english_UxK, weight_UxK=other.weight_UxK, tags_UxT=other.tags_UxT
    )
    withheld, changed = forward(params, batch), forward(params, batch._replace(words=words))
    for one, two in zip(withheld, changed, strict=True):
        np.testing.assert_array_equal(one, two)
    given = forward(params, batch._replace(use_dictionary_BxL=~nowhere))
    for one, two in zip(withheld, given, strict=True):
        assert not np.array_equal(one, two)


def _gelu(x: np.ndarray) -> np.ndarray:
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


def test_label_logits_follow_from_the_means_over_the_segment_and_the_wide_path(params: Any) -> None:
    batch = random_batch(0)
    encoded, outputs = jax.jit(lambda b: (bind(GRAPH, params).encode(b), bind(GRAPH, params)(b, SLOTS)))(
        batch
    )
    host = jax.tree.map(np.asarray, params)
    words = batch.words
    for row, segment in ((0, 1), (0, 2), (0, 3), (1, 1), (1, 2)):
        at = np.flatnonzero(SEGMENTS[row] == segment)
        pooled = np.concatenate([np.asarray(part)[row, at].mean(0) for part in encoded[::-1]])
        hidden = _gelu(pooled @ host["label_hidden"]["kernel"] + host["label_hidden"]["bias"])
        expected = hidden @ host["label_head"]["kernel"] + host["label_head"]["bias"]
        wide = np.zeros(CONFIG.labels)
        for unit in batch.index_BxL[row, at]:
            wide += words.weight_UxK[unit] @ host["wide_english"][words.english_UxK[unit]]
        actual = outputs.labels_BxSxC[row, segment - 1]
        np.testing.assert_allclose(actual, expected + wide / len(at), atol=1e-4)


def test_a_fresh_wide_path_says_nothing() -> None:
    narrow = replace(CONFIG, wide=False)
    graph, _ = init_model(narrow, 0)
    rest = {name: value for name, value in PARAMS.items() if not name.startswith("wide")}
    batch = random_batch(0)
    without = jax.jit(lambda p: bind(graph, p)(batch, SLOTS))(rest)
    np.testing.assert_allclose(forward(PARAMS, batch).labels_BxSxC, without.labels_BxSxC, atol=1e-6)


def test_without_positions_the_order_of_words_changes_nothing_but_the_order(params: Any) -> None:
    batch = random_batch(0)
    order = np.array([[2, 0, 1, 6, 5, 3, 4, 8, 7, 9], [4, 3, 2, 1, 0, 7, 6, 5, 8, 9]])
    shuffled = batch._replace(index_BxL=np.take_along_axis(batch.index_BxL, order, axis=1))

    def moved(outputs: Outputs) -> np.ndarray:
        return np.take_along_axis(np.asarray(outputs.tags_BxLxT), order[..., None], axis=1)

    def blind(batch: ModelBatch) -> Outputs:
        return forward(params, batch._replace(positions_BxL=np.zeros_like(batch.positions_BxL)))

    np.testing.assert_allclose(blind(shuffled).tags_BxLxT, moved(blind(batch)), atol=1e-5)
    rotary = np.abs(np.asarray(forward(params, shuffled).tags_BxLxT) - moved(forward(params, batch)))
    assert rotary[SEGMENTS > 0].max() > 1e-2
