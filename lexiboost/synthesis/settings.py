"""The settings of one synthesis: what is replaced, by which form, how often."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args

from lexiboost.artifacts.errors import ConfigError

Mode = Literal["substitute", "lemma", "inflect"]
FunctionWords = Literal["translate", "keep", "drop"]
Unknown = Literal["keep", "transliterate", "mask"]
Senses = Literal["score", "uniform", "first", "context"]
Order = Literal["source", "target"]
Case = Literal["carry", "plain"]
Multiword = Literal["longest", "overlapping", "none"]


@dataclass(frozen=True)
class SynthesisSettings:
    """How pseudo-text is drawn.

    Attributes:
        mode: `substitute` translates the surface form when the lexicon lists it, else its lemma;
            `lemma` translates the lemma and leaves it uninflected; `inflect` translates the lemma and
            carries the source word's features over to the target's inflection table.
        fraction: probability that a word is touched at all: translated, dropped, respelled in another
            script or masked (below 1: code-switched text).
        copies: independent draws a sentence.
        temperature: senses are drawn with probability proportional to score ** (1 / temperature).
        max_senses: at most so many translations a source word, the best-scored first.
        fill: probability that a content word without translation is filled with a random target word of
            the same part of speech; needs a source with parts of speech.
        random_cells: probability that a translated lemma takes a random form of its paradigm instead.
        invent: probability that a function word without translation becomes an invented short word, see
            `lexiboost.synthesis.invent`; needs a source with parts of speech.
        function_words: `translate` them as other words, `keep` them, or `drop` them, but for those in a
            chunk of labels; see `lexiboost.synthesis.function_words`. Those inside a multiword entry are a
            part of it.
        unknown: words of letters that the lexicon lacks are kept (`keep`), written in the target's script
            (`transliterate`, see `lexiboost.synthesis.transliterate`) or replaced by `mask`.
        mask: what stands for unknown words.
        min_coverage: sentences with a smaller share of words that the lexicon has are left out, and counted.
            Words of letters count, but for function words that are kept or dropped.
        word_order: `source`, or the `target`'s, see `lexiboost.synthesis.reorder`; needs a parsed source.
        senses: drawn by `score`; `uniform`, each as likely; `first`, always the best-scored; or `context`:
            by score times probability behind the target word before it, see `lexiboost.synthesis.bigrams`.
        agreement: in mode `inflect`, dependents take the features of the noun that they agree with, see
            `lexiboost.synthesis.agreement`; needs a parsed source.
        case: the capitals of the source word are carried over, in scripts that have them (`carry`), or
            translations stay as the lexicon writes them (`plain`).
        multiword: entries of several words, from left to right: the `longest` that begins at a word;
            `overlapping`, which is the same but that one gives way to a longer one that begins inside it
            (its first word is then translated alone); or `none`, word by word.
        noise: probability that a produced word is spelled otherwise, see `lexiboost.synthesis.noise`.
    """

    mode: Mode = "substitute"
    fraction: float = 1.0
    copies: int = 1
    temperature: float = 1.0
    max_senses: int = 8
    fill: float = 0.0
    random_cells: float = 0.0
    invent: float = 0.0
    function_words: FunctionWords = "translate"
    unknown: Unknown = "keep"
    mask: str = "[MASK]"
    min_coverage: float = 0.0
    word_order: Order = "source"
    senses: Senses = "score"
    agreement: bool = False
    case: Case = "carry"
    multiword: Multiword = "longest"
    noise: float = 0.0

    def __post_init__(self) -> None:
        for name, choices in CHOICES.items():
            if getattr(self, name) not in choices:
                raise ConfigError(
                    f"synthesis {name} {getattr(self, name)!r}: choose one of {', '.join(choices)}"
                )
        for name in ("fraction", "fill", "random_cells", "invent", "min_coverage", "noise"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ConfigError(f"synthesis {name}={getattr(self, name)}: must lie in 0..1")
        if self.copies < 1 or self.max_senses < 1 or self.temperature <= 0:
            raise ConfigError("synthesis copies and max_senses must be at least 1, temperature above 0")
        if self.mask.split() != [self.mask]:
            raise ConfigError(f"synthesis mask {self.mask!r}: must be one word")
        if self.agreement and self.mode != "inflect":
            raise ConfigError(f"synthesis agreement: needs the mode inflect, not {self.mode}")
        if self.invent and self.function_words != "translate":
            raise ConfigError(
                f"synthesis invent={self.invent}: invents words for function words that are translated, but "
                f"function_words={self.function_words}"
            )

    def said(self) -> dict[str, Any]:
        """The settings as a dictionary, without those of `LATER` that are at their default."""
        default = {field.name: field.default for field in fields(self)}
        return {
            key: value for key, value in asdict(self).items() if key not in LATER or value != default[key]
        }


CHOICES: dict[str, tuple[str, ...]] = {
    "mode": get_args(Mode),
    "function_words": get_args(FunctionWords),
    "unknown": get_args(Unknown),
    "word_order": get_args(Order),
    "senses": get_args(Senses),
    "case": get_args(Case),
    "multiword": get_args(Multiword),
}
"""What the settings that are words may be."""
LATER = frozenset(
    {
        "function_words",
        "unknown",
        "mask",
        "min_coverage",
        "word_order",
        "senses",
        "agreement",
        "case",
        "multiword",
        "noise",
    }
)
"""Settings that leave no trace in what identifies a result where they are at their default."""
