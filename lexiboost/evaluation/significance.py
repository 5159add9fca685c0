"""Intervals and p-values of differences between arms, by a paired and hierarchical bootstrap.

Examples are drawn anew within each language (Efron & Tibshirani 1993, chapters 8 and 16; Koehn 2004 for
paired use), the same draw for every arm and seed. Seeds, and languages where they are drawn at all, are
few: of c of them c - 1 are drawn with replacement, which makes the variance of their mean unbiased (Rao &
Wu 1988). One draw of seeds and of languages serves a whole replicate, for one trained model is scored on
all languages.

What few seeds cannot tell, no bootstrap can: with three of them, and differences between seeds that
outweigh those between examples, 95 % intervals of single languages cover the truth nearer to 90 times in
100. On test sets of a hundred sentences the `all` row's intervals err on the wide side.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from math import erfc, sqrt

import numpy as np

from lexiboost.evaluation.metrics import Floats

REPLICATES = 2000
_CHUNK_CELLS = 2_000_000
_SMALLEST_P = 1e-5


@dataclass(frozen=True)
class Interval:
    """A difference with its 95 % percentile interval and two-sided p-value."""

    gain: float
    low: float
    high: float
    p: float


def stream(seed: int, *names: str) -> np.random.Generator:
    """A generator for one purpose: adding a language leaves the draws of the others as they were."""
    digest = hashlib.sha256("\x1f".join(names).encode()).digest()
    return np.random.default_rng([seed, *np.frombuffer(digest, dtype=np.uint32).tolist()])


def resampled_values(
    numerators: Floats, denominators: Floats, *, replicates: int, rng: np.random.Generator
) -> Floats:
    """Values of K ratio-of-sums metrics over resampled examples.

    Args:
        numerators: [N, K], one row an example, one column an arm, seed and metric.
        denominators: [N, K].
        replicates: R.
        rng: draws the examples; all columns see the same draw.

    Returns:
        [R, K]; 0 where a denominator is 0. Sums of integers are exact, so no order of summation shows.
    """
    n, k = numerators.shape
    both = np.concatenate([numerators, denominators], axis=1)
    sums = np.empty((replicates, 2 * k))
    step = max(1, _CHUNK_CELLS // n)
    for start in range(0, replicates, step):
        rows = min(step, replicates - start)
        drawn = rng.integers(0, n, size=(rows, n)) + n * np.arange(rows)[:, None]
        counts = np.bincount(drawn.ravel(), minlength=rows * n).reshape(rows, n)
        sums[start : start + rows] = counts.astype(np.float64) @ both
    return ratio(sums[:, :k], sums[:, k:])


def ratio(numerators: Floats, denominators: Floats) -> Floats:
    """Elementwise quotient, 0 where the denominator is 0."""
    return np.divide(numerators, denominators, out=np.zeros_like(numerators), where=denominators != 0)


def resampled_weights(count: int, *, replicates: int, rng: np.random.Generator) -> Floats:
    """Weights [R, count] of the members of a small sample, each row summing to 1.

    A sample of one is certain: it is never resampled.
    """
    if count == 1:
        return np.ones((replicates, 1))
    drawn = rng.integers(0, count, size=(replicates, count - 1)) + count * np.arange(replicates)[:, None]
    counts = np.bincount(drawn.ravel(), minlength=replicates * count)
    return counts.reshape(replicates, count) / (count - 1)


def interval(gain: float, replicates: Floats) -> Interval:
    """Percentile interval of R resampled gains, and the p-value of no gain.

    p is twice the share of replicates at or beyond zero on the far side, counted with the observed sample
    itself. Where there is none, that is only a bound: the normal tail at gain over standard error sharpens
    it, down to 1e-5.
    """
    low, high = np.quantile(replicates, (0.025, 0.975))
    beyond = min(int(np.sum(replicates <= 0)), int(np.sum(replicates >= 0)))
    p = min(1.0, 2 * (beyond + 1) / (len(replicates) + 1))
    error = float(np.std(replicates, ddof=1))
    if beyond == 0 and error > 0:
        p = min(p, max(_SMALLEST_P, erfc(abs(gain) / error / sqrt(2))))
    return Interval(gain=gain, low=float(low), high=float(high), p=p)


def holm(p_values: Floats) -> Floats:
    """Holm's step-down adjustment (1979) of a family of p-values, in the order given."""
    m = len(p_values)
    order = np.argsort(p_values, kind="stable")
    stepped = np.maximum.accumulate(p_values[order] * np.arange(m, 0, -1))
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted
