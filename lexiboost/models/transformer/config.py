"""Shapes of the transformers over token ids; all that decides their parameters' sizes and speed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import jax.numpy as jnp

from lexiboost.artifacts.errors import ConfigError

Positions = Literal["learned", "rotary", "relative", "none"]
Activation = Literal["gelu", "gelu_tanh", "gated_gelu", "gated_silu"]
Remat = Literal["none", "dots", "full"]


@dataclass(frozen=True)
class TransformerConfig:
    """What all transformers have in common.

    Attributes:
        vocabulary: token ids V. dim: width D. heads: attention heads H.
        head_dim: width K of a head (0: D / H). hidden: width of the MLP (0: 4 D).
        activation: of the MLP; `gelu` is exact, `gelu_tanh` its tanh form, the gated ones have two kernels.
        norm: `layer` (mean and variance, with bias) or `rms`. epsilon: added to the variance.
        order: `post` (norm after each residual sum) or `pre`.
        positions: `learned` vectors, `rotary` (Su et al. 2021) or `relative` (T5's bias by distance).
        length: learned positions; first_position: the row that position 0 reads (XLM-R: 2).
        buckets, distance: of the relative bias.
        biases: whether projections have a bias. tied: whether the LM head reads the embedding.
        initial: standard deviation of kernels and embeddings (0: 1 / sqrt(inputs), embeddings 1 unless tied).
        dropout: of embeddings and of what each sublayer adds.
        dtype: of the computation; parameters are float32 always.
        scan: one compiled block for all layers: parameters have a leading layer axis.
        remat: what the backward pass computes again: nothing, all but matrix products, or everything.
        attention: a name in `lexiboost.models.transformer.backends.BACKENDS`, or `auto`.
    """

    vocabulary: int = 8192
    dim: int = 256
    heads: int = 4
    head_dim: int = 0
    hidden: int = 0
    activation: Activation = "gelu"
    norm: Literal["layer", "rms"] = "layer"
    epsilon: float = 1e-6
    order: Literal["pre", "post"] = "pre"
    positions: Positions = "rotary"
    length: int = 512
    first_position: int = 0
    buckets: int = 32
    distance: int = 128
    biases: bool = True
    tied: bool = True
    initial: float = 0.02
    dropout: float = 0.1
    dtype: Literal["float32", "bfloat16"] = "float32"
    scan: bool = False
    remat: Remat = "none"
    attention: str = "auto"

    def __post_init__(self) -> None:
        if not self.head_dim and self.dim % self.heads:
            raise ConfigError(f"dim {self.dim} cannot be shared by {self.heads} heads; set head_dim")
        if self.positions == "rotary" and self.width % 2:
            raise ConfigError(f"rotary positions need heads of even width, not {self.width}")

    @property
    def width(self) -> int:
        """Width K of an attention head."""
        return self.head_dim or self.dim // self.heads

    @property
    def mlp_width(self) -> int:
        """Width of the MLP."""
        return self.hidden or 4 * self.dim

    @property
    def gated(self) -> bool:
        """Whether the MLP multiplies two projections (Shazeer 2020)."""
        return self.activation.startswith("gated")

    @property
    def compute(self) -> jnp.dtype:
        """The dtype of activations."""
        return jnp.dtype(self.dtype)

    @property
    def scale(self) -> float:
        """What attention scores are multiplied by; T5 has it in the initial queries instead."""
        return 1.0 if self.positions == "relative" else self.width**-0.5


@dataclass(frozen=True)
class EncoderConfig(TransformerConfig):
    """An encoder with a masked-LM head; by default of BERT's shape (Devlin et al. 2019).

    Attributes:
        layers: blocks.
        types: rows of the token-type embedding, of which row 0 is used (BERT 2, XLM-R 1, 0: none).
        transform: whether the head has a dense layer and a norm before the vocabulary.
        varieties: outputs of a second head, which tells varieties apart (0: there is none).
    """

    layers: int = 4
    order: Literal["pre", "post"] = "post"
    positions: Positions = "learned"
    epsilon: float = 1e-12
    types: int = 2
    transform: bool = True
    varieties: int = 0


@dataclass(frozen=True)
class DecoderConfig(TransformerConfig):
    """A decoder-only language model; by default of LLaMA's shape (Touvron et al. 2023).

    Attributes:
        layers: blocks.
    """

    layers: int = 4
    norm: Literal["layer", "rms"] = "rms"
    activation: Activation = "gated_silu"
    biases: bool = False
    tied: bool = False
    dropout: float = 0.0


@dataclass(frozen=True)
class EncoderDecoderConfig(TransformerConfig):
    """T5 v1.1 (Raffel et al. 2020; Shazeer 2020) and mT5 (Xue et al. 2021).

    Attributes:
        encoder_layers, decoder_layers: blocks of each stack.
    """

    encoder_layers: int = 4
    decoder_layers: int = 4
    norm: Literal["layer", "rms"] = "rms"
    activation: Activation = "gated_gelu"
    positions: Positions = "relative"
    biases: bool = False
    tied: bool = False
    initial: float = 0.0
