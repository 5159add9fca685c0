"""Which WALS rows describe a language, and its family and genus.

The genus comes from the first of these that applies, and `genus_source` says which:

    wals           WALS lists the language (by ISO code or Glottocode).
    relative:ISO   WALS lists that one: named in curated.tsv, or the language of a dialect in Glottolog, or
                   the macrolanguage whose WALS-listed members are all of one genus.
    family         all WALS-listed members of its Glottolog family are of one genus.
    neighbours     the five nearest WALS-listed members of its Glottolog family (in km) are of one genus. An
                   estimate: leaving each WALS language out in turn, it decides 43 % of them, 96 % rightly.
    glottolog      none of these: the genus and family columns hold the name of the Glottolog family, or
                   "unclassified" where Glottolog gives none.
"""

from __future__ import annotations

import math
from collections import defaultdict

from sources import BOOKKEEPING, Curated, Sources

NEIGHBOURS = 5
NO_RELATIVE = "-"
UNCLASSIFIED = "unclassified"


def wals_rank(row: dict[str, str]) -> tuple[object, ...]:
    """Order of one language's WALS rows: WALS's samples, then no dialect's name, then most sources."""
    samples = (row["Samples_100"] != "true", row["Samples_200"] != "true")
    return (*samples, "(" in row["Name"], -len(row["Source"].split()), row["ID"])


def main_languoid(sources: Sources, code: str) -> dict[str, str] | None:
    """The Glottolog entry that describes a language."""
    facts = sources.curated.get(code, Curated()).facts_from
    return sources.by_iso.get(facts) or sources.by_iso.get(code)


def own_glottocode(sources: Sources, code: str) -> str:
    """The Glottocode that stands for this language and no other of the catalog."""
    facts = sources.curated.get(code, Curated()).facts_from
    merged = not facts or sources.alias_of.get(facts) == code
    languoid = main_languoid(sources, code) if merged else sources.by_iso.get(code)
    return languoid["ID"] if languoid else ""


def match_wals(sources: Sources, codes: list[str]) -> dict[str, list[dict[str, str]]]:
    """The WALS rows of each language, best first."""
    owner = {glottocode: code for code in codes if (glottocode := own_glottocode(sources, code))}
    known = set(codes)
    matched: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in sources.wals:
        isos = [sources.primary(iso) for iso in row["ISO_codes"].split()]
        languoid = sources.glottolog.get(row["Glottocode"], {})
        isos += [owner[row["Glottocode"]]] if row["Glottocode"] in owner else []
        if not known.intersection(isos):
            isos = [sources.primary(languoid.get("Closest_ISO369P3code", ""))]
        for code in dict.fromkeys(iso for iso in isos if iso in known):
            matched[code].append(row)
    for code, entry in sources.curated.items():
        if code not in matched and entry.facts_from in matched:
            matched[code] = matched[entry.facts_from]
    return {code: sorted(rows, key=wals_rank) for code, rows in matched.items()}


def assign_wals_codes(sources: Sources, matched: dict[str, list[dict[str, str]]]) -> dict[str, list[str]]:
    """Gives each WALS code to the one language it stands for best."""
    candidates: dict[str, list[str]] = defaultdict(list)
    for code, rows in matched.items():
        for row in rows:
            candidates[row["ID"]].append(code)
    glottocodes = {row["ID"]: row["Glottocode"] for row in sources.wals}

    def rank(wals_code: str, code: str) -> tuple[bool, bool, bool, str]:
        same = own_glottocode(sources, code) == glottocodes[wals_code]
        borrowed = sources.curated.get(code, Curated()).facts_from in matched
        return (not same, borrowed, code not in sources.curated, code)

    owner = {}
    for wals_code, codes in candidates.items():
        owner[wals_code] = min(rank(wals_code, code) for code in codes)[-1]
    return {code: [row["ID"] for row in rows if owner[row["ID"]] == code] for code, rows in matched.items()}


