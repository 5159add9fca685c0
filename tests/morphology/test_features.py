import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.morphology import BACK_OFF_ORDER, back_off, canonical, parse, part_of_speech
from lexiboost.morphology.features import by_dimension, dimension
from lexiboost.morphology.schema import DIMENSIONS, FEATURE_DIMENSION


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("PL;N;ACC", "N;ACC;PL"),
        ("V;PRS;3;SG", "V;SG;3;PRS"),
        ("N;INST;SG", "N;INS;SG"),
        ("N;NOM(PL;PSS(1,PL))", "N;NOM;PL;PSS1P"),
        ("N;NOM(SG;DEF)", "N;NOM;DEF;SG"),
        ("ADJ;ACC(ANIM;MASC;SG)", "ADJ;ANIM;ACC;MASC;SG"),
        ("V;IND;PST;NOM(3,SG)", "V;IND;SG;3;PST"),
        ("V;PST;NOM(SG,FEM)", "V;FEM;SG;PST"),
        ("V;PRS;ABS(3,PL);ERG(1,INCL,PL)", "V;AB3P;ER1PI;PRS"),
        ("V;IND;PRS;ACC(DEF);NOM(1,SG)", "V;DEF;IND;SG;1;PRS"),
        ("V;PRS;NOM(3,SG,BANTU11);PRIM(3,PL,BANTU2)", "V;PRIM3PBANT02;SG;3;PRS;BANT11"),
        ("N;LOC(PL);NOM(2,PL)", "N;NO2P;LOC;PL"),
        ("V;V.PTCP;PST", "V.PTCP;PST"),
        ("N;IN+ESS;SG", "N;IN+ESS;SG"),
        ("n;pl", "N;PL"),
        ("_", ""),
    ],
)
def test_one_cell_has_one_spelling(written: str, expected: str) -> None:
    assert parse(written) == parse(expected)
    assert set(canonical(written).split(";")) == set(expected.split(";"))
    assert canonical(canonical(written)) == canonical(written)


def test_dimensions_stand_in_the_order_of_the_schema() -> None:
    assert canonical("PST;3;SG;IND;V;PASS") == "V;IND;SG;3;PST;PASS"
    assert canonical("PSS3S;PL;DEF;ACC;N") == "N;ACC;DEF;PL;PSS3S"


FEATURES = st.lists(st.sampled_from(sorted(FEATURE_DIMENSION)), min_size=1, max_size=6, unique=True)


@given(FEATURES, st.randoms(use_true_random=False))
def test_order_never_matters(features: list[str], random: object) -> None:
    shuffled = list(features)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert canonical(";".join(features)) == canonical(";".join(shuffled))


@given(FEATURES)
def test_back_off_only_ever_drops_one_dimension_and_keeps_the_part_of_speech(features: list[str]) -> None:
    bundle = canonical(";".join(features))
    previous = by_dimension(bundle)
    for smaller in back_off(bundle):
        groups = by_dimension(smaller)
        assert set(groups) < set(previous)
        assert len(previous) - len(groups) == 1
        assert "part of speech" not in set(previous) - set(groups)
        previous = groups


def test_back_off_gives_up_possession_before_case_before_number() -> None:
    assert list(back_off("N;ACC;PL;PSS1S")) == ["N;ACC;PL", "N;PL", "N"]
    assert list(back_off("N")) == []


def test_every_dimension_but_the_part_of_speech_is_in_the_back_off_order_once() -> None:
    assert len(set(BACK_OFF_ORDER)) == len(BACK_OFF_ORDER)
    assert set(BACK_OFF_ORDER) == set(DIMENSIONS) - {"part of speech"} | {"language-specific"}


@pytest.mark.parametrize(
    ("feature", "expected"),
    [
        ("NOM/ACC", "case"),
        ("IN+ESS", "case"),
        ("non{PST}", "tense"),
        ("PSS3S", "possession"),
        ("ARGABS3", "argument marking"),
        ("PRIM3SBANT01", "argument marking"),
        ("LGSPEC1", "language-specific"),
        ("POS", "polarity"),
    ],
)
def test_compound_and_unknown_features_have_a_dimension(feature: str, expected: str) -> None:
    assert dimension(feature) == expected


def test_part_of_speech() -> None:
    assert part_of_speech("PST;V.PTCP") == "V.PTCP"
    assert part_of_speech("SG") == ""
