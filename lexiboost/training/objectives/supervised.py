"""Cross-entropy of sentence classes and word tags, with word and dictionary dropout."""

from __future__ import annotations

from dataclasses import dataclass

import jax
import jax.numpy as jnp
import optax
from jaxtyping import Array, Bool, Float, Int, Key

from lexiboost.models import Outputs, WordModel
from lexiboost.tokens.pipeline import RowBatch
from lexiboost.training.objectives.batches import model_batch, words_of
from lexiboost.training.objectives.settings import SupervisedSettings


@dataclass(frozen=True)
class Supervised:
    """The fine-tuning objective."""

    settings: SupervisedSettings

    def prepare(self, rows: RowBatch, seed: int, step: int) -> RowBatch:
        """The batch as it is: all its randomness is the step's."""
        return rows

    def loss(
        self, model: WordModel, rows: RowBatch, key: Key[Array, ""]
    ) -> tuple[Float[Array, ""], dict[str, Float[Array, ""]]]:
        """Mean class loss over sentences plus weighted mean tag loss over words."""
        outputs = self.logits(model, rows, key)
        settings, metrics = self.settings, {}
        total = jnp.zeros(())
        if model.config.labels:
            metrics["label_loss"] = _cross_entropy(
                outputs.labels_BxSxC, rows.labels_BxS, settings.label_smoothing
            )
            total += metrics["label_loss"]
        if model.config.tags:
            metrics["tag_loss"] = _cross_entropy(outputs.tags_BxLxT, rows.tags_BxL, settings.label_smoothing)
            total += settings.tag_weight * metrics["tag_loss"]
        return total, metrics

    def _whole_sentences(self, rows: RowBatch, key: Key[Array, ""]) -> Bool[Array, "B L"]:
        chosen_BxS = jax.random.uniform(key, (len(rows.labels_BxS), rows.labels_BxS.shape[1] + 1))
        by_word = jnp.take_along_axis(chosen_BxS, rows.segments_BxL, axis=1)
        return by_word < self.settings.sentence_dropout

    def logits(self, model: WordModel, rows: RowBatch, key: Key[Array, ""] | None) -> Outputs:
        """Logits; without a key nothing is dropped."""
        shape = rows.index_BxL.shape
        hidden = jnp.zeros(shape, dtype=bool)
        dictionary = jnp.full(shape, self.settings.dictionary)
        if key is not None:
            word_key, dictionary_key, key = jax.random.split(key, 3)
            rate = jnp.where(rows.kept_BxL, self.settings.kept_dropout, self.settings.word_dropout)
            hidden = jax.random.uniform(word_key, shape) < rate
            if self.settings.dictionary:
                hidden |= self._whole_sentences(rows, jax.random.fold_in(word_key, 1))
            dropped = jax.random.uniform(dictionary_key, shape) < self.settings.dictionary_dropout
            dictionary &= ~dropped
        batch = model_batch(words_of(rows), rows.index_BxL, rows, hidden, dictionary)
        return model(batch, rows.labels_BxS.shape[1], key)


def _cross_entropy(
    logits: Float[Array, "B N C"], labels: Int[Array, "B N"], smoothing: float
) -> Float[Array, ""]:
    """Mean over the positions whose label is not -1."""
    targets = optax.smooth_labels(jax.nn.one_hot(labels, logits.shape[-1]), smoothing)
    losses = optax.softmax_cross_entropy(logits, targets)
    present = labels >= 0
    return jnp.where(present, losses, 0.0).sum() / jnp.maximum(present.sum(), 1)
