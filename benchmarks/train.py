"""Tokens a second of the training step, beside PyTorch; what the loop adds to the bare step.

    python benchmarks/train.py [--peer=torch] [--models=4x256,6x512] [--length=128] [--batch=16]
    python benchmarks/train.py --models=bert-base,t5-base --length=512 --batch=64 --dtype=bfloat16

A model is LAYERSxWIDTH, an encoder of BERT's shape, or the name of a size of ours. The step is that of
`lexiboost.stages.pretrain`: masked LM (span corruption for an encoder-decoder, causal LM for a decoder), 10 %
dropout, AdamW, clipping, guard and norms. The peer (for BERT's shape; `benchmarks/train_peer.py`) has the
same layers, sizes, batch, length, type, dropout, optimizer and clipping, and logits at every position, as
`BertForMaskedLM` makes them. It runs in a process of its own, by `--peer_python`.

The bare step, the peer and the loop take turns, --rounds times, every other time backwards; figures are
medians, `ratio` and `loop_overhead` those of single rounds' ratios. One JSON object a model:
`tokens_per_second` (the bare step), `peer_tokens_per_second`, `ratio`, `loop_overhead` (time that `run_steps`
with feed, guard, curve and TensorBoard adds, a share), `input_stall`, `mfu` (the FLOPs of a model, head at
scored places only, over what makers say of the device or, elsewhere, over the measured rate of a large
product), `matmul_flops` (that rate).
"""

# ruff: noqa: E402
from __future__ import annotations

from lexiboost.artifacts.allocator import keep_memory

keep_memory()  # as the stage does, before what is imported next starts threads

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import jax
import numpy as np
from absl import app, flags, logging

from lexiboost.artifacts.hardware import hardware
from lexiboost.models.build import Config, parameter_count
from lexiboost.models.flops import model_flops
from lexiboost.models.transformer import DecoderConfig, EncoderConfig
from lexiboost.models.transformer.sizes import SIZES
from lexiboost.tokens.batches import TokenBatch
from lexiboost.tokens.subwords import BASIC, BYTES, MODES, SENTINELS, SPACE
from lexiboost.training.device import machine, matmul_flops, peak_flops
from lexiboost.training.feed import Fed
from lexiboost.training.guard import GuardSettings
from lexiboost.training.launch import launch
from lexiboost.training.loop import run_steps
from lexiboost.training.objectives.causal import CausalLM
from lexiboost.training.objectives.corruption import SpanCorruption
from lexiboost.training.objectives.ids import SpecialIds
from lexiboost.training.objectives.masked import MaskedLM
from lexiboost.training.optimizer import OptimizerSettings
from lexiboost.training.sharding import make_mesh
from lexiboost.training.step import StepSettings
from lexiboost.training.watch import TOKENS, Watch

_MODELS = flags.DEFINE_string("models", "4x256,6x512", "LAYERSxWIDTH or names of sizes, with commas.")
_PEER = flags.DEFINE_enum("peer", "", ["", "torch"], "What to compare with.")
_PYTHON = flags.DEFINE_string("peer_python", sys.executable, "The Python that has the peer.")
_BATCH = flags.DEFINE_integer("batch", 16, "Rows a step.")
_LENGTH = flags.DEFINE_integer("length", 128, "Tokens a row.")
_VOCABULARY = flags.DEFINE_integer("vocabulary", 8192, "Ids, where the model is LAYERSxWIDTH.")
_DTYPE = flags.DEFINE_enum("dtype", "float32", ["float32", "bfloat16"], "Of the computation.")
_REMAT = flags.DEFINE_string("remat", "", "What the backward pass makes again, where not the size's own.")
_ROUNDS = flags.DEFINE_integer("rounds", 5, "Rounds; the figures are medians.")
_SECONDS = flags.DEFINE_float("seconds", 4.0, "Seconds that each takes in a round, about.")

