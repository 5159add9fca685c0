"""Licences as resources state them, brought to one way of writing, and choosing rows by them.

A filter is a list of terms; a row stays where a term means one of its licences and no term with a leading `-`
means the same. A term is

    a licence   `CC BY-SA 4.0`, `GPL-3.0`, in any spelling (`cc-by-sa-4.0`, an address at creativecommons.org)
    a family    `CC BY-SA`, `GPL`: every version of it
    a class     `public-domain`, `attribution`, `share-alike`, `non-commercial`, `no-derivatives`

With excluding terms alone, every licence known here is allowed but those. A row whose licence is unknown, or
is none of those known here, never passes. `A; B` and `A / B` are two licences of which a user may choose.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from lexiboost.artifacts.errors import ConfigError
from lexiboost.lexicons.lexicon import Lexicon

CLASSES = {
    "public-domain": ("CC0", "public domain", "Unlicense"),
    "attribution": ("CC BY", "MIT", "Apache", "BSD", "ISC", "WordNet", "ODC-BY"),
    "share-alike": ("CC BY-SA", "GFDL", "GPL", "LGPL", "AGPL", "LGPL-LR", "ODbL", "MPL"),
    "non-commercial": ("CC BY-NC", "CC BY-NC-SA", "CC BY-NC-ND"),
    "no-derivatives": ("CC BY-ND", "CC BY-NC-ND"),
}
"""Families of licences by what they ask of a user, the most they ask."""

_FAMILIES = tuple(dict.fromkeys(family for families in CLASSES.values() for family in families))
_CHOICE = re.compile(r"\s*;\s*|\s+/\s+|\s+or\s+(?!later|any|newer)")
_VERSION = re.compile(r"(?<!\d)(\d(?:\.\d)?)(?!\d)")
_LATER = re.compile(r"later|\d\s*\+|newer")
_CREATIVE = re.compile(
    r"creative\s?commons|(?<![a-z])cc(?:0|(?![a-z]))|licenses/by|publicdomain/zero|by(?:-(?:sa|nc|nd))+(?![a-z])"
)
_NO_COMMERCE = re.compile(r"non-?\s?commercial")
_UNVERSIONED = frozenset({"public domain", "MIT", "BSD", "ISC", "Unlicense", "WordNet", "LGPL-LR"})


class Licence(NamedTuple):
    """A licence: its family, its version ("" where none is said), whether later versions are meant too."""

    family: str
    version: str = ""
    later: bool = False

    def __str__(self) -> str:
        joint = " " if self.family.startswith("CC") or " " in self.family else "-"
        name = f"{self.family}{joint}{self.version}" if self.version else self.family
        return f"{name}-or-later" if self.later else name


def parse_licence(text: str) -> Licence | None:
    """One licence by its name, SPDX identifier or address; None where it is not known here."""
    said = " ".join(text.casefold().replace("_", "-").split())
    family = _creative(said) if _CREATIVE.search(said) else _other(said)
    if not family:
        return None
    if family == "CC0":
        return Licence(family, "1.0")
    version = None if family in _UNVERSIONED else _VERSION.search(said)
    number = f"{float(version[1]):.1f}" if version else ""
    return Licence(family, number, bool(_LATER.search(said)) and "GPL" in family)


def _creative(said: str) -> str:
    if "cc0" in said or "zero" in said:
        return "CC0"
    parts = {
        "NC": re.search(r"(?<![a-z])nc(?![a-z])", said) or _NO_COMMERCE.search(said),
        "SA": re.search(r"(?<![a-z])sa(?![a-z])|share-?\s?alike", said),
        "ND": re.search(r"(?<![a-z])nd(?![a-z])|no-?\s?deriv", said),
    }
    if not re.search(r"(?<![a-z])by(?![a-z])|attribution", said):
        return ""
    family = "-".join(["CC BY", *(part for part, found in parts.items() if found)])
    return family.replace("NC-SA-ND", "NC-ND")


_OTHERS = (
    (r"public[ -]?domain|(?<![a-z])pd(?![a-z])", "public domain"),
    (r"lgpl-?lr", "LGPL-LR"),
    (r"(?<![a-z])gfdl|free documentation", "GFDL"),
    (r"agpl|affero", "AGPL"),
    (r"lgpl|(?:lesser|library) general public", "LGPL"),
    (r"(?<![a-z])gpl|general public licen[sc]e", "GPL"),
    (r"odbl|open database licen[sc]e", "ODbL"),
    (r"odc-by|open data commons attribution", "ODC-BY"),
    (r"apache", "Apache"),
    (r"(?<![a-z])mpl|mozilla public", "MPL"),
    (r"(?<![a-z])mit(?![a-z])", "MIT"),
    (r"(?<![a-z])bsd(?![a-z])", "BSD"),
    (r"(?<![a-z])isc(?![a-z])", "ISC"),
    (r"unlicense(?!d)", "Unlicense"),
    (r"wordnet", "WordNet"),
)


def _other(said: str) -> str:
    if _NO_COMMERCE.search(said):  # another's licence with a condition of one's own
        return ""
    return next((family for pattern, family in _OTHERS if re.search(pattern, said)), "")


def licences_of(cell: str) -> tuple[str, ...]:
    """The licences of a cell of a lexicon's `licence` column, of which a user may choose, as written."""
    return tuple(part for part in _CHOICE.split(cell.strip()) if part)


