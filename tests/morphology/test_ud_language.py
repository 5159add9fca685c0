import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.artifacts.errors import UnknownLanguageError
from lexiboost.morphology import canonical
from lexiboost.morphology.ud import parse_feats
from lexiboost.morphology.ud_language import BackedOff, Change, UdConverter, back_off_to, convert
from lexiboost.morphology.ud_values import LAYER_VALUES, LAYERS, TO_UNIMORPH, UPOS_TO_UNIMORPH
from lexiboost.morphology.unimorph_to_ud import unimorph_to_ud


@pytest.mark.parametrize(
    ("upos", "feats", "expected"),
    [
        ("NOUN", "Case=Ess|Number=Sing", "N;FRML;SG"),
        ("PROPN", "Number=Sing", "PROPN;SG"),
        ("SCONJ", "_", "CONJ"),
        ("PRON", "Person=3|Reflex=Yes", "PRO;3;REFL"),
        ("VERB", "Mood=CndPot|Voice=CauPass", "V;COND;POT;CAUS;PASS"),
        ("VERB", "Tense=Pqp", "V;PST+PRF"),
        ("NOUN", "Number[psor]=Plur,Sing|Person[psor]=3", "N;PSS3"),
        ("DET", "Number[psor]=Sing", "DET;PSSS"),
        ("VERB", "Number[abs]=Sing|Person[abs]=3|Number[erg]=Plur|Person[erg]=1", "V;AB3S;ER1P"),
        ("ADJ", "VerbForm=Part|Tense=Past", "V.PTCP;PST"),
        ("VERB", "VerbForm=Conv,Part", "V.CVB/V.PTCP"),
        ("_", "Case=Gen", "GEN"),
        ("PUNCT", "_", ""),
    ],
)
def test_values_that_all_languages_share(upos: str, feats: str, expected: str) -> None:
    assert UdConverter()(upos, feats) == canonical(expected)


@pytest.mark.parametrize(
    ("language", "upos", "feats", "expected"),
    [
        ("tur", "VERB", "Mood=Des|Person=3", "V;COND;3"),
        ("ell", "AUX", "_", "PART"),
        ("bre", "AUX", "Mood=Ind", "V;IND"),
        ("fin", "NOUN", "Case=Abl", "N;AT+ABL"),
        ("tur", "NOUN", "Case=Abl", "N;ABL"),
        ("myv", "VERB", "Person[subj]=3|Number[subj]=Plur|Person[obj]=1|Number[obj]=Sing", "V;AC1S;PL;3"),
    ],
)
def test_what_a_language_writes_in_its_own_way(language: str, upos: str, feats: str, expected: str) -> None:
    assert UdConverter(language)(upos, feats) == canonical(expected)


@pytest.mark.parametrize(
    ("language", "cells", "upos", "feats", "expected"),
    [
        ("ukr", ["N;ESS;SG"], "PROPN", "Case=Loc|Number=Sing", "N;ESS;SG"),
        ("tur", ["N;LOC;SG"], "NOUN", "Case=Loc|Number=Sing", "N;LOC;SG"),
        ("sme", ["N;PRP;SG"], "NOUN", "Case=Loc|Number=Sing", "N;PRP;SG"),
        ("hye", ["V;PRF;PST"], "VERB", "Tense=Pqp", "V;PRF;PST"),
        ("eng", ["V;NFIN"], "VERB", "Mood=Ind|Number=Plur|Person=3|Tense=Pres|VerbForm=Fin", "V;NFIN"),
        (
            "eng",
            ["V;SG;3;PRS"],
            "VERB",
            "Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin",
            "V;FIN;IND;SG;3;PRS",
        ),
        ("eng", ["V.PTCP;PRS"], "VERB", "VerbForm=Ger", "V.PTCP;PRS"),
        ("gle", ["V;IND;FUT;AUTO"], "VERB", "Mood=Ind|Person=0|Tense=Fut", "V;IND;FUT;AUTO"),
    ],
)
def test_the_notation_is_the_tables(
    language: str, cells: list[str], upos: str, feats: str, expected: str
) -> None:
    assert UdConverter.for_table(language, cells)(upos, feats) == canonical(expected)


def test_losses_are_named_and_counted() -> None:
    converter = UdConverter()
    found = converter.convert("AUX", "Number=Ptan|PronType=Art|VerbForm=Ger")
    assert found.bundle == "V.MSDR;PL"
    assert found.dropped == ("PronType=Art",)
    assert found.changed == (
        Change("Number=Ptan", "Number=Plur"),
        Change("UPOS=AUX", "UPOS=VERB"),
        Change("VerbForm=Ger", "VerbForm=Vnoun"),
    )
    converter("PUNCT", "PunctType=Comm")
    assert converter.counts == {
        "words": 2,
        "dropped PronType=Art": 1,
        "changed Number=Ptan": 1,
        "changed UPOS=AUX": 1,
        "changed VerbForm=Ger": 1,
        "dropped UPOS=PUNCT": 1,
        "dropped PunctType=Comm": 1,
    }


def test_an_unknown_language_is_an_error() -> None:
    with pytest.raises(UnknownLanguageError):
        UdConverter("zzz")


def test_back_off_gives_up_the_first_dimensions_first_and_says_what() -> None:
    cells = ["N;ACC;SG", "N;SG", "N"]
    assert back_off_to("N;SG;ACC", cells) == BackedOff("N;ACC;SG", 0, ())
    assert back_off_to("N;ACC;FEM;SG;PSS1S", cells) == BackedOff("N;ACC;SG", 2, ("FEM", "PSS1S"))
    assert back_off_to("N;DAT;SG", cells) == BackedOff("N;SG", 1, ("DAT",))
    assert back_off_to("V;PST", cells) is None


PLAIN = {name: sorted(values) for name, values in TO_UNIMORPH.items() if name != "VerbForm"} | {
    "PronType": ["Art", "Prs"],
    "Mood": [*sorted(TO_UNIMORPH["Mood"]), "CndPot", "GenNec", "Gen"],
    "Voice": [*sorted(TO_UNIMORPH["Voice"]), "CauPass"],
}
LAYERED = {f"{name}[{layer}]": sorted(values) for layer in LAYERS for name, values in LAYER_VALUES.items()}


def some(values: list[str]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True).map(
        lambda chosen: ",".join(sorted(chosen))
    )


WORDS = st.tuples(
    st.sampled_from([*UPOS_TO_UNIMORPH, "PUNCT"]),
    st.fixed_dictionaries(
        {},
        optional={name: some(values) for name, values in (PLAIN | LAYERED).items()}
        | {"VerbForm": some([*TO_UNIMORPH["VerbForm"], "Cop"])},
    ),
)


def pieces(upos: str, feats: str) -> set[str]:
    return {f"UPOS={upos}"} | {f"{name}={v}" for name, values in parse_feats(feats).items() for v in values}


@given(WORDS)
def test_ud_to_unimorph_and_back_loses_exactly_what_is_counted(word: tuple[str, dict[str, str]]) -> None:
    upos, values = word
    feats = "|".join(f"{name}={value}" for name, value in values.items())
    there = convert(upos, parse_feats(feats))
    back = unimorph_to_ud(there.bundle)
    lost = set(there.dropped) | {change.written for change in there.changed}
    assert lost <= pieces(upos, feats)
    expected = (pieces(upos, feats) - lost) | {change.read_back for change in there.changed}
    assert pieces(back.upos, back.feats) - {"UPOS=_"} == expected
