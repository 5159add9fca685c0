"""The in-batch contrastive loss between two views of the same words."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int


def contrast(
    a_AxD: Float[Array, "A D"],
    b_AxD: Float[Array, "A D"],
    gloss_A: Int[Array, "A"],
    paired_A: Bool[Array, "A"],
    temperature: float,
) -> Float[Array, ""]:
    """Symmetric InfoNCE on cosine similarity; other pairs with the same gloss are no negatives."""
    a_AxD = a_AxD / (jnp.linalg.norm(a_AxD, axis=-1, keepdims=True) + 1e-6)
    b_AxD = b_AxD / (jnp.linalg.norm(b_AxD, axis=-1, keepdims=True) + 1e-6)
    same = (gloss_A[:, None] == gloss_A[None, :]) & ~jnp.eye(len(gloss_A), dtype=bool)
    excluded = same | ~paired_A[None, :]
    scores = jnp.where(excluded, -1e9, a_AxD @ b_AxD.T / temperature)
    back = jnp.where(excluded, -1e9, b_AxD @ a_AxD.T / temperature)
    diagonal = jnp.diagonal(jax.nn.log_softmax(scores)) + jnp.diagonal(jax.nn.log_softmax(back))
    return -(jnp.where(paired_A, diagonal, 0.0)).sum() / (2 * jnp.maximum(paired_A.sum(), 1))
