"""Cross-entropy over a vocabulary, in float32, of scored positions alone, a chunk of logits at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from lexiboost.tokens.shares import KINDS

Metrics = dict[str, Float[Array, "..."]]


@dataclass(frozen=True)
class LossSettings:
    """Settings of the loss.

    Attributes:
        z: weight of the squared log-normalizer (Chowdhery et al. 2022, section 5, take 1e-4); 0: none.
        logits: the most logits of a batch that are in memory at once. Where there are more, they are made
            in chunks of positions, and once more for the gradient.
        varieties: how many there are, for sums by variety (0: none).
    """

    z: float = 0.0
    logits: int = 1 << 28
    varieties: int = 0


PLAIN = LossSettings()


class Scored(NamedTuple):
    """What B rows are scored on, at M places each.

    Attributes:
        targets_BxM: ids to predict. scored_BxM: False for padding of that list.
        variety_B, kind_B: of the rows, as in `lexiboost.tokens.batches.TokenBatch`.
    """

    targets_BxM: Int[Array, "B M"]
    scored_BxM: Bool[Array, "B M"]
    variety_B: Int[Array, "B"]
    kind_B: Int[Array, "B"]


class LanguageModel(Protocol):
    """A model with a head over the vocabulary."""

    config: Any

    def logits(self, hidden_NxD: Float[Array, "N D"]) -> Float[Array, "N V"]:
        """Logits of N vectors."""


class _Sums(NamedTuple):
    nll_B: Float[Array, "B"]
    squared_B: Float[Array, "B"]
    right_B: Float[Array, "B"]


def token_loss(
    model: LanguageModel, hidden_BxMxD: Float[Array, "B M D"], scored: Scored, settings: LossSettings
) -> tuple[Float[Array, ""], Metrics]:
    """The mean cross-entropy over scored places, with the z-loss.

    Metrics: `token_loss` without the z-loss, `z_loss` where there is one, `accuracy`, `scored` (how many
    places), and sums by kind and variety (`loss_by_kind_K` and `scored_by_kind_K`, and so on).
    """
    sums = _sums(model, hidden_BxMxD, scored, settings)
    scored_B = scored.scored_BxM.sum(1).astype(jnp.float32)
    count = jnp.maximum(scored_B.sum(), 1.0)
    loss = sums.nll_B.sum() / count
    metrics = {"token_loss": loss, "accuracy": sums.right_B.sum() / count, "scored": scored_B.sum()}
    if settings.z:
        metrics["z_loss"] = settings.z * sums.squared_B.sum() / count
        loss += metrics["z_loss"]
    groups = [("kind_K", scored.kind_B, len(KINDS))]
    if settings.varieties:
        groups.append(("variety_V", scored.variety_B, settings.varieties))
    for name, group_B, size in groups:
        member_BxG = jax.nn.one_hot(group_B, size)
        metrics[f"loss_by_{name}"] = sums.nll_B @ member_BxG
        metrics[f"scored_by_{name}"] = scored_B @ member_BxG
    return loss, metrics


def gather(hidden_BxLxD: Float[Array, "B L D"], places_BxM: Int[Array, "B M"]) -> Float[Array, "B M D"]:
    """The vectors at some places of each row."""
    return jnp.take_along_axis(hidden_BxLxD, places_BxM[..., None], axis=1)


def _sums(
    model: LanguageModel, hidden_BxMxD: Float[Array, "B M D"], scored: Scored, settings: LossSettings
) -> _Sums:
    rows, places, dim = hidden_BxMxD.shape
    targets_BxM = jnp.where(scored.scored_BxM, scored.targets_BxM, 0)

    def part(hidden: Array, targets: Array, mask: Array) -> _Sums:
        nll, normalizer, right = _nll(model.logits(hidden.reshape(-1, dim)), targets.reshape(-1))
        each = (nll, normalizer**2, right)
        return _Sums(*(jnp.where(mask, x.reshape(mask.shape), 0.0).sum(1) for x in each))

    chunk = max(1, settings.logits // (rows * model.config.vocabulary))
    if chunk >= places:
        return part(hidden_BxMxD, targets_BxM, scored.scored_BxM)
    chunks = -(-places // chunk)
    chunk = -(-places // chunks)

    def split(x: Array) -> Array:
        """Chunks are taken along the places, so that rows stay on the devices that hold them."""
        x = jnp.pad(x, [(0, 0), (0, chunks * chunk - places)] + [(0, 0)] * (x.ndim - 2))
        return jnp.moveaxis(x.reshape(rows, chunks, chunk, *x.shape[2:]), 1, 0)

    def add(total: _Sums, arrays: tuple[Array, Array, Array]) -> tuple[_Sums, None]:
        return jax.tree.map(jnp.add, total, part(*arrays)), None

    zero = _Sums(*(jnp.zeros(rows),) * 3)
    parts = (split(hidden_BxMxD), split(targets_BxM), split(scored.scored_BxM))
    total, _ = jax.lax.scan(jax.checkpoint(add), zero, parts)
    return total


@jax.custom_vjp  # type: ignore[untyped-decorator]
def _nll(
    logits_NxV: Float[Array, "N V"], targets_N: Int[Array, "N"]
) -> tuple[Float[Array, "N"], Float[Array, "N"], Float[Array, "N"]]:
    """Negative log-likelihood, log-normalizer, and 1 where no other id has a higher logit."""
    return _nll_forward(logits_NxV, targets_N)[0]


def _nll_forward(logits_NxV: Array, targets_N: Array) -> tuple[tuple[Array, Array, Array], Any]:
    wide_NxV = logits_NxV.astype(jnp.float32)
    best_N = wide_NxV.max(-1)
    normalizer_N = best_N + jnp.log(jnp.exp(wide_NxV - best_N[:, None]).sum(-1))
    target_N = jnp.take_along_axis(logits_NxV, targets_N[:, None], axis=-1)[:, 0].astype(jnp.float32)
    right_N = (target_N >= best_N).astype(jnp.float32)
    return (normalizer_N - target_N, normalizer_N, right_N), (logits_NxV, targets_N, normalizer_N)


def _nll_backward(saved: Any, gradients: tuple[Array, Array, Array]) -> tuple[Array, None]:
    logits_NxV, targets_N, normalizer_N = saved
    by_nll_N, by_normalizer_N, _ = gradients
    p_NxV = jnp.exp(logits_NxV.astype(jnp.float32) - normalizer_N[:, None])
    at_target_NxV = jnp.arange(logits_NxV.shape[1]) == targets_N[:, None]
    gradient = p_NxV * (by_nll_N + by_normalizer_N)[:, None] - jnp.where(
        at_target_NxV, by_nll_N[:, None], 0.0
    )
    return gradient.astype(logits_NxV.dtype), None


_nll.defvjp(_nll_forward, _nll_backward)
