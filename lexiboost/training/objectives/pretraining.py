"""Masked words and word alignment on English and pseudo-text.

Masked words: whole words are hidden (15 % of them by default; BERT, Devlin et al. 2019, with whole-word
masking and no replacement noise) and their tokenizer pieces predicted as a bag. Word alignment: synthesis
knows which English word each pseudo-word stands for; their vectors are pulled together by an in-batch
contrastive loss (InfoNCE, van den Oord et al. 2018) on the input vectors and on the contextual vectors. Two
shortcuts are closed: contextual alignment sees no positions, and most words that pseudo-text shares with its
source are hidden.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Int, Key
from numpy.typing import NDArray

from lexiboost.models import WordModel
from lexiboost.tokens.pipeline import RowBatch
from lexiboost.training.objectives.batches import model_batch, words_of
from lexiboost.training.objectives.contrast import contrast
from lexiboost.training.objectives.settings import PretrainSettings


class PretrainBatch(NamedTuple):
    """A batch with the words to predict and the pairs to align.

    Attributes:
        rows: the rows. masked_M: flat positions hidden; scored_M: False for padding of that list.
        pairs_A: flat positions of pseudo-words with a gloss; paired_A: False for padding of that list.
    """

    rows: RowBatch
    masked_M: Int[NDArray[np.int32], "M"]
    scored_M: Bool[NDArray[np.bool_], "M"]
    pairs_A: Int[NDArray[np.int32], "A"]
    paired_A: Bool[NDArray[np.bool_], "A"]


@dataclass(frozen=True)
class Pretraining:
    """The pretraining objective."""

    settings: PretrainSettings

    def prepare(self, rows: RowBatch, seed: int, step: int) -> PretrainBatch:
        """Chooses the words to hide and the pairs to align, from (seed, step) alone."""
        rng = np.random.default_rng([seed, step])
        words = np.flatnonzero(rows.index_BxL.ravel() > 0)
        size = max(1, round(self.settings.mask_rate * rows.index_BxL.size))
        masked, scored = _choose(rng, words, min(size, round(self.settings.mask_rate * len(words))), size)
        aligned = np.flatnonzero((rows.gloss_BxL > 0) & (rows.gloss_BxL != rows.index_BxL))
        pairs, paired = _choose(rng, aligned, self.settings.alignments, self.settings.alignments)
        return PretrainBatch(rows, masked, scored, pairs, paired)

    def loss(
        self, model: WordModel, batch: PretrainBatch, key: Key[Array, ""]
    ) -> tuple[Float[Array, ""], dict[str, Float[Array, ""]]]:
        """Masked-word loss plus the weighted alignment losses."""
        masked_key, aligned_key = jax.random.split(key)
        metrics = {"masked_loss": self._masked_words(model, batch, masked_key)}
        total = metrics["masked_loss"]
        if self.settings.alignments:
            by_input, by_context = self._alignment(model, batch, aligned_key)
            metrics |= {"align_input_loss": by_input, "align_context_loss": by_context}
            total += self.settings.input_weight * by_input + self.settings.context_weight * by_context
        return total, metrics

    def _masked_words(self, model: WordModel, batch: PretrainBatch, key: Key[Array, ""]) -> Float[Array, ""]:
        rows = batch.rows
        shape = rows.index_BxL.shape
        hidden = jnp.zeros(shape[0] * shape[1], dtype=bool).at[batch.masked_M].max(batch.scored_M)
        no_dictionary = jnp.zeros(shape, dtype=bool)
        words = words_of(rows)
        model_rows = model_batch(words, rows.index_BxL, rows, hidden.reshape(shape), no_dictionary)
        vectors = model.encode(model_rows, key).hidden_BxLxD.reshape(-1, model.config.dim)
        logits_MxV = model.piece_logits(vectors[batch.masked_M])
        pieces_MxP = words.pieces_UxP[rows.index_BxL.reshape(-1)[batch.masked_M]]
        present = (pieces_MxP > 0) & batch.scored_M[:, None]
        log_p = jnp.take_along_axis(jax.nn.log_softmax(logits_MxV), pieces_MxP, axis=-1)
        share = present / jnp.maximum(present.sum(-1, keepdims=True), 1)
        return -(share * log_p).sum() / jnp.maximum(batch.scored_M.sum(), 1)

    def _alignment(
        self, model: WordModel, batch: PretrainBatch, key: Key[Array, ""]
    ) -> tuple[Float[Array, ""], Float[Array, ""]]:
        rows, words = batch.rows, words_of(batch.rows)
        shape = rows.index_BxL.shape
        keys = jax.random.split(key, 3)
        shared = rows.gloss_BxL == rows.index_BxL
        hidden = shared & (jax.random.uniform(keys[0], shape) < self.settings.kept_dropout)
        no_dictionary = jnp.zeros(shape, dtype=bool)
        sides = []
        for index, side_key in ((rows.index_BxL, keys[1]), (rows.gloss_BxL, keys[2])):
            side = model_batch(words, index, rows, hidden, no_dictionary, positions=False)
            encoded = model.encode(side, side_key)
            flat = [x.reshape(-1, model.config.dim)[batch.pairs_A] for x in encoded]
            sides.append(flat)
        gloss_A = rows.gloss_BxL.reshape(-1)[batch.pairs_A]
        losses = [
            contrast(a, b, gloss_A, batch.paired_A, self.settings.temperature)
            for a, b in zip(*sides, strict=True)
        ]
        return losses[0], losses[1]


def _choose(
    rng: np.random.Generator, candidates: NDArray[np.int64], count: int, size: int
) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """At most `count` of the candidates, without replacement, padded to `size`; and which are real."""
    chosen = np.zeros(size, dtype=np.int32)
    taken = rng.permutation(candidates)[:count]
    chosen[: len(taken)] = np.sort(taken)
    return chosen, np.arange(size) < len(taken)
