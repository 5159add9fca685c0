from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexiboost.artifacts.errors import ConfigError
from lexiboost.tokens.batches import TokenBatch
from lexiboost.training.objectives.denoising import Denoising, DenoisingAndContinuing, Deshuffling
from lexiboost.training.objectives.seq2seq import SourceTargetBatch
from tests.training.objectives.rows import IDS, TOKENS, batches, is_special, pack, random_batch, segments_of

INFILL = Denoising(IDS)
DELETE = Denoising(IDS, infill=0.0, delete=0.2)
PERMUTE = Denoising(IDS, infill=0.0, permute=True)
ALL = Denoising(IDS, infill=0.2, delete=0.1, permute=True)
SHUFFLE = Deshuffling(IDS)
MIXED = DenoisingAndContinuing(IDS)
EVERY = (INFILL, DELETE, PERMUTE, ALL, SHUFFLE, MIXED)


def _read(prepared: SourceTargetBatch) -> tuple[list[dict[int, list[int]]], list[dict[int, list[int]]]]:
    return (
        segments_of(prepared.source.tokens_BxL, prepared.source.segments_BxL),
        segments_of(prepared.scored.targets_BxM, prepared.target.segments_BxL),
    )


def _specials(ids: list[int]) -> list[int]:
    return [i for i in ids if is_special(i)]


@settings(max_examples=80, deadline=None)
@given(batch=batches(), objective=st.sampled_from(EVERY), step=st.integers(0, 50))
def test_the_target_is_the_row_or_ends_what_the_source_begins(
    batch: TokenBatch, objective: Any, step: int
) -> None:
    before = batch["tokens"].copy()
    prepared = objective.prepare(batch, 7, step)
    np.testing.assert_array_equal(batch["tokens"], before)
    assert not prepared.left_out_B.any()
    sources, targets = _read(prepared)
    for row, source, target in zip(
        segments_of(batch["tokens"], batch["segments"]), sources, targets, strict=True
    ):
        assert row.keys() == source.keys() == target.keys()
        for segment, ids in row.items():
            if objective is MIXED and source[segment][0] == IDS.sequential:
                assert source[segment][1:] + target[segment] == ids
                assert len(source[segment]) > 1 and target[segment]
                continue
            assert target[segment] == ids
            left = [i for i in source[segment] if i != IDS.mask]
            assert _specials(left) == _specials([i for i in ids if i != IDS.mask])
            assert Counter(left) <= Counter(ids)
            assert left or set(ids) == {IDS.mask}
            assert len(source[segment]) <= len(ids)


@settings(max_examples=60, deadline=None)
@given(batch=batches(), step=st.integers(0, 50))
def test_shuffling_and_permuting_keep_every_token_and_the_place_of_special_ones(
    batch: TokenBatch, step: int
) -> None:
    for objective in (SHUFFLE, PERMUTE):
        source = objective.prepare(batch, 0, step).source
        for number in range(1, int(batch["segments"].max()) + 1):
            for b in range(len(source.tokens_BxL)):
                here = batch["segments"][b] == number
                assert sorted(source.tokens_BxL[b][here]) == sorted(batch["tokens"][b][here])
        fixed = is_special(batch["tokens"]) | (batch["segments"] == 0)
        np.testing.assert_array_equal(source.tokens_BxL[fixed], batch["tokens"][fixed])


def _subsequence(part: list[int], whole: list[int]) -> bool:
    rest = iter(whole)
    return all(token in rest for token in part)


@pytest.mark.parametrize("objective", [INFILL, DELETE])
def test_what_is_left_is_in_order(objective: Denoising) -> None:
    batch = random_batch(16)
    sources, targets = _read(objective.prepare(batch, 0, 0))
    for source, target in zip(sources, targets, strict=True):
        for segment, ids in source.items():
            assert _subsequence([i for i in ids if i != IDS.mask], target[segment])


@pytest.mark.parametrize(
    ("objective", "rate"),
    [(INFILL, 0.3), (DELETE, 0.2), (ALL, 0.3), (DenoisingAndContinuing(IDS, continued=0.0), 0.15)],
)
def test_rates_are_those_asked_for(objective: Any, rate: float) -> None:
    batch = random_batch(1024)
    source = objective.prepare(batch, 0, 0).source.tokens_BxL
    left = (~is_special(source)).sum() / (~is_special(batch["tokens"])).sum()
    assert 1 - left == pytest.approx(rate, abs=0.005)


