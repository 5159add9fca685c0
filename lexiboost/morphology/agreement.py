"""How two feature bundles stand to each other: equal, one more general than the other, or contradicting.

A bundle is read as a set of statements, one for each facet of the UniMorph schema (Sylak-Glassman 2016). A
facet is a dimension, or a part of one where the schema lets features of the same dimension combine: place and
motion of a local case (`IN+ESS`), a tense and its distance (`PST+RMT`), person and number of a possessor.
`A/B` states "A or B". Bundle X subsumes Y where every statement of X follows from Y.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from lexiboost.morphology.features import dimension, parse
from lexiboost.morphology.schema import DIMENSIONS, UNKNOWN_DIMENSION

Alternatives = frozenset[str]
Statements = dict[str, frozenset[Alternatives]]

_FACETS: dict[str, str] = {
    "case place": "INTER AT POST IN CIRC ANTE APUD ON ONHR ONVR SUB",
    "case distance": "REM PRX APPRX",
    "comparison standard": "AB RL",
    "deixis reference point": "REF1 REF2 NOREF PHOR",
    "deixis visibility": "VIS NVIS",
    "deixis verticality": "ABV EVEN BEL",
    "mood realis": "REAL IRR",
    "person clusivity": "INCL EXCL",
    "person obviation": "OBV",
    "possession possessed": "PSSD",
    "possession alienability": "ALN NALN",
    "tense distance": "IMMED HOD 1DAY RCT RMT",
    "valency reflexive": "REFL RECP",
    "valency causative": "CAUS APPL",
}
_FACET = {feature: facet for facet, features in _FACETS.items() for feature in features.split()}

# Features that published data write for the same meaning; both sides are read as the second.
_SAME = {"LOC": "ESS", "NDEF": "INDF"}

# The first is stated of whatever is stated to be one of the others.
_KINDS: dict[str, frozenset[str]] = {
    "V": frozenset({"V", "AUX", "V.PTCP", "V.MSDR", "V.CVB"}),
    "N": frozenset({"N", "PROPN"}),
    "DET": frozenset({"DET", "ART"}),
}

_NONFINITE = frozenset(frozenset({form}) for form in ("V.PTCP", "V.MSDR", "V.CVB"))

_TEMPLATE = re.compile(r"(?:ARG)?(PSS|PRIM|SEC|NO|AC|AB|ER|DA|BE)([0-4]?)([SDPG]?)(.*)")


class Relation(StrEnum):
    """What `compare(left, right)` finds; the words are read from left to right."""

    EQUAL = "equal"
    SUBSUMES = "subsumes"
    """Left says less: everything it says, right says too."""
    SUBSUMED = "subsumed"
    """Left says more."""
    COMPATIBLE = "compatible"
    """Each says something that the other leaves open, and nothing clashes."""
    CONTRADICTS = "contradicts"
    """They state different values in one facet."""


class Conflict(NamedTuple):
    """One facet in which two bundles state different values."""

    facet: str
    left: str
    right: str


class Comparison(NamedTuple):
    """The relation of two bundles, with the facets at fault where they contradict."""

    relation: Relation
    conflicts: tuple[Conflict, ...] = ()


def _facet(feature: str) -> str:
    return _FACET.get(feature) or dimension(feature)


def _alternatives(value: str) -> Alternatives:
    if value.startswith("non{"):
        name = dimension(value)
        excluded = value[4:].rstrip("}").split("/")
        return frozenset(DIMENSIONS.get(name, "").split()) - frozenset(excluded)
    value = _SAME.get(value, value)
    return _KINDS.get(value, frozenset({value}))


def _template(feature: str) -> list[tuple[str, Alternatives]]:
    """`PSS1S` -> possessor's person 1, possessor's number S; `ERG`'s `ER3P` likewise."""
    match = _TEMPLATE.fullmatch(feature)
    if match is None:
        return [(_facet(feature), frozenset({feature}))]
    role, person, number, rest = match.groups()
    named = (("person", person), ("number", number), ("other", rest))
    return [(f"{role} {name}", frozenset({value})) for name, value in named if value]


def _read(feature: str) -> list[tuple[str, Alternatives]]:
    if feature in _FACET:
        return [(_FACET[feature], frozenset({feature}))]
    if dimension(feature) in ("possession", "argument marking"):
        return _template(feature)
    if feature.startswith("non{"):
        return [(_facet(feature), _alternatives(feature))]
    choices = [part for part in feature.strip("{}").split("/") if part]
    if len(choices) > 1:
        by_facet: dict[str, Alternatives] = {}
        for choice in choices:
            for facet, values in _read(choice):
                by_facet[facet] = by_facet.get(facet, frozenset()) | values
        return list(by_facet.items())
    by_facet = {}
    for part in feature.split("+"):
        if part:
            facet = _facet(part)
            by_facet[facet] = by_facet.get(facet, frozenset()) | _alternatives(part)
    return list(by_facet.items())


@lru_cache(maxsize=100_000)
def statements(bundle: str) -> Statements:
    """What a bundle states: facet -> statements, each a set of alternatives; do not change it."""
    stated: dict[str, set[Alternatives]] = {}
    for feature in parse(bundle):
        for facet, values in _read(feature):
            stated.setdefault(facet, set()).add(values)
    if stated.get("part of speech", set()) & _NONFINITE:
        stated.setdefault("finiteness", {frozenset({"NFIN"})})
    elif "mood" in stated:
        stated.setdefault("finiteness", {frozenset({"FIN"})})
    return {facet: frozenset(values) for facet, values in sorted(stated.items())}


def _follows(specific: frozenset[Alternatives], general: frozenset[Alternatives]) -> bool:
    return all(any(theirs <= ours for theirs in specific) for ours in general)


def _clash(left: frozenset[Alternatives], right: frozenset[Alternatives]) -> bool:
    if _follows(left, right) or _follows(right, left):
        return False
    return any(all(not mine & theirs for theirs in right) for mine in left) or any(
        all(not mine & theirs for mine in left) for theirs in right
    )


def _spell(values: frozenset[Alternatives]) -> str:
    kinds = {kinds: name for name, kinds in _KINDS.items()}
    return "+".join(
        sorted(kinds.get(alternatives) or "/".join(sorted(alternatives)) for alternatives in values)
    )


@lru_cache(maxsize=200_000)
def compare(left: str, right: str) -> Comparison:
    """Compares two bundles in any spelling.

    `V` is read as any kind of verb (`AUX`, `V.PTCP`, `V.MSDR`, `V.CVB`), `N` as any noun (`PROPN`), `DET` as
    any determiner (`ART`). Participles, converbs and verbal nouns are `NFIN`, other words with a mood `FIN`,
    unless they say so themselves. `LOC` is `ESS`; `non{X}` is every other value of the dimension. Features
    that the schema does not know are statements of one facet, the language-specific, and never contradict.
    """
    ours, theirs = statements(left), statements(right)
    conflicts = tuple(
        Conflict(facet, _spell(ours[facet]), _spell(theirs[facet]))
        for facet in ours
        if facet in theirs and facet != UNKNOWN_DIMENSION and _clash(ours[facet], theirs[facet])
    )
    if conflicts:
        return Comparison(Relation.CONTRADICTS, conflicts)
    general = all(facet in theirs and _follows(theirs[facet], ours[facet]) for facet in ours)
    specific = all(facet in ours and _follows(ours[facet], theirs[facet]) for facet in theirs)
    if general and specific:
        return Comparison(Relation.EQUAL)
    if general:
        return Comparison(Relation.SUBSUMES)
    return Comparison(Relation.SUBSUMED if specific else Relation.COMPATIBLE)
