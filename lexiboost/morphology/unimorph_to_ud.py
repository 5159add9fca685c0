"""UniMorph bundles to UD UPOS and FEATS, with counts of what UD has no value for.

The inverse of `ud_language.convert` by the same tables (`ud_values`). UD has one value where the schema has
several features (perfect and perfective), no conjunction of values within a name, and no place for
language-specific features; what is lost is named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from lexiboost.morphology.features import by_dimension, canonical
from lexiboost.morphology.ud_language import Change
from lexiboost.morphology.ud_values import (
    LAYER_VALUES,
    LAYERS,
    TO_UD,
    TO_UNIMORPH,
    UNIMORPH_TO_UPOS,
    UPOS_TO_UNIMORPH,
    VERB_FORMS,
    feature_read_back,
)

_LAYER_OF = {prefix: layer for layer, prefix in LAYERS.items()}
_TEMPLATE = re.compile(r"(?:ARG)?(PSS|AB|ER|DA|NO|AC)(?:([0-4])([SPD]?)([IE]?)([MFN]?)|([SP]))")


class UdWord(NamedTuple):
    """UPOS and FEATS made of a bundle.

    Attributes:
        upos: a Universal POS tag; `_` where the bundle has no part of speech UD knows.
        feats: names in alphabetical order, as CoNLL-U asks; `_` where none.
        dropped: features UD has no value for.
        changed: features that share their value with another feature.
    """

    upos: str
    feats: str
    dropped: tuple[str, ...]
    changed: tuple[Change, ...]


def _layered(feature: str) -> dict[str, str]:
    """`PSS1S` -> `Number[psor]=Sing`, `Person[psor]=1`."""
    match = _TEMPLATE.fullmatch(feature)
    if match is None or (match[6] and match[1] != "PSS"):
        return {}
    letters = (match[2], match[3] or match[6], match[5], match[4])
    named = zip(("Person", "Number", "Gender", "Clusivity"), letters, strict=True)
    return {
        f"{name}[{_LAYER_OF[match[1]]}]": next(v for v, code in LAYER_VALUES[name].items() if code == letter)
        for name, letter in named
        if letter
    }


def _simple(feature: str) -> tuple[str, tuple[str, ...], str] | None:
    """UD name, values, and the feature that reading them back gives; None where UD has none."""
    found = TO_UD.get(feature)
    if found is not None:
        back = feature_read_back(feature)
        return found[0], (found[1],), back or feature
    choices = feature.strip("{}").split("/")
    if len(choices) > 1:
        pairs = [TO_UD.get(choice) for choice in choices]
        names = {pair[0] for pair in pairs if pair is not None}
        if None in pairs or len(names) != 1:
            return None
        name = names.pop()
        values = tuple(sorted({pair[1] for pair in pairs if pair is not None}))
        return name, values, "/".join(sorted({TO_UNIMORPH[name][value] for value in values}))
    parts = feature.split("+")
    return next((_simple(part) for part in parts if part in TO_UD), None) if len(parts) > 1 else None


class _Draft:
    def __init__(self) -> None:
        self.values: dict[str, tuple[str, ...]] = {}
        self.dropped: list[str] = []
        self.changed: list[Change] = []

    def layered(self, feature: str) -> None:
        values = _layered(feature)
        if not values or values.keys() & self.values.keys():
            self.dropped.append(feature)
            return
        self.values.update((name, (value,)) for name, value in values.items())
        if feature.startswith("ARG"):
            self.changed.append(Change(feature, feature[3:]))

    def simple(self, feature: str) -> None:
        found = _simple(feature)
        if found is None or found[0] in self.values:
            self.dropped.append(feature)
            return
        name, values, back = found
        self.values[name] = values
        if back != feature:
            self.changed.append(Change(feature, back))


def _part_of_speech(features: Iterable[str], draft: _Draft) -> str:
    ordered = sorted(features)
    forms = [feature for feature in ordered if set(feature.split("/")) <= VERB_FORMS]
    if forms:
        draft.simple(forms[0])
        draft.dropped.extend(feature for feature in ordered if feature != forms[0])
        return "VERB"
    known = [feature for feature in ordered if feature in UNIMORPH_TO_UPOS]
    draft.dropped.extend(feature for feature in ordered if feature not in known[:1])
    if not known:
        return "_"
    upos = UNIMORPH_TO_UPOS[known[0]]
    back = UPOS_TO_UNIMORPH[upos]
    if back != known[0]:
        draft.changed.append(Change(known[0], back))
    return upos


def unimorph_to_ud(bundle: str) -> UdWord:
    """UPOS and FEATS of a bundle in any spelling, and what was lost.

    Of two features of one dimension that UD would have to write under one name (`REAL;OBLIG`), the first in
    canonical order stays. `A/B` becomes `Name=A,B`. Participles, converbs and verbal nouns are `VERB` with
    `VerbForm`. `non{X}` and language-specific features are dropped.
    """
    groups = dict(by_dimension(canonical(bundle)))
    draft = _Draft()
    upos = _part_of_speech(groups.pop("part of speech", frozenset()), draft)
    for features in groups.values():
        for feature in canonical(";".join(features)).split(";"):
            if _TEMPLATE.fullmatch(feature) and feature not in TO_UD:
                draft.layered(feature)
            else:
                draft.simple(feature)
    pairs = sorted(draft.values.items(), key=lambda pair: (pair[0].lower(), pair[0]))
    feats = "|".join(f"{name}={','.join(values)}" for name, values in pairs)
    return UdWord(upos, feats or "_", tuple(sorted(draft.dropped)), tuple(sorted(draft.changed)))


def count_losses(words: Iterable[UdWord]) -> Counter[str]:
    """`dropped F` and `changed F` -> words, and `words` in all."""
    counts: Counter[str] = Counter()
    for word in words:
        counts["words"] += 1
        counts.update(f"dropped {feature}" for feature in word.dropped)
        counts.update(f"changed {change.written}" for change in word.changed)
    return counts