HEAD = 64
STEPS = 1 << 20
"""Of the schedule: a run that is never over."""
USER_ERROR = 2


class Ours:
    """The step and the loop of lexiboost, on random rows of one segment."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.objective = objective_of(config)
        options = StepSettings(guard=GuardSettings(), rate=True)
        example = self.make(0).batch
        self.run = launch(
            self.objective,
            config,
            OptimizerSettings(),
            example,
            steps=STEPS,
            options=options,
            mesh=make_mesh(),
        )
        self.batch, self.key = self.run.place(example), self.run.key(0)
        self.state = self.run.initial(0)
        self.flops = float(model_flops(config, example))
        self.bare(2)

    def make(self, step: int) -> Fed:
        """A prepared batch of random tokens."""
        rng = np.random.default_rng(step)
        shape = (_BATCH.value, _LENGTH.value)
        rows = TokenBatch(
            tokens=rng.integers(400, self.config.vocabulary, shape, dtype=np.int32),
            segments=np.ones(shape, dtype=np.int32),
            positions=np.tile(np.arange(shape[1], dtype=np.int32), (shape[0], 1)),
            variety=np.zeros(shape[0], dtype=np.int32),
            kind=np.zeros(shape[0], dtype=np.int32),
            row=np.arange(step * shape[0], (step + 1) * shape[0]),
        )
        return Fed(self.objective.prepare(rows, 0, step), {TOKENS: shape[0] * shape[1]})

    def bare(self, steps: int) -> float:
        """Seconds that so many compiled steps take, one batch all the time."""
        begin = time.perf_counter()
        for _ in range(steps):
            self.state, metrics = self.run.step(self.state, self.batch, self.key)
        jax.block_until_ready((self.state, metrics))
        return time.perf_counter() - begin

    def loop(self, steps: int) -> tuple[float, float]:
        """Seconds that the loop takes for so many steps, and the share of them that it waits for input."""
        first = int(self.state.step)
        with tempfile.TemporaryDirectory() as folder:
            watch = Watch(
                Path(folder), first=first, steps=first + steps, label="", flops=self.flops, peak=1e12
            )
            feed = self.run.feed(self.make, range(first, first + steps))
            with watch, feed:
                begin = time.perf_counter()
                self.state = run_steps(
                    self.run.step, self.state, feed, self.key, steps=first + steps, watcher=watch
                )
                seconds = time.perf_counter() - begin
            return seconds, watch.total["stall"] / watch.total["seconds"]


class Peer:
    """The other trainer, in a process of its own."""

    def __init__(self, config: EncoderConfig) -> None:
        shape = {
            "vocabulary": config.vocabulary,
            "dim": config.dim,
            "layers": config.layers,
            "heads": config.heads,
            "length": _LENGTH.value,
            "batch": _BATCH.value,
            "dropout": config.dropout,
            "dtype": _DTYPE.value,
        }
        command = [_PYTHON.value, str(Path(__file__).with_name("train_peer.py")), json.dumps(shape)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.facts = self._answer()

    def steps(self, count: int) -> float:
        """Seconds that so many steps take."""
        print(count, file=self._process.stdin, flush=True)
        return float(self._answer()["seconds"])

    def close(self) -> None:
        """Ends the process."""
        self._process.communicate()

    def _answer(self) -> dict[str, Any]:
        line = self._process.stdout.readline() if self._process.stdout else ""
        answer = json.loads(line) if line else {"error": "it ended; see its message above"}
        if "error" in answer:
            print(f"benchmarks/train.py: the peer cannot run: {answer['error']}", file=sys.stderr)
            sys.exit(USER_ERROR)
        return answer


def objective_of(config: Config) -> Any:
    """What a model of this kind is pretrained with, over a vocabulary of as many ids."""
    tokens = [*BASIC, *MODES, *SENTINELS, *BYTES]
    special = range(len(tokens) - len(BYTES))
    tokens += [f"{SPACE}{number}" for number in range(config.vocabulary - len(tokens))]
    ids = SpecialIds.from_tokens(tokens, special=list(special))
    if isinstance(config, EncoderConfig):
        return MaskedLM(ids)
    return CausalLM(ids) if isinstance(config, DecoderConfig) else SpanCorruption(ids)


def config_of(name: str) -> Config:
    """The model that a name or LAYERSxWIDTH stands for."""
    if name in SIZES:
        config = SIZES[name]
        changed = {"remat": _REMAT.value} if _REMAT.value else {}
        return replace(config, dtype=_DTYPE.value, **changed)
    layers, width = (int(part) for part in name.split("x"))
    return EncoderConfig(
        vocabulary=_VOCABULARY.value,
        layers=layers,
        dim=width,
        heads=max(1, width // HEAD),
        length=_LENGTH.value,
        dtype=_DTYPE.value,
        remat=_REMAT.value or "none",
    )


def is_bert(config: Config) -> bool:
    """Whether a model is of BERT's shape, and so has a peer."""
    bert = EncoderConfig(
        vocabulary=config.vocabulary, dim=config.dim, heads=config.heads, length=config.length
    )
    return (
        isinstance(config, EncoderConfig)
        and replace(config, layers=bert.layers, dtype=bert.dtype, remat=bert.remat, scan=bert.scan) == bert
    )


