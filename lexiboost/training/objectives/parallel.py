"""Objectives on pairs of translations, as synthesis makes them: both texts are one segment of a row.

A segment of kind `pseudo_parallel` holds the source's tokens, `<eos>`, and what stands for them in the other
variety (`lexiboost.tokens.pairs`). `TranslationLM` is that of Conneau & Lample 2019, section 3.3: words of
both sides are hidden and may be found by looking at the other one. `WordAlignment` takes the sides apart, so
that neither sees the other, and pulls the vectors of words that stand for each other together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Int, Key
from numpy.typing import NDArray

from lexiboost.artifacts.errors import ConfigError, InputError
from lexiboost.artifacts.kernels import kernel
from lexiboost.models.inputs import Tokens
from lexiboost.tokens.batches import TokenBatch
from lexiboost.tokens.shares import KINDS
from lexiboost.training.objectives.contrast import contrast
from lexiboost.training.objectives.loss import Metrics, gather, token_loss
from lexiboost.training.objectives.masked import EncoderModel, MaskedBatch, MaskedLM
from lexiboost.training.objectives.noise import row_keys, uniform

PARALLEL = KINDS.index("pseudo_parallel")


@dataclass(frozen=True)
class TranslationLM:
    """Masked language modelling over pairs; rows of other kinds are masked as they are.

    Attributes:
        masked: what is hidden, and the loss.
        restart: whether positions begin anew in the second text, as in the paper, which tells the two texts
            apart by language embeddings. Without those, hidden words at one position of each look alike.
    """

    masked: MaskedLM
    restart: bool = False

    def prepare(self, batch: TokenBatch, seed: int, step: int) -> MaskedBatch:
        """Corrupts the rows."""
        prepared = self.masked.prepare(batch, seed, step)
        if not self.restart:
            return prepared
        _, positions = parted(batch, self.masked.ids.eos)
        return prepared._replace(tokens=prepared.tokens._replace(positions_BxL=positions))

    def loss(
        self, model: EncoderModel, batch: MaskedBatch, key: Key[Array, ""] | None
    ) -> tuple[Float[Array, ""], Metrics]:
        """Mean cross-entropy of the chosen tokens."""
        return self.masked.loss(model, batch, key)


class AlignedBatch(NamedTuple):
    """Corrupted rows whose pairs are parted, and P pairs of linked words in each.

    Attributes:
        masked: the rows. source_BxP, target_BxP: positions of the first pieces of linked words.
        gloss_BxP: the source's first piece. paired_BxP: False for padding of these lists.
    """

    masked: MaskedBatch
    source_BxP: Int[Array, "B P"]
    target_BxP: Int[Array, "B P"]
    gloss_BxP: Int[Array, "B P"]
    paired_BxP: Bool[Array, "B P"]


@dataclass(frozen=True)
class WordAlignment:
    """Masked language modelling on each side, and word alignment between them (InfoNCE).

    Linked words that look alike are no pairs, since they teach nothing; nor are words that are hidden. Where
    the model has absolute positions these must not give the answer away: the second text begins at a
    position drawn from 0 to `shift`, or to the length of the first one if that is less.

    Attributes:
        masked: what is hidden, and its loss.
        pairs: P, the most pairs a row. weight: of the contrastive loss. temperature: of its softmax.
        shift: see above.
    """

    masked: MaskedLM
    pairs: int = 16
    weight: float = 1.0
    temperature: float = 0.1
    shift: int = 16

    def __post_init__(self) -> None:
        if self.pairs < 1 or self.shift < 0 or not self.temperature > 0:
            raise ConfigError(
                f"objective.pairs {self.pairs}, .shift {self.shift} and .temperature {self.temperature} "
                "must be at least 1, at least 0 and above 0"
            )

    def prepare(self, batch: TokenBatch, seed: int, step: int) -> AlignedBatch:
        """Corrupts the rows, parts their pairs and chooses links.

        Raises:
            InputError: the rows have no links.
        """
        if "links" not in batch:
            raise InputError("word alignment needs rows with links; pack pairs with lexiboost.tokens.pairs")
        masked = self.masked.prepare(batch, seed, step)
        segments, positions = parted(batch, self.masked.ids.eos)
        keys_B = row_keys("alignment", seed, step, batch["row"])
        positions = positions.copy()
        _shift_second(segments, positions, keys_B, self.shift)
        rows = len(keys_B)
        source_BxP, target_BxP = np.zeros((2, rows, self.pairs), dtype=np.int32)
        count_B = np.zeros(rows, dtype=np.int64)
        _choose_links(
            batch["tokens"], masked.tokens.tokens_BxL, batch["links"], keys_B, source_BxP, target_BxP, count_B
        )
        paired_BxP = np.arange(self.pairs) < count_B[:, None]
        gloss_BxP = np.take_along_axis(batch["tokens"], source_BxP, axis=1)
        tokens = Tokens(masked.tokens.tokens_BxL, segments, positions)
        return AlignedBatch(masked._replace(tokens=tokens), source_BxP, target_BxP, gloss_BxP, paired_BxP)

    def loss(
        self, model: EncoderModel, batch: AlignedBatch, key: Key[Array, ""] | None
    ) -> tuple[Float[Array, ""], Metrics]:
        """The masked loss plus the weighted contrastive one, over one pass of the encoder."""
        hidden_BxLxD = model.hidden(Tokens(*map(jnp.asarray, batch.masked.tokens)), key)
        places_BxM, scored = batch.masked.places_BxM, batch.masked.scored
        loss, metrics = token_loss(model, gather(hidden_BxLxD, places_BxM), scored, self.masked.settings)
        dim = hidden_BxLxD.shape[-1]
        source_AxD, target_AxD = (
            gather(hidden_BxLxD, side).reshape(-1, dim).astype(jnp.float32)
            for side in (batch.source_BxP, batch.target_BxP)
        )
        gloss_A, paired_A = batch.gloss_BxP.reshape(-1), batch.paired_BxP.reshape(-1)
        by_words = contrast(source_AxD, target_AxD, gloss_A, paired_A, self.temperature)
        return loss + self.weight * by_words, metrics | {"align_loss": by_words}


def parted(batch: TokenBatch, eos: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Segments and positions with every pair parted behind its first `<eos>`.

    Segment s becomes 2 s - 1, and the second text of a pair 2 s.
    """
    segments, positions = np.maximum(2 * batch["segments"] - 1, 0), batch["positions"].copy()
    _part(batch["tokens"], batch["segments"], batch["kind"] == PARALLEL, eos, segments, positions)
    return segments, positions


