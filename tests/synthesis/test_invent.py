"""Invented stand-ins for function words that a lexicon does not list."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lexiboost.synthesis.invent import invented_words
from tests.synthesis.handmade import make_lexicon, say, synthesize

TARGETS = ("talossa", "kissoilla", "ka", "koirat", "meressä", "vuorella")
SENTENCE = {"lemmas": "the cat see a dog", "upos": "DET NOUN VERB DET NOUN"}


@given(st.lists(st.text("abcdeä-' ", min_size=1, max_size=9), max_size=30))
def test_an_invented_word_begins_a_listed_word_and_is_none(targets):
    listed = {word for target in targets for word in target.split()}
    for word in invented_words(targets, "fin_Latn"):
        assert 1 <= len(word) <= 4
        assert word.isalpha() and word not in listed
        assert any(other.startswith(word) for other in listed)


def test_a_listed_short_word_is_not_invented():
    many = [f"ka{letter}oilla" for letter in "abcdefghijklmnop"]
    assert "ka" in invented_words(many, "fin_Latn")
    assert "ka" not in invented_words([*many, "ka"], "fin_Latn")


def test_letters_are_not_cut_off_their_marks():
    words = ["किताबों", "पुस्तकें", "लड़कियाँ", "मुलाक़ात", "विद्यार्थी"] * 3
    cut = invented_words([word + str(i) for i, word in enumerate(words)], "hin_Deva")
    assert cut
    for beginning in cut:
        following = {word[len(beginning)] for word in words if word.startswith(beginning)}
        assert not following & set("ािीुूेैोौंँ़्")


def test_function_words_without_translation_are_invented_and_others_are_not():
    lexicon = make_lexicon(*((f"w{i}", word) for i, word in enumerate(TARGETS)), ("dog", "koirat"))
    output = synthesize(
        [say("The cat sees a dog", "DET NOUN VERB DET NOUN", **SENTENCE)], lexicon, invent=1.0
    )[0]
    assert output.origins == ("invented", "kept", "kept", "invented", "substituted")
    assert output.tags == ("DET", "NOUN", "VERB", "DET", "NOUN")
    assert output.rows[0] == -1 and output.cells[0] == ""
    assert output.words[0][0].isupper() and output.words[3].islower()
    assert {word.lower() for word in (output.words[0], output.words[3])} <= set(
        invented_words(TARGETS, "fin_Latn")
    )


def test_a_translated_function_word_is_not_invented_even_where_it_is_left_as_it_is():
    lexicon = make_lexicon(*((f"w{i}", word) for i, word in enumerate(TARGETS)), ("the", "se"), ("a", "eräs"))
    sentence = say("the cat sees a dog", **SENTENCE)
    assert synthesize([sentence], lexicon, invent=1.0, fraction=0.0)[0].words == sentence.words


def test_inventing_happens_as_often_as_asked_and_varies():
    lexicon = make_lexicon(*((f"w{i}", word) for i, word in enumerate(TARGETS)))
    outputs = synthesize([say("the cat sees a dog", **SENTENCE)], lexicon, copies=range(1000), invent=0.3)
    invented = [o.words[i] for o in outputs for i in (0, 3) if o.origins[i] == "invented"]
    assert stats.binomtest(len(invented), 2000, 0.3).pvalue > 0.001
    assert set(invented) == set(invented_words(TARGETS, "fin_Latn"))
