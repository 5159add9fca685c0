import numpy as np
import pytest

from lexiboost.lexicons import Entry
from lexiboost.tasks.baselines import LinearSettings, LookupClassifier
from lexiboost.tasks.predictions import Inventory
from lexiboost.tokens.dictionary import ReverseDictionary
from tests.tasks.baselines.resources import CHINESE, FINNISH, labelled, lexicon, plain

TRAIN = [
    labelled("alarm", "wake me tomorrow/date"),
    labelled("alarm", "wake us today/date"),
    labelled("music", "play jazz"),
    labelled("music", "play some music"),
]
DICTIONARIES = {
    FINNISH: ReverseDictionary(
        lexicon(
            Entry("wake", "herätä", score=0.9),
            Entry("play", "herätä", score=0.1),
            Entry("tomorrow", "huomenna"),
            Entry("play", "soita"),
        )
    ),
    CHINESE: ReverseDictionary(lexicon(Entry("tomorrow", "明天"), Entry("wake", "叫醒"), target=CHINESE)),
}


@pytest.fixture(scope="module")
def classifier():
    settings = LinearSettings(sentence_buckets=1 << 12, token_buckets=1 << 12, label_epochs=60, tag_epochs=60)
    return LookupClassifier.fit(TRAIN, Inventory.of(TRAIN), dictionaries=DICTIONARIES, settings=settings)


def test_every_word_becomes_its_best_translation_and_unknown_words_stay(classifier):
    translated, _ = classifier.translate([plain("herätä xyz huomenna")], FINNISH)
    assert translated[0].words == ("wake", "xyz", "tomorrow")


def test_foreign_text_is_classified_and_tagged_through_english(classifier):
    result = classifier.predict([plain("herätä huomenna"), plain("soita")], FINNISH)
    inventory = classifier.inventory
    assert [inventory.labels[i] for i in result.labels_NxC.argmax(1)] == ["alarm", "music"]
    assert [inventory.tags[i] for i in result.tags_WxT.argmax(1)] == ["O", "B-date", "O"]


def test_the_characters_of_one_chinese_word_are_one_chunk(classifier):
    result = classifier.predict([plain("叫 醒 明 天", CHINESE)], CHINESE)
    inventory = classifier.inventory
    assert [inventory.tags[i] for i in result.tags_WxT.argmax(1)] == ["O", "O", "B-date", "I-date"]
    assert np.allclose(np.exp(result.tags_WxT).sum(1), 1, atol=1e-3)


def test_a_saved_classifier_predicts_the_same(classifier, tmp_path):
    classifier.save(tmp_path)
    loaded = LookupClassifier.load(tmp_path, dictionaries=DICTIONARIES)
    test = [plain("herätä huomenna jazz")]
    before, after = classifier.predict(test, FINNISH), loaded.predict(test, FINNISH)
    assert np.array_equal(before.labels_NxC, after.labels_NxC)
    assert np.array_equal(before.tags_WxT, after.tags_WxT)
