"""A run small enough to be killed many times: a two-layer net, AdamW, accumulation, batches by step number.

As a program, `python -m tests.training.toy FOLDER STEPS EVERY SECONDS_A_STEP` trains, resumes, stops on
signals, and writes `FOLDER/curve.txt` (step and loss as hexadecimal) and, at the end, `FOLDER/final.txt`, a
digest of all arrays.
"""

from __future__ import annotations

import hashlib
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from lexiboost.artifacts.interrupt import Terminated
from lexiboost.training.checkpoints import Checkpoints
from lexiboost.training.preemption import Preemption
from lexiboost.training.state import TrainState

IDENTITY = {"config": {"seed": 0, "optimizer": {"learning_rate": 0.01}}, "data": {"rows": "ab" * 32}}
MICRO, ROWS, WIDTH = 2, 4, 16
OPTIMIZER = optax.chain(
    optax.clip_by_global_norm(1.0),
    optax.masked(optax.adamw(0.01), lambda tree: jax.tree.map(lambda leaf: leaf.ndim > 1, tree)),
)


def fresh(seed: int = 0) -> TrainState:
    """The state before the first step; keys that are numbers, several types, a leaf of no dimension."""
    rng = np.random.default_rng(seed)
    params = {
        "blocks": {
            0: {"kernel": jnp.asarray(rng.standard_normal((WIDTH, WIDTH)), jnp.float32)},
            1: {"kernel": jnp.asarray(rng.standard_normal((WIDTH, WIDTH)), jnp.bfloat16)},
        },
        "bias": jnp.zeros(WIDTH, jnp.float32),
        "scale": jnp.ones((), jnp.float32),
    }
    return TrainState(0, params, OPTIMIZER.init(params))


def batch(step: int) -> np.ndarray:
    """The rows of a step, for each of the micro-batches."""
    return np.random.default_rng((7, step)).standard_normal((MICRO, ROWS, WIDTH)).astype(np.float32)


@cache
def compiled() -> Any:
    """The step `(params, optimizer state, batch, key) -> (params, optimizer state, loss)`, donating."""

    def loss_of(params: Any, rows: jax.Array, key: jax.Array) -> jax.Array:
        hidden = jax.nn.gelu(rows @ params["blocks"][0]["kernel"] + params["bias"])
        hidden *= jax.random.bernoulli(key, 0.9, hidden.shape)
        out = hidden @ params["blocks"][1]["kernel"].astype(jnp.float32) * params["scale"]
        return jnp.mean((out - rows[:, ::-1]) ** 2)

    def step(params: Any, state: Any, rows: jax.Array, key: jax.Array) -> tuple[Any, Any, jax.Array]:
        losses, gradients = jax.lax.map(
            lambda item: jax.value_and_grad(loss_of)(params, item[0], jax.random.fold_in(key, item[1])),
            (rows, jnp.arange(MICRO)),
        )
        gradients = jax.tree.map(lambda leaf: leaf.mean(0), gradients)
        updates, state = OPTIMIZER.update(gradients, state, params)
        return optax.apply_updates(params, updates), state, losses.mean()

    return jax.jit(step, donate_argnums=(0, 1))


def advance(state: TrainState, steps: int = 1) -> tuple[TrainState, list[float]]:
    """The state so many steps later, and the losses."""
    losses, key = [], jax.random.key(3)
    for step in range(state.step, state.step + steps):
        params, slots, loss = compiled()(
            state.params, state.optimizer, batch(step), jax.random.fold_in(key, step)
        )
        state = TrainState(step + 1, params, slots)
        losses.append(float(loss))
    return state, losses


def bits(state: Any) -> str:
    """A digest of all arrays of a state, their types and names."""
    digest = hashlib.sha256()
    for path, leaf in jax.tree_util.tree_leaves_with_path(state):
        array = np.asarray(leaf)
        digest.update(f"{jax.tree_util.keystr(path)} {array.dtype} {array.shape}".encode() + array.tobytes())
    return digest.hexdigest()


def main(folder: Path, steps: int, every: int, pause: float) -> None:
    """Trains to the end, or until a signal; kept lines of the curve are those of finished checkpoints."""
    state, curve = fresh(), folder / "curve.txt"
    with Checkpoints(folder / "checkpoints", every=every) as checkpoints, Preemption() as preemption:
        restored = checkpoints.restore(state, identity=IDENTITY)
        state = restored.state if restored else state
        lines = curve.read_text().splitlines()[: state.step] if curve.exists() else []
        curve.write_text("".join(f"{line}\n" for line in lines))
        print(f"from {state.step}", flush=True)
        with curve.open("a") as stream:
            while state.step < steps:
                state, losses = advance(state)
                stream.write(f"{state.step} {losses[0].hex()}\n")
                stream.flush()
                time.sleep(pause)
                if preemption.due(state.step, reserve=checkpoints.seconds):
                    checkpoints.save(state, identity=IDENTITY, final=True)
                    preemption.end()
                if checkpoints.due(state.step):
                    checkpoints.save(state, identity=IDENTITY)
        checkpoints.save(state, identity=IDENTITY, final=True)
    (folder / "final.txt").write_text(bits(state))


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
    except Terminated:
        sys.exit(143)
    except KeyboardInterrupt:
        sys.exit(130)
