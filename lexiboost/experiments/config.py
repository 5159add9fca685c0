"""The configuration of an experiment as frozen dataclasses, read from an ml_collections `ConfigDict`.

Keys that hold lists are written with commas (`config.seeds = "0,1,2"`, `--config.targets=tel_Telu,wol_Latn`).
An unknown key, or a value of the wrong type, is an error that names the key and the nearest valid one.
"""

from __future__ import annotations

import dataclasses
import difflib
import os
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ml_collections

from lexiboost.artifacts.errors import ConfigError
from lexiboost.training.objectives import PretrainSettings, SupervisedSettings


@dataclass(frozen=True)
class TaskConfig:
    """Attributes: name: `intents` or `upos`; dataset: folder below `tasks/` (intents); treebanks:
    `variety:folder` pairs for varieties that have several treebanks (upos)."""

    name: str = "intents"
    dataset: str = "massive"
    treebanks: tuple[str, ...] = ()


@dataclass(frozen=True)
class SourceConfig:
    """Attributes: variety: the rich language; text: files below the data directory for pretraining;
    sentences: at most so many of them (evenly spaced)."""

    variety: str = "eng_Latn"
    text: tuple[str, ...] = ()
    sentences: int = 10000


@dataclass(frozen=True)
class SynthesisConfig:
    """Attributes: copies: draws a labelled sentence; text_copies: draws a sentence of pretraining text;
    code_switched: share of words replaced in its code-switched copy; the others as in `SynthesisSettings`."""

    copies: int = 3
    text_copies: int = 1
    code_switched: float = 0.5
    temperature: float = 1.0
    max_senses: int = 8
    fill: float = 0.5
    random_cells: float = 0.3


@dataclass(frozen=True)
class TokenizerConfig:
    """Attributes: size: of the vocabulary; alpha: exponent of the varieties' shares; grams: character
    n-grams known."""

    size: int = 8192
    alpha: float = 0.3
    grams: int = 40000


@dataclass(frozen=True)
class ModelSize:
    """Attributes: as in `lexiboost.models.ModelConfig`."""

    dim: int = 128
    layers: int = 2
    heads: int = 4
    dropout: float = 0.1
    surface_dim: int = 64


@dataclass(frozen=True)
class RowsConfig:
    """Attributes: length: words a packed row; segments: sentences a row at most; batch: rows a step."""

    length: int = 64
    segments: int = 16
    batch: int = 32


@dataclass(frozen=True)
class PretrainConfig:
    """Attributes: steps, learning_rate; english: share of rows that are English; objective."""

    steps: int = 600
    learning_rate: float = 2e-3
    english: float = 0.3
    objective: PretrainSettings = field(default_factory=PretrainSettings)


@dataclass(frozen=True)
class FinetuneConfig:
    """Attributes: steps, learning_rate; english: share of English rows where there is pseudo-labelled text;
    frozen: parts of the model held still when fine-tuned on English alone; objective (its `dictionary` is the
    arm's)."""

    steps: int = 1200
    learning_rate: float = 2e-3
    english: float = 0.2
    frozen: tuple[str, ...] = ("embedder.pieces", "embedder.grams", "embedder.surface")
    objective: SupervisedSettings = field(default_factory=SupervisedSettings)


@dataclass(frozen=True)
class BestConfig:
    """What won on development data.

    Attributes:
        synthesis: modes of its pseudo-labelled text, see `lexiboost.experiments.arms.MODES`.
        dictionary: whether it gets the dictionary input.
        layers: one network a number, of that depth; their predictions are averaged.
        steps: of each network's fine-tuning.
        wide: whether they have the wide path.
        partner: the baseline its networks are interpolated with, empty for none.
        partner_weight: the baseline's weight against 1 for the networks' mean; below 0: chosen on
            development data from 0, 0.25, 0.5, 1, 2, for classes and tags apart.
    """

    synthesis: tuple[str, ...] = ("substitute", "inflect", "random")
    dictionary: bool = True
    layers: tuple[int, ...] = (2,)
    steps: int = 1200
    wide: bool = True
    partner: str = "linear"
    partner_weight: float = -1.0


@dataclass(frozen=True)
class ReportConfig:
    """Attributes: replicates: of the bootstrap; samples: pseudo-sentences shown a language."""

    replicates: int = 2000
    samples: int = 4


