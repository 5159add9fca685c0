"""Language identification beside masked language modelling, as a help or as an adversary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Key

from lexiboost.artifacts.errors import ConfigError
from lexiboost.models.inputs import Tokens
from lexiboost.tokens.batches import TokenBatch
from lexiboost.training.objectives.loss import Metrics, gather, token_loss
from lexiboost.training.objectives.masked import EncoderModel, MaskedBatch, MaskedLM


class LanguageIdentifier(EncoderModel, Protocol):
    """An encoder with one more head, over the varieties of a run."""

    def language_logits(self, hidden_NxD: Float[Array, "N D"]) -> Float[Array, "N V"]:
        """Logits of the variety of N vectors."""


@dataclass(frozen=True)
class LanguageID:
    """Masked language modelling, and the row's variety from each vector whose token is predicted.

    As an adversary the head learns to tell varieties apart and the encoder to leave no trace of them: the
    gradient is reversed between the two (Ganin et al. 2016).

    Attributes:
        masked: the masked objective; its settings say how many varieties there are.
        weight: of the head's loss. adversarial: whether its gradient is reversed.
    """

    masked: MaskedLM
    weight: float = 0.1
    adversarial: bool = False

    def __post_init__(self) -> None:
        if self.masked.settings.varieties < 2:
            raise ConfigError("language identification needs two varieties or more")

    def prepare(self, batch: TokenBatch, seed: int, step: int) -> MaskedBatch:
        """Corrupts the rows."""
        return self.masked.prepare(batch, seed, step)

    def loss(
        self, model: LanguageIdentifier, batch: MaskedBatch, key: Key[Array, ""] | None
    ) -> tuple[Float[Array, ""], Metrics]:
        """The masked loss plus that of the head, which has weight 1 in the head itself where reversed."""
        hidden_BxLxD = model.hidden(Tokens(*map(jnp.asarray, batch.tokens)), key)
        hidden_BxMxD = gather(hidden_BxLxD, batch.places_BxM)
        loss, metrics = token_loss(model, hidden_BxMxD, batch.scored, self.masked.settings)
        read = reversed_gradient(hidden_BxMxD, self.weight) if self.adversarial else hidden_BxMxD
        logits_NxV = model.language_logits(read.reshape(-1, read.shape[-1])).astype(jnp.float32)
        scored_N = batch.scored.scored_BxM.reshape(-1)
        variety_N = jnp.repeat(jnp.asarray(batch.scored.variety_B), hidden_BxMxD.shape[1])
        log_p_N = jnp.take_along_axis(jax.nn.log_softmax(logits_NxV), variety_N[:, None], axis=1)[:, 0]
        count = jnp.maximum(scored_N.sum(), 1)
        by_language = -jnp.where(scored_N, log_p_N, 0.0).sum() / count
        right = jnp.where(scored_N, logits_NxV.argmax(-1) == variety_N, False).sum() / count
        more = {"language_loss": by_language, "language_accuracy": right}
        return loss + (1.0 if self.adversarial else self.weight) * by_language, metrics | more


def reversed_gradient(x: Float[Array, "..."], weight: float) -> Float[Array, "..."]:
    """`x`; the gradient that comes back is multiplied by `-weight` (Ganin et al. 2016, section 4.2)."""
    return _reverse(x, weight)


@jax.custom_vjp  # type: ignore[untyped-decorator]
def _reverse(x: Array, weight: float) -> Array:
    return x


def _reverse_forward(x: Array, weight: float) -> tuple[Array, float]:
    return x, weight


def _reverse_backward(weight: float, gradient: Array) -> tuple[Array, None]:
    return -weight * gradient, None


_reverse.defvjp(_reverse_forward, _reverse_backward)
