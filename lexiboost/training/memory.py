"""What a compiled step keeps on each device, told before the first step, and refused where it cannot fit."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Any, NamedTuple

import jax

from lexiboost.artifacts.errors import ConfigError
from lexiboost.training.state import TrainState

GIB = 2**30
USABLE = 0.97
"""Share of a device's memory that may be planned for; the rest goes to the runtime."""
_UNLIMITED = 1 << 60


class Part(NamedTuple):
    """A line of the table: what it is, and its bytes on one device."""

    name: str
    size: int


def device_bytes(tree: Any) -> int:
    """Bytes of a tree's arrays on one device, by their shardings where they have any."""

    def size(leaf: Any) -> int:
        sharding = getattr(leaf, "sharding", None)
        shape = leaf.shape if sharding is None else sharding.shard_shape(leaf.shape)
        return math.prod(shape) * leaf.dtype.itemsize

    return sum(size(leaf) for leaf in jax.tree.leaves(tree))


def memory_parts(compiled: Any, state: TrainState, batch: Any) -> tuple[Part, ...]:
    """What a compiled step needs on each device: state and batch as laid out, the rest as XLA planned it.

    Args:
        compiled: a step after `lower(...).compile()`. state, batch: what it takes, as arrays or shapes.
    """
    planned = compiled.memory_analysis()
    outputs = max(0, planned.output_size_in_bytes - planned.alias_size_in_bytes)
    return (
        Part("parameters", device_bytes(state.params)),
        Part("optimizer", device_bytes(state.optimizer)),
        Part("batch", device_bytes(batch)),
        Part("activations, gradients", planned.temp_size_in_bytes + outputs),
        Part("program", planned.generated_code_size_in_bytes),
    )


def memory_limit(device: Any) -> int:
    """Bytes of memory of a device; of a CPU device, its part of what this process may still take."""
    stats = device.memory_stats() or {}
    if limit := stats.get("bytes_limit"):
        return int(limit)
    if device.platform != "cpu":
        return _UNLIMITED
    return host_memory() // max(1, jax.local_device_count())


def host_memory() -> int:
    """Bytes that this process may still take of the machine's memory, or of its container's."""
    free = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    info = Path("/proc/meminfo")
    if info.is_file():
        lines = dict(line.split(":", 1) for line in info.read_text(encoding="utf-8").splitlines())
        free = int(lines["MemAvailable"].split()[0]) * 1024
    group = Path("/sys/fs/cgroup")
    limit, used = group / "memory.max", group / "memory.current"
    if limit.is_file() and (said := limit.read_text(encoding="utf-8").strip()).isdigit():
        free = min(free, int(said) - int(used.read_text(encoding="utf-8")))
    return free


def memory_table(parts: tuple[Part, ...], limit: int, device: str) -> str:
    """The table as text, sizes in GiB a device."""
    width = max(len(part.name) for part in parts)
    total = sum(part.size for part in parts)
    lines = [f"  {part.name:<{width}} {part.size / GIB:9.3f} GiB" for part in parts]
    there = "" if limit == _UNLIMITED else f" of {limit / GIB:.3f} GiB ({100 * total / limit:.0f} %)"
    return "\n".join(
        [f"memory a device ({device}):", *lines, f"  {'all':<{width}} {total / GIB:9.3f} GiB{there}"]
    )


def require_fit(parts: tuple[Part, ...], limit: int) -> None:
    """Refuses a step that does not fit, with what to do about the largest part.

    Raises:
        ConfigError: names the sizes and the settings that would help.
    """
    total = sum(part.size for part in parts)
    if total <= USABLE * limit:
        return
    sizes = {part.name: part.size for part in parts}
    fixed = sizes["parameters"] + sizes["optimizer"]
    advice = (
        "--config.mesh.fsdp (cut the parameters up over devices), --config.optimizer.rule=adafactor, or a "
        "smaller --config.model.size"
        if fixed > total / 2
        else "--config.accumulate=2 or more, --config.model.remat=full, --config.model.dtype=bfloat16, or a "
        "smaller --config.batch"
    )
    raise ConfigError(
        f"the step needs {total / GIB:.2f} GiB on each device and there are {limit / GIB:.2f} GiB "
        f"(parameters and optimizer {fixed / GIB:.2f} GiB); set {advice}"
    )
