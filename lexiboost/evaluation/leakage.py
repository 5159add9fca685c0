"""How much of a test set stands in what a model was trained on."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lexiboost.text.unicode import clean


@dataclass(frozen=True)
class Overlap:
    """Test items found in training data.

    Attributes:
        total: items of the test set that were looked for.
        found: 0-based positions of those that were found, ascending.
    """

    total: int
    found: tuple[int, ...]

    @property
    def share(self) -> float:
        """Found over looked for; 0 of an empty test set."""
        return len(self.found) / self.total if self.total else 0.0


def normal_words(words: Sequence[str]) -> tuple[str, ...]:
    """Words as they are compared: clean, case folded, without those of punctuation and symbols alone."""
    folded = (clean(word).strip().casefold() for word in words)
    return tuple(word for word in folded if any(unicodedata.category(char)[0] in "LMN" for char in word))


def sentence_overlap(test: Iterable[Sequence[str]], train: Iterable[Sequence[str]]) -> Overlap:
    """Test sentences that stand in the training sentences word by word, but for case and punctuation.

    Sentences are sequences of words. Those without any letter or digit are looked for nowhere, but count in
    `total`.
    """
    wanted: dict[tuple[str, ...], list[int]] = {}
    total = 0
    for position, words in enumerate(test):
        total += 1
        key = normal_words(words)
        if key:
            wanted.setdefault(key, []).append(position)
    found = [position for words in train for position in wanted.pop(normal_words(words), ())]
    return Overlap(total, tuple(sorted(found)))


def ngram_overlap(test: Iterable[Sequence[str]], train: Iterable[Sequence[str]], n: int = 8) -> Overlap:
    """Test sentences with a run of n words in a row that stands in a training sentence.

    Case and punctuation do not count. Only the test set's n-grams are held in memory. Sentences of fewer
    than n words hold none; they count in `total`.

    Raises:
        ValueError: n below 1.
    """
    if n < 1:
        raise ValueError(f"n-grams of {n} words")
    wanted: dict[tuple[str, ...], list[int]] = {}
    total = 0
    for position, words in enumerate(test):
        total += 1
        for gram in _ngrams(words, n):
            wanted.setdefault(gram, []).append(position)
    found = {position for words in train for gram in _ngrams(words, n) for position in wanted.pop(gram, ())}
    return Overlap(total, tuple(sorted(found)))


def _ngrams(words: Sequence[str], n: int) -> set[tuple[str, ...]]:
    kept = normal_words(words)
    return {kept[start : start + n] for start in range(len(kept) - n + 1)}
