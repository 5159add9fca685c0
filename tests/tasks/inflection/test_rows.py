from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.artifacts.errors import InputError
from lexiboost.morphology import Row, load_paradigms
from lexiboost.tasks.inflection.rows import evenly, hallucinate, split_by_lemma, without
from lexiboost.tasks.inflection.sets import read_set

ROWS = [
    Row("walk", "walked", "V;PST"),
    Row("walk", "walks", "V;PRS"),
    Row("café", "cafés", "N;PL"),
    Row("talk", "talked", "V;PST"),
]


def test_no_cell_of_a_test_lemma_is_left() -> None:
    assert without(ROWS, [Row("walk", "walked", "V;PST")]) == ROWS[2:]
    assert without(ROWS, []) == ROWS


def test_test_lemmas_are_found_in_any_normal_form() -> None:
    assert without(ROWS, [Row("cafe\u0301", "x", "N")]) == [*ROWS[:2], ROWS[3]]


WORDS = st.text(alphabet="abc", min_size=1, max_size=2)
TABLES = st.lists(st.builds(Row, WORDS, WORDS, st.sampled_from(["N;SG", "N;PL"])), max_size=30)


@given(TABLES, TABLES)
def test_what_is_left_shares_no_lemma_with_the_test_rows_and_nothing_else_is_lost(
    rows: list[Row], test: list[Row]
) -> None:
    left = without(rows, test)
    lemmas = {row.lemma for row in test}
    assert not lemmas & {row.lemma for row in left}
    assert len(rows) - len(left) == sum(row.lemma in lemmas for row in rows)


@pytest.mark.data
@pytest.mark.parametrize("code", ["tur", "heb"])
def test_the_published_tables_hold_test_rows_and_lose_them(data_dir: Path, code: str) -> None:
    table = load_paradigms(data_dir, code)
    assert table is not None
    test = read_set(data_dir / "tasks" / "sigmorphon2023" / f"{code}.tst")
    known = set(table.rows)
    assert sum(row in known for row in test) > 0.9 * len(test)
    left = without(table.rows, test)
    assert not {row.lemma for row in left} & {row.lemma for row in test}
    assert not set(left) & set(test)
    assert len(left) > 0.5 * len(table)


@given(st.integers(0, 5), st.floats(0.01, 0.99))
def test_no_lemma_is_on_both_sides_of_the_split(seed: int, share: float) -> None:
    rows = [Row(str(i // 3), str(i), "N") for i in range(30)]
    train, dev = split_by_lemma(rows, share, np.random.default_rng(seed), at_most=100)
    assert not {row.lemma for row in train} & {row.lemma for row in dev}
    assert sorted(train + dev) == sorted(rows)
    assert train and dev


def test_a_table_of_one_lemma_cannot_be_split() -> None:
    with pytest.raises(InputError, match="fewer than two lemmas"):
        split_by_lemma(ROWS[:2], 0.5, np.random.default_rng(0), at_most=10)


def test_evenly_spaced_rows_keep_their_order() -> None:
    rows = [Row(str(i), "", "") for i in range(10)]
    assert [row.lemma for row in evenly(rows, 4)] == ["0", "3", "6", "9"]
    assert evenly(rows, 10) == rows


def test_hallucination_changes_the_stem_and_keeps_its_end_and_the_affixes() -> None:
    row = Row("spielen", "gespielt", "V.PTCP;PST")  # stem "spiel": its first two letters may change
    made = hallucinate(row, "xy", np.random.default_rng(0))
    assert made is not None
    lemma, form, bundle = made
    assert bundle == row.bundle
    assert lemma[2:] == "ielen" and form[:2] == "ge" and form[4:] == "ielt"
    assert lemma[:2] == form[2:4] and set(lemma[:2]) <= set("xy")


def test_a_stem_too_short_is_not_hallucinated() -> None:
    assert hallucinate(Row("cats", "cat", "N;SG"), "xy", np.random.default_rng(0)) is None
