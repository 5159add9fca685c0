"""Span corruption for an encoder-decoder (Raffel et al. 2020, section 3.1.4).

Spans of a segment are each replaced by one sentinel; the target is each sentinel and what it stands for, one
after the other, then `<eos>`. As in the authors' program, and unlike in their figure 2, no further sentinel
stands behind the last span. Segments without a span have no target. Sentinels begin anew in each segment.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Array, Float, Key
from numpy.typing import NDArray

from lexiboost.artifacts.errors import ConfigError
from lexiboost.artifacts.kernels import kernel
from lexiboost.tokens.batches import TokenBatch
from lexiboost.training.objectives.ids import SpecialIds
from lexiboost.training.objectives.loss import PLAIN, LossSettings, Metrics
from lexiboost.training.objectives.masked import most_in_spans, require_rate
from lexiboost.training.objectives.noise import FIRST, KEEP, LATER, candidates, mark_spans, row_keys
from lexiboost.training.objectives.seq2seq import (
    EncoderDecoderModel,
    Side,
    SourceTargetBatch,
    source_target,
    source_target_loss,
)


@dataclass(frozen=True)
class SpanCorruption:
    """The span-corruption objective.

    Attributes:
        ids: of the vocabulary. settings: of the loss.
        rate: share of the tokens in spans. mean: tokens of a span.
        source_length: positions of a source row (0: as many as a row has, so that nothing is ever left
            out). Text needs about 1 - rate + rate / mean of a row's; segments without room are left out.
    """

    ids: SpecialIds
    settings: LossSettings = PLAIN
    rate: float = 0.15
    mean: float = 3.0
    source_length: int = 0

    def __post_init__(self) -> None:
        require_rate(self.rate, self.mean)

    def target_length(self, row_length: int) -> int:
        """Positions that hold every target of a row: its spans' tokens, sentinels and ends."""
        spans, tokens = most_in_spans(row_length, self.rate, self.mean)
        return tokens + 2 * spans

    def prepare(self, batch: TokenBatch, seed: int, step: int) -> SourceTargetBatch:
        """Corrupts the rows.

        Raises:
            ConfigError: there are fewer sentinels than a segment may have spans.
        """
        rows, length = batch["tokens"].shape
        spans, _ = most_in_spans(length, self.rate, self.mean)
        if spans > len(self.ids.sentinels):
            raise ConfigError(
                f"rows of {length} tokens may have {spans} spans and the vocabulary has "
                f"{len(self.ids.sentinels)} sentinels; lower objective.rate or raise objective.mean"
            )
        source = Side.empty(rows, self.source_length or length, self.ids.pad)
        target = Side.empty(rows, self.target_length(length), self.ids.pad)
        left_out_B = np.zeros(rows, dtype=np.int64)
        _corrupt_rows(
            batch["tokens"],
            batch["segments"],
            row_keys("span corruption", seed, step, batch["row"]),
            self.ids.piece_classes,
            self.ids.sentinel_ids,
            self.ids.eos,
            self.rate,
            self.mean,
            *source,
            *target,
            left_out_B,
        )
        return source_target(batch, source, target, left_out_B, self.ids.bos)

    def loss(
        self, model: EncoderDecoderModel, batch: SourceTargetBatch, key: Key[Array, ""] | None
    ) -> tuple[Float[Array, ""], Metrics]:
        """Mean cross-entropy over sentinels, spans and ends."""
        return source_target_loss(model, batch, key, self.settings)


@kernel
def _corrupt_rows(
    tokens_BxL: NDArray[np.int32],
    segments_BxL: NDArray[np.int32],
    keys_B: NDArray[np.uint64],
    pieces_V: NDArray[np.uint8],
    sentinels_N: NDArray[np.int32],
    eos: int,
    rate: float,
    mean: float,
    source_BxS: NDArray[np.int32],
    source_segments_BxS: NDArray[np.int32],
    target_BxT: NDArray[np.int32],
    target_segments_BxT: NDArray[np.int32],
    left_out_B: NDArray[np.int64],
) -> None:
    state_1 = np.empty(1, dtype=np.uint64)
    rows, length = tokens_BxL.shape
    marks_L = np.empty(length, dtype=np.int8)
    for b in range(rows):
        state_1[0] = keys_B[b]
        marks_L[:] = KEEP
        at_N = candidates(tokens_BxL[b], segments_BxL[b], pieces_V)
        mark_spans(at_N, segments_BxL[b], rate, mean, False, state_1, marks_L)
        begin = source_at = target_at = 0
        while begin < length and segments_BxL[b, begin] > 0:
            segment, end, hidden, spans = segments_BxL[b, begin], begin, 0, 0
            while end < length and segments_BxL[b, end] == segment:
                hidden += marks_L[end] != KEEP
                spans += marks_L[end] == FIRST
                end += 1
            source_end = source_at + end - begin - hidden + spans
            target_end = target_at + (hidden + spans + 1 if spans > 0 else 0)
            if source_end > source_BxS.shape[1] or target_end > target_BxT.shape[1]:
                left_out_B[b] += end - begin
                begin = end
                continue
            source_segments_BxS[b, source_at:source_end] = segment
            target_segments_BxT[b, target_at:target_end] = segment
            span = 0
            for i in range(begin, end):
                if marks_L[i] == FIRST:
                    source_BxS[b, source_at] = target_BxT[b, target_at] = sentinels_N[span]
                    source_at, target_at, span = source_at + 1, target_at + 1, span + 1
                if marks_L[i] == FIRST or marks_L[i] == LATER:
                    target_BxT[b, target_at] = tokens_BxL[b, i]
                    target_at += 1
                else:
                    source_BxS[b, source_at] = tokens_BxL[b, i]
                    source_at += 1
            if span > 0:
                target_BxT[b, target_at] = eos
                target_at += 1
            begin = end
