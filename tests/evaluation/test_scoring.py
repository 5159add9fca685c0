from __future__ import annotations

import warnings

import numpy as np
import pytest
from seqeval.metrics import f1_score
from sklearn.metrics import accuracy_score

from lexiboost.artifacts.errors import InputError
from lexiboost.evaluation.metrics import value
from lexiboost.evaluation.outcomes import OUTCOME_COLUMNS
from lexiboost.evaluation.scoring import check_labels, metric_counts, outcomes_of
from lexiboost.tasks.decoding import decode_tags
from lexiboost.tasks.predictions import Inventory, Predictions
from lexiboost.text.sentence import Sentence

INVENTORY = Inventory(("x", "y", "z"), ("O", "B-a", "B-b", "I-a", "I-b"))


def _gold_tags(rng: np.random.Generator, length: int) -> tuple[str, ...]:
    slots = rng.choice(["", "", "a", "b"], length).tolist()
    return tuple(
        "O" if not s else ("I-" if i and slots[i - 1] == s else "B-") + s for i, s in enumerate(slots)
    )


def _example(seed: int, count: int = 40) -> tuple[list[Sentence], Predictions]:
    """Random gold annotations, and predictions that are right about half of the time."""
    rng = np.random.default_rng(seed)
    sentences = []
    for i in range(count):
        tags = _gold_tags(rng, int(rng.integers(1, 7)))
        label = INVENTORY.labels[rng.integers(3)]
        sentences.append(Sentence(("w",) * len(tags), "tur_Latn", f"s{i}", tags=tags, label=label))
    labels = rng.random((count, 3)) + 0.3 * np.eye(3)[[INVENTORY.labels.index(s.label) for s in sentences]]
    gold = [INVENTORY.tags.index(tag) for s in sentences for tag in s.tags or ()]
    tags = rng.random((len(gold), 5)) + 0.7 * np.eye(5)[gold]
    return sentences, Predictions(np.log(labels).astype(np.float32), np.log(tags).astype(np.float32))


@pytest.mark.parametrize("seed", range(5))
def test_intent_metrics_equal_seqeval_scikit_learn_and_a_count_by_hand(seed: int) -> None:
    sentences, predictions = _example(seed)
    counts = metric_counts("intents", sentences, predictions, INVENTORY)
    assert list(counts) == ["intent_accuracy", "slot_f1", "exact_match"]
    gold_tags = [list(s.tags or ()) for s in sentences]
    tags = [list(t) for t in decode_tags(predictions, INVENTORY, sentences)]
    gold = [s.label for s in sentences]
    labels = [INVENTORY.labels[row.argmax()] for row in predictions.labels_NxC]
    assert value(*counts["intent_accuracy"]) == accuracy_score(gold, labels)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert value(*counts["slot_f1"]) == pytest.approx(f1_score(gold_tags, tags))
    right = [a == b and c == d for a, b, c, d in zip(gold, labels, gold_tags, tags, strict=True)]
    assert 0 < sum(right) < len(right)
    np.testing.assert_array_equal(counts["exact_match"][0], right)


def test_tagging_accuracy_counts_right_words_of_each_sentence() -> None:
    inventory = Inventory((), ("ADJ", "NOUN"))
    sentences = [
        Sentence(("a", "b"), "tur_Latn", "s0", tags=("NOUN", "ADJ")),
        Sentence(("c",), "tur_Latn", "s1", tags=("X",)),
    ]
    tags = np.array([[-2, -1], [-2, -1], [-1, -2]], np.float32)
    predictions = Predictions(np.zeros((2, 0), np.float32), tags)
    counts = metric_counts("upos", sentences, predictions, inventory)
    assert list(counts) == ["accuracy"]
    np.testing.assert_array_equal(counts["accuracy"], [[1, 0], [2, 1]])


def test_outcomes_have_a_row_for_each_example_and_metric() -> None:
    sentences, predictions = _example(0, 3)
    frame = outcomes_of(
        "intents", sentences, predictions, INVENTORY, arm="a", seed=2, dataset="mini", variety="tur_Latn"
    )
    assert tuple(frame.columns) == OUTCOME_COLUMNS
    assert frame["example"].tolist() == ["s0", "s1", "s2"] * 3
    assert frame["metric"].unique().tolist() == ["intent_accuracy", "slot_f1", "exact_match"]
    assert set(frame["task"]) == {"intents"} and set(frame["arm"]) == {"a"} and set(frame["seed"]) == {2}
    counts = metric_counts("intents", sentences, predictions, INVENTORY)
    np.testing.assert_array_equal(frame["numerator"], np.concatenate([c[0] for c in counts.values()]))


def test_a_class_that_training_lacks_is_refused_by_name() -> None:
    def sentence(label: str | None) -> Sentence:
        return Sentence(("a",), "tur_Latn", "massive:tr-TR:7", label=label)

    check_labels([sentence("x"), sentence(None)], INVENTORY, "there.jsonl")
    with pytest.raises(InputError, match=r"there\.jsonl: massive:tr-TR:7 has the intent 'alarm'"):
        check_labels([sentence("x"), sentence("alarm")], INVENTORY, "there.jsonl")
