"""Rows to learn from: without those of test sets, split by lemma, and hallucinated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from unicodedata import normalize

import numpy as np

from lexiboost.artifacts.errors import InputError
from lexiboost.morphology import Row
from lexiboost.morphology.rules import change_between

KEPT_END = 3
"""Letters at the end of a stem that hallucination leaves: they choose the inflection class."""
SHORTEST_STEM = 2


def without(rows: Iterable[Row], test_rows: Iterable[Row]) -> list[Row]:
    """The rows that say nothing of a test set: none has the lemma of a test row.

    More than the test rows themselves goes: an inflector that saw another cell of a lemma would know its
    stem. Lemmas are compared in normal form C.
    """
    held = {normalize("NFC", row.lemma) for row in test_rows}
    return [row for row in rows if normalize("NFC", row.lemma) not in held]


def split_by_lemma(
    rows: Sequence[Row], share: float, rng: np.random.Generator, *, at_most: int
) -> tuple[list[Row], list[Row]]:
    """Training and held-out rows; no lemma is in both.

    Args:
        rows: in any order. share: of the lemmas to hold out, at least one.
        rng: chooses the lemmas. at_most: held-out rows kept, evenly spaced.

    Raises:
        InputError: fewer than two lemmas.
    """
    lemmas = sorted({row.lemma for row in rows})
    if len(lemmas) < 2:
        raise InputError("an inflection table with fewer than two lemmas cannot be split")
    count = min(max(1, round(share * len(lemmas))), len(lemmas) - 1)
    held = {lemmas[i] for i in rng.permutation(len(lemmas))[:count].tolist()}
    train = [row for row in rows if row.lemma not in held]
    return train, evenly([row for row in rows if row.lemma in held], at_most)


def evenly(rows: Sequence[Row], at_most: int) -> list[Row]:
    """At most so many of the rows, evenly spaced."""
    if len(rows) <= at_most:
        return list(rows)
    return [rows[i] for i in np.linspace(0, len(rows) - 1, at_most).astype(int).tolist()]


def hallucinate(row: Row, letters: Sequence[str], rng: np.random.Generator) -> Row | None:
    """The row with other letters in the stem that lemma and form share; None where that is too short.

    After Anastasopoulos & Neubig (2019), "Pushing the limits of low-resource morphological inflection". The
    stem's last letters stay: they choose the inflection class.
    """
    lemma, form, bundle = row
    change = change_between(lemma, form)
    start, end = len(change.prefix.old), len(lemma) - len(change.suffix.old)
    size = end - start - KEPT_END
    if size < SHORTEST_STEM:
        return None
    drawn = "".join(letters[i] for i in rng.integers(len(letters), size=size).tolist())
    begin = len(change.prefix.new)
    return Row(
        lemma[:start] + drawn + lemma[start + size :], form[:begin] + drawn + form[begin + size :], bundle
    )
