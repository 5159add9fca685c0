import numpy as np
import pytest

from lexiboost.artifacts.errors import InputError
from lexiboost.tasks.baselines import LinearPredictor, MajorityPredictor
from lexiboost.tasks.predictions import Inventory
from tests.tasks.baselines.resources import FINNISH, labelled, plain, tagged


def best_tags(predictor, sentences, variety=FINNISH):
    scores = predictor.predict(sentences, variety).tags_WxT
    return [predictor.inventory.tags[i] for i in scores.argmax(1)]


def test_every_sentence_gets_the_most_frequent_label_with_its_relative_frequency():
    train = [labelled("alarm", "wake me"), labelled("music", "play it"), labelled("music", "play jazz")]
    predictor = MajorityPredictor.fit(train, Inventory.of(train))
    labels = predictor.predict([plain("herätä minut"), plain("soita")], FINNISH).labels_NxC
    assert np.allclose(np.exp(labels), [[1 / 3, 2 / 3], [1 / 3, 2 / 3]], atol=1e-6)


def test_equally_frequent_labels_go_to_the_first_in_the_inventory():
    train = [labelled("music", "play"), labelled("alarm", "wake")]
    predictor = MajorityPredictor.fit(train, Inventory.of(train))
    scores = predictor.predict([plain("mitä")], FINNISH).labels_NxC
    assert predictor.inventory.labels[int(scores.argmax())] == "alarm"


def test_words_are_nouns_but_punctuation_and_numbers_are_told_apart():
    train = [tagged("he/PRON ran/VERB ran/VERB home/NOUN ./PUNCT 5/NUM")]
    predictor = MajorityPredictor.fit(train, Inventory.of(train))
    assert best_tags(predictor, [plain("Koira söi 12 !"), plain("vai")]) == [
        "NOUN", "NOUN", "NUM", "PUNCT", "NOUN",
    ]  # fmt: skip


def test_all_words_are_outside_any_slot_even_numbers():
    train = [labelled("alarm", "wake five/time thirty/time sharp/time")]
    predictor = MajorityPredictor.fit(train, Inventory.of(train))
    assert best_tags(predictor, [plain("herätä 5 .")]) == ["O", "O", "O"]


def test_without_nouns_the_most_frequent_tag_is_taken():
    train = [tagged("he/PRON ran/VERB ran/VERB")]
    predictor = MajorityPredictor.fit(train, Inventory.of(train))
    assert best_tags(predictor, [plain("koira .")]) == ["VERB", "VERB"]


def test_a_saved_predictor_predicts_the_same(tmp_path):
    train = [labelled("alarm", "wake me at five/time"), labelled("music", "play"), labelled("music", "stop")]
    predictor = MajorityPredictor.fit(train, Inventory.of(train))
    predictor.save(tmp_path)
    loaded = MajorityPredictor.load(tmp_path)
    assert loaded.inventory == predictor.inventory
    test = [plain("soita kello 5")]
    for name in ("labels_NxC", "tags_WxT"):
        before = getattr(predictor.predict(test, FINNISH), name)
        assert np.array_equal(before, getattr(loaded.predict(test, FINNISH), name))


def test_a_folder_of_another_predictor_is_refused_by_name(tmp_path):
    train = [labelled("music", "play")]
    MajorityPredictor.fit(train, Inventory.of(train)).save(tmp_path)
    with pytest.raises(InputError, match=r"predictor\.json: holds no 'linear' predictor"):
        LinearPredictor.load(tmp_path)


def test_damaged_arrays_are_refused_by_name(tmp_path):
    train = [labelled("music", "play")]
    MajorityPredictor.fit(train, Inventory.of(train)).save(tmp_path)
    (tmp_path / "arrays.npz").write_bytes(b"PK\x03\x04 damaged")
    with pytest.raises(InputError, match=r"arrays\.npz: not readable"):
        MajorityPredictor.load(tmp_path)
