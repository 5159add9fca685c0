"""Predictions of a fine-tuned `WordModel` on real sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from lexiboost.models import Outputs
from lexiboost.tasks.predictions import Inventory, Predictions
from lexiboost.text.sentence import Sentence
from lexiboost.tokens.flatten import LabelIds, flatten_sentences
from lexiboost.tokens.pipeline import RowBatch, collate
from lexiboost.tokens.rows import TokenRows, pack_rows
from lexiboost.tokens.units import Featurizer, UnitFeatures
from lexiboost.training.objectives.supervised import Supervised
from lexiboost.training.state import bind


@dataclass(frozen=True)
class RowPredictor:
    """A model over packed rows.

    Attributes:
        graph, params: the model. objective: gives its logits, with or without the dictionary input.
        batch: rows of a call.
    """

    graph: Any
    params: Any
    objective: Supervised
    batch: int

    @cached_property
    def _forward(self) -> Any:
        def forward(params: Any, rows: RowBatch) -> Outputs:
            outputs = self.objective.logits(bind(self.graph, params), rows, None)
            return Outputs(jax.nn.log_softmax(outputs.labels_BxSxC), jax.nn.log_softmax(outputs.tags_BxLxT))

        return jax.jit(forward)

    def batches(self, rows: TokenRows, features: UnitFeatures) -> Iterator[tuple[int, Outputs]]:
        """Log-probabilities, batch after batch: the first row of each, and its rows as numpy arrays."""
        for begin in range(0, len(rows), self.batch):
            chosen = np.minimum(np.arange(begin, begin + self.batch), len(rows) - 1)
            outputs = self._forward(self.params, collate(rows, chosen, features))
            real = min(self.batch, len(rows) - begin)
            yield begin, Outputs(*(np.asarray(value)[:real] for value in outputs))


@dataclass(frozen=True)
class NeuralPredictor:
    """A model with what it needs to read raw sentences.

    Attributes:
        rows: the model. featurizer: of the experiment. inventory: what its heads predict.
        row_length, max_segments: shape of the packed rows.
    """

    rows: RowPredictor
    featurizer: Featurizer
    inventory: Inventory
    row_length: int
    max_segments: int

    def predict(self, sentences: Sequence[Sentence], variety: str) -> Predictions:
        """Log-probabilities of classes and tags; the pieces of a long sentence vote for its class."""
        dictionary = self.featurizer.dictionaries.get(variety)
        ids = LabelIds.of(self.inventory.labels, self.inventory.tags)
        vocabulary = dictionary.entries.keys() if dictionary is not None else ()
        flat, owners = flatten_sentences(sentences, variety, ids, vocabulary)
        rows = pack_rows(flat, row_length=self.row_length, max_segments=self.max_segments)
        features = self.featurizer.features(flat.keys)
        labels_RxSxC, tags_RxLxT = [], []
        for _, outputs in self.rows.batches(rows, features):
            labels_RxSxC.append(outputs.labels_BxSxC)
            tags_RxLxT.append(outputs.tags_BxLxT)
        tags_UxT = _in_order(rows, np.concatenate(tags_RxLxT))
        tags_WxT = continue_units(tags_UxT[owners.unit_W], owners.inside_W, self.inventory.tags)
        return Predictions(
            _by_sentence(rows, np.concatenate(labels_RxSxC), len(sentences))[:, : len(self.inventory.labels)],
            tags_WxT[:, : len(self.inventory.tags)],
        )


def _by_sentence(rows: TokenRows, values_RxSxC: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    sentence = np.asarray(rows.sentence_RxS)
    values = values_RxSxC[:, : sentence.shape[1]]
    present = sentence >= 0
    total = np.zeros((count, values.shape[2]), dtype=np.float32)
    np.add.at(total, sentence[present], values[present])
    pieces = np.bincount(sentence[present], minlength=count).astype(np.float32)
    result: NDArray[np.float32] = total / pieces[:, None]
    return result


def _in_order(rows: TokenRows, values_RxLxT: NDArray[np.float32]) -> NDArray[np.float32]:
    """The units' values in the sentences' order: by sentence, then piece, then position."""
    segments, positions = np.asarray(rows.segments_RxL), np.asarray(rows.positions_RxL)
    present = segments > 0
    row = np.broadcast_to(np.arange(len(rows))[:, None], segments.shape)[present]
    sentence = np.asarray(rows.sentence_RxS)[row, segments[present] - 1]
    return values_RxLxT[present][np.lexsort((positions[present], sentence))]


def continue_units(
    tags_WxT: NDArray[np.float32], inside_W: NDArray[np.bool_], tags: Sequence[str]
) -> NDArray[np.float32]:
    """For words that continue their unit, moves the score of `B-x` to `I-x`."""
    order = {tag: i for i, tag in enumerate(tags)}
    result = tags_WxT.copy()
    for tag, begin in order.items():
        if tag.startswith("B-") and "I-" + tag[2:] in order:
            inner = order["I-" + tag[2:]]
            result[inside_W, inner] = np.maximum(tags_WxT[inside_W, inner], tags_WxT[inside_W, begin])
            result[inside_W, begin] = -1e4
    return result
