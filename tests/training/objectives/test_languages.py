from __future__ import annotations

from dataclasses import replace

import jax
import numpy as np
import pytest
from scipy.special import log_softmax

from lexiboost.artifacts.errors import ConfigError
from lexiboost.training.objectives.languages import LanguageID, reversed_gradient
from lexiboost.training.objectives.loss import LossSettings
from lexiboost.training.objectives.masked import MaskedLM
from tests.training.objectives.rows import IDS, random_batch
from tests.training.objectives.standin import StandIn, Tables, loss_of, tables

MASKED = MaskedLM(IDS, LossSettings(varieties=3))
HELP = LanguageID(MASKED, weight=0.2)
ADVERSARY = replace(HELP, adversarial=True)
PREPARED = MASKED.prepare(random_batch(6, 64), 0, 0)
WEIGHTS = tables(IDS.vocabulary)


def test_the_language_loss_by_hand() -> None:
    loss, metrics = loss_of(StandIn, HELP, WEIGHTS, PREPARED)
    rows, at = np.nonzero(PREPARED.scored.scored_BxM)
    seen = PREPARED.tokens.tokens_BxL[rows, PREPARED.places_BxM[rows, at]]
    vectors = np.asarray(WEIGHTS.embedding_VxD, dtype=np.float64)[seen]
    logits = vectors @ np.asarray(WEIGHTS.languages_DxG, dtype=np.float64)
    variety = PREPARED.scored.variety_B[rows]
    expected = -log_softmax(logits, axis=-1)[np.arange(len(rows)), variety].mean()
    assert float(metrics["language_loss"]) == pytest.approx(expected, rel=1e-5)
    assert float(metrics["language_accuracy"]) == pytest.approx((logits.argmax(1) == variety).mean())
    assert float(loss) == pytest.approx(float(metrics["token_loss"]) + 0.2 * expected, rel=1e-5)


def test_an_adversary_learns_to_tell_and_the_encoder_not_to_show() -> None:
    def gradients(weights: Tables) -> list[Tables]:
        return [
            jax.grad(lambda w, of=objective: of.loss(StandIn(w), PREPARED, None)[0])(weights)
            for objective in (MASKED, HELP, ADVERSARY)
        ]

    alone, helped, against = jax.jit(gradients)(WEIGHTS)
    by_head = helped.embedding_VxD - alone.embedding_VxD
    assert np.abs(by_head).max() > 1e-4
    np.testing.assert_allclose(against.embedding_VxD - alone.embedding_VxD, -by_head, atol=1e-6)
    np.testing.assert_allclose(0.2 * against.languages_DxG, helped.languages_DxG, atol=1e-6)
    np.testing.assert_allclose(against.head_DxV, alone.head_DxV, atol=1e-7)


def test_reversing_changes_no_value() -> None:
    x = np.array([1.5, -2.0], dtype=np.float32)
    np.testing.assert_array_equal(reversed_gradient(x, 3.0), x)
    np.testing.assert_array_equal(jax.grad(lambda v: (reversed_gradient(v, 3.0) ** 2).sum())(x), -6 * x)


def test_one_variety_is_nothing_to_tell_apart() -> None:
    with pytest.raises(ConfigError, match="two varieties"):
        LanguageID(MaskedLM(IDS))
