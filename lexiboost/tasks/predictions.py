"""Predictions of any predictor, neural or not: log-probabilities over one label inventory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lexiboost.text.sentence import Sentence


@dataclass(frozen=True)
class Inventory:
    """The sentence classes and word tags of a task, in a fixed order, read off its training data."""

    labels: tuple[str, ...]
    tags: tuple[str, ...]

    @staticmethod
    def of(sentences: Sequence[Sentence]) -> Inventory:
        """All classes and tags of labelled sentences, sorted; `O` first, every `B-x` with its `I-x`."""
        labels = {sentence.label for sentence in sentences if sentence.label is not None}
        tags = {tag for sentence in sentences if sentence.tags is not None for tag in sentence.tags}
        tags |= {"I-" + tag[2:] for tag in tags if tag.startswith("B-")}
        return Inventory(tuple(sorted(labels)), tuple(sorted(tags, key=lambda tag: (tag != "O", tag))))


@dataclass(frozen=True)
class Predictions:
    """Log-probabilities for N sentences of W words in all, in the sentences' order.

    Attributes:
        labels_NxC: over `Inventory.labels` (C may be 0). tags_WxT: over `Inventory.tags` (T may be 0).
    """

    labels_NxC: NDArray[np.float32]
    tags_WxT: NDArray[np.float32]


def interpolate(parts: Sequence[Predictions], weights: Sequence[float]) -> Predictions:
    """Weighted mean of the predictors' log-probabilities (a log-linear mixture)."""
    scale = np.asarray(weights, dtype=np.float32) / np.float32(sum(weights))
    labels = sum((w * part.labels_NxC for w, part in zip(scale, parts, strict=True)), np.float32(0))
    tags = sum((w * part.tags_WxT for w, part in zip(scale, parts, strict=True)), np.float32(0))
    return Predictions(np.asarray(labels), np.asarray(tags))
