"""Abbreviations by language: where a full stop is part of the word and need not end a sentence.

The lists are short and of words that plain text often has; single letters, initials and dotted abbreviations
(`U.S.`, `z.B.`, `т.е.`) are found by their shape and are not listed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from lexiboost.text.abbreviation_lists import FINAL, INNER, OPENERS


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """Words of a language that bear on a full stop, all in lower case and without the stop.

    Attributes:
        inner: a sentence does not end after them (`dr`, `vgl`), whatever follows.
        before_number: a sentence does not end between them and a number (`no`, `art`).
        final: they may end a sentence (`etc`, `inc`): they do where a capital follows and, if also in
            `inner` (`г`), a number stands before.
        openers: words that seldom are a name's part; after an initial or a dotted abbreviation (`U.S. The`)
            the sentence ends where one of these follows with a capital.
        ordinals: whether a full stop makes an ordinal of a number (`3. Oktober`).
    """

    inner: frozenset[str]
    before_number: frozenset[str]
    final: frozenset[str]
    openers: frozenset[str]
    ordinals: bool


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_LATIN = _set("dr prof mr mrs ms st nr no vol pp cf vs ed eds fig hon rev sr jr vgl ca ph")

_BEFORE_NUMBER = _set("no nos art fig ch sec op min max kap cap mar mag nr num tel ca p pp s vol")
_ORDINALS = _set(
    "deu gsw ltz nds fin est sme smn sms olo krl liv hun ces slk slv hrv srp bos hsb dsb nob nno dan isl fao "
    "lav ltg eus tur azj crh tuk aze pol sqi mkd cnr"
)
_SAME = {
    "aze": "azj",
    "uzb": "uzn",
    "swa": "swh",
    "msa": "ind",
    "zsm": "ind",
    "nor": "nob",
    "lvs": "lav",
    "ekk": "est",
    "als": "sqi",
    "fas": "pes",
    "prs": "pes",
    "mon": "khk",
    "yid": "ydd",
    "nep": "npi",
    "bos": "hrv",
    "dsb": "hsb",
    "ary": "ara",
    "arz": "ara",
    "apc": "ara",
    "gsw": "deu",
    "ltz": "deu",
    "sco": "eng",
    "pcm": "eng",
    "oci": "cat",
    "ast": "spa",
}


@cache
def abbreviations(language: str, script: str) -> Abbreviations:
    """What is known of a language; of one that is not listed, the titles common to the Latin script."""
    code = _SAME.get(language, language)
    inner, final = _set(INNER.get(code, "")), _set(FINAL.get(code, "etc"))
    if script == "Latn":
        inner |= _LATIN
    return Abbreviations(
        inner=inner - _BEFORE_NUMBER,
        before_number=inner & _BEFORE_NUMBER,
        final=final,
        openers=_set(OPENERS.get(code, "")),
        ordinals=bool({code, language} & _ORDINALS),
    )
