"""Looks target words up in a lexicon backwards, into English, with back-off for words it does not list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from lexiboost.lexicons import Lexicon
from lexiboost.morphology import Paradigms, SuffixRules
from lexiboost.text.segment import is_unspaced
from lexiboost.text.unicode import lower

STOP_WORDS = frozenset({"a", "an", "the", "to", "of", "be", "sth", "sb", "something", "someone"})
LOOK_UPS = ("exact", "table", "learned", "aligned", "rules", "fuzzy", "none")
NEIGHBOURS = 3
SIMILARITY = 0.45

Translations = tuple[tuple[str, float], ...]


class LookUp(NamedTuple):
    """English translations of a word with weights, and how they were found (`LOOK_UPS`).

    Weights sum to 1, those of an `aligned` word to the share of its occurrences that were linked.
    """

    english: Translations
    how: str


@dataclass(frozen=True)
class DictionarySettings:
    """Which back-offs are used after the exact look-up, and how many translations are kept."""

    table: bool = True
    learned: bool = True
    rules: bool = True
    fuzzy: bool = True
    max_translations: int = 16


class ReverseDictionary:
    """Target word -> English words.

    The back-offs, in order: the lemmas the inflection table gives the form; the lemmas whose form was made
    for a gap of the table; translations that parallel text showed; lemmas that the table's suffix rules give
    and the lexicon lists; the listed words most alike in character n-grams (TF-IDF cosine).

    Args:
        lexicon: English to the target variety.
        paradigms: the target's inflection table. rules: suffix rules fitted on it.
        learned: form -> (lemma, confidence) of the forms made for the table's gaps.
        aligned: word -> English word -> share of its occurrences, from parallel text.
        settings: which back-offs to use.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        *,
        paradigms: Paradigms | None = None,
        rules: SuffixRules | None = None,
        learned: Mapping[str, Sequence[tuple[str, float]]] | None = None,
        aligned: Mapping[str, Mapping[str, float]] | None = None,
        settings: DictionarySettings | None = None,
    ) -> None:
        self.settings = settings or DictionarySettings()
        self.variety = lexicon.target
        self.paradigms, self.rules, self.learned = paradigms, rules, learned or {}
        self.aligned = {
            _folded(word, self.variety)[0]: tuple(row.items()) for word, row in (aligned or {}).items()
        }
        listed = _entries(lexicon, self.settings.max_translations)
        self.entries = {word: found for word, found in listed.items() if word not in self.aligned}
        self._memo: dict[str, LookUp] = {}

    def look_up_all(self, words: Sequence[str]) -> list[LookUp]:
        """Looks many words up at once, each of them only once in the dictionary's life.

        The fuzzy back-off is one sparse product for all words that need it.
        """
        new = [word for word in dict.fromkeys(words) if word not in self._memo]
        found = [self._look_up(word) for word in new]
        if self.settings.fuzzy and not is_unspaced(self.variety):
            missing = [i for i, hit in enumerate(found) if hit.how == "none" and len(new[i]) > 3]
            nearest = self._fuzzy([_folded(new[i], self.variety)[0] for i in missing])
            for i, hit in zip(missing, nearest, strict=True):
                found[i] = hit
        self._memo.update(zip(new, found, strict=True))
        return [self._memo[word] for word in words]

    def _look_up(self, word: str) -> LookUp:
        folded = _folded(word, self.variety)
        for key in folded:
            if key in self.entries:
                return LookUp(self.entries[key], "exact")
        if self.settings.table and self.paradigms is not None:
            lemmas = {lemma for key in (word, *folded) for lemma, _ in self.paradigms.analyse(key)}
            hit = self._merge((lemma, 1.0) for lemma in sorted(lemmas))
            if hit:
                return LookUp(hit, "table")
        if self.settings.learned and self.learned:
            forms = dict.fromkeys((word, *folded))
            hit = self._merge(made for form in forms for made in self.learned.get(form, ()))
            if hit:
                return LookUp(hit, "learned")
        for key in folded:
            if key in self.aligned:
                return LookUp(self.aligned[key], "aligned")
        if self.settings.rules and self.rules is not None:
            candidates = self.rules.lemmatize(folded[0], known=self.entries)
            hit = self._merge((lemma, confidence) for lemma, _, confidence in candidates)
            if hit:
                return LookUp(hit, "rules")
        return LookUp((), "none")

    def _merge(self, weighted: Iterable[tuple[str, float]]) -> Translations:
        total: dict[str, float] = {}
        for lemma, weight in weighted:
            for english, share in self.entries.get(_folded(lemma, self.variety)[0], ()):
                total[english] = total.get(english, 0.0) + weight * share
        return _normalised(total, self.settings.max_translations)

    def _fuzzy(self, words: list[str]) -> list[LookUp]:
        keys, vectorizer, keys_matrix = self._likeness
        if not words or not keys:
            return [LookUp((), "none")] * len(words)
        result = []
        for begin in range(0, len(words), 512):
            product = (vectorizer.transform(words[begin : begin + 512]) @ keys_matrix).tocsr()
            for row in range(product.shape[0]):
                span = slice(product.indptr[row], product.indptr[row + 1])
                result.append(self._nearest(keys, product.indices[span], product.data[span]))
        return result

    @cached_property
    def _likeness(self) -> tuple[list[str], TfidfVectorizer, Any]:
        """One-word entries, their vectorizer, and their n-gram vectors as columns."""
        keys = [key for key in self.entries if len(key) > 2 and " " not in key]
        vectorizer = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, dtype=np.float32, lowercase=False
        )
        return keys, vectorizer, vectorizer.fit_transform(keys).T.tocsr() if keys else None

    def _nearest(self, keys: list[str], columns: NDArray[np.int32], values: NDArray[np.float32]) -> LookUp:
        near = np.flatnonzero(values >= SIMILARITY)
        best = sorted(near.tolist(), key=lambda i: (-float(values[i]), keys[columns[i]]))[:NEIGHBOURS]
        hit = self._merge((keys[columns[i]], float(values[i]) ** 4) for i in best)
        return LookUp(hit, "fuzzy" if hit else "none")


def _entries(lexicon: Lexicon, limit: int) -> dict[str, Translations]:
    """Case-folded target -> English words; a multiword translation shares its weight among its words."""
    table = lexicon.table
    totals: dict[str, dict[str, float]] = {}
    for source, target, score in zip(table["source"], table["target"], table["score"], strict=True):
        words = [word for word in source.casefold().split() if word not in STOP_WORDS] or [source.casefold()]
        for key in _folded(target, lexicon.target):
            entry = totals.setdefault(key, {})
            for word in words:
                entry[word] = entry.get(word, 0.0) + float(score) / len(words)
    return {target: _normalised(entry, limit) for target, entry in totals.items()}


def _folded(text: str, variety: str) -> tuple[str, ...]:
    """The text without case as its language has it; then, if that differs, with `I` as in other languages."""
    own, plain = lower(text, variety).casefold(), text.casefold()
    return (own,) if plain == own or "i\u0307" in plain else (own, plain)


def _normalised(total: dict[str, float], limit: int) -> Translations:
    best = sorted(total.items(), key=lambda item: (-item[1], item[0]))[:limit]
    scale = sum(weight for _, weight in best)
    return tuple((word, weight / scale) for word, weight in best) if scale > 0 else ()
