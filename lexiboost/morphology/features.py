"""Feature bundles: sets of UniMorph features, written one way.

Published tables write one cell in many ways: features in any order, layered (`N;NOM(PL;PSS(1,PL))`), with
aliases (`INST`). Here a bundle is a set, and `canonical` its only spelling: layers flattened to the schema's
templates (`N;NOM;PL;PSS1P`), aliases replaced, dimensions in the schema's order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from lexiboost.morphology.schema import (
    ALIASES,
    DIMENSION_ORDER,
    DIMENSIONS,
    FEATURE_DIMENSION,
    FEATURE_RANK,
    UNKNOWN_DIMENSION,
)

# Which dimension is given up first when a table has no such cell; what stands last is kept longest.
# The part of speech is never given up.
BACK_OFF_ORDER: tuple[str, ...] = (
    UNKNOWN_DIMENSION,
    "possession",
    "politeness",
    "evidentiality",
    "switch reference",
    "information structure",
    "interrogativity",
    "deixis",
    "aktionsart",
    "valency",
    "argument marking",
    "animacy",
    "definiteness",
    "gender",
    "polarity",
    "voice",
    "finiteness",
    "aspect",
    "mood",
    "comparison",
    "person",
    "tense",
    "case",
    "number",
)

_ROLES = {"NOM": "NO", "ACC": "AC", "ABS": "AB", "ERG": "ER", "DAT": "DA", "BEN": "BE", "PSS": "PSS"}
_NUMBERS = {"SG": "S", "PL": "P", "DU": "D", "GRPL": "G"}
_AGREEMENT_TAILS = {"INCL": "I", "EXCL": "E", "MASC": "M", "FEM": "F", "NEUT": "N"}
_AGREEMENT = re.compile(r"ARG|(?:NO|AC|AB|ER|DA|BE|PRIM|SEC)[0-4]")
_NOUN_CLASS = re.compile(r"BANTU?(\d+)")
_LAYER = re.compile(r"([^;,()]+)\(([^()]*)\)")
_VERBAL_FORMS = frozenset({"V.PTCP", "V.MSDR", "V.CVB"})
_PERSONS = frozenset("01234")


def dimension(feature: str) -> str:
    """The schema's dimension of a feature (of the first part of `IN+ESS`), or language-specific."""
    known = FEATURE_DIMENSION.get(feature)
    if known is not None:
        return known
    if feature.startswith("non{"):
        return dimension(feature[4:].rstrip("}"))
    if feature.startswith("PSS"):
        return "possession"
    if _AGREEMENT.match(feature):
        return "argument marking"
    parts = [part for part in re.split(r"[+/]", feature) if part]
    if len(parts) > 1:
        return dimension(parts[0])
    return UNKNOWN_DIMENSION


def _sort_key(feature: str) -> tuple[int, int, str]:
    first = re.split(r"[+/]", feature)[0]
    rank = FEATURE_RANK.get(feature, FEATURE_RANK.get(first, len(FEATURE_RANK)))
    return DIMENSION_ORDER[dimension(feature)], rank, feature


def _flatten_agreement(role: str, inner: list[str]) -> str:
    """`PSS`, [1, PL] -> `PSS1P`; `ERG`, [1, EXCL, PL] -> `ER1PE`."""
    person = next((f for f in inner if f in _PERSONS), "")
    number = "".join(_NUMBERS[f] for f in inner if f in _NUMBERS)
    tail = "".join(_AGREEMENT_TAILS.get(f, f) for f in inner if f not in _PERSONS and f not in _NUMBERS)
    return f"{_ROLES.get(role, role)}{person}{number}{tail}"


def _flatten_layer(role: str, inner: list[str], verbal: bool) -> list[str]:
    has_person = any(f in _PERSONS for f in inner)
    if role == "PSS":
        return [_flatten_agreement(role, inner)]
    if verbal and role == "NOM":
        return inner
    if verbal and role == "ACC" and not has_person:
        return inner
    if has_person:
        return [_flatten_agreement(role, inner)]
    return [role, *inner]


def _flatten(text: str) -> list[str]:
    verbal = re.split(r"[;.(]", text, maxsplit=1)[0] == "V"
    while True:
        layer = _LAYER.search(text)
        if layer is None:
            return [f for f in re.split(r"[;,()]", text) if f]
        inner = [f for f in re.split(r"[;,]", layer[2]) if f]
        flat = ";".join(_flatten_layer(layer[1].strip(), inner, verbal))
        text = f"{text[: layer.start()]}{flat}{text[layer.end() :]}"


@lru_cache(maxsize=100_000)
def parse(bundle: str) -> frozenset[str]:
    """The set of features of a bundle in any order, layered or flat, with aliases replaced.

    Features are upper-cased except inside `non{...}`. `V` beside `V.PTCP`, `V.MSDR` or `V.CVB` is dropped:
    tables write the participle both ways. `_`, which stands for "no features", gives the empty set.
    """
    features = set()
    for raw in _flatten(bundle.strip()):
        feature = raw.strip()
        if not feature.startswith("non{"):
            feature = feature.upper()
        if feature and feature != "_":
            feature = _NOUN_CLASS.sub(lambda match: f"BANT{match[1].zfill(2)}", feature)
            features.add(ALIASES.get(feature, feature))
    if features & _VERBAL_FORMS:
        features.discard("V")
    return frozenset(features)


def format_features(features: frozenset[str]) -> str:
    """Joins a set of features with `;` in the canonical order."""
    return ";".join(sorted(features, key=_sort_key))


@lru_cache(maxsize=100_000)
def canonical(bundle: str) -> str:
    """The one spelling of a bundle: `PL;N;INST` -> `N;INS;PL`."""
    return format_features(parse(bundle))


@lru_cache(maxsize=100_000)
def by_dimension(bundle: str) -> dict[str, frozenset[str]]:
    """The bundle's features grouped by dimension; do not change what it returns."""
    groups: dict[str, set[str]] = {}
    for feature in parse(bundle):
        groups.setdefault(dimension(feature), set()).add(feature)
    return {name: frozenset(groups[name]) for name in (*DIMENSIONS, UNKNOWN_DIMENSION) if name in groups}


def part_of_speech(bundle: str) -> str:
    """The bundle's part-of-speech feature (`N`, `V`, `V.PTCP`, ...), or "" where it has none."""
    return min(by_dimension(bundle).get("part of speech", frozenset({""})))


def back_off(bundle: str) -> Iterator[str]:
    """Yields ever smaller bundles: one dimension dropped at a time, in `BACK_OFF_ORDER`.

    The bundle itself is not among them; the last one holds the part of speech alone (if it has one).
    """
    remaining = dict(by_dimension(bundle))
    for name in BACK_OFF_ORDER:
        if remaining.pop(name, None) is not None and remaining:
            yield format_features(frozenset().union(*remaining.values()))
