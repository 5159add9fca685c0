"""What objectives of an encoder-decoder share: a source and a target row, and their loss."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int, Key
from numpy.typing import NDArray

from lexiboost.artifacts.kernels import kernel
from lexiboost.models.inputs import Tokens
from lexiboost.tokens.batches import TokenBatch
from lexiboost.tokens.shares import KINDS
from lexiboost.training.objectives.causal import shift
from lexiboost.training.objectives.loss import LanguageModel, LossSettings, Metrics, Scored, token_loss


class EncoderDecoderModel(LanguageModel, Protocol):
    """`lexiboost.models.transformer.EncoderDecoder`, or what looks like it."""

    def hidden(
        self, source: Tokens, target: Tokens, key: Key[Array, ""] | None = None
    ) -> Float[Array, "B T D"]:
        """Decoder vectors."""


class SourceTargetBatch(NamedTuple):
    """Corrupted rows and what a decoder writes.

    Attributes:
        source: the encoder's input; its segments have the numbers they had in the rows.
        target: the decoder's input, the targets moved by one behind `<bos>`. scored: the targets.
        left_out_B: tokens of segments that had no room in the source or the target.
    """

    source: Tokens
    target: Tokens
    scored: Scored
    left_out_B: Int[Array, "B"]


class Side(NamedTuple):
    """Tokens and segments of one side, as they are being written."""

    tokens_BxS: NDArray[np.int32]
    segments_BxS: NDArray[np.int32]

    @staticmethod
    def empty(rows: int, length: int, pad: int) -> Side:
        """A side without a token."""
        return Side(np.full((rows, length), pad, dtype=np.int32), np.zeros((rows, length), dtype=np.int32))

    def read(self) -> Tokens:
        """The side with positions."""
        return Tokens(self.tokens_BxS, self.segments_BxS, positions_of(self.segments_BxS))


def source_target(
    batch: TokenBatch, source: Side, target: Side, left_out_B: NDArray[np.int64], begin: int
) -> SourceTargetBatch:
    """The batch of two finished sides; `target` holds the targets, `begin` begins the decoder's input."""
    shifted = shift(target.tokens_BxS, target.segments_BxS, begin)
    positions = positions_of(target.segments_BxS)
    return SourceTargetBatch(
        source=source.read(),
        target=Tokens(shifted, target.segments_BxS, positions),
        scored=Scored(target.tokens_BxS, target.segments_BxS > 0, batch["variety"], batch["kind"]),
        left_out_B=left_out_B.astype(np.int32),
    )


def positions_of(segments_BxL: NDArray[np.int32]) -> NDArray[np.int32]:
    """Positions from 0 on in each segment, 0 at padding."""
    positions_BxL = np.zeros_like(segments_BxL)
    _count(segments_BxL, positions_BxL)
    return positions_BxL


@kernel
def _count(segments_BxL: NDArray[np.int32], positions_BxL: NDArray[np.int32]) -> None:
    for b in range(len(segments_BxL)):
        for i in range(1, segments_BxL.shape[1]):
            if segments_BxL[b, i] > 0 and segments_BxL[b, i] == segments_BxL[b, i - 1]:
                positions_BxL[b, i] = positions_BxL[b, i - 1] + 1


def source_target_loss(
    model: EncoderDecoderModel,
    batch: SourceTargetBatch,
    key: Key[Array, ""] | None,
    settings: LossSettings,
) -> tuple[Float[Array, ""], Metrics]:
    """Mean cross-entropy over the targets; the metric `left_out_by_kind_K` counts tokens without room."""
    source, target = (Tokens(*map(jnp.asarray, side)) for side in (batch.source, batch.target))
    loss, metrics = token_loss(model, model.hidden(source, target, key), batch.scored, settings)
    left_out_B = jnp.asarray(batch.left_out_B).astype(jnp.float32)
    left_out_K = left_out_B @ jax.nn.one_hot(batch.scored.kind_B, len(KINDS))
    return loss, metrics | {"left_out_by_kind_K": left_out_K}
