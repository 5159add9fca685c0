"""Denoising for an encoder-decoder: the target is the whole text, the source a corrupted copy of it.

`Denoising` has the corruptions of BART (Lewis et al. 2020, section 2.2): text infilling, deletion, sentence
permutation. `Deshuffling` is that of Raffel et al. 2020, section 3.3.1: all tokens of a segment in any order.
`DenoisingAndContinuing` is the mixture of AlexaTM 20B (Soltan et al. 2022, section 3): most segments lose
spans without a trace; the others are cut, and behind a mode token the source has what is to be continued.
No corruption moves, hides or crosses a special token or the border of a segment, and of every stretch of
other tokens one at least is kept.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Array, Float, Key

from lexiboost.artifacts.errors import ConfigError
from lexiboost.tokens.batches import TokenBatch
from lexiboost.training.objectives.denoising_kernels import cut_or_drop_rows, noise_rows, shuffle_rows
from lexiboost.training.objectives.ids import SpecialIds
from lexiboost.training.objectives.loss import PLAIN, LossSettings, Metrics
from lexiboost.training.objectives.noise import row_keys
from lexiboost.training.objectives.seq2seq import (
    EncoderDecoderModel,
    Side,
    SourceTargetBatch,
    source_target,
    source_target_loss,
)


class _Reconstruction:
    """What the objectives here share: no source is longer than its row, so everything has room."""

    ids: SpecialIds
    settings: LossSettings

    def loss(
        self, model: EncoderDecoderModel, batch: SourceTargetBatch, key: Key[Array, ""] | None
    ) -> tuple[Float[Array, ""], Metrics]:
        """Mean cross-entropy over the targets."""
        return source_target_loss(model, batch, key, self.settings)

    def _of(self, batch: TokenBatch, source: Side, target: Side) -> SourceTargetBatch:
        nothing_B = np.zeros(len(batch["tokens"]), dtype=np.int64)
        return source_target(batch, source, target, nothing_B, self.ids.bos)


@dataclass(frozen=True)
class Denoising(_Reconstruction):
    """BART's corruptions, one after the other: permutation, infilling, deletion.

    Attributes:
        ids: of the vocabulary. settings: of the loss.
        infill: share of the tokens in spans that become one `<mask>` each; lengths are Poisson, so that a
            `<mask>` may also stand for nothing. mean: of the lengths.
        delete: share of the tokens that are left out, apart from those in spans.
        permute: whether the sentences of a segment come in any order; they end at `.`, `?` and the like.
    """

    ids: SpecialIds
    settings: LossSettings = PLAIN
    infill: float = 0.3
    mean: float = 3.0
    delete: float = 0.0
    permute: bool = False

    def __post_init__(self) -> None:
        if not (self.infill >= 0 and self.delete >= 0 and self.infill + self.delete < 1):
            raise ConfigError(
                f"objective.infill {self.infill} and .delete {self.delete} are shares and sum to less than 1"
            )
        if not self.mean >= 1:
            raise ConfigError(f"objective.mean is {self.mean}; it is 1 or more")

    def prepare(self, batch: TokenBatch, seed: int, step: int) -> SourceTargetBatch:
        """Corrupts the rows."""
        source = Side.empty(*_shape(batch), self.ids.pad)
        noise_rows(
            batch["tokens"],
            batch["segments"],
            row_keys("denoising", seed, step, batch["row"]),
            self.ids.piece_classes,
            self.ids.mask,
            self.infill,
            self.mean,
            self.delete,
            self.permute,
            *source,
        )
        return self._of(batch, source, Side(batch["tokens"], batch["segments"]))


@dataclass(frozen=True)
class Deshuffling(_Reconstruction):
    """The tokens of each segment in any order; the target is the segment."""

    ids: SpecialIds
    settings: LossSettings = PLAIN

    def prepare(self, batch: TokenBatch, seed: int, step: int) -> SourceTargetBatch:
        """Shuffles the rows."""
        shuffled_BxL = batch["tokens"].copy()
        keys_B = row_keys("deshuffling", seed, step, batch["row"])
        shuffle_rows(shuffled_BxL, batch["segments"], keys_B, self.ids.piece_classes)
        return self._of(
            batch, Side(shuffled_BxL, batch["segments"]), Side(batch["tokens"], batch["segments"])
        )


@dataclass(frozen=True)
class DenoisingAndContinuing(_Reconstruction):
    """AlexaTM's mixture of denoising and causal language modelling, drawn for each segment.

    Attributes:
        ids: of the vocabulary. settings: of the loss.
        continued: share of the segments that are continued instead of denoised.
        given: shares of a continued segment that the source has, one drawn at random.
        rate: share of a denoised segment's tokens that is dropped. mean: tokens of a dropped span.
    """

    ids: SpecialIds
    settings: LossSettings = PLAIN
    continued: float = 0.2
    given: tuple[float, ...] = (0.2, 0.8)
    rate: float = 0.15
    mean: float = 3.0

    def __post_init__(self) -> None:
        if not (0 <= self.continued <= 1 and self.given and all(0 <= share <= 1 for share in self.given)):
            raise ConfigError(
                f"objective.continued {self.continued} and .given {self.given} are shares, from 0 to 1"
            )
        if not (0 <= self.rate < 1 <= self.mean):
            raise ConfigError(f"objective.rate is {self.rate} (below 1), .mean {self.mean} (1 or more)")

    def prepare(self, batch: TokenBatch, seed: int, step: int) -> SourceTargetBatch:
        """Drops spans, or cuts."""
        source, target = (Side.empty(*_shape(batch), self.ids.pad) for _ in range(2))
        cut_or_drop_rows(
            batch["tokens"],
            batch["segments"],
            row_keys("denoising and continuing", seed, step, batch["row"]),
            self.ids.piece_classes,
            self.ids.sequential,
            self.continued,
            np.array(self.given, dtype=np.float64),
            self.rate,
            self.mean,
            *source,
            *target,
        )
        return self._of(batch, source, target)


def _shape(batch: TokenBatch) -> tuple[int, int]:
    rows, length = batch["tokens"].shape
    return rows, length
