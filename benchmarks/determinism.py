"""Whether pseudo-text is the same bytes whoever makes it: workers, shard sizes, runs that are killed.

    python benchmarks/determinism.py --text=FILE --lexicon=FILE --target=fin_Latn [--kills=20] [--seed=0]
        [--workers=1,2,7] [--shards=1000,100000]

Runs the stage `synthesize` on the text with each number of workers, whose shards must be byte-equal; with
each shard size, whose rows must be equal; and in shards of the smallest size with one worker, killed
(SIGKILL, the whole process group) at random moments of the time that the whole run took and begun again each
time, `--kills` times in all, whose shards must be byte-equal too, as often as it comes to its end. Prints one
JSON object; ends with status 1 if anything differed.
"""

from __future__ import annotations

import hashlib
import json
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

import pyarrow.parquet as pq
from absl import app, flags

from lexiboost.artifacts.hardware import hardware

_TEXT = flags.DEFINE_string("text", None, "Source text, a sentence a line.", required=True)
_LEXICON = flags.DEFINE_string("lexicon", None, "Lexicon from the source language.", required=True)
_TARGET = flags.DEFINE_string("target", None, "Target variety.", required=True)
_KILLS = flags.DEFINE_integer("kills", 20, "How often the run is killed.", lower_bound=0)
_SEED = flags.DEFINE_integer("seed", 0, "Of the moments.")
_WORKERS = flags.DEFINE_list("workers", ["1", "2", "7"], "Numbers of workers.")
_SHARDS = flags.DEFINE_list("shards", ["1000", "100000"], "Sentences of a shard, the smallest first.")
_CONFIG = Path(__file__).parent.parent / "configs" / "synthesize.py"


def start(workdir: Path, *, workers: str, shard: str) -> subprocess.Popen[bytes]:
    """The stage as a process, in a group of its own."""
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "lexiboost.stages.synthesize",
            f"--config={_CONFIG}",
            f"--config.text={_TEXT.value}",
            f"--config.lexicon={_LEXICON.value}",
            f"--config.target={_TARGET.value}",
            f"--config.workers={workers}",
            f"--config.shard={shard}",
            f"--workdir={workdir}",
        ],
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def finish(workdir: Path, *, workers: str, shard: str) -> float:
    """Runs the stage to its end; returns its seconds."""
    begin = time.monotonic()
    if start(workdir, workers=workers, shard=shard).wait():
        raise SystemExit("determinism: the stage failed")
    return time.monotonic() - begin


def shards(workdir: Path) -> dict[str, str]:
    """Digest of each shard."""
    files = sorted(workdir.glob("text/*/text-*.parquet"))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def rows(workdir: Path) -> str:
    """Digest of all rows in their order."""
    digest = hashlib.sha256()
    for path in sorted(workdir.glob("text/*/text-*.parquet")):
        for row in pq.read_table(path).to_pylist():
            digest.update(json.dumps(row).encode())
    return digest.hexdigest()


def survive(workdir: Path, seconds: float, shard: str, whole: dict[str, str]) -> bool:
    """Kills the run at random moments, beginning anew when it has ended; whether each end is the same."""
    moments, killed, same = random.Random(_SEED.value), 0, True
    while killed < _KILLS.value:
        process = start(workdir, workers="1", shard=shard)
        try:
            process.wait(timeout=moments.uniform(0.0, seconds))
            same = same and shards(workdir) == whole
            shutil.rmtree(workdir)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            killed += 1
    finish(workdir, workers="1", shard=shard)
    return same and shards(workdir) == whole


def main(argv: Sequence[str]) -> None:
    """Prints what was equal."""
    del argv
    with tempfile.TemporaryDirectory() as name:
        root, shard = Path(name), _SHARDS.value[0]
        seconds = {n: finish(root / f"workers-{n}", workers=n, shard=shard) for n in _WORKERS.value}
        whole = shards(root / f"workers-{_WORKERS.value[0]}")
        for size in _SHARDS.value[1:]:
            finish(root / f"shard-{size}", workers="1", shard=size)
        all_rows = {rows(root / f"workers-{_WORKERS.value[0]}")}
        equal = {
            "workers": all(shards(root / f"workers-{n}") == whole for n in _WORKERS.value),
            "shard_sizes": all_rows | {rows(root / f"shard-{n}") for n in _SHARDS.value[1:]} == all_rows,
            "killed": survive(root / "killed", seconds[_WORKERS.value[0]], shard, whole),
        }
    print(
        json.dumps(
            {"name": "determinism", "shards": len(whole), "kills": _KILLS.value, **equal, **hardware()}
        )
    )
    if not all(equal.values()):
        raise SystemExit(1)


if __name__ == "__main__":
    app.run(main)
