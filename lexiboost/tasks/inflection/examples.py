"""Training examples of rows: with the rules' cross-fitted forms, and hallucinated ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lexiboost.morphology import Row
from lexiboost.tasks.inflection.batches import Example, encode
from lexiboost.tasks.inflection.guesses import NO_GUESS, CrossFitted
from lexiboost.tasks.inflection.rows import hallucinate
from lexiboost.tasks.inflection.settings import InflectorSettings
from lexiboost.tasks.inflection.vocabulary import Vocabulary


def training_examples(
    rows: Sequence[Row], vocabulary: Vocabulary, settings: InflectorSettings, seed: int
) -> list[Example]:
    """The examples of spelled-out rows, then hallucinated ones in the number that the settings ask for."""
    rng = np.random.default_rng([seed, 1])
    crossed = CrossFitted(rows, settings.folds, rng) if settings.guesses else None
    examples = [encode(vocabulary, row, NO_GUESS if crossed is None else crossed.guess(row)) for row in rows]
    whole, part = divmod(settings.hallucinated, 1.0)
    alphabet = [letter for row in rows for letter in row.lemma if letter.isalpha()]
    for row in rows:
        for _ in range(int(whole) + int(rng.random() < part)):
            other = hallucinate(row, alphabet, rng)
            if other is not None:
                guess = NO_GUESS if crossed is None else crossed.guess(row, other.lemma)
                examples.append(encode(vocabulary, other, guess))
    return examples
