"""Where arrays lie: one table from names of parameters to logical axes, one from these to the mesh.

The mesh has three axes: `data` (each device its own rows), `fsdp` (rows again, and parameters cut up and
gathered when they are used: Rajbhandari et al. 2020) and `tensor` (heads, MLP and vocabulary cut up: Shoeybi
et al. 2019). The same program runs on any of them; XLA puts the communication in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from types import MappingProxyType
from typing import Any

import jax
import numpy as np
from jax.sharding import AxisType, Mesh, NamedSharding, PartitionSpec

from lexiboost.artifacts.errors import ConfigError
from lexiboost.training.optimizer import dotted

AXES = ("data", "fsdp", "tensor")
ROWS = ("data", "fsdp")
"""Mesh axes that rows of a batch are spread over."""

LOGICAL: tuple[tuple[str, str | None, str | None], ...] = (
    (r"embedding\.tokens|head\.kernel", "vocabulary", "embed"),
    (r"embedding\.(positions|types)", None, "embed"),
    (r"attention\.qkv\.kernel|cross\.(q|kv)\.kernel", "embed", "heads"),
    (r"(attention|cross)\.out\.kernel", "heads", "embed"),
    (r"(qkv|q|kv)\.bias", None, "heads"),
    (r"mlp\.up\.kernel", "embed", "mlp"),
    (r"mlp\.down\.kernel", "mlp", "embed"),
    (r"mlp\.up\.bias", None, "mlp"),
    (r"(transform|languages)\.kernel", "embed", None),
    (r"head\.bias", None, "vocabulary"),
)
"""Logical names of the first and the last axis of the parameters whose names end so. The axes between
(queries, keys, values; the halves of a gated MLP), a layer axis, and all axes of others have none."""

MESH: Mapping[str, str] = MappingProxyType(
    {
        "vocabulary": "tensor",
        "heads": "tensor",
        "mlp": "tensor",
        "embed": "fsdp",
    }
)
"""Which mesh axis a logical axis is spread over, where its size allows."""


@dataclass(frozen=True)
class MeshSettings:
    """Sizes of the mesh's axes; `data` 0 takes the devices that the others leave."""

    data: int = 0
    fsdp: int = 1
    tensor: int = 1


def make_mesh(settings: MeshSettings = MeshSettings(), devices: Any = None) -> Mesh:
    """The mesh over all devices.

    Raises:
        ConfigError: the sizes do not multiply to the number of devices.
    """
    devices = jax.devices() if devices is None else devices
    rest = settings.fsdp * settings.tensor
    data = settings.data or max(1, len(devices) // rest)
    if data * rest != len(devices):
        raise ConfigError(
            f"mesh {data} x {settings.fsdp} x {settings.tensor} (data, fsdp, tensor) has {data * rest} "
            f"devices, and there are {len(devices)}; change --config.mesh.fsdp or --config.mesh.tensor"
        )
    shape = (data, settings.fsdp, settings.tensor)
    return jax.make_mesh(shape, AXES, axis_types=(AxisType.Auto,) * 3, devices=devices)


def logical_axes(name: str, rank: int) -> tuple[str | None, ...]:
    """The logical axes of a parameter of so many axes, by its dotted name."""
    axes: list[str | None] = [None] * rank
    layers = bool(re.search(r"(^|\.)blocks\.(?!\d)", name))
    for pattern, first, last in LOGICAL:
        if rank and re.search(rf"(^|\.)({pattern})$", name):
            if rank - layers > 1:
                axes[int(layers)] = first
            axes[-1] = last
            break
    return tuple(axes)


def parameter_sharding(mesh: Mesh, name: str, leaf: Any) -> NamedSharding:
    """Where a parameter lies; an axis that its mesh axis does not divide is whole everywhere."""
    spec = [
        axis if axis is not None and size % mesh.shape[axis] == 0 else None
        for size, axis in zip(
            leaf.shape, (MESH.get(a or "") for a in logical_axes(name, leaf.ndim)), strict=True
        )
    ]
    return NamedSharding(mesh, PartitionSpec(*spec))


def state_shardings(mesh: Mesh, state: Any) -> Any:
    """Where each array of a state lies: the optimizer's beside the parameter whose name it ends with.

    Args:
        mesh: the devices. state: a `TrainState`, of arrays or shapes.
    """
    params = {dotted(path): leaf for path, leaf in jax.tree_util.tree_leaves_with_path(state.params)}

    def of(path: Any, leaf: Any) -> NamedSharding:
        parts = dotted(path).split(".")
        for begin in range(len(parts)):
            name = ".".join(parts[begin:])
            if name in params and params[name].shape == leaf.shape:
                return parameter_sharding(mesh, name, leaf)
        return NamedSharding(mesh, PartitionSpec())

    return jax.tree_util.tree_map_with_path(of, state)


def row_sharding(mesh: Mesh) -> NamedSharding:
    """Rows on the first axis, spread over `ROWS`."""
    return NamedSharding(mesh, PartitionSpec(ROWS))


@dataclass(frozen=True)
class Share:
    """Which rows of the global batch this process needs: part `host` of `hosts` like ones."""

    hosts: int = 1
    host: int = 0


ALONE = Share()


def share_of_rows(mesh: Mesh, rows: int) -> Share:
    """This process's share of a batch of so many rows.

    Raises:
        ConfigError: the rows cannot be spread evenly.
    """
    spread = prod(mesh.shape[axis] for axis in ROWS)
    if rows % spread:
        raise ConfigError(
            f"a batch of {rows} rows cannot be spread over {spread} devices; take a multiple of {spread} "
            "(--config.batch)"
        )
    indices = row_sharding(mesh).addressable_devices_indices_map((rows,))
    begins = [slices[0].start or 0 for slices in indices.values() if slices is not None]
    ends = [rows if slices[0].stop is None else slices[0].stop for slices in indices.values() if slices]
    begin, length = min(begins), max(ends) - min(begins)
    if rows % length or begin % length:
        raise ConfigError("the mesh gives this process rows that do not lie together; change --config.mesh")
    return Share(rows // length, begin // length)


def place_rows(mesh: Mesh, batch: Any, share: Share) -> Any:
    """The host's arrays, rows first, as the global batch on the devices."""
    sharding = row_sharding(mesh)

    def place(array: Any) -> jax.Array:
        array = np.asarray(array)
        array = array.astype(jax.dtypes.canonicalize_dtype(array.dtype), copy=False)
        shape = (array.shape[0] * share.hosts, *array.shape[1:])
        return jax.make_array_from_process_local_data(sharding, array, shape)

    return jax.tree.map(place, batch)
