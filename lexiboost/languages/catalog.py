"""The catalog: resolves codes of many standards and data sets to one language variety.

Standards followed: ISO 639-1/-2/-3, BCP 47 (RFC 5646: language, extended language, script, region, variants),
ISO 15924, Glottocodes, WALS codes. The table is catalog.tsv; its header names the releases it was made from.
"""

from __future__ import annotations

import csv
import difflib
import functools
import re
from collections.abc import Iterator
from pathlib import Path

from lexiboost.artifacts.errors import InputError, UnknownLanguageError
from lexiboost.artifacts.files import read_lines
from lexiboost.languages.language import Language

TABLE = Path(__file__).with_name("catalog.tsv")
SHORTEST_NAME = 4
SUGGESTIONS = 3
# The language subtags that take an extended one in BCP 47: `zh-yue` is Cantonese.
EXTENDED_PREFIXES = frozenset({"ar", "kok", "lv", "ms", "sgn", "sw", "uz", "zh"})

_SCRIPT = re.compile(r"[A-Za-z]{4}")
_REGION = re.compile(r"[A-Za-z]{2}|\d{3}")
_VARIANT = r"[a-z0-9]{5,8}|[0-9][a-z0-9]{3}"
_VARIANTS = re.compile(rf"(?:(?:{_VARIANT})(?:-|$))*(?:[a-z0-9](?:-[a-z0-9]{{2,8}})+)?")


def _split_script(entry: str) -> tuple[str, str]:
    """`zh-TW@Hant` to (`zh-TW`, `Hant`)."""
    code, _, script = entry.partition("@")
    return code, script


