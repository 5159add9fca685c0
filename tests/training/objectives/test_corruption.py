from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexiboost.artifacts.errors import ConfigError
from lexiboost.tokens.batches import TokenBatch
from lexiboost.training.objectives.corruption import SpanCorruption
from lexiboost.training.objectives.seq2seq import SourceTargetBatch
from tests.training.objectives.rows import IDS, batches, is_special, pack, random_batch, segments_of

T5 = SpanCorruption(IDS)


def _targets(prepared: SourceTargetBatch) -> list[dict[int, list[int]]]:
    return segments_of(prepared.scored.targets_BxM, prepared.target.segments_BxL)


def _spans(target: list[int]) -> dict[int, list[int]]:
    """What each sentinel of a target stands for."""
    assert target[-1] == IDS.eos
    spans: dict[int, list[int]] = {}
    for token in target[:-1]:
        if token in IDS.sentinels:
            assert token not in spans
            spans[token] = []
        else:
            spans[list(spans)[-1]].append(token)
    return spans


@settings(max_examples=80, deadline=None)
@given(batch=batches(), rate=st.sampled_from([0.1, 0.15, 0.5, 0.8]), mean=st.sampled_from([1.0, 2.5, 3.0]))
def test_targets_in_the_place_of_sentinels_give_the_rows(batch: TokenBatch, rate: float, mean: float) -> None:
    prepared = SpanCorruption(IDS, rate=rate, mean=mean).prepare(batch, 1, 2)
    assert not prepared.left_out_B.any()
    rows = segments_of(batch["tokens"], batch["segments"])
    sources = segments_of(prepared.source.tokens_BxL, prepared.source.segments_BxL)
    for row, source, target in zip(rows, sources, _targets(prepared), strict=True):
        assert row.keys() == source.keys() >= target.keys()
        for segment, ids in row.items():
            # The generated rows hold one sentinel-like id of their own, which is no span's.
            spans = _spans(target[segment]) if segment in target else {}
            assert list(spans) == list(IDS.sentinels[: len(spans)])
            restored: list[int] = []
            for token in source[segment]:
                hidden = spans.pop(token, [token])
                assert hidden and (len(hidden) == 1 or not is_special(hidden).any())
                restored += hidden
            assert restored == ids and not spans


def test_the_figures_sentence_by_hand() -> None:
    a, b, c, d = 370, 371, 372, 373
    batch = pack([[[a, b, c, d, a, b, c, d, a, b, IDS.eos]]], 12)
    for step in range(50):
        prepared = T5.prepare(batch, 0, step)
        source = segments_of(prepared.source.tokens_BxL, prepared.source.segments_BxL)[0][1]
        target = _targets(prepared)[0].get(1, [])
        if not target:  # 1.5 tokens of ten are half a span
            assert source == batch["tokens"][0, :11].tolist()
            continue
        first = IDS.sentinels[0]
        at, length = source.index(first), len(target) - 2
        row = batch["tokens"][0].tolist()
        assert target == [first, *row[at : at + length], IDS.eos] and length == 3
        assert source == [*row[:at], first, *row[at + length : 11]]
        inputs = prepared.target.tokens_BxL[0, : len(target)].tolist()
        assert inputs == [IDS.bos, *target[:-1]]
        assert prepared.target.positions_BxL[0, : len(target)].tolist() == list(range(len(target)))


@pytest.mark.parametrize(
    ("mean_length", "rate", "mean"), [(22, 0.15, 3.0), (120, 0.15, 3.0), (120, 0.5, 5.0)]
)
def test_rates_and_mean_spans_are_those_asked_for(mean_length: float, rate: float, mean: float) -> None:
    batch = random_batch(512, mean=mean_length)
    prepared = SpanCorruption(IDS, rate=rate, mean=mean).prepare(batch, 0, 0)
    targets = prepared.scored.targets_BxM[prepared.scored.scored_BxM]
    hidden = (~is_special(targets)).sum()
    spans = np.isin(targets, IDS.sentinels).sum()
    assert hidden / (~is_special(batch["tokens"])).sum() == pytest.approx(rate, abs=0.005)
    assert hidden / spans == pytest.approx(mean, rel=0.03)


def test_rows_of_text_fit_the_lengths_that_are_documented() -> None:
    batch = random_batch(256, 512)
    prepared = SpanCorruption(IDS, source_length=480).prepare(batch, 0, 0)
    assert prepared.source.tokens_BxL.shape == (256, 480)
    assert prepared.scored.targets_BxM.shape == (256, T5.target_length(512)) == (256, 130)
    assert not prepared.left_out_B.any()


def test_segments_without_room_are_left_out_whole_and_counted() -> None:
    batch = random_batch(64, 256)
    full, short = T5.prepare(batch, 0, 0), SpanCorruption(IDS, source_length=200).prepare(batch, 0, 0)
    rows = segments_of(batch["tokens"], batch["segments"])
    pairs = [(segments_of(p.source.tokens_BxL, p.source.segments_BxL), _targets(p)) for p in (full, short)]
    for b, row in enumerate(rows):
        missing = row.keys() - pairs[1][0][b].keys()
        assert short.left_out_B[b] == sum(len(row[s]) for s in missing) > 0
        for of_full, of_short in zip(*pairs, strict=True):
            kept = {s: ids for s, ids in of_full[b].items() if s not in missing}
            assert kept == of_short[b]


def test_corruption_hangs_on_seed_step_and_row_alone() -> None:
    batch = random_batch(8, 128)
    whole = T5.prepare(batch, 1, 2)
    part = T5.prepare(TokenBatch(**{name: value[3:5] for name, value in batch.items()}), 1, 2)
    np.testing.assert_array_equal(whole.source.tokens_BxL[3:5], part.source.tokens_BxL)
    np.testing.assert_array_equal(whole.scored.targets_BxM[3:5], part.scored.targets_BxM)
    for seed, step in ((1, 3), (2, 2)):
        assert (T5.prepare(batch, seed, step).source.tokens_BxL != whole.source.tokens_BxL).any(1).all()


def test_too_few_sentinels_are_an_error_with_a_way_out() -> None:
    batch = random_batch(2, 2048)
    with pytest.raises(ConfigError, match=r"103 spans .* 100 sentinels; lower objective.rate"):
        T5.prepare(batch, 0, 0)
