"""Rows as id arrays, and a stream of batches of few shapes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Int
from numpy.typing import NDArray

from lexiboost.models.seq2seq import BEGIN, END, ENDING, Source
from lexiboost.morphology import Row
from lexiboost.tasks.inflection.guesses import LEVELS, Guess
from lexiboost.tasks.inflection.vocabulary import FIRST_LETTER, FIRST_SLOT, SLOTS, Vocabulary

PARTS = 1 + LEVELS
"""Kinds of source strings: the lemma, and the rules' form by level of confidence."""


class Example(NamedTuple):
    """Ids of a row: its features, lemma, the rules' form with its level, and the form."""

    features: tuple[int, ...]
    lemma: list[int]
    guess: list[int]
    level: int
    form: list[int]

    @property
    def source_length(self) -> int:
        """Source characters."""
        return len(self.lemma) + len(self.guess)


class Shape(NamedTuple):
    """Padded sizes of a batch: features, source characters, target characters with `END`."""

    features: int
    source: int
    target: int

    def holds(self, example: Example) -> bool:
        """Whether the example fits."""
        return (
            len(example.features) <= self.features
            and example.source_length <= self.source
            and len(example.form) < self.target
        )


class Batch(NamedTuple):
    """Attributes: source; given_BxT: the form after BEGIN; target_BxT: the form with END, 0 for padding."""

    source: Source
    given_BxT: Int[NDArray[np.int32], "B T"]
    target_BxT: Int[NDArray[np.int32], "B T"]


def encode(vocabulary: Vocabulary, row: Row, guess: Guess, slots: dict[str, int] | None = None) -> Example:
    """Ids of a spelled-out row; `slots` collects its unknown letters."""
    slots = {} if slots is None else slots
    return Example(
        vocabulary.encode_bundle(row.bundle),
        vocabulary.encode(row.lemma, slots),
        vocabulary.encode(guess.letters, slots),
        guess.level,
        vocabulary.encode(row.form, slots),
    )


def hide_letter(example: Example, rng: np.random.Generator) -> Example:
    """The example with one letter of its lemma replaced everywhere by a slot.

    So the network learns to copy letters that it does not know.
    """
    letter = example.lemma[int(rng.integers(len(example.lemma)))]
    if letter < FIRST_LETTER:
        return example
    slot = FIRST_SLOT + int(rng.integers(SLOTS))

    def hidden(ids: list[int]) -> list[int]:
        return [slot if i == letter else i for i in ids]

    return example._replace(
        lemma=hidden(example.lemma), guess=hidden(example.guess), form=hidden(example.form)
    )


def pad_source(examples: Sequence[Example], shape: Shape) -> Source:
    """The examples' sources, padded."""
    count = len(examples)
    source = Source(
        np.zeros((count, shape.features), np.int32),
        *(np.zeros((count, shape.source), np.int32) for _ in range(4)),
    )
    for i, example in enumerate(examples):
        source.features_BxF[i, : len(example.features)] = example.features
        at = 0
        for ids, part in ((example.lemma, 0), (example.guess, 1 + example.level)):
            size = len(ids)
            here = slice(at, at + size)
            source.characters_BxS[i, here] = ids
            source.parts_BxS[i, here] = part
            source.positions_BxS[i, here] = np.arange(1, size + 1)
            source.endings_BxS[i, here] = np.minimum(np.arange(size)[::-1], ENDING - 1)
            at += size
    return source


def collate(examples: Sequence[Example], shape: Shape) -> Batch:
    """A padded batch."""
    given = np.zeros((len(examples), shape.target), np.int32)
    target = np.zeros((len(examples), shape.target), np.int32)
    given[:, 0] = BEGIN
    for i, example in enumerate(examples):
        size = len(example.form)
        given[i, 1 : size + 1] = example.form
        target[i, :size] = example.form
        target[i, size] = END
    return Batch(pad_source(examples, shape), given, target)


def shapes_of(examples: Sequence[Example], shares: Sequence[float]) -> list[Shape]:
    """Few shapes, smallest first: the n-th holds about the n-th share of the examples, the last holds all."""
    features = max(len(example.features) for example in examples)
    by_size = sorted(examples, key=lambda example: example.source_length + len(example.form))
    shapes = []
    for share in shares:
        part = by_size[: max(1, round(share * len(by_size)))]
        shape = Shape(
            features,
            _even(max(example.source_length for example in part)),
            _even(max(len(example.form) for example in part) + 1),
        )
        if shape not in shapes:
            shapes.append(shape)
    return shapes


def _even(size: int) -> int:
    return size + size % 2


def stream(
    examples: Sequence[Example], shapes: Sequence[Shape], *, batch: int, hidden: float, seed: int
) -> Iterator[Batch]:
    """Endless batches; each is of one shape, and every example comes equally often.

    Args:
        examples: each must fit the last shape. shapes: smallest first.
        batch: examples a batch. hidden: share of examples with a hidden letter.
        seed: of the order.
    """
    rng = np.random.default_rng(seed)
    groups: list[list[Example]] = [[] for _ in shapes]
    for example in examples:
        groups[next(i for i, shape in enumerate(shapes) if shape.holds(example))].append(example)
    filled = [i for i, group in enumerate(groups) if group]
    weights = np.array([len(groups[i]) for i in filled], dtype=np.float64)
    orders: list[list[int]] = [[] for _ in groups]
    while True:
        group = filled[int(rng.choice(len(filled), p=weights / weights.sum()))]
        chosen: list[Example] = []
        while len(chosen) < batch:
            if not orders[group]:
                orders[group] = rng.permutation(len(groups[group])).tolist()
            example = groups[group][orders[group].pop()]
            if example.lemma and rng.random() < hidden:
                example = hide_letter(example, rng)
            chosen.append(example)
        yield collate(chosen, shapes[group])
