"""Agreement: the features that a word takes from another one in its sentence.

In Universal Dependencies' terms, an adjective or determiner (`amod`, `det`) takes case, number and gender of
its noun; a finite verb takes number, gender and person of its subject (`nsubj`). The noun's features are
those of the cell that was drawn for it; where the cell has no gender, the only one that the target's table
knows of the lemma in any cell. Of a noun that was not inflected, number is the source's. Pronouns as subjects
give their person and number as the source has them, nouns the third person; a subject with conjuncts is a
plural without gender.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lexiboost.morphology import Paradigms
from lexiboost.morphology.features import by_dimension, dimension, format_features, parse, part_of_speech
from lexiboost.synthesis.kernels import NONE
from lexiboost.synthesis.relations import ATTRIBUTE, CONJUNCT, SUBJECT
from lexiboost.synthesis.source import SourceCorpus

_OF_NOUN = ("case", "number", "gender")
_OF_SUBJECT = ("number", "gender", "person")
_PRONOUN, _VERB, _NOT_FINITE = "PRO", "V", frozenset({"NFIN", "IMP"})

Features = dict[str, frozenset[str]]


class Agreement:
    """Finds the bundles that agreeing words take.

    Args:
        corpus: parsed. bundles: of its vocabulary.
        targets: of the lexicon, by row. key_words: words of the source key of each row.
        paradigms: the target's inflection table.
    """

    def __init__(
        self,
        corpus: SourceCorpus,
        bundles: Sequence[str],
        targets: Sequence[str],
        key_words: NDArray[np.int32],
        paradigms: Paradigms,
    ) -> None:
        assert corpus.relations is not None
        self._corpus, self._bundles, self._key_words = corpus, bundles, key_words
        self._heads, self._roles = corpus.relations.heads_T.tolist(), corpus.relations.roles_T.tolist()
        conjuncts = np.flatnonzero(corpus.relations.roles_T == CONJUNCT)
        self._joined = set(corpus.relations.heads_T[conjuncts].tolist())
        roles_T = corpus.relations.roles_T
        self._places = np.flatnonzero((roles_T == ATTRIBUTE) | (roles_T == SUBJECT)).tolist()
        self._targets = targets
        self._gender = lru_cache(maxsize=None)(_genders(paradigms))

    def bundles(
        self, places_W: NDArray[np.int64], rows_W: NDArray[np.int32], cells_W: Sequence[str]
    ) -> dict[int, str]:
        """The bundles of running words that agree with another, as far as they are not their own.

        Args:
            places_W: the running word that each output word stands for. rows_W: the lexicon row used, -1 for
                none. cells_W: the cell filled, "" for none.
        """
        drawn = {
            place: (row, cell)
            for place, row, cell in zip(places_W.tolist(), rows_W.tolist(), cells_W, strict=True)
            if row != NONE and self._key_words[row] == 1
        }
        found: dict[int, str] = {}
        for place in self._places:
            other = self._heads[place]
            if other < 0:
                continue
            subject = self._roles[place] == SUBJECT
            depends, noun = (other, place) if subject else (place, other)
            own = self._bundle(depends)
            if depends not in drawn or not own or (subject and not _is_finite(own)):
                continue
            features = self._features(noun, drawn.get(noun), subject=subject)
            agreed = _agreed(own, tuple(sorted((name, value) for name, value in features.items())))
            if agreed != own:
                found[depends] = agreed
        return found

    def _bundle(self, place: int) -> str:
        return self._bundles[self._corpus.ids_T[place]]

    def _features(self, noun: int, drawn: tuple[int, str] | None, *, subject: bool) -> Features:
        """What a noun or pronoun gives."""
        source = by_dimension(self._bundle(noun)) if self._bundle(noun) else {}
        if subject and noun in self._joined:
            return {"number": frozenset({"PL"}), "person": frozenset({"3"})}
        if subject and part_of_speech(self._bundle(noun)) == _PRONOUN:
            return {name: source[name] for name in ("number", "person") if name in source}
        if drawn is None:
            return {}
        row, cell = drawn
        cell_features = by_dimension(cell) if cell else {}
        given = {"number": source["number"]} if "number" in source and "number" not in cell_features else {}
        gender = self._gender(self._targets[row])
        given |= {"gender": gender} if gender else {}
        given |= {"person": frozenset({"3"})} if subject else {}
        given |= cell_features
        return {name: given[name] for name in (_OF_SUBJECT if subject else _OF_NOUN) if name in given}


def _genders(paradigms: Paradigms) -> Callable[[str], frozenset[str]]:
    """What finds the gender of a noun, empty where the table tells none or several."""

    def gender(lemma: str) -> frozenset[str]:
        cells = [by_dimension(cell) for cell in paradigms.forms_of(lemma) if part_of_speech(cell) == "N"]
        known = {cell["gender"] for cell in cells if "gender" in cell}
        return known.pop() if len(known) == 1 else frozenset()

    return gender


def _is_finite(bundle: str) -> bool:
    return part_of_speech(bundle) == _VERB and not parse(bundle) & _NOT_FINITE


@lru_cache(maxsize=1 << 16)
def _agreed(bundle: str, features: tuple[tuple[str, frozenset[str]], ...]) -> str:
    """A bundle with other features in some dimensions."""
    replaced = {name for name, _ in features}
    kept = {feature for feature in parse(bundle) if dimension(feature) not in replaced}
    return format_features(frozenset(kept.union(*(values for _, values in features))))
