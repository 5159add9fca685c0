"""Units: the words a model sees, with the features of each distinct one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from lexiboost.text.segment import is_unspaced, units
from lexiboost.text.unicode import script_of_letter
from lexiboost.tokens.dictionary import ReverseDictionary
from lexiboost.tokens.grams import GramVocabulary

CHARACTER_SCRIPTS = frozenset({"Hani", "Hira", "Kana"})
KANA_MARKS = "ーｰ"
FREQUENCY_EXPONENT = 0.7
"""Translations are weighted by the English word's count to this power: P(target | English) x P(English),
flattened."""

TagDistribution = Callable[[str, Sequence[str]], NDArray[np.float32]]
"""(variety, V words) -> V x T probabilities of tags; rows of zeros where nothing is known."""


class Unitized(NamedTuple):
    """A sentence cut into units.

    Attributes:
        units: U units. owner: for each of the L words, the unit that carries its tag.
        inside: for each word, whether it continues its unit (its tag continues the unit's).
    """

    units: tuple[str, ...]
    owner: tuple[int, ...]
    inside: tuple[bool, ...]


def unitize(words: Sequence[str], variety: str, vocabulary: Collection[str]) -> Unitized:
    """Cuts words of scripts without spaces by a vocabulary; words of other scripts are units already.

    Runs of one-character tokens, as the MASSIVE evaluation makes of Chinese and Japanese, are joined first.
    """
    if not is_unspaced(variety):
        return Unitized(tuple(words), tuple(range(len(words))), (False,) * len(words))
    result: list[str] = []
    owner: list[int] = []
    inside: list[bool] = []
    start = 0
    while start < len(words):
        end = start + 1
        if _is_character(words[start]):
            while end < len(words) and _is_character(words[end]):
                end += 1
        pieces = units("".join(words[start:end]), vocabulary, variety)
        if end - start > 1:
            for at, piece in enumerate(pieces, start=len(result)):
                owner += [at] * len(piece)
                inside += [False] + [True] * (len(piece) - 1)
        else:
            owner.append(len(result))
            inside.append(False)
        result += pieces
        start = end
    return Unitized(tuple(result), tuple(owner), tuple(inside))


def _is_character(word: str) -> bool:
    return len(word) == 1 and (word in KANA_MARKS or script_of_letter(word) in CHARACTER_SCRIPTS)


@dataclass(frozen=True)
class UnitSettings:
    """Widths of the feature arrays: tokenizer pieces, n-grams, translations."""

    pieces: int = 8
    grams: int = 24
    translations: int = 8


@dataclass(frozen=True)
class UnitFeatures:
    """Features of V units; see `lexiboost.models.words.WordFeatures` for the arrays' meaning.

    Row 0 is padding. `how_V` counts the dictionary look-up's back-off (index into `LOOK_UPS`).
    """

    pieces_VxP: NDArray[np.int32]
    grams_VxG: NDArray[np.int32]
    english_VxK: NDArray[np.int32]
    weight_VxK: NDArray[np.float32]
    tags_VxT: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.pieces_VxP)


@dataclass(frozen=True)
class Featurizer:
    """Makes the features of units of any variety.

    Attributes:
        tokenizer, grams: the experiment's. english_counts: English words of the training data with their
            counts; their ids are 1, 2, ... in this order. source: the English variety.
        dictionaries: variety -> reverse dictionary. settings: widths.
        tag_distribution: gives the look-up's tag distribution, or None. tags: its width.
    """

    tokenizer: Tokenizer
    grams: GramVocabulary
    english_counts: Mapping[str, int]
    source: str
    dictionaries: dict[str, ReverseDictionary]
    settings: UnitSettings
    tag_distribution: TagDistribution | None = None
    tags: int = 0

    def features(self, keys: Sequence[tuple[str, str]]) -> UnitFeatures:
        """Features of (variety, word) keys, with a row of padding before them."""
        by_variety: dict[str, list[int]] = {}
        for row, (variety, _) in enumerate(keys, start=1):
            by_variety.setdefault(variety, []).append(row)
        words = [word for _, word in keys]
        count, width = len(keys) + 1, self.settings
        english = np.zeros((count, width.translations), dtype=np.int32)
        weight = np.zeros((count, width.translations), dtype=np.float32)
        tags = np.zeros((count, self.tags), dtype=np.float32)
        for variety, rows in by_variety.items():
            chosen = [words[row - 1] for row in rows]
            english[rows], weight[rows] = self._translations(variety, chosen)
            if self.tag_distribution is not None:
                tags[rows] = self.tag_distribution(variety, chosen)
        grams = self.grams.ids(words, width.grams)
        return UnitFeatures(_pad_row(self._pieces(words)), _pad_row(grams), english, weight, tags)

    def _pieces(self, words: list[str]) -> NDArray[np.int32]:
        pieces = np.zeros((len(words), self.settings.pieces), dtype=np.int32)
        for row, encoding in enumerate(self.tokenizer.encode_batch_fast(words, add_special_tokens=False)):
            ids = encoding.ids[: self.settings.pieces]
            pieces[row, : len(ids)] = ids
        return pieces

    def _translations(self, variety: str, words: list[str]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        ids = np.zeros((len(words), self.settings.translations), dtype=np.int32)
        weight = np.zeros((len(words), self.settings.translations), dtype=np.float32)
        order = {word: i for i, word in enumerate(self.english_counts, start=1)}
        if variety == self.source:
            ids[:, 0] = [order.get(word.casefold(), 0) for word in words]
            weight[:, 0] = ids[:, 0] > 0
        elif variety in self.dictionaries:
            for row, hit in enumerate(self.dictionaries[variety].look_up_all(words)):
                known = sorted(
                    (-share * self.english_counts[word] ** FREQUENCY_EXPONENT, order[word])
                    for word, share in hit.english
                    if word in order
                )[: self.settings.translations]
                total = sum(share for share, _ in known)
                for column, (share, english) in enumerate(known):
                    ids[row, column], weight[row, column] = english, share / total
        return ids, weight


def _pad_row(array: NDArray[np.int32]) -> NDArray[np.int32]:
    return np.concatenate([np.zeros((1, array.shape[1]), dtype=array.dtype), array])
