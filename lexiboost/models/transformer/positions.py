"""What tells a position from another: rotations of queries and keys, or a bias by distance."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
from flax import nnx
from jax import random
from jaxtyping import Array, Float, Int
from numpy.typing import NDArray

from lexiboost.models.transformer.config import TransformerConfig

BASE = 10000.0


class Rotation:
    """Rotary positions in the half-split layout (Su et al. 2021), computed once for all layers."""

    def __init__(self, positions_BxL: Int[Array, "B L"], width: int) -> None:
        frequency = BASE ** (-jnp.arange(width // 2, dtype=jnp.float32) / (width // 2))
        angle_BxLx1xK = (positions_BxL[..., None] * frequency)[:, :, None, :]
        self.cos, self.sin = jnp.cos(angle_BxLx1xK), jnp.sin(angle_BxLx1xK)

    def __call__(self, x_BxLxHxK: Float[Array, "B L H K"]) -> Float[Array, "B L H K"]:
        """Turns each pair (i, i + K / 2) by its position."""
        cos, sin = self.cos.astype(x_BxLxHxK.dtype), self.sin.astype(x_BxLxHxK.dtype)
        first, second = jnp.split(x_BxLxHxK, 2, axis=-1)
        return jnp.concatenate([first * cos - second * sin, second * cos + first * sin], axis=-1)


def buckets(
    queries: int, keys: int, *, count: int, distance: int, both_sides: bool
) -> Int[NDArray[np.int32], "L M"]:
    """T5's bucket of each distance key - query (Raffel et al. 2020): exact when near, logarithmic when far.

    Segments are contiguous, so distances in the row are distances in the segment.
    """
    away = np.arange(keys)[None, :] - np.arange(queries)[:, None]
    offset = np.zeros_like(away)
    if both_sides:
        count //= 2
        offset = np.where(away > 0, count, 0)
        away = np.abs(away)
    else:
        away = np.maximum(-away, 0)
    exact = count // 2
    far = np.log(np.maximum(away, 1).astype(np.float32) / exact) / np.float32(np.log(distance / exact))
    logarithmic = np.minimum(exact + (far * (count - exact)).astype(np.int32), count - 1)
    return (offset + np.where(away < exact, away, logarithmic)).astype(np.int32)


class RelativeBias(nnx.Module):
    """A learned bias of each head for each bucket of distances, shared by the layers of a stack."""

    def __init__(self, config: TransformerConfig, *, both_sides: bool, rngs: nnx.Rngs) -> None:
        self.count, self.distance, self.both_sides = config.buckets, config.distance, both_sides
        std = config.initial or config.dim**-0.5
        self.table = nnx.Param(std * random.normal(rngs.params(), (config.buckets, config.heads)))

    def __call__(self, length: int) -> Float[Array, "H L L"]:
        """The bias of every pair of positions."""
        bucket_LxL = buckets(
            length, length, count=self.count, distance=self.distance, both_sides=self.both_sides
        )
        chosen = np.eye(self.count, dtype=np.float32)[bucket_LxL.reshape(-1)]
        return (self.table[...].T @ chosen.T).reshape(-1, length, length)
