"""Predictors on disk: `predictor.json` (kind, inventory, settings) and `arrays.npz`; nothing is pickled."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import atomic_writer, read_json, write_json
from lexiboost.tasks.predictions import Inventory

_DESCRIPTION = "predictor.json"
_ARRAYS = "arrays.npz"


def save_predictor(
    folder: str | Path,
    kind: str,
    inventory: Inventory,
    settings: Mapping[str, Any],
    arrays: Mapping[str, NDArray[Any]],
) -> None:
    """Writes both files; the description comes last, so that a folder with one is whole."""
    with atomic_writer(Path(folder) / _ARRAYS, "wb") as stream:
        np.savez(stream, allow_pickle=False, **arrays)
    description = {
        "kind": kind,
        "labels": list(inventory.labels),
        "tags": list(inventory.tags),
        "settings": dict(settings),
    }
    write_json(Path(folder) / _DESCRIPTION, description)


def load_settings(folder: str | Path, kind: str) -> dict[str, Any]:
    """The settings of a saved predictor; raises `InputError` where it is of another kind."""
    path = Path(folder) / _DESCRIPTION
    description = read_json(path)
    if not isinstance(description, dict) or description.get("kind") != kind:
        raise InputError(f"holds no {kind!r} predictor; delete its folder and rerun", path=path)
    return dict(description["settings"])


def load_inventory(folder: str | Path) -> Inventory:
    """The inventory of a saved predictor."""
    description = read_json(Path(folder) / _DESCRIPTION)
    return Inventory(tuple(description["labels"]), tuple(description["tags"]))


def load_arrays(folder: str | Path) -> dict[str, NDArray[Any]]:
    """The arrays by name; raises `InputError` where they are missing or damaged."""
    path = Path(folder) / _ARRAYS
    try:
        with np.load(path, allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise InputError(f"not readable ({error}); delete its folder and rerun", path=path) from None
