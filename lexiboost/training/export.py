"""Weights alone, out of a run's checkpoints: a third of their size, and all that fine-tuning reads.

They are written with orbax, in the form that `lexiboost.training.checkpoint.load_params` reads: one reader
for weights wherever they come from, floats of any width (`.npz` knows no bfloat16), digests as everywhere.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import orbax.checkpoint.experimental.v1 as ocp

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import atomic_directory
from lexiboost.training.checkpoint import save_params
from lexiboost.training.checkpoints import STATE
from lexiboost.training.digests import DamagedError, check_files, read_record
from lexiboost.training.shelf import Keep, Shelf

PARAMS = "params."


def export_params(
    checkpoints: str | Path, folder: str | Path, *, step: int | None = None, dtype: str = ""
) -> int:
    """Writes the parameters of a checkpoint to `<folder>/checkpoint`, and returns its step.

    Args:
        checkpoints: the folder of a run's checkpoints.
        folder: is replaced as a whole.
        step: of the checkpoint; without, the newest that is intact.
        dtype: that floats are rounded to, e.g. `bfloat16`; as they are where empty.

    Raises:
        InputError: there is no such checkpoint, or none that is intact.
        StorageError: the disk is full.
    """
    path, step = _intact(Shelf(checkpoints, Keep()), step)
    abstract = {
        name: _abstract(described, dtype)
        for name, described in read_record(path)["arrays"].items()
        if name.startswith(PARAMS)
    }
    context = ocp.Context()
    context.pytree.loading.partial_load = True
    with context:
        loaded = ocp.load(path / STATE, abstract)
    nested: dict[str, Any] = {}
    for name, leaf in loaded.items():
        *parents, last = name.removeprefix(PARAMS).split(".")
        at = nested
        for parent in parents:
            at = at.setdefault(parent, {})
        at[last] = leaf
    with atomic_directory(folder) as partial:
        save_params(nested, partial)
    return step


def _intact(shelf: Shelf, step: int | None) -> tuple[Path, int]:
    damage = "no checkpoint"
    for number in [step] if step is not None else shelf.steps()[::-1]:
        try:
            check_files(shelf.path(number))
        except DamagedError as error:
            damage = f"no intact checkpoint (step {number}: {error})"
            continue
        return shelf.path(number), number
    raise InputError(damage, path=shelf.folder)


def _abstract(described: str, dtype: str) -> jax.ShapeDtypeStruct:
    kind, _, shape = described.partition(" ")
    numbers = tuple(int(size) for size in shape.strip("()").split(",") if size.strip())
    to = dtype if dtype and jnp.issubdtype(jnp.dtype(kind), jnp.floating) else kind
    sharding = jax.sharding.SingleDeviceSharding(jax.local_devices()[0])
    return jax.ShapeDtypeStruct(numbers, jnp.dtype(to), sharding=sharding)
