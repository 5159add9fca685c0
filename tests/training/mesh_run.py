"""The toy run on a mesh, as one of several processes:
`python -m tests.training.mesh_run FOLDER STEPS DEVICES [PROCESSES INDEX PORT]`.

Trains on from the newest checkpoint to STEPS finished steps, on DEVICES devices a process, parameters cut up
over all of them; every second step is saved. The first process prints `from N`, `at N` for every step, and
the loss of the last one. A folder `slow` beside FOLDER makes it wait at every step.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

FOLDER, STEPS, DEVICES, *REST = sys.argv[1:]
os.environ["XLA_FLAGS"] = f"--xla_force_host_platform_device_count={DEVICES}"

import jax  # noqa: E402 the number of devices is read when it is imported
import numpy as np  # noqa: E402
from jax.sharding import AxisType, NamedSharding, PartitionSpec  # noqa: E402

if REST:
    jax.config.update("jax_cpu_collectives_implementation", "gloo")
    jax.distributed.initialize(f"127.0.0.1:{REST[2]}", int(REST[0]), int(REST[1]))

from lexiboost.artifacts.errors import LexiboostError  # noqa: E402
from lexiboost.artifacts.interrupt import Terminated  # noqa: E402
from lexiboost.training.checkpoints import Checkpoints  # noqa: E402
from lexiboost.training.preemption import Preemption  # noqa: E402
from lexiboost.training.state import TrainState  # noqa: E402
from tests.training.toy import IDENTITY, batch, compiled, fresh  # noqa: E402


def spread(mesh: Any, leaf: Any) -> NamedSharding:
    """The first axis over all devices, where it has one."""
    return NamedSharding(mesh, PartitionSpec("all") if getattr(leaf, "ndim", 0) else PartitionSpec())


def put(leaf: Any, sharding: NamedSharding) -> jax.Array:
    """A host array, which every process has, as one array on all devices."""
    array = np.asarray(leaf)
    return jax.make_array_from_callback(array.shape, sharding, lambda index: array[index])


def main() -> None:
    """Trains to the end, or until a signal."""
    mesh = jax.make_mesh((jax.device_count(),), ("all",), axis_types=(AxisType.Auto,))
    host = fresh()
    shardings = jax.tree.map(lambda leaf: spread(mesh, leaf), host)
    state = jax.tree.map(put, host, shardings)
    say = print if jax.process_index() == 0 else lambda *_, **__: None
    with Checkpoints(Path(FOLDER), every=2) as checkpoints, Preemption() as preemption:
        restored = checkpoints.restore(state, identity=IDENTITY)
        state = restored.state if restored else state
        done, loss = int(state.step), None
        say(f"from {done}", flush=True)
        while done < int(STEPS):
            key = jax.random.fold_in(jax.random.key(3), done)
            params, slots, loss = compiled()(state.params, state.optimizer, batch(done), key)
            done += 1
            say(f"at {done}", flush=True)
            state = TrainState(put(done, shardings.step), params, slots)
            if preemption.due(done):
                checkpoints.save(state, identity=IDENTITY, final=True)
                say(f"stopped at {done}", flush=True)
                preemption.end()
            if checkpoints.due(done):
                checkpoints.save(state, identity=IDENTITY)
            if Path(FOLDER).with_name("slow").exists():
                time.sleep(0.1)
    say(f"loss {float(loss) if loss is not None else None}", flush=True)


if __name__ == "__main__":
    try:
        main()
    except Terminated:
        sys.exit(143)
    except LexiboostError as error:
        sys.exit(f"error: {error}")
