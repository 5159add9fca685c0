"""Sentences of several varieties as ids of distinct units, and scores of units carried back to words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lexiboost.tasks.predictions import Inventory
from lexiboost.text.sentence import Sentence
from lexiboost.tokens.dictionary import ReverseDictionary
from lexiboost.tokens.flatten import LabelIds, Owners, flatten_sentences
from lexiboost.tokens.rows import FlatText

FLOOR = 1e-7
"""Probability given to a class that a predictor rules out, so that predictions can be interpolated."""

Dictionaries = Mapping[str, ReverseDictionary]


@dataclass(frozen=True)
class Encoded:
    """M sentences of U units in all.

    Attributes:
        keys: the distinct units as (variety, word).
        units_U: row of each unit in `keys`. lengths_M: units a sentence.
        tags_U, labels_M: ids in the inventory, -1 where there is none.
    """

    keys: list[tuple[str, str]]
    units_U: NDArray[np.int32]
    lengths_M: NDArray[np.int64]
    tags_U: NDArray[np.int16]
    labels_M: NDArray[np.int16]

    @property
    def offsets(self) -> NDArray[np.int64]:
        """Sentence m holds units `offsets[m]:offsets[m + 1]`."""
        return np.concatenate([[0], np.cumsum(self.lengths_M)]).astype(np.int64)


def encode(
    sentences: Iterable[Sentence], inventory: Inventory, dictionaries: Dictionaries
) -> tuple[Encoded, Owners]:
    """Encodes sentences, those of one variety together in their order, varieties by first occurrence.

    Args:
        sentences: sentences of any varieties.
        inventory: gives the ids.
        dictionaries: variety -> the dictionary whose entries cut scripts written without spaces.
    """
    groups: dict[str, list[Sentence]] = {}
    for sentence in sentences:
        groups.setdefault(sentence.variety, []).append(sentence)
    ids = LabelIds.of(inventory.labels, inventory.tags)
    keys: list[tuple[str, str]] = []
    flats: list[FlatText] = []
    units: list[NDArray[np.int32]] = []
    owners: list[Owners] = []
    for variety, group in groups.items():
        dictionary = dictionaries.get(variety)
        flat, owner = flatten_sentences(
            group, variety, ids, () if dictionary is None else dictionary.entries.keys()
        )
        before = sum(len(each.units_W) for each in flats)
        owners.append(Owners(owner.unit_W + before, owner.inside_W))
        units.append(flat.units_W + np.int32(len(keys) - 1))
        keys += flat.keys
        flats.append(flat)
    if not flats:
        nothing = np.zeros(0, dtype=np.int64)
        empty = Encoded(
            [], nothing.astype(np.int32), nothing, nothing.astype(np.int16), nothing.astype(np.int16)
        )
        return empty, Owners(nothing, nothing.astype(bool))
    encoded = Encoded(
        keys=keys,
        units_U=np.concatenate(units),
        lengths_M=np.concatenate([flat.lengths_M for flat in flats]),
        tags_U=np.concatenate([flat.tags_W for flat in flats]),
        labels_M=np.concatenate([flat.labels_M for flat in flats]),
    )
    return encoded, Owners(*(np.concatenate(parts) for parts in zip(*owners, strict=True)))


@dataclass(frozen=True)
class TagClasses:
    """What a token classifier tells apart: the tags, or in BIO the chunk types, whose border is derived.

    Attributes:
        tags: of the inventory. names: K classes. class_T: the class of each tag.
    """

    tags: tuple[str, ...]
    names: tuple[str, ...]
    class_T: NDArray[np.int64]

    @staticmethod
    def of(tags: Sequence[str]) -> TagClasses:
        """Classes in the order of their first tag."""
        bio = any(tag.startswith("B-") for tag in tags)
        types = [tag[2:] if bio and tag[:2] in ("B-", "I-") else tag for tag in tags]
        names = {name: i for i, name in enumerate(dict.fromkeys(types))}
        return TagClasses(
            tuple(tags), tuple(names), np.array([names[name] for name in types], dtype=np.int64)
        )

    def log_probabilities(
        self, classes_UxK: NDArray[np.float32], owners: Owners, first_W: NDArray[np.bool_]
    ) -> NDArray[np.float32]:
        """W x T log-probabilities of the words' tags from the units' classes.

        In BIO a word continues a chunk of type x as probably as the word before it has type x; surely where
        both are parts of one unit.

        Args:
            classes_UxK: probabilities. owners: of the W words. first_W: whether a word begins a sentence.
        """
        classes_WxK = classes_UxK[owners.unit_W]
        before_WxK = np.concatenate([np.zeros_like(classes_WxK[:1]), classes_WxK])[: len(classes_WxK)]
        before_WxK[first_W] = 0.0
        before_WxK[owners.inside_W] = 1.0
        result = classes_WxK[:, self.class_T]
        for column, tag in enumerate(self.tags):
            name = self.names[self.class_T[column]]
            if tag != name:
                goes_on = before_WxK[:, self.class_T[column]]
                result[:, column] *= goes_on if tag.startswith("I-") else 1.0 - goes_on
        return np.log(np.maximum(result, FLOOR)).astype(np.float32)


def first_words(sentences: Sequence[Sentence]) -> NDArray[np.bool_]:
    """For each of the W words of all sentences, whether it begins one."""
    lengths = np.array([len(sentence.words) for sentence in sentences], dtype=np.int64)
    first = np.zeros(int(lengths.sum()), dtype=bool)
    first[np.cumsum(lengths) - lengths] = True
    return first
