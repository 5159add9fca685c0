"""Agreement on hand-made tables of a language with gender."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lexiboost.artifacts.errors import ConfigError
from lexiboost.morphology import Paradigms
from lexiboost.synthesis.inflect import Inflector
from tests.synthesis.handmade import make_lexicon, say, synthesize

TABLE = Paradigms.from_rows(
    [
        ("novus", "novus", "ADJ;NOM;MASC;SG"),
        ("novus", "nova", "ADJ;NOM;FEM;SG"),
        ("novus", "novi", "ADJ;NOM;MASC;PL"),
        ("novus", "novae", "ADJ;NOM;FEM;PL"),
        ("via", "via", "N;NOM;FEM;SG"),
        ("via", "viae", "N;NOM;FEM;PL"),
        ("amicus", "amicus", "N;NOM;MASC;SG"),
        ("amicus", "amici", "N;NOM;MASC;PL"),
        ("dies", "dies", "N;NOM;MASC;SG"),
        ("dies", "dies", "N;NOM;FEM;SG"),
        ("cadere", "cado", "V;IND;SG;1;PRS"),
        ("cadere", "cadit", "V;IND;SG;3;PRS"),
        ("cadere", "cadunt", "V;IND;PL;3;PRS"),
        ("cadere", "cadidit", "V;IND;SG;3;PST"),
        ("cadere", "ceciderunt", "V;IND;PL;3;PST"),
        ("cadere", "cecidi", "V;IND;SG;1;PST"),
    ]
)
WORDS = make_lexicon(
    ("new", "novus"),
    ("road", "via"),
    ("friend", "amicus"),
    ("day", "dies"),
    ("fall", "cadere"),
    target="lat_Latn",
)


def parsed(text, lemmas, upos, bundles, heads, relations):
    sentence = say(text, lemmas=lemmas, upos=upos, bundles=bundles, relations=relations)
    return replace(sentence, heads=heads)


def phrase(noun, number="SG"):
    word = noun if number == "SG" else f"{noun}s"
    return parsed(f"new {word}", f"new {noun}", "ADJ NOUN", f"ADJ N;{number}", (2, 0), "amod root")


def drawn(sentence, **options):
    return synthesize([sentence], WORDS, mode="inflect", inflector=Inflector(TABLE), **options)[0]


@pytest.mark.parametrize(
    ("noun", "number", "plain", "agreeing"),
    [
        ("road", "SG", "novus via", "nova via"),
        ("road", "PL", "novus viae", "novae viae"),
        ("friend", "SG", "novus amicus", "novus amicus"),
        ("friend", "PL", "novus amici", "novi amici"),
    ],
)
def test_an_adjective_takes_number_case_and_gender_of_its_noun(noun, number, plain, agreeing):
    assert drawn(phrase(noun, number)).text == plain
    output = drawn(phrase(noun, number), agreement=True)
    assert output.text == agreeing
    gender = "FEM" if noun == "road" else "MASC"
    assert output.cells == (f"ADJ;NOM;{gender};{number}", f"N;NOM;{gender};{number}")


def test_where_the_noun_was_kept_its_attributes_stay_as_they_are():
    kept = parsed("new cats", "new cat", "ADJ NOUN", "ADJ N;PL", (2, 0), "amod root")
    assert drawn(kept, agreement=True).text == "novus cats"


@pytest.mark.parametrize(
    ("subject", "upos", "bundle", "past", "present"),
    [
        ("friends", "NOUN", "N;PL", "amici ceciderunt", "amici cadunt"),
        ("friend", "NOUN", "N;SG", "amicus cadidit", "amicus cadit"),
        ("i", "PRON", "PRO;NOM;SG;1", "i cecidi", "i cado"),
    ],
)
def test_a_finite_verb_takes_number_and_person_of_its_subject(subject, upos, bundle, past, present):
    for tense, expected in (("PST", past), ("PRS", present)):
        sentence = parsed(
            f"{subject} fall",
            f"{subject.removesuffix('s')} fall",
            f"{upos} VERB",
            f"{bundle} V;FIN;IND;{tense}",
            (2, 0),
            "nsubj root",
        )
        assert drawn(sentence, agreement=True).text == expected


def test_a_subject_with_conjuncts_is_a_plural():
    sentence = parsed(
        "road and friend fall",
        "road and friend fall",
        "NOUN CCONJ NOUN VERB",
        "N;SG - N;SG V;FIN;IND;PST",
        (4, 3, 1, 0),
        "nsubj cc conj root",
    )
    assert drawn(sentence, agreement=True).text == "via and amicus ceciderunt"


def test_a_verb_that_is_not_finite_agrees_with_nothing():
    sentence = parsed("friends fall", "friend fall", "NOUN VERB", "N;PL V;NFIN", (2, 0), "nsubj root")
    assert drawn(sentence, agreement=True).words[1] == drawn(sentence).words[1]


def test_agreement_follows_the_noun_that_was_drawn_and_changes_no_draw():
    lexicon = make_lexicon(("new", "novus"), ("thing", "via"), ("thing", "amicus"))
    sentence = parsed("new thing", "new thing", "ADJ NOUN", "ADJ N;SG", (2, 0), "amod root")
    plain, agreeing = (
        synthesize(
            [sentence],
            lexicon,
            mode="inflect",
            inflector=Inflector(TABLE),
            copies=range(40),
            agreement=agreement,
        )
        for agreement in (False, True)
    )
    assert [output.rows for output in plain] == [output.rows for output in agreeing]
    assert {output.text for output in agreeing} == {"nova via", "novus amicus"}


def test_a_language_without_a_table_agrees_in_nothing():
    output = synthesize([phrase("road")], WORDS, mode="inflect", agreement=True)[0]
    assert output.text == "novus via"


def test_agreement_without_a_parse_is_refused():
    with pytest.raises(ConfigError, match="agreement"):
        synthesize([say("new road")], WORDS, mode="inflect", agreement=True, inflector=Inflector(TABLE))
