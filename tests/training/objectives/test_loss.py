from __future__ import annotations

from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.special import logsumexp

from lexiboost.training.objectives.causal import CausalLM, PrefixLM
from lexiboost.training.objectives.corruption import SpanCorruption
from lexiboost.training.objectives.loss import PLAIN, LossSettings, Scored, gather, token_loss
from lexiboost.training.objectives.masked import MaskedLM
from tests.training.objectives.rows import IDS, random_batch
from tests.training.objectives.standin import StandIn, StandInPair, Tables, loss_of, tables

WEIGHTS, LARGE = tables(11), tables(IDS.vocabulary)
SHAPE = (3, 7)


def _case(seed: int = 0) -> tuple[np.ndarray, Scored]:
    rng = np.random.default_rng(seed)
    hidden = rng.standard_normal((*SHAPE, 5)).astype(np.float32)
    scored = rng.random(SHAPE) < 0.6
    variety, kind = np.array([1, 0, 1], dtype=np.int32), np.array([0, 2, 2], dtype=np.int32)
    return hidden, Scored(rng.integers(0, 11, SHAPE).astype(np.int32), scored, variety, kind)


def _token_loss(kind: Any, hidden: np.ndarray, scored: Scored, settings: LossSettings = PLAIN) -> Any:
    return jax.jit(lambda x, s: token_loss(kind(WEIGHTS), x, s, settings))(hidden, scored)


