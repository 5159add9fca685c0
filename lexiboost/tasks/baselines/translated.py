"""The look-up classifier: text translated word by word into English, read by an English classifier."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from lexiboost.tasks.baselines.encode import FLOOR, Dictionaries
from lexiboost.tasks.baselines.linear import LinearPredictor, LinearSettings
from lexiboost.tasks.predictions import Inventory, Predictions
from lexiboost.text.sentence import Sentence
from lexiboost.tokens.units import Unitized, unitize


class LookupClassifier:
    """Replaces every word by its best English translation, where it has one, and classifies as English.

    Args:
        english: a predictor fitted on English alone.
        dictionaries: by target variety; text of any other variety is left as it is.
    """

    def __init__(self, english: LinearPredictor, dictionaries: Dictionaries) -> None:
        self._english, self._dictionaries = english, dictionaries
        self.inventory = english.inventory

    @classmethod
    def fit(
        cls,
        english: Sequence[Sentence],
        inventory: Inventory,
        *,
        dictionaries: Dictionaries,
        settings: LinearSettings | None = None,
        seed: int = 0,
    ) -> LookupClassifier:
        """Fits a linear predictor on labelled English sentences."""
        return cls(LinearPredictor.fit(english, inventory, settings=settings, seed=seed), dictionaries)

    def translate(self, sentences: Sequence[Sentence], variety: str) -> tuple[list[Sentence], list[Unitized]]:
        """English words, one for each unit of each sentence, and how the words were cut into units."""
        dictionary = self._dictionaries.get(variety)
        vocabulary = dictionary.entries.keys() if dictionary is not None else ()
        cuts = [unitize(sentence.words, variety, vocabulary) for sentence in sentences]
        distinct = list(dict.fromkeys(unit for cut in cuts for unit in cut.units))
        best = {unit: unit for unit in distinct}
        if dictionary is not None:
            hits = zip(distinct, dictionary.look_up_all(distinct), strict=True)
            best.update((unit, hit.english[0][0]) for unit, hit in hits if hit.english)
        source = self._english.settings.source
        translated = [
            Sentence(tuple(best[unit] for unit in cut.units), source, sentence.source_id)
            for sentence, cut in zip(sentences, cuts, strict=True)
        ]
        return translated, cuts

    def predict(self, sentences: Sequence[Sentence], variety: str) -> Predictions:
        """Log-probabilities of classes, and of tags: a word has its unit's, continued inside the unit."""
        translated, cuts = self.translate(sentences, variety)
        found = self._english.predict(translated, self._english.settings.source)
        starts = np.cumsum([0] + [len(cut.units) for cut in cuts])
        owners = [start + owner for start, cut in zip(starts, cuts, strict=False) for owner in cut.owner]
        inside_W = np.array([inside for cut in cuts for inside in cut.inside], dtype=bool)
        tags_WxT = found.tags_WxT[np.array(owners, dtype=np.int64)]
        order = {tag: i for i, tag in enumerate(self.inventory.tags)}
        for tag, begin in order.items():
            inner = order.get("I-" + tag[2:], -1)
            if tag.startswith("B-") and inner >= 0:
                both = np.logaddexp(tags_WxT[inside_W, begin], tags_WxT[inside_W, inner])
                tags_WxT[inside_W, inner], tags_WxT[inside_W, begin] = both, np.log(FLOOR)
        return Predictions(found.labels_NxC, tags_WxT)

    def save(self, folder: str | Path) -> None:
        """Writes the English predictor into an existing folder."""
        self._english.save(folder)

    @classmethod
    def load(cls, folder: str | Path, *, dictionaries: Dictionaries) -> LookupClassifier:
        """Reads what `save` wrote."""
        return cls(LinearPredictor.load(folder), dictionaries)
