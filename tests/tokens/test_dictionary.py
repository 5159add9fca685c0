import pytest

from lexiboost.morphology import Paradigms, SuffixRules
from lexiboost.tokens.dictionary import DictionarySettings, ReverseDictionary
from tests.synthesis.handmade import make_lexicon

LEXICON = make_lexicon(
    ("house", "talo", 3.0),
    ("building", "talo", 1.0),
    ("to run", "juosta", 1.0),
    ("car", "auto", 1.0),
    ("cupboard", "kaappi", 1.0),
    ("computer", "tietokone", 1.0),
)
NOUNS = [
    (noun, noun + ending, f"N;{cell}")
    for noun in ("talo", "katto")
    for ending, cell in (("ssa", "IN"), ("n", "GEN"), ("ssani", "IN;PSS1S"))
]
TABLE = Paradigms.from_rows([row for row in NOUNS if row[1] != "talossani"] + [("auto", "talossani", "N;IN")])
FULL = {"paradigms": TABLE, "rules": SuffixRules.fit(Paradigms.from_rows(NOUNS[3:]))}


def look_up(word, lexicon=LEXICON, settings=None, **parts):
    return ReverseDictionary(lexicon, settings=settings, **parts).look_up_all([word])[0]


@pytest.mark.parametrize(
    ("word", "how", "english"),
    [
        ("talo", "exact", {"house": 0.75, "building": 0.25}),
        ("TALO", "exact", {"house": 0.75, "building": 0.25}),
        ("talossa", "table", {"house": 0.75, "building": 0.25}),
        ("autossa", "rules", {"car": 1.0}),
        ("tietokoneemme", "fuzzy", {"computer": 1.0}),
        ("xyz", "none", {}),
    ],
)
def test_back_offs_come_in_order(word, how, english):
    hit = look_up(word, **FULL)
    assert (hit.how, dict(hit.english)) == (how, pytest.approx(english))


@pytest.mark.parametrize(
    ("off", "found"),
    [
        # By the table a form of `auto`; by the rule of its ending a form of `talo`; and it looks like `talo`.
        ({}, ("table", "car")),
        ({"table": False}, ("rules", "house")),
        ({"table": False, "rules": False}, ("fuzzy", "house")),
        ({"table": False, "rules": False, "fuzzy": False}, ("none", None)),
    ],
)
def test_a_back_off_that_is_switched_off_leaves_the_word_to_the_next(off, found):
    hit = look_up("talossani", settings=DictionarySettings(**off), **FULL)
    assert (hit.how, hit.english[0][0] if hit.english else None) == found


def test_a_form_of_several_lemmas_has_the_translations_of_all():
    table = Paradigms.from_rows([("talo", "x", "N;GEN"), ("auto", "x", "N;GEN"), ("unlisted", "x", "N;GEN")])
    english = dict(look_up("x", paradigms=table).english)
    assert english == pytest.approx({"car": 0.5, "house": 0.375, "building": 0.125})


def test_a_table_whose_lemmas_the_lexicon_lacks_does_not_stop_the_search():
    table = Paradigms.from_rows([("katto", "tietokoneet", "N;PL")])
    assert look_up("tietokoneet", paradigms=table).how == "fuzzy"


def test_stop_words_of_a_translation_are_left_out_but_stand_alone():
    lexicon = make_lexicon(("to run", "juosta"), ("the", "se"), ("alarm clock", "kello"))
    assert dict(look_up("juosta", lexicon).english) == {"run": 1.0}
    assert dict(look_up("se", lexicon).english) == {"the": 1.0}
    assert dict(look_up("kello", lexicon).english) == {"alarm": 0.5, "clock": 0.5}


def test_the_best_translations_are_kept_and_weights_sum_to_one():
    lexicon = make_lexicon(*((f"e{i}", "f", float(i + 1)) for i in range(9)))
    english = look_up("f", lexicon, DictionarySettings(max_translations=3)).english
    assert [word for word, _ in english] == ["e8", "e7", "e6"]
    assert sum(weight for _, weight in english) == pytest.approx(1.0)


