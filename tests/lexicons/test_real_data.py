"""Real lexicon files: every row accounted for, and the pairs of an independent parse."""

import csv
import lzma
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

from lexiboost.lexicons import find_lexicons, load_lexicon, read_lexicon

pytestmark = pytest.mark.data
MASSIVE_NINE = ("fi-FI", "tr-TR", "de-DE", "fr-FR", "ru-RU", "hi-IN", "hy-AM", "sw-KE", "th-TH")


def pairs(path: Path) -> Counter[tuple[str, str]]:
    table = read_lexicon(path).table
    return Counter(zip(table["source"], table["target"], strict=True))


def lines(path: Path) -> Iterator[str]:
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as stream:
        for line in stream:
            yield line.rstrip("\n")


def tidy(cell: str) -> str:
    cell = re.sub("[\u200b\ufeff\u00ad\u200e\u200f\u2060]", "", cell)
    return " ".join(unicodedata.normalize("NFC", cell).split())


def spaces(found: Counter[tuple[str, str]]) -> Counter[tuple[str, str]]:
    return Counter({(" ".join(a.split()), " ".join(b.split())): n for (a, b), n in found.items()})


def same_but_for_joiners(found: Counter[tuple[str, str]], expected: Counter[tuple[str, str]]) -> bool:
    strip = str.maketrans("", "", "\u200c\u200d")
    sides = [
        Counter({(a.translate(strip), b.translate(strip)): n for (a, b), n in c.items()})
        for c in (found, expected)
    ]
    return sides[0] == sides[1]


@pytest.mark.parametrize("name", ["en_ff", "en_br", "en_hi", "hi_en"])
def test_gatitos_equals_a_pandas_parse(data_dir: Path, name: str) -> None:
    path = data_dir / "lexicons" / "gatitos" / f"{name}.tsv.xz"
    table = pd.read_csv(
        path,
        sep="\t",
        header=None,
        dtype=str,
        keep_default_na=False,
        quoting=csv.QUOTE_NONE,
        encoding="utf-8",
    )
    expected = Counter(
        (tidy(a), tidy(b)) for a, b in zip(table[0], table[1], strict=True) if a.strip() and b.strip()
    )
    assert same_but_for_joiners(spaces(pairs(path)), expected)
    if name == "en_ff":
        words = set(read_lexicon(path).table["source"])
        assert "null" in words or "nan" in words or "None" in words or "none" in words


@pytest.mark.parametrize("name", ["en-tr", "en-de", "tr-en"])
def test_muse_equals_a_line_split(data_dir: Path, name: str) -> None:
    path = data_dir / "lexicons" / "muse" / f"{name}.txt.xz"
    expected = Counter(tuple(tidy(line).split(" ")) for line in lines(path))
    assert spaces(pairs(path)) == expected


@pytest.mark.parametrize("name", ["eng-hye", "eng-kaz"])
def test_omw_equals_a_line_split(data_dir: Path, name: str) -> None:
    path = data_dir / "lexicons" / "omw_wikt_pairs" / f"{name}.tsv.xz"
    rows = [[tidy(cell.replace("_", " ")) for cell in line.split("\t")[:2]] for line in lines(path)]
    assert same_but_for_joiners(spaces(pairs(path)), Counter((a, b) for a, b in rows if a and b))
    assert read_lexicon(path).rows_in == len(rows)


def test_apertium_equals_a_regular_expression(data_dir: Path) -> None:
    path = data_dir / "lexicons" / "apertium" / "apertium-eng-kaz.eng-kaz.dix.xz"
    text = re.sub(r"<!--.*?-->", "", "\n".join(lines(path)), flags=re.S)
    found = re.findall(r"<e\b[^>]*>\s*<p>\s*<l>(.*?)</l>\s*<r>(.*?)</r>", text, flags=re.S)
    words = [[tidy(re.sub("<[^>]*>", "", re.sub(r"<b\s*/>", " ", cell))) for cell in pair] for pair in found]
    expected = Counter((a, b) for a, b in words if a and b)
    assert Counter(spaces(pairs(path))) == expected


@pytest.mark.parametrize("name", ["afr-eng", "tur-eng", "isl-eng"])
def test_freedict_quotes_equal_an_element_walk(data_dir: Path, name: str) -> None:
    path = data_dir / "lexicons" / "freedict" / f"{name}.tei.xz"
    tei = "{http://www.tei-c.org/ns/1.0}"
    expected: Counter[tuple[str, str]] = Counter()
    with lzma.open(path) as stream:
        for entry in ElementTree.parse(stream).iter(f"{tei}entry"):
            for orth in entry.iter(f"{tei}orth"):
                for quote in entry.iterfind(f".//{tei}cit[@type='trans']/{tei}quote"):
                    expected[tidy("".join(orth.itertext())), tidy("".join(quote.itertext()))] += 1
    expected = Counter({pair: n for pair, n in expected.items() if all(pair)})
    assert spaces(pairs(path)) == expected


@pytest.mark.parametrize("locale", MASSIVE_NINE)
def test_every_lexicon_of_the_massive_languages_loads_and_merges(data_dir: Path, locale: str) -> None:
    paths = find_lexicons(data_dir, locale)
    assert not [path for path in paths if "0-5000" in path.name or "5000-6500" in path.name]
    lexicon = load_lexicon(data_dir, locale)
    assert lexicon.source == "eng_Latn"
    assert len(lexicon) > 8_000
    assert {"house", "water", "good"} <= set(lexicon.table["source"])
    sums = lexicon.table.groupby("source")["score"].sum()
    assert float((sums - 1.0).abs().max()) < 1e-9


def test_a_sample_of_every_folder_loads_with_every_row_accounted_for(data_dir: Path) -> None:
    for folder in ("gatitos", "omw_wikt_pairs", "freedict", "enwiktionary2015"):
        for path in sorted((data_dir / "lexicons" / folder).iterdir())[::9]:
            lexicon = read_lexicon(path)
            assert lexicon.rows_in == len(lexicon) + sum(lexicon.rejected.values()), path
            assert "eng_Latn" in (lexicon.source, lexicon.target) or path.name.startswith("gla-deu"), path
