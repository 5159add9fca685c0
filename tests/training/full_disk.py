"""Saves 8 MB again and again on the disk of the folder given, which holds little more than that; the room is
there when it is asked for, and gone when the arrays are written."""

from __future__ import annotations

import sys
from pathlib import Path

import jax.numpy as jnp

from lexiboost.artifacts.errors import StorageError
from lexiboost.training import shelf
from lexiboost.training.checkpoints import Checkpoints
from lexiboost.training.state import TrainState


def main(folder: Path) -> None:
    """Prints what refused the last save to stderr, and which checkpoint is intact then."""
    shelf.require_space = lambda folder, size: None
    like = TrainState(0, {"w": jnp.zeros(2**21, jnp.float32)}, ())
    try:
        with Checkpoints(folder / "checkpoints") as checkpoints:
            for step in range(1, 9):
                state = TrainState(step, {"w": jnp.full(2**21, step, jnp.float32)}, ())
                checkpoints.save(state, identity={})
    except StorageError as error:
        print(error, file=sys.stderr)
    with Checkpoints(folder / "checkpoints") as checkpoints:
        restored = checkpoints.restore(like)
        assert restored is not None and (restored.state.params["w"] == restored.step).all()
        print(f"intact: {restored.step}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
