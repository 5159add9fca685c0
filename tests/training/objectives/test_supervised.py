from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest

from lexiboost.models import Batch
from lexiboost.tokens.pipeline import RowBatch
from lexiboost.training.objectives.settings import SupervisedSettings
from lexiboost.training.objectives.supervised import Supervised
from lexiboost.training.state import bind
from tests.models.tiny import dense_params
from tests.training.tiny import CONFIG, row_batch

STILL = {"word_dropout": 0.0, "sentence_dropout": 0.0, "kept_dropout": 0.0, "dictionary_dropout": 0.0}
TAG_WEIGHT, SMOOTHING = 0.7, 0.1


def _cross_entropy(logits: np.ndarray, labels: np.ndarray, smoothing: float) -> float:
    """Mean over the labels that are not -1, one at a time."""
    losses = []
    for at in np.argwhere(labels >= 0):
        scores = logits[tuple(at)].astype(np.float64)
        log_p = scores - np.log(np.exp(scores).sum())
        target = np.full(len(scores), smoothing / len(scores))
        target[labels[tuple(at)]] += 1 - smoothing
        losses.append(-(target * log_p).sum())
    return float(np.mean(losses))


@pytest.fixture(scope="module")
def losses() -> Any:
    """The batch, its logits, and the loss by (rows)."""
    graph, params = dense_params(CONFIG)
    settings = SupervisedSettings(dictionary=True, tag_weight=TAG_WEIGHT, label_smoothing=SMOOTHING, **STILL)
    objective = Supervised(settings)

    @jax.jit
    def loss(rows: RowBatch) -> Any:
        model, key = bind(graph, params), jax.random.key(0)
        return objective.logits(model, rows, None), *objective.loss(model, rows, key)

    return loss


def test_the_loss_is_the_smoothed_cross_entropy_of_classes_and_tags(losses: Any) -> None:
    rows = row_batch()
    tags = rows.tags_BxL.copy()
    tags[0, :4] = -1
    rows = rows._replace(tags_BxL=tags)
    outputs, total, metrics = losses(rows)
    label_loss = _cross_entropy(np.asarray(outputs.labels_BxSxC), rows.labels_BxS, SMOOTHING)
    tag_loss = _cross_entropy(np.asarray(outputs.tags_BxLxT), tags, SMOOTHING)
    assert float(metrics["label_loss"]) == pytest.approx(label_loss, rel=1e-5)
    assert float(metrics["tag_loss"]) == pytest.approx(tag_loss, rel=1e-5)
    assert float(total) == pytest.approx(label_loss + TAG_WEIGHT * tag_loss, rel=1e-5)


def test_rows_without_any_label_cost_nothing(losses: Any) -> None:
    rows = row_batch()
    bare = rows._replace(
        tags_BxL=np.full_like(rows.tags_BxL, -1), labels_BxS=np.full_like(rows.labels_BxS, -1)
    )
    _, total, _ = losses(bare)
    assert float(total) == 0.0


def test_prepare_gives_the_rows_as_they_are() -> None:
    rows = row_batch()
    assert Supervised(SupervisedSettings()).prepare(rows, 1, 2) is rows


def _model_batch(rows: RowBatch, key: Any = 0, **settings: Any) -> Batch:
    """What the model is given: the 'model' here returns its input."""

    def model(batch: Batch, segments: int, key: Any) -> Batch:
        assert segments == rows.labels_BxS.shape[1]
        return batch

    objective = Supervised(SupervisedSettings(**{**STILL, **settings}))
    given = objective.logits(model, rows, None if key is None else jax.random.key(key))
    return jax.tree.map(np.asarray, given)


def _wide_rows() -> RowBatch:
    """300 rows of three sentences of 10 words, one word in two kept."""
    shape = (300, 30)
    segments = np.broadcast_to(np.repeat(np.arange(1, 4), 10), shape).astype(np.int32)
    rows = row_batch()
    return rows._replace(
        index_BxL=np.ones(shape, np.int32),
        segments_BxL=segments,
        positions_BxL=segments,
        kept_BxL=np.broadcast_to(np.arange(30) % 2 == 0, shape),
        labels_BxS=np.zeros((300, 4), np.int32),
    )


def _near(share: Any, rate: float, trials: int) -> bool:
    return abs(float(np.mean(share)) - rate) < 5 * np.sqrt(rate * (1 - rate) / trials)


def test_without_a_key_nothing_is_dropped() -> None:
    settings = SupervisedSettings(dictionary=True)
    given = _model_batch(_wide_rows(), key=None, **vars(settings))
    assert not given.hidden_BxL.any()
    assert given.use_dictionary_BxL.all()


def test_the_dictionary_is_withheld_everywhere_unless_it_is_set() -> None:
    assert not _model_batch(_wide_rows(), key=None).use_dictionary_BxL.any()
    assert not _model_batch(_wide_rows(), dictionary=False).use_dictionary_BxL.any()


def test_words_and_kept_words_are_hidden_at_their_own_rates() -> None:
    rows = _wide_rows()
    hidden = _model_batch(rows, word_dropout=0.1, kept_dropout=0.8).hidden_BxL
    assert _near(hidden[rows.kept_BxL], 0.8, 4500)
    assert _near(hidden[~rows.kept_BxL], 0.1, 4500)


def test_dictionary_vectors_are_withheld_at_their_rate_word_by_word() -> None:
    given = _model_batch(_wide_rows(), dictionary=True, dictionary_dropout=0.2).use_dictionary_BxL
    assert _near(~given, 0.2, 9000)
    assert not (given[:, :10].all(1) | (~given[:, :10]).all(1)).all()


def test_whole_sentences_are_hidden_at_their_rate_with_the_dictionary_only() -> None:
    hidden = _model_batch(_wide_rows(), dictionary=True, sentence_dropout=0.3).hidden_BxL
    by_sentence = hidden.reshape(300, 3, 10)
    np.testing.assert_array_equal(by_sentence.all(-1), by_sentence.any(-1))
    assert _near(by_sentence.all(-1), 0.3, 900)
    assert {tuple(row) for row in by_sentence.all(-1).tolist()} >= {(True, False, False), (False, True, True)}
    assert not _model_batch(_wide_rows(), dictionary=False, sentence_dropout=0.3).hidden_BxL.any()


def test_drops_are_a_function_of_the_key() -> None:
    first, again, other = (
        _model_batch(_wide_rows(), key, dictionary=True, word_dropout=0.5, dictionary_dropout=0.5)
        for key in (1, 1, 2)
    )
    for name in ("hidden_BxL", "use_dictionary_BxL"):
        np.testing.assert_array_equal(getattr(first, name), getattr(again, name))
        assert not np.array_equal(getattr(first, name), getattr(other, name))
    assert not np.array_equal(first.hidden_BxL, first.use_dictionary_BxL)
