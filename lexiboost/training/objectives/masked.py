"""Masked language modelling: tokens, whole words or spans are hidden and predicted.

Of what is chosen, 80 % becomes `<mask>`, 10 % another token at random, and 10 % stays (Devlin et al. 2019,
section 3.1), drawn anew at every step (Liu et al. 2019). Whole words are chosen as words, each at the same
rate whatever its length; spans as in `lexiboost.training.objectives.noise.mark_spans`, and all tokens of a
span share one fate (Joshi et al. 2020, section 3.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int, Key
from numpy.typing import NDArray

from lexiboost.artifacts.errors import ConfigError
from lexiboost.artifacts.kernels import kernel
from lexiboost.models.inputs import Tokens
from lexiboost.tokens.batches import TokenBatch
from lexiboost.training.objectives.ids import SpecialIds
from lexiboost.training.objectives.loss import (
    PLAIN,
    LanguageModel,
    LossSettings,
    Metrics,
    Scored,
    gather,
    token_loss,
)
from lexiboost.training.objectives.noise import (
    FIRST,
    KEEP,
    candidates,
    choose,
    mark_spans,
    row_keys,
    uniform,
    words,
)

Unit = Literal["token", "word", "span"]
UNITS: tuple[Unit, ...] = ("token", "word", "span")


class EncoderModel(LanguageModel, Protocol):
    """`lexiboost.models.transformer.Encoder`, or what looks like it."""

    def hidden(self, tokens: Tokens, key: Key[Array, ""] | None = None) -> Float[Array, "B L D"]:
        """Contextual vectors."""


class MaskedBatch(NamedTuple):
    """Corrupted rows and what was there.

    Attributes:
        tokens: the model's input. places_BxM: positions chosen in each row. scored: the tokens there.
    """

    tokens: Tokens
    places_BxM: Int[Array, "B M"]
    scored: Scored


@dataclass(frozen=True)
class MaskedLM:
    """The masked-LM objective of an encoder.

    Attributes:
        ids: of the vocabulary. settings: of the loss.
        rate: share of the tokens that are chosen; special tokens and padding do not count and never are.
        unit: what is chosen together: `token`, `word` or `span`. mean: tokens of a span.
        masked, replaced: shares of the chosen that become `<mask>` and a random token; the rest stays.
    """

    ids: SpecialIds
    settings: LossSettings = PLAIN
    rate: float = 0.15
    unit: Unit = "token"
    mean: float = 3.0
    masked: float = 0.8
    replaced: float = 0.1

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ConfigError(f"objective.unit is {self.unit!r}; it is one of {', '.join(UNITS)}")
        require_rate(self.rate, self.mean)
        if not (self.masked >= 0 and self.replaced >= 0 and self.masked + self.replaced <= 1):
            raise ConfigError(
                f"objective.masked {self.masked} and .replaced {self.replaced} are shares of one whole"
            )

    def places(self, row_length: int) -> int:
        """M: no row of so many positions has more places to predict."""
        if self.unit == "span":
            return most_in_spans(row_length, self.rate, self.mean)[1]
        return max(1, int(np.ceil(self.rate * row_length)))

    def prepare(self, batch: TokenBatch, seed: int, step: int) -> MaskedBatch:
        """Corrupts the rows."""
        tokens_BxL, segments_BxL = batch["tokens"], batch["segments"]
        rows, length = tokens_BxL.shape
        corrupted_BxL = tokens_BxL.copy()
        shape = (rows, self.places(length))
        places_BxM, targets_BxM = np.zeros(shape, dtype=np.int32), np.zeros(shape, dtype=np.int32)
        count_B = np.zeros(rows, dtype=np.int64)
        _mask_rows(
            corrupted_BxL,
            segments_BxL,
            row_keys(f"masked {self.unit}", seed, step, batch["row"]),
            self.ids.piece_classes,
            self.ids.ordinary,
            self.ids.mask,
            UNITS.index(self.unit),
            self.rate,
            self.mean,
            self.masked,
            self.replaced,
            places_BxM,
            targets_BxM,
            count_B,
        )
        scored_BxM = np.arange(shape[1]) < count_B[:, None]
        tokens = Tokens(corrupted_BxL, segments_BxL, batch["positions"])
        scored = Scored(targets_BxM, scored_BxM, batch["variety"], batch["kind"])
        return MaskedBatch(tokens, places_BxM, scored)

    def loss(
        self, model: EncoderModel, batch: MaskedBatch, key: Key[Array, ""] | None
    ) -> tuple[Float[Array, ""], Metrics]:
        """Mean cross-entropy of the chosen tokens; logits are made at their places alone."""
        hidden_BxLxD = model.hidden(Tokens(*map(jnp.asarray, batch.tokens)), key)
        return token_loss(model, gather(hidden_BxLxD, batch.places_BxM), batch.scored, self.settings)


def require_rate(rate: float, mean: float) -> None:
    """Raises `ConfigError` unless 0 < rate < 1 and spans have a token or more."""
    if not 0 < rate < 1:
        raise ConfigError(f"objective.rate is {rate}; it is above 0 and below 1")
    if not mean >= 1:
        raise ConfigError(f"objective.mean is {mean}; a span has 1 token or more")


def most_in_spans(row_length: int, rate: float, mean: float) -> tuple[int, int]:
    """The most spans of a row, and the most tokens in them (of spans that are no Poisson ones)."""
    spans = max(1, int(np.ceil(rate / mean * row_length)))
    return spans, int(np.ceil(mean * spans))


@kernel
def _mask_rows(
    tokens_BxL: NDArray[np.int32],
    segments_BxL: NDArray[np.int32],
    keys_B: NDArray[np.uint64],
    pieces_V: NDArray[np.uint8],
    ordinary_N: NDArray[np.int32],
    mask: int,
    unit: int,
    rate: float,
    mean: float,
    masked: float,
    replaced: float,
    places_BxM: NDArray[np.int32],
    targets_BxM: NDArray[np.int32],
    count_B: NDArray[np.int64],
) -> None:
    """Corrupts `tokens` in place and writes what was there."""
    state_1 = np.empty(1, dtype=np.uint64)
    marks_L = np.empty(tokens_BxL.shape[1], dtype=np.int8)
    for b in range(len(tokens_BxL)):
        state_1[0] = keys_B[b]
        at_N = candidates(tokens_BxL[b], segments_BxL[b], pieces_V)
        marks_L[:] = KEEP
        if unit == 2:
            mark_spans(at_N, segments_BxL[b], rate, mean, False, state_1, marks_L)
        else:
            if unit == 1:
                lengths_U = words(at_N, tokens_BxL[b], segments_BxL[b], pieces_V)
            else:
                lengths_U = np.ones(len(at_N), dtype=np.int64)
            chosen_U = choose(lengths_U, rate, state_1)
            n = 0
            for u in range(len(lengths_U)):
                for _ in range(lengths_U[u]):
                    if chosen_U[u]:
                        marks_L[at_N[n]] = FIRST
                    n += 1
        fate = 0.0
        for i in at_N:
            if marks_L[i] == KEEP:
                continue
            if marks_L[i] == FIRST:
                fate = uniform(state_1)
            places_BxM[b, count_B[b]] = i
            targets_BxM[b, count_B[b]] = tokens_BxL[b, i]
            count_B[b] += 1
            if fate < masked:
                tokens_BxL[b, i] = mask
            elif fate < masked + replaced:
                tokens_BxL[b, i] = ordinary_N[int(uniform(state_1) * len(ordinary_N))]
