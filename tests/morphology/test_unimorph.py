import csv
import lzma
from pathlib import Path

import pandas as pd
import pytest

from lexiboost.artifacts.errors import InputError, UnknownLanguageError
from lexiboost.morphology import find_table, load_paradigms, read_paradigms


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
        ("happy\thappiness\tADJ:N\t-ness\n", r"x\.tsv:1: a derivation table"),
        ("\n\n", r"x\.tsv: no usable row"),
        ("a\t\tN\n", r"x\.tsv: no usable row"),
    ],
)
def test_user_errors_name_file_and_row(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_paradigms(write(tmp_path / "x.tsv", text))


def test_tables_are_found_under_any_code_of_the_language(tmp_path: Path) -> None:
    write(tmp_path / "unimorph" / "jap.tsv", "a\tb\tN\n")
    write(tmp_path / "unimorph" / "swa.tsv", "a\tb\tN\n")
    assert find_table(tmp_path, "ja-JP") == tmp_path / "unimorph" / "jap.tsv"
    found = load_paradigms(tmp_path, "swh")
    assert found is not None and found.variety == "swa_Latn"
    assert load_paradigms(tmp_path, "tur_Latn") is None
    assert load_paradigms(tmp_path / "nowhere", "tur_Latn") is None
    with pytest.raises(UnknownLanguageError):
        load_paradigms(tmp_path, "zzz_Latn")


def test_a_table_of_another_script_is_not_taken(tmp_path: Path) -> None:
    default = write(tmp_path / "unimorph" / "kaz.tsv", "a\tb\tN\n")
    assert find_table(tmp_path, "kaz_Cyrl") == default
    assert find_table(tmp_path, "kaz_Arab") is None
    own = write(tmp_path / "unimorph" / "kaz_Arab.tsv", "a\tb\tN\n")
    assert find_table(tmp_path, "kaz_Arab") == own


@pytest.mark.data
def test_every_real_table_loads_with_every_row_accounted_for(data_dir: Path) -> None:
    tables = sorted((data_dir / "unimorph").glob("*.tsv.xz"))
    assert len(tables) == 135
    rows_in = 0
    for path in tables:
        table = read_paradigms(path)
        rows_in += table.rows_in or 0
        assert table.variety, path
        with lzma.open(path, "rb") as stream:
            filled = sum(1 for line in stream if line.strip())
        assert table.rows_in == filled, path
    assert rows_in > 3_500_000


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
