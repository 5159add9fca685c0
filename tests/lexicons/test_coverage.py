import pytest

from lexiboost.lexicons import Entry, Lexicon, coverage
from lexiboost.lexicons.coverage import coverage_by_pos
from lexiboost.lexicons.lexicon import make_table

ENTRIES = [
    Entry("house", "ev"),
    Entry("go", "gitmek"),
    Entry("Turkey", "Türkiye"),
    Entry("living room", "oturma odası"),
]
LEXICON = Lexicon(make_table(ENTRIES, "x", ""), "eng_Latn", "tur_Latn", rows_in=4)
WORDS = ["House", "house", "went", "went", "goes", "turkey", "living", "42", "!"]


def test_shares_of_words_and_types_by_exact_casefold_and_lemma() -> None:
    # 7 words with a letter, 6 types; exact: house; folded: House, turkey; by lemma: went x2, goes.
    found = coverage(LEXICON, WORDS, lemmas={"went": "go", "goes": ["gob", "go"]})
    assert (found.words, found.types) == (7, 6)
    assert (found.exact, found.casefold, found.lemma) == pytest.approx((1 / 7, 3 / 7, 6 / 7))
    assert (found.types_exact, found.types_casefold, found.types_lemma) == pytest.approx(
        (1 / 6, 3 / 6, 5 / 6)
    )
    assert found.missing == (("living", 1),)


def test_missing_words_are_ranked_by_frequency_then_spelling() -> None:
    assert coverage(LEXICON, WORDS, top=2).missing == (("went", 2), ("goes", 1))


def test_the_target_side_can_be_measured_and_an_empty_text_gives_zero() -> None:
    assert coverage(LEXICON, ["EV", "okul"], side="target").casefold == 0.5
    assert coverage(LEXICON, []).lemma == 0.0


def test_running_words_by_part_of_speech_of_their_entries() -> None:
    entries = [Entry("light", "ışık", "NOUN"), Entry("Light", "hafif", "ADJ"), Entry("run", "koş", "VERB")]
    found = Lexicon(make_table([*entries, Entry("at", "de")], "x", ""), "eng_Latn", "tur_Latn", 4)
    # 10 words: LIGHT and light have both entries, runs by its lemma, at without a part of speech.
    words = ["LIGHT", "light", "runs", "at", "at", "at", "house", ",", "house", "house", "house"]
    shares = coverage_by_pos(found, words, lemmas={"runs": "run"})
    assert list(shares.items()) == [("", 0.3), ("ADJ", 0.2), ("NOUN", 0.2), ("VERB", 0.1)]
    assert coverage_by_pos(found, []) == {}
