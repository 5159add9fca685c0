"""Checkpoints: parameters through orbax, each in a folder whose name begins with `checkpoint`."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import jax
import numpy as np
import orbax.checkpoint.experimental.v1 as ocp

from lexiboost.artifacts.errors import InputError

CHECKPOINT = "checkpoint"


def _named(tree: Any) -> Any:
    """The tree with string keys: orbax writes list positions as names."""
    if isinstance(tree, dict):
        return {str(key): _named(value) for key, value in tree.items()}
    return tree


def save_params(params: Any, folder: str | Path) -> None:
    """Writes parameters to `<folder>/checkpoint`."""
    _quiet()
    host = jax.tree.map(np.asarray, params)
    ocp.save_pytree(Path(folder).absolute() / CHECKPOINT, _named(host))


def load_params(folder: str | Path, like: Any) -> Any:
    """Reads parameters in the structure of `like`.

    Raises:
        InputError: there is no checkpoint, or it is of another model.
    """
    _quiet()
    path = Path(folder).absolute() / CHECKPOINT
    try:
        stored = ocp.load_pytree(path, _named(jax.tree.map(lambda x: np.zeros(x.shape, x.dtype), like)))
    except Exception as error:  # orbax raises errors of many libraries
        raise InputError(f"not a checkpoint of this model ({error})", path=path) from None
    return _renamed(stored, like)


def _renamed(stored: Any, like: Any) -> Any:
    if isinstance(like, dict):
        return {key: _renamed(stored[str(key)], value) for key, value in like.items()}
    return stored


def _quiet() -> None:
    logging.getLogger("absl").setLevel(logging.ERROR)