def _by_hand(hidden: np.ndarray, scored: Scored) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each place: the negative log-likelihood, the log-normalizer, and whether the target is the best."""
    logits = hidden.astype(np.float64) @ np.asarray(WEIGHTS.head_DxV, dtype=np.float64)
    normalizer = logsumexp(logits, axis=-1)
    target = np.take_along_axis(logits, scored.targets_BxM[..., None], -1)[..., 0]
    return normalizer - target, normalizer, logits.argmax(-1) == scored.targets_BxM


def test_the_loss_its_metrics_and_its_sums_by_hand() -> None:
    hidden, scored = _case()
    settings = LossSettings(z=0.01, varieties=3)
    loss, metrics = _token_loss(StandIn, hidden, scored, settings)
    nll, normalizer, right = _by_hand(hidden, scored)
    mask = scored.scored_BxM
    assert float(metrics["scored"]) == mask.sum()
    assert float(metrics["token_loss"]) == pytest.approx(nll[mask].mean(), rel=1e-5)
    assert float(metrics["z_loss"]) == pytest.approx(0.01 * (normalizer[mask] ** 2).mean(), rel=1e-5)
    assert float(loss) == pytest.approx(float(metrics["token_loss"] + metrics["z_loss"]), rel=1e-6)
    assert float(metrics["accuracy"]) == pytest.approx(right[mask].mean(), rel=1e-6)
    by_row = (nll * mask).sum(1)
    np.testing.assert_allclose(
        metrics["loss_by_variety_V"], [by_row[1], by_row[0] + by_row[2], 0.0], rtol=1e-5
    )
    np.testing.assert_allclose(
        metrics["loss_by_kind_K"], [by_row[0], 0.0, by_row[1] + by_row[2], 0.0], rtol=1e-5
    )
    np.testing.assert_array_equal(
        metrics["scored_by_kind_K"], [mask[0].sum(), 0, mask[1].sum() + mask[2].sum(), 0]
    )
    np.testing.assert_array_equal(
        metrics["scored_by_variety_V"], [mask[1].sum(), mask[0].sum() + mask[2].sum(), 0]
    )


def test_the_gradient_is_that_of_the_plain_formula() -> None:
    hidden, scored = _case()
    settings = LossSettings(z=0.01)

    def plain(hidden: jax.Array, head: jax.Array) -> jax.Array:
        log_p = jax.nn.log_softmax(hidden @ head)
        normalizer = jax.nn.logsumexp(hidden @ head, axis=-1)
        nll = -jnp.take_along_axis(log_p, scored.targets_BxM[..., None], -1)[..., 0]
        return ((nll + 0.01 * normalizer**2) * scored.scored_BxM).sum() / scored.scored_BxM.sum()

    def ours(hidden: jax.Array, head: jax.Array) -> jax.Array:
        return token_loss(StandIn(WEIGHTS._replace(head_DxV=head)), hidden, scored, settings)[0]

    arguments = jnp.asarray(hidden), WEIGHTS.head_DxV
    found, expected = jax.jit(lambda *a: (jax.grad(ours, (0, 1))(*a), jax.grad(plain, (0, 1))(*a)))(
        *arguments
    )
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)


@pytest.mark.parametrize("logits", [1, 3 * 11 * 2, 3 * 11 * 3])
def test_chunks_of_any_size_give_the_same_loss_and_gradient(logits: int) -> None:
    hidden, scored = _case()

    def run(settings: LossSettings) -> tuple[Any, Any]:
        def loss(hidden: jax.Array, weights: Tables) -> tuple[jax.Array, Any]:
            return token_loss(StandIn(weights), hidden, scored, settings)

        return jax.jit(jax.value_and_grad(loss, (0, 1), has_aux=True))(jnp.asarray(hidden), WEIGHTS)

    whole = run(LossSettings(z=0.01, varieties=2))
    parts = run(LossSettings(z=0.01, varieties=2, logits=logits))
    jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6), whole, parts)


def test_no_more_logits_are_in_memory_than_allowed() -> None:
    hidden = jnp.ones((4, 64, 5))
    scored = Scored(np.zeros((4, 64), np.int32), np.ones((4, 64), bool), np.zeros(4, int), np.zeros(4, int))
    settings = LossSettings(logits=4 * 8 * 11)
    program = str(jax.make_jaxpr(lambda x: token_loss(StandIn(WEIGHTS), x, scored, settings)[0])(hidden))
    assert "f32[32,11]" in program and "f32[256,11]" not in program


def test_logits_in_half_precision_are_summed_in_float32() -> None:
    hidden, scored = _case()

    class Half(StandIn):
        def logits(self, hidden_NxD: jax.Array) -> jax.Array:
            return super().logits(hidden_NxD).astype(jnp.bfloat16)

    loss, _ = _token_loss(Half, hidden, scored)
    logits = np.asarray(Half(WEIGHTS).logits(jnp.asarray(hidden.reshape(-1, 5)))).astype(np.float64)
    target = logits[np.arange(21), scored.targets_BxM.ravel()]
    nll = (logsumexp(logits, axis=-1) - target)[scored.scored_BxM.ravel()]
    assert loss.dtype == jnp.float32 and float(loss) == pytest.approx(nll.mean(), rel=1e-6)
    huge, _ = _token_loss(StandIn, 1e4 * hidden, scored)
    assert np.isfinite(float(huge))


def test_a_batch_with_nothing_to_predict_has_loss_0_and_no_gradient() -> None:
    hidden, scored = _case()
    nothing = scored._replace(scored_BxM=np.zeros(SHAPE, dtype=bool))
    both = jax.value_and_grad(lambda x: token_loss(StandIn(WEIGHTS), x, nothing, LossSettings(z=0.1))[0])
    loss, gradient = jax.jit(both)(hidden)
    assert float(loss) == 0 and not np.asarray(gradient).any()


def _mean_nll(weights: Tables, vectors: np.ndarray, targets: np.ndarray) -> float:
    logits = vectors.astype(np.float64) @ np.asarray(weights.head_DxV, dtype=np.float64)
    return float((logsumexp(logits, axis=-1) - logits[np.arange(len(targets)), targets]).mean())


def test_masked_lm_makes_logits_at_the_chosen_places_alone() -> None:
    objective, batch, made = MaskedLM(IDS), random_batch(4, 64), []

    class Counting(StandIn):
        def logits(self, hidden_NxD: jax.Array) -> jax.Array:
            made.append(len(hidden_NxD))
            return super().logits(hidden_NxD)

    prepared = objective.prepare(batch, 0, 0)
    loss, metrics = loss_of(Counting, objective, LARGE, prepared)
    assert made == [4 * objective.places(64)] == [40]
    rows, at = np.nonzero(prepared.scored.scored_BxM)
    places = prepared.places_BxM[rows, at]
    seen = prepared.tokens.tokens_BxL[rows, places]
    expected = _mean_nll(LARGE, np.asarray(LARGE.embedding_VxD)[seen], batch["tokens"][rows, places])
    assert loss == pytest.approx(expected, rel=1e-5) and metrics["scored"] == len(rows)


def test_causal_and_prefix_losses_by_hand() -> None:
    table, batch = np.asarray(LARGE.embedding_VxD), random_batch(4, 64)
    prepared = CausalLM(IDS).prepare(batch, 0, 0)
    present = batch["segments"] > 0
    expected = _mean_nll(LARGE, table[prepared.tokens.tokens_BxL[present]], batch["tokens"][present])
    assert loss_of(StandIn, CausalLM(IDS), LARGE, prepared)[0] == pytest.approx(expected, rel=1e-5)
    cut = PrefixLM(IDS).prepare(batch, 0, 0)
    rows, at = np.nonzero(cut.scored.scored_BxM)
    places = cut.places_BxM[rows, at]
    vectors = table[cut.tokens.tokens_BxL[rows, places]] * (1 + cut.prefix_BxL[rows, places])[:, None]
    expected = _mean_nll(LARGE, vectors, batch["tokens"][rows, places])
    assert loss_of(StandIn, PrefixLM(IDS), LARGE, cut)[0] == pytest.approx(expected, rel=1e-5)


def test_span_corruption_scores_the_target_given_its_segments_source() -> None:
    objective = replace(SpanCorruption(IDS), source_length=60)
    prepared = objective.prepare(random_batch(4, 64), 0, 0)
    loss, metrics = loss_of(StandInPair, objective, LARGE, prepared)
    table = np.asarray(LARGE.embedding_VxD, dtype=np.float64)
    vectors, targets = [], []
    for b, t in zip(*np.nonzero(prepared.scored.scored_BxM), strict=True):
        same = prepared.source.segments_BxL[b] == prepared.target.segments_BxL[b, t]
        context = table[prepared.source.tokens_BxL[b][same]].sum(0)
        vectors.append(table[prepared.target.tokens_BxL[b, t]] + context)
        targets.append(prepared.scored.targets_BxM[b, t])
    assert loss == pytest.approx(_mean_nll(LARGE, np.array(vectors), np.array(targets)), rel=1e-5)
    assert metrics["left_out_by_kind_K"].sum() == prepared.left_out_B.sum()


def test_gathering_takes_places_of_each_row() -> None:
    hidden = np.arange(24.0).reshape(2, 4, 3)
    found = gather(jnp.asarray(hidden), jnp.array([[3, 0], [1, 1]]))
    np.testing.assert_array_equal(found, [hidden[0, [3, 0]], hidden[1, [1, 1]]])
