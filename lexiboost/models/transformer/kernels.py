"""Attention kernels that ship with JAX, behind the signature of `lexiboost.models.transformer.backends`.

`interpret` runs a Pallas kernel step by step on any platform: slow, for tests.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import PartitionSpec
from jaxtyping import Array

from lexiboost.models.transformer.masks import Visibility

LANES = 128
"""Width of a TPU's vector registers; head widths are padded to it with zeros, which change no score."""
SPLASH = "jax.experimental.pallas.ops.tpu.splash_attention"
TRITON = "jax.experimental.pallas.ops.gpu.attention"
ROWS, HEADS = ("data", "fsdp"), "tensor"
"""Mesh axes that rows and heads are spread over."""


def importable(module: str) -> bool:
    """Whether this JAX has the module."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def xla(q: Array, k: Array, v: Array, visible: Visibility, bias: Array | None, scale: float) -> Array:
    """`jax.nn.dot_product_attention`, compiled by XLA."""
    return _public(q, k, v, visible, bias, scale, "xla")


def cudnn(q: Array, k: Array, v: Array, visible: Visibility, bias: Array | None, scale: float) -> Array:
    """`jax.nn.dot_product_attention` by cuDNN, which takes no segment ids: they go in as a mask.

    A learned bias would be summed with the mask, and of a bias with a batch axis cuDNN returns no gradient.

    Raises:
        ValueError: a bias.
    """
    if bias is not None:
        raise ValueError("cuDNN returns no gradient of a bias beside a mask")
    return _public(q, k, v, visible, None, scale, "cudnn")


def _public(
    q: Array, k: Array, v: Array, visible: Visibility, bias: Array | None, scale: float, name: Any
) -> Array:
    return jax.nn.dot_product_attention(
        q,
        k,
        v,
        bias=None if bias is None else bias[None].astype(q.dtype),
        mask=visible.allowed()[:, None],
        scale=scale,
        implementation=name,
    )


def splash(
    q: Array,
    k: Array,
    v: Array,
    visible: Visibility,
    bias: Array | None,
    scale: float,
    *,
    interpret: bool = False,
) -> Array:
    """Splash attention, JAX's Pallas kernel for TPUs; it knows segment ids and never makes the scores."""
    from jax.experimental.pallas.ops.tpu import splash_attention as pallas

    del bias
    queries, keys, heads, width = q.shape[1], k.shape[1], q.shape[2], q.shape[3]
    block_q, block_kv = (next(b for b in (512, 256, LANES) if n % b == 0) for n in (queries, keys))
    kind = pallas.CausalMask if visible.causal else pallas.FullMask
    blocks = pallas.BlockSizes(
        block_q=block_q,
        block_kv=block_kv,
        block_kv_compute=block_kv,
        block_q_dkv=block_q,
        block_kv_dkv=block_kv,
        block_kv_dkv_compute=block_kv,
        block_q_dq=block_q,
        block_kv_dq=block_kv,
    )

    def one_device(q: Array, k: Array, v: Array, q_ids: Array, k_ids: Array) -> Array:
        mask = pallas.MultiHeadMask([kind((queries, keys))] * q.shape[1])
        kernel = pallas.make_splash_mha_single_device(mask, block_sizes=blocks, interpret=interpret)
        return jax.vmap(lambda q, k, v, a, b: kernel(q, k, v, pallas.SegmentIds(a, b)))(q, k, v, q_ids, k_ids)

    def ready(x: Array) -> Array:
        padding = -width % LANES
        return jnp.pad(x.transpose(0, 2, 1, 3), ((0, 0), (0, 0), (0, 0), (0, padding)))

    spec, ids = PartitionSpec(ROWS, HEADS), PartitionSpec(ROWS)
    mixed = _on_each_device(one_device, (spec, spec, spec, ids, ids), spec, heads)(
        ready(q * scale), ready(k), ready(v), visible.queries_BxL, visible.keys_BxM
    )
    return mixed[..., :width].transpose(0, 2, 1, 3)


def triton(
    q: Array,
    k: Array,
    v: Array,
    visible: Visibility,
    bias: Array | None,
    scale: float,
    *,
    interpret: bool = False,
) -> Array:
    """JAX's Pallas flash attention for GPUs; it knows segment ids and never makes the scores."""
    from jax.experimental.pallas.ops.gpu.attention import mha

    del bias

    def one_device(q: Array, k: Array, v: Array, ids: Array) -> Array:
        return mha(q, k, v, ids, sm_scale=scale, causal=visible.causal, interpret=interpret)

    spec = PartitionSpec(ROWS, None, HEADS)
    return _on_each_device(one_device, (spec, spec, spec, PartitionSpec(ROWS)), spec, q.shape[2])(
        q, k, v, visible.queries_BxL
    )


def one_device_or_known_mesh() -> bool:
    """Whether Pallas kernels can run: XLA cannot cut them up, so the mesh must be set (`jax.set_mesh`)."""
    return jax.device_count() == 1 or not jax.sharding.get_abstract_mesh().empty


def _on_each_device(function: Any, inputs: Any, output: Any, heads: int) -> Any:
    """The function over each device's own rows and heads, where a mesh is set."""
    mesh = jax.sharding.get_abstract_mesh()
    if mesh.empty or mesh.size == 1:
        return function
    known = {axis for axis in (*ROWS, HEADS) if axis in mesh.shape}
    if heads % mesh.shape.get(HEADS, 1):
        known.discard(HEADS)

    def within(spec: Any) -> Any:
        return PartitionSpec(*(_known(axes, known) for axes in spec))

    return jax.shard_map(
        function,
        mesh=mesh,
        in_specs=jax.tree.map(within, inputs, is_leaf=lambda x: isinstance(x, PartitionSpec)),
        out_specs=within(output),
        check_vma=False,
    )


def _known(axes: Any, known: set[str]) -> Any:
    if axes is None or isinstance(axes, str):
        return axes if axes in known else None
    return tuple(axis for axis in axes if axis in known) or None


HALF = frozenset({"bfloat16", "float16"})
POWERS = frozenset(int(p) for p in 2 ** np.arange(4, 9))
