"""Token ids to vectors, and vectors back to logits."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Float, Key

from lexiboost.models.inputs import Tokens
from lexiboost.models.transformer.activations import gelu
from lexiboost.models.transformer.config import TransformerConfig
from lexiboost.models.transformer.layers import Dense, dropout
from lexiboost.models.transformer.norms import Norm


class Embedding(nnx.Module):
    """Token vectors, plus position and token-type vectors where the model has them; BERT norms the sum."""

    def __init__(self, config: TransformerConfig, *, types: int = 0, rngs: nnx.Rngs) -> None:
        self.config = config
        std = config.initial or (config.dim**-0.5 if config.tied else 1.0)

        def table(rows: int) -> nnx.Param[Array]:
            return nnx.Param(std * jax.random.normal(rngs.params(), (rows, config.dim)))

        self.tokens = table(config.vocabulary)
        self.positions = table(config.length) if config.positions == "learned" else None
        self.types = table(types) if types else None
        self.norm = Norm(config) if config.order == "post" else None

    def __call__(self, tokens: Tokens, key: Key[Array, ""] | None) -> Float[Array, "N D"]:
        """Vectors of all positions, flattened; `key` switches dropout on."""
        x_NxD = self.tokens[...][tokens.tokens_BxL.reshape(-1)]
        if self.positions is not None:
            rows = tokens.positions_BxL.reshape(-1) + self.config.first_position
            x_NxD = x_NxD + self.positions[...][rows]
        if self.types is not None:
            x_NxD = x_NxD + self.types[...][0]
        if self.norm is not None:
            x_NxD = self.norm(x_NxD)
        return dropout(x_NxD.astype(self.config.compute), self.config.dropout, key)


class Head(nnx.Module):
    """Logits over the vocabulary: BERT's transform where asked, then the embedding or a matrix of its own."""

    def __init__(self, config: TransformerConfig, *, transform: bool = False, rngs: nnx.Rngs) -> None:
        std = config.initial or config.dim**-0.5
        dense = Dense(config.dim, config.dim, std=std, bias=config.biases, rngs=rngs) if transform else None
        self.transform = dense
        self.norm = Norm(config) if transform else None
        table = (config.vocabulary, config.dim)
        self.kernel = None if config.tied else nnx.Param(std * jax.random.normal(rngs.params(), table))
        self.bias = nnx.Param(jnp.zeros(config.vocabulary)) if transform and config.biases else None

    def __call__(
        self, hidden_NxD: Float[Array, "N D"], tokens_VxD: Float[Array, "V D"]
    ) -> Float[Array, "N V"]:
        """Float32 logits; `tokens` is the embedding, which a tied head reads."""
        if self.transform is not None and self.norm is not None:
            hidden_NxD = self.norm(gelu(self.transform(hidden_NxD)))
        kernel_VxD = tokens_VxD if self.kernel is None else self.kernel[...]
        logits_NxV = jax.lax.dot_general(
            hidden_NxD,
            kernel_VxD.astype(hidden_NxD.dtype),
            (((1,), (1,)), ((), ())),
            preferred_element_type=jnp.float32,
        )
        return logits_NxV if self.bias is None else logits_NxV + self.bias[...]
