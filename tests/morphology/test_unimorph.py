import csv
import lzma
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.artifacts.errors import InputError, UnknownLanguageError
from lexiboost.languages import load_catalog
from lexiboost.morphology import (
    canonical,
    find_table,
    find_tables,
    load_paradigms,
    parse_paradigms,
    read_paradigms,
    split,
)
from lexiboost.text.unicode import clean


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_warts_of_published_tables_are_read_and_counted(tmp_path: Path) -> None:
    text = (
        "nan\tnans\tN;PL\n\nnull\tnull\tN;SG\n\n"
        "cafe\u0301\tcafe\u0301s\tN;PL\n"
        "go\tgoes\tV;3;SG;PRS\tgo|es\n"
        "go\tgoes\tV;SG;PRS;3\n"
        "a\tb\xa0c\tN;SG\n"
        "x\t\tN;SG\n"
    )
    table = read_paradigms(write(tmp_path / "eng.tsv", text))
    assert table.rows == (
        ("nan", "nans", "N;PL"),
        ("null", "null", "N;SG"),
        ("café", "cafés", "N;PL"),
        ("go", "goes", "V;SG;3;PRS"),
        ("a", "b c", "N;SG"),
    )
    assert table.rejected == {"duplicate": 1, "empty_cell": 1}
    assert table.rows_in == 7
    assert table.counts == {"fourth_column": 1, "invisible_or_odd_space": 1, "multiword": 1, "not_nfc": 2}
    assert table.variety == "eng_Latn"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\tb\tN\nc\td\n", r"x\.tsv:2: 2 tab-separated"),
        ("a\tb\tN\tm\te\n", r"x\.tsv:1: 5 tab-separated"),
        ("a\tb\tN\n\nc d\n\na,b,N\n", r"x\.tsv:3: 1 tab-separated"),
        ("happy\thappiness\tADJ:N\t-ness\n", r"x\.tsv:1: a derivation table .*read_derivations"),
        ("a\tb\tN\n\na\tb\tN\ta|b\nc\td\tN:N\t-d\n", r"x\.tsv:4: a derivation table"),
        ("happy\thappiness\tADJ:N\n", r"x\.tsv: a derivation table"),
        ("\n\n", r"x\.tsv: no usable row"),
        ("a\t\tN\n", r"x\.tsv: no usable row"),
    ],
)
def test_user_errors_name_file_and_row(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_paradigms(write(tmp_path / "x.tsv", text))


def test_tables_are_found_under_any_code_of_the_language(tmp_path: Path) -> None:
    write(tmp_path / "unimorph" / "jap.tsv", "書く\t書いた\tV;PST\n")
    write(tmp_path / "unimorph" / "swa.tsv", "a\tb\tN\n")
    assert find_table(tmp_path, "ja-JP") == tmp_path / "unimorph" / "jap.tsv"
    found = load_paradigms(tmp_path, "swh")
    assert found is not None and found.variety == "swa_Latn"
    assert load_paradigms(tmp_path, "tur_Latn") is None
    assert load_paradigms(tmp_path / "nowhere", "tur_Latn") is None
    with pytest.raises(UnknownLanguageError):
        load_paradigms(tmp_path, "zzz_Latn")


def test_a_table_of_another_script_is_not_taken(tmp_path: Path) -> None:
    default = write(tmp_path / "unimorph" / "kaz.tsv", "су\tсуы\tN\n")
    assert find_table(tmp_path, "kaz_Cyrl") == default
    assert find_table(tmp_path, "kaz_Arab") is None
    own = write(tmp_path / "unimorph" / "kaz_Arab.tsv", "a\tb\tN\n")
    assert find_table(tmp_path, "kaz_Arab") == own


def reference(text: str) -> tuple[list[tuple[str, str, str]], dict[str, int], int, dict[str, int]]:
    """The same table read line by line: rows, rejected, rows in, counts."""
    rows: dict[tuple[str, str, str], None] = {}
    rejected, counts, rows_in = Counter[str](), Counter[str](), 0
    for line in text.removeprefix("\ufeff").split("\n"):
        line = line.rstrip("\r")
        if not line.strip():
            continue
        rows_in += 1
        cells = line.split("\t")
        if len(cells) not in (3, 4):
            rejected["stray_columns"] += 1
            continue
        counts["fourth_column"] += len(cells) == 4
        for cell in cells[:2]:
            if clean(cell) != cell:
                counts["not_nfc" if cell.isprintable() else "invisible_or_odd_space"] += 1
        lemma, form = (clean(cell).strip() for cell in cells[:2])
        row = (lemma, form, canonical(cells[2].replace("|", ";")))
        if not all(row):
            rejected["empty_cell"] += 1
        elif row in rows:
            rejected["duplicate"] += 1
        else:
            rows[row] = None
            counts["multiword"] += " " in form
    return list(rows), dict(rejected), rows_in, {name: n for name, n in counts.items() if n}


CELL = st.one_of(
    st.sampled_from(["a", "b", "talo", "дом", "ä", "e\u0301", " a", "a\xa0b", "\u200b", "", "plumless"]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\t\n:"), max_size=3),
)
BUNDLE = st.sampled_from(["N;SG", "SG;N", "N;NOM(PL;PSS(1,PL))", "_", "", " N", "V|V.PTCP;PRS", "N;PL\r"])
LINE = st.one_of(
    st.tuples(CELL, CELL, BUNDLE),
    st.tuples(CELL, CELL, BUNDLE, CELL),
    st.tuples(CELL),
    st.just(()),
    st.just(("", "", "")),
)


@given(st.lists(LINE, max_size=25), st.booleans())
def test_any_table_is_read_as_line_by_line(lines: list[tuple[str, ...]], newline: bool) -> None:
    text = "\n".join("\t".join(line) for line in [("x", "y", "N")] * 30 + lines) + "\n" * newline
    rows, rejected, rows_in, counts = reference(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(split, "BLOCK", 16)
        tables = [parse_paradigms(text)]
    for table in (*tables, parse_paradigms(text.encode())):
        assert list(table.rows) == rows
        assert (table.rejected, table.rows_in, table.counts) == (rejected, rows_in, counts)
        assert table.lemmas == tuple(dict.fromkeys(row[0] for row in rows))
        assert table.forms == tuple(dict.fromkeys(row[1] for row in rows))


def test_layered_features_in_any_order_are_one_cell() -> None:
    text = "kitap\tkitabımız\tN;NOM(SG;PSS(1,PL))\nkitap\tkitabımız\tPSS1P;SG;NOM;N\n"
    table = parse_paradigms(text + "ev\tevimiz\tNOM;N;PSS1P;SG\n", variety="tur_Latn")
    assert table.rows_in == 3 and table.rejected == {"duplicate": 1}
    assert table.bundles == (canonical("N;NOM;SG;PSS1P"),)
    assert table.inflect("kitap", "N;NOM(SG;PSS(1,PL))") == ("kitabımız",)


def test_segmentation_tables_give_the_cell_of_the_whole_word() -> None:
    table = parse_paradigms("eat\teating\tV|V.PTCP;PRS\teat|ing\neat\tate\tV;PST\t-\n")
    assert table.inflect("eat", "V.PTCP;PRS") == ("eating",)
    assert table.counts == {"fourth_column": 2}


def test_stray_columns_are_rejected_and_counted(tmp_path: Path) -> None:
    text = "a\tb\tN\nc\td\n# note\nc\td\tN\te\tf\ng\th\tN\ni\tj\tN\nk\tl\tN\n"
    table = read_paradigms(write(tmp_path / "x.tsv", text))
    assert [row.lemma for row in table] == ["a", "g", "i", "k"]
    assert table.rejected == {"stray_columns": 3} and table.rows_in == 7


def test_windows_lines_and_a_byte_order_mark_are_read_as_others(tmp_path: Path) -> None:
    path = tmp_path / "x.tsv"
    path.write_bytes("\ufeffä\tb\tN\r\n\r\nc\td\tN;PL".encode())
    assert read_paradigms(path).rows == (("ä", "b", "N"), ("c", "d", "N;PL"))


@pytest.mark.parametrize("block", [16, 1 << 22])
def test_bytes_that_are_not_utf8_are_named_by_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(split, "BLOCK", block)
    path = tmp_path / "x.tsv"
    path.write_bytes(b"a\tb\tN\n" * 40 + b"a\t\xe4b\tN\n" + b"a\tb\tN\n" * 9)
    with pytest.raises(InputError, match=r"x\.tsv:41: not UTF-8 \(byte 2 "):
        read_paradigms(path)
    with pytest.raises(InputError, match="not UTF-8"):
        parse_paradigms(path.read_bytes())


def test_a_file_that_was_cut_off_is_refused_in_one_line(tmp_path: Path) -> None:
    whole = lzma.compress("".join(f"l{i}\tf{i}\tN\n" for i in range(5000)).encode())
    path = tmp_path / "x.tsv.xz"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match="damaged compressed file"):
        read_paradigms(path)
    with pytest.raises(InputError, match="no such file"):
        read_paradigms(tmp_path / "y.tsv")


def test_a_line_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(split, "BLOCK", 1 << 20)
    path = tmp_path / "x.tsv"
    path.write_bytes(b"a\tb\tN\n" + b"x" * (17 << 20))
    with pytest.raises(InputError, match=r"x\.tsv:2: a line of more than 16 MiB"):
        read_paradigms(path)


def test_the_parts_of_a_split_table_are_merged_in_their_order(tmp_path: Path) -> None:
    folder = tmp_path / "unimorph"
    parts = {"": "a\tb\tN\n", ".2": "c\td\tN\n", ".10": "e\tf\tN\na\tb\tN\n", ".1": "g\th\tN"}
    for part, text in parts.items():
        write(folder / f"deu{part}.tsv", text)
    for other in ("deu.derivations", "deu.args", "deu.sm", "traps/deu.3", "deu.1.tsv.part"):
        write(folder / f"{other}.tsv", "x\ty\tN\n")
    assert find_tables(tmp_path, "deu_Latn") == tuple(
        folder / f"deu{part}.tsv" for part in ("", ".1", ".2", ".10")
    )
    table = load_paradigms(tmp_path, "de-DE")
    assert table is not None and table.variety == "deu_Latn"
    assert [row.lemma for row in table] == ["a", "g", "c", "e"]
    assert (table.rejected, table.rows_in) == ({"duplicate": 1}, 5)


def test_lettered_parts_need_no_whole_table_beside_them(tmp_path: Path) -> None:
    folder = tmp_path / "unimorph"
    for part in "ba":
        write(folder / f"fin_{part}.tsv", f"{part}\tx\tN\n")
    assert find_tables(tmp_path, "fin") == (folder / "fin_a.tsv", folder / "fin_b.tsv")
    assert find_table(tmp_path, "fin") == folder / "fin_a.tsv"
    assert read_paradigms(folder / "fin_a.tsv").variety == "fin_Latn"


@pytest.mark.data
def test_every_real_table_loads_with_every_row_accounted_for(data_dir: Path) -> None:
    tables = sorted((data_dir / "unimorph").glob("*.tsv.xz"))
    assert len(tables) == 135
    rows_in = 0
    for path in tables:
        table = read_paradigms(path)
        rows_in += table.rows_in
        assert table.variety, path
        with lzma.open(path, "rb") as stream:
            lines = [line for line in stream if line.strip()]
        assert table.rows_in == len(lines), path
        distinct = len(set(lines))
        assert 0.9 * distinct <= len(table) <= distinct, path
        assert set(table.rejected) <= {"duplicate", "empty_cell"}, path
    assert rows_in > 3_500_000


@pytest.mark.data
def test_real_tables_of_every_script_equal_a_line_by_line_reading(data_dir: Path) -> None:
    paths = sorted((data_dir / "unimorph").glob("*.tsv.xz"), key=lambda path: path.stat().st_size)
    for path in [*paths[:60], *(data_dir / "unimorph" / f"{code}.tsv.xz" for code in ("hye", "urd", "sqi"))]:
        rows, rejected, rows_in, counts = reference(lzma.decompress(path.read_bytes()).decode())
        table = read_paradigms(path)
        assert list(table) == rows, path
        assert (table.rejected, table.rows_in, table.counts) == (rejected, rows_in, counts), path


@pytest.mark.data
@pytest.mark.parametrize(("code", "share"), [("tur", 45), ("sqi", 41)])
def test_multiword_forms_are_as_many_as_the_datas_readme_says(data_dir: Path, code: str, share: int) -> None:
    table = read_paradigms(data_dir / "unimorph" / f"{code}.tsv.xz")
    assert round(100 * table.counts["multiword"] / len(table)) == share


@pytest.mark.data
def test_a_second_table_of_a_language_is_never_merged_into_the_first(data_dir: Path) -> None:
    assert find_tables(data_dir, "kaz_Cyrl") == (data_dir / "unimorph" / "kaz.tsv.xz",)


@pytest.mark.data
@pytest.mark.parametrize("code", ["tur", "kaz", "hin"])
def test_real_rows_equal_a_pandas_parse(data_dir: Path, code: str) -> None:
    path = data_dir / "unimorph" / f"{code}.tsv.xz"
    frame = pd.read_csv(
        path,
        sep="\t",
        header=None,
        dtype=str,
        keep_default_na=False,
        quoting=csv.QUOTE_NONE,
        encoding="utf-8",
    )
    forms = frame[1].str.normalize("NFC").str.replace("[\u200b\u200c\u200d\u00ad]", "", regex=True)
    table = read_paradigms(path)
    joiners = str.maketrans("", "", "\u200c\u200d")
    assert sorted({row.form.translate(joiners) for row in table}) == sorted(set(forms.str.strip()))


def test_a_table_serves_the_script_that_it_is_written_in(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = write(tmp_path / "unimorph" / "uig.tsv", "\n.\t-\tN\nachmaq\tachtim\tV;SG;1;PST\n")
    assert find_tables(tmp_path, "uig_Arab") == find_tables(tmp_path, "uig_Arab") == ()
    assert [record.getMessage() for record in caplog.records] == [
        f"{path}: written in the script Latn, so uig_Arab has no inflection table"
    ]
    assert find_tables(tmp_path, "uig_Latn") == (path,)
    write(path, "ئاچماق\tئاچتىم\tV;SG;1;PST\n")
    assert (find_tables(tmp_path, "uig_Arab"), find_tables(tmp_path, "uig_Latn")) == ((path,), ())


def test_a_table_without_letters_is_known_by_its_name(tmp_path: Path) -> None:
    path = write(tmp_path / "unimorph" / "uig.tsv", "1\t2\tN\n")
    assert find_tables(tmp_path, "uig_Arab") == (path,)
    assert find_tables(tmp_path, "uig_Latn") == ()


@pytest.mark.data
def test_real_tables_in_another_script_than_the_usual_one_are_known(data_dir: Path) -> None:
    romanized = {"ckb_Arab", "cre_Cans", "crh_Cyrl", "evn_Cyrl", "itl_Cyrl", "uig_Arab"}
    codes = {path.name.split(".")[0] for path in (data_dir / "unimorph").glob("*.tsv.xz")}
    usual = {load_catalog().resolve(code).variety for code in codes}
    assert {variety for variety in usual if not find_tables(data_dir, variety)} == romanized
    for variety in romanized:
        assert find_tables(data_dir, f"{variety[:3]}_Latn"), variety
