from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.morphology import canonical, load_paradigms, part_of_speech, transfer_cell

CASES = ["NOM", "ACC", "GEN", "LOC"]
NOUNS = [f"N;{case};{number}" for case in CASES for number in ("SG", "PL")]
VERBS = [
    "V;NFIN",
    *(f"V;IND;{n};{p};{t}" for n in ("SG", "PL") for p in "123" for t in ("PST", "PRS")),
    "V;IMP;SG;2",
    "V;IMP;SG;3",
    "V;SBJV;SG;3;PST",
]
TABLE = frozenset(map(canonical, [*NOUNS, *(f"{noun};PSS1S" for noun in NOUNS), *VERBS]))


@pytest.mark.parametrize(
    ("source", "cell", "dropped"),
    [
        ("N;PL", "N;NOM;PL", ()),
        ("N;SG", "N;NOM;SG", ()),
        ("N", "N;NOM;SG", ()),
        ("PROPN;PL", "N;NOM;PL", ("PROPN",)),
        ("N;ACC;PL", "N;ACC;PL", ()),
        ("N;GEN;DEF;SG", "N;GEN;SG", ("DEF",)),
        ("N;PL;PSS1S", "N;NOM;PL;PSS1S", ()),
        ("N;ESS;SG", "N;LOC;SG", ()),
        ("N;ERG;PL", "N;NOM;PL", ("ERG",)),
        ("V;PST", "V;IND;SG;3;PST", ()),
        ("V;FIN;IND;SG;3;PRS", "V;IND;SG;3;PRS", ()),
        ("V;IND;PL;1;PST", "V;IND;PL;1;PST", ()),
        ("V;IMP", "V;IMP;SG;2", ()),
        ("V;NFIN", "V;NFIN", ()),
        ("V.PTCP;PST", "V;IND;SG;3;PST", ("V.PTCP",)),
        ("V.MSDR", "V;NFIN", ("V.MSDR",)),
        ("V;PST;PASS", "V;IND;SG;3;PST", ("PASS",)),
    ],
)
def test_english_bundles_find_their_cell(source: str, cell: str, dropped: tuple[str, ...]) -> None:
    assert transfer_cell(source, TABLE) == (cell, dropped)


def test_a_part_of_speech_the_table_has_not_gives_none() -> None:
    assert transfer_cell("ADV", TABLE) is None
    assert transfer_cell("", TABLE) is None
    assert transfer_cell("N;PL", frozenset({"V;NFIN"})) is None


def test_without_infinitive_a_verbal_noun_stands_in() -> None:
    assert transfer_cell("V;NFIN", frozenset({"V.MSDR", "V;IND;SG;3;PRS"})) == ("V.MSDR", ("NFIN", "V"))


def test_tense_is_kept_before_person_and_number_before_both() -> None:
    cells = frozenset({"V;SG;3;PRS", "V;SG;1;PST", "V;PL;2;PRS"})
    assert transfer_cell("V;SG;3;PST", cells) == ("V;SG;1;PST", ("3",))
    assert transfer_cell("V;PL;3;PST", cells) == ("V;PL;2;PRS", ("3", "PST"))


def test_values_that_hold_several_match_any_of_them() -> None:
    assert transfer_cell("N;ACC;SG", frozenset({"N;NOM/ACC;SG", "N;GEN;SG"})) == ("N;NOM/ACC;SG", ())
    assert transfer_cell("V;PRS", frozenset({"V;non{PST}", "V;PST"})) == ("V;non{PST}", ())
    assert transfer_cell("V;PST", frozenset({"V;PST+RMT", "V;PST", "V;FUT"})) == ("V;PST", ())


@given(
    st.lists(st.sampled_from(sorted(TABLE)), min_size=1, max_size=12, unique=True),
    st.sampled_from(sorted(TABLE)),
    st.randoms(use_true_random=False),
)
def test_the_choice_is_a_cell_of_the_table_and_independent_of_order(
    cells: list[str], source: str, random: object
) -> None:
    found = transfer_cell(source, cells)
    shuffled = list(cells)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert transfer_cell(source, shuffled) == found
    if source in cells:
        assert found == (source, ())
    if found is not None:
        assert found[0] in cells
        assert set(found[1]) <= set(source.split(";"))


@pytest.mark.data
@pytest.mark.parametrize(
    ("variety", "plural", "past"),
    [
        ("tur_Latn", "N;NOM;PL", "V;DECL;IND;SG;3;POS;PST"),
        ("fin_Latn", "N;NOM;PL", "V;IND;SG;3;POS;PST;ACT"),
        ("deu_Latn", "N;NOM;PL", "V;IND;SG;3;PST"),
        ("rus_Cyrl", "N;NOM;PL", "V;MASC;SG;PST"),
        ("ell_Grek", "N;NOM;PL", "V;PFV;SG;3;PST"),
    ],
)
def test_real_tables_give_the_plain_plural_and_the_plain_past(
    data_dir: Path, variety: str, plural: str, past: str
) -> None:
    table = load_paradigms(data_dir, variety)
    assert table is not None
    cells = frozenset(table.bundles)
    assert transfer_cell("N;PL", cells) == (plural, ())
    assert transfer_cell("V;FIN;IND;PST", cells) == (past, ())
    assert all(part_of_speech(cell) for cell in cells)
