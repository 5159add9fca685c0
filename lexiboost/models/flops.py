"""Floating-point operations of a training step by the model's own arithmetic, for MFU.

A product of [N, D] and [D, F] is 2 N D F operations. Counted are matrix products alone: projections, MLP,
attention over whole rows (masked or not, halved where causal), and the head at scored positions; the backward
pass is twice the forward pass, and nothing is added for what is computed again (Chowdhery et al. 2022,
appendix B).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lexiboost.models.inputs import Tokens
from lexiboost.models.transformer import DecoderConfig, EncoderConfig, EncoderDecoderConfig
from lexiboost.models.transformer.config import TransformerConfig

TRAINING = 3
"""A step's operations over those of its forward pass."""


def forward_flops(
    config: TransformerConfig, rows: int, length: int, scored: int, *, target_length: int = 0
) -> float:
    """Operations of one forward pass.

    Args:
        config: the model. rows, length: of the (source) rows. scored: positions that get logits, in all.
        target_length: of the target rows, for an encoder-decoder.
    """
    total = float(_head(config, scored))
    if isinstance(config, EncoderDecoderConfig):
        total += config.encoder_layers * _layer(config, rows, length, causal=False)
        total += config.decoder_layers * _layer(config, rows, target_length, causal=True)
        total += config.decoder_layers * _across(config, rows, target_length, length)
    elif isinstance(config, EncoderConfig | DecoderConfig):
        causal = isinstance(config, DecoderConfig)
        total += config.layers * _layer(config, rows, length, causal=causal)
    return total


def flops_per_token(config: TransformerConfig, length: int, *, scored: float = 1.0) -> float:
    """Operations of a training step for each of a row's `length` positions, of which a share is scored."""
    target = length if isinstance(config, EncoderDecoderConfig) else 0
    return TRAINING * forward_flops(config, 1, length, round(scored * length), target_length=target) / length


def model_flops(config: Any, batch: Any) -> float:
    """Operations of a training step on a prepared batch, by its arrays' shapes.

    Args:
        config: the model; one that is no transformer counts 0.
        batch: a NamedTuple, nested or not, with `Tokens` (source before target) and the ids to predict as
            `targets_BxM`.
    """
    if not isinstance(config, TransformerConfig):
        return 0.0
    rows = [part.tokens_BxL.shape for part in _parts(batch) if isinstance(part, Tokens)]
    scored = sum(part.targets_BxM.size for part in _parts(batch) if hasattr(part, "targets_BxM"))
    if isinstance(config, EncoderDecoderConfig):
        (count, source), (_, target) = rows
        return TRAINING * forward_flops(config, count, source, scored, target_length=target)
    layers = sum(forward_flops(config, count, length, 0) for count, length in rows)
    return TRAINING * (layers + _head(config, scored))


def _parts(batch: Any) -> Iterator[Any]:
    if isinstance(batch, tuple):
        yield batch
        for part in batch:
            yield from _parts(part)


def _layer(config: TransformerConfig, rows: int, length: int, *, causal: bool) -> float:
    heads, matrices = config.heads * config.width, 3 if config.gated else 2
    projections = 4 * config.dim * heads + matrices * config.dim * config.mlp_width
    attention = 2 * length * heads / (2 if causal else 1)
    return 2.0 * rows * length * (projections + attention)


def _across(config: TransformerConfig, rows: int, target: int, source: int) -> float:
    heads = config.heads * config.width
    own = target * (2 * config.dim * heads + 2 * source * heads)
    return 2.0 * rows * (own + source * 2 * config.dim * heads)


def _head(config: TransformerConfig, scored: int) -> float:
    more = 0
    if isinstance(config, EncoderConfig):
        more = config.varieties + (config.dim if config.transform else 0)
    return 2.0 * scored * config.dim * (config.vocabulary + more)
