import pytest

from lexiboost.synthesis.labels import continuation, is_inside


@pytest.mark.parametrize(
    ("tag", "inside"), [("B-x", True), ("I-x", True), ("O", False), ("INTJ", False), ("", False)]
)
def test_only_labels_of_chunks_are_inside(tag, inside):
    assert is_inside(tag) is inside


@pytest.mark.parametrize(("tag", "after"), [("B-x", "I-x"), ("I-x", "I-x"), ("O", "O"), ("NOUN", "NOUN")])
def test_a_chunk_is_continued_from_inside(tag, after):
    assert continuation(tag) == after