def measure(name: str) -> dict[str, Any]:
    """All figures of one model."""
    config = config_of(name)
    ours = Ours(config)
    peer = Peer(config) if _PEER.value and is_bert(config) else None
    each = ours.bare(1)
    steps = max(2, round(_SECONDS.value / each))
    tokens = _BATCH.value * _LENGTH.value * steps
    rounds: dict[str, list[float]] = {"ours": [], "peer": [], "loop": [], "stall": []}
    turns = [key for key in ("ours", "peer", "loop") if key != "peer" or peer is not None]
    for number in range(_ROUNDS.value):
        for key in turns if number % 2 == 0 else reversed(turns):
            if key == "loop":
                seconds, stall = ours.loop(steps)
                rounds["stall"].append(stall)
            else:
                seconds = peer.steps(steps) if key == "peer" and peer is not None else ours.bare(steps)
            rounds[key].append(seconds)
    median = {key: float(np.median(values)) for key, values in rounds.items() if values}
    device = jax.devices()[0]
    peak, origin = peak_flops(device, _DTYPE.value)
    rate = ours.flops * steps / median["ours"] / jax.device_count()
    found: dict[str, Any] = {
        "name": f"{name} L={_LENGTH.value} batch={_BATCH.value} {_DTYPE.value}",
        "parameters": parameter_count(config),
        "tokens_per_second": round(tokens / median["ours"]),
        "loop_overhead": round(ratio(rounds["loop"], rounds["ours"]) - 1, 4),
        "input_stall": round(median["stall"], 5),
        "flops_per_second": round(rate),
        "mfu": round(rate / peak, 4),
        "peak": f"{peak:.4g} {origin}",
        "matmul_flops": round(matmul_flops(device, _DTYPE.value, 4096 if device.platform != "cpu" else 1024)),
    }
    if peer is not None:
        found |= {
            "peer": peer.facts["versions"],
            "peer_parameters": peer.facts["parameters"],
            "peer_tokens_per_second": round(tokens / median["peer"]),
            "ratio": round(ratio(rounds["peer"], rounds["ours"]), 3),
        }
        peer.close()
    return found


def ratio(numerators: Sequence[float], denominators: Sequence[float]) -> float:
    """The median of the ratios of single rounds."""
    return float(np.median(np.array(numerators) / np.array(denominators)))


def main(argv: Sequence[str]) -> None:
    """One line a model."""
    del argv
    logging.set_verbosity(logging.WARNING)
    for name in _MODELS.value.split(","):
        print(json.dumps({**measure(name), "machine": machine() | hardware()}), flush=True)


if __name__ == "__main__":
    app.run(main)
