"""What the notebooks call: where the repository is, which accelerator there is, a config to run."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import jax
import ml_collections

from lexiboost.artifacts.errors import ConfigError, InputError
from lexiboost.experiments.config import ExperimentConfig
from lexiboost.experiments.read import read_config

FAST = "LEXIBOOST_FAST"
"""Environment variable; `1` makes `load_config` return a config that only proves that the path works."""

_LOUD = """
################################################################################
#                                                                              #
#      W A R N I N G :   N O   A C C E L E R A T O R ,   O N L Y   C P U       #
#                                                                              #
#      On Colab: Runtime > Change runtime type > GPU or TPU, then run all      #
#      cells again. The demo runs on a CPU too, only slower.                   #
#                                                                              #
################################################################################
"""


def repository_root(start: str | Path = ".") -> Path:
    """The nearest folder at or above `start` that holds `configs/mini.py`.

    Raises:
        InputError: there is none.
    """
    begin = Path(start).resolve()
    for folder in (begin, *begin.parents):
        if (folder / "configs" / "mini.py").is_file():
            return folder
    raise InputError("no configs/mini.py here or above; start from a clone of the repository", path=begin)


def accelerator_notice() -> str:
    """The devices that JAX sees, one a line, and a warning in big letters where there is only a CPU."""
    devices = [f"{device.platform}: {device.device_kind} (id {device.id})" for device in jax.devices()]
    lines = [f"JAX {jax.__version__} sees {len(devices)} device(s):", *devices]
    if jax.default_backend() == "cpu":
        lines.append(_LOUD)
    return "\n".join(lines)


def load_config(path: str | Path) -> ExperimentConfig:
    """The experiment of a config file; with `LEXIBOOST_FAST=1` what `shrink` leaves of it.

    Raises:
        ConfigError: the file is missing, has no `get_config`, or sets what is not valid.
    """
    path = Path(path)
    spec = importlib.util.spec_from_file_location(f"lexiboost_config_{path.stem}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise ConfigError(f"{path}: no such config file; they are in configs/")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if not hasattr(module, "get_config"):
        raise ConfigError(f"{path}: no function get_config in it")
    config: ml_collections.ConfigDict = module.get_config()
    return read_config(shrink(config) if os.environ.get(FAST) == "1" else config)


def shrink(config: ml_collections.ConfigDict) -> ml_collections.ConfigDict:
    """A copy with one seed, two arms and next to no training: proves the path, its figures mean nothing."""
    small = config.copy_and_resolve_references()
    small.seeds = config.seeds.split(",")[0]
    small.arms = f"{config.baseline},lexicon_labelled"
    small.source.sentences = 200
    small.synthesis.copies = 1
    small.tokenizer.size, small.tokenizer.grams = 1024, 1000
    small.model.dim, small.model.layers, small.model.heads = 16, 1, 2
    small.rows.batch = 4
    small.pretrain.steps = small.finetune.steps = 3
    small.report.replicates = 100
    return small
