"""A pretraining run made ready: model, objective, identity; then the compiled step, on all its devices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

import jax
import numpy as np

from lexiboost.artifacts.errors import ConfigError, PlatformError
from lexiboost.experiments.pretraining_data import Data
from lexiboost.experiments.pretraining_keys import PretrainingConfig, ProcessKeys
from lexiboost.experiments.pretraining_parts import model_of, objective_of, optimizer_of, step_of
from lexiboost.models.build import Config, parameter_count
from lexiboost.tokens.batches import Batches
from lexiboost.training.device import machine
from lexiboost.training.feed import Fed
from lexiboost.training.launch import Launch, launch
from lexiboost.training.memory import memory_limit, memory_table, require_fit
from lexiboost.training.objectives.ids import SpecialIds
from lexiboost.training.processes import is_first
from lexiboost.training.resume import identity
from lexiboost.training.sharding import ROWS, MeshSettings, make_mesh, share_of_rows
from lexiboost.training.step import Objective
from lexiboost.training.watch import TOKENS

_ELSEWHERE = (
    *("text", "rows", "tokenizer", "mesh", "processes", "checkpoints", "every", "tensorboard"),
    *("profile_steps", "platform", "replay", "resume_changed", "minutes"),
)
"""Keys that say where a run reads, works and tells, and do not change its course."""


@dataclass(frozen=True)
class Plan:
    """What will be trained.

    Attributes: config, data: what is given; model, objective: what follows; identity: what the course of the
    run depends on.
    """

    config: PretrainingConfig
    data: Data
    model: Config
    objective: Objective
    identity: Mapping[str, Any]


def planned(config: PretrainingConfig, data: Data) -> Plan:
    """What a config asks for.

    Raises:
        ConfigError: names that are none, or settings that do not go together.
    """
    varieties = {source.variety for store in data.stores for source in store.sources}
    model = model_of(config, len(data.subwords), len(varieties))
    objective = objective_of(config, SpecialIds.of(data.subwords), len(varieties), model)
    course = {key: value for key, value in asdict(config).items() if key not in _ELSEWHERE}
    course |= {"model": {"type": type(model).__name__, **asdict(model)}}
    known = identity(course, data=data.files, tokenizer=data.tokenizer)
    return Plan(config, data, model, objective, known)


@dataclass(frozen=True)
class Run:
    """A run that is ready to go.

    Attributes: plan: what is trained; launch: the compiled step; batches: this process's; example: a prepared
    batch.
    """

    plan: Plan
    launch: Launch
    batches: Batches
    example: Any

    def make(self, step: int) -> Fed:
        """This process's part of the batch of a step, and its number of tokens in all processes."""
        rows = self.batches[step]
        tokens = int(np.count_nonzero(rows["segments"])) * self.launch.share.hosts
        return Fed(self.plan.objective.prepare(rows, self.plan.config.seed, step), {TOKENS: tokens})


def launched(plan: Plan) -> Run:
    """Compiles the step and says what will run, on what, and what it takes of the devices' memory.

    Raises:
        ConfigError: a mesh or batch that the devices do not allow, or a step that does not fit into memory.
    """
    config = plan.config
    mesh = make_mesh(MeshSettings(**asdict(config.mesh)))
    parts = config.accumulate * int(np.prod([mesh.shape[axis] for axis in ROWS]))
    if config.batch % parts:
        raise ConfigError(
            f"config.batch={config.batch}: must be a multiple of {parts}, the parts of --config.accumulate "
            f"times the devices that share the rows ({config.accumulate} x {parts // config.accumulate})"
        )
    share = share_of_rows(mesh, config.batch)
    batches = plan.data.batches(config, share)
    example = plan.objective.prepare(batches[0], config.seed, 0)
    compiled = launch(
        plan.objective,
        plan.model,
        optimizer_of(config),
        example,
        steps=config.steps,
        options=step_of(config),
        mesh=mesh,
        share=share,
    )
    limit = memory_limit(jax.local_devices()[0])
    if is_first():
        print(_introduction(plan, compiled, limit), flush=True)
    require_fit(compiled.memory, limit)
    return Run(plan, compiled, batches, example)


def _introduction(plan: Plan, compiled: Launch, limit: int) -> str:
    here, config, data = machine(), plan.config, plan.data
    packages = ", ".join(f"{name} {version}" for name, version in here["packages"].items())
    axes = " x ".join(f"{size} {name}" for name, size in compiled.mesh.shape.items())
    return (
        f"{here['devices']} {here['platform']} ({here['device']}; {axes}), {here['processes']} processes, "
        f"{here['cores']} cores {here['cpu']}; {packages}, Python {here['python']}\n"
        f"{config.model.size}: {parameter_count(plan.model):,} parameters; {data.tokens:,} tokens in "
        f"{sum(map(len, data.stores)):,} rows; {config.steps} steps of {config.batch} x {config.length}\n"
        + memory_table(compiled.memory, limit, here["device"])
    )


@contextmanager
def joined(keys: ProcessKeys) -> Iterator[None]:
    """Joins the other processes of the run, for the length of a block."""
    if keys.count == 1 and not keys.found:
        yield
        return
    if not keys.found and not keys.coordinator:
        raise ConfigError(
            "config.processes.coordinator is missing: the address of the first process, e.g. 10.0.0.1:1234"
        )
    named = (
        {}
        if keys.found
        else {
            "coordinator_address": keys.coordinator,
            "num_processes": keys.count,
            "process_id": keys.index,
        }
    )
    try:
        jax.distributed.initialize(**named)
    except (RuntimeError, ValueError) as error:
        raise PlatformError(
            f"the processes do not find each other ({' '.join(str(error).split())[:200]}); look at "
            "--config.processes.coordinator, .count and .index"
        ) from None
    try:
        yield
    finally:
        jax.distributed.shutdown()