def _class_name(term: str) -> str:
    squeezed = re.sub(r"[\s_-]", "", term.casefold())
    return next((name for name in CLASSES if name.replace("-", "") == squeezed), "")


class _Filter:
    def __init__(self, terms: Sequence[str]) -> None:
        self.allowed = [self._read(term) for term in terms if not term.startswith("-")]
        self.refused = [self._read(term[1:].strip()) for term in terms if term.startswith("-")]

    @staticmethod
    def _read(term: str) -> tuple[Licence, ...]:
        if name := _class_name(term):
            return tuple(Licence(family) for family in CLASSES[name])
        licence = parse_licence(term)
        if licence is None:
            raise ConfigError(
                f"config.licences: {term!r} is no licence known here; name a class ({', '.join(CLASSES)}) or "
                f"a licence, with or without its version: {', '.join(_FAMILIES)}"
            )
        return (licence,)

    def passes(self, cell: str) -> bool:
        return any(self._passes(parse_licence(part)) for part in licences_of(cell))

    def _passes(self, licence: Licence | None) -> bool:
        if licence is None or _meant(licence, self.refused):
            return False
        return not self.allowed or _meant(licence, self.allowed)


def _meant(licence: Licence, terms: Sequence[tuple[Licence, ...]]) -> bool:
    return any(
        licence.family == term.family
        and (term.version in ("", licence.version) or (licence.later and licence.version < term.version))
        for licences in terms
        for term in licences
    )


def check_filter(terms: Sequence[str]) -> None:
    """Raises `ConfigError` naming the first term that means no licence."""
    _Filter(terms)


def under_licences(lexicon: Lexicon, terms: Sequence[str]) -> Lexicon:
    """The lexicon less the rows that a filter does not let pass, counted as `licence`.

    Args:
        lexicon: any lexicon.
        terms: the filter; without any, all rows pass.

    Raises:
        ConfigError: a term means no licence.
    """
    if not terms:
        return lexicon
    chosen = _Filter(terms)
    cells = lexicon.table["licence"].tolist()
    passing = {cell: chosen.passes(cell) for cell in dict.fromkeys(cells)}
    table = lexicon.table[[passing[cell] for cell in cells]].reset_index(drop=True)
    rejected = Counter(lexicon.rejected)
    rejected["licence"] += len(lexicon) - len(table)
    return replace(lexicon, table=table, rejected={k: n for k, n in sorted(rejected.items()) if n})
