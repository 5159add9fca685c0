"""Every lexicon file of the real data is recognized and read, and every row of it is accounted for."""

import lzma
from collections import Counter
from pathlib import Path

import pytest

from lexiboost.lexicons import Lexicon, read_lexicon
from lexiboost.lexicons.readers.swadesh import HEADER

pytestmark = pytest.mark.data
FORMAT_OF_FOLDER = {
    "apertium": "apertium",
    "enwiktionary2015": "enwiktionary",
    "freedict": "freedict",
    "gatitos": "gatitos",
    "muse": "muse",
    "omw_wikt": "omw_tab",
    "omw_wikt_pairs": "omw",
    "panlex_swadesh": "swadesh",
}
ONE_ROW_A_LINE = ("gatitos", "muse", "omw_wikt_pairs")


def text(path: Path) -> str:
    return lzma.open(path).read().decode()


def read(path: Path) -> Lexicon:
    needs_target = path.parent.name == "panlex_swadesh" or path.name.startswith("eng.tab")
    lexicon = read_lexicon(path, target="fin" if needs_target else None)
    assert lexicon.format == FORMAT_OF_FOLDER[path.parent.name], path
    assert len(lexicon) > 0, path
    assert lexicon.rows_in == len(lexicon) + sum(lexicon.rejected.values()), path
    return lexicon


def test_no_folder_of_lexicons_is_left_out(data_dir: Path) -> None:
    folders = {path.parent.name for path in (data_dir / "lexicons").rglob("*") if path.is_file()}
    assert folders == set(FORMAT_OF_FOLDER)


@pytest.mark.parametrize("folder", FORMAT_OF_FOLDER)
def test_every_file_loads_with_rows_in_kept_and_rejected(data_dir: Path, folder: str) -> None:
    paths = sorted((data_dir / "lexicons" / folder).iterdir())
    assert paths
    for path in paths:
        lexicon = read(path)
        if folder in ONE_ROW_A_LINE:
            assert lexicon.rows_in == text(path).count("\n"), path


def test_a_join_of_wordnet_tabs_equals_the_joins_beside_them(data_dir: Path) -> None:
    folder = data_dir / "lexicons"
    for code in ("fin", "kaz", "swa", "zul"):
        joined = read_lexicon(folder / "omw_wikt" / f"{code}.tab.xz")
        ready = read_lexicon(folder / "omw_wikt_pairs" / f"eng-{code}.tsv.xz")
        assert joined.entries() and Counter(joined.entries()) == Counter(ready.entries()), code
        assert (joined.source, joined.target) == (ready.source, ready.target)


@pytest.mark.parametrize("code", ["fin", "tur", "hin"])
def test_swadesh_rows_equal_a_split_of_the_table(data_dir: Path, code: str) -> None:
    path = data_dir / "lexicons" / "panlex_swadesh" / "swadesh110.tsv.xz"
    lines = text(path).splitlines()
    assert lines[0].split("\t") == HEADER
    rows = [line.split("\t") for line in lines[1:]]
    expected = sum(row[4].count(" | ") + 1 for row in rows if row[1] == code)
    assert read_lexicon(path, target=code).rows_in == expected > 0


def test_enwiktionary_words_equal_a_split_at_the_double_colon(data_dir: Path) -> None:
    path = data_dir / "lexicons" / "enwiktionary2015" / "en-tr.txt.xz"
    heads = [line.split(" :: ") for line in text(path).splitlines() if not line.startswith("#")]
    # Rows without brackets, slashes, semicolons or references need none of the format's rules.
    plain = [(head, cell) for head, cell in heads if not set(cell) & set("()[]{}/;:") and "SEE" not in cell]
    assert len(plain) > 5000
    expected = {
        (head.split(" {")[0].strip(), part.strip()) for head, cell in plain for part in cell.split(",")
    }
    table = read_lexicon(path).table
    assert {pair for pair in expected if all(pair)} <= set(zip(table["source"], table["target"], strict=True))


def test_gatitos_words_that_tables_take_for_missing_stay(data_dir: Path) -> None:
    folder = data_dir / "lexicons" / "gatitos"
    akan = read_lexicon(folder / "en_ak.tsv.xz").entries()
    pairs = {(entry.source, entry.target) for entry in akan}
    assert {("null", "ohunu"), ("leg", "nan"), ("none", "ɛnyɛ ebiara"), ("false", "ɛnyɛ ampa")} <= pairs
    assert ("name", "nan") in {entry[:2] for entry in read_lexicon(folder / "en_ace.tsv.xz").entries()}
    bambara = read_lexicon(folder / "bm_en.tsv.xz")
    assert ("na", "sausage") in {entry[:2] for entry in bambara.entries()}
    assert bambara.target == "eng_Latn"
    for name in ("en_ak", "bm_en", "hi_en"):
        lines = text(folder / f"{name}.tsv.xz").splitlines()
        swallowed = Counter(
            cell
            for line in lines
            for cell in line.split("\t")
            if cell.lower() in ("null", "nan", "na", "none")
        )
        table = read_lexicon(folder / f"{name}.tsv.xz").table
        kept = Counter(cell for side in ("source", "target") for cell in table[side])
        assert {word: kept[word] for word in swallowed} == dict(swallowed)
