"""One attention, several ways to compute it, and the rule that chooses among them.

Every backend respects segments: a query sees the keys of its own segment, and nothing of the others reaches
its output or its gradients, not by a bit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from lexiboost.artifacts.errors import ConfigError
from lexiboost.models.transformer import kernels
from lexiboost.models.transformer.kept_attention import MASKED, kept_attention
from lexiboost.models.transformer.masks import Visibility

Attention = Callable[[Array, Array, Array, Visibility, "Array | None", float], Array]
"""`(q_BxLxHxK, k_BxMxHxK, v_BxMxHxK, visible, bias_HxLxM, scale) -> BxLxHxK`."""


@dataclass(frozen=True)
class Case:
    """What decides which backend computes an attention.

    Attributes:
        platform: `cpu`, `gpu` or `tpu`. dtype: of queries. queries, keys, width: L, M, K.
        bias, causal, prefix, cross: what there is.
        whole: whether each device can run a kernel that XLA cannot cut up.
    """

    platform: str
    dtype: str
    queries: int
    keys: int
    width: int
    bias: bool = False
    causal: bool = False
    prefix: bool = False
    cross: bool = False
    whole: bool = True


@dataclass(frozen=True)
class Backend:
    """A way to compute attention.

    Attributes:
        attention: the computation. fits: whether it can do a case. module: what must be importable.
    """

    attention: Attention
    fits: Callable[[Case], bool] = lambda case: True
    module: str = "jax"


def reference(q: Array, k: Array, v: Array, visible: Visibility, bias: Array | None, scale: float) -> Array:
    """Scaled dot-product attention as it is written down (Vaswani et al. 2017), softmax in float32."""
    scores = jnp.einsum("blhk,bmhk->bhlm", q, k, preferred_element_type=jnp.float32) * scale
    if bias is not None:
        scores = scores + bias
    scores = jnp.where(visible.allowed()[:, None], scores, MASKED)
    weights = jax.nn.softmax(scores, axis=-1).astype(v.dtype)
    return jnp.einsum("bhlm,bmhk->blhk", weights, v)


def kept(q: Array, k: Array, v: Array, visible: Visibility, bias: Array | None, scale: float) -> Array:
    """`kept_attention` on contiguous heads."""
    q, k, v = (x.transpose(0, 2, 1, 3) for x in (q, k, v))
    return kept_attention(q, k, v, bias, visible.allowed(), scale).transpose(0, 2, 1, 3)


def _fits_cudnn(case: Case) -> bool:
    even = case.queries % 2 == 0 and case.keys % 2 == 0
    return (
        case.platform == "gpu"
        and case.dtype in kernels.HALF
        and case.width % 8 == 0
        and case.width <= 128
        and even
        and not case.bias
    )


def _fits_triton(case: Case) -> bool:
    tiled = case.queries % kernels.LANES == 0 and case.queries == case.keys
    plain = not (case.bias or case.prefix or case.cross)
    return case.platform == "gpu" and case.whole and tiled and case.width in kernels.POWERS and plain


def _fits_splash(case: Case) -> bool:
    tiled = case.queries % kernels.LANES == 0 and case.keys % kernels.LANES == 0
    return case.platform == "tpu" and case.whole and tiled and not (case.bias or case.prefix)


BACKENDS: Mapping[str, Backend] = MappingProxyType(
    {
        "reference": Backend(reference),
        "kept": Backend(kept),
        "xla": Backend(kernels.xla),
        "cudnn": Backend(kernels.cudnn, _fits_cudnn),
        "triton": Backend(kernels.triton, _fits_triton, kernels.TRITON),
        "splash": Backend(kernels.splash, _fits_splash, kernels.SPLASH),
    }
)
LONG = 4096
"""Positions from which a mask of [B, L, L] costs more than a kernel that needs none gains elsewhere."""


def choose(case: Case) -> str:
    """The backend for a case: the first of its platform's that fits.

    CPU: `kept`. GPU: `cudnn` (half precision, no learned bias), from 4,096 positions on `triton` before it;
    else `kept`. TPU: `splash` (whole tiles, no learned bias, no prefix), else `reference`.
    """
    order = {
        "cpu": ("kept",),
        "gpu": ("triton", "cudnn", "kept") if case.keys >= LONG else ("cudnn", "triton", "kept"),
        "tpu": ("splash", "reference"),
    }.get(case.platform, ("reference",))
    return next(name for name in order if _possible(BACKENDS[name], case))


def _possible(backend: Backend, case: Case) -> bool:
    return backend.fits(case) and kernels.importable(backend.module)


def attend(
    q_BxLxHxK: Float[Array, "B L H K"],
    k_BxMxHxK: Float[Array, "B M H K"],
    v_BxMxHxK: Float[Array, "B M H K"],
    visible: Visibility,
    bias_HxLxM: Float[Array, "H L M"] | None = None,
    *,
    scale: float,
    backend: str = "auto",
) -> Float[Array, "B L H K"]:
    """Attention by the named backend, or by the one that suits this platform and these shapes.

    A query that may see no key gets 0.

    Raises:
        ConfigError: no such backend, or it cannot do this case.
    """
    case = Case(
        platform=jax.default_backend(),
        dtype=str(q_BxLxHxK.dtype),
        queries=q_BxLxHxK.shape[1],
        keys=k_BxMxHxK.shape[1],
        width=q_BxLxHxK.shape[-1],
        bias=bias_HxLxM is not None,
        causal=visible.causal,
        prefix=visible.prefix_BxM is not None,
        cross=visible.cross,
        whole=kernels.one_device_or_known_mesh(),
    )
    if backend == "auto":
        backend = choose(case)
    elif backend not in BACKENDS:
        raise ConfigError(f"no attention named {backend!r}; there are auto, {', '.join(BACKENDS)}")
    elif not _possible(BACKENDS[backend], case):
        raise ConfigError(f"attention {backend!r} cannot do {case}; set attention to auto")
    mixed = BACKENDS[backend].attention(q_BxLxHxK, k_BxMxHxK, v_BxMxHxK, visible, bias_HxLxM, scale)
    if visible.cross:
        mixed = jnp.where(visible.answered()[..., None, None], mixed, 0)
    return mixed
