"""What is seen of a run: JSON lines, TensorBoard, a line on the terminal, a profiler trace."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import jax
import jax.numpy as jnp
import numpy as np
import optax

from lexiboost.artifacts.progress import Progress
from lexiboost.tokens.shares import KINDS
from lexiboost.training.feed import STALL
from lexiboost.training.loop import DivergedError
from lexiboost.training.state import TrainState

CURVE, TENSORBOARD, PROFILE = "curve.jsonl", "tensorboard", "profile"
TOKENS = "tokens"
"""Name of the number of tokens of a batch among its facts."""
_HIDDEN = (STALL, TOKENS, "halted")


@dataclass(frozen=True)
class WatchSettings:
    """What is written and how often.

    Attributes:
        every: steps from one line to the next. tensorboard: whether events are written too.
        profile: first step and the one after the last of a profiler trace; empty: none.
    """

    every: int = 10
    tensorboard: bool = True
    profile: tuple[int, ...] = ()


class Watch:
    """Watches a run, which may go on where one was stopped.

        with Watch(folder, settings, first=first, steps=steps, ...) as watch:
            run_steps(..., watcher=watch)

    A line of `curve.jsonl` has the metrics of its step; rates, and losses by variety and kind, are of all
    steps since the line before. Lines from `first` on, which a killed run left, are removed.

    Args:
        folder: where `curve.jsonl`, `tensorboard/` and `profile/` go; None writes nothing.
        first, steps: the step to go on from, and those of the whole run.
        label: shown beside the progress.
        flops: floating-point operations of a step by the model's own count. peak: that all devices could do
            in a second; 0: unknown.
        varieties: names for `loss_by_variety_V`.
    """

    def __init__(
        self,
        folder: Path | None,
        settings: WatchSettings = WatchSettings(),
        *,
        first: int,
        steps: int,
        label: str,
        flops: float = 0.0,
        peak: float = 0.0,
        varieties: Sequence[str] = (),
    ) -> None:
        self._folder, self._settings, self._flops, self._peak = folder, settings, flops, peak
        self._groups = {"variety_V": tuple(varieties), "kind_K": KINDS}
        self._first, self._steps_in_all, self._label = first, steps, label
        self._skipped = 0
        self._tracing = False
        self._note = ""
        self.total = dict.fromkeys(("seconds", TOKENS, STALL), 0.0)

    def __enter__(self) -> Self:
        self._curve = self._events = None
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._curve = continued(self._folder / CURVE, self._first)
            if self._settings.tensorboard:
                from tensorboardX import SummaryWriter

                self._events = SummaryWriter(
                    str(self._folder / TENSORBOARD), purge_step=self._first or None, flush_secs=10
                )
        self._shown = Progress(self._steps_in_all - self._first, self._label, "step")
        self._restart()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._shown.close()
        if self._tracing:
            jax.profiler.stop_trace()
        for writer in (self._curve, self._events):
            if writer is not None:
                writer.close()

    def begin(self, step: int, state: TrainState) -> Mapping[str, Any]:
        """Starts and ends the profiler's trace; before a step that is written, the norm of the parameters."""
        first, after = self._settings.profile or (-1, -1)
        if step == first and self._folder is not None:
            jax.profiler.start_trace(str(self._folder / PROFILE))
            self._tracing = True
        elif step == after and self._tracing:
            jax.profiler.stop_trace()
            self._tracing = False
        written = step % self._settings.every == 0 or step + 1 == self._steps_in_all
        return {"parameter_norm": _norm(state.params)} if written else {}

    def read(self, step: int, metrics: Mapping[str, Any], *, last: bool = False) -> None:
        """Takes one step's metrics.

        Raises:
            DivergedError: the guard halted the run; or, without a guard, the loss is no number.
        """
        values = {name: np.asarray(value) for name, value in jax.device_get(dict(metrics)).items()}
        loss = float(values["loss"])
        if values.get("halted", not np.isfinite(loss)):
            raise DivergedError(f"step {step} is bad: its loss is {loss:.6g}", step=step, loss=loss)
        if int(values.get("skipped", 0)) > self._skipped:
            self._skipped = int(values["skipped"])
            say(f"step {step} left out: its loss is {loss:.6g} ({self._skipped} so far)")
        self._steps += 1
        for name, value in values.items():
            if value.ndim or name in (TOKENS, STALL):
                self._sums[name] = self._sums.get(name, 0.0) + value
        if last or step % self._settings.every == 0:
            self._write(step, values)
        self._shown.advance(1, self._note)

    def _restart(self) -> None:
        self._since, self._steps = time.perf_counter(), 0
        self._sums: dict[str, Any] = {}

    def _write(self, step: int, values: Mapping[str, Any]) -> None:
        """One line, of the step and of all steps since the line before."""
        seconds = max(time.perf_counter() - self._since, 1e-9)
        line: dict[str, Any] = {"step": step}
        line |= {n: float(v) for n, v in sorted(values.items()) if not v.ndim and n not in _HIDDEN}
        rates = {"input_stall": float(self._sums.get(STALL, 0.0)) / seconds}
        if TOKENS in self._sums:
            rates["tokens_per_second"] = float(self._sums[TOKENS]) / seconds
        if self._peak:
            rates["mfu"] = self._flops * self._steps / seconds / self._peak
        line |= self._by_group() | rates
        for name, value in (
            ("seconds", seconds),
            (TOKENS, self._sums.get(TOKENS, 0)),
            (STALL, self._sums.get(STALL, 0)),
        ):
            self.total[name] += float(value)
        self._note = terminal_note(line)
        if self._curve is not None:
            self._curve.write(json.dumps(line) + "\n")
            self._curve.flush()
        if self._events is not None:
            for name, value in _flat(line):
                self._events.add_scalar(name, value, step)
        self._restart()

    def _by_group(self) -> dict[str, Any]:
        """Mean losses by variety and kind, of those that were scored."""
        found: dict[str, Any] = {}
        for group, names in self._groups.items():
            if f"loss_by_{group}" in self._sums and names:
                losses, scored = (self._sums[f"{what}_by_{group}"] for what in ("loss", "scored"))
                means = zip(names, losses, scored, strict=True)
                found[f"loss_by_{group[:-2]}"] = {n: float(x / count) for n, x, count in means if count > 0}
        return found


