"""Documents that are no running text: A.1.1 of Rae et al. (2021, "Scaling Language Models: ... Gopher")."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from lexiboost.text.cleaning.page import Page
from lexiboost.text.cleaning.step import Step, reject_above, reject_below
from lexiboost.text.segment import is_unspaced

_BULLETS = ("•", "‣", "▪", "◦", "●", "·", "・", "*", "-", "–", "—", "○", "■", "□", "►", "⁃")
_ELLIPSES = ("...", "…", "。。。")
_TSHEG = "\u0f0b"  # it parts the syllables of a Tibetan word
_SYMBOL = re.compile(r"#|\.\.\.|…|。。。")


@dataclass(frozen=True)
class QualitySettings:
    """What a document of running text looks like.

    Attributes:
        max_symbols: hash signs and ellipses over words (published: 0.1).
        max_bullet_lines: share of lines that begin with a bullet (published: 0.9).
        max_ellipsis_lines: share of lines that end in an ellipsis (published: 0.3).
        min_alphabetic_words: share of words with a letter in them (published: 0.8). In a variety without
            spaces, the share of letters and marks among the characters, Tibetan
            tshegs not counted.
        min_word_length: mean characters of a word (published: 3). Not for varieties without spaces.
        max_word_length: likewise (published: 10). The default is wider: by the declarations of human rights,
            words of Kalaallisut or Malayalam are longer than that as a rule.
        required_words: words of which `min_required_words` different ones must occur (published, for
            English: two of the, be, to, of, and, that, have, with); none by default.
    """

    max_symbols: float | None = 0.1
    max_bullet_lines: float | None = 0.9
    max_ellipsis_lines: float | None = 0.3
    min_alphabetic_words: float | None = 0.8
    min_word_length: float | None = 2.0
    max_word_length: float | None = 20.0
    required_words: frozenset[str] = frozenset()
    min_required_words: int = 2


def quality_steps(settings: QualitySettings, variety: str) -> list[Step]:
    """A step for each threshold: `symbols`, `bullet_lines`, `short_words` and so on."""
    steps = [
        *reject_above("symbols", symbol_share, settings.max_symbols),
        *reject_above("bullet_lines", bullet_line_share, settings.max_bullet_lines),
        *reject_above("ellipsis_lines", ellipsis_line_share, settings.max_ellipsis_lines),
        *reject_below("not_alphabetic", alphabetic_share, settings.min_alphabetic_words),
    ]
    if not is_unspaced(variety):
        steps += reject_below("short_words", mean_word_length, settings.min_word_length)
        steps += reject_above("long_words", mean_word_length, settings.max_word_length)
    if words := settings.required_words:
        steps += reject_below(
            "no_function_words",
            lambda page: len(words & set(page.text.casefold().split())),
            settings.min_required_words,
        )
    return steps


def bullet_line_share(page: Page) -> float:
    """Share of lines that begin with a bullet."""
    return sum(line.startswith(_BULLETS) for line in page.lines) / max(1, len(page.lines))


def ellipsis_line_share(page: Page) -> float:
    """Share of lines that end in an ellipsis."""
    return sum(line.endswith(_ELLIPSES) for line in page.lines) / max(1, len(page.lines))


def symbol_share(page: Page) -> float:
    """Hash signs and ellipses over words."""
    return len(_SYMBOL.findall(page.text)) / max(1.0, page.word_count)


def alphabetic_share(page: Page) -> float:
    """Share of words with a letter or mark; of characters in a variety without spaces."""
    if page.unit_size > 1:
        letters = sum(count for char, count in page.characters.items() if _is_letter(char))
        return letters / max(1, page.size - page.characters[_TSHEG])
    return sum(any(map(_is_letter, word)) for word in page.words) / max(1, len(page.words))


def mean_word_length(page: Page) -> float:
    """Characters over words, white space not counted."""
    return page.size / max(1, len(page.words))


@lru_cache(maxsize=2**16)
def _is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LM"
