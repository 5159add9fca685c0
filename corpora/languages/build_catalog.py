"""Builds lexiboost/languages/catalog.tsv from the tables of WALS, Glottolog, LinguaMeta and GATITOS.

    python corpora/languages/build_catalog.py --meta=DATA_DIR/meta [--output=FILE]

What no table states (usual members of macrolanguages, usual scripts, treebank names, relatives of languages
that WALS lacks, retired codes) stands by hand in curated.tsv, names.tsv and retired.tsv beside it. The
same tables give the same bytes. genealogy.py says how the genus of a language that WALS lacks is found.
"""

from __future__ import annotations

import argparse
import hashlib
import re
from pathlib import Path

from genealogy import Genealogy, assign_wals_codes, main_languoid, match_wals, own_glottocode, place
from sources import HERE, Curated, Sources, read_sources

from lexiboost.artifacts.files import atomic_writer, read_lines

TABLES = ("wals_languages.csv", "glottolog_languages.csv", "linguameta.tsv", "gatitos_languages.tsv")
DEFAULT_OUTPUT = HERE.parents[1] / "lexiboost" / "languages" / "catalog.tsv"

HEADER = """\
# Languages by ISO 639-3 code. Built by corpora/languages/build_catalog.py; do not edit.
# Sources, all CC BY 4.0:
# WALS Online 2020 (Dryer & Haspelmath; CLDF): family, genus, place. Turkic is under Altaic, as there.
# Glottolog 5 (Hammarström et al.; CLDF, {languoids:,} languoids): Glottocodes; family and place where WALS
# has none.
# LinguaMeta (Ritchie et al.; google-research/url-nlp): names, BCP 47 codes, scripts.
# GATITOS (Jones et al. 2023; google-research/url-nlp): usual scripts of its varieties.
# The tables do not state their release; SHA-256 of what was read:
{digests}# genus_source: wals, relative:<ISO code>, family, neighbours or glottolog, defined in
# corpora/languages/genealogy.py. scripts: ISO 15924, the usual one first; Zzzz unknown, Zxxx unwritten.
# codes, names: what else resolves to the language, with @Script where it implies another than the usual one.
"""
COLUMNS = [
    "iso639_3",
    "name",
    "glottocode",
    "wals_codes",
    "family",
    "genus",
    "genus_source",
    "scripts",
    "macroarea",
    "latitude",
    "longitude",
    "codes",
    "names",
]

# Beside another script these are historical, ceremonial or transliterations: never the usual one.
SECONDARY = frozenset(
    re.findall(
        r"\w+",
        "Adlm Armi Bali Bamu Bass Batk Bugi Buhd Copt Dsrt Dupl Geok Glag Gong Gonm Gran Hani "
        "Hano Hmng Hung Java Khoj Kpel Kthi Lana Latg Mend Modi Mroo Newa Nkoo Osge Osma Pauc "
        "Plrd Rjng Rohg Samr Saur Shaw Shrd Sind Sora Soyo Sund Tagb Takr Tale Talu Tavt Tfng "
        "Tglg Tirh Tulu Vaii Wara Yiii",
    )
)
SCRIPT_VARIANTS = {"Syrn": "Syrc", "Syre": "Syrc", "Syrj": "Syrc"}


def usual_scripts(sources: Sources, code: str, genus: str, macroarea: str) -> list[str]:
    """Scripts of a language, the usual one first."""
    scripts = list(sources.curated.get(code, Curated()).scripts)
    if not scripts:
        listed = sources.linguameta.get(code, {}).get("writing_systems", "")
        scripts = [SCRIPT_VARIANTS.get(script, script) for script in listed.replace(",", " ").split()]
        arabic_is_minor = macroarea in ("Africa", "Papunesia") and genus != "Semitic"
        minor = SECONDARY | ({"Arab"} if arabic_is_minor else set())
        scripts.sort(key=lambda script: (script in minor, script == "Latn"))
        if scripts and all(script in minor or script == "Latn" for script in scripts):
            scripts.sort(key=lambda script: script != "Latn")
    for row in sources.gatitos:
        subtags = row["bcp47"].split("-")
        if sources.primary(row["bcp47"]) == code or sources.primary(subtags[0]) == code:
            if len(subtags) == 1 and not sources.curated.get(code, Curated()).scripts:
                scripts.insert(0, row["script"])
            scripts.append(row["script"])
    if genus == "Sign Languages":
        return ["Zxxx"]
    return list(dict.fromkeys(scripts)) or ["Zzzz"]


