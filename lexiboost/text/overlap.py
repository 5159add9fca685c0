"""Removes from text the sentences that also stand in an evaluation set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from lexiboost.text.fold import characters_per_word, folded_units
from lexiboost.text.sentence import Sentence
from lexiboost.text.windows import Hashes, window_hashes

Split = Callable[[str, str], Sequence[str]]


class EvaluationIndex:
    """The runs of n words of every sentence of the evaluation sets of one variety.

    A sentence overlaps if it shares n words in a row with one of an evaluation set (PaLM, Chowdhery et al.
    2022, takes 8, GPT-3 13), or is the same whole where that one has fewer than n. Words are compared as
    `fold` leaves them: case and punctuation do not count. In a variety without spaces, n words are n times
    `characters_per_word` characters.

    Attributes:
        names: the evaluation sets, in the order in which they were given.
        variety: of their sentences.
        n: words that must agree.
    """

    def __init__(self, sets: Mapping[str, Iterable[Sentence | str]], variety: str, n: int = 8) -> None:
        """Reads the sets, each given under the name of its file. Raises `ValueError` for n below 1."""
        if n < 1:
            raise ValueError(f"n-grams of {n} words")
        self.names, self.variety, self.n = tuple(sets), variety, n
        self._width = n * characters_per_word(variety)
        self._runs, self._wholes = _Owned(), _Owned()
        for owner, sentences in enumerate(sets.values()):
            runs: list[Hashes] = []
            wholes: list[Hashes] = []
            for sentence in sentences:
                units = folded_units(_text(sentence), variety)
                (runs if len(units) >= self._width else wholes).append(self._keys(units))
            self._runs.add(runs, owner)
            self._wholes.add(wholes, owner)

    @classmethod
    def of(
        cls, sentences: Iterable[Sentence | str], variety: str, *, n: int = 8, name: str = "evaluation"
    ) -> EvaluationIndex:
        """An index of one set."""
        return cls({name: sentences}, variety, n)

    @property
    def nbytes(self) -> int:
        """Bytes of the index: ten for each different run of a set."""
        return self._runs.nbytes + self._wholes.nbytes

    def find(self, sentences: Sequence[str]) -> list[frozenset[str]]:
        """For each of the sentences of a paragraph, the names of the sets in which it was found.

        A run of n words may go over the end of a sentence: it then counts for all that it touches.
        """
        units = [folded_units(sentence, self.variety) for sentence in sentences]
        found: list[set[int]] = [set() for _ in sentences]
        joined = np.concatenate([*units, np.zeros(0, dtype=np.uint64)])
        sentence_of_unit = np.repeat(np.arange(len(units)), [len(each) for each in units])
        for start, owners in self._runs.owners(window_hashes(joined, self._width)):
            for touched in np.unique(sentence_of_unit[start : start + self._width]):
                found[touched] |= owners
        for position, each in enumerate(units):
            if 0 < len(each) < self._width:
                for _, owners in self._wholes.owners(self._keys(each)):
                    found[position] |= owners
        return [frozenset(self.names[owner] for owner in owners) for owners in found]

    def remove(self, paragraph: str, split: Split) -> tuple[str, list[frozenset[str]]]:
        """A paragraph without the sentences that overlap.

        Args:
            paragraph: one line of text.
            split: gives the sentences of a paragraph, given it and its variety.

        Returns: What is left, and for each sentence removed the names of the sets where it was found.
        """
        sentences = split(paragraph, self.variety)
        found = self.find(sentences)
        if not any(found):
            return paragraph, []
        return _without(paragraph, sentences, found), [names for names in found if names]

    def _keys(self, units: Hashes) -> Hashes:
        return window_hashes(units, max(1, min(self._width, len(units))))


class _Owned:
    """Hashes in ascending order, each with the number of the set that holds it."""

    def __init__(self) -> None:
        self._hashes: Hashes = np.zeros(0, dtype=np.uint64)
        self._owners: NDArray[np.uint16] = np.zeros(0, dtype=np.uint16)

    @property
    def nbytes(self) -> int:
        return self._hashes.nbytes + self._owners.nbytes

    def add(self, parts: Sequence[Hashes], owner: int) -> None:
        new = np.unique(np.concatenate([*parts, np.zeros(0, dtype=np.uint64)]))
        hashes = np.concatenate([self._hashes, new])
        owners = np.concatenate([self._owners, np.full(len(new), owner, dtype=np.uint16)])
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._owners = hashes[order], owners[order]

    def owners(self, wanted: Hashes) -> Iterable[tuple[int, set[int]]]:
        """Place and owners of each of the wanted hashes that is held."""
        begins = np.searchsorted(self._hashes, wanted, side="left")
        ends = np.searchsorted(self._hashes, wanted, side="right")
        for place in np.flatnonzero(ends > begins):
            yield int(place), {int(owner) for owner in self._owners[begins[place] : ends[place]]}


def _text(sentence: Sentence | str) -> str:
    return sentence if isinstance(sentence, str) else " ".join(sentence.words)


def _without(paragraph: str, sentences: Sequence[str], found: Sequence[frozenset[str]]) -> str:
    """The paragraph with the sentences that were found cut out of it."""
    kept, cursor = [], 0
    for sentence, names in zip(sentences, found, strict=True):
        begin = paragraph.find(sentence, cursor)
        if begin < 0:  # the splitter changed white space inside of the sentence
            return " ".join(each for each, owners in zip(sentences, found, strict=True) if not owners)
        end = begin + len(sentence)
        kept.append(paragraph[cursor : begin if names else end])
        cursor = end
    return ("".join(kept) + paragraph[cursor:]).strip()
