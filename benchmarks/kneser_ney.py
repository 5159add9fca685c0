"""Trigrams with interpolated modified Kneser-Ney smoothing (Chen & Goodman 1999), for filling gaps.

Sentences begin with two `<s>` and end with `</s>`. Trigrams have their counts, bigrams and words the number
of different words that they were met behind; each order has three discounts, from its own counts of counts,
and hands what they free to the order below, words to a uniform distribution over the vocabulary.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

BEGIN, END, UNKNOWN = range(3)
WORDS = 3
"""The number of the first word."""
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def discounts(counts: Ints) -> Floats:
    """What is taken off counts of 0, 1, 2, and 3 or more.

    Text too small for the estimate has one discount, n1 / (n1 + 2 n2), or 0.5 where that says nothing.
    """
    once, twice, thrice, four = (int((counts == n).sum()) for n in (1, 2, 3, 4))
    share = once / max(1, once + 2 * twice)
    if not (once and twice and thrice and four):
        return np.array([0.0, *[share if once and twice else 0.5] * 3])
    each = [1 - 2 * share * twice / once, 2 - 3 * share * thrice / twice, 3 - 4 * share * four / thrice]
    return np.array([0.0, *np.maximum(each, 0.0)])


class _Index:
    """The places of a key among many."""

    def __init__(self, keys: Ints) -> None:
        self.order = np.argsort(keys, kind="stable")
        self.keys = keys[self.order]

    def __call__(self, key: int) -> Ints:
        begin, end = np.searchsorted(self.keys, [key, key + 1])
        return self.order[begin:end]


class _Order:
    """N-grams of one order: each one's share of its context, and what the context leaves to the order below.

    Args:
        context: of each n-gram, from 0. counts: of each. contexts: how many there are.
    """

    def __init__(self, context: Ints, counts: Ints, contexts: int) -> None:
        total = np.bincount(context, weights=counts, minlength=contexts)
        taken = discounts(counts)[np.minimum(counts, 3)]
        freed = np.bincount(context, weights=taken, minlength=contexts)
        self.share = (counts - taken) / total[context]
        self.left = np.where(total > 0, freed / np.maximum(total, 1), 1.0)


class KneserNey:
    """A trigram model of sentences.

    Args:
        sentences: of numbers of words, from `WORDS` on. size: of the vocabulary, with the three marks.
    """

    def __init__(self, sentences: Sequence[Sequence[int]], size: int) -> None:
        self.size = size
        flat = np.array([t for s in sentences for t in (BEGIN, BEGIN, *s, END)], dtype=np.int64)
        whole = flat[2:] != BEGIN  # what ends in <s> goes from one sentence to the next
        keys = ((flat[:-2] * size + flat[1:-1]) * size + flat[2:])[whole]
        keys, counts = np.unique(keys, return_counts=True)
        pair, self._third = np.divmod(keys, size)
        pairs, context = np.unique(pair, return_inverse=True)
        self._pair_first, self._pair_second = np.divmod(pairs, size)
        self._trigrams = _Order(context, counts, len(pairs))
        self._context, first, second = context, pair // size, pair % size
        self._by_pair, self._pairs = _Index(pair), _Index(pairs)
        self._by_ends, self._by_tail = _Index(first * size + self._third), _Index(keys % size**2)
        self._pairs_by_first, self._pairs_by_second = _Index(self._pair_first), _Index(self._pair_second)

        keys, counts = np.unique(second * size + self._third, return_counts=True)
        self._first, self._second = np.divmod(keys, size)
        self._bigrams = _Order(self._first, counts, size)
        self._by_first, self._by_second = _Index(self._first), _Index(self._second)

        words, counts = np.unique(self._second, return_counts=True)
        order = _Order(np.zeros(len(words), dtype=np.int64), counts, 1)
        self._words = np.full(size, order.left[0] / (size - 1))
        self._words[words] += order.share
        self._words[BEGIN] = 0.0

    def after(self, a: int, b: int) -> Floats:
        """P(w | a b) for every w."""
        p_V = self._bigrams.left[b] * self._words
        at = self._by_first(b)
        p_V[self._second[at]] += self._bigrams.share[at]
        for pair in self._pairs(a * self.size + b):
            p_V *= self._trigrams.left[pair]
        at = self._by_pair(a * self.size + b)
        p_V[self._third[at]] += self._trigrams.share[at]
        return p_V

    def between(self, a: int, c: int) -> Floats:
        """P(c | a w) for every w."""
        p_V = self._bigrams.left * self._words[c]
        at = self._by_second(c)
        p_V[self._first[at]] += self._bigrams.share[at]
        pairs = self._pairs_by_first(a)
        p_V[self._pair_second[pairs]] *= self._trigrams.left[pairs]
        at = self._by_ends(a * self.size + c)
        p_V[self._pair_second[self._context[at]]] += self._trigrams.share[at]
        return p_V

    def before(self, b: int, c: int) -> Floats:
        """P(c | w b) for every w."""
        p = self._bigrams.left[b] * self._words[c]
        p += sum(self._bigrams.share[at] for at in self._by_first(b) if self._second[at] == c)
        p_V = np.full(self.size, p)
        pairs = self._pairs_by_second(b)
        p_V[self._pair_first[pairs]] *= self._trigrams.left[pairs]
        at = self._by_tail(b * self.size + c)
        p_V[self._pair_first[self._context[at]]] += self._trigrams.share[at]
        return p_V

    def fill(self, sentence: Sequence[int], place: int) -> Floats:
        """The log-probability, up to a constant, of the sentence with every w at a place.

        That is the sum over the trigrams that hold the place; those behind `</s>` do not exist.
        """
        padded = [BEGIN, BEGIN, *sentence, END]
        (a, b), right = padded[place : place + 2], padded[place + 3 : place + 5]
        with np.errstate(divide="ignore"):
            log_p_V = np.log(self.after(a, b)) + np.log(self.between(b, right[0]))
            if len(right) > 1:
                log_p_V += np.log(self.before(right[0], right[1]))
        return log_p_V
