"""UD to UniMorph for a known language, and in the notation of a known table, with counts of what is lost.

`ud_to_unimorph` is one mapping for all languages. This converter adds what depends on the language (Turkish
`Mood=Des` is the conditional; a Greek `AUX` without features is a particle), reads values it lacks
(`Mood=CndPot`, `Reflex=Yes`, `Voice=CauPass`), and writes a feature the way a given table does (`ESS` or
`LOC`). Sources are named in `ud_values`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from lexiboost.languages import load_catalog
from lexiboost.morphology.features import back_off, canonical, format_features, parse
from lexiboost.morphology.ud import parse_feats
from lexiboost.morphology.ud_profiles import PROFILES, SPELLINGS, Profile
from lexiboost.morphology.ud_values import (
    LAYER_VALUES,
    LAYERS,
    TO_UD,
    TO_UNIMORPH,
    UNIMORPH_TO_UPOS,
    UPOS_TO_UNIMORPH,
    VERB_FORMS,
    read_back,
)

_COMPOSITE = re.compile(r"[A-Z][a-z]+")
_LAYERED = re.compile(r"(\w+)\[(\w+)\]")


class Change(NamedTuple):
    """A piece of annotation that would come back from the other side as another one."""

    written: str
    read_back: str


class Conversion(NamedTuple):
    """A UniMorph bundle made of a UD word.

    Attributes:
        bundle: canonical; "" where the UPOS has no part of speech in the schema.
        dropped: `Name=Value` without a feature.
        changed: `Name=Value` that shares its feature with another value.
    """

    bundle: str
    dropped: tuple[str, ...]
    changed: tuple[Change, ...]


@dataclass
class _Draft:
    features: set[str] = field(default_factory=set)
    dropped: list[str] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)

    def change(self, written: str, back: str) -> None:
        if written != back:
            self.changed.append(Change(written, back))


def _composite(name: str, value: str) -> tuple[str, ...]:
    """`Mood`, `CndPot` -> (`COND`, `POT`); () unless every part is known."""
    parts = _COMPOSITE.findall(value)
    known = TO_UNIMORPH[name]
    if len(parts) < 2 or "".join(parts) != value or any(part not in known for part in parts):
        return ()
    return tuple(dict.fromkeys(known[part] for part in parts))


def _plain(name: str, values: tuple[str, ...], draft: _Draft) -> None:
    known = TO_UNIMORPH.get(name, {})
    features: list[str] = []
    for value in values:
        written = f"{name}={value}"
        back = read_back(name, value)
        composite = _composite(name, value) if known and len(values) == 1 and back is None else ()
        if composite:
            draft.features.update(composite)
            first = format_features(frozenset(composite)).split(";")[0]
            draft.change(written, "=".join(TO_UD[first]))
        elif back is None or (len(values) > 1 and back[0] != name):
            draft.dropped.append(written)
        else:
            features.append(known[value])
            draft.change(written, "=".join(back))
    if features:
        draft.features.add("/".join(sorted(set(features))))


def _verb_form(values: tuple[str, ...], upos: str, draft: _Draft) -> None:
    """Sets the part of speech too: a participle is `V.PTCP` whatever its UPOS."""
    forms = {TO_UNIMORPH["VerbForm"].get(value, "") for value in values} - {""}
    if len(forms) > 1 and not forms <= VERB_FORMS:
        draft.dropped.extend(f"VerbForm={value}" for value in values)
        return
    _plain("VerbForm", values, draft)
    if forms & VERB_FORMS:
        draft.features.discard(UPOS_TO_UNIMORPH.get(upos, ""))
        draft.changed[:] = [change for change in draft.changed if not change.written.startswith("UPOS=")]
        if upos != "_":
            draft.change(f"UPOS={upos}", "UPOS=VERB")


def _layer(layer: str, values: dict[str, tuple[str, ...]], draft: _Draft) -> None:
    """`Person[psor]=1|Number[psor]=Sing` -> `PSS1S`."""
    said = {name: values.get(f"{name}[{layer}]", ()) for name in LAYER_VALUES}
    single = {
        name: LAYER_VALUES[name].get(found[0], "") if len(found) == 1 else "" for name, found in said.items()
    }
    anonymous = layer == "psor" and single["Number"] in ("S", "P")
    if not single["Person"] and not anonymous:
        single = dict.fromkeys(single, "")
    elif not single["Person"]:
        single = {name: letter if name == "Number" else "" for name, letter in single.items()}
    for name, found in said.items():
        if found and not single[name]:
            draft.dropped.extend(f"{name}[{layer}]={value}" for value in found)
    template = "".join(single.values())
    if template:
        draft.features.add(LAYERS[layer] + template)


def convert(upos: str, values: dict[str, tuple[str, ...]]) -> Conversion:
    """The bundle of a UD word by the mapping all languages share; `upos` may be `_` (unspecified)."""
    draft = _Draft()
    pos = UPOS_TO_UNIMORPH.get(upos, "")
    if not pos and upos != "_":
        return Conversion(
            "", (f"UPOS={upos}", *(f"{name}={v}" for name, vs in values.items() for v in vs)), ()
        )
    if pos:
        draft.features.add(pos)
        draft.change(f"UPOS={upos}", f"UPOS={UNIMORPH_TO_UPOS[pos]}")
    for name, found in values.items():
        layered = _LAYERED.fullmatch(name)
        if layered is not None:
            if layered[1] not in LAYER_VALUES or layered[2] not in LAYERS:
                draft.dropped.extend(f"{name}={value}" for value in found)
        elif name == "VerbForm":
            _verb_form(found, upos, draft)
        else:
            _plain(name, found, draft)
    for layer in LAYERS:
        _layer(layer, values, draft)
    bundle = format_features(frozenset(draft.features))
    return Conversion(bundle, tuple(sorted(draft.dropped)), tuple(sorted(draft.changed)))


class UdConverter:
    """UD words to UniMorph bundles, for one language.

    Args:
        language: any code of the catalog, for what its treebanks and table write in their own way; None for
            the mapping that all languages share.
        features: the features that the target table uses. A feature it lacks is written as the synonym it
            has (`ESS` for `LOC`, `N` for `PROPN`), and the language's rules for its table apply. None writes
            the schema's.

    Attributes:
        counts: what was lost so far: `dropped Name=Value` and `changed Name=Value` -> words; `words` in all.
    """

    def __init__(self, language: str | None = None, *, features: Collection[str] | None = None) -> None:
        code = load_catalog().resolve(language).iso639_3 if language else ""
        self._profile = PROFILES.get(code, Profile())
        self._inventory = None if features is None else frozenset(features)
        self._cache: dict[tuple[str, str], Conversion] = {}
        self.counts: Counter[str] = Counter()

    @classmethod
    def for_table(cls, language: str, bundles: Collection[str]) -> UdConverter:
        """A converter into the notation of a table, given its distinct bundles."""
        return cls(language, features={feature for bundle in bundles for feature in parse(bundle)})

    def convert(self, upos: str, feats: str) -> Conversion:
        """The bundle of a word and what was lost; counts it.

        Args:
            upos: a Universal POS tag, or `_` where unspecified.
            feats: the FEATS column, `Name=Value|...`, `_` or "".
        """
        found = self._cache.get((upos, feats))
        if found is None:
            found = self._cache[upos, feats] = self._convert(upos, feats)
        self.counts["words"] += 1
        self.counts.update(f"dropped {piece}" for piece in found.dropped)
        self.counts.update(f"changed {change.written}" for change in found.changed)
        return found

    def __call__(self, upos: str, feats: str) -> str:
        """The bundle alone."""
        return self.convert(upos, feats).bundle

    def _convert(self, upos: str, feats: str) -> Conversion:
        upos, values = self._profile.rewrite(upos, parse_feats(feats))
        conversion = convert(upos, values)
        features = parse(conversion.bundle)
        for rule in self._profile.rules:
            features = rule.apply(features)
        if self._inventory is not None:
            for rule in self._profile.table_rules:
                features = rule.apply(features)
            features = frozenset().union(*(self._respell(feature) for feature in features))
        return conversion._replace(bundle=format_features(features))

    def _respell(self, feature: str) -> frozenset[str]:
        inventory = self._inventory or frozenset()
        if feature in inventory:
            return frozenset({feature})
        for spelling in SPELLINGS.get(feature, ()):
            parts = frozenset(spelling.split(";"))
            if parts <= inventory:
                return parts
        return frozenset({feature})


class BackedOff(NamedTuple):
    """The cell found for a bundle, after how many steps of `back_off`, and the features given up."""

    cell: str
    steps: int
    dropped: tuple[str, ...]


def _backed_off(bundle: str) -> Iterator[str]:
    yield canonical(bundle)
    yield from back_off(bundle)


def back_off_to(bundle: str, cells: Collection[str]) -> BackedOff | None:
    """The first of the bundle, and the ever smaller ones `back_off` gives, that is one of the cells.

    Args:
        bundle: in any spelling.
        cells: canonical bundles: of a table, or of one lemma.

    Returns:
        None where not even the part of speech alone is a cell. `transfer_cell` is the one to ask where some
        cell must be chosen: it also adds what a table asks for and lets one part of speech stand for another.
    """
    known = cells if isinstance(cells, frozenset | set | dict) else frozenset(cells)
    for steps, smaller in enumerate(_backed_off(bundle)):
        if smaller in known:
            return BackedOff(smaller, steps, tuple(sorted(parse(bundle) - parse(smaller))))
    return None
