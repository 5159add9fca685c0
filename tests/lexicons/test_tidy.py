"""The Unicode form of cells: each rule by itself, all of them together, and their counts in a lexicon."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.artifacts.errors import ConfigError, InputError
from lexiboost.lexicons import clean_lexicon, load_lexicon, read_lexicon
from lexiboost.lexicons.cleaning import RULES
from lexiboost.lexicons.tidy import TIDY_RULES, tidy
from lexiboost.text.unicode import clean


@pytest.mark.parametrize(
    ("raw", "rule", "expected"),
    [
        ("so\u00adft\ufeff", "invisible", "soft"),
        ("a\u200bb", "invisible", "ab"),
        ("10\u00a0000", "space", "10 000"),
        (" word\u3000", "space", "word"),
        ("cafe\u0301", "nfc", "caf\u00e9"),
    ],
)
def test_each_rule_alters_what_it_says_and_can_be_left_out(raw: str, rule: str, expected: str) -> None:
    assert tidy(raw) == (expected, (rule,))
    assert tidy(raw, (rule,)) == (raw, ())
    assert tidy(raw, [other for other in TIDY_RULES if other != rule]) == (expected, (rule,))


def test_a_cell_may_be_altered_by_several_rules() -> None:
    # Only without the zero-width space between them do the letter and its accent compose.
    assert tidy("e\u200b\u0301\u00a0x") == ("\u00e9 x", ("invisible", "space", "nfc"))
    assert tidy("e\u200b\u0301", ("invisible",)) == ("e\u200b\u0301", ())


@given(st.text(alphabet=st.sampled_from("aeي \t\u200b\u200c\u200d\u00a0\u00ad\u0301\u3000\ufeff\u0958ß")))
def test_all_rules_together_are_the_hygiene_of_all_other_text(cell: str) -> None:
    cleaned, rules = tidy(cell)
    assert cleaned == clean(cell).strip()
    assert bool(rules) == (cleaned != cell)
    assert tidy(cell, TIDY_RULES) == (cell, ())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lexicons" / "mine" / "en_tr.tsv"
    path.parent.mkdir(parents=True)
    rows = [
        "house\tev",
        "coffee\u200b\tkahve",
        "year\ty\u0131l\u00a0",
        "road\tu\u0308st yol",
        "\u200b\tbo\u015f",
    ]
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def test_reading_counts_each_rule_by_rows_and_no_row_is_lost(file: Path) -> None:
    lexicon = read_lexicon(file)
    assert lexicon.changed == {"invisible": 1, "nfc": 1, "space": 1}  # of rows that stay
    assert lexicon.rejected == {"empty_cell": 1}
    assert lexicon.rows_in == 5
    assert list(lexicon.table["source"]) == ["house", "coffee", "year", "road"]
    assert list(lexicon.table["target"])[2:] == ["y\u0131l", "\u00fcst yol"]


def test_a_rule_left_out_leaves_cells_as_they_stand(file: Path) -> None:
    lexicon = read_lexicon(file, skip=("nfc",))
    assert lexicon.changed == {"invisible": 1, "space": 1}
    assert lexicon.table["target"].iloc[3] == "u\u0308st yol"
    raw = read_lexicon(file, skip=RULES)
    assert raw.changed == {} and len(raw) == 5
    assert list(raw.table["source"])[1] == "coffee\u200b"


def test_the_counts_go_on_through_cleaning_and_merging(file: Path) -> None:
    assert clean_lexicon(read_lexicon(file)).changed == {"invisible": 1, "nfc": 1, "space": 1}
    data = file.parents[2]
    assert load_lexicon(data, "tur").changed == {"invisible": 1, "nfc": 1, "space": 1}
    assert load_lexicon(data, "tur", skip=("invisible",)).changed == {"nfc": 1, "space": 1}


def test_a_file_of_blank_cells_alone_says_how_many(tmp_path: Path) -> None:
    path = tmp_path / "en_br.tsv"
    path.write_text("\u00a0\tti\nhouse\t\u200b\n", encoding="utf-8")
    with pytest.raises(InputError, match="2 empty_cell"):
        read_lexicon(path)


def test_an_unknown_use_is_refused(file: Path) -> None:
    with pytest.raises(ConfigError, match="one of LR, RL"):
        read_lexicon(file, use="left")
