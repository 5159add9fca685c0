"""Small PanLex dumps written out by hand, in the published shape."""

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

HEADERS = {
    "langvar": "id,lang_code,var_code,mutable,name_expr,script_expr,meaning,region_expr,uid_expr,grp",
    "source": "id,usr,reg_date,label,grp,url,isbn,author,title,publisher,year,quality,note,license",
    "expr": "id,langvar,txt,txt_degr",
    "meaning": "id,source",
    "denotation": "id,meaning,expr",
    "denotation_class": "id,denotation,expr1,expr2",
}
SCRIPTS, GOLD = 262, 303


@dataclass
class Tables:
    """A dump under construction; every method gives the id of what it adds.

    The variety art-262 holds the scripts' codes and art-303 the names of the GOLD ontology.
    """

    rows: dict[str, list[tuple[object, ...]]] = field(default_factory=lambda: {name: [] for name in HEADERS})
    known: dict[tuple[int, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for variety in (SCRIPTS, GOLD):
            self.rows["langvar"].append((variety, "art", variety, "f", "", "", "", "", "", ""))

    def variety(self, uid: str, script: str = "Latn") -> int:
        code, number = uid.split("-")
        ident = len(self.rows["langvar"]) + 1000
        name = self.expr(SCRIPTS, script) if script else ""
        self.rows["langvar"].append((ident, code, int(number), "t", "", name, "", "", "", ident))
        return ident

    def source(self, group: object, quality: object) -> int:
        ident = len(self.rows["source"]) + 1
        title = 'A "dictionary", in\ntwo lines'
        row = (ident, "", "2012-01-01", f"s{ident}", group, "", "", "", title, "", 1999, quality, "", "co")
        self.rows["source"].append(row)
        return ident

    def expr(self, variety: int, text: str, degraded: str | None = None) -> int:
        if (variety, text) not in self.known:
            ident = len(self.rows["expr"]) + 1
            self.known[variety, text] = ident
            self.rows["expr"].append((ident, variety, text, text.lower() if degraded is None else degraded))
        return self.known[variety, text]

    def meaning(self, source: int, *expressions: int, pos: Sequence[str] = ()) -> int:
        """A meaning of a source with its expressions and, where given, the GOLD part of speech of each."""
        ident = len(self.rows["meaning"]) + 1
        self.rows["meaning"].append((ident, source))
        for index, expression in enumerate(expressions):
            denotation = len(self.rows["denotation"]) + 1
            self.rows["denotation"].append((denotation, ident, expression))
            if index < len(pos) and pos[index]:
                names = [self.expr(GOLD, name) for name in ("PartOfSpeechProperty", pos[index])]
                self.rows["denotation_class"].append(
                    (len(self.rows["denotation_class"]) + 1, denotation, *names)
                )
        return ident

    def csv(self, table: str) -> bytes:
        stream = io.StringIO(newline="")
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerows(self.rows[table])
        return f"{HEADERS[table]}\n{stream.getvalue()}".encode()

    def write(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        for table in HEADERS:
            (folder / f"{table}.csv").write_bytes(self.csv(table))
        return folder

    def zip(self, path: Path, prefix: str = "panlex-20240301-csv/") -> Path:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for table in HEADERS:
                archive.writestr(f"{prefix}{table}.csv", self.csv(table))
            archive.writestr(f"{prefix}LICENSE.txt", "CC0")
        return path


def copies_and_opinions() -> Tables:
    """English-Turkish with two sources that copy each other and one of its own; French between others."""
    tables = Tables()
    eng, tur, fra = tables.variety("eng-000"), tables.variety("tur-000"), tables.variety("fra-000")
    good, copy, other = tables.source(10, 7), tables.source(10, 5), tables.source(20, 3)
    worthless = tables.source(30, 0)
    light, isik, hafif = tables.expr(eng, "light"), tables.expr(tur, "ışık"), tables.expr(tur, "hafif")
    tables.meaning(good, light, isik, pos=["Noun", "Noun"])
    tables.meaning(copy, light, isik)
    tables.meaning(other, light, isik)
    tables.meaning(copy, light, hafif, pos=["", "Adjectival"])
    tables.meaning(worthless, light, tables.expr(tur, "lamba"))
    # house is Turkish only through French: maison 9, foyer 3 of 12; maison's ev 6, konut 2 of 8.
    maison, foyer = tables.expr(fra, "maison"), tables.expr(fra, "foyer")
    nine, three = tables.source(40, 9), tables.source(50, 3)
    six, two = tables.source(60, 6), tables.source(70, 2)
    house = tables.expr(eng, "house")
    tables.meaning(nine, house, maison)
    tables.meaning(three, house, foyer)
    tables.meaning(six, maison, tables.expr(tur, "ev"))
    tables.meaning(two, maison, tables.expr(tur, "konut"))
    tables.meaning(six, foyer, tables.expr(tur, "yuva"))
    return tables
