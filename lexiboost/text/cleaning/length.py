"""Documents too short to learn from, and too long to be text."""

from __future__ import annotations

from dataclasses import dataclass

from lexiboost.text.cleaning.step import Step, reject_above, reject_below


@dataclass(frozen=True)
class LengthSettings:
    """Length of a document.

    Rae et al. (2021, "Scaling Language Models: ... Training Gopher", A.1.1) keep pages of 50 to 100,000
    words. In a low-resource language a page of five words is worth keeping, so that the default is lower.

    Attributes:
        min_words: words between white space; in a variety without spaces, characters over
            `characters_per_word`.
        max_words: counted likewise.
        max_characters: longer documents are rejected before any other rule reads them.
    """

    min_words: float | None = 5
    max_words: float | None = 100_000
    max_characters: int | None = 4_000_000


def size_steps(settings: LengthSettings) -> list[Step]:
    """`too_many_characters`, to be run before anything else."""
    return reject_above("too_many_characters", lambda page: len(page.text), settings.max_characters)


def length_steps(settings: LengthSettings) -> list[Step]:
    """`too_short`, `too_long`."""
    return [
        *reject_below("too_short", lambda page: page.word_count, settings.min_words),
        *reject_above("too_long", lambda page: page.word_count, settings.max_words),
    ]
