import pytest

from lexiboost.morphology import Paradigms, Row

ROWS = [
    ("talo", "talon", "N;GEN;SG"),
    ("talo", "talot", "N;PL;NOM"),
    ("talo", "talot", "N;ACC;PL"),
    ("talo", "taloin", "PL;GEN;N"),
    ("talo", "talojen", "N;GEN;PL"),
    ("talot", "talon", "N;GEN;SG"),
]
TABLE = Paradigms.from_rows(ROWS, variety="fin_Latn")


def test_a_cell_may_have_several_forms_in_file_order() -> None:
    assert TABLE.inflect("talo", "N;GEN;PL") == ("taloin", "talojen")


@pytest.mark.parametrize("bundle", ["GEN;N;PL", "N;PL;GEN", "PL;GEN;N"])
def test_features_may_be_given_in_any_order(bundle: str) -> None:
    assert TABLE.inflect("talo", bundle) == ("taloin", "talojen")


def test_a_form_may_stand_in_several_cells_and_lemmas() -> None:
    assert TABLE.analyse("talot") == (("talo", "N;NOM;PL"), ("talo", "N;ACC;PL"))
    assert TABLE.analyse("talon") == (("talo", "N;GEN;SG"), ("talot", "N;GEN;SG"))


def test_what_is_not_in_the_table_gives_nothing() -> None:
    assert TABLE.inflect("talo", "N;ABL;PL") == ()
    assert TABLE.inflect("auto", "N;GEN;SG") == ()
    assert TABLE.analyse("auton") == ()
    assert dict(TABLE.forms_of("auto")) == {}


def test_a_paradigm_maps_cells_to_forms() -> None:
    assert TABLE.forms_of("talo") == {
        "N;GEN;SG": ("talon",),
        "N;NOM;PL": ("talot",),
        "N;ACC;PL": ("talot",),
        "N;GEN;PL": ("taloin", "talojen"),
    }
    assert TABLE.lemmas == ("talo", "talot")
    assert TABLE.bundles == ("N;GEN;PL", "N;GEN;SG", "N;ACC;PL", "N;NOM;PL")
    assert "talo" in TABLE and "auto" not in TABLE


def test_repeated_rows_are_dropped_and_counted() -> None:
    table = Paradigms.from_rows([*ROWS, ("talo", "talon", "SG;N;GEN")])
    assert table.rows == TABLE.rows
    assert table.rejected == {"duplicate": 1}
    assert table.rows_in == 7


def test_rows_that_are_not_accounted_for_are_refused() -> None:
    with pytest.raises(ValueError, match="3 rows in"):
        Paradigms((Row("a", "b", "N"),), rejected={"empty_cell": 1}, rows_in=3)
