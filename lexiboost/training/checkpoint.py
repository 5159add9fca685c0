"""Checkpoints: parameters through orbax, each in a folder whose name begins with `checkpoint`."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import jax
import numpy as np
import orbax.checkpoint.experimental.v1 as ocp

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import require_space
from lexiboost.training.digests import RECORD, DamagedError, check_files, write_record

CHECKPOINT = "checkpoint"


def _named(tree: Any) -> Any:
    """The tree with string keys: orbax writes list positions as names."""
    if isinstance(tree, dict):
        return {str(key): _named(value) for key, value in tree.items()}
    return tree


def save_params(params: Any, folder: str | Path) -> None:
    """Writes parameters to `<folder>/checkpoint`, with the digest of every file."""
    _quiet()
    host = jax.tree.map(np.asarray, params)
    size = sum(leaf.nbytes for leaf in jax.tree.leaves(host))
    require_space(folder, size)  # on a full disk orbax's threads print pages of tracebacks
    path = Path(folder).absolute() / CHECKPOINT
    ocp.save(path, _named(host))
    write_record(path, {"arrays": _shapes(_named(host))})


def load_params(folder: str | Path, like: Any) -> Any:
    """Reads parameters in the structure of `like`.

    Raises:
        InputError: there is no checkpoint, it is damaged, or it is of another model.
    """
    _quiet()
    path = Path(folder).absolute() / CHECKPOINT
    try:
        if (path / RECORD).is_file():  # the first versions wrote none
            check_files(path)
        stored = ocp.load(path)
    except DamagedError as error:
        raise InputError(f"a damaged checkpoint ({error}); delete its folder and rerun", path=path) from None
    except Exception as error:  # orbax raises errors of many libraries
        raise InputError(f"not a readable checkpoint ({error})", path=path) from None
    found, wanted = _shapes(stored), _shapes(_named(like))
    for name in sorted(found.keys() | wanted.keys()):
        if found.get(name) != wanted.get(name):
            raise InputError(
                f"a checkpoint of another model: {name} is {found.get(name, 'not there')}, "
                f"this model's is {wanted.get(name, 'not there')}; delete its folder and rerun",
                path=path,
            )
    return _renamed(stored, like)


def _shapes(tree: Any) -> dict[str, str]:
    """Type and shape of each array by its dotted name, e.g. `tag_head.bias`: `float32 (17,)`."""
    leaves = jax.tree_util.tree_leaves_with_path(tree)
    return {".".join(str(part.key) for part in path): f"{leaf.dtype} {leaf.shape}" for path, leaf in leaves}


def _renamed(stored: Any, like: Any) -> Any:
    if isinstance(like, dict):
        return {key: _renamed(stored[str(key)], value) for key, value in like.items()}
    return stored


def _quiet() -> None:
    logging.getLogger("absl").setLevel(logging.ERROR)
