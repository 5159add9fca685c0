"""Every transformer with each of its objectives: the loss after 20 steps, and eight sentences by heart."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from tests.training.objectives.cases import CASES, Run

GOLDEN = {
    "masked tokens": 5.0183401,
    "masked words": 5.1360908,
    "masked spans": 5.0542336,
    "translation": 4.8615975,
    "word alignment": 5.2363753,
    "language ID": 5.1079488,
    "language adversary": 6.0804682,
    "causal": 1.6770629,
    "prefix": 2.5386689,
    "span corruption": 2.7591894,
    "infilling": 2.1889286,
    "deletion and permutation": 2.0136096,
    "deshuffling": 1.7143584,
    "denoising and continuing": 2.2258286,
}
"""In float32; a relative 1e-6 is two to eight of its steps."""
BEGINNINGS = {"causal": 8 * np.log(8) / 120}
"""What no model can know: which of the eight sentences begins, of 120 tokens."""


@cache
def _begun(name: str) -> tuple[Run, float]:
    """A run after 20 steps, and its loss."""
    run = Run(name)
    return run, run.train(20)[-1]["loss"]


@pytest.mark.parametrize("name", CASES)
def test_the_loss_after_20_steps_is_what_it_was(name: str) -> None:
    assert _begun(name)[1] == pytest.approx(GOLDEN[name], rel=1e-6)


@pytest.mark.parametrize("name", CASES)
def test_eight_sentences_are_learnt_by_heart(name: str) -> None:
    run, best = _begun(name)[0], np.inf
    while best > 0.05 and run.done < 2000:
        metrics = run.train(50)
        means = {key: np.mean([each[key] for each in metrics]) for key in metrics[0]}
        best = means["token_loss"] - BEGINNINGS.get(name, 0.0) + means.get("align_loss", 0.0)
    assert best <= 0.05
    if name == "language ID":
        assert means["language_accuracy"] > 0.98
    if name == "language adversary":
        assert means["language_accuracy"] < 0.8
