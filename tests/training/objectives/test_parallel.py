from __future__ import annotations

import numpy as np
import pytest

from lexiboost.artifacts.errors import ConfigError, InputError
from lexiboost.tokens.batches import TokenBatch
from lexiboost.training.objectives.masked import MaskedLM
from lexiboost.training.objectives.parallel import PARALLEL, TranslationLM, WordAlignment
from tests.training.objectives.rows import IDS, is_special, pack, random_batch
from tests.training.objectives.standin import StandIn, loss_of, tables

E = IDS.eos


def _pairs() -> TokenBatch:
    """A row of two pairs, and one of real text with an `<eos>` inside a segment."""
    batch = pack(
        [
            [[370, 371, 372, E, 400, 401, E], [373, E, 403, 404, E]],
            [[374, E, 375, 376, E]],
        ],
        14,
    )
    batch["kind"] = np.array([PARALLEL, 0], dtype=np.int32)
    links = np.zeros((2, 14), dtype=np.int32)
    links[0, [4, 5, 9, 10]] = [1 + 1, 1 + 0, 1 + 7, 1 + 7]
    return batch | {"links": links}


def test_pairs_are_parted_behind_the_first_end_and_other_rows_are_not() -> None:
    batch = _pairs()
    prepared = WordAlignment(MaskedLM(IDS), shift=0).prepare(batch, 0, 0)
    tokens = prepared.masked.tokens
    assert tokens.segments_BxL.tolist() == [
        [1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 4, 0, 0],
        [1, 1, 1, 1, 1] + [0] * 9,
    ]
    assert tokens.positions_BxL.tolist() == [
        [0, 1, 2, 3, 0, 1, 2, 0, 1, 0, 1, 2, 0, 0],
        [0, 1, 2, 3, 4] + [0] * 9,
    ]


def test_second_texts_begin_where_they_are_shifted_and_no_further_than_the_first_is_long() -> None:
    starts = set()
    for step in range(60):
        prepared = WordAlignment(MaskedLM(IDS), shift=2).prepare(_pairs(), 0, step)
        positions = prepared.masked.tokens.positions_BxL[0]
        begin, other = positions[4], positions[9]
        assert positions[4:7].tolist() == [begin, begin + 1, begin + 2]
        starts.add((begin, other))
    assert {s[0] for s in starts} == {0, 1, 2} and {s[1] for s in starts} == {0, 1}


def test_translation_keeps_pairs_in_one_segment_and_restarts_positions_on_demand() -> None:
    batch, masked = _pairs(), MaskedLM(IDS)
    prepared = TranslationLM(masked, restart=True).prepare(batch, 0, 0)
    np.testing.assert_array_equal(prepared.tokens.segments_BxL, batch["segments"])
    assert prepared.tokens.positions_BxL[0].tolist() == [0, 1, 2, 3, 0, 1, 2, 0, 1, 0, 1, 2, 0, 0]
    plain = masked.prepare(batch, 0, 0)
    np.testing.assert_array_equal(prepared.tokens.tokens_BxL, plain.tokens.tokens_BxL)
    running = TranslationLM(masked).prepare(batch, 0, 0)
    np.testing.assert_array_equal(running.tokens.positions_BxL, batch["positions"])


def _aligned(seed: int = 0) -> TokenBatch:
    """Random pairs, each second word linked to a random word of the first text."""
    rng = np.random.default_rng(seed)
    rows, links = [], np.zeros((24, 96), dtype=np.int32)
    for b in range(24):
        row, at = [], 0
        for _ in range(4):
            one, two = rng.integers(365, 380, 11), rng.integers(370, 385, 11)
            row.append([*one.tolist(), E, *two.tolist(), E])
            links[b, at + 12 : at + 23] = 1 + at + rng.permutation(11)
            at += 24
        rows.append(row)
    batch = pack(rows, 96) | {"links": links}
    batch["kind"] = np.full(24, PARALLEL, dtype=np.int32)
    return batch


