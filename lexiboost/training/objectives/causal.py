"""Causal and prefix language modelling for a decoder: every token from those before it in its segment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Int, Key
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
from lexiboost.training.objectives.noise import row_keys, uniform


class DecoderModel(LanguageModel, Protocol):
    """`lexiboost.models.transformer.Decoder`, or what looks like it."""

    def hidden(
        self,
        tokens: Tokens,
        key: Key[Array, ""] | None = None,
        prefix_BxL: Bool[Array, "B L"] | None = None,
    ) -> Float[Array, "B L D"]:
        """Vectors that see their segment up to themselves."""


class CausalBatch(NamedTuple):
    """Rows shifted by one: position i holds the token before i, `<bos>` at the beginning of a segment."""

    tokens: Tokens
    scored: Scored


class PrefixBatch(NamedTuple):
    """Shifted rows, whose `prefix` positions all see each other; what follows is predicted at M places."""

    tokens: Tokens
    prefix_BxL: Bool[Array, "B L"]
    places_BxM: Int[Array, "B M"]
    scored: Scored


@dataclass(frozen=True)
class CausalLM:
    """The causal objective of a decoder: every token of the rows is predicted."""

    ids: SpecialIds
    settings: LossSettings = PLAIN

    def prepare(self, batch: TokenBatch, seed: int, step: int) -> CausalBatch:
        """The shifted rows; there is nothing random in it."""
        tokens, present_BxL = shifted(batch, self.ids.bos), batch["segments"] > 0
        return CausalBatch(tokens, Scored(batch["tokens"], present_BxL, batch["variety"], batch["kind"]))

    def loss(
        self, model: DecoderModel, batch: CausalBatch, key: Key[Array, ""] | None
    ) -> tuple[Float[Array, ""], Metrics]:
        """Mean cross-entropy over all tokens."""
        hidden_BxLxD = model.hidden(Tokens(*map(jnp.asarray, batch.tokens)), key)
        return token_loss(model, hidden_BxLxD, batch.scored, self.settings)


@dataclass(frozen=True)
class PrefixLM:
    """The prefix-LM objective of a decoder (Raffel et al. 2020, section 3.3.1).

    Attributes:
        ids: of the vocabulary. settings: of the loss.
        shortest, longest: each segment is cut at random so that between these shares of it are predicted;
            one token at least is, and of segments with two or more one at least is not.
    """

    ids: SpecialIds
    settings: LossSettings = PLAIN
    shortest: float = 0.0
    longest: float = 1.0

    def __post_init__(self) -> None:
        if not 0 <= self.shortest <= self.longest <= 1 or self.longest == 0:
            raise ConfigError(
                f"objective.shortest {self.shortest} and .longest {self.longest} are shares of a segment"
            )

    def places(self, row_length: int) -> int:
        """M: the most places of a row; short segments are predicted only as far as there are places."""
        return max(1, int(np.ceil(self.longest * row_length)))

    def prepare(self, batch: TokenBatch, seed: int, step: int) -> PrefixBatch:
        """Cuts every segment."""
        tokens_BxL, segments_BxL = batch["tokens"], batch["segments"]
        rows, length = tokens_BxL.shape
        shape = (rows, self.places(length))
        places_BxM, targets_BxM = np.zeros(shape, dtype=np.int32), np.zeros(shape, dtype=np.int32)
        prefix_BxL, count_B = np.zeros((rows, length), dtype=np.bool_), np.zeros(rows, dtype=np.int64)
        keys_B = row_keys("prefix", seed, step, batch["row"])
        share = self.shortest, self.longest
        _cut_rows(tokens_BxL, segments_BxL, keys_B, *share, prefix_BxL, places_BxM, targets_BxM, count_B)
        scored_BxM = np.arange(shape[1]) < count_B[:, None]
        scored = Scored(targets_BxM, scored_BxM, batch["variety"], batch["kind"])
        return PrefixBatch(shifted(batch, self.ids.bos), prefix_BxL, places_BxM, scored)

    def loss(
        self, model: DecoderModel, batch: PrefixBatch, key: Key[Array, ""] | None
    ) -> tuple[Float[Array, ""], Metrics]:
        """Mean cross-entropy over the tokens behind the prefixes."""
        tokens = Tokens(*map(jnp.asarray, batch.tokens))
        hidden_BxLxD = model.hidden(tokens, key, jnp.asarray(batch.prefix_BxL))
        return token_loss(model, gather(hidden_BxLxD, batch.places_BxM), batch.scored, self.settings)


def shifted(batch: TokenBatch, begin: int) -> Tokens:
    """A decoder's input for rows to be predicted: `begin`, then all tokens of a segment but its last."""
    shifted_BxL = shift(batch["tokens"], batch["segments"], begin)
    return Tokens(shifted_BxL, batch["segments"], batch["positions"])


def shift(tokens_BxL: NDArray[np.int32], segments_BxL: NDArray[np.int32], begin: int) -> NDArray[np.int32]:
    """Each token moved one to the right in its segment, with `begin` in front; padding stays."""
    result_BxL = tokens_BxL.copy()
    inner_BxL = (segments_BxL[:, 1:] == segments_BxL[:, :-1]) & (segments_BxL[:, 1:] > 0)
    result_BxL[:, 1:] = np.where(inner_BxL, tokens_BxL[:, :-1], begin)
    result_BxL[:, :1] = begin
    return np.where(segments_BxL > 0, result_BxL, tokens_BxL)


@kernel
def _cut_rows(
    tokens_BxL: NDArray[np.int32],
    segments_BxL: NDArray[np.int32],
    keys_B: NDArray[np.uint64],
    shortest: float,
    longest: float,
    prefix_BxL: NDArray[np.bool_],
    places_BxM: NDArray[np.int32],
    targets_BxM: NDArray[np.int32],
    count_B: NDArray[np.int64],
) -> None:
    state_1 = np.empty(1, dtype=np.uint64)
    rows, length = tokens_BxL.shape
    for b in range(rows):
        state_1[0] = keys_B[b]
        begin = 0
        while begin < length and segments_BxL[b, begin] > 0:
            end = begin + 1
            while end < length and segments_BxL[b, end] == segments_BxL[b, begin]:
                end += 1
            share = shortest + (longest - shortest) * uniform(state_1)
            predicted = max(1, min(end - begin - 1, int(share * (end - begin))))
            predicted = min(predicted, places_BxM.shape[1] - count_B[b])
            cut = end - predicted
            for i in range(begin, min(cut + 1, end)):
                prefix_BxL[b, i] = True
            for i in range(cut, end):
                places_BxM[b, count_B[b]] = i
                targets_BxM[b, count_B[b]] = tokens_BxL[b, i]
                count_B[b] += 1
            begin = end