@dataclass(frozen=True)
class ExperimentConfig:
    """One experiment: arms compared on the same targets over the same seeds.

    Attributes:
        targets: varieties by any code; empty: all that have test data and a lexicon.
        development: varieties whose development data may be used to choose; their scores are shown, but they
            count in no mean.
        platform: `cpu`, `gpu` or `tpu` to insist on it, empty to take what is there.
        lexicons: folders below `lexicons/` to use, in falling priority; empty: all.
    """

    name: str
    data_dir: str = ""
    platform: str = ""
    seeds: tuple[int, ...] = (0,)
    targets: tuple[str, ...] = ()
    development: tuple[str, ...] = ()
    arms: tuple[str, ...] = ()
    baseline: str = "english_only"
    lexicons: tuple[str, ...] = ()
    task: TaskConfig = TaskConfig()
    source: SourceConfig = SourceConfig()
    synthesis: SynthesisConfig = SynthesisConfig()
    tokenizer: TokenizerConfig = TokenizerConfig()
    model: ModelSize = ModelSize()
    rows: RowsConfig = RowsConfig()
    pretrain: PretrainConfig = PretrainConfig()
    finetune: FinetuneConfig = FinetuneConfig()
    best: BestConfig = BestConfig()
    report: ReportConfig = field(default_factory=ReportConfig)

    @property
    def data(self) -> Path:
        """The data directory: the config's, else the environment's `LEXIBOOST_DATA`, else `data/`."""
        return Path(self.data_dir or os.environ.get("LEXIBOOST_DATA") or "data")


def default_config(name: str) -> ml_collections.ConfigDict:
    """A `ConfigDict` with every key at its default, for config files to change."""
    return ml_collections.ConfigDict(_plain(ExperimentConfig(name)))


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return value


def read_config(config: Mapping[str, Any] | ml_collections.ConfigDict) -> ExperimentConfig:
    """Checks and converts a `ConfigDict`.

    Raises:
        ConfigError: an unknown key, a value of the wrong type, an empty or contradictory setting.
    """
    raw = config.to_dict() if isinstance(config, ml_collections.ConfigDict) else dict(config)
    result: ExperimentConfig = _build(ExperimentConfig, raw, "config")
    if not result.seeds:
        raise ConfigError("config.seeds: name at least one seed, e.g. --config.seeds=0,1,2")
    if len(set(result.seeds)) < len(result.seeds):
        raise ConfigError("config.seeds: a seed stands twice")
    if result.task.name not in ("intents", "upos"):
        raise ConfigError(f"config.task.name={result.task.name!r}: choose intents or upos")
    if result.best.partner not in ("", "linear", "lookup"):
        raise ConfigError(f"config.best.partner={result.best.partner!r}: choose linear, lookup or nothing")
    if (
        "best" in result.arms
        and result.best.partner
        and result.best.partner_weight < 0
        and not result.development
    ):
        raise ConfigError(
            "config.best.partner_weight: below 0 it is chosen on development data, "
            "but config.development is empty"
        )
    for name, steps in (("pretrain", result.pretrain.steps), ("finetune", result.finetune.steps)):
        if steps < 1:
            raise ConfigError(f"config.{name}.steps={steps}: must be at least 1")
    return result


def _build(kind: type, raw: Mapping[str, Any], where: str) -> Any:
    hints = typing.get_type_hints(kind)
    names = [f.name for f in dataclasses.fields(kind)]
    for key in raw:
        if key not in names:
            near = difflib.get_close_matches(key, names, n=1, cutoff=0.0)
            raise ConfigError(f"{where}.{key}: unknown key; did you mean {where}.{near[0]}?")
    return kind(**{key: _value(hints[key], value, f"{where}.{key}") for key, value in raw.items()})


def _value(hint: Any, value: Any, where: str) -> Any:
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        if not isinstance(value, Mapping):
            raise ConfigError(f"{where}: expects a group of keys, not {value!r}")
        return _build(hint, value, where)
    if typing.get_origin(hint) is tuple:
        parts = (
            [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value
        )
        if not isinstance(parts, list | tuple):
            parts = [parts]
        return tuple(_value(typing.get_args(hint)[0], part, where) for part in parts)
    return _scalar(hint, value, where)


def _scalar(hint: Any, value: Any, where: str) -> Any:
    try:
        if hint is bool and isinstance(value, bool):
            return value
        if hint is int and not isinstance(value, bool) and int(value) == float(value):
            return int(value)
        if hint is float and not isinstance(value, bool):
            return float(value)
        if hint is str and isinstance(value, str):
            return value
    except (TypeError, ValueError):
        pass
    if isinstance(hint, types.UnionType):
        return value
    raise ConfigError(f"{where}={value!r}: expects {getattr(hint, '__name__', hint)}")


def config_json(config: ExperimentConfig) -> dict[str, Any]:
    """The configuration as JSON-able nested dictionaries."""
    return dataclasses.asdict(config)
