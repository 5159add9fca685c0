import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.morphology import parse
from lexiboost.morphology.schema import DIMENSIONS
from lexiboost.morphology.ud import parse_feats
from lexiboost.morphology.ud_language import Change, convert
from lexiboost.morphology.unimorph_to_ud import count_losses, unimorph_to_ud


@pytest.mark.parametrize(
    ("bundle", "upos", "feats"),
    [
        ("N;ACC;PL", "NOUN", "Case=Acc|Number=Plur"),
        ("PL;N;IN+ESS", "NOUN", "Case=Ine|Number=Plur"),
        ("N;NOM(PL;PSS(1,PL))", "NOUN", "Case=Nom|Number=Plur|Number[psor]=Plur|Person[psor]=1"),
        ("V;NFIN", "VERB", "VerbForm=Inf"),
        ("V;V.PTCP;PST", "VERB", "Tense=Past|VerbForm=Part"),
        ("V.MSDR", "VERB", "VerbForm=Vnoun"),
        ("V;AB3S;ER1P", "VERB", "Number[abs]=Sing|Number[erg]=Plur|Person[abs]=3|Person[erg]=1"),
        ("ADJ;FEM/MASC;SPRL", "ADJ", "Degree=Sup|Gender=Fem,Masc"),
        ("V;PST+PRF", "VERB", "Tense=Pqp"),
        ("PROPN", "PROPN", "_"),
        ("SG", "_", "Number=Sing"),
    ],
)
def test_bundles_that_ud_can_say(bundle: str, upos: str, feats: str) -> None:
    word = unimorph_to_ud(bundle)
    assert word == (upos, feats, (), ())


def test_what_ud_cannot_say_is_named_and_counted() -> None:
    words = [unimorph_to_ud("V;PRF;REAL;OBLIG;LGSPEC1"), unimorph_to_ud("COMP"), unimorph_to_ud("V;non{PST}")]
    assert words[0].feats == "Aspect=Perf|Mood=Ind"
    assert words[0].dropped == ("LGSPEC1", "OBLIG")
    assert words[0].changed == (Change("PRF", "PFV"), Change("REAL", "IND"))
    assert words[1] == ("SCONJ", "_", (), (Change("COMP", "CONJ"),))
    assert count_losses(words) == {
        "words": 3,
        "dropped LGSPEC1": 1,
        "dropped OBLIG": 1,
        "changed PRF": 1,
        "changed REAL": 1,
        "changed COMP": 1,
        "dropped non{PST}": 1,
    }


EXTRA = {
    "case": ["IN+ESS", "AT+ABL", "IN+ALL", "ACC/NOM", "ESS/NOM", "VOC+GEN", "IN+XYZ"],
    "tense": ["PST+PRF", "PST+IPFV", "PST+RMT", "non{PST}"],
    "gender": ["MASC+FEM", "FEM/MASC"],
    "language-specific": ["LGSPEC1", "AUTO"],
}
BUNDLES = st.fixed_dictionaries(
    {},
    optional={
        name: st.sampled_from([*DIMENSIONS.get(name, "").split(), *EXTRA.get(name, [])])
        for name in (*DIMENSIONS, "language-specific")
    },
).map(lambda chosen: ";".join(chosen.values()))


@given(BUNDLES)
def test_unimorph_to_ud_and_back_loses_exactly_what_is_counted(bundle: str) -> None:
    there = unimorph_to_ud(bundle)
    back = convert(there.upos, parse_feats(there.feats))
    lost = set(there.dropped) | {change.written for change in there.changed}
    assert lost <= parse(bundle)
    expected = (parse(bundle) - lost) | {change.read_back for change in there.changed}
    assert parse(back.bundle) == expected


@given(BUNDLES)
def test_feats_are_sorted_as_conllu_asks(bundle: str) -> None:
    feats = unimorph_to_ud(bundle).feats
    names = [pair.split("=")[0].lower() for pair in feats.split("|")]
    assert names == sorted(names)
    assert len(set(names)) == len(names)
