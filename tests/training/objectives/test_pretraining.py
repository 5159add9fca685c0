from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest

from lexiboost.models import Batch
from lexiboost.models.words import WordFeatures
from lexiboost.tokens.pipeline import RowBatch
from lexiboost.training.objectives.pretraining import PretrainBatch, Pretraining
from lexiboost.training.objectives.settings import PretrainSettings
from lexiboost.training.state import bind
from tests.models.tiny import dense_params
from tests.training.tiny import CONFIG, row_batch

ALIGNMENTS, TEMPERATURE, INPUT_WEIGHT, CONTEXT_WEIGHT = 24, 0.3, 0.5, 2.0
SETTINGS = PretrainSettings(
    alignments=ALIGNMENTS,
    input_weight=INPUT_WEIGHT,
    context_weight=CONTEXT_WEIGHT,
    temperature=TEMPERATURE,
    kept_dropout=1.0,
)
OBJECTIVE = Pretraining(SETTINGS)
ROWS = row_batch()
WORDS = np.flatnonzero(ROWS.segments_BxL.ravel() > 0)
GRAPH, PARAMS = dense_params(CONFIG)


@jax.jit
def compute(batch: PretrainBatch) -> tuple[Any, dict[str, Any]]:
    return OBJECTIVE.loss(bind(GRAPH, PARAMS), batch, jax.random.key(0))


@jax.jit
def encode(index: Any, hidden: Any, positions: Any) -> Any:
    no_dictionary = np.zeros(ROWS.index_BxL.shape, dtype=bool)
    words = WordFeatures(*ROWS[:5])
    batch = Batch(words, index, ROWS.segments_BxL, positions, hidden, no_dictionary)
    return bind(GRAPH, PARAMS).encode(batch)


@pytest.fixture(scope="module")
def prepared() -> PretrainBatch:
    return OBJECTIVE.prepare(ROWS, 0, 0)


def _log_softmax(scores: np.ndarray) -> np.ndarray:
    scores = np.asarray(scores, np.float64)
    return scores - np.log(np.exp(scores).sum(-1, keepdims=True))


def test_masking_hides_its_rate_of_the_words_and_never_padding() -> None:
    seen: set[int] = set()
    for step in range(60):
        batch = OBJECTIVE.prepare(ROWS, 0, step)
        real = batch.masked_M[batch.scored_M]
        assert len(batch.masked_M) == round(0.15 * ROWS.index_BxL.size)
        assert len(real) == len(set(real.tolist())) == round(0.15 * len(WORDS))
        seen |= set(real.tolist())
    assert seen == set(WORDS.tolist())


def test_pairs_to_align_are_translated_words_with_a_gloss() -> None:
    translated = (ROWS.gloss_BxL > 0) & (ROWS.gloss_BxL != ROWS.index_BxL)
    expected = set(np.flatnonzero(translated.ravel()).tolist())
    batch = OBJECTIVE.prepare(ROWS, 0, 0)
    assert 0 < len(expected) < ALIGNMENTS
    assert set(batch.pairs_A[batch.paired_A].tolist()) == expected
    assert batch.pairs_A.shape == batch.paired_A.shape == (ALIGNMENTS,)
    few = Pretraining(PretrainSettings(alignments=5)).prepare(ROWS, 0, 0)
    assert few.paired_A.all() and len(set(few.pairs_A.tolist())) == 5
    assert set(few.pairs_A.tolist()) < expected


def test_choices_are_a_pure_function_of_seed_and_step() -> None:
    def masked(seed: int, step: int) -> list[int]:
        return OBJECTIVE.prepare(ROWS, seed, step).masked_M.tolist()

    assert masked(0, 5) == masked(0, 5)
    assert len({tuple(masked(seed, step)) for seed in range(3) for step in range(3)}) == 9


def test_rows_of_padding_alone_are_prepared_and_cost_nothing() -> None:
    empty = RowBatch(*ROWS)._replace(
        **{name: np.zeros_like(ROWS.index_BxL) for name in ("index_BxL", "gloss_BxL", "segments_BxL")}
    )
    batch = OBJECTIVE.prepare(empty, 0, 0)
    assert not batch.scored_M.any() and not batch.paired_A.any()
    assert float(compute(batch)[0]) == 0.0


