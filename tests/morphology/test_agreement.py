import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.morphology.agreement import Conflict, Relation, compare
from lexiboost.morphology.schema import DIMENSIONS


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("N;ACC;SG", "SG;N;ACC", "equal"),
        ("N;ACC", "N;ACC;SG", "subsumes"),
        ("N;ACC;SG", "N;ACC", "subsumed"),
        ("N;ACC", "N;SG", "compatible"),
        ("N;ACC", "N;NOM", "contradicts"),
        ("N;ACC/NOM", "N;ACC", "subsumes"),
        ("N;ACC/NOM", "N;ACC/GEN", "compatible"),
        ("N;ACC/NOM", "N;DAT/GEN", "contradicts"),
        ("N;LOC", "N;ESS", "equal"),
        ("N;ESS", "N;IN+ESS", "subsumes"),
        ("N;IN+ESS", "N;AT+ESS", "contradicts"),
        ("N;IN+ESS", "N;IN+ABL", "contradicts"),
        ("N;IN+ESS", "N;NOM", "contradicts"),
        ("N;SG", "PROPN;SG", "subsumes"),
        ("ADJ;SG", "N;SG", "contradicts"),
        ("V;PST", "V.PTCP;PST", "subsumes"),
        ("V;FIN;PST", "V.PTCP;PST", "contradicts"),
        ("V;IMP", "V.PTCP;PST", "contradicts"),
        ("V;FIN;IND", "V;IND", "equal"),
        ("V.PTCP;NFIN", "V.PTCP", "equal"),
        ("V;PST", "V;PST+PRF", "subsumes"),
        ("V;PRF;PST", "V;PST+PRF", "equal"),
        ("V;PST;RMT", "V;PST;RCT", "contradicts"),
        ("V;FUT", "V;non{PST}", "subsumed"),
        ("V;PST", "V;non{PST}", "contradicts"),
        ("N;PSS1", "N;PSS1S", "subsumes"),
        ("N;PSS1S", "N;PSS2S", "contradicts"),
        ("V;ARGAB3S", "V;AB3S", "equal"),
        ("ADJ;SPRL", "ADJ;AB;SPRL", "subsumes"),
        ("N;LGSPEC1", "N;LGSPEC2", "compatible"),
        ("N;FEM", "N;MASC+FEM", "subsumed"),
        ("N;LGSPEC1", "N", "subsumed"),
    ],
)
def test_relations_worked_by_hand(left: str, right: str, expected: str) -> None:
    assert compare(left, right).relation == expected


def test_a_contradiction_names_facet_and_both_values() -> None:
    found = compare("N;ACC;SG", "N;NOM;PL;FEM")
    assert found.conflicts == (Conflict("case", "ACC", "NOM"), Conflict("number", "SG", "PL"))


PLAIN = {
    name: DIMENSIONS[name].split()
    for name in ("case", "number", "gender", "tense", "mood", "voice", "polarity", "animacy")
}
BUNDLES = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(features) for name, features in PLAIN.items()}
).map(lambda chosen: ";".join(["N", *chosen.values()]))
MIRROR = {
    Relation.SUBSUMES: Relation.SUBSUMED,
    Relation.SUBSUMED: Relation.SUBSUMES,
}


@given(BUNDLES, BUNDLES)
def test_the_relation_mirrors(left: str, right: str) -> None:
    forth, back = compare(left, right), compare(right, left)
    assert back.relation == MIRROR.get(forth.relation, forth.relation)
    assert {(c.facet, c.right, c.left) for c in back.conflicts} == set(forth.conflicts)


@given(BUNDLES, BUNDLES, BUNDLES)
def test_subsumption_is_transitive(first: str, second: str, third: str) -> None:
    general = {Relation.EQUAL, Relation.SUBSUMES}
    if compare(first, second).relation in general and compare(second, third).relation in general:
        assert compare(first, third).relation in general


@given(BUNDLES, st.data())
def test_dropping_a_feature_makes_a_more_general_bundle(bundle: str, data: st.DataObject) -> None:
    features = bundle.split(";")
    kept = [feature for feature in features[1:] if data.draw(st.booleans())]
    smaller = ";".join(["N", *kept])
    expected = Relation.EQUAL if len(kept) == len(features) - 1 else Relation.SUBSUMES
    assert compare(smaller, bundle).relation == expected
