"""Metrics as ratios of sums: each gives one numerator and one denominator an example.

A metric of any set of examples is the sum of its numerators over the sum of its denominators, so that
resampling examples needs no second look at the predictions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Counts: TypeAlias = tuple[Floats, Floats]
Tags: TypeAlias = Sequence[str]
Chunk: TypeAlias = tuple[str, int, int]


def value(numerators: Floats, denominators: Floats) -> float:
    """The metric over all examples; 0 where nothing was counted, as in seqeval."""
    total = float(np.sum(denominators))
    return float(np.sum(numerators)) / total if total else 0.0


def intent_accuracy(gold: Sequence[str], predicted: Sequence[str]) -> Counts:
    """Whether the label of each of N sentences is right: (0 or 1, 1) each."""
    _same_length(gold, predicted)
    right = [float(a == b) for a, b in zip(gold, predicted, strict=True)]
    return np.array(right, dtype=np.float64), np.ones(len(right))


def tagging_accuracy(gold: Sequence[Tags], predicted: Sequence[Tags]) -> Counts:
    """(words whose tag is right, words) of each of N sentences."""
    _same_length(gold, predicted)
    right = [
        sum(a == b for a, b in zip(*_aligned(g, p), strict=True))
        for g, p in zip(gold, predicted, strict=True)
    ]
    return np.array(right, dtype=np.float64), np.array([len(tags) for tags in gold], dtype=np.float64)


def slot_f1(gold: Sequence[Tags], predicted: Sequence[Tags]) -> Counts:
    """(2 tp, 2 tp + fp + fn) of each of N sentences' chunks: seqeval's micro F1 over BIO tags."""
    _same_length(gold, predicted)
    numerators, denominators = [], []
    for gold_tags, predicted_tags in zip(gold, predicted, strict=True):
        gold_chunks, predicted_chunks = map(chunks, _aligned(gold_tags, predicted_tags))
        numerators.append(2.0 * len(gold_chunks & predicted_chunks))
        denominators.append(float(len(gold_chunks) + len(predicted_chunks)))
    return np.array(numerators), np.array(denominators)


def exact_match(gold: Sequence[tuple[str, Tags]], predicted: Sequence[tuple[str, Tags]]) -> Counts:
    """Whether the intent and every slot of each of N sentences, given as (intent, BIO tags), are right."""
    _same_length(gold, predicted)
    right = []
    for (gold_intent, gold_tags), (intent, tags) in zip(gold, predicted, strict=True):
        same_slots = len({frozenset(chunks(each)) for each in _aligned(gold_tags, tags)}) == 1
        right.append(float(gold_intent == intent and same_slots))
    return np.array(right, dtype=np.float64), np.ones(len(right))


def chunks(tags: Tags) -> set[Chunk]:
    """(type, first word, last word) of every chunk of a BIO sequence, read as seqeval does by default.

    `B-x` always begins a chunk; `I-x` begins one where none of type x is open.

    Raises:
        ValueError: a tag that is not `O`, `B-...` or `I-...`.
    """
    found: set[Chunk] = set()
    kind, start = "", 0
    for index, tag in enumerate((*tags, "O")):
        prefix, _, name = tag.partition("-")
        if prefix == "I" and name and name == kind:
            continue
        if kind:
            found.add((kind, start, index - 1))
        if tag == "O":
            kind = ""
        elif prefix in ("B", "I") and name:
            kind, start = name, index
        else:
            raise ValueError(f"tag {tag!r} is not O, B-<type> or I-<type>")
    return found


def _aligned(gold: Tags, predicted: Tags) -> tuple[Tags, Tags]:
    if len(gold) != len(predicted):
        raise ValueError(f"{len(predicted)} predicted tags for {len(gold)} words")
    return gold, predicted


def _same_length(gold: Sequence[object], predicted: Sequence[object]) -> None:
    if len(gold) != len(predicted):
        raise ValueError(f"{len(predicted)} predictions for {len(gold)} examples")
