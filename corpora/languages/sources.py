"""The source tables of the catalog, read and indexed: WALS, Glottolog, LinguaMeta, GATITOS and ours."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from lexiboost.artifacts.files import read_lines

HERE = Path(__file__).resolve().parent
BOOKKEEPING = "book1242"


@dataclass(frozen=True)
class Curated:
    """One row of curated.tsv."""

    facts_from: str = ""
    relative: str = ""
    scripts: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    name: str = ""


@dataclass
class Sources:
    """The source tables, indexed."""

    glottolog: dict[str, dict[str, str]]
    by_iso: dict[str, dict[str, str]]
    wals: list[dict[str, str]]
    linguameta: dict[str, dict[str, str]]
    gatitos: list[dict[str, str]]
    curated: dict[str, Curated]
    names: dict[str, list[str]]
    retired: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    iso_of_bcp: dict[str, str] = field(default_factory=dict)
    alias_of: dict[str, str] = field(default_factory=dict)

    def primary(self, code: str) -> str:
        """The catalog's own code for any ISO or BCP 47 language code."""
        iso = self.iso_of_bcp.get(code, code)
        return self.alias_of.get(iso, iso)


def read_table(path: Path, delimiter: str = "\t", *, quoted: bool = False) -> list[dict[str, str]]:
    """Rows of a plain or compressed table with a header line; lines that start with # before it are notes."""
    lines = (line for _, line in read_lines(path) if not line.startswith("#"))
    if quoted:
        return list(csv.DictReader(lines, delimiter=delimiter))
    return list(csv.DictReader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE))


def read_sources(meta: Path) -> Sources:
    """Reads the tables of `meta` and the two curated ones."""
    glottolog = {row["ID"]: row for row in read_table(meta / "glottolog_languages.csv", ",", quoted=True)}
    linguameta = {row["iso_639_3_code"]: row for row in read_table(meta / "linguameta.tsv")}
    # Glottolog keeps retired and unproven codes under Bookkeeping; those still in use stay.
    by_iso = {
        row["ISO639P3code"]: row
        for row in glottolog.values()
        if row["ISO639P3code"] and (row["Family_ID"] != BOOKKEEPING or row["ISO639P3code"] in linguameta)
    }
    curated = {
        row["iso639_3"]: Curated(
            row["facts_from"],
            row["relative"],
            tuple(row["scripts"].split()),
            tuple(row["codes"].split()),
            row["name"],
        )
        for row in read_table(HERE / "curated.tsv")
    }
    names: dict[str, list[str]] = defaultdict(list)
    for row in read_table(HERE / "names.tsv"):
        code, _, script = row["variety"].partition("_")
        names[code].append(row["name"] + (f"@{script}" if script else ""))
    sources = Sources(
        glottolog=glottolog,
        by_iso=by_iso,
        wals=[row for row in read_table(meta / "wals_languages.csv", ",", quoted=True) if row["Family"]],
        linguameta=linguameta,
        gatitos=read_table(meta / "gatitos_languages.tsv"),
        curated=curated,
        names=names,
    )
    sources.iso_of_bcp = {row["bcp_47_code"]: iso for iso, row in linguameta.items()}
    sources.alias_of = {
        alias.partition("@")[0]: code for code, entry in curated.items() for alias in entry.codes
    }
    for row in read_table(HERE / "retired.tsv"):
        sources.retired[sources.primary(row["iso639_3"])].append(row["retired"])
        sources.alias_of[row["retired"]] = sources.primary(row["iso639_3"])
    return sources
