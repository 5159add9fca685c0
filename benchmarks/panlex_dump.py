"""Writes a synthetic PanLex dump of the published shape and, at scale 1, of the published size.

About 25 million expressions in 9,000 varieties of Zipfian size, 60 million denotations whose expressions have
Zipfian degrees, in 24.5 million meanings of 2,500 sources of Zipfian size, some of which copy each other (one
group), with qualities from 0 to 9, and a part of speech for a quarter of the denotations. Texts are made of
the syllables of four scripts; a few need quotes. Memory stays below a gigabyte at any scale.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

EXPRESSIONS, MEANINGS, VARIETIES, SOURCES = 25_000_000, 24_500_000, 9_000, 2_500
CHUNK = 1_000_000
LANGVAR = "id,lang_code,var_code,mutable,name_expr,script_expr,meaning,region_expr,uid_expr,grp"
SOURCE = "id,usr,reg_date,label,grp,url,isbn,author,title,publisher,year,quality,note,license"
KNOWN = (
    "eng",
    "deu",
    "fra",
    "rus",
    "cmn",
    "spa",
    "jpn",
    "tur",
    "por",
    "fin",
    "hun",
    "ces",
    "ita",
    "nld",
    "pol",
)

SCRIPTS = ("Latn", "Cyrl", "Arab", "Deva")
SCRIPT_OF = {"rus": 1}
PARTS_OF_SPEECH = ("Noun", "Verbal", "Adjectival", "Adverbial", "Pronoun", "Interjection")
_CONSONANTS = ("bcdfghklmnprstvzjy", "бвгджзклмнпрстфхцч", "بتثجحخدذرزسشصضطظعغ", "कखगघचछजझटठडढतथदधनप")
_VOWELS = ("aeiou", "аеиоу", "اويةى", "ािीुू")
_SYLLABLES = 90
# How much more often the first expression of a variety is used than the last: 1 / (rank + SHIFT).
SHIFT = 200


@dataclass(frozen=True)
class Varieties:
    """Codes, scripts and sizes; variety i has the expressions `offsets[i]` to `offsets[i + 1]`."""

    codes: list[tuple[str, int]]
    scripts: np.ndarray
    offsets: np.ndarray

    @property
    def sizes(self) -> np.ndarray:
        """[variety] expressions."""
        return np.diff(self.offsets)


def make_varieties(count: int, expressions: int) -> Varieties:
    codes = [(code, 0) for code in KNOWN[:count]]
    letters = "abcdefghijklmnopqrstuvwxyz"
    number = 0
    while len(codes) < count:
        # Two thirds of the languages have one variety, the others three.
        code = "".join(letters[number // 26**place % 26] for place in range(3))
        number += 1
        if code not in KNOWN and code != "art":
            codes += [(code, index) for index in range(3 if number % 3 == 0 else 1)]
    codes = codes[:count]
    scripts = np.array(
        [
            SCRIPT_OF.get(code, 0 if place < len(KNOWN) else place % 7 % 4)
            for place, (code, _) in enumerate(codes)
        ]
    )
    weights = 1 / (np.arange(count) + 2.0)
    sizes = np.maximum(20, np.floor(weights / weights.sum() * expressions)).astype(np.int64)
    return Varieties(codes, scripts, np.concatenate([[0], np.cumsum(sizes)]))


def syllable_table() -> np.ndarray:
    """[script, syllable + 1], the last one empty."""
    table = np.full((len(SCRIPTS), _SYLLABLES + 1), "", dtype="U2")
    for script, (consonants, vowels) in enumerate(zip(_CONSONANTS, _VOWELS, strict=True)):
        table[script, :_SYLLABLES] = [consonant + vowel for consonant in consonants for vowel in vowels]
    return table


def make_texts(ranks: np.ndarray, scripts: np.ndarray, table: np.ndarray) -> np.ndarray:
    """One word a (rank, script), no two of a script alike; frequent words are short."""
    starts = np.array([0, _SYLLABLES**2, _SYLLABLES**2 + _SYLLABLES**3])
    lengths = np.searchsorted(starts, ranks, side="right") + 1
    spaces = _SYLLABLES**lengths
    values = (ranks - starts[lengths - 2]) * 7_654_321 % spaces
    digits = np.full((len(ranks), 4), _SYLLABLES)
    for place in range(4):
        digits[:, place] = np.where(place < lengths, values % _SYLLABLES, _SYLLABLES)
        values //= _SYLLABLES
    return np.ascontiguousarray(table[scripts[:, None], digits]).view("U8").ravel()


class Ids:
    """A fixed shuffle of 0..size-1 to ids from `first` on, so that a variety's ids are scattered."""

    def __init__(self, size: int, first: int) -> None:
        self.size, self.first = size, first
        self.factor = next(f for f in range(int(size * 0.618) | 1, 2 * size + 3, 2) if math.gcd(f, size) == 1)
        self.inverse = pow(self.factor, -1, size)

    def of(self, places: np.ndarray) -> np.ndarray:
        """The ids of places."""
        return places * self.factor % self.size + self.first

    def places(self, ids: np.ndarray) -> np.ndarray:
        """The places of ids."""
        return (ids - self.first) * self.inverse % self.size