def other_codes(sources: Sources, code: str) -> list[str]:
    """ISO 639-1, 639-2/B, BCP 47, retired and members' codes of a language, and its other Glottocodes."""
    curated = sources.curated.get(code, Curated())
    found = list(curated.codes)
    for iso in (code, *(alias for alias in curated.codes if alias.isalpha())):
        row = sources.linguameta.get(iso, {})
        for column in ("bcp_47_code", "iso_639_2b_code", "deprecated_bcp_47_code"):
            found += row.get(column, "").replace(",", " ").split()
        languoid = sources.by_iso.get(iso)
        found += [languoid["ID"]] if languoid else []
    found += sources.retired.get(code, [])
    return [item for item in dict.fromkeys(found) if item not in (code, own_glottocode(sources, code))]


def catalog_rows(sources: Sources) -> list[list[str]]:
    """The rows of the catalog, by code."""
    codes = ({*sources.by_iso, *sources.linguameta} - set(sources.alias_of)) | set(sources.curated)
    ordered = sorted(codes)
    matched = match_wals(sources, ordered)
    wals_codes = assign_wals_codes(sources, matched)
    genealogy = Genealogy(sources, matched)
    rows = []
    for code in ordered:
        languoid = main_languoid(sources, code)
        family, genus, source = genealogy.of(code)
        listed = matched[code][0] if code in matched else None
        point = place(listed) or place(languoid)
        macroarea = (listed or languoid or {}).get("Macroarea", "")
        name = (
            sources.curated.get(code, Curated()).name
            or sources.linguameta.get(code, {}).get("english_name", "")
            or (sources.by_iso.get(code) or languoid or {}).get("Name", "")
        )
        others = [c for c in other_codes(sources, code) if c not in codes]
        rows.append(
            [
                code,
                name,
                own_glottocode(sources, code),
                " ".join(wals_codes.get(code, [])),
                family,
                genus,
                source,
            ]
            + [" ".join(usual_scripts(sources, code, genus, macroarea)), macroarea]
            + ([f"{degrees + 0.0:.2f}" for degrees in point] if point else ["", ""])
            + [" ".join(others), ";".join(sources.names.get(code, []))]
        )
    unknown = set(sources.names) - codes
    if unknown:
        raise SystemExit(f"names.tsv: unknown codes {' '.join(sorted(unknown))}")
    return rows


def digests(meta: Path) -> str:
    """A header line for each source table: its name and the digest of its uncompressed text."""
    lines = []
    for name in TABLES:
        digest = hashlib.sha256()
        for _, line in read_lines(meta / name):
            digest.update(f"{line}\n".encode())
        lines.append(f"# {name} {digest.hexdigest()}\n")
    return "".join(lines)


def build(meta: Path, output: Path) -> int:
    """Writes the catalog; returns its number of languages."""
    sources = read_sources(meta)
    rows = catalog_rows(sources)
    with atomic_writer(output) as stream:
        stream.write(HEADER.format(languoids=len(sources.glottolog), digests=digests(meta)))
        for row in (COLUMNS, *rows):
            stream.write("\t".join(row) + "\n")
    return len(rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--meta", type=Path, required=True, help="folder of the source tables")
    parser.add_argument("--output", type=Path, default=DEFAULT_OUTPUT)
    arguments = parser.parse_args()
    print(f"{arguments.output}: {build(arguments.meta, arguments.output)} languages")
