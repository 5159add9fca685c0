import numpy as np
import pytest

from lexiboost.lexicons import Entry
from lexiboost.morphology import Paradigms, SuffixRules
from lexiboost.tasks.baselines import LookupSettings, LookupTagger
from lexiboost.tasks.predictions import Inventory
from lexiboost.tokens.dictionary import ReverseDictionary
from tests.tasks.baselines.resources import ENGLISH, FINNISH, lexicon, plain, tagged

TRAIN = [
    tagged("the/DET dog/NOUN runs/VERB fast/ADV ./PUNCT"),
    tagged("a/DET dog/NOUN and/CCONJ a/DET cat/NOUN ran/VERB to/ADP the/DET green/ADJ house/NOUN"),
    tagged("the/DET President/PROPN met/VERB the/DET president/NOUN and/CCONJ the/DET president/NOUN"),
    tagged(
        "President/PROPN President/PROPN President/PROPN in/ADP 2/NUM of/ADP of/ADP of/ADP of/ADP the/DET"
    ),
    tagged("for/ADP Will/PROPN Will/PROPN Will/NOUN"),
    tagged("they/PRON walk/VERB and/CCONJ walk/VERB for/ADP a/DET walk/NOUN"),
]
INVENTORY = Inventory.of(TRAIN)
LEXICON = lexicon(
    Entry("dog", "koira"),
    Entry("green", "vihreä"),
    Entry("president", "presidentti"),
    Entry("walk", "kävely", "NOUN", "NOUN"),
    Entry("walk", "kävellä", "VERB", "VERB"),
    Entry("walk", "kulku"),
    Entry("will", "tahto"),
    Entry("the", "se", score=0.2),
    Entry("dog", "se", score=0.8),
    Entry("zymurgy", "zymurgia", "NOUN", ""),
    *(Entry("green", f"{stem}inen") for stem in ("pun", "sin", "kelt", "must")),
    *(Entry("dog", f"{stem}ja") for stem in ("opetta", "kirjoitta", "teki", "tiet")),
)
TABLE = Paradigms.from_rows(
    [
        ("kulku", "kulku", "N;NOM;SG"),
        ("koira", "koiralla", "N;AT+ESS;SG"),
        ("juosta", "juoksee", "V;IND;PRS;3;SG"),
        ("hiihtää", "hiihtää", "V;NFIN"),
        ("hiihtää", "hiihtävät", "V;IND;PRS;3;PL"),
        ("juosta", "juoksevat", "V;IND;PRS;3;PL"),
    ]
)


def make_tagger(settings=None, lexicon_=LEXICON):
    dictionary = ReverseDictionary(lexicon_, paradigms=TABLE, rules=SuffixRules.fit(TABLE))
    return LookupTagger.fit(
        TRAIN,
        INVENTORY,
        dictionaries={FINNISH: dictionary},
        lexicons={FINNISH: lexicon_},
        paradigms={FINNISH: TABLE},
        settings=settings,
    )


@pytest.fixture(scope="module")
def tagger():
    return make_tagger()


def tag_of(tagger, word, variety=FINNISH):
    return INVENTORY.tags[int(tagger.distribution(variety, [word])[0].argmax())]


@pytest.mark.parametrize(("word", "tag"), [("!", "PUNCT"), ("1917", "NUM")])
def test_patterns_decide_first_and_for_sure(tagger, word, tag):
    row = tagger.distribution(FINNISH, [word])[0]
    assert row[INVENTORY.tags.index(tag)] == 1


@pytest.mark.parametrize(("word", "tag"), [("koira", "NOUN"), ("vihreä", "ADJ"), ("Koira", "NOUN")])
def test_a_listed_word_gets_the_tag_of_its_translation(tagger, word, tag):
    assert tag_of(tagger, word) == tag


@pytest.mark.parametrize(("word", "tag"), [("kävely", "NOUN"), ("kävellä", "VERB")])
def test_the_lexicons_part_of_speech_chooses_among_the_translations_tags(tagger, word, tag):
    assert tag_of(tagger, word) == tag


def test_a_frequent_english_word_outweighs_a_rare_one_with_a_higher_score(tagger):
    # se -> dog (0.8, seen twice) or the (0.2, seen six times): 0.8 * 2 ** 2 < 0.2 * 6 ** 2.
    weighed = make_tagger(LookupSettings(frequency=2.0))
    unweighed = make_tagger(LookupSettings(frequency=0.0))
    assert tag_of(weighed, "se") == "DET"
    assert tag_of(unweighed, "se") == "NOUN"


def test_translations_mean_english_words_in_small_letters(tagger):
    # Four of the six occurrences of "president" are a capitalized proper noun.
    assert tag_of(tagger, "Presidentti") == "NOUN"
    assert tag_of(tagger, "President", ENGLISH) == "PROPN"


def test_an_inflected_form_gets_the_tag_of_its_lemma(tagger):
    assert tag_of(tagger, "koiralla") == "NOUN"


def test_the_table_tags_forms_that_the_lexicon_lacks(tagger):
    assert tag_of(tagger, "juoksee") == "VERB"
    assert tag_of(tagger, "hiihtää") == "VERB"


def test_the_table_rules_out_tags_of_the_translation(tagger):
    # "walk" is a verb twice and a noun once, but the table has "kulku" as a noun.
    assert tag_of(tagger, "kulku") == "NOUN"


def test_a_word_in_small_letters_is_no_name_where_the_script_has_capitals(tagger):
    # "Will" is a name twice and a noun once.
    assert tag_of(tagger, "Tahto") == "PROPN"
    assert tag_of(tagger, "tahto") == "NOUN"


