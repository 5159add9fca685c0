"""Pretraining on forced devices, as one of several processes or alone:

`python -m tests.experiments.mesh_program TEXT DEVICES KILL WORKDIR=D,F,T ... [-- COUNT INDEX PORT]`

Runs into each workdir on its mesh (data, fsdp, tensor); DEVICES a process. Kills itself when step KILL has
been read.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TEXT, DEVICES, KILL, *REST = sys.argv[1:]
os.environ["XLA_FLAGS"] = f"--xla_force_host_platform_device_count={DEVICES}"

from lexiboost.experiments.pretraining import pretrain  # noqa: E402 the number of devices is read by jax
from lexiboost.experiments.pretraining_keys import (  # noqa: E402
    CheckpointKeys,
    MeshKeys,
    ModelKeys,
    OptimizerKeys,
    PretrainingConfig,
    ProcessKeys,
    VocabularyKeys,
)
from lexiboost.training.watch import Watch  # noqa: E402

READ = Watch.read


def read(self: Watch, step: int, metrics: Mapping[str, Any], *, last: bool = False) -> None:
    """Ends the process from outside, as it were, once a step has been seen."""
    READ(self, step, metrics, last=last)
    if step == int(KILL):
        os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Runs into each workdir."""
    Watch.read = read  # type: ignore[method-assign]
    at = REST.index("--") if "--" in REST else len(REST)
    processes = ProcessKeys()
    if REST[at:]:
        count, index, port = (int(part) for part in REST[at + 1 :])
        processes = ProcessKeys(f"127.0.0.1:{port}", count, index)
    for run in REST[:at]:
        workdir, _, mesh = run.rpartition("=")
        config = PretrainingConfig(
            text=(f"eng_Latn:{TEXT}",),
            vocabulary=VocabularyKeys(size=420),
            length=16,
            batch=8,
            model=ModelKeys("encoder-tiny", ("layers=1", "dim=16", "hidden=32", "dropout=0.1")),
            optimizer=OptimizerKeys(learning_rate=1e-2),
            steps=12,
            checkpoints=CheckpointKeys(every=2),
            every=1,
            tensorboard=False,
            mesh=MeshKeys(*(int(size) for size in mesh.split(","))),
            processes=processes,
        )
        pretrain(config, Path(workdir))


if __name__ == "__main__":
    main()
