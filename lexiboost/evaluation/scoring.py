"""Outcomes of a predictor on the sentences of one variety."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from lexiboost.artifacts.errors import InputError
from lexiboost.evaluation.metrics import Counts, exact_match, intent_accuracy, slot_f1, tagging_accuracy
from lexiboost.evaluation.outcomes import outcome_frame
from lexiboost.tasks.decoding import decode_labels, decode_tags
from lexiboost.tasks.predictions import Inventory, Predictions
from lexiboost.text.sentence import Sentence


def check_labels(sentences: Sequence[Sentence], inventory: Inventory, place: str) -> None:
    """Refuses test data with a class that the training data lack: it could never be predicted.

    Raises:
        InputError: names the sentence and the class.
    """
    for sentence in sentences:
        if sentence.label is not None and sentence.label not in inventory.labels:
            raise InputError(
                f"{sentence.source_id} has the intent {sentence.label!r}, which no training sentence has; "
                "correct the row or add training sentences of that intent",
                path=place,
            )


def metric_counts(
    task: str, sentences: Sequence[Sentence], predictions: Predictions, inventory: Inventory
) -> dict[str, Counts]:
    """Per-example numerators and denominators of every metric of the task, by name."""
    gold_tags = [sentence.tags or () for sentence in sentences]
    tags = decode_tags(predictions, inventory, sentences)
    if task == "upos":
        return {"accuracy": tagging_accuracy(gold_tags, tags)}
    gold = [sentence.label or "" for sentence in sentences]
    labels = decode_labels(predictions, inventory)
    return {
        "intent_accuracy": intent_accuracy(gold, labels),
        "slot_f1": slot_f1(gold_tags, tags),
        "exact_match": exact_match(
            list(zip(gold, gold_tags, strict=True)), list(zip(labels, tags, strict=True))
        ),
    }


def outcomes_of(
    task: str,
    sentences: Sequence[Sentence],
    predictions: Predictions,
    inventory: Inventory,
    *,
    arm: str,
    seed: int,
    dataset: str,
    variety: str,
) -> pd.DataFrame:
    """Outcome rows of one arm and seed on one test set."""
    return outcome_frame(
        arm=arm,
        seed=seed,
        task=task,
        dataset=dataset,
        variety=variety,
        examples=[sentence.source_id for sentence in sentences],
        metrics=metric_counts(task, sentences, predictions, inventory),
    )
