import numpy as np
import pytest
from scipy.sparse import csr_matrix

from lexiboost.lexicons import Entry
from lexiboost.tasks.baselines import LinearPredictor, LinearSettings
from lexiboost.tasks.baselines.features import word_shape
from lexiboost.tasks.baselines.linear import LinearModel
from lexiboost.tasks.predictions import Inventory
from lexiboost.tokens.dictionary import ReverseDictionary
from tests.tasks.baselines.resources import CHINESE, FINNISH, labelled, lexicon, plain, tagged

SMALL = LinearSettings(sentence_buckets=1 << 12, token_buckets=1 << 12, label_epochs=60, tag_epochs=60)
TRAIN = [
    labelled("alarm", "wake me at five/time"),
    labelled("alarm", "wake us at seven/time thirty/time"),
    labelled("alarm", "set an alarm for nine/time"),
    labelled("music", "play some jazz/genre"),
    labelled("music", "play loud rock/genre music"),
    labelled("music", "i want to hear jazz/genre"),
]


@pytest.fixture(scope="module")
def predictor():
    return LinearPredictor.fit(TRAIN, Inventory.of(TRAIN), settings=SMALL)


def labels_of(predictor, sentences, variety=FINNISH):
    scores = predictor.predict(sentences, variety).labels_NxC
    return [predictor.inventory.labels[i] for i in scores.argmax(1)]


def tags_of(predictor, sentences, variety=FINNISH):
    scores = predictor.predict(sentences, variety).tags_WxT
    return [predictor.inventory.tags[i] for i in scores.argmax(1)]


def test_separable_training_data_are_learned(predictor):
    assert labels_of(predictor, TRAIN) == [sentence.label for sentence in TRAIN]
    assert tags_of(predictor, TRAIN) == [tag for sentence in TRAIN for tag in sentence.tags]


def test_words_that_share_letters_with_known_ones_are_recognized(predictor):
    assert labels_of(predictor, [plain("alarms wakes"), plain("jazzy plays")]) == ["alarm", "music"]


def test_predictions_are_normalized_log_probabilities(predictor):
    result = predictor.predict([plain("wake me up"), plain("jazz")], FINNISH)
    assert np.allclose(np.exp(result.labels_NxC).sum(1), 1, atol=1e-5)
    assert np.allclose(np.exp(result.tags_WxT).sum(1), 1, atol=1e-5)
    assert result.labels_NxC.dtype == result.tags_WxT.dtype == np.float32


def test_the_model_is_softmax_regression_as_its_optimum_demands():
    # One column that is on in 3 of 4 examples of class 1 and 1 of 4 of class 0: odds 3 : 1 at the optimum.
    features = csr_matrix(np.array([[1], [1], [1], [0], [1], [0], [0], [0]], dtype=np.float32))
    classes = np.array([1, 1, 1, 1, 0, 0, 0, 0])
    model = LinearModel.fit(features, classes, 2, strength=1e6, epochs=3000, seed=0)
    odds = model.probabilities(features)
    assert np.allclose(odds[0], [0.25, 0.75], atol=0.01)
    assert np.allclose(odds[3], [0.75, 0.25], atol=0.01)


@pytest.mark.parametrize("seen", [1, 2, 3])
def test_a_class_never_seen_in_training_is_never_predicted(seen):
    train = [labelled(name, f"{name} {name}{name}") for name in ("ask", "buy", "cry")[:seen]]
    inventory = Inventory(("aaa", "ask", "bbb", "buy", "cry", "zzz"), ("O", "B-x", "I-x"))
    predictor = LinearPredictor.fit(train * 3, inventory, settings=SMALL)
    assert labels_of(predictor, train) == [sentence.label for sentence in train]
    result = predictor.predict([plain("zzz aaa bbb unheard")], FINNISH)
    never = [i for i, name in enumerate(inventory.labels) if name not in {s.label for s in train}]
    assert np.exp(result.labels_NxC[0, never]).max() < 1e-6
    assert set(tags_of(predictor, [plain("zzz aaa")])) == {"O"}


