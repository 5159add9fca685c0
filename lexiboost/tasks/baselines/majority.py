"""The majority baseline: what is most frequent in the training data, whatever the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lexiboost.tasks.baselines.encode import FLOOR
from lexiboost.tasks.baselines.patterns import closed_tag
from lexiboost.tasks.baselines.storage import load_arrays, load_inventory, load_settings, save_predictor
from lexiboost.tasks.predictions import Inventory, Predictions
from lexiboost.text.sentence import Sentence


class MajorityPredictor:
    """The labels' relative frequencies for every sentence; one tag for every word.

    Words get `O` in BIO, else `NOUN` where there is such a tag, else the most frequent tag (the first by
    name of equals); numbers, punctuation and symbols are told by their characters where there are such tags.

    Args:
        inventory: labels and tags.
        labels_C, tags_T: their relative frequencies.
    """

    kind = "majority"

    def __init__(
        self, inventory: Inventory, labels_C: NDArray[np.float64], tags_T: NDArray[np.float64]
    ) -> None:
        self.inventory = inventory
        self._labels_C, self._tags_T = labels_C, tags_T
        self._tags = {tag: i for i, tag in enumerate(inventory.tags)}

    @classmethod
    def fit(cls, english: Iterable[Sentence], inventory: Inventory) -> MajorityPredictor:
        """Counts labels and tags of labelled sentences."""
        labels = dict.fromkeys(inventory.labels, 0)
        tags = dict.fromkeys(inventory.tags, 0)
        for sentence in english:
            if sentence.label in labels:
                labels[sentence.label] += 1
            for tag in sentence.tags or ():
                if tag in tags:
                    tags[tag] += 1
        return cls(inventory, _relative(labels), _relative(tags))

    def predict(self, sentences: Sequence[Sentence], variety: str) -> Predictions:
        """The same for each variety."""
        labels_C = np.log(np.maximum(self._labels_C, FLOOR)).astype(np.float32)
        words = [word for sentence in sentences for word in sentence.words]
        tags_WxT = np.full((len(words), len(self._tags)), np.log(FLOOR), dtype=np.float32)
        if self._tags:
            memo: dict[str, int] = {}
            for word in words:
                memo[word] = memo[word] if word in memo else self._tag_of(word)
            tags_WxT[np.arange(len(words)), [memo[word] for word in words]] = 0.0
        return Predictions(np.tile(labels_C, (len(sentences), 1)), tags_WxT)

    def _tag_of(self, word: str) -> int:
        for tag in (closed_tag(word), "O", "NOUN"):
            if tag in self._tags:
                return self._tags[tag]
        return int(self._tags_T.argmax())

    def save(self, folder: str | Path) -> None:
        """Writes the frequencies into an existing folder."""
        save_predictor(
            folder, self.kind, self.inventory, {}, {"labels": self._labels_C, "tags": self._tags_T}
        )

    @classmethod
    def load(cls, folder: str | Path) -> MajorityPredictor:
        """Reads what `save` wrote."""
        load_settings(folder, cls.kind)
        arrays = load_arrays(folder)
        return cls(load_inventory(folder), arrays["labels"], arrays["tags"])


def _relative(counts: dict[str, int]) -> NDArray[np.float64]:
    row = np.array(list(counts.values()), dtype=np.float64)
    return row / max(row.sum(), 1.0)