class Catalog:
    """All languages of catalog.tsv, found by any of their codes.

    A code that two standards use differently means the ISO 639 one: `mnd` is ISO's Mondé, WALS's Mandarin is
    `wals:mnd`.

    Args:
        path: a table with the columns of catalog.tsv.

    Raises:
        InputError: the table is missing, is not UTF-8, lacks a column, or has a malformed row.
    """

    def __init__(self, path: str | Path = TABLE) -> None:
        self._rows: dict[str, dict[str, str]] = {}
        self._scripts: dict[str, tuple[str, ...]] = {}
        self._codes: dict[str, tuple[str, str]] = {}
        self._glottocodes: dict[str, str] = {}
        self._wals: dict[str, str] = {}
        self._names: dict[str, tuple[str, str]] = {}
        self._regions: dict[tuple[str, str], tuple[str, str]] = {}
        self._load(path)
        self._known_scripts = {script for scripts in self._scripts.values() for script in scripts}

    def _load(self, path: str | Path) -> None:
        numbered = [(number, line) for number, line in read_lines(path) if not line.startswith("#")]
        table = csv.reader((line for _, line in numbered), delimiter="\t", quoting=csv.QUOTE_NONE)
        columns: list[str] = next(table, [])
        missing = {"iso639_3", "scripts", "codes", "names", "wals_codes", "glottocode"} - set(columns)
        if missing:
            raise InputError(f"lacks the columns {sorted(missing)}; build it again", path=path)
        for (number, _), cells in zip(numbered[1:], table, strict=True):
            if len(cells) != len(columns):
                raise InputError(
                    f"{len(cells)} cells where {len(columns)} belong; build it again", path=path, line=number
                )
            self._add(dict(zip(columns, cells, strict=True)))
        for code, row in self._rows.items():
            self._names.setdefault(row["name"].lower(), (code, ""))
            for entry in row["codes"].split():
                tag, script = _split_script(entry)
                language, _, region = tag.lower().partition("-")
                if region:
                    self._regions[self._codes[language][0], region] = (code, script)

    def _add(self, row: dict[str, str]) -> None:
        code = row["iso639_3"]
        self._rows[code] = row
        self._scripts[code] = tuple(row["scripts"].split())
        self._codes[code] = (code, "")
        for entry in row["codes"].split():
            other, script = _split_script(entry)
            self._codes[other.lower()] = (code, script)
        if row["glottocode"]:
            self._glottocodes[row["glottocode"]] = code
        for wals in row["wals_codes"].split():
            self._wals[wals] = code
        for entry in filter(None, row["names"].split(";")):
            name, script = _split_script(entry)
            self._names[name.lower()] = (code, script)

    def __len__(self) -> int:
        """Number of languages."""
        return len(self._rows)

    def __contains__(self, code: str) -> bool:
        """Whether `resolve` knows the code."""
        return self._find(code) is not None

    def __iter__(self) -> Iterator[Language]:
        """Every language once, in its usual script, by code."""
        return (self._language(code, "") for code in self._rows)

    def resolve(self, code: str) -> Language:
        """The language variety that a code stands for.

        Args:
            code: a variety (`tur_Latn`); an ISO 639-1, -2 or -3 code, retired ones too; a BCP 47 tag
                (`uz-Cyrl`, `zh-TW`, GATITOS's `ks-Deva`); a MASSIVE locale (`tr-TR`); a Glottocode
                (`nucl1301`); a WALS code (`wals:mnd`, or `mnd` alone where ISO 639 has no such code); a
                Universal Dependencies folder (`UD_Turkish-BOUN`) or treebank (`tr_boun`); an English name of
                four letters or more.

        Returns:
            The language in the script that the code names or implies, else in its usual one.

        Raises:
            UnknownLanguageError: names the code and the nearest known ones.
        """
        found = self._find(code)
        if found is None:
            raise UnknownLanguageError(self._advice(code))
        return self._language(*found)

    def scripts(self, code: str) -> tuple[str, ...]:
        """ISO 15924 codes of the scripts a language is written in, the usual one first.

        Raises:
            UnknownLanguageError: as `resolve` does.
        """
        return self._scripts[self.resolve(code).iso639_3]

    def codes(self, code: str) -> tuple[str, ...]:
        """All ISO 639 codes of a language, its own first: the names its files may go by.

        Raises:
            UnknownLanguageError: as `resolve` does.
        """
        own = self.resolve(code).iso639_3
        others = (_split_script(entry)[0] for entry in self._rows[own]["codes"].split())
        return (own, *(other for other in others if other.isalpha()))

    def _language(self, code: str, script: str) -> Language:
        row = self._rows[code]
        return Language(
            iso639_3=code,
            glottocode=row["glottocode"],
            name=row["name"],
            family=row["family"],
            genus=row["genus"],
            script=script or self._scripts[code][0],
            macroarea=row["macroarea"],
            latitude=float(row["latitude"]) if row["latitude"] else None,
            longitude=float(row["longitude"]) if row["longitude"] else None,
            wals_code=row["wals_codes"].partition(" ")[0],
            genus_source=row["genus_source"],
        )

    def _find(self, code: str) -> tuple[str, str] | None:
        code = code.strip()
        if code.lower().startswith("wals:"):
            owner = self._wals.get(code[5:].lower())
            return (owner, "") if owner else None
        if code.lower().startswith("ud_"):
            return self._find_treebank(code[3:])
        return self._find_tag(code) or self._find_other(code)

    def _find_treebank(self, folder: str) -> tuple[str, str] | None:
        name = folder.replace("_", " ").lower()
        return self._names.get(name) or self._names.get(name.partition("-")[0])

    def _find_other(self, code: str) -> tuple[str, str] | None:
        lowered = code.lower()
        for table in (self._glottocodes, self._wals):
            if lowered in table:
                return table[lowered], ""
        language, _, treebank = code.partition("_")
        # Treebanks are named in lower case; `tur_Lat` is a mistyped script.
        if treebank.isalnum() and treebank == treebank.lower() and language.lower() in self._codes:
            return self._codes[language.lower()]
        if len(lowered) >= SHORTEST_NAME:
            return self._names.get(lowered) or self._names.get(re.sub(r"[_-]", " ", lowered))
        return None

    def _find_tag(self, tag: str) -> tuple[str, str] | None:
        base, *rest = tag.lower().replace("_", "-").split("-")
        if "" in rest:
            return None
        extended = rest[0] if rest and len(rest[0]) == 3 and "_" not in tag else ""
        if base in EXTENDED_PREFIXES and extended in self._codes:
            base = rest.pop(0)
        script = rest.pop(0).title() if rest and _SCRIPT.fullmatch(rest[0]) else ""
        region = rest.pop(0) if rest and _REGION.fullmatch(rest[0]) else ""
        if base not in self._codes or (script and script not in self._known_scripts):
            return None
        if rest and not _VARIANTS.fullmatch("-".join(rest)):
            return None
        owner, implied = self._codes[base]
        owner, implied = self._regions.get((owner, region), (owner, implied))
        return owner, script or implied

    def _advice(self, code: str) -> str:
        language = re.split(r"[_-]", code.strip().removeprefix("UD_"))[0].lower()
        if language in self._codes:
            own = self._codes[language][0]
            nearest = [f"{own}_{script}" for script in self._scripts[own]]
        else:
            nearest = self._nearest(language if len(language) > 1 else code.lower())
        return f"unknown language {code!r}; nearest known: {', '.join(nearest)}"

    def _nearest(self, code: str) -> list[str]:
        known = {name: own for name, (own, _) in self._names.items() if len(name) >= SHORTEST_NAME}
        known |= {other: own for other, (own, _) in self._codes.items()} | self._glottocodes

        def rank(candidate: str) -> tuple[float, bool, str]:
            likeness = difflib.SequenceMatcher(None, candidate, code).ratio()
            widely_coded = any(len(other) == 2 for other in self._rows[known[candidate]]["codes"].split())
            return -likeness, not widely_coded, candidate

        close = difflib.get_close_matches(code, known, n=40, cutoff=0.4) or ["eng"]
        owners = dict.fromkeys(known[candidate] for candidate in sorted(close, key=rank))
        return [f"{own} ({self._rows[own]['name']})" for own in list(owners)[:SUGGESTIONS]]


@functools.cache
def load_catalog() -> Catalog:
    """The shipped catalog, read once."""
    return Catalog()
