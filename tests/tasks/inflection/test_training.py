from __future__ import annotations

from itertools import repeat

import jax.numpy as jnp
import numpy as np
import optax
import pytest

from lexiboost.models.seq2seq import BEGIN, END, Seq2SeqConfig, Source
from lexiboost.tasks.inflection.batches import Batch
from lexiboost.tasks.inflection.training import smoothed_loss, train
from lexiboost.training.loop import DivergedError
from lexiboost.training.optimizer import OptimizerSettings

CONFIG = Seq2SeqConfig(
    dim=8, encoder_layers=1, decoder_layers=1, heads=2, mlp_ratio=2, dropout=0.0, characters=6, features=2
)
BATCH = Batch(
    Source(*(np.array(x, np.int32) for x in ([[1]], [[3, 4]], [[0, 0]], [[1, 2]], [[1, 0]]))),
    np.array([[BEGIN, 4, 3]], np.int32),
    np.array([[4, 3, END]], np.int32),
)


@pytest.mark.parametrize("smoothing", [0.0, 0.2])
def test_the_loss_is_smoothed_cross_entropy_of_the_real_positions(smoothing: float) -> None:
    logits = jnp.asarray(np.random.default_rng(0).standard_normal((2, 3, 5)), jnp.float32)
    target = np.array([[3, 2, 0], [4, 1, 2]], np.int32)
    labels = optax.smooth_labels(jnp.eye(5)[target], smoothing)
    losses = np.asarray(optax.softmax_cross_entropy(logits, labels))
    logs = logits - jnp.log(jnp.exp(logits).sum(-1, keepdims=True))
    expected = losses[target > 0].mean()
    assert float(smoothed_loss(logs, target, smoothing)) == pytest.approx(expected, rel=1e-5)


def test_a_loss_that_is_no_number_stops_training_with_its_step() -> None:
    with pytest.raises(DivergedError, match=r"loss is nan at step \d+; lower --config\.inflection\.settings"):
        train(
            CONFIG,
            repeat(BATCH),
            settings=OptimizerSettings(learning_rate=float("nan")),
            smoothing=0.0,
            steps=3,
            seed=0,
            label="test",
        )
