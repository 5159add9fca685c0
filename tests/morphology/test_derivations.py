import lzma
from pathlib import Path

import pytest

from lexiboost.artifacts.errors import InputError
from lexiboost.morphology import Derivation, read_derivations, read_paradigms


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_derivations_are_read_cleaned_and_counted(tmp_path: Path) -> None:
    text = (
        "happy\thappiness\tADJ:N\t-ness\n\n"
        "happy\tunhappy\tADJ:ADJ\tun-\n"
        "happy\tunhappy\tADJ:ADJ\tun-\n"
        "cafe\u0301\tcafetier\tN:N\t-ier\n"
        "x\t\tN:N\t-y\n"
        "stray\trow\n"
    )
    table = read_derivations(write(tmp_path / "eng.tsv", text))
    assert table.rows == (
        Derivation("happy", "happiness", "ADJ", "N", "-ness"),
        Derivation("happy", "unhappy", "ADJ", "ADJ", "un-"),
        Derivation("café", "cafetier", "N", "N", "-ier"),
    )
    assert table.rejected == {"duplicate": 1, "empty_cell": 1, "stray_columns": 1}
    assert table.rows_in == 6


@pytest.mark.parametrize(
    ("text", "message"),
    [("go\twent\tV;PST\n", r"x\.tsv:1: no row of base"), ("\n", r"x\.tsv: no usable row")],
)
def test_what_is_no_derivation_table_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_derivations(write(tmp_path / "x.tsv", text))


@pytest.mark.data
def test_every_real_derivation_table_loads_and_is_refused_as_inflection(data_dir: Path) -> None:
    paths = sorted((data_dir / "unimorph" / "derivations").glob("*.xz"))
    assert len(paths) == 6
    for path in paths:
        with lzma.open(path, "rt", encoding="utf-8") as stream:
            lines = [line for line in stream if line.strip()]
        table = read_derivations(path)
        assert table.rows_in == len(lines) == len(table) + sum(table.rejected.values()), path
        assert len(table) >= 0.99 * len(set(lines)), path
        with pytest.raises(InputError, match=r":1: a derivation table .*read_derivations"):
            read_paradigms(path)