def test_masks_stand_for_spans_of_the_poisson_mean() -> None:
    batch = random_batch(512, mean=200.0)
    source = INFILL.prepare(batch, 0, 0).source.tokens_BxL
    hidden = (~is_special(batch["tokens"])).sum() - (~is_special(source)).sum()
    assert hidden / (source == IDS.mask).sum() == pytest.approx(3.0, abs=0.1)


def test_without_masks_nothing_shows_where_tokens_were_dropped() -> None:
    source = DenoisingAndContinuing(IDS, continued=0.0).prepare(random_batch(16), 0, 0).source
    assert not np.isin(source.tokens_BxL, [IDS.mask, *IDS.sentinels, IDS.sequential]).any()


def test_segments_are_continued_as_often_and_from_where_it_is_asked() -> None:
    batch = random_batch(256, mean=40.0)
    sources, targets = _read(DenoisingAndContinuing(IDS, continued=0.3).prepare(batch, 0, 0))
    shares, others = [], 0
    for source, target in zip(sources, targets, strict=True):
        for segment, ids in source.items():
            continued = ids[0] == IDS.sequential
            size = len(target[segment]) + (len(ids) - 1 if continued else 0)
            if size >= 20 and continued:
                shares.append((len(ids) - 1) / size)
            others += size >= 20 and not continued
    assert len(shares) / (len(shares) + others) == pytest.approx(0.3, abs=0.04)
    assert all(min(abs(share - 0.2), abs(share - 0.8)) < 0.03 for share in shares)
    assert np.mean(np.array(shares) > 0.5) == pytest.approx(0.5, abs=0.1)


def test_sentences_stay_whole_when_their_order_changes() -> None:
    end, quote = TOKENS.index("."), TOKENS.index("?")
    sentences = [[370, 371, end], [372, end, quote], [373, 374, 375, end], [376]]
    whole = [token for sentence in sentences for token in sentence]
    batch = pack([[[*whole, IDS.eos]]], 16)
    orders = set()
    for step in range(60):
        source = PERMUTE.prepare(batch, 0, step).source.tokens_BxL[0, :12].tolist()
        assert source[-1] == IDS.eos
        order, rest = [], source[:-1]
        while rest:
            (number,) = [n for n, sentence in enumerate(sentences) if sentence[0] == rest[0]]
            assert rest[: len(sentences[number])] == sentences[number]
            order.append(number)
            rest = rest[len(sentences[number]) :]
        orders.add(tuple(order))
    assert len(orders) > 18  # of 24


def test_every_token_may_come_to_every_place() -> None:
    batch = pack([[[370, 371, 372, 373, IDS.eos]]], 5)
    counts = np.zeros((4, 4))
    for step in range(400):
        shuffled = SHUFFLE.prepare(batch, 0, step).source.tokens_BxL[0, :4]
        counts[np.arange(4), shuffled - 370] += 1
    np.testing.assert_allclose(counts / 400, 0.25, atol=0.08)


@pytest.mark.parametrize("objective", EVERY)
def test_corruption_hangs_on_seed_step_and_row_alone(objective: Any) -> None:
    batch = random_batch(8, 128, mean=60.0)
    whole = objective.prepare(batch, 1, 2)
    part = objective.prepare(TokenBatch(**{name: value[3:5] for name, value in batch.items()}), 1, 2)
    np.testing.assert_array_equal(whole.source.tokens_BxL[3:5], part.source.tokens_BxL)
    if objective is not PERMUTE:  # random text has few sentences a segment
        other = objective.prepare(batch, 1, 3)
        assert (other.source.tokens_BxL != whole.source.tokens_BxL).any(1).all()


@pytest.mark.parametrize(
    ("kind", "change", "named"),
    [
        (Denoising, {"infill": 0.7, "delete": 0.3}, "objective.infill"),
        (Denoising, {"mean": 0.0}, "objective.mean"),
        (DenoisingAndContinuing, {"continued": 1.5}, "objective.continued"),
        (DenoisingAndContinuing, {"given": ()}, "objective.continued"),
        (DenoisingAndContinuing, {"rate": 1.0}, "objective.rate"),
    ],
)
def test_settings_out_of_range_are_named(kind: Any, change: dict[str, Any], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        kind(IDS, **change)
