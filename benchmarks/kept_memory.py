"""Steps a second with freed memory kept (`lexiboost.artifacts.allocator`) and without.

    python benchmarks/kept_memory.py [--models=4x128,6x512] [--length=128] [--batch=16] [--rounds=4]

Two processes make the step of `benchmarks/train.py` at the same time, each held to a core of its own; every
round they swap cores. Prints one JSON object a model: steps a second, page faults a step and most memory in
bytes of both, and `ratio`, of the steps; medians over rounds. Linux with glibc and two cores are needed.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

import train
from absl import app, flags, logging

from lexiboost.artifacts.hardware import hardware

_WORKER = flags.DEFINE_bool("worker", False, "Set by the program itself.")
HOW = ("kept", "plain")
PLAIN = {"MALLOC_CHECK_": "0"}
"""In the environment: a choice of the user's, of no effect but that the C library is left alone."""


def work(model: str, seconds: float) -> None:
    """Makes steps for so long once a line comes in; prints how many a second."""
    ours = train.Ours(train.config_of(model))
    print("ready", flush=True)
    input()
    begin, steps, faults = time.perf_counter(), 0, resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    while (spent := time.perf_counter() - begin) < seconds:
        ours.bare(1)
        steps += 1
    used = resource.getrusage(resource.RUSAGE_SELF)
    told = {"steps_per_second": steps / spent, "page_faults_a_step": (used.ru_minflt - faults) / steps}
    print(json.dumps(told | {"bytes": used.ru_maxrss * 1024}), flush=True)


def start(how: str, model: str, core: int) -> subprocess.Popen[str]:
    """A worker on one core."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        given = [argument for argument in sys.argv[1:] if not argument.startswith("--models")]
        return subprocess.Popen(
            [sys.executable, __file__, *given, f"--models={model}", "--worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | (PLAIN if how == "plain" else {}),
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
        work(flag_values.models, flag_values.seconds)
        return
    cores = sorted(os.sched_getaffinity(0))[:2]
    if len(cores) < 2:
        sys.exit("two cores are needed")
    for model in flag_values.models.split(","):
        rounds = [race(model, cores[:: 1 if n % 2 == 0 else -1]) for n in range(flag_values.rounds)]
        found = {
            how: {key: round(statistics.median(told[i][key] for told in rounds), 3) for key in rounds[0][i]}
            for i, how in enumerate(HOW)
        }
        ratios = [kept["steps_per_second"] / plain["steps_per_second"] for kept, plain in rounds]
        ratio = round(statistics.median(ratios), 3)
        print(json.dumps({"name": model, **found, "ratio": ratio, "hardware": hardware()}), flush=True)


if __name__ == "__main__":
    app.run(main)