def test_short_words_are_not_guessed():
    assert look_up("aut", LEXICON).how == "none"
    assert look_up("autt", LEXICON).how == "fuzzy"


def test_a_look_up_does_not_depend_on_the_words_beside():
    dictionary = ReverseDictionary(LEXICON, **FULL)
    words = ["talo", "kaapit", "autossa", "zzzz", "tietokoneita", "talossa"]
    together = dictionary.look_up_all(words)
    assert together == [dictionary.look_up_all([word])[0] for word in words]
    assert dictionary.look_up_all(words[::-1]) == together[::-1]


def test_scripts_without_spaces_are_not_guessed():
    lexicon = make_lexicon(("alarm", "นาฬิกาปลุก"), target="tha_Thai")
    assert look_up("นาฬิกา", lexicon).how == "none"


def test_an_empty_question_has_an_empty_answer():
    assert ReverseDictionary(LEXICON).look_up_all([]) == []


@pytest.mark.parametrize(
    "word", ["iyi", "İyi", "İYİ", "Işık", "IŞIK", "ışık", "Internet", "internet", "Iraklı"]
)
def test_turkish_words_are_found_in_either_case(word):
    lexicon = make_lexicon(
        ("good", "iyi"), ("light", "ışık"), ("internet", "internet"), ("iraqi", "Iraklı"), target="tur_Latn"
    )
    table = Paradigms.from_rows([("iyi", "iyiler", "ADJ;PL")])
    dictionary = ReverseDictionary(lexicon, paradigms=table)
    assert dictionary.look_up_all([word])[0].how == "exact"
    assert dictionary.look_up_all(["İyiler"])[0] == (((("good", 1.0),), "table"))


def test_learned_forms_come_after_the_table_and_before_the_rules():
    learned = {
        "autossa": [("talo", 0.9)],  # the rules say `auto`
        "talossa": [("auto", 0.9)],  # so does not the table
        "kaapit": [("kaappi", 0.6), ("tietokone", 0.2)],
        "xyz": [("unlisted", 0.9)],
    }
    hits = {word: look_up(word, learned=learned, **FULL) for word in (*learned, "Kaapit", "talo")}
    assert {word: hit.how for word, hit in hits.items()} == {
        "autossa": "learned",
        "talossa": "table",
        "kaapit": "learned",
        "xyz": "none",
        "Kaapit": "learned",
        "talo": "exact",
    }
    assert dict(hits["kaapit"].english) == pytest.approx({"cupboard": 0.75, "computer": 0.25})
    assert (
        look_up("autossa", learned=learned, settings=DictionarySettings(learned=False), **FULL).how == "rules"
    )


def test_words_of_parallel_text_come_after_the_table_and_before_the_rules():
    aligned = {"autossa": {"or": 0.4, "in": 0.2}, "talossa": {"or": 1.0}, "on": {"is": 0.7}}
    hits = ReverseDictionary(LEXICON, aligned=aligned, **FULL).look_up_all(
        ["talossa", "Autossa", "ON", "talo"]
    )
    assert [hit.how for hit in hits] == ["table", "aligned", "aligned", "exact"]
    assert [dict(hit.english) for hit in hits[1:3]] == [{"or": 0.4, "in": 0.2}, {"is": 0.7}]


def test_what_a_lexicon_has_from_parallel_text_alone_is_not_listed():
    """The lexicon that text is made with holds those rows too; their weights say nothing of certainty."""
    lexicon = make_lexicon(("of", "της", 1.0), ("house", "σπίτι", 1.0), target="ell_Grek")
    dictionary = ReverseDictionary(lexicon, aligned={"της": {"of": 0.3}})
    assert dictionary.look_up_all(["ΤΗΣ", "σπίτι"]) == [
        ((("of", 0.3),), "aligned"),
        ((("house", 1.0),), "exact"),
    ]
