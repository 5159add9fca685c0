"""Dense layers, MLP and dropout on flattened positions [N, D]."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Float, Key

from lexiboost.models.transformer.activations import gelu
from lexiboost.models.transformer.config import TransformerConfig


def dropout(x: Float[Array, "..."], rate: float, key: Key[Array, ""] | None) -> Float[Array, "..."]:
    """Inverted dropout in steps of 1/256; the identity without a key or at rate 0.

    One byte decides each value, because drawing whole words would cost a CPU more than the layer it follows.
    """
    kept = 256 - round(256 * rate)
    if key is None or kept == 256:
        return x
    words = jax.random.bits(key, (-(-x.size // 4),), jnp.uint32)
    octets = jax.lax.bitcast_convert_type(words, jnp.uint8).reshape(-1)[: x.size].reshape(x.shape)
    return jnp.where(octets < kept, x * jnp.asarray(256 / kept, x.dtype), jnp.zeros((), x.dtype))


class Dense(nnx.Module):
    """x @ kernel + bias; the kernel is [inputs, *outputs], computed in the type of x."""

    def __init__(
        self, inputs: int, outputs: int | tuple[int, ...], *, std: float, bias: bool, rngs: nnx.Rngs
    ) -> None:
        shape = (outputs,) if isinstance(outputs, int) else outputs
        std = std or inputs**-0.5
        self.kernel = nnx.Param(std * jax.random.normal(rngs.params(), (inputs, *shape)))
        self.bias = nnx.Param(jnp.zeros(shape)) if bias else None

    def __call__(self, x_NxD: Float[Array, "N D"]) -> Float[Array, "N ..."]:
        """The product over all positions at once."""
        kernel = self.kernel[...].astype(x_NxD.dtype)
        narrowing = kernel.ndim == 2 and kernel.shape[0] > kernel.shape[1]
        if narrowing and jax.default_backend() == "cpu":
            y = _narrow(x_NxD, kernel)
        else:
            y = jax.lax.dot_general(x_NxD, kernel, (((1,), (0,)), ((), ())))
        return y if self.bias is None else y + self.bias[...].astype(x_NxD.dtype)


@jax.custom_vjp  # type: ignore[untyped-decorator]
def _narrow(x_NxD: Float[Array, "N D"], kernel_DxE: Float[Array, "D E"]) -> Float[Array, "N E"]:
    """x @ kernel for D > E: a CPU makes the kernel's gradient faster with E rows than with D."""
    return x_NxD @ kernel_DxE


def _narrow_backward(saved: tuple[Array, Array], upstream_NxE: Array) -> tuple[Array, Array]:
    x_NxD, kernel_DxE = saved
    dkernel_ExD = jax.lax.dot_general(upstream_NxE, x_NxD, (((0,), (0,)), ((), ())))
    return upstream_NxE @ kernel_DxE.T, jax.lax.optimization_barrier(dkernel_ExD).T


_narrow.defvjp(lambda x, kernel: (_narrow(x, kernel), (x, kernel)), _narrow_backward)


class Mlp(nnx.Module):
    """Two layers with an activation between them, gated or not."""

    def __init__(self, config: TransformerConfig, *, rngs: nnx.Rngs) -> None:
        self.activation = config.activation
        width = (2, config.mlp_width) if config.gated else (config.mlp_width,)
        self.up = Dense(config.dim, width, std=config.initial, bias=config.biases, rngs=rngs)
        self.down = Dense(config.mlp_width, config.dim, std=config.initial, bias=config.biases, rngs=rngs)

    def __call__(self, x_NxD: Float[Array, "N D"]) -> Float[Array, "N D"]:
        """One position at a time."""
        hidden = self.up(x_NxD)
        if self.activation == "gelu":
            return self.down(gelu(hidden))
        if self.activation == "gelu_tanh":
            return self.down(jax.nn.gelu(hidden))
        act = jax.nn.gelu if self.activation == "gated_gelu" else jax.nn.silu
        return self.down(act(hidden[:, 0]) * hidden[:, 1])
