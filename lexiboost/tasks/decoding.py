"""From log-probabilities to labels, tags and per-example outcomes."""

from __future__ import annotations

from collections.abc import Sequence

from lexiboost.tasks.predictions import Inventory, Predictions
from lexiboost.text.sentence import Sentence


def decode_labels(predictions: Predictions, inventory: Inventory) -> list[str]:
    """The likeliest class of each sentence."""
    return [inventory.labels[i] for i in predictions.labels_NxC.argmax(axis=1).tolist()]


def decode_tags(
    predictions: Predictions, inventory: Inventory, sentences: Sequence[Sentence]
) -> list[tuple[str, ...]]:
    """The likeliest tag of each word; slots are rebuilt as the MASSIVE evaluation does it.

    Adjacent words of the same slot are one chunk: `B-` and `I-` follow from the slots alone.
    """
    best = [inventory.tags[i] for i in predictions.tags_WxT.argmax(axis=1).tolist()]
    result = []
    start = 0
    for sentence in sentences:
        end = start + len(sentence.words)
        result.append(_rebuilt(best[start:end]))
        start = end
    return result


def _rebuilt(tags: Sequence[str]) -> tuple[str, ...]:
    rebuilt: list[str] = []
    for tag in tags:
        if tag.startswith(("B-", "I-")):
            slot = tag[2:]
            goes_on = bool(rebuilt) and rebuilt[-1][:2] in ("B-", "I-") and rebuilt[-1][2:] == slot
            rebuilt.append(("I-" if goes_on else "B-") + slot)
        else:
            rebuilt.append(tag)
    return tuple(rebuilt)
