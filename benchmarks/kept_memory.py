"""Steps a second with freed memory kept (`lexiboost.artifacts.allocator`) and without.

    python benchmarks/kept_memory.py [--models=4x128,6x512] [--length=128] [--batch=16] [--rounds=4]

Two processes make the step of `benchmarks/train.py` at the same time, each held to a core of its own; every
round they swap cores. Prints one JSON object a model: steps a second of both and `ratio`, medians over the
rounds, and the largest memory of each process in bytes. Linux with glibc and two cores are needed.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence

import numpy as np
import train
from absl import app, flags, logging

from lexiboost.artifacts.allocator import keep_memory
from lexiboost.artifacts.hardware import hardware

_WORKER = flags.DEFINE_enum("worker", "", ["", "kept", "plain"], "Set by the program itself.")
HOW = ("kept", "plain")


def work(how: str, model: str, seconds: float) -> None:
    """Makes steps for so long once a line comes in; prints how many a second."""
    if how == "kept" and not keep_memory({}):
        sys.exit("this machine's C library cannot be told to keep memory")
    ours = train.Ours(train.config_of(model))
    print("ready", flush=True)
    input()
    begin, steps = time.perf_counter(), 0
    while (spent := time.perf_counter() - begin) < seconds:
        ours.bare(1)
        steps += 1
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"steps_per_second": steps / spent, "bytes": most}), flush=True)


def start(how: str, model: str, core: int) -> subprocess.Popen[str]:
    """A worker on one core."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        given = [argument for argument in sys.argv[1:] if not argument.startswith("--models")]
        return subprocess.Popen(
            [sys.executable, __file__, *given, f"--models={model}", f"--worker={how}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
    finally:
        os.sched_setaffinity(0, cores)


def race(model: str, cores: Sequence[int]) -> list[dict[str, float]]:
    """What each of both workers told, in the order of `HOW`."""
    workers = [start(how, model, core) for how, core in zip(HOW, cores, strict=True)]
    for worker in workers:
        if worker.stdout is None or worker.stdout.readline() != "ready\n":
            sys.exit("a worker ended; see its message above")
    told = []
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("\n")
        worker.stdin.flush()
    for worker in workers:
        told.append(json.loads(worker.communicate()[0]))
    return told


def main(argv: Sequence[str]) -> None:
    """One line a model."""
    del argv
    logging.set_verbosity(logging.WARNING)
    flag_values = flags.FLAGS
    if _WORKER.value:
        work(_WORKER.value, flag_values.models, flag_values.seconds)
        return
    cores = sorted(os.sched_getaffinity(0))[:2]
    if len(cores) < 2:
        sys.exit("two cores are needed")
    for model in flag_values.models.split(","):
        rounds = [race(model, cores[:: 1 if n % 2 == 0 else -1]) for n in range(flag_values.rounds)]
        rates = np.array([[each["steps_per_second"] for each in told] for told in rounds])
        most = np.array([[each["bytes"] for each in told] for told in rounds])
        found = dict(zip(HOW, np.median(rates, axis=0).round(3).tolist(), strict=True))
        sizes = {f"{how}_bytes": int(size) for how, size in zip(HOW, np.median(most, axis=0), strict=True)}
        ratio = round(float(np.median(rates[:, 0] / rates[:, 1])), 3)
        print(
            json.dumps({"name": model, **found, "ratio": ratio, **sizes, "hardware": hardware()}), flush=True
        )


if __name__ == "__main__":
    app.run(main)
