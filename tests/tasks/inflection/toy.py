"""An invented language: `-um-` after the first letter marks the past, `-i` or `-u` by harmony the plural."""

from __future__ import annotations

import numpy as np

from lexiboost.morphology import Row
from lexiboost.tasks.inflection.settings import InflectorSettings

CONSONANTS, VOWELS = "ptkmnls", "aeo"
SMALL = InflectorSettings(
    dim=64,
    encoder_layers=1,
    decoder_layers=1,
    heads=2,
    mlp_ratio=2,
    dropout=0.0,
    hidden=0.1,
    folds=2,
    steps=400,
    batch=32,
    learning_rate=4e-3,
    smoothing=0.0,
)


def form_of(lemma: str, bundle: str) -> str:
    if bundle == "V;PST":
        return f"{lemma[0]}um{lemma[1:]}"
    return lemma + ("u" if lemma[-2] in "o" else "i")


def toy_rows(lemmas: int, seed: int) -> list[Row]:
    """So many lemmas of two syllables and a consonant, each in both cells."""
    rng = np.random.default_rng(seed)
    found: dict[str, None] = {}
    while len(found) < lemmas:
        letters = [(VOWELS if i % 2 else CONSONANTS)[int(rng.integers(3 if i % 2 else 7))] for i in range(5)]
        found["".join(letters)] = None
    return [Row(lemma, form_of(lemma, bundle), bundle) for lemma in found for bundle in ("V;PST", "N;PL")]
