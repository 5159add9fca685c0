"""Function words: by their part of speech, or by a list where nobody tells it.

The list is of English alone: its articles, pronouns, adpositions, conjunctions, auxiliaries and particles,
after the closed word classes of Quirk et al. (1985, "A comprehensive grammar of the English language",
section 2.39), each with the contractions in which it is written as one word.
"""

from __future__ import annotations

from lexiboost.artifacts.errors import ConfigError
from lexiboost.synthesis.invent import CLOSED_CLASS

_ENGLISH = "eng"
_PRONOUNS = "i you he she it we they that there who what"
_OTHER_PRONOUNS = (
    "me him her us them my your his its our their mine yours hers ours theirs myself yourself himself "
    "herself itself ourselves yourselves themselves oneself this these those which whom whose whoever "
    "whatever whichever each other one another anybody anyone anything everybody everyone everything nobody "
    "none nothing somebody someone something"
)
_DETERMINERS = "a an the all any both each either every neither no some such"
_ADPOSITIONS = (
    "about above across after against along amid among around as at before behind below beneath beside "
    "besides between beyond by concerning despite down during except for from in inside into like near of "
    "off on onto out outside over past per regarding round since through throughout till to toward towards "
    "under underneath until up upon via with within without"
)
_CONJUNCTIONS = "and but or nor yet if because although though unless while whereas whether than so lest"
_AUXILIARIES = (
    "am is are was were be been being have has had having do does did can could may might must shall should "
    "will would ought"
)
_NEGATED = "is are was were have has had do does did could might must should would ought need"
_PARTICLES = (
    "not n't n’t 's ’s 're ’re 've ’ve 'll ’ll 'd ’d 'm ’m can't can’t won't won’t shan't shan’t cannot"
)


def _with_contractions() -> frozenset[str]:
    listed = " ".join(
        (_PRONOUNS, _OTHER_PRONOUNS, _DETERMINERS, _ADPOSITIONS, _CONJUNCTIONS, _AUXILIARIES, _PARTICLES)
    )
    contracted = [
        f"{word}{mark}{ending}"
        for mark in "'’"
        for word in _PRONOUNS.split()
        for ending in ("s", "re", "ve", "ll", "d", "m")
    ]
    negated = [f"{word}n{mark}t" for mark in "'’" for word in _NEGATED.split()]
    return frozenset((*listed.split(), *contracted, *negated))


ENGLISH = _with_contractions()
"""Function words of English, in small letters."""


def is_function_word(word: str, upos: str) -> bool:
    """Whether a word is one by its part of speech or, where that is "", by the list.

    Args:
        word: as it is written. upos: a tag of Universal Dependencies, or "".
    """
    return upos in CLOSED_CLASS if upos else word.casefold() in ENGLISH


def check_language(variety: str) -> None:
    """Raises `ConfigError` where words without a part of speech are of a language that has no list."""
    if variety.partition("_")[0] != _ENGLISH:
        raise ConfigError(
            f"synthesis function_words: words of {variety} have no parts of speech here, and the only list "
            "of function words is that of English; read a treebank with UPOS"
        )
