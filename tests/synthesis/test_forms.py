import unicodedata

import pytest

from lexiboost.morphology import Paradigms
from lexiboost.morphology.features import canonical
from lexiboost.synthesis.inflect import Inflector
from tests.synthesis.handmade import make_lexicon, say, synthesize


@pytest.mark.parametrize(
    ("source", "entry", "variety", "expected"),
    [
        ("Monday", ("monday", "lundi"), "fra_Latn", "Lundi"),
        ("MONDAY", ("monday", "lundi"), "fra_Latn", "LUNDI"),
        ("monday", ("monday", "lundi"), "fra_Latn", "lundi"),
        ("house", ("house", "Haus"), "deu_Latn", "Haus"),
        ("Street", ("street", "çadde yolu"), "fra_Latn", "Çadde yolu"),
        ("Good", ("good", "жақсы"), "kaz_Cyrl", "Жақсы"),
        ("Good", ("good", "ดี"), "tha_Thai", "ดี"),
        ("GOOD", ("good", "კარგი"), "kat_Geor", "კარგი"),
        ("I", ("i", "minä"), "fin_Latn", "minä"),
        ("New York", ("new york", "nueva york"), "spa_Latn", "Nueva york"),
        ("UK government", ("uk government", "gobierno británico"), "spa_Latn", "Gobierno británico"),
        ("UK GOVERNMENT", ("uk government", "gobierno"), "spa_Latn", "GOBIERNO"),
        ("iPhone", ("iphone", "älypuhelin"), "fin_Latn", "älypuhelin"),
    ],
)
def test_casing_is_carried_over(source, entry, variety, expected):
    assert synthesize([say(source)], make_lexicon(entry, target=variety))[0].text == expected


@pytest.mark.parametrize("variety", ["tur_Latn", "azj_Latn"])
def test_turkish_and_azerbaijani_keep_the_dot_of_their_i(variety):
    lexicon = make_lexicon(("good", "iyi"), ("hot", "ısı"), target=variety)
    assert synthesize([say("Good HOT GOOD")], lexicon)[0].text == "İyi ISI İYİ"


def test_capitals_are_written_in_normal_form():
    text = synthesize([say("NEW")], make_lexicon(("new", "ΐ")))[0].text
    assert text == unicodedata.normalize("NFC", "Ϊ́")


def test_a_multiword_translation_of_a_table_becomes_several_words():
    table = Paradigms.from_rows([("shoh", "do të shohë", "V;IND;FUT;3;SG")])
    sentence = say("sees", "B-x", lemmas="see", upos="VERB", bundles="V;FUT;3;SG")
    output = synthesize(
        [sentence], make_lexicon(("see", "shoh")), mode="inflect", inflector=Inflector(table)
    )[0]
    assert (output.text, output.tags) == ("do të shohë", ("B-x", "I-x", "I-x"))
    assert set(output.cells) == {canonical("V;IND;FUT;3;SG")}


TABLE = Paradigms.from_rows(
    [
        ("asema", "asemat", "N;NOM;PL"),
        ("asema", "asema", "N;NOM;SG"),
        ("avata", "avaa", "V;IMP;2;SG"),
        ("avata", "avasi", "V;IND;PST;3;SG"),
    ]
)


@pytest.mark.parametrize(
    ("source", "columns", "entry", "expected"),
    [
        (
            "old stations",
            {"lemmas": "old station", "upos": "ADJ NOUN", "bundles": "ADJ N;PL"},
            ("old stations", "asema"),
            "asemat",
        ),
        (
            "turned on",
            {"lemmas": "turn on", "upos": "VERB ADP", "bundles": "V;PST ADP"},
            ("turned on", "avata"),
            "avasi",
        ),
    ],
)
def test_the_head_of_a_multiword_entry_gives_the_features(source, columns, entry, expected):
    output = synthesize(
        [say(source, **columns)], make_lexicon(entry), mode="inflect", inflector=Inflector(TABLE)
    )[0]
    assert (output.text, output.origins) == (expected, ("inflected",))