def test_links_join_the_words_they_are_of_and_never_like_or_hidden_ones() -> None:
    batch = _aligned()
    prepared = WordAlignment(MaskedLM(IDS), pairs=40).prepare(batch, 0, 0)
    shown = prepared.masked.tokens.tokens_BxL == batch["tokens"]
    assert prepared.paired_BxP.any(1).all() and not prepared.paired_BxP.all()
    for b in range(24):
        paired = prepared.paired_BxP[b]
        source, target = prepared.source_BxP[b][paired], prepared.target_BxP[b][paired]
        usable = batch["links"][b] > 0
        usable &= shown[b] & shown[b][batch["links"][b] - 1]
        usable &= batch["tokens"][b] != batch["tokens"][b][batch["links"][b] - 1]
        assert len(set(target.tolist())) == len(target) == min(40, usable.sum())
        np.testing.assert_array_equal(batch["links"][b][target] - 1, source)
        assert usable[target].all()
        np.testing.assert_array_equal(prepared.gloss_BxP[b][paired], batch["tokens"][b][source])


def test_few_links_are_drawn_evenly_and_anew_each_step() -> None:
    batch, counts = _aligned(), np.zeros(96)
    objective = WordAlignment(MaskedLM(IDS), pairs=4)
    for step in range(100):
        prepared = objective.prepare(batch, 0, step)
        np.add.at(counts, prepared.target_BxP[prepared.paired_BxP], 1)
    used = counts[counts > 0]
    assert len(used) == 44 and used.min() > 0.5 * used.mean()


def test_the_alignment_loss_by_hand() -> None:
    batch = _aligned()
    objective = WordAlignment(MaskedLM(IDS), pairs=8, weight=0.5, temperature=0.2)
    prepared = objective.prepare(batch, 0, 0)
    weights = tables(IDS.vocabulary)
    loss, metrics = loss_of(StandIn, objective, weights, prepared)
    table = np.asarray(weights.embedding_VxD, dtype=np.float64)
    paired = prepared.paired_BxP
    rows = np.nonzero(paired)[0]
    sides = []
    for places in (prepared.source_BxP, prepared.target_BxP):
        vectors = table[batch["tokens"][rows, places[paired]]]
        sides.append(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
    gloss = prepared.gloss_BxP[paired]
    rival = (gloss[:, None] != gloss) | np.eye(len(gloss), dtype=bool)
    total = 0.0
    for a, b in (sides, sides[::-1]):
        scores = a @ b.T / 0.2
        total += (np.log((np.exp(scores) * rival).sum(1)) - np.diag(scores)).mean() / 2
    assert float(metrics["align_loss"]) == pytest.approx(total, rel=1e-4)
    assert float(loss) == pytest.approx(float(metrics["token_loss"]) + 0.5 * total, rel=1e-4)


def test_what_objectives_on_pairs_draw_hangs_on_seed_step_and_row_alone() -> None:
    batch = _aligned()
    objective = WordAlignment(MaskedLM(IDS), pairs=8)
    whole = objective.prepare(batch, 0, 0)
    part = objective.prepare(TokenBatch(**{name: value[4:7] for name, value in batch.items()}), 0, 0)
    for one, other in zip(whole[1:], part[1:], strict=True):
        np.testing.assert_array_equal(one[4:7], other)
    np.testing.assert_array_equal(whole.masked.tokens.positions_BxL[4:7], part.masked.tokens.positions_BxL)
    assert not is_special(batch["tokens"][0, whole.target_BxP[0]]).any()


def test_rows_without_links_and_settings_out_of_range_are_refused() -> None:
    with pytest.raises(InputError, match=r"links; pack pairs"):
        WordAlignment(MaskedLM(IDS)).prepare(random_batch(2), 0, 0)
    with pytest.raises(ConfigError, match=r"objective\.pairs"):
        WordAlignment(MaskedLM(IDS), pairs=0)