def test_a_translation_that_english_data_lack_is_tagged_by_the_lexicons_part_of_speech(tagger):
    assert tag_of(tagger, "zymurgia") == "NOUN"


@pytest.mark.parametrize(("word", "tag"), [("vaalahinen", "ADJ"), ("myymäjä", "VERB"), ("muija", "NOUN")])
def test_an_unknown_word_is_tagged_by_its_longest_known_ending(word, tag):
    # -inen: four adjectives; -ja: four nouns; -ää and -vät: verbs of the table; -jä: none, so -ä decides.
    assert tag_of(make_tagger(LookupSettings(fuzzy=0.0)), word) == tag


def test_a_capitalized_unknown_word_is_a_name_and_one_in_small_letters_is_not(tagger):
    names = INVENTORY.tags.index("PROPN")
    capital, small = tagger.distribution(FINNISH, ["Xyzzyx", "xyzzyx"])
    assert capital.argmax() == names
    assert small[names] < 0.2


def test_a_short_unknown_word_is_a_function_word(tagger):
    assert tag_of(tagger, "qq") in {"DET", "ADP", "CCONJ"}


def test_english_words_have_their_own_training_distribution(tagger):
    row = tagger.distribution(ENGLISH, ["walk"])[0]
    # 2 verbs and 1 noun, and 0.3 occurrences spread over open classes.
    assert 2 / 3.3 <= row[INVENTORY.tags.index("VERB")] <= 2.3 / 3.3
    assert 1 / 3.3 <= row[INVENTORY.tags.index("NOUN")] <= 1.3 / 3.3
    assert tag_of(tagger, "dog", ENGLISH) == "NOUN"


def test_distributions_sum_to_one_whatever_the_word_and_variety(tagger):
    words = ["koira", "!", "7", "juoksee", "Xyzzyx", "q", "vaalahinen", "se", "koiralla", "€"]
    for variety in (FINNISH, ENGLISH, "kat_Geor"):
        rows = tagger.distribution(variety, words)
        assert rows.shape == (len(words), len(INVENTORY.tags))
        assert rows.dtype == np.float32
        assert (rows >= 0).all()
        assert np.allclose(rows.sum(1), 1, atol=1e-5)


def test_a_word_has_the_same_distribution_alone_and_among_others():
    together = make_tagger().distribution(FINNISH, ["koira", "vaalahinen", "juoksevat", "koirakas"])
    tagger = make_tagger()
    for word, row in zip(["koirakas", "juoksevat"], together[[3, 2]], strict=True):
        assert np.allclose(tagger.distribution(FINNISH, [word])[0], row)
    assert tagger.distribution(FINNISH, []).shape == (0, len(INVENTORY.tags))


def test_predictions_hold_each_words_distribution_in_the_sentences_order(tagger):
    result = tagger.predict([plain("kas koira juoksee"), plain("kas vihreä")], FINNISH)
    expected = tagger.distribution(FINNISH, ["kas", "koira", "juoksee", "kas", "vihreä"])
    assert np.allclose(np.exp(result.tags_WxT), expected, atol=1e-5)
    assert result.labels_NxC.shape == (2, 0)


def test_the_capital_letter_of_a_first_word_counts_half(tagger):
    names = INVENTORY.tags.index("PROPN")
    first, second = np.exp(tagger.predict([plain("Xyzzyx Xyzzyx")], FINNISH).tags_WxT[:, names])
    small = tagger.distribution(FINNISH, ["xyzzyx"])[0, names]
    assert first == pytest.approx((second + small) / 2, abs=1e-5)


def test_a_tag_never_seen_is_never_predicted():
    inventory = Inventory((), (*INVENTORY.tags, "PART"))
    dictionary = ReverseDictionary(LEXICON, paradigms=TABLE, rules=SuffixRules.fit(TABLE))
    tagger = LookupTagger.fit(
        TRAIN, inventory, dictionaries={FINNISH: dictionary}, lexicons={FINNISH: LEXICON}
    )
    rows = tagger.distribution(FINNISH, ["koira", "Xyzzyx", "qq", "vaalahinen", "se"])
    assert "PART" not in {inventory.tags[i] for i in rows.argmax(1)}


def test_a_saved_tagger_predicts_the_same(tagger, tmp_path):
    tagger.save(tmp_path)
    dictionary = ReverseDictionary(LEXICON, paradigms=TABLE, rules=SuffixRules.fit(TABLE))
    loaded = LookupTagger.load(
        tmp_path, dictionaries={FINNISH: dictionary}, lexicons={FINNISH: LEXICON}, paradigms={FINNISH: TABLE}
    )
    test = [plain("Koira juoksee vaalahinen presidentti 5 qq")]
    assert np.array_equal(tagger.predict(test, FINNISH).tags_WxT, loaded.predict(test, FINNISH).tags_WxT)
    assert loaded.inventory == tagger.inventory


@pytest.mark.parametrize("word", ["ja", "sekä"])
def test_parallel_text_is_believed_as_far_as_it_links_a_word(word):
    """`and` is always a conjunction: a link of 0.4 moves that much of the guess there."""

    def tags(aligned):
        dictionary = ReverseDictionary(LEXICON, aligned=aligned)
        tagger = LookupTagger.fit(
            TRAIN, INVENTORY, dictionaries={FINNISH: dictionary}, lexicons={FINNISH: LEXICON}
        )
        return tagger.distribution(FINNISH, [word])[0]

    guess, sure, half = tags({}), tags({word: {"and": 1.0}}), tags({word: {"and": 0.4}})
    assert INVENTORY.tags[int(sure.argmax())] == "CCONJ"
    np.testing.assert_allclose(half, 0.4 * sure + 0.6 * guess, atol=1e-4)
    assert np.abs(sure - guess).max() > 0.3
