"""A bigram model of a target language: which words follow which in what text of it there is.

With c for counts in the text, N for its words, V for the distinct ones and T(v) for how many distinct words
follow v, smoothed after Witten & Bell (1991, "The zero-frequency problem"):

    P(w | v) = (c(v w) + T(v) P(w)) / (c(v) + T(v)),    P(w) = (c(w) + 1) / (N + V + 1)

where c(v) counts what follows v; it is P(w) where nothing does. The start of a sentence is a v of its own.
Words are case-folded, and all that the text lacks are one word, with c = 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lexiboost.artifacts.errors import ConfigError
from lexiboost.artifacts.kernels import kernel
from lexiboost.lexicons import Lexicon
from lexiboost.synthesis.kernels import NONE, mixed
from lexiboost.synthesis.settings import SynthesisSettings
from lexiboost.text.segment import is_unspaced, units

START = ""
"""Stands before the first word of a sentence."""


class BigramTables(NamedTuple):
    """A model of K words as the loops take it.

    Attributes: keys, shares: an open hash table of pairs (left * K + word, `_EMPTY` where there is none) with
    P(word | left). words_K: P(word). rest_K: what P(word) is multiplied by behind each word for words that
    never follow it. Word 0 is every word that the text lacks, word 1 the start of a sentence.
    """

    keys: NDArray[np.uint64]
    shares: NDArray[np.float64]
    words_K: NDArray[np.float64]
    rest_K: NDArray[np.float64]


class Contexts(NamedTuple):
    """A model, and the words of one synthesis in it.

    Attributes: tables: the model. first_R, last_R: the first and the last word of each row's target.
    word_V: of each source word. All empty where senses do not hang on context.
    """

    tables: BigramTables
    first_R: NDArray[np.int32]
    last_R: NDArray[np.int32]
    word_V: NDArray[np.int32]


START_WORD = 1
_EMPTY = np.uint64(0xFFFFFFFFFFFFFFFF)


class BigramModel:
    """Counts of words and pairs of words.

    Args:
        sentences: the words of each.

    Attributes:
        tables: probabilities.
    """

    def __init__(self, sentences: Iterable[Sequence[str]]) -> None:
        self._numbers: dict[str, int] = {"\0": 0, START: START_WORD}
        words: Counter[int] = Counter()
        pairs: Counter[tuple[int, int]] = Counter()
        for sentence in sentences:
            ids = [self._numbers.setdefault(word.casefold(), len(self._numbers)) for word in sentence]
            words.update(ids)
            pairs.update(zip([START_WORD, *ids], ids, strict=False))
        size = len(self._numbers)
        counts_K = np.zeros(size)
        counts_K[list(words)] = list(words.values())
        words_K = (counts_K + 1) / (counts_K.sum() + np.count_nonzero(counts_K) + 1)
        self.tables = _tables(pairs, words_K)

    def numbers(self, words: Iterable[str]) -> NDArray[np.int32]:
        """The number of each word in the tables."""
        return np.array([self._numbers.get(word.casefold(), 0) for word in words], dtype=np.int32)

    def contexts(self, targets: Sequence[str], words: Sequence[str]) -> Contexts:
        """What a loop needs.

        Args:
            targets: of the lexicon, by row. words: of the source, by type.
        """
        split = [target.split() for target in targets]
        first, last = (self.numbers(parts[k] for parts in split) for k in (0, -1))
        return Contexts(self.tables, first, last, self.numbers(words))


def learn_model(sentences: Iterable[Sequence[str]], lexicon: Lexicon) -> BigramModel:
    """A model of text in a lexicon's target variety, cut by its entries where that is written without spaces.

    Args:
        sentences: the words of each, as readers give them.
    """
    variety = lexicon.target
    if not is_unspaced(variety):
        return BigramModel(sentences)
    known = {word for target in lexicon.table["target"].tolist() for word in target.split()}
    return BigramModel(
        [unit for word in words for unit in units(word, known, variety)] for words in sentences
    )


def check_model(settings: SynthesisSettings, target: str, model: BigramModel | None) -> None:
    """Raises `ConfigError` where senses hang on context and there is no model of the target."""
    if settings.senses == "context" and model is None:
        raise ConfigError(
            f"synthesis senses=context: there is no text of {target} to learn from; choose another"
        )


def contexts_of(
    settings: SynthesisSettings, model: BigramModel | None, targets: Sequence[str], words: Sequence[str]
) -> Contexts:
    """What a loop needs of a model, all empty where senses do not hang on context; see `contexts`."""
    if settings.senses == "context" and model is not None:
        return model.contexts(targets, words)
    none, empty = np.zeros(0, dtype=np.int32), np.zeros(0)
    return Contexts(BigramTables(np.zeros(0, dtype=np.uint64), empty, empty, empty), none, none, none)


def _tables(pairs: Counter[tuple[int, int]], words_K: NDArray[np.float64]) -> BigramTables:
    left = np.array([pair[0] for pair in pairs], dtype=np.int64)
    right = np.array([pair[1] for pair in pairs], dtype=np.int64)
    counts = np.array(list(pairs.values()), dtype=np.float64)
    size = len(words_K)
    following = np.bincount(left, weights=counts, minlength=size)
    kinds = np.bincount(left, minlength=size)
    rest_K = np.where(kinds > 0, kinds / np.maximum(following + kinds, 1), 1.0)
    shares = counts / (following + kinds)[left] + rest_K[left] * words_K[right]
    keys = np.full(1 << max(1, 2 * len(counts)).bit_length(), _EMPTY, dtype=np.uint64)
    values = np.zeros(len(keys))
    _enter(keys, values, (left * size + right).astype(np.uint64), shares)
    return BigramTables(keys, values, words_K, rest_K)


@kernel
def _enter(
    keys: NDArray[np.uint64],
    values: NDArray[np.float64],
    pairs: NDArray[np.uint64],
    shares: NDArray[np.float64],
) -> None:
    mask = np.uint64(len(keys) - 1)
    for i in range(len(pairs)):
        slot = mixed(pairs[i], 0) & mask
        while keys[slot] != _EMPTY:
            slot = (slot + np.uint64(1)) & mask
        keys[slot], values[slot] = pairs[i], shares[i]


@kernel
def probability(tables: BigramTables, left: int, word: int) -> float:
    """P(word | left) of numbers in the tables."""
    keys, shares, words_K, rest_K = tables
    pair = np.uint64(left) * np.uint64(len(words_K)) + np.uint64(word)
    mask = np.uint64(len(keys) - 1)
    slot = mixed(pair, 0) & mask
    while keys[slot] != _EMPTY:
        if keys[slot] == pair:
            return shares[slot]
        slot = (slot + np.uint64(1)) & mask
    return rest_K[left] * words_K[word]


@kernel
def draw_in_context(
    contexts: Contexts,
    cumulative_C: NDArray[np.float64],
    rows_C: NDArray[np.int32],
    low: int,
    end: int,
    left: int,
    drawn: float,
) -> int:
    """The candidate from `low` to before `end` that a number in [0, 1) draws behind the word `left`."""
    total, before = 0.0, 0.0
    for c in range(low, end):
        share = cumulative_C[c] - before
        before = cumulative_C[c]
        total += share * probability(contexts.tables, left, contexts.first_R[rows_C[c]])
    reached, before = 0.0, 0.0
    for c in range(low, end - 1):
        share = cumulative_C[c] - before
        before = cumulative_C[c]
        reached += share * probability(contexts.tables, left, contexts.first_R[rows_C[c]])
        if reached > drawn * total:
            return c
    return end - 1


@kernel
def left_word(contexts: Contexts, row: int, source: int, replaced: bool) -> int:
    """What the next word stands behind: the end of a row's target, a kept word, or what nobody knows."""
    if not replaced:
        return contexts.word_V[source]
    return contexts.last_R[row] if row != NONE else 0
