"""Builds lexiboost/languages/word_order.tsv from the WALS features in URIEL.

    pip download --no-deps lang2vec==1.1.2 && unzip lang2vec-1.1.2-py3-none-any.whl lang2vec/data/features.npz
    python corpora/languages/build_word_order.py --uriel=lang2vec/data/features.npz [--output=FILE]

URIEL (Littell et al. 2017) holds WALS's values as yes-no features by ISO 639-3 code: two that exclude each
other in WALS (`S_ADJECTIVE_BEFORE_NOUN`, `S_ADJECTIVE_AFTER_NOUN`) are read back as one. Only what URIEL
took from WALS is read, none of its other sources and none of its predictions. Where several of URIEL's codes
are one language of the catalog, the member that curated.tsv names as the usual one is taken, else the first
in the catalog's order that has a value. The same file gives the same bytes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from sources import HERE, read_table

from lexiboost.artifacts.files import atomic_writer, sha256_file
from lexiboost.languages import load_catalog
from lexiboost.languages.word_order import COLUMNS

DEFAULT_OUTPUT = HERE.parents[1] / "lexiboost" / "languages" / "word_order.tsv"
CLAUSES = ("SVO", "SOV", "VSO", "VOS", "OVS", "OSV")
SIDES = {
    "subject": ("S_SUBJECT_BEFORE_VERB", "S_SUBJECT_AFTER_VERB"),
    "object": ("S_OBJECT_BEFORE_VERB", "S_OBJECT_AFTER_VERB"),
    "oblique": ("S_OBLIQUE_BEFORE_VERB", "S_OBLIQUE_AFTER_VERB"),
    "adposition": ("S_ADPOSITION_BEFORE_NOUN", "S_ADPOSITION_AFTER_NOUN"),
    "genitive": ("S_POSSESSOR_BEFORE_NOUN", "S_POSSESSOR_AFTER_NOUN"),
    "adjective": ("S_ADJECTIVE_BEFORE_NOUN", "S_ADJECTIVE_AFTER_NOUN"),
    "demonstrative": ("S_DEMONSTRATIVE_WORD_BEFORE_NOUN", "S_DEMONSTRATIVE_WORD_AFTER_NOUN"),
    "numeral": ("S_NUMERAL_BEFORE_NOUN", "S_NUMERAL_AFTER_NOUN"),
    "relative": ("S_RELATIVE_BEFORE_NOUN", "S_RELATIVE_AFTER_NOUN"),
}
# By which of the two URIEL says yes; one that it does not know counts as no beside one that it knows.
NAMES = {(True, False): "before", (False, True): "after", (True, True): "both", (False, False): "neither"}
UNKNOWN = -1

HEADER = """\
# Word orders by ISO 639-3 code. Built by corpora/languages/build_word_order.py; do not edit.
# The values are WALS's (Dryer & Haspelmath 2013, wals.info, CC BY 4.0), features 81A to 90A, as
# URIEL (Littell et al. 2017) holds them, from lang2vec 1.1.2 of the Python Package Index (CC BY-SA 4.0):
# this file is CC BY-SA 4.0 too. WALS's own tables do not stand behind it directly; URIEL lacks some of them.
# features.npz {digest}
# Columns: lexiboost/languages/word_order.py.
"""


def read_uriel(path: Path) -> dict[str, dict[str, float]]:
    """Features of each language by ISO 639-3 code, as WALS has them: 1 yes, 0 no, -1 unknown."""
    with np.load(path) as arrays:
        names, sources, codes = ([_text(x) for x in arrays[key]] for key in ("feats", "sources", "langs"))
        values = arrays["data"][:, :, sources.index("WALS")]
    wanted = [*(f"S_{clause}" for clause in CLAUSES), *(name for pair in SIDES.values() for name in pair)]
    columns = {name: names.index(name) for name in wanted}
    return {
        code: {name: float(row[column]) for name, column in columns.items()}
        for code, row in zip(codes, values, strict=True)
    }


def _text(value: bytes | str) -> str:
    return value.decode("ascii") if isinstance(value, bytes) else str(value)


def orders(features: dict[str, float]) -> list[str]:
    """The cells of one language, in the order of `COLUMNS`."""
    cells = {"clause": "/".join(clause for clause in CLAUSES if features[f"S_{clause}"] == 1)}
    for column, (before, after) in SIDES.items():
        sides = features[before], features[after]
        cells[column] = "" if set(sides) == {UNKNOWN} else NAMES[sides[0] == 1, sides[1] == 1]
    return [cells[column] for column in COLUMNS]


def build(uriel: Path, output: Path) -> int:
    """Writes the table; returns its number of languages."""
    known = read_uriel(uriel)
    catalog = load_catalog()
    usual = {row["iso639_3"]: row["facts_from"] for row in read_table(HERE / "curated.tsv")}
    rows = []
    for code in sorted(language.iso639_3 for language in catalog):
        members = (usual.get(code, ""), *catalog.codes(code))
        found = (orders(known[other]) for other in members if other in known)
        cells = next(filter(any, found), None)
        if cells:
            rows.append([code, *cells])
    with atomic_writer(output) as stream:
        stream.write(HEADER.format(digest=sha256_file(uriel)))
        for row in (["iso639_3", *COLUMNS], *rows):
            stream.write("\t".join(row) + "\n")
    return len(rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--uriel", type=Path, required=True, help="features.npz of lang2vec")
    parser.add_argument("--output", type=Path, default=DEFAULT_OUTPUT)
    arguments = parser.parse_args()
    print(f"{arguments.output}: {build(arguments.uriel, arguments.output)} languages")
