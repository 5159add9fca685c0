"""Documents that repeat themselves: table A1 of Rae et al. (2021, "Scaling Language Models: ... Gopher")."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from lexiboost.text.cleaning.page import Page
from lexiboost.text.cleaning.step import Step, reject_above
from lexiboost.text.windows import Hashes

TOP = {2: 0.20, 3: 0.18, 4: 0.16}
"""Table A1: share of characters in the most frequent n-gram of words."""
DUPLICATE = {5: 0.15, 6: 0.14, 7: 0.13, 8: 0.12, 9: 0.11, 10: 0.10}
"""Table A1: share of characters in n-grams of words that occur more than once."""


@dataclass(frozen=True)
class RepetitionSettings:
    """Shares above which a document is rejected; the defaults are those of table A1.

    A line, paragraph or n-gram counts as a duplicate from its second occurrence on, and a character in
    several duplicate n-grams counts once. Characters are counted without white space. In a variety without
    spaces an n-gram is n times `characters_per_word` characters.

    Attributes:
        duplicate_lines: share of lines.
        duplicate_paragraphs: share of paragraphs, which blank lines part.
        duplicate_line_characters: share of characters that stand in duplicate lines.
        duplicate_paragraph_characters: likewise of paragraphs.
        top_ngram: length -> share of characters in the most frequent n-gram, if it occurs twice or more.
        duplicate_ngrams: length -> share of characters in duplicate n-grams.
    """

    duplicate_lines: float | None = 0.30
    duplicate_paragraphs: float | None = 0.30
    duplicate_line_characters: float | None = 0.20
    duplicate_paragraph_characters: float | None = 0.20
    top_ngram: Mapping[int, float] = field(default_factory=lambda: dict(TOP))
    duplicate_ngrams: Mapping[int, float] = field(default_factory=lambda: dict(DUPLICATE))


def repetition_steps(settings: RepetitionSettings) -> list[Step]:
    """A step for each threshold, named as it is; `top_2gram`, `duplicate_5gram` and so on for n-grams."""
    measures: dict[str, Callable[[Page], float]] = {
        "duplicate_lines": lambda page: duplicate_share(page.lines),
        "duplicate_paragraphs": lambda page: duplicate_share(page.paragraphs),
        "duplicate_line_characters": lambda page: duplicate_character_share(page.lines),
        "duplicate_paragraph_characters": lambda page: duplicate_character_share(page.paragraphs),
    }
    steps = [reject_above(name, measure, getattr(settings, name)) for name, measure in measures.items()]
    for n, limit in sorted(settings.top_ngram.items()):
        steps.append(reject_above(f"top_{n}gram", partial(top_ngram_share, n=n), limit))
    for n, limit in sorted(settings.duplicate_ngrams.items()):
        steps.append(reject_above(f"duplicate_{n}gram", partial(duplicate_ngram_share, n=n), limit))
    return [step for group in steps for step in group]


def duplicate_share(parts: Sequence[str]) -> float:
    """Share of lines or paragraphs that stand further up already."""
    return 1 - len(set(parts)) / len(parts) if parts else 0.0


def duplicate_character_share(parts: Sequence[str]) -> float:
    """Share of characters that stand in such lines or paragraphs."""
    total = sum(map(len, parts))
    return 1 - sum(map(len, set(parts))) / total if total else 0.0


def top_ngram_share(page: Page, n: int) -> float:
    """Share of characters in the most frequent n-gram (the longest of equals); 0 where none occurs twice."""
    hashes = page.windows.hashes(n * page.unit_size)
    if not _any_twice(hashes):
        return 0.0
    _, first, counts = np.unique(hashes, return_index=True, return_counts=True)
    top = counts.max()
    ends = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(page.units[1])])
    begins = first[counts == top]
    longest = (ends[begins + n * page.unit_size] - ends[begins]).max()
    return float(min(1.0, top * longest / page.size))


def duplicate_ngram_share(page: Page, n: int) -> float:
    """Share of characters in n-grams that occurred before, each character counted once."""
    width = n * page.unit_size
    hashes = page.windows.hashes(width)
    if not _any_twice(hashes):
        return 0.0
    lengths = page.units[1]
    _, first = np.unique(hashes, return_index=True)
    again = np.ones(len(hashes), dtype=bool)
    again[first] = False
    begins = np.flatnonzero(again)
    changes = np.zeros(len(lengths) + 1, dtype=np.int64)
    changes[begins] += 1
    changes[begins + width] -= 1
    covered = np.cumsum(changes)[:-1] > 0
    return float(lengths[covered].sum() / page.size)


def _any_twice(hashes: Hashes) -> bool:
    ordered = np.sort(hashes)
    return bool((ordered[1:] == ordered[:-1]).any())