def test_masked_words_are_predicted_as_bags_of_their_pieces(prepared: PretrainBatch) -> None:
    batch = prepared._replace(scored_M=np.arange(len(prepared.masked_M)) < 5)
    real = batch.masked_M[:5]
    hidden = np.zeros(ROWS.index_BxL.size, dtype=bool)
    hidden[real] = True
    encoded = encode(ROWS.index_BxL, hidden.reshape(ROWS.index_BxL.shape), ROWS.positions_BxL)
    vectors = np.asarray(encoded.hidden_BxLxD).reshape(-1, CONFIG.dim)
    head = PARAMS["word_head"]
    losses = []
    for at in real:
        log_p = _log_softmax(vectors[at] @ np.asarray(head["kernel"]) + np.asarray(head["bias"]))
        pieces = [p for p in ROWS.pieces_UxP[ROWS.index_BxL.ravel()[at]] if p]
        losses.append(-np.mean(log_p[pieces]))
    assert float(compute(batch)[1]["masked_loss"]) == pytest.approx(np.mean(losses), rel=1e-4)


def _contrastive(a: np.ndarray, b: np.ndarray, gloss: np.ndarray) -> float:
    """Each vector must pick its partner among all partners but others of the same gloss, both ways."""
    a, b = (x.astype(np.float64) / np.linalg.norm(x, axis=1, keepdims=True) for x in (a, b))
    total = 0.0
    for one, other in ((a, b), (b, a)):
        for i in range(len(gloss)):
            rivals = [i, *(j for j in range(len(gloss)) if gloss[j] != gloss[i])]
            total -= _log_softmax(other[rivals] @ one[i] / TEMPERATURE)[0]
    return total / (2 * len(gloss))


def test_alignment_is_a_symmetric_contrast_without_rivals_of_the_same_gloss(prepared: PretrainBatch) -> None:
    pairs = prepared.pairs_A[prepared.paired_A]
    gloss = ROWS.gloss_BxL.ravel()[pairs]
    assert len(set(gloss.tolist())) < len(gloss) and not prepared.paired_A.all()
    shared, nowhere = ROWS.gloss_BxL == ROWS.index_BxL, np.zeros_like(ROWS.positions_BxL)
    sides = [encode(index, shared, nowhere) for index in (ROWS.index_BxL, ROWS.gloss_BxL)]
    expected = [
        _contrastive(*(np.asarray(side[kind]).reshape(-1, CONFIG.dim)[pairs] for side in sides), gloss)
        for kind in (0, 1)
    ]
    total, metrics = compute(prepared)
    assert float(metrics["align_input_loss"]) == pytest.approx(expected[0], rel=1e-4)
    assert float(metrics["align_context_loss"]) == pytest.approx(expected[1], rel=1e-4)
    weighted = INPUT_WEIGHT * expected[0] + CONTEXT_WEIGHT * expected[1]
    assert float(total) == pytest.approx(float(metrics["masked_loss"]) + weighted, rel=1e-4)


def test_alignment_sees_neither_positions_nor_shared_words_nor_the_dictionary(
    prepared: PretrainBatch,
) -> None:
    rows = ROWS
    kept = rows.index_BxL[rows.kept_BxL]
    pieces = rows.pieces_UxP.copy()
    pieces[kept] = 7
    changed = rows._replace(
        positions_BxL=rows.positions_BxL[:, ::-1] + 3,
        pieces_UxP=pieces,
        weight_UxK=rows.weight_UxK * 5,
        tags_UxT=rows.tags_UxT + 1,
    )
    before, after = compute(prepared)[1], compute(prepared._replace(rows=changed))[1]
    for name in ("align_input_loss", "align_context_loss"):
        assert float(before[name]) == float(after[name])
    assert float(before["masked_loss"]) != float(after["masked_loss"])


def test_masked_words_alone_are_the_loss_where_nothing_is_aligned() -> None:
    objective = Pretraining(PretrainSettings(alignments=0))
    batch = objective.prepare(ROWS, 0, 0)
    assert batch.pairs_A.shape == (0,)
    total, metrics = jax.jit(lambda b: objective.loss(bind(GRAPH, PARAMS), b, jax.random.key(0)))(batch)
    assert set(metrics) == {"masked_loss"}
    assert float(total) == float(metrics["masked_loss"])
