"""A state as a flat table of named arrays, which is what a checkpoint holds, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jax
import numpy as np

from lexiboost.artifacts.errors import InputError


def named_leaves(tree: Any) -> dict[str, Any]:
    """The leaves by dotted name, e.g. `params.encoder.blocks.0.kernel`; numbers become arrays."""
    leaves = jax.tree_util.tree_leaves_with_path(tree)
    named = {name(path): np.asarray(x) if isinstance(x, bool | int | float) else x for path, x in leaves}
    if len(named) != len(leaves):
        raise ValueError("two leaves have one name")
    return named


def name(path: tuple[Any, ...]) -> str:
    """The dotted name of a leaf."""
    return jax.tree_util.keystr(path, simple=True, separator=".")


def describe(leaves: Mapping[str, Any]) -> dict[str, str]:
    """Type and shape of each leaf, e.g. `float32 (17, 4)`."""
    return {name: f"{leaf.dtype} {tuple(leaf.shape)}" for name, leaf in leaves.items()}


def wanted(leaf: Any) -> Any:
    """What orbax is to make of a stored leaf: a host array, or one on devices, by what stands in the tree."""
    if isinstance(leaf, np.ndarray):
        return leaf
    # Without a sharding orbax takes the one of the run that saved, whose devices may not be there.
    sharding = leaf.sharding or jax.sharding.SingleDeviceSharding(jax.local_devices()[0])
    return jax.ShapeDtypeStruct(leaf.shape, leaf.dtype, sharding=sharding)


def check_fit(stored: Mapping[str, str], abstract: Mapping[str, Any], *, path: Any) -> None:
    """Compares `describe`d leaves with those of a model.

    Raises:
        InputError: a name or shape differs, or a type does in more than the width of its floats.
    """
    for each in sorted(stored.keys() | abstract.keys()):
        there = stored.get(each, "not there")
        asked = describe({each: abstract[each]})[each] if each in abstract else "not there"
        if there != asked and _floats(there) != _floats(asked):
            raise InputError(
                f"a checkpoint of another model or optimizer: {each} is {there}, this run's is {asked}; "
                "choose another --workdir",
                path=path,
            )


def _floats(described: str) -> str:
    kind, _, shape = described.partition(" ")
    return f"float {shape}" if kind.startswith(("float", "bfloat")) else described


def rebuild_tree(abstract: Any, leaves: Mapping[str, Any]) -> Any:
    """The tree of `abstract` with the leaves of those names; numbers become numbers again."""

    def place(path: tuple[Any, ...], like: Any) -> Any:
        leaf = leaves[name(path)]
        return type(like)(leaf.item()) if isinstance(like, bool | int | float) else leaf

    return jax.tree_util.tree_map_with_path(place, abstract)