@kernel
def _part(
    tokens_BxL: NDArray[np.int32],
    segments_BxL: NDArray[np.int32],
    parallel_B: NDArray[np.bool_],
    eos: int,
    parted_BxL: NDArray[np.int32],
    positions_BxL: NDArray[np.int32],
) -> None:
    for b in np.flatnonzero(parallel_B):
        begin, second = 0, False
        for i in range(tokens_BxL.shape[1]):
            if segments_BxL[b, i] == 0:
                break
            if i > 0 and segments_BxL[b, i] != segments_BxL[b, i - 1]:
                second = False
            elif i > 0 and not second and tokens_BxL[b, i - 1] == eos:
                begin, second = i, True
            if second:
                parted_BxL[b, i] += 1
                positions_BxL[b, i] = i - begin


@kernel
def _shift_second(
    parted_BxL: NDArray[np.int32], positions_BxL: NDArray[np.int32], keys_B: NDArray[np.uint64], most: int
) -> None:
    state_1 = np.empty(1, dtype=np.uint64)
    for b in range(len(parted_BxL)):
        state_1[0] = keys_B[b]
        by = 0
        for i in range(1, parted_BxL.shape[1]):
            if parted_BxL[b, i] == 0 or parted_BxL[b, i] % 2:
                continue
            if parted_BxL[b, i] != parted_BxL[b, i - 1]:
                by = int(uniform(state_1) * (min(most, positions_BxL[b, i - 1]) + 1))
            positions_BxL[b, i] += by


@kernel
def _choose_links(
    tokens_BxL: NDArray[np.int32],
    corrupted_BxL: NDArray[np.int32],
    links_BxL: NDArray[np.int32],
    keys_B: NDArray[np.uint64],
    source_BxP: NDArray[np.int32],
    target_BxP: NDArray[np.int32],
    count_B: NDArray[np.int64],
) -> None:
    """Chooses links of each row at random; of words both sides of which are as they were, and differ."""
    state_1 = np.empty(1, dtype=np.uint64)
    rows, length = tokens_BxL.shape
    usable = np.empty(length, dtype=np.int64)
    for b in range(rows):
        state_1[0] = ~keys_B[b]
        count = 0
        for i in range(length):
            j = links_BxL[b, i] - 1
            if j < 0 or tokens_BxL[b, i] == tokens_BxL[b, j]:
                continue
            if corrupted_BxL[b, i] == tokens_BxL[b, i] and corrupted_BxL[b, j] == tokens_BxL[b, j]:
                usable[count] = i
                count += 1
        left = min(count, source_BxP.shape[1])
        for n in range(count):
            if uniform(state_1) * (count - n) < left:
                target_BxP[b, count_B[b]] = usable[n]
                source_BxP[b, count_B[b]] = links_BxL[b, usable[n]] - 1
                count_B[b] += 1
                left -= 1
