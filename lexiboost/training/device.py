"""What the devices are, and how many floating-point operations a second they could do."""

from __future__ import annotations

import time
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import jax
import jax.numpy as jnp

from lexiboost.artifacts.errors import PlatformError
from lexiboost.artifacts.hardware import hardware

PEAK: tuple[tuple[str, float], ...] = (
    ("H200", 989e12),
    ("H100", 989e12),
    ("H20", 148e12),
    ("A100", 312e12),
    ("A10", 125e12),
    ("L40S", 362e12),
    ("L4", 121e12),
    ("V100", 125e12),
    ("T4", 65e12),
    ("TPU v6", 918e12),
    ("TPU v5p", 459e12),
    ("TPU v5", 197e12),
    ("TPU v4", 275e12),
    ("TPU v3", 123e12),
    ("TPU v2", 46e12),
)
"""Dense bfloat16 (V100, T4: float16) matrix products a second by a part of the device's name, as makers
say."""
PACKAGES = ("jax", "jaxlib", "flax", "optax", "orbax-checkpoint", "numpy")
_SIZE, _SECONDS = 1024, 0.2


def check_platform(platform: str) -> None:
    """Refuses to run on another platform than the config insists on.

    Raises:
        PlatformError: names what is there instead.
    """
    try:
        found = jax.default_backend()
    except RuntimeError as error:
        raise PlatformError(
            f"JAX finds no device ({' '.join(str(error).split())}); check the environment's JAX_PLATFORMS"
        ) from None
    if platform and platform != found:
        way_out = (
            "set JAX_PLATFORMS=cpu"
            if platform == "cpu"
            else f"install lexiboost[{platform}], choose a machine that has one"
        )
        raise PlatformError(
            f"config.platform={platform}, but JAX found only {found}; {way_out}, "
            f"or pass --config.platform={found}"
        )


def peak_flops(device: Any, dtype: str) -> tuple[float, str]:
    """Operations a second that a device could do at most, and where the figure comes from.

    What makers say of bfloat16; for other devices and types the rate of a large matrix product, measured.
    """
    if dtype == "bfloat16":
        for name, peak in PEAK:
            if name.lower() in device.device_kind.lower():
                return peak, "specified"
    return matmul_flops(device, dtype) / (
        jax.local_device_count() if device.platform == "cpu" else 1
    ), "measured"


def matmul_flops(device: Any, dtype: str, size: int = _SIZE) -> float:
    """Operations a second of a product of two square matrices on one device."""
    x = jax.device_put(jnp.ones((size, size), dtype), device)
    multiply = jax.jit(lambda x: x @ x)
    jax.block_until_ready(multiply(x))
    begin, count = time.perf_counter(), 0
    while (spent := time.perf_counter() - begin) < _SECONDS:
        jax.block_until_ready(multiply(x))
        count += 1
    return 2.0 * size**3 * count / spent


def machine() -> dict[str, Any]:
    """The devices, the machine and the packages of a run, JSON-able."""
    devices = jax.devices()
    return {
        "platform": devices[0].platform,
        "devices": len(devices),
        "device": devices[0].device_kind,
        "processes": jax.process_count(),
        "packages": {name: _version(name) for name in PACKAGES},
        **hardware(),
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "?"
