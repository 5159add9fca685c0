from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexiboost.artifacts.errors import ConfigError
from lexiboost.tokens.batches import TokenBatch
from lexiboost.training.objectives.masked import UNITS, MaskedBatch, MaskedLM
from tests.training.objectives.rows import IDS, TOKENS, WORDS, batches, is_special, pack, random_batch

RATE = 0.15
LM = {unit: MaskedLM(IDS, unit=unit) for unit in UNITS}
units = pytest.mark.parametrize("unit", UNITS)


def _chosen(batch: TokenBatch, prepared: MaskedBatch) -> np.ndarray:
    """Which positions are predicted."""
    mask = np.zeros(batch["tokens"].shape, dtype=bool)
    for b, (places, scored) in enumerate(zip(prepared.places_BxM, prepared.scored.scored_BxM, strict=True)):
        assert len(set(places[scored].tolist())) == scored.sum()
        mask[b, places[scored]] = True
    return mask


@settings(max_examples=60, deadline=None)
@given(batch=batches(), unit=st.sampled_from(UNITS), rate=st.sampled_from([0.05, 0.15, 0.5, 0.9]))
def test_the_targets_put_back_give_the_rows_and_nothing_special_is_touched(
    batch: TokenBatch, unit: str, rate: float
) -> None:
    before = {name: value.copy() for name, value in batch.items()}
    prepared = MaskedLM(IDS, unit=unit, rate=rate).prepare(batch, 3, 5)
    restored = prepared.tokens.tokens_BxL.copy()
    for b, scored in enumerate(prepared.scored.scored_BxM):
        restored[b, prepared.places_BxM[b][scored]] = prepared.scored.targets_BxM[b][scored]
    np.testing.assert_array_equal(restored, batch["tokens"])
    chosen = _chosen(batch, prepared)
    assert not chosen[(batch["segments"] == 0) | is_special(batch["tokens"])].any()
    changed = prepared.tokens.tokens_BxL != batch["tokens"]
    assert not changed[~chosen].any()
    new = prepared.tokens.tokens_BxL[changed]
    assert ((new == IDS.mask) | ~is_special(new)).all()
    for name, value in batch.items():
        np.testing.assert_array_equal(value, before[name])


@units
def test_rates_are_those_asked_for(unit: str) -> None:
    batch = random_batch(512)
    prepared = LM[unit].prepare(batch, 0, 0)
    chosen = _chosen(batch, prepared)
    open_ = (batch["segments"] > 0) & ~is_special(batch["tokens"])
    assert chosen.sum() / open_.sum() == pytest.approx(RATE, abs=0.005)
    after, before = prepared.tokens.tokens_BxL[chosen], batch["tokens"][chosen]
    # Of the random tokens one in about 760 is the old one.
    assert (after == IDS.mask).mean() == pytest.approx(0.8, abs=0.01)
    assert ((after != IDS.mask) & (after != before)).mean() == pytest.approx(0.1, abs=0.01)


@units
def test_tokens_are_chosen_alike_at_the_beginning_and_the_end_of_rows(unit: str) -> None:
    counts, total = np.zeros(4), np.zeros(4)
    for step in range(8):
        batch = random_batch(256, seed=step)
        chosen = _chosen(batch, LM[unit].prepare(batch, 0, step))
        open_ = (batch["segments"] > 0) & ~is_special(batch["tokens"])
        counts += [part.sum() for part in np.split(chosen, 4, axis=1)]
        total += [part.sum() for part in np.split(open_, 4, axis=1)]
    np.testing.assert_allclose(counts / total, RATE, atol=0.005)


def test_each_row_has_the_share_of_its_tokens_rounded_up_or_down() -> None:
    batch = random_batch(64, end=False)
    open_ = (batch["segments"] > 0).sum(1)
    for unit in ("token", "word"):
        count = LM[unit].prepare(batch, 0, 0).scored.scored_BxM.sum(1)
        assert (np.abs(count - RATE * open_) < 1).all()


def _word_rows(rows: int) -> TokenBatch:
    """Words of one to ten pieces between marks and digits, one sentence a row."""
    rng = np.random.default_rng(1)
    head, tail = TOKENS.index(WORDS[0]), TOKENS.index("t0")
    made = []
    for _ in range(rows):
        row: list[int] = []
        while len(row) < 200:
            size = int(rng.choice([1, 1, 1, 2, 2, 3, 4, 10]))
            row += [head + int(rng.integers(300)), *(tail + rng.integers(0, 200, size - 1)).tolist()]
            if rng.random() < 0.2:
                row.append(TOKENS.index(","))
        made.append([row[:200]])
    return pack(made, 200)


