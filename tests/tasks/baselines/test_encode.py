import numpy as np

from lexiboost.lexicons import Entry
from lexiboost.tasks.baselines.encode import TagClasses, encode, first_words
from lexiboost.tasks.predictions import Inventory
from lexiboost.tokens.dictionary import ReverseDictionary
from lexiboost.tokens.flatten import Owners
from tests.tasks.baselines.resources import CHINESE, ENGLISH, FINNISH, labelled, lexicon, plain


def owners(units, inside=None):
    return Owners(np.array(units), np.array(inside or [False] * len(units)))


def test_varieties_are_grouped_and_equal_spellings_of_two_are_two_units():
    sentences = [labelled("a", "on off"), labelled("b", "on", FINNISH), labelled("a", "off")]
    encoded, _ = encode(sentences, Inventory.of(sentences), {})
    assert encoded.keys == [(ENGLISH, "on"), (ENGLISH, "off"), (FINNISH, "on")]
    assert encoded.units_U.tolist() == [0, 1, 1, 2]
    assert encoded.labels_M.tolist() == [0, 0, 1]
    assert encoded.offsets.tolist() == [0, 2, 3, 4]


def test_characters_are_joined_to_the_words_of_the_dictionary_and_carry_the_first_ones_tag():
    sentence = labelled("a", "明/time 天/time 下 雨", CHINESE)
    entries = [Entry("tomorrow", "明天"), Entry("to rain", "下雨")]
    dictionaries = {CHINESE: ReverseDictionary(lexicon(*entries, target=CHINESE))}
    encoded, owner = encode([sentence], Inventory(("a",), ("O", "B-time", "I-time")), dictionaries)
    assert [word for _, word in encoded.keys] == ["明天", "下雨"]
    assert encoded.tags_U.tolist() == [1, 0]
    assert owner.unit_W.tolist() == [0, 0, 1, 1]
    assert owner.inside_W.tolist() == [False, True, False, True]


def test_plain_tags_are_their_own_classes():
    classes = TagClasses.of(("NOUN", "VERB"))
    result = classes.log_probabilities(
        np.array([[0.75, 0.25]], dtype=np.float32), owners([0, 0]), np.array([True, False])
    )
    assert np.allclose(np.exp(result), [[0.75, 0.25], [0.75, 0.25]])


def test_a_chunk_begins_where_the_word_before_is_of_another_type():
    classes = TagClasses.of(("O", "B-time", "I-time"))
    assert classes.names == ("O", "time")
    probabilities = np.array([[0.0, 1.0], [0.5, 0.5], [0.0, 1.0]], dtype=np.float32)
    result = np.exp(
        classes.log_probabilities(probabilities, owners([0, 1, 2]), np.array([True, False, False]))
    )
    # Word 1 can only go on with the chunk of word 0; word 2 begins one as surely as word 1 is outside.
    assert np.allclose(result, [[0, 1, 0], [0.5, 0, 0.5], [0, 0.5, 0.5]], atol=1e-6)


def test_no_chunk_reaches_over_the_border_of_a_sentence():
    classes = TagClasses.of(("O", "B-time", "I-time"))
    sure = np.array([[0.0, 1.0], [0.0, 1.0]], dtype=np.float32)
    result = classes.log_probabilities(sure, owners([0, 1]), first_words([plain("a"), plain("b")]))
    assert result.argmax(1).tolist() == [1, 1]


def test_a_word_inside_a_unit_continues_the_units_chunk():
    classes = TagClasses.of(("O", "B-time", "I-time"))
    likely = np.array([[0.4, 0.6]], dtype=np.float32)
    result = np.exp(classes.log_probabilities(likely, owners([0, 0], [False, True]), np.array([True, False])))
    assert np.allclose(result, [[0.4, 0.6, 0], [0.4, 0, 0.6]], atol=1e-6)


def test_no_sentences_encode_to_nothing():
    encoded, owner = encode([], Inventory((), ()), {})
    assert len(encoded.units_U) == len(encoded.labels_M) == len(owner.unit_W) == 0
