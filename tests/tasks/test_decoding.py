from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.tasks.decoding import decode_labels, decode_tags
from lexiboost.tasks.predictions import Inventory, Predictions
from lexiboost.text.sentence import Sentence

TAGS = ("O", "B-a", "I-a", "B-b", "I-b")
INVENTORY = Inventory(("x", "y", "z"), TAGS)


def _sentences(lengths: list[int]) -> list[Sentence]:
    return [Sentence(("w",) * n, "eng_Latn", f"s{i}") for i, n in enumerate(lengths)]


def _decoded(*sentences: str) -> list[str]:
    """Decodes log-probabilities whose likeliest tags are the given ones."""
    tags = [sentence.split() for sentence in sentences]
    best = [TAGS.index(tag) for sentence in tags for tag in sentence]
    values = np.log(np.full((len(best), 5), 0.1) + 0.5 * np.eye(5)[best]).astype(np.float32)
    predictions = Predictions(np.zeros((len(tags), 3), np.float32), values)
    return [" ".join(s) for s in decode_tags(predictions, INVENTORY, _sentences([len(t) for t in tags]))]


@pytest.mark.parametrize(
    ("likeliest", "rebuilt"),
    [
        ("O B-a I-a O", "O B-a I-a O"),
        ("I-a I-a O I-b", "B-a I-a O B-b"),
        ("B-a B-a B-b", "B-a I-a B-b"),
        ("B-a I-b I-a", "B-a B-b B-a"),
        ("B-a O B-a", "B-a O B-a"),
    ],
)
def test_chunks_are_rebuilt_from_adjacent_equal_slots(likeliest: str, rebuilt: str) -> None:
    assert _decoded(likeliest) == [rebuilt]


def test_a_chunk_does_not_run_on_into_the_next_sentence() -> None:
    assert _decoded("O B-a", "I-a I-a", "B-a") == ["O B-a", "B-a I-a", "B-a"]


@given(st.lists(st.lists(st.sampled_from(TAGS), min_size=1, max_size=6), min_size=1, max_size=4))
def test_rebuilding_keeps_every_words_slot_and_changes_nothing_the_second_time(tags: list[list[str]]) -> None:
    given_tags = [" ".join(sentence) for sentence in tags]
    once = _decoded(*given_tags)
    assert [[t[2:] for t in s.split()] for s in once] == [[t[2:] for t in s] for s in tags]
    assert _decoded(*once) == once
    for sentence in once:
        for before, tag in zip(["O", *sentence.split()], sentence.split(), strict=False):
            assert not tag.startswith("I-") or before[2:] == tag[2:]


def test_part_of_speech_tags_are_left_alone() -> None:
    inventory = Inventory((), ("ADJ", "NOUN"))
    predictions = Predictions(np.zeros((1, 0), np.float32), np.array([[0, 1], [0, 1], [1, 0]], np.float32))
    assert decode_tags(predictions, inventory, _sentences([3])) == [("NOUN", "NOUN", "ADJ")]


def test_the_likeliest_class_is_named() -> None:
    labels = np.array([[-1, -2, -3], [-3, -2, -1], [-2, -1, -3]], np.float32)
    predictions = Predictions(labels, np.zeros((0, 5), np.float32))
    assert decode_labels(predictions, INVENTORY) == ["x", "z", "y"]
