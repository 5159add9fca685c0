"""Stages `pretrain` and `finetune`: from rows to checkpoints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from lexiboost.artifacts.files import read_json
from lexiboost.artifacts.manifest import Artifact, Job
from lexiboost.experiments.config import ExperimentConfig
from lexiboost.experiments.context import Context
from lexiboost.experiments.jobs.tokenize import ROWS, UNITS
from lexiboost.models import ModelConfig
from lexiboost.tokens.pipeline import RowStream
from lexiboost.tokens.rows import TokenRows, concatenate, load_features, load_rows
from lexiboost.tokens.train import load_tokenizer
from lexiboost.training.checkpoint import load_params, save_params
from lexiboost.training.loop import train
from lexiboost.training.objectives.pretraining import Pretraining
from lexiboost.training.objectives.settings import SupervisedSettings
from lexiboost.training.objectives.supervised import Supervised
from lexiboost.training.optimizer import OptimizerSettings
from lexiboost.training.state import abstract_params, graft, init_model

CURVE = "curve.jsonl"


@dataclass(frozen=True)
class Network:
    """What a fine-tuned network is beside the sizes all share.

    Attributes: arm: the arm it serves; dictionary: whether it gets the dictionary input; labelled: whether
    it sees pseudo-labelled text; layers: None takes the config's; wide: whether it has the wide path.
    """

    arm: str
    dictionary: bool = False
    labelled: bool = False
    layers: int | None = None
    wide: bool = False


def model_config(context: Context, vocabulary: Path, network: Network | None = None) -> ModelConfig:
    """Shapes of a model over an experiment's vocabulary."""
    inventory = read_json(vocabulary / "inventory.json")
    size = context.config.model
    return ModelConfig(
        dim=size.dim,
        layers=size.layers if network is None or network.layers is None else network.layers,
        heads=size.heads,
        dropout=size.dropout,
        surface_dim=size.surface_dim,
        pieces=load_tokenizer(vocabulary / "tokenizer.json").get_vocab_size(),
        grams=len(np.load(vocabulary / "grams.npy", mmap_mode="r")) + 1,
        english=len(read_json(vocabulary / "english.json")) + 1,
        tag_distribution=len(inventory["tags"]) if context.task.name == "upos" else 0,
        labels=len(inventory["labels"]),
        tags=len(inventory["tags"]),
        wide=network is not None and network.wide,
    )


def objective_of(config: ExperimentConfig, network: Network) -> Supervised:
    """The fine-tuning objective of a network."""
    settings: SupervisedSettings = replace(config.finetune.objective, dictionary=network.dictionary)
    return Supervised(settings)


def pretrain_job(context: Context, text: str, seed: int, vocabulary: Job, rows: Mapping[str, Job]) -> Job:
    """Pretrains one network. Rows named `rows source` are the source language's, the others the targets'."""
    config = context.config

    def run(inputs: Mapping[str, Artifact], folder: Path) -> Mapping[str, Any]:
        shape = model_config(context, inputs["vocabulary"].folder)
        _, params = init_model(shape, seed)
        objective = Pretraining(
            config.pretrain.objective
            if text in ("substitute", "inflect")
            else replace(config.pretrain.objective, alignments=0)
        )
        params = train(
            objective,
            shape,
            params,
            _stream(config, inputs, english=config.pretrain.english, seed=seed),
            settings=OptimizerSettings(learning_rate=config.pretrain.learning_rate),
            steps=config.pretrain.steps,
            seed=seed,
            label=f"pretrain on {text}, seed {seed}",
            log=folder / CURVE,
        )
        save_params(params, folder)
        return {"steps": config.pretrain.steps}

    settings = {
        "text": text,
        "seed": seed,
        "model": asdict(config.model),
        "pretrain": asdict(config.pretrain),
    }
    settings["batch"] = config.rows.batch
    return Job("pretrain", f"on {text} seed {seed}", settings, run, {}, {"vocabulary": vocabulary, **rows})


def finetune_job(
    context: Context, network: Network, seed: int, vocabulary: Job, pretrained: Job, rows: Mapping[str, Job]
) -> Job:
    """Fine-tunes one network from a pretrained one."""
    config = context.config
    steps = config.finetune.steps

    def run(inputs: Mapping[str, Artifact], folder: Path) -> Mapping[str, Any]:
        vocabulary = inputs["vocabulary"].folder
        like = abstract_params(model_config(context, vocabulary))
        donor = load_params(inputs["pretrained"].folder, like)
        shape = model_config(context, vocabulary, network)
        _, params = init_model(shape, seed)
        frozen = ("word_head", *(() if network.labelled else config.finetune.frozen))
        params = train(
            objective_of(config, network),
            shape,
            graft(params, donor),
            _stream(config, inputs, english=config.finetune.english, seed=seed),
            settings=OptimizerSettings(learning_rate=config.finetune.learning_rate, frozen=frozen),
            steps=steps,
            seed=seed,
            label=f"fine-tune {network.arm}, seed {seed}",
            log=folder / CURVE,
        )
        save_params(params, folder)
        return {"steps": steps}

    settings = {
        "network": {key: value for key, value in asdict(network).items() if key != "arm"},
        "seed": seed,
        "model": asdict(config.model),
        "finetune": {key: value for key, value in asdict(config.finetune).items() if key != "teacher"},
        "batch": config.rows.batch,
    }
    inputs = {"vocabulary": vocabulary, "pretrained": pretrained, **rows}
    return Job("finetune", f"{network.arm} seed {seed}", settings, run, {}, inputs)


def _stream(
    config: ExperimentConfig, inputs: Mapping[str, Artifact], *, english: float, seed: int
) -> RowStream:
    names = [name for name in inputs if name.startswith("rows ")]
    parts = [
        (load_rows(inputs[name].folder, ROWS), load_features(inputs[name].folder, UNITS)) for name in names
    ]
    sets, features = concatenate(parts)
    weights = _weights(names, sets, english)
    return RowStream(sets, weights, features, batch=config.rows.batch, seed=seed)


def _weights(names: Sequence[str], sets: Sequence[TokenRows], english: float) -> list[float]:
    """The source language gets its share, the other sets the rest by their number of rows."""
    others = sum(len(part) for name, part in zip(names, sets, strict=True) if name != "rows source")
    if not others:
        return [1.0] * len(names)
    return [
        english if name == "rows source" else (1 - english) * len(part) / others
        for name, part in zip(names, sets, strict=True)
    ]
