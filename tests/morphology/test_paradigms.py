import pickle

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.morphology import Paradigms, Row, canonical
from lexiboost.morphology.columns import index_cells

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


def test_rows_are_a_sequence() -> None:
    assert len(TABLE.rows) == len(TABLE) == 6
    assert TABLE.rows[1] == Row("talo", "talot", "N;NOM;PL")
    assert TABLE.rows[-1].lemma == "talot"
    assert TABLE.rows[4:] == (("talo", "talojen", "N;GEN;PL"), ("talot", "talon", "N;GEN;SG"))
    assert TABLE.rows[::-5] == (TABLE.rows[5], TABLE.rows[0])
    assert list(TABLE) == list(TABLE.rows) == list(TABLE.rows[:])
    assert TABLE.rows[0] in TABLE.rows
    assert TABLE.rows != TABLE.rows[:5]
    with pytest.raises(IndexError):
        TABLE.rows[6]


def test_an_empty_table_knows_nothing() -> None:
    table = Paradigms(())
    assert (len(table), table.lemmas, table.forms, table.bundles, table.rows) == (0, (), (), (), ())
    assert (table.inflect("a", "N"), table.analyse("a"), "a" in table) == ((), (), False)
    assert table.inflect_batch(["a"], ["N"]).to_pylist() == table.analyse_batch(["a"]).to_pylist() == [[]]


def test_batches_may_be_empty_and_must_be_of_one_length() -> None:
    assert TABLE.inflect_batch([], []).to_pylist() == TABLE.analyse_batch([]).to_pylist() == []
    with pytest.raises(ValueError, match="2 lemmas, 1 bundles"):
        TABLE.inflect_batch(["a", "b"], ["N"])


@pytest.mark.parametrize("kind", [list, np.array, pd.Series, pa.array])
def test_batches_of_any_kind_give_all_forms_and_readings_in_file_order(kind: type) -> None:
    lemmas, bundles = ["talo", "auto", "talo", "talot"], ["PL;N;GEN", "N;GEN;PL", "N;ABL", "N;SG;GEN"]
    found = TABLE.inflect_batch(kind(lemmas), kind(bundles)).to_pylist()
    assert found == [["taloin", "talojen"], [], [], ["talon"]]
    found = TABLE.analyse_batch(kind(["auton", "talon"])).to_pylist()
    assert found == [
        [],
        [{"lemma": "talo", "bundle": "N;GEN;SG"}, {"lemma": "talot", "bundle": "N;GEN;SG"}],
    ]


def test_a_table_survives_pickling() -> None:
    table = Paradigms(TABLE.rows, "fin_Latn", {"duplicate": 1}, counts={"multiword": 2})
    assert table.analyse("talot")
    again = pickle.loads(pickle.dumps(table))
    assert (again.rows, again.variety, again.rows_in) == (table.rows, "fin_Latn", 7)
    assert (again.rejected, again.counts) == ({"duplicate": 1}, {"multiword": 2})
    assert again.analyse("talot") == table.analyse("talot")


WORD = st.sampled_from(["a", "b", "ä", "plumless", "buckeroo", "a b", "dom", "дом"])
BUNDLE = st.sampled_from(["N;SG", "SG;N", "N;PL", "V;PST", "V;PST;3", "ADJ"])


@given(st.lists(st.tuples(WORD, WORD, BUNDLE), max_size=30), st.lists(st.tuples(WORD, WORD, BUNDLE)))
def test_look_ups_equal_a_scan_of_the_rows(
    rows: list[tuple[str, str, str]], asked: list[tuple[str, str, str]]
) -> None:
    table = Paradigms.from_rows(rows)
    kept = list(dict.fromkeys((lemma, form, canonical(bundle)) for lemma, form, bundle in rows))
    assert table.rows == tuple(kept)
    assert table.lemmas == tuple(dict.fromkeys(lemma for lemma, _, _ in kept))
    assert table.forms == tuple(dict.fromkeys(form for _, form, _ in kept))
    asked = asked + rows
    forms = [
        tuple(f for m, f, b in kept if (m, b) == (lemma, canonical(bundle))) for lemma, _, bundle in asked
    ]
    readings = [tuple((m, b) for m, f, b in kept if f == form) for _, form, _ in asked]
    lemmas, words, bundles = ([row[i] for row in asked] for i in range(3))
    for _ in range(2):  # the second time from memory
        assert [table.inflect(lemma, bundle) for lemma, _, bundle in asked] == forms
        assert [table.analyse(word) for word in words] == readings
    assert list(map(tuple, table.inflect_batch(lemmas, bundles).to_pylist())) == forms
    found = table.analyse_batch(words).to_pylist()
    assert [tuple((r["lemma"], r["bundle"]) for r in reading) for reading in found] == readings
    for lemma in lemmas:
        paradigm = [(b, f) for m, f, b in kept if m == lemma]
        assert list(table.forms_of(lemma)) == list(dict.fromkeys(b for b, _ in paradigm))
        assert all(table.forms_of(lemma)[b] == tuple(f for c, f in paradigm if c == b) for b, _ in paradigm)
        assert table.inflect(lemma, "SG;N") == table.forms_of(lemma).get("N;SG", ())
        assert (lemma in table) == bool(paradigm)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), min_size=1))
def test_cells_are_the_same_however_they_are_sorted(pairs: list[tuple[int, int]]) -> None:
    lemmas, bundles = np.array(pairs, dtype=np.int32).T
    in_one_key, by_columns = (index_cells(lemmas, bundles, 5, count) for count in (4, 2**62))
    for one, other in zip(in_one_key, by_columns, strict=True):
        np.testing.assert_array_equal(one, other)
    assert in_one_key.rows.tolist() == sorted(range(len(pairs)), key=lambda row: (*pairs[row], row))
