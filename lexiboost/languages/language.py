"""`Language`: one language in one script, with its place in the world and among its relatives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """A language variety.

    Attributes:
        iso639_3: ISO 639-3 code. A macrolanguage and its usual member are one language, mostly under the
            macrolanguage's code (`swa` for `swh`); `cmn`, `zsm`, `nob`, `kmr` stand for `zho`, `msa`, `nor`,
            `kur`. Codes from `qaa` to `qtz` are those of Universal Dependencies for code-switched text.
        glottocode: Glottolog's code, "" where it has none.
        name: English name.
        family: WALS family (Turkic is under Altaic), or Glottolog's where the genus is too.
        genus: WALS genus, or the Glottolog family's name where none could be told, else `unclassified`.
        script: ISO 15924 code; `Zzzz` where the usual script is unknown, `Zxxx` for sign languages.
        macroarea: WALS or Glottolog macroarea, "" where unknown.
        latitude: degrees, None where unknown.
        longitude: degrees, None where unknown.
        wals_code: WALS code of the language, "" where WALS lacks it.
        genus_source: how the genus was found: `wals`, `relative:<ISO code>`, `family`, `neighbours` (an
            estimate) or `glottolog` (no genus); corpora/languages/genealogy.py defines them.
    """

    iso639_3: str
    glottocode: str
    name: str
    family: str
    genus: str
    script: str
    macroarea: str
    latitude: float | None
    longitude: float | None
    wals_code: str
    genus_source: str = "wals"

    @property
    def variety(self) -> str:
        """Code and script, e.g. `kaz_Cyrl`."""
        return f"{self.iso639_3}_{self.script}"
