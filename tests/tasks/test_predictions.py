from __future__ import annotations

import numpy as np

from lexiboost.tasks.predictions import Inventory, Predictions, interpolate
from lexiboost.text.sentence import Sentence


def _sentence(tags: tuple[str, ...] | None, label: str | None) -> Sentence:
    words = tuple("w" for _ in tags or "abc")
    return Sentence(words=words, variety="eng_Latn", source_id="s", tags=tags, label=label)


def test_an_inventory_is_sorted_with_o_first_and_every_b_has_its_i() -> None:
    sentences = [
        _sentence(("B-time", "O"), "b"),
        _sentence(("B-date", "I-date"), "a"),
        _sentence(None, None),
        _sentence(("O",), "b"),
    ]
    inventory = Inventory.of(sentences)
    assert inventory.labels == ("a", "b")
    assert inventory.tags == ("O", "B-date", "B-time", "I-date", "I-time")
    assert Inventory.of(sentences[::-1]) == inventory


def test_tags_of_words_are_taken_as_they_are() -> None:
    assert Inventory.of([_sentence(("VERB", "ADJ"), None)]) == Inventory((), ("ADJ", "VERB"))


def test_interpolation_is_the_weighted_mean_and_weights_need_not_sum_to_1() -> None:
    a = Predictions(np.array([[0.0, -4.0]], np.float32), np.array([[-1.0], [-2.0]], np.float32))
    b = Predictions(np.array([[-8.0, 0.0]], np.float32), np.array([[-5.0], [-6.0]], np.float32))
    mixed = interpolate([a, b], [3.0, 1.0])
    np.testing.assert_allclose(mixed.labels_NxC, [[-2.0, -3.0]])
    np.testing.assert_allclose(mixed.tags_WxT, [[-2.0], [-3.0]])
    np.testing.assert_array_equal(interpolate([a, b], [0.75, 0.25]).labels_NxC, mixed.labels_NxC)


def test_interpolation_keeps_the_shape_of_predictions_without_classes() -> None:
    bare = Predictions(np.zeros((2, 0), np.float32), np.zeros((3, 4), np.float32))
    mixed = interpolate([bare, bare], [1.0, 1.0])
    assert mixed.labels_NxC.shape == (2, 0) and mixed.tags_WxT.shape == (3, 4)
