import pytest

from lexiboost.morphology import Paradigms, SuffixRules
from lexiboost.synthesis.inflect import Inflected, Inflector

TABLE = Paradigms.from_rows(
    [
        (noun, noun + ending, f"N;{case};{number}")
        for noun in ("talo", "auto", "katto")
        for ending, case, number in (("", "NOM", "SG"), ("t", "NOM", "PL"), ("n", "GEN", "SG"))
    ]
    + [("muuta", "muuttaa", "V;NFIN"), ("muuta", "muutan", "V;IND;PRS;1;SG")]
)


def test_the_table_gives_the_cell_of_the_source_features():
    found = Inflector(TABLE).inflect("talo", "N;PL")
    assert (found.form, found.cell, found.origin) == ("talot", "N;NOM;PL", "table")


def test_the_rules_serve_lemmas_the_table_lacks():
    found = Inflector(TABLE, SuffixRules.fit(TABLE)).inflect("radio", "N;PL")
    assert (found.form, found.cell, found.origin) == ("radiot", "N;NOM;PL", "rules")
    assert Inflector(TABLE).inflect("radio", "N;PL") is None


def test_the_table_comes_before_the_rules():
    table = Paradigms.from_rows([*TABLE.rows, ("tapa", "tavat", "N;NOM;PL")])
    assert Inflector(table, SuffixRules.fit(table)).inflect("tapa", "N;PL").form == "tavat"


PARTIAL = Paradigms.from_rows([*TABLE.rows, ("pallo", "pallon", "N;GEN;SG"), ("lintu", "linnut", "N;GEN;PL")])


def test_a_rule_for_the_right_cell_comes_before_a_listed_form_of_another():
    inflector = Inflector(PARTIAL, SuffixRules.fit(PARTIAL))
    assert inflector.inflect("pallo", "N;PL").form == "pallot"
    assert inflector.inflect("pallo", "N;SG").form == "pallo"
    assert Inflector(PARTIAL).inflect("pallo", "N;PL").form == "pallon"


def test_a_lemma_listed_as_a_noun_only_takes_no_verb_ending():
    table = Paradigms.from_rows(
        [*TABLE.rows, *((v, v[:-1] + "i", "V;PST") for v in ("sanoa", "ostaa", "antaa"))]
    )
    rules = SuffixRules.fit(table)
    assert Inflector(table, rules).inflect("kasvaa", "V;PST").form == "kasvai"
    listed = Paradigms.from_rows([*table.rows, ("kasvaa", "kasvaat", "N;NOM;PL")])
    assert Inflector(listed, SuffixRules.fit(listed)).inflect("kasvaa", "V;PST") is None


@pytest.mark.parametrize("bundle", ["", "ADJ;SG"])
def test_without_features_or_cells_nothing_is_inflected(bundle):
    assert Inflector(TABLE, SuffixRules.fit(TABLE)).inflect("radio", bundle) is None


def test_rules_in_doubt_are_not_used():
    # Two rows of three different plurals: no edit has more than half of the (discounted) votes.
    table = Paradigms.from_rows([("ab", "abx", "N;PL"), ("cd", "cdy", "N;PL"), ("ef", "efz", "N;PL")])
    assert Inflector(table, SuffixRules.fit(table)).inflect("gh", "N;PL") is None


def test_a_paradigm_has_one_form_a_cell_and_names_it():
    found = Inflector(TABLE).paradigm("talo")
    assert sorted(form.form for form in found) == ["talo", "talon", "talot"]
    assert [form.cell for form in found] == sorted(TABLE.forms_of("talo"))
    assert all(form.form in TABLE.inflect("talo", form.cell) and form.origin == "table" for form in found)
    assert Inflector(TABLE).paradigm("radio") == ()


def test_learned_forms_stand_between_the_table_and_the_rules():
    cell = "N;NOM;PL"
    learned = {("radio", cell): ("radiit", "inflector"), ("talo", cell): ("?", "inflector")}
    inflector = Inflector(TABLE, SuffixRules.fit(TABLE), learned)
    assert inflector.inflect("radio", "N;PL") == Inflected("radiit", cell, "inflector")
    assert inflector.inflect("talo", "N;PL").origin == "table"
    assert inflector.inflect("valo", "N;PL").origin == "rules"