def write_rows(path: Path, header: str, rows: list[tuple[object, ...]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        stream.write(f"{header}\n")
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerows(rows)


def write_expressions(
    folder: Path, varieties: Varieties, ids: Ids, special: list[tuple[object, ...]], rng: np.random.Generator
) -> None:
    table = syllable_table()
    write_rows(folder / "expr.csv", "id,langvar,txt,txt_degr", special)
    with (folder / "expr.csv").open("ab") as stream:
        for start in range(ids.first, ids.first + ids.size, CHUNK):
            numbers = np.arange(start, min(start + CHUNK, ids.first + ids.size))
            places = ids.places(numbers)
            variety = np.searchsorted(varieties.offsets, places, side="right") - 1
            words = pa.array(
                make_texts(places - varieties.offsets[variety], varieties.scripts[variety], table)
            )
            kind = rng.random(len(numbers))
            quoted = pc.binary_join_element_wise('"', words, ', ""', words, '""\n"', "")
            texts = pc.if_else(pa.array(kind < 0.03), pc.utf8_capitalize(words), words)
            texts = pc.if_else(pa.array(kind > 0.998), quoted, texts)
            cells = [pa.array(numbers).cast("string"), pa.array(variety + 1).cast("string"), texts, words]
            lines = pc.binary_join_element_wise(pc.binary_join_element_wise(*cells, ","), "", "\n")
            stream.write(_bytes(lines))


def _bytes(lines: pa.StringArray) -> memoryview:
    """The texts of an array one after the other."""
    ends = np.frombuffer(lines.buffers()[1], dtype=np.int32)
    return memoryview(lines.buffers()[2])[: ends[len(lines)]]


def make_sources(count: int, rng: np.random.Generator) -> list[tuple[int, int, int | None]]:
    """(id, group, quality); a sixth of the sources are of the group of an earlier one."""
    groups = [
        ident if rng.random() > 1 / 6 else int(rng.integers(1, ident + 1)) for ident in range(1, count + 1)
    ]
    quality = rng.choice(10, size=count, p=[0.02, 0.02, 0.06, 0.1, 0.15, 0.2, 0.2, 0.15, 0.07, 0.03])
    unknown = rng.random(count) < 0.02
    return [(i + 1, groups[i], None if unknown[i] else int(quality[i])) for i in range(count)]


def draw_denotations(
    meanings: np.ndarray, choice: np.ndarray, varieties: Varieties, ids: Ids, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """(meaning, expression) of all denotations of some meanings of a source that has these varieties."""
    counts = 1 + rng.geometric(0.625, size=len(meanings))
    owner = np.repeat(np.arange(len(meanings)), counts)
    first = np.repeat(np.cumsum(counts) - counts, counts)
    nth = np.arange(len(owner)) - first
    slot = np.where(
        nth == 0,
        0,
        np.where(
            nth == 1, rng.integers(1, len(choice), len(owner)), rng.integers(0, len(choice), len(owner))
        ),
    )
    variety = choice[slot]
    size = varieties.sizes[variety]
    # The words of one concept have like ranks in all varieties, so that sources attest the same pairs again.
    concept = np.repeat(rng.random(len(meanings)), counts)
    rank = SHIFT * ((size + SHIFT) / SHIFT) ** concept - SHIFT + rng.geometric(0.5, len(owner)) - 1
    place = varieties.offsets[variety] + np.minimum(rank.astype(np.int64), size - 1)
    keys = np.unique(owner * np.int64(ids.size) + place)
    return meanings[keys // ids.size], ids.of(keys % ids.size)


class NumberTables:
    """Tables of numbers that are written as CSV files piece by piece."""

    def __init__(self, folder: Path, columns: dict[str, tuple[str, ...]]) -> None:
        self.schemas = {
            name: pa.schema([(column, pa.int64()) for column in own]) for name, own in columns.items()
        }
        options = pacsv.WriteOptions(quoting_header="none")
        self.writers = {
            name: pacsv.CSVWriter(folder / f"{name}.csv", schema, write_options=options)
            for name, schema in self.schemas.items()
        }
        self.rows = dict.fromkeys(columns, 0)

    def write(self, name: str, *columns: np.ndarray) -> np.ndarray:
        """Writes rows under new ids, which come first, and returns the ids."""
        ids = 1 + self.rows[name] + np.arange(len(columns[0]))
        arrays = [pa.array(column) for column in (ids, *columns)]
        self.writers[name].write(pa.table(arrays, schema=self.schemas[name]))
        self.rows[name] += len(ids)
        return ids

    def close(self) -> None:
        """Ends the files."""
        for writer in self.writers.values():
            writer.close()


def write_meanings(
    folder: Path,
    count: int,
    sources: int,
    varieties: Varieties,
    ids: Ids,
    classes: list[int],
    rng: np.random.Generator,
) -> tuple[int, int]:
    """Writes meaning.csv, denotation.csv, denotation_class.csv; returns the rows of the first two."""
    weights = 1 / (np.arange(sources) + 5.0)
    sizes = np.maximum(1, np.floor(weights / weights.sum() * count)).astype(np.int64)
    liked = varieties.sizes / varieties.sizes.sum()
    tables = NumberTables(
        folder,
        {
            "meaning": ("id", "source"),
            "denotation": ("id", "meaning", "expr"),
            "denotation_class": ("id", "denotation", "expr1", "expr2"),
        },
    )
    for source, size in enumerate(sizes, start=1):
        wide = 2 + (int(rng.integers(8, 40)) if rng.random() < 0.05 else int(rng.random() < 0.2))
        choice = rng.choice(len(liked), size=min(wide, len(liked)), replace=False, p=liked)
        if rng.random() < 0.4 and 0 not in choice:
            choice[0] = 0
        for start in range(0, size, CHUNK):
            meanings = tables.write("meaning", np.full(min(CHUNK, size - start), source))
            own = tables.write("denotation", *draw_denotations(meanings, choice, varieties, ids, rng))
            tagged = own[rng.random(len(own)) < 0.25]
            chosen = np.array(classes[1:])[rng.integers(0, len(classes) - 1, len(tagged))]
            tables.write("denotation_class", tagged, np.full(len(tagged), classes[0]), chosen)
    tables.close()
    return tables.rows["meaning"], tables.rows["denotation"]


def write_small_tables(
    folder: Path, varieties: Varieties, sources: list[tuple[int, int, int | None]], scripts: dict[str, int]
) -> None:
    """Writes langvar.csv, with the varieties of the scripts and the parts of speech last, and source.csv."""
    count = len(varieties.codes)
    rows: list[tuple[object, ...]] = [
        (place, code, number, "t", "", scripts[SCRIPTS[script]], "", "", "", place)
        for place, ((code, number), script) in enumerate(
            zip(varieties.codes, varieties.scripts, strict=True), start=1
        )
    ]
    rows += [
        (count + 1, "art", 262, "f", "", 1, "", "", "", ""),
        (count + 2, "art", 303, "f", "", 1, "", "", "", ""),
    ]
    write_rows(folder / "langvar.csv", LANGVAR, rows)
    books = [
        (
            i,
            "",
            "2012-01-01",
            f"mul:{i}",
            grp,
            "",
            "",
            "",
            f'A "Dictionary" {i},\nenlarged',
            "",
            1990,
            quality,
            "",
            "co",
        )
        for i, grp, quality in sources
    ]
    write_rows(folder / "source.csv", SOURCE, books)


def generate(folder: Path, scale: float, seed: int = 0) -> dict[str, int]:
    """Writes the dump; the same scale and seed give the same bytes. Returns the rows of each table."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    # Fewer varieties and sources at a smaller scale, but not as few: their sizes shrink too.
    shrink = scale**0.5
    varieties = make_varieties(max(len(KNOWN), int(VARIETIES * shrink)), int(EXPRESSIONS * scale))
    count = len(varieties.codes)
    scripts = {script: 1 + index for index, script in enumerate(SCRIPTS)}
    classes = {name: 100 + index for index, name in enumerate(("PartOfSpeechProperty", *PARTS_OF_SPEECH))}
    special = [(ident, count + 1, text, text.lower()) for text, ident in scripts.items()]
    special += [(ident, count + 2, text, text.lower()) for text, ident in classes.items()]
    ids = Ids(int(varieties.offsets[-1]), 1000)
    sources = make_sources(max(20, int(SOURCES * shrink)), rng)
    write_small_tables(folder, varieties, sources, scripts)
    write_expressions(folder, varieties, ids, special, rng)
    meanings, denotations = write_meanings(
        folder, int(MEANINGS * scale), len(sources), varieties, ids, list(classes.values()), rng
    )
    return {
        "varieties": count,
        "sources": len(sources),
        "expressions": ids.size + len(special),
        "meanings": meanings,
        "denotations": denotations,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scale", type=float, default=0.1, help="1 is the published size")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    started = time.perf_counter()
    rows = generate(arguments.folder, arguments.scale, arguments.seed)
    print(json.dumps({"step": "generate", "seconds": round(time.perf_counter() - started, 1), **rows}))


if __name__ == "__main__":
    main()