def family_of(languoid: dict[str, str]) -> str:
    """Glottocode of the top-level family; an isolate is its own."""
    return languoid["Family_ID"] or languoid["ID"]


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance between two (latitude, longitude) points in degrees."""
    (lat_a, lon_a), (lat_b, lon_b) = ([math.radians(x) for x in point] for point in (a, b))
    cosine = math.sin(lat_a) * math.sin(lat_b) + math.cos(lat_a) * math.cos(lat_b) * math.cos(lon_a - lon_b)
    return 6371 * math.acos(max(-1.0, min(1.0, cosine)))


def place(row: dict[str, str] | None) -> tuple[float, float] | None:
    """Latitude and longitude of a WALS or Glottolog row in degrees."""
    if not row or not row["Latitude"]:
        return None
    return float(row["Latitude"]), float(row["Longitude"])


class Genealogy:
    """Family and genus of any language, from WALS where possible (see the module's docstring)."""

    def __init__(self, sources: Sources, matched: dict[str, list[dict[str, str]]]) -> None:
        self.sources = sources
        self.matched = matched
        self.members: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in sources.wals:
            if row["Glottocode"] in sources.glottolog:
                self.members[family_of(sources.glottolog[row["Glottocode"]])].append(row)
        self.siblings: dict[str, list[str]] = defaultdict(list)
        for iso, row in sources.linguameta.items():
            if row["macrolanguage_bcp_47_code"]:
                self.siblings[sources.primary(row["macrolanguage_bcp_47_code"])].append(sources.primary(iso))

    def _relative(self, code: str, languoid: dict[str, str] | None) -> tuple[str, dict[str, str]] | None:
        relative = self.sources.primary(self.sources.curated.get(code, Curated()).relative)
        if relative == NO_RELATIVE:
            return None
        if relative:
            if relative not in self.matched:
                raise SystemExit(f"curated.tsv: {code}: WALS lacks its relative {relative}")
            return relative, self.matched[relative][0]
        parent = self.sources.glottolog.get((languoid or {}).get("Language_ID", ""))
        for row in sorted(self.sources.wals, key=wals_rank) if parent else ():
            if parent and row["Glottocode"] == parent["ID"]:
                return self.sources.primary(parent["ISO639P3code"]) or parent["ID"], row
        macro = self.sources.linguameta.get(code, {}).get("macrolanguage_bcp_47_code", "")
        macro = self.sources.primary(macro) or code
        rows = [self.matched[sibling][0] for sibling in self.siblings[macro] if sibling in self.matched]
        if len({row["Genus"] for row in rows}) == 1:
            return macro, rows[0]
        return None

    def of(self, code: str) -> tuple[str, str, str]:
        """(family, genus, genus_source) of a language."""
        if code in self.matched:
            row = self.matched[code][0]
            return row["Family"], row["Genus"], "wals"
        languoid = main_languoid(self.sources, code)
        relative = self._relative(code, languoid)
        if relative:
            return relative[1]["Family"], relative[1]["Genus"], f"relative:{relative[0]}"
        if languoid is None or family_of(languoid) == BOOKKEEPING:
            return UNCLASSIFIED, UNCLASSIFIED, "glottolog"
        members = self.members[family_of(languoid)]
        if members and len({row["Genus"] for row in members}) == 1:
            return members[0]["Family"], members[0]["Genus"], "family"
        here = place(languoid)
        alone = self.sources.curated.get(code, Curated()).relative == NO_RELATIVE
        if here and len(members) >= NEIGHBOURS and not alone:
            near = sorted(members, key=lambda row: (kilometres(here, place(row) or here), row["ID"]))[
                :NEIGHBOURS
            ]
            if len({row["Genus"] for row in near}) == 1:
                return near[0]["Family"], near[0]["Genus"], "neighbours"
        name = self.sources.glottolog[family_of(languoid)]["Name"]
        return name, name, "glottolog"
