"""Cutters of runs of a script without spaces, by libraries made for it and by rule.

Each factory takes a variety and a vocabulary, and returns a function from one run of letters to its words,
which put together give the run. A library is imported when its factory is called; the extra `segment`
installs all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from importlib import import_module

from lexiboost.text.segment import units

Cutter = Callable[[str], Iterable[str]]

_TSHEG = "་"
# SudachiPy refuses a text of more UTF-8 bytes than 49,149; a character has at most four.
_LONGEST_SUDACHI = 12_000


def icu(variety: str, vocabulary: Collection[str]) -> Cutter:
    """ICU's dictionaries of Thai, Lao, Khmer, Burmese, Chinese and Japanese (icu4py, MIT)."""
    breaker = import_module("icu4py.breakers").WordBreaker
    # The dictionary goes by the script of the text, not by the locale.
    return lambda run: breaker(run, "en")


def khmercut(variety: str, vocabulary: Collection[str]) -> Cutter:
    """A conditional random field over Khmer character clusters (khmercut, Apache-2.0)."""
    return import_module("khmercut").tokenize


def jieba(variety: str, vocabulary: Collection[str]) -> Cutter:
    """Jieba's dictionary, with a hidden Markov model for new words; simplified Chinese (rjieba, MIT)."""
    return import_module("rjieba").cut


def sudachi(variety: str, vocabulary: Collection[str]) -> Cutter:
    """Sudachi's short units (mode A), those of UniDic, with its small dictionary (Apache-2.0)."""
    module = import_module("sudachipy")
    import_module("sudachidict_small")
    tokenizer = module.Dictionary(dict="small").tokenizer(mode=module.SplitMode.A)

    def cut(run: str) -> list[str]:
        parts = (run[start : start + _LONGEST_SUDACHI] for start in range(0, len(run), _LONGEST_SUDACHI))
        return [morpheme.surface() for part in parts for morpheme in tokenizer.tokenize(part)]

    return cut


def dictionary(variety: str, vocabulary: Collection[str]) -> Cutter:
    """The longest entries of a vocabulary, or the likeliest where it has costs (`segment.units`)."""
    return lambda run: units(run, vocabulary, variety)


def syllables(variety: str, vocabulary: Collection[str]) -> Cutter:
    """Tibetan syllables: what stands between two tshegs, as UAX #29 has it."""
    return lambda run: filter(None, run.split(_TSHEG))


def whole(variety: str, vocabulary: Collection[str]) -> Cutter:
    """Unicode rules alone: a run of a script without spaces stays whole, as of `segment.words`."""
    return lambda run: (run,)
