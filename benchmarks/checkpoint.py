"""How long a checkpoint keeps the training waiting, how long it takes, and whether flipped bits are noticed.

    python benchmarks/checkpoint.py [--millions=20] [--rounds=5] [--peer=orbax|torch] [--flips=200]

A state of so many million parameters with AdamW's two moments, float32, is saved and restored; what is
measured, in seconds, medians over the rounds:
    stall     until `save` returns and the next step may run
    save      until the checkpoint is committed: digests written, all files synchronized with the disk
    restore   with every byte checked
The peer saves the same arrays: `orbax` by orbax's own `Checkpointer`, which writes no digests and checks
nothing; `torch` by `torch.save` and `torch.load`, without a background. Then so many bits, each in a file and
at a place drawn by chance, are flipped in the newest of two checkpoints; `detected` counts those that were
noticed, `fell_back` those after which the older one was restored to the bit, `orbax_silent` those in which
orbax alone returned other values without an error.
Prints one JSON object a line: `name`, `seconds`, `peer_seconds`, `ratio` (peer's by ours), `hardware`.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import orbax.checkpoint.experimental.v1 as ocp
from absl import app, flags

from lexiboost.artifacts.hardware import hardware
from lexiboost.training.checkpoints import STATE, Checkpoints
from lexiboost.training.leaves import named_leaves, wanted
from lexiboost.training.state import TrainState

_MILLIONS = flags.DEFINE_float("millions", 20, "Parameters, in millions.")
_ROUNDS = flags.DEFINE_integer("rounds", 5, "Rounds; the figures are medians.")
_PEER = flags.DEFINE_enum("peer", "orbax", ("orbax", "torch"), "What to compare with.")
_FLIPS = flags.DEFINE_integer("flips", 200, "Bits to flip.")

IDENTITY = {"config": {"seed": 0}}
Times = tuple[float, float, float]


def make_state(parameters: int, seed: int) -> TrainState:
    """Matrices of 1024 columns in layers of 16 rows or more, with AdamW's moments."""
    rng = np.random.default_rng(seed)
    rows = max(16, parameters // 1024 // 32)
    params = {
        f"layer{i}": {"kernel": jnp.asarray(rng.standard_normal((rows, 1024), dtype=np.float32))}
        for i in range(max(1, parameters // (1024 * rows)))
    }
    slots = optax.adamw(1e-3).init(params)
    slots = jax.tree.map(lambda leaf: leaf + 0.5 if leaf.ndim else leaf, slots)
    return TrainState(jnp.asarray(1, jnp.int32), params, slots)


def ours(folder: Path, state: TrainState) -> Times:
    """Stall, save and restore."""
    with Checkpoints(folder) as checkpoints:
        begin = time.perf_counter()
        checkpoints.save(state, identity=IDENTITY)
        stall = time.perf_counter() - begin
        checkpoints.wait()
        save = time.perf_counter() - begin
        begin = time.perf_counter()
        jax.block_until_ready(checkpoints.restore(state, identity=IDENTITY).state)
        return stall, save, time.perf_counter() - begin


def orbax(folder: Path, state: TrainState) -> Times:
    """The same by orbax's own means."""
    leaves = named_leaves(state)
    with ocp.training.Checkpointer(folder) as checkpointer:
        begin = time.perf_counter()
        response = checkpointer.save_async(1, leaves, force=True)
        stall = time.perf_counter() - begin
        response.result()
        save = time.perf_counter() - begin
        begin = time.perf_counter()
        jax.block_until_ready(checkpointer.load(1, {name: wanted(leaf) for name, leaf in leaves.items()}))
        return stall, save, time.perf_counter() - begin


def torch_file(folder: Path, state: TrainState) -> Times:
    """The same arrays in one file of PyTorch's."""
    import torch

    tensors = {name: torch.from_numpy(np.array(leaf)) for name, leaf in named_leaves(state).items()}
    folder.mkdir(parents=True)
    begin = time.perf_counter()
    torch.save(tensors, folder / "state.pt")
    save = time.perf_counter() - begin
    begin = time.perf_counter()
    torch.load(folder / "state.pt", weights_only=True)
    return save, save, time.perf_counter() - begin


def medians(times: list[Times]) -> list[float]:
    """Of each column."""
    return [float(value) for value in np.median(np.array(times), axis=0)]


def clock(root: Path) -> None:
    """Prints the three times beside the peer's."""
    peer: Callable[[Path, TrainState], Times] = orbax if _PEER.value == "orbax" else torch_file
    state = make_state(int(_MILLIONS.value * 1e6), 0)
    size = sum(leaf.nbytes for leaf in named_leaves(state).values())
    results: dict[str, list[Times]] = {"ours": [], "peer": []}
    for number in range(_ROUNDS.value + 1):
        for name, work in (("ours", ours), ("peer", peer)):
            folder = root / f"{name}{number}"
            results[name].append(work(folder, state))
            shutil.rmtree(folder)
    mine, theirs = (medians(times[1:]) for times in results.values())  # the first round warms up
    for name, seconds, others in zip(("stall", "save", "restore"), mine, theirs, strict=True):
        facts = {
            "name": f"checkpoint_{name}",
            "seconds": round(seconds, 4),
            "peer": _PEER.value,
            "peer_seconds": round(others, 4),
            "ratio": round(others / seconds, 3),
            "megabytes": round(size / 1e6, 1),
            "rounds": _ROUNDS.value,
            "hardware": hardware(),
        }
        print(json.dumps(facts), flush=True)


def same(one: Any, other: Any) -> bool:
    """Whether two trees have the same bits."""
    pairs = zip(jax.tree.leaves(one), jax.tree.leaves(other), strict=True)
    return all(np.asarray(a).tobytes() == np.asarray(b).tobytes() for a, b in pairs)


def flip(root: Path) -> dict[str, Any]:
    """Flips bits of the newest checkpoint and counts what follows."""
    rng, folder = np.random.default_rng(0), root / "flips"
    states = [make_state(100_000, step)._replace(step=jnp.asarray(step, jnp.int32)) for step in (1, 2)]
    with Checkpoints(folder) as checkpoints:
        for state in states:
            checkpoints.save(state, identity=IDENTITY)
    newest = folder / "step_000000002"
    files = sorted(path for path in newest.rglob("*") if path.is_file() and path.stat().st_size)
    abstract = {name: wanted(leaf) for name, leaf in named_leaves(states[1]).items()}
    detected = fell_back = silent = 0
    for _ in range(_FLIPS.value):
        path = files[int(rng.integers(len(files)))]
        data = bytearray(path.read_bytes())
        data[int(rng.integers(len(data)))] ^= 1 << int(rng.integers(8))
        intact = path.read_bytes()
        path.write_bytes(data)
        with Checkpoints(folder) as checkpoints:
            restored = checkpoints.restore(states[0], identity=IDENTITY)
        detected += restored.step == 1
        fell_back += same(restored.state, states[0])
        with contextlib.suppress(Exception):
            silent += not same(ocp.load(newest / STATE, abstract), named_leaves(states[1]))
        path.write_bytes(intact)
    return {
        "name": "checkpoint_bit_flips",
        "flips": _FLIPS.value,
        "detected": int(detected),
        "fell_back": int(fell_back),
        "orbax_silent": int(silent),
        "files": len(files),
        "hardware": hardware(),
    }


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Nothing on stderr: every fallback is told, and orbax's threads tell each of their errors at length."""
    logging.disable(logging.CRITICAL)
    kept = os.dup(2)
    with Path(os.devnull).open("w") as nothing:
        os.dup2(nothing.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            logging.disable(logging.NOTSET)


def main(argv: Sequence[str]) -> None:
    del argv
    with tempfile.TemporaryDirectory() as folder:
        clock(Path(folder))
        with quiet():
            facts = flip(Path(folder))
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    app.run(main)