def test_whole_words_are_hidden_whole_and_at_one_rate_for_every_length() -> None:
    batch = _word_rows(1000)
    prepared = MaskedLM(IDS, unit="word", replaced=0.0, masked=1.0).prepare(batch, 0, 0)
    hidden = prepared.tokens.tokens_BxL == IDS.mask
    tail = np.array([token.startswith("t") for token in TOKENS])[batch["tokens"]]
    seen, taken = np.zeros(12), np.zeros(12)
    for row, mask in zip(tail, hidden, strict=True):
        begins = [*np.flatnonzero(~row).tolist(), len(row)]
        for begin, end in pairwise(begins):
            parts = {mask[begin : min(end, begin + 8)].all(), mask[begin : min(end, begin + 8)].any()}
            assert len(parts) == 1
            seen[end - begin] += 1
            taken[end - begin] += mask[begin]
    for length in (1, 2, 3, 4, 10):
        assert taken[length] / seen[length] == pytest.approx(RATE, abs=0.012)


def test_words_of_a_sentence_by_hand() -> None:
    names = ["▁w1", "t2", ",", "t3", "<0xE2>", "▁(", "t4", "▁7", "▁7", "t5", "<eos>", "t6"]
    batch = pack([[[TOKENS.index(name) for name in names], [TOKENS.index("t7")]]], 16)
    words = [(0, 1), (2,), (3, 4), (5,), (6,), (7,), (8,), (9,), (11,), (12,)]
    together = {frozenset(word) for word in words}
    met = set()
    for step in range(200):
        places = MaskedLM(IDS, unit="word", rate=0.3).prepare(batch, 0, step)
        chosen = set(places.places_BxM[0][places.scored.scored_BxM[0]].tolist())
        for word in together:
            assert word <= chosen or not word & chosen
            if word <= chosen:
                met.add(word)
    assert met == together


def test_spans_have_the_mean_length_and_share_one_fate() -> None:
    batch = random_batch(256, mean=100.0)
    lm = MaskedLM(IDS, unit="span", masked=0.5, replaced=0.0)
    prepared = lm.prepare(batch, 0, 0)
    chosen = _chosen(batch, prepared)
    hidden = prepared.tokens.tokens_BxL == IDS.mask
    begins = chosen & ~np.pad(chosen, ((0, 0), (1, 0)))[:, :-1]
    begins |= chosen & (batch["positions"] == 0)
    assert chosen.sum() / begins.sum() == pytest.approx(3.0, abs=0.05)
    inside = chosen & ~begins
    rows, at = np.nonzero(inside)
    np.testing.assert_array_equal(hidden[rows, at], hidden[rows, at - 1])
    assert hidden[begins].mean() == pytest.approx(0.5, abs=0.04)


@units
def test_a_row_is_corrupted_alike_in_any_batch_and_otherwise_by_step_seed_and_place(unit: str) -> None:
    batch = random_batch(12)
    whole = LM[unit].prepare(batch, 1, 2).tokens.tokens_BxL
    np.testing.assert_array_equal(whole, LM[unit].prepare(batch, 1, 2).tokens.tokens_BxL)
    half = TokenBatch(**{name: value[6:] for name, value in batch.items()})
    np.testing.assert_array_equal(whole[6:], LM[unit].prepare(half, 1, 2).tokens.tokens_BxL)
    elsewhere = batch | {"row": batch["row"] + 1}
    for other in (
        LM[unit].prepare(batch, 1, 3),
        LM[unit].prepare(batch, 2, 2),
        LM[unit].prepare(elsewhere, 1, 2),
    ):
        assert (other.tokens.tokens_BxL != whole).any(1).all()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"rate": 0.0}, "objective.rate"),
        ({"rate": 1.0}, "objective.rate"),
        ({"mean": 0.5}, "objective.mean"),
        ({"unit": "phrase"}, "objective.unit"),
        ({"masked": 0.95}, "objective.masked"),
    ],
)
def test_settings_out_of_range_are_named(change: dict, named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        MaskedLM(IDS, **change)
