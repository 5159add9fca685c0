from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from lexiboost.artifacts.errors import ConfigError
from lexiboost.tokens.batches import TokenBatch
from lexiboost.training.objectives.causal import CausalLM, PrefixLM
from tests.training.objectives.rows import IDS, batches, pack, random_batch


def test_each_token_is_predicted_from_those_before_it_in_its_segment() -> None:
    batch = pack([[[370, 371, 372], [373], [374, IDS.eos]]], 8)
    prepared = CausalLM(IDS).prepare(batch, 0, 0)
    bos, pad = IDS.bos, IDS.pad
    assert prepared.tokens.tokens_BxL.tolist() == [[bos, 370, 371, bos, bos, 374, pad, pad]]
    assert prepared.tokens.positions_BxL.tolist() == [[0, 1, 2, 0, 0, 1, 0, 0]]
    assert prepared.scored.targets_BxM.tolist() == [[370, 371, 372, 373, 374, IDS.eos, pad, pad]]
    assert prepared.scored.scored_BxM.tolist() == [[True] * 6 + [False] * 2]


@settings(max_examples=80, deadline=None)
@given(batch=batches())
def test_no_position_sees_what_it_predicts_and_prefix_and_rest_make_up_the_row(batch: TokenBatch) -> None:
    prepared = PrefixLM(IDS).prepare(batch, 1, 2)
    inputs, prefix = prepared.tokens, prepared.prefix_BxL
    for b, row in enumerate(batch["tokens"]):
        places = prepared.places_BxM[b][prepared.scored.scored_BxM[b]]
        assert prepared.scored.targets_BxM[b][: len(places)].tolist() == row[places].tolist()
        for number in range(1, int(batch["segments"][b].max(initial=0)) + 1):
            here = np.flatnonzero(batch["segments"][b] == number)
            mine = [p for p in places.tolist() if p in here]
            assert mine == list(range(mine[0], here[-1] + 1))
            assert len(here) == 1 or mine[0] > here[0]
            # Inputs up to the first predicted place hold the tokens before it, and nothing later.
            assert prefix[b][here].tolist() == (here <= mine[0]).tolist()
            expected = [IDS.bos, *row[here[:-1]].tolist()]
            assert inputs.tokens_BxL[b][here].tolist() == expected
    assert not prefix[batch["segments"] == 0].any()


def test_cuts_are_spread_evenly_between_the_shares_and_fit_the_places() -> None:
    batch = random_batch(128, mean=60.0)
    objective = PrefixLM(IDS, shortest=0.2, longest=0.5)
    prepared = objective.prepare(batch, 0, 0)
    assert prepared.places_BxM.shape[1] == objective.places(256) == 128
    shares = []
    for b, segments in enumerate(batch["segments"]):
        places = prepared.places_BxM[b][prepared.scored.scored_BxM[b]]
        sizes, predicted = np.bincount(segments), np.bincount(segments[places], minlength=segments.max() + 1)
        shares += [p / n for n, p in zip(sizes[1:], predicted[1:], strict=True) if n >= 40]
    assert 0.17 < min(shares) < 0.22 and 0.47 < max(shares) <= 0.5
    assert np.mean(shares) == pytest.approx(0.34, abs=0.02)


def test_cuts_hang_on_seed_step_and_row_alone() -> None:
    batch = random_batch(8, 128)
    whole = PrefixLM(IDS).prepare(batch, 1, 2).prefix_BxL
    part = PrefixLM(IDS).prepare(TokenBatch(**{name: value[5:] for name, value in batch.items()}), 1, 2)
    np.testing.assert_array_equal(whole[5:], part.prefix_BxL)
    for seed, step in ((1, 3), (2, 2)):
        assert (PrefixLM(IDS).prepare(batch, seed, step).prefix_BxL != whole).any(1).all()


def test_shares_out_of_range_are_named() -> None:
    with pytest.raises(ConfigError, match=r"objective\.shortest"):
        PrefixLM(IDS, shortest=0.6, longest=0.5)
