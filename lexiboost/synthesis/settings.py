"""The settings of one synthesis: what is replaced, by which form, how often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from lexiboost.artifacts.errors import ConfigError

Mode = Literal["substitute", "lemma", "inflect"]


@dataclass(frozen=True)
class SynthesisSettings:
    """How pseudo-text is drawn.

    Attributes:
        mode: `substitute` translates the surface form when the lexicon lists it, else its lemma;
            `lemma` translates the lemma and leaves it uninflected; `inflect` translates the lemma and
            carries the source word's features over to the target's inflection table.
        fraction: probability that a word with a translation is replaced (below 1: code-switched text).
        copies: independent draws a sentence.
        temperature: senses are drawn with probability proportional to score ** (1 / temperature).
        max_senses: at most so many translations a source word, the best-scored first.
        fill: probability that a content word without translation is filled with a random target word of
            the same part of speech; needs a source with parts of speech.
        random_cells: probability that a translated lemma takes a random form of its paradigm instead.
        invent: probability that a function word without translation becomes an invented short word, see
            `lexiboost.synthesis.invent`; needs a source with parts of speech.
    """

    mode: Mode = "substitute"
    fraction: float = 1.0
    copies: int = 1
    temperature: float = 1.0
    max_senses: int = 8
    fill: float = 0.0
    random_cells: float = 0.0
    invent: float = 0.0

    def __post_init__(self) -> None:
        if self.mode not in get_args(Mode):
            raise ConfigError(f"synthesis mode {self.mode!r}: choose one of {', '.join(get_args(Mode))}")
        for name in ("fraction", "fill", "random_cells", "invent"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ConfigError(f"synthesis {name}={getattr(self, name)}: must lie in 0..1")
        if self.copies < 1 or self.max_senses < 1 or self.temperature <= 0:
            raise ConfigError("synthesis copies and max_senses must be at least 1, temperature above 0")
