"""The programs beside an experiment's: their configurations, and how a command line gets to them."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from pathlib import Path

import ml_collections

from lexiboost.experiments.cleaning_keys import CleaningKeys
from lexiboost.experiments.config import data_directory, plain
from lexiboost.experiments.pretraining_keys import PretrainingConfig
from lexiboost.synthesis.settings import SynthesisSettings


@dataclass(frozen=True)
class DownloadConfig:
    """What to fetch.

    Attributes:
        what: sources, by the names of their recipes.
        languages: by any code, or `all`.
        data_dir: where it goes.
        recipes: folder of the recipes, from here or from where lexiboost is.
        existing: files that were fetched before: `keep` them; `check` that upstream still has the same; or
            `replace` them by what upstream has now.
        attempts: in a row without getting further before giving up on a file.
        seed: of the waits between attempts.
    """

    what: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    data_dir: str = ""
    recipes: str = "corpora/recipes"
    existing: str = "keep"
    attempts: int = 6
    seed: int = 0

    @property
    def data(self) -> Path:
        """The data directory: the config's, else the environment's `LEXIBOOST_DATA`, else `data/`."""
        return data_directory(self.data_dir)


@dataclass(frozen=True)
class TextSynthesisConfig:
    """Pseudo-text from raw text.

    Attributes:
        text: files, folders or patterns; format: of them, recognized where empty.
        lexicon: files, of which the first to list a word goes before the others; lexicon_format: of them,
            recognized where empty.
        target: the variety to make; source: that of the text.
        paradigms: the target's inflection table, for the mode `inflect`.
        data_dir: whose `unimorph/` has the source's inflection table, where it is wanted.
        licences: that entries may have; without any, all.
        sentences: whether documents are cut into sentences; without, a line is one.
        seed: of the draws.
        shard: sentences a file.
        workers: processes, of a Ray cluster on this machine where there are more than one.
        ray_address: of another Ray cluster.
        kind: `pseudo_mono`, or `pseudo_parallel` where each sentence is to be read beside its source
            (`lexiboost.synthesis.pseudo_parallel`, the stage `pretrain`).
        target_text: files of the target, for senses by context.
        mode, fraction, copies, temperature, max_senses, function_words, unknown, mask, min_coverage, senses,
            case, multiword, noise: as in `SynthesisSettings`.
    """

    text: tuple[str, ...] = ()
    format: str = ""
    lexicon: tuple[str, ...] = ()
    lexicon_format: str = ""
    target: str = ""
    source: str = "eng_Latn"
    paradigms: str = ""
    data_dir: str = ""
    licences: tuple[str, ...] = ()
    sentences: bool = False
    seed: int = 0
    shard: int = 100000
    workers: int = 1
    ray_address: str = ""
    kind: str = "pseudo_mono"
    target_text: tuple[str, ...] = ()
    mode: str = "substitute"
    fraction: float = 1.0
    copies: int = 1
    temperature: float = 1.0
    max_senses: int = 8
    function_words: str = "translate"
    unknown: str = "keep"
    mask: str = "[MASK]"
    min_coverage: float = 0.0
    senses: str = "score"
    case: str = "carry"
    multiword: str = "longest"
    noise: float = 0.0

    @property
    def settings(self) -> SynthesisSettings:
        """What is drawn; raises `ConfigError` for settings that do not go together."""
        names = (field.name for field in fields(SynthesisSettings) if hasattr(self, field.name))
        return SynthesisSettings(**{name: getattr(self, name) for name in names})

    @property
    def data(self) -> Path:
        """The data directory: the config's, else the environment's `LEXIBOOST_DATA`, else `data/`."""
        return data_directory(self.data_dir)


@dataclass(frozen=True)
class TextConfig:
    """Clean text from raw files.

    Attributes:
        text: files, folders or patterns; format: of them, recognized where empty; column: JSON key or Parquet
            column of the text, where it is none of the usual ones.
        variety: of the text, by any code.
        cleaning: the rules: a preset (`default`, `gopher`, `c4`, `off`), and any setting of theirs beside it;
            empty where it is the preset's.
        identifier: language identification model, see `lexiboost.text.identify.load_identifier`.
        evaluation: task files whose sentences are taken out of the text; overlap_words: that a sentence must
            share with one of them, in a row.
        sentences: whether documents are cut into sentences; without, a document is a row.
        samples: examples to be kept of what each rule removed; seed: of their choice.
        licence: of the text, to be noted in the manifest.
        shard: rows a file.
    """

    text: tuple[str, ...] = ()
    format: str = ""
    column: str = ""
    variety: str = ""
    cleaning: CleaningKeys = field(default_factory=CleaningKeys)  # type: ignore[valid-type]
    identifier: str = ""
    evaluation: tuple[str, ...] = ()
    overlap_words: int = 8
    sentences: bool = False
    samples: int = 0
    seed: int = 0
    licence: str = ""
    shard: int = 100000


@dataclass(frozen=True)
class ExplainConfig:
    """Attributes: shard: a parquet file of pseudo-text, or a folder of them. row: of it, from 0. source: the
    source's variety."""

    shard: str = ""
    row: int = 0
    source: str = "eng_Latn"


@dataclass(frozen=True)
class Program:
    """A program that is no stage of an experiment.

    Attributes:
        config: the class of its configuration.
        run: the function that does it, as `module:name` below `lexiboost.experiments`.
        workdir: an example of the folder it writes; "" where it takes none.
        example: of a config file; "" where it takes settings alone.
        marks: where an experiment has a stage of the same name: a key that a config file of the program has
            and an experiment's has not; and others, one of which a command line without a file names.
    """

    config: type
    run: str
    workdir: str = ""
    example: str = ""
    marks: tuple[str, ...] = ()

    @property
    def usage(self) -> str:
        """Its arguments, for `--help`."""
        given = ["[--config=FILE]"] * bool(self.example) + ["--workdir=FOLDER"] * bool(self.workdir)
        lines = [" ".join([*given, "[--config.KEY=VALUE ...]"]), ""]
        lines += [f"  --config   e.g. {self.example}"] * bool(self.example)
        lines += [f"  --workdir  the folder of the result, e.g. {self.workdir}"] * bool(self.workdir)
        return "\n".join(lines).rstrip()


PROGRAMS = {
    "download": Program(DownloadConfig, "download:download", example="configs/download.py"),
    "explain": Program(ExplainConfig, "explain:explain"),
    "pretrain": Program(
        PretrainingConfig,
        "pretraining:pretrain",
        "runs/pretrain",
        "configs/pretrain.py",
        marks=("optimizer", "text", "rows", "replay"),
    ),
    "synthesize": Program(
        TextSynthesisConfig,
        "text_synthesis:synthesize_text",
        "runs/wol",
        "configs/synthesize.py",
        marks=("target", "lexicon", "text", "paradigms"),
    ),
    "text": Program(TextConfig, "text_cleaning:clean_text", "runs/swa", "configs/text.py"),
}
"""By the name of their stage; `pretrain` and `synthesize` are an experiment's too."""


def default_program(name: str) -> ml_collections.ConfigDict:
    """A `ConfigDict` of a program's configuration, every key at its default, for config files to change."""
    return ml_collections.ConfigDict(plain(PROGRAMS[name].config()))