def test_one_seed_gives_one_model_and_another_seed_another():
    short = LinearSettings(
        sentence_buckets=256, token_buckets=256, label_epochs=1, tag_epochs=1, max_tokens=10
    )
    first, again, other = (
        LinearPredictor.fit(TRAIN, Inventory.of(TRAIN), settings=short, seed=seed).predict(TRAIN, FINNISH)
        for seed in (3, 3, 4)
    )
    assert np.array_equal(first.labels_NxC, again.labels_NxC)
    assert np.array_equal(first.tags_WxT, again.tags_WxT)
    assert not np.array_equal(first.labels_NxC, other.labels_NxC)
    assert not np.array_equal(first.tags_WxT, other.tags_WxT)


def test_the_seed_chooses_the_sentences_that_teach_tags_when_they_are_too_many():
    train = [tagged(f"{name}/{name.upper()}") for name in ("ask", "buy", "cry", "die", "eat", "fly")]
    one = LinearSettings(token_buckets=256, max_tokens=1)
    chosen = {
        tuple(tags_of(LinearPredictor.fit(train, Inventory.of(train), settings=one, seed=seed), train))
        for seed in range(8)
    }
    # One sentence of one word teaches one tag, which all words then get.
    assert all(len(set(tags)) == 1 for tags in chosen)
    assert len(chosen) > 1


def test_a_saved_predictor_predicts_the_same(predictor, tmp_path):
    predictor.save(tmp_path)
    loaded = LinearPredictor.load(tmp_path)
    test = [plain("wake me with jazz at ten"), plain("rock")]
    before, after = predictor.predict(test, FINNISH), loaded.predict(test, FINNISH)
    assert np.array_equal(before.labels_NxC, after.labels_NxC)
    assert np.array_equal(before.tags_WxT, after.tags_WxT)


def test_neighbours_tell_the_tags_of_one_word_apart():
    train = [tagged("the/DET play/NOUN")] * 4 + [tagged("they/PRON play/VERB")] * 4
    predictor = LinearPredictor.fit(train, Inventory.of(train), settings=SMALL)
    assert predictor.predict(train[:1], FINNISH).labels_NxC.shape == (1, 0)
    assert tags_of(predictor, [plain("the play"), plain("they play")]) == ["DET", "NOUN", "PRON", "VERB"]


def test_the_last_word_of_a_sentence_is_no_neighbour_of_the_next_ones_first():
    train = [tagged("the/DET play/NOUN")] * 4 + [tagged("they/PRON play/VERB")] * 4
    predictor = LinearPredictor.fit(train, Inventory.of(train), settings=SMALL)
    alone = predictor.predict([plain("play")], FINNISH).tags_WxT
    after = predictor.predict([plain("the"), plain("play")], FINNISH).tags_WxT
    assert np.allclose(alone[0], after[1])


def test_english_labels_reach_a_foreign_word_by_its_back_translation():
    train = [labelled("music", "play"), labelled("alarm", "wake")] * 4
    dictionaries = {FINNISH: ReverseDictionary(lexicon(Entry("wake", "herätä"), Entry("play", "soittaa")))}
    settings = LinearSettings(sentence_buckets=1 << 14, back_translations=1 << 10, label_epochs=50)
    predictor = LinearPredictor.fit(train, Inventory.of(train), dictionaries=dictionaries, settings=settings)
    assert labels_of(predictor, [plain("herätä"), plain("soittaa")]) == ["alarm", "music"]
    scores = predictor.predict([plain("herätä"), plain("soittaa")], FINNISH).labels_NxC
    assert np.exp(scores.max(1)).min() > 0.7


def test_chinese_characters_are_read_as_the_words_of_the_dictionary():
    dictionaries = {CHINESE: ReverseDictionary(lexicon(Entry("tomorrow", "明天"), target=CHINESE))}
    train = [labelled("a", "明天/date", CHINESE), labelled("b", "好", CHINESE)] * 3
    predictor = LinearPredictor.fit(train, Inventory.of(train), dictionaries=dictionaries, settings=SMALL)
    assert tags_of(predictor, [plain("好 明 天", CHINESE)], CHINESE) == ["O", "B-date", "I-date"]


def test_nothing_to_predict_gives_empty_predictions(predictor):
    result = predictor.predict([], FINNISH)
    assert result.labels_NxC.shape[0] == result.tags_WxT.shape[0] == 0


@pytest.mark.parametrize(
    ("word", "shape"), [("Berlin", "Xx"), ("USA", "X"), ("3-fold", "d-x"), ("नमस्ते", "x"), ("McX", "XxX")]
)
def test_the_shape_of_a_word_names_its_kinds_of_characters(word, shape):
    assert word_shape(word) == shape
