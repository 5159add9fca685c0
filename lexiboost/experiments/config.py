"""The configuration of an experiment as frozen dataclasses, and as the `ConfigDict` that config files change.

Keys that hold lists are written with commas (`config.seeds = "0,1,2"`, `--config.targets=tel_Telu,wol_Latn`).
`lexiboost.experiments.read` checks and converts what a user wrote.
"""

from __future__ import annotations

import dataclasses
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ml_collections

from lexiboost.synthesis.settings import LATER
from lexiboost.tasks.inflection.settings import InflectionConfig
from lexiboost.training.objectives.settings import PretrainSettings, SupervisedSettings


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
    code_switched: share of words replaced in its code-switched copy; the others as in `SynthesisSettings`.
    Only labelled text has a `min_coverage` and the target's `word_order`, only inflected `agreement`."""

    copies: int = 3
    text_copies: int = 1
    code_switched: float = 0.5
    temperature: float = 1.0
    max_senses: int = 8
    fill: float = 0.5
    random_cells: float = 0.3
    invent: float = 0.0
    function_words: str = "translate"
    unknown: str = "keep"
    mask: str = "[MASK]"
    min_coverage: float = 0.0
    word_order: str = "source"
    senses: str = "score"
    agreement: bool = False
    case: str = "carry"
    multiword: str = "longest"
    noise: float = 0.0


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
    frozen: parts of the model held still when fine-tuned on English alone; teacher: the arm whose networks
    label the text of `lexicon_distilled`; objective (its `dictionary` is the arm's)."""

    steps: int = 1200
    learning_rate: float = 2e-3
    english: float = 0.2
    frozen: tuple[str, ...] = ("embedder.pieces", "embedder.grams", "embedder.surface")
    teacher: str = "lexicon_labelled"
    objective: SupervisedSettings = field(default_factory=SupervisedSettings)


@dataclass(frozen=True)
class BestConfig:
    """What won on development data.

    Attributes:
        synthesis: modes of its pseudo-labelled text, see `lexiboost.experiments.arms.MODES`.
        layers: networks with the dictionary as input, one a number, of that depth.
        word_layers: networks without it, likewise; the predictions of all are averaged.
        wide: whether the dictionary input also has the wide path.
        invent: what `synthesis.invent` is for the other arms.
        aligned: whether its lexicons also have what a page of parallel text adds, see
            `lexiboost.experiments.jobs.align`.
        partner: the baselines that its networks are interpolated with, empty for none.
        partner_weight: each one's weight against 1 for the networks' mean; below 0: chosen on development
            data, for classes and tags apart, all together.
        partner_weights: what they are chosen from.
    """

    synthesis: tuple[str, ...] = ("substitute", "inflect", "random")
    layers: tuple[int, ...] = (2,)
    word_layers: tuple[int, ...] = ()
    wide: bool = True
    invent: float = 0.0
    aligned: bool = False
    partner: tuple[str, ...] = ("linear",)
    partner_weight: float = -1.0
    partner_weights: tuple[float, ...] = (0.0, 0.25, 0.5, 1.0, 2.0)


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
        licences: only lexicon rows under these licences, see `lexiboost.lexicons.licences`; empty: all.
        lexicon_weights: how much each of `lexicons` counts in a pair's score, one each; empty: all the same.
        panlex_pivots: languages through which translations are inferred in a dump of PanLex; empty: none.
        cleaning_skip: rules of cleaning to leave out, see `lexiboost.lexicons.cleaning.RULES`.
        cleaning_also: optional rules to apply too, see `lexiboost.lexicons.cleaning.OPTIONAL_RULES`.
        lexicon, text: one lexicon file and one text: the stage `lexicon` measures what the one covers of the
            other, and nothing else; lexicon_format: of that file, recognized where empty.
        inflection: learned inflection; off by default.
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
    licences: tuple[str, ...] = ()
    lexicon_weights: tuple[float, ...] = ()
    panlex_pivots: tuple[str, ...] = ()
    cleaning_skip: tuple[str, ...] = ()
    cleaning_also: tuple[str, ...] = ()
    lexicon: str = ""
    lexicon_format: str = ""
    text: str = ""
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
    inflection: InflectionConfig = field(default_factory=InflectionConfig)

    @property
    def data(self) -> Path:
        """The data directory: the config's, else the environment's `LEXIBOOST_DATA`, else `data/`."""
        return data_directory(self.data_dir)


def data_directory(folder: str) -> Path:
    """A config's data directory: the one it names, else the environment's `LEXIBOOST_DATA`, else `data/`."""
    return Path(folder or os.environ.get("LEXIBOOST_DATA") or "data")


def default_config(name: str) -> ml_collections.ConfigDict:
    """A `ConfigDict` with every key at its default, for config files to change."""
    return ml_collections.ConfigDict(plain(ExperimentConfig(name)))


def plain(value: Any) -> Any:
    """A config's dataclasses as dictionaries, its tuples with commas: what a `ConfigDict` holds."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return value


UNSAID = (
    "licences",
    "lexicon_weights",
    "panlex_pivots",
    "cleaning_skip",
    "cleaning_also",
    "lexicon",
    "lexicon_format",
    "text",
)
"""Keys that change nothing where they are empty, and so leave no trace in what identifies a result."""


def config_json(config: ExperimentConfig) -> dict[str, Any]:
    """The configuration as JSON-able nested dictionaries, less the `UNSAID` keys that are empty.

    So are `inflection` where it is not enabled, and later settings of `synthesis` that are at their default.
    """
    values = dataclasses.asdict(config)
    default = dataclasses.asdict(SynthesisConfig())
    for key in LATER:
        if values["synthesis"][key] == default[key]:
            del values["synthesis"][key]
    if not config.inflection.enabled:
        del values["inflection"]
    return {key: value for key, value in values.items() if value or key not in UNSAID}
