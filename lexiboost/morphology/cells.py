"""Which cell of a target's table stands for a feature bundle of another language.

English marks few features and a target's table asks for many: English `N;PL` must become `N;NOM;PL` in
Turkish. A cell is chosen in two steps, both deterministic:

1. Back-off: keep as much of the source bundle as any cell allows; of two losses the lighter is the one
   whose heaviest dimension stands earlier in `BACK_OFF_ORDER`.
2. Completion: among the cells that keep the same, take the one whose additional features are least marked
   (none before a default such as nominative, singular, third person or indicative, a default before others);
   then the one that sorts first.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from lexiboost.morphology.features import (
    BACK_OFF_ORDER,
    by_dimension,
    canonical,
    format_features,
    parse,
    part_of_speech,
)

_LOSS = {name: 1 << i for i, name in enumerate(BACK_OFF_ORDER)}


class _StandIn(NamedTuple):
    """A part of speech (and feature that its cells must have) that may stand in for another."""

    pos: str
    feature: str = ""


_STAND_INS: dict[str, tuple[_StandIn, ...]] = {
    "PROPN": (_StandIn("N"),),
    "N": (_StandIn("PROPN"),),
    "AUX": (_StandIn("V"),),
    "V.MSDR": (_StandIn("V", "NFIN"), _StandIn("V.PTCP", "PRS"), _StandIn("V")),
    "V.CVB": (_StandIn("V.PTCP", "PRS"), _StandIn("V", "NFIN"), _StandIn("V")),
    "V.PTCP": (_StandIn("V"),),
    "DET": (_StandIn("ART"), _StandIn("PRO"), _StandIn("ADJ")),
    "NUM": (_StandIn("ADJ"),),
    "PRO": (_StandIn("DET"),),
}
# Languages without an infinitive name the action by a verbal noun.
_NO_INFINITIVE = (_StandIn("V.MSDR"),)

# A cell that says nothing in a dimension still stands for its unmarked value.
_UNMARKED = frozenset({"FIN", "IND", "POS", "ACT", "NOM", "SG", "INDF"})
_SAME = {"ESS": "LOC", "IN+ESS": "LOC", "NDEF": "INDF"}

# Additions a cell may bring, least marked first; any other value of these dimensions costs more.
_DEFAULTS: dict[str, tuple[str, ...]] = {
    "case": ("NOM", "ABS", "NOMS"),
    "number": ("SG", "PL"),
    "person": ("3", "2", "1"),
    "finiteness": ("FIN",),
    "mood": ("IND", "REAL"),
    "tense": ("PRS", "PST", "FUT"),
    "aspect": ("PFV", "IPFV", "HAB", "PRF"),
    "voice": ("ACT",),
    "polarity": ("POS",),
    "gender": ("MASC", "MASC+FEM", "NEUT", "FEM"),
    "definiteness": ("INDF", "NDEF", "DEF"),
    "animacy": ("INAN", "ANIM"),
    "interrogativity": ("DECL",),
    "evidentiality": ("FH",),
    "politeness": ("INFM",),
    "valency": ("TR", "INTR"),
    "argument marking": ("NO3S", "AB3S"),
}
_IMPERATIVE_PERSONS = ("2", "3", "1")
_PRESENT_ASPECTS = ("IPFV", "HAB", "PROG", "PFV")
# Dimensions without an unmarked value (possession, language-specific) come in only where no other cell is.
_NO_DEFAULT = 40


def _parts(features: frozenset[str]) -> frozenset[str]:
    same = {_SAME.get(feature, feature) for feature in features}
    return frozenset(part for feature in same for part in re.split(r"[+/]", feature))


def _distance(wanted: frozenset[str], offered: frozenset[str]) -> int | None:
    """0: equal; 1: overlap (`PST` in `PST+RCT`, `FUT` in `non{PST}`); None: contradiction."""
    if wanted == offered:
        return 0
    negated = {feature[4:].rstrip("}") for feature in offered if feature.startswith("non{")}
    if negated:
        return None if wanted & negated else 1
    return 1 if _parts(wanted) & _parts(offered) else None


def _defaults(name: str, cell: dict[str, frozenset[str]]) -> tuple[str, ...] | None:
    if name == "person" and "IMP" in cell.get("mood", ()):
        return _IMPERATIVE_PERSONS
    if name == "aspect" and "PRS" in cell.get("tense", ()):
        return _PRESENT_ASPECTS
    return _DEFAULTS.get(name)


def _addition(name: str, cell: dict[str, frozenset[str]]) -> int:
    defaults, values = _defaults(name, cell), cell[name]
    if defaults is None:
        return _NO_DEFAULT * len(values)
    value = min(values)
    position = defaults.index(value) if value in defaults else len(defaults) + 4
    return 1 + 3 * position + _NO_DEFAULT * (len(values) - 1)


@lru_cache(maxsize=200_000)
def _cost(source: str, cell: str) -> tuple[int, int, tuple[str, ...]]:
    """`(loss, additions, source features lost)` of letting a cell stand for a source bundle."""
    wanted, offered = by_dimension(source), by_dimension(cell)
    loss, additions = 0, 0
    dropped: list[str] = []
    for name, values in wanted.items():
        if name == "part of speech":
            continue
        distance = _distance(values, offered[name]) if name in offered else None
        if distance is not None:
            additions += 2 * distance
            continue
        if name in offered:
            additions += _addition(name, offered)
        elif values <= _UNMARKED:
            continue
        loss += _LOSS[name]
        dropped.extend(sorted(values))
    for name in offered:
        if name not in wanted and name != "part of speech":
            additions += _addition(name, offered)
    return loss, additions, tuple(dropped)


def _best(source: str, cells: Collection[str]) -> tuple[str, tuple[str, ...]]:
    _, _, cell, dropped = min(
        (loss, additions, cell, dropped)
        for cell in cells
        for loss, additions, dropped in [_cost(source, cell)]
    )
    return cell, dropped


@lru_cache(maxsize=20_000)
def _choose(source: str, available: frozenset[str]) -> tuple[str, tuple[str, ...]] | None:
    pos = part_of_speech(source)
    features = parse(source)
    own = [cell for cell in available if part_of_speech(cell) == pos]
    stand_ins = _STAND_INS.get(pos, ())
    if pos == "V" and "NFIN" in features and not any("NFIN" in parse(cell) for cell in own):
        stand_ins, own = (*_NO_INFINITIVE, _StandIn("V")), []
    if own:
        return _best(source, own)
    for other, feature in stand_ins:
        cells = [
            cell
            for cell in available
            if part_of_speech(cell) == other and (not feature or feature in parse(cell))
        ]
        if cells:
            replaced = format_features((features - {pos}) | {other} | ({feature} if feature else set()))
            cell, dropped = _best(replaced, cells)
            lost = {pos, *dropped} & features if other != pos else set(dropped)
            return cell, tuple(sorted(lost))
    return None


def transfer_cell(source_bundle: str, available: Collection[str]) -> tuple[str, tuple[str, ...]] | None:
    """The available cell that best stands for a source bundle, and the source features it gives up.

    Args:
        source_bundle: a bundle in any spelling; from `ud_to_unimorph` or the source language's table.
        available: canonical bundles to choose from: all of a table, or the cells of one lemma. Pass the same
            `frozenset` again for the answer to be cached.

    Returns:
        `(cell, source features given up)`, or None where no cell has the part of speech or one that may stand
        in for it (a finite verb for a participle, a verbal noun for an infinitive, ...).
    """
    cells = available if isinstance(available, frozenset) else frozenset(available)
    return _choose(canonical(source_bundle), cells)
