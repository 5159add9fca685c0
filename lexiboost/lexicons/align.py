"""Word alignment of a page of parallel text, seeded by a lexicon.

Paragraphs are paired by their lengths (Gale & Church 1993), words by IBM Model 1 with a preference for the
diagonal (Dyer, Chahuneau & Smith 2013), trained by variational Bayes (Riley & Gildea 2012) in both
directions; a link counts as far as both hold it (after Liang, Taskar & Klein 2006). A lexicon's translations
are pseudo-counts, so that the words it knows are out of the way of those it does not: the function words that
the page is read for.

The constants were chosen on words that lexicons list, hidden from the aligner: see `benchmarks/align.py`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma

ITERATIONS = 20
NULL = 0.2
"""Prior probability that a word stands for none of the other side."""
TENSION = 8.0
"""How much a word prefers the place of its own; 0: not at all."""
SEED = 2.0
"""Pseudo-occurrences of a translation that the lexicon lists."""
SMOOTHING = 0.01
_VARIANCE = 6.8
_STEPS = {(1, 1): 0.89, (1, 0): 0.005, (0, 1): 0.005, (2, 1): 0.0445, (1, 2): 0.0445, (2, 2): 0.011}
"""Prior probability that so many paragraphs of one side stand for so many of the other (Gale & Church)."""

Words = Sequence[str]
Known = Callable[[str], Mapping[str, float]]


def align_words(
    source: Sequence[Words], target: Sequence[Words], known: Known, *, tension: float = TENSION
) -> dict[str, dict[str, float]]:
    """Expected links of a parallel page.

    Args:
        source, target: paragraphs of words in small letters, the same text in the same order; the division
            into paragraphs may differ a little.
        known: target word -> the source words that a lexicon has for it, with weights that sum to at most 1.
        tension: see `TENSION`.

    Returns:
        Target word -> source word -> how many occurrences are linked, both directions agreeing.
    """
    pairs = [(list(s), list(t)) for s, t in pair_paragraphs(source, target) if s and t]
    seeds = {word: dict(known(word)) for _, words in pairs for word in words}
    back: dict[str, dict[str, float]] = {}
    for word, translations in seeds.items():
        for translation, weight in translations.items():
            back.setdefault(translation, {})[word] = weight
    forth_P = _posteriors(pairs, seeds, tension)
    back_P = _posteriors([(t, s) for s, t in pairs], back, tension)
    links: dict[str, dict[str, float]] = {}
    for (s, t), forth_TxS, back_SxT in zip(pairs, forth_P, back_P, strict=True):
        agreed_TxS = np.minimum(forth_TxS, back_SxT.T)
        for j, i in np.argwhere(agreed_TxS > SMOOTHING).tolist():
            row = links.setdefault(t[j], {})
            row[s[i]] = row.get(s[i], 0.0) + float(agreed_TxS[j, i])
    return links


def pair_paragraphs(
    source: Sequence[Words], target: Sequence[Words]
) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Pairs paragraphs, at most two to two, by their lengths in letters (Gale & Church 1993)."""
    lengths_S, lengths_T = ([sum(map(len, words)) for words in side] for side in (source, target))
    ratio = max(1, sum(lengths_T)) / max(1, sum(lengths_S))
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
    for i in range(len(source) + 1):
        for j in range(len(target) + 1):
            options = [
                (
                    best[i - a, j - b][0] + _cost(lengths_S[i - a : i], lengths_T[j - b : j], ratio, prior),
                    (a, b),
                )
                for (a, b), prior in _STEPS.items()
                if (i - a, j - b) in best
            ]
            if options:
                best[i, j] = min(options)
    path = []
    i, j = len(source), len(target)
    while (i, j) != (0, 0):
        a, b = best[i, j][1]
        path.append((_joined(source[i - a : i]), _joined(target[j - b : j])))
        i, j = i - a, j - b
    return path[::-1]


def _joined(paragraphs: Sequence[Words]) -> tuple[str, ...]:
    return tuple(word for words in paragraphs for word in words)


def _cost(lengths_S: Sequence[int], lengths_T: Sequence[int], ratio: float, prior: float) -> float:
    """Minus the log-probability of pairing paragraphs of these lengths in letters."""
    source, target = sum(lengths_S), sum(lengths_T)
    if not lengths_S or not lengths_T:  # left out: as likely for a long one as for a short one
        return -math.log(prior)
    spread = math.sqrt(max(1.0, (source + target / ratio) / 2) * _VARIANCE)
    tail = math.erfc(abs(target - source * ratio) / spread / math.sqrt(2))
    return -math.log(prior) - math.log(max(tail, 1e-300))


def _posteriors(
    pairs: Sequence[tuple[Words, Words]], seeds: Mapping[str, Mapping[str, float]], tension: float
) -> list[NDArray[np.float64]]:
    """For each pair T x S probabilities that a target word stands for a source word, after training."""
    source, target = _numbered(s for s, _ in pairs), _numbered(t for _, t in pairs)
    prior = np.full((len(target), len(source)), SMOOTHING)
    for word, translations in seeds.items():
        for translation, weight in translations.items():
            if word in target and translation in source:
                prior[target[word], source[translation]] += SEED * weight
    encoded = [
        (
            np.array([source[w] for w in s]),
            np.array([target[w] for w in t]),
            _diagonal(len(s), len(t), tension),
        )
        for s, t in pairs
    ]
    table = prior / prior.sum(0)
    empty = np.full(len(target), 1 / max(1, len(target)))
    found: list[NDArray[np.float64]] = []
    for _ in range(ITERATIONS):
        counts, nulls = prior.copy(), np.full(len(target), SMOOTHING)
        found = []
        for s, t, near_TxS in encoded:
            joint = (1 - NULL) * near_TxS * table[np.ix_(t, s)]
            none = NULL * empty[t]
            total = joint.sum(1) + none
            posterior = joint / total[:, None]
            np.add.at(counts, (t[:, None], s[None, :]), posterior)
            np.add.at(nulls, t, none / total)
            found.append(posterior)
        table = np.exp(digamma(counts) - digamma(counts.sum(0)))
        empty = nulls / nulls.sum()
    return found


def _numbered(paragraphs: Iterable[Words]) -> dict[str, int]:
    words = dict.fromkeys(word for words in paragraphs for word in words)
    return {word: i for i, word in enumerate(words)}


def _diagonal(source: int, target: int, tension: float) -> NDArray[np.float64]:
    """T x S prior probabilities of places, rows sum to 1."""
    at_T, at_S = ((np.arange(size) + 0.5) / size for size in (target, source))
    near = np.exp(-tension * np.abs(at_T[:, None] - at_S[None, :]))
    return near / near.sum(1, keepdims=True)
