import pytest

from lexiboost.lexicons import Entry, Lexicon, coverage
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
