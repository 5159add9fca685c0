from __future__ import annotations

from types import SimpleNamespace

import jax
import pytest

from lexiboost.training.device import machine, peak_flops


@pytest.mark.parametrize(
    ("kind", "peak"),
    [
        ("NVIDIA H200", 989e12),
        ("NVIDIA H100 80GB HBM3", 989e12),
        ("NVIDIA A100-SXM4-80GB", 312e12),
        ("NVIDIA A10G", 125e12),
        ("NVIDIA L40S", 362e12),
        ("TPU v5p chip", 459e12),
        ("TPU v5 lite", 197e12),
        ("TPU v6 lite", 918e12),
    ],
)
def test_a_known_device_has_what_its_maker_says(kind: str, peak: float) -> None:
    device = SimpleNamespace(device_kind=kind, platform="gpu")
    assert peak_flops(device, "bfloat16") == (peak, "specified")


def test_another_device_is_measured() -> None:
    peak, origin = peak_flops(jax.devices()[0], "float32")
    assert origin == "measured" and peak > 1e8


def test_the_report_names_devices_and_packages() -> None:
    found = machine()
    assert found["platform"] == jax.default_backend()
    assert found["devices"] == jax.device_count()
    assert found["packages"]["jax"] == jax.__version__
