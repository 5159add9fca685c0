"""Runs of `pretrain` that are ended at random moments again and again, beside one that never was.

    python benchmarks/checkpoint_fuzz.py [--moments=40] [--objective=masked|spans] [--chain=8] [--seed=0]

Two varieties are mixed and packed, batches are made in two parts, and checkpoints written every 10 steps. A
run is ended `--chain` times, by SIGKILL and SIGTERM in turn, a quarter of the times while it starts, and the
same command goes on. Every line of the curve, at every moment and in the end, and every bit of the last state
(parameters, optimizer, step) must be those of the undisturbed run; `equal` counts the moments of the runs of
which that is so. Prints one JSON object a moment, and one in the end.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orbax.checkpoint.experimental.v1 as ocp
from absl import app, flags

from lexiboost.artifacts.hardware import hardware

_MOMENTS = flags.DEFINE_integer("moments", 40, "Moments at which a run is ended.")
_CHAIN = flags.DEFINE_integer("chain", 8, "Moments of one run.")
_OBJECTIVE = flags.DEFINE_enum("objective", "masked", ("masked", "spans"), "What is minimised.")
_STEPS = flags.DEFINE_integer("steps", 150, "Steps of the run.")
_SEED = flags.DEFINE_integer("seed", 0, "Of the moments.")

ROOT = Path(__file__).resolve().parents[1]
TEXT = "corpora/mini/text/eng/mini.txt"
SIZES = {
    "masked": ("encoder-2m", "layers=2,dim=32,heads=2"),
    "spans": ("encoder-decoder-tiny", "dim=32"),
}
DATA = "data"
MEASURED = ("input_stall", "tokens_per_second", "mfu")
"""What of a curve's line is a matter of time."""


def command(workdir: Path) -> list[str]:
    """The run; all but the first read the rows that it packed."""
    size, settings = SIZES[_OBJECTIVE.value]
    packed = workdir.parent / DATA
    keys = {
        "objective.name": _OBJECTIVE.value,
        "model.size": size,
        "model.settings": settings,
        "length": 32,
        "batch": 8,
        "accumulate": 2,
        "steps": _STEPS.value,
        "every": 1,
        "tensorboard": "false",
        "checkpoints.every": 10,
    }
    if workdir == packed:
        keys |= {"text": f"eng_Latn:{TEXT},deu_Latn/pseudo_mono:{TEXT}", "vocabulary.size": 512, "steps": 1}
    else:
        keys["text"] = ""
        keys["rows"] = next(packed.glob("rows/*"))
        keys["tokenizer"] = next(packed.glob("tokenize/*/tokenizer.json"))
    settings_given = [f"--config.{key}={value}" for key, value in keys.items()]
    return [
        *(sys.executable, "-m", "lexiboost.stages.pretrain", "--config=configs/pretrain.py"),
        *(f"--workdir={workdir}", *settings_given),
    ]


def curve(workdir: Path) -> list[dict[str, Any]]:
    """The lines written so far, without what is a matter of time; a torn last one is left out."""
    path = workdir / "pretrain" / "curve.jsonl"
    if not path.exists():
        return []
    whole = path.read_text(encoding="utf-8").rpartition("\n")[0].splitlines()
    lines = [json.loads(line) for line in whole]
    return [{name: value for name, value in line.items() if name not in MEASURED} for line in lines]


def bits(workdir: Path) -> str:
    """A digest of the last state."""
    folder = max((workdir / "pretrain" / "checkpoints").glob("step_*"))
    digest = hashlib.sha256(folder.name.encode())
    logging.getLogger("absl").setLevel(logging.ERROR)
    for name, leaf in sorted(ocp.load(folder / "state").items()):
        array = np.asarray(leaf)
        digest.update(f"{name} {array.dtype} {array.shape}".encode() + array.tobytes())
    return digest.hexdigest()


def start(workdir: Path) -> subprocess.Popen[str]:
    """Starts the run, or goes on with it."""
    with (workdir.parent / f"{workdir.name}.log").open("a") as log:
        return subprocess.Popen(command(workdir), cwd=ROOT, stdout=log, stderr=log, text=True)


def await_step(process: subprocess.Popen[str], workdir: Path) -> float:
    """Waits for the first new line of the curve; returns the seconds that took."""
    begin, path = time.monotonic(), workdir / "pretrain" / "curve.jsonl"
    since = time.time()
    while process.poll() is None and not (path.exists() and path.stat().st_mtime > since and curve(workdir)):
        time.sleep(0.01)
    return time.monotonic() - begin


def end_at_a_moment(
    workdir: Path, number: signal.Signals, rng: random.Random, startup: float, training: float
) -> tuple[bool, int]:
    """Whether the run was ended before it was complete, and its exit status."""
    process = start(workdir)
    if rng.random() < 0.25:
        time.sleep(rng.uniform(0, startup))
    else:
        await_step(process, workdir)
        time.sleep(rng.uniform(0, training / _CHAIN.value))
    process.send_signal(number)
    status = process.wait()
    return status != 0, status


def finish(workdir: Path) -> None:
    """Lets the run go on to its end."""
    status = start(workdir).wait()
    if status:
        log = (workdir.parent / f"{workdir.name}.log").read_text(encoding="utf-8")
        raise SystemExit(f"{workdir}: ended with {status}\n{log[-3000:]}")


def fuzz(root: Path) -> dict[str, Any]:
    """All moments; the facts of the last line."""
    finish(root / DATA)
    reference, rng = root / "reference", random.Random(_SEED.value)
    process = start(reference)
    startup = await_step(process, reference)
    begin = time.monotonic()
    process.wait()
    training = time.monotonic() - begin
    wanted, final = curve(reference), bits(reference)
    if len(wanted) != _STEPS.value:
        raise SystemExit((root / "reference.log").read_text(encoding="utf-8")[-3000:])
    done, equal, run = 0, 0, 0
    while done < _MOMENTS.value:
        workdir, moments = root / f"run{run}", 0
        run += 1
        for _ in range(min(_CHAIN.value, _MOMENTS.value - done)):
            number = (signal.SIGKILL, signal.SIGTERM)[(done + moments) % 2]
            ended, status = end_at_a_moment(workdir, number, rng, startup, training)
            lines = curve(workdir)
            moments += ended
            facts = {"moment": done + moments, "signal": number.name, "status": status, "steps": len(lines)}
            print(json.dumps(facts | {"equal": lines == wanted[: len(lines)]}), flush=True)
            if not ended:
                break
        finish(workdir)
        same = curve(workdir) == wanted and bits(workdir) == final
        print(json.dumps({"run": run, "moments": moments, "equal": same}), flush=True)
        done, equal = done + moments, equal + same * moments
        if same:
            shutil.rmtree(workdir)
    return {"moments": done, "equal": equal, "runs": run}


def main(argv: Sequence[str]) -> None:
    del argv
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", f"{folder}/compiled")
        os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0")
        facts = fuzz(Path(folder))
    name = f"checkpoint_fuzz_{_OBJECTIVE.value}"
    print(json.dumps({"name": name, **facts, "steps": _STEPS.value, "hardware": hardware()}))


if __name__ == "__main__":
    app.run(main)