@jax.jit  # type: ignore[untyped-decorator]
def _norm(params: Any) -> jax.Array:
    return jnp.asarray(optax.global_norm(params))


def terminal_note(line: Mapping[str, Any]) -> str:
    """What of a line stands beside the progress."""
    parts = [f"loss {line['loss']:.3f}"]
    if "tokens_per_second" in line:
        parts.append(f"{line['tokens_per_second']:,.0f} tokens/s")
    if "mfu" in line:
        parts.append(f"MFU {100 * line['mfu']:.1f} %")
    return ", ".join([*parts, f"input {100 * line['input_stall']:.1f} %"])


def continued(path: Path, first: int) -> Any:
    """Opens a curve to go on at step `first`; lines from there on, and torn ones, are removed."""
    kept = []
    if first and path.is_file():
        for text in path.read_text(encoding="utf-8").splitlines():
            try:
                if json.loads(text)["step"] < first:
                    kept.append(text + "\n")
            except (json.JSONDecodeError, KeyError, TypeError):
                continue
    path.write_text("".join(kept), encoding="utf-8")
    return path.open("a", encoding="utf-8")


def say(line: str) -> None:
    """Tells the user one thing, beside whatever progress is shown."""
    print(f"lexiboost: {line}", file=sys.stderr, flush=True)


def _flat(line: Mapping[str, Any]) -> list[tuple[str, float]]:
    found = []
    for name, value in line.items():
        if isinstance(value, Mapping):
            found += [(f"{name}/{key}", each) for key, each in value.items()]
        elif name != "step":
            found.append((name, value))
    return found
