import pytest

from lexiboost.lexicons import Entry, Lexicon
from lexiboost.lexicons.lexicon import make_table


def test_rows_that_are_not_accounted_for_are_refused() -> None:
    table = make_table([Entry("house", "ev")], "x", "")
    with pytest.raises(ValueError, match="3 rows in"):
        Lexicon(table, "eng_Latn", "tur_Latn", rows_in=3, rejected={"empty_cell": 1})
    assert len(Lexicon(table, "eng_Latn", "tur_Latn", rows_in=2, rejected={"empty_cell": 1})) == 1


@pytest.mark.parametrize("entry", [Entry("", "ev"), Entry("house", ""), Entry("house", "ev", score=0.0)])
def test_empty_cells_and_scores_of_zero_are_refused(entry: Entry) -> None:
    with pytest.raises(ValueError, match="a lexicon row has"):
        Lexicon(make_table([entry], "x", ""), "eng_Latn", "tur_Latn", rows_in=1)


def test_inverting_twice_gives_the_same_lexicon() -> None:
    entries = [Entry("run", "koşmak", "VERB", "VERB", 2.0), Entry("rapid", "hızlı", "ADJ", "")]
    lexicon = Lexicon(make_table(entries, "x", "CC0"), "eng_Latn", "tur_Latn", rows_in=2)
    inverse = lexicon.inverted()
    assert inverse.entries()[1] == Entry("hızlı", "rapid", "", "ADJ", 1.0)
    assert (inverse.source, inverse.target) == ("tur_Latn", "eng_Latn")
    assert inverse.inverted().table.equals(lexicon.table)
