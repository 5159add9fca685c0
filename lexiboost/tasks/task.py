"""A task: its training data in the source language, and where each variety's test data are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from lexiboost.artifacts.errors import ConfigError, InputError, UnknownLanguageError
from lexiboost.artifacts.files import find_file, plain_name
from lexiboost.languages import load_catalog
from lexiboost.text.readers.columns import read_columns
from lexiboost.text.readers.conllu import read_conllu
from lexiboost.text.readers.massive import read_massive
from lexiboost.text.sentence import Sentence

Split = Literal["train", "dev", "test"]
SPLITS: tuple[Split, ...] = ("train", "dev", "test")


@dataclass(frozen=True)
class Corpus:
    """The annotated data of one variety: for each split there is, its file and reader."""

    variety: str
    dataset: str
    files: Mapping[Split, Path]
    readers: Mapping[Split, Callable[[], list[Sentence]]]

    def read(self, split: Split) -> list[Sentence]:
        """Reads a split; raises `InputError` where the corpus has none."""
        if split not in self.readers:
            place = next(iter(self.files.values()), Path(self.dataset)).parent
            raise InputError(f"no {split} data for {self.variety}", path=place)
        return self.readers[split]()


@dataclass(frozen=True)
class Task:
    """A task over one or several datasets of a data directory.

    Attributes:
        name: `intents` or `upos`.
        metrics: names of its metrics, the main one first.
        corpora: annotated data by variety.
    """

    name: str
    metrics: tuple[str, ...]
    corpora: Mapping[str, Corpus]

    def corpus(self, code: str) -> Corpus:
        """The corpus of a variety given by any code.

        Raises:
            ConfigError: the data directory has none; names those it has.
        """
        variety = load_catalog().resolve(code).variety
        if variety not in self.corpora:
            raise ConfigError(
                f"no {self.name} data for {code} ({variety}); the data directory has "
                + (", ".join(sorted(self.corpora)) or "none at all")
            )
        return self.corpora[variety]


def intent_task(data_dir: str | Path, dataset: str) -> Task:
    """Intents and slots in MASSIVE's format: `tasks/<dataset>/<locale>.jsonl`, partitions inside."""
    folder = Path(data_dir) / "tasks" / dataset
    if not folder.is_dir():
        raise InputError("no such dataset; check --config.data_dir", path=folder)
    corpora = {}
    for path in sorted(folder.iterdir()):
        name = plain_name(path)
        if not name.endswith(".jsonl"):
            continue
        variety = _variety(name.removesuffix(".jsonl"))
        if variety:
            readers = {
                split: partial(read_massive, path, variety=variety, partition=split) for split in SPLITS
            }
            corpora[variety] = Corpus(variety, dataset, dict.fromkeys(SPLITS, path), readers)
    if not corpora:
        raise InputError("holds no <locale>.jsonl of a known language", path=folder)
    return Task("intents", ("intent_accuracy", "slot_f1", "exact_match"), corpora)


def tagging_task(data_dir: str | Path, treebanks: Mapping[str, str]) -> Task:
    """UPOS tagging on treebanks and tagged column files.

    Args:
        data_dir: a data directory.
        treebanks: variety -> folder below the data directory, for varieties that have several; the first by
            name of `ud/` and then `tasks/masakhapos/` is taken for the others.
    """
    root = Path(data_dir)
    corpora: dict[str, Corpus] = {}
    chosen = {load_catalog().resolve(code).variety: root / folder for code, folder in treebanks.items()}
    for variety, folder in chosen.items():
        corpora[variety] = _tagged(folder, variety)
        if not corpora[variety].files:
            raise InputError("holds no train, dev or test file (.conllu, .tsv or .txt)", path=folder)
    for parent in (root / "ud", root / "tasks" / "masakhapos"):
        for folder in sorted(parent.iterdir()) if parent.is_dir() else ():
            variety = _variety(folder.name)
            if variety and variety not in corpora:
                found = _tagged(folder, variety)
                if found.files:
                    corpora[variety] = found
    if not corpora:
        raise InputError("no treebank in ud/ nor tasks/masakhapos/; check --config.data_dir", path=root)
    return Task("upos", ("accuracy",), corpora)


def _tagged(folder: Path, variety: str) -> Corpus:
    files: dict[Split, Path] = {}
    readers: dict[Split, Callable[[], list[Sentence]]] = {}
    for split in SPLITS:
        for name, read in (
            (f"{split}.conllu", read_conllu),
            (f"{split}.tsv", read_columns),
            (f"{split}.txt", read_columns),
            (split, read_columns),
        ):
            path = find_file(folder / name)
            if path is not None and split not in files:
                files[split] = path
                readers[split] = partial(read, path, variety=variety)
    return Corpus(variety, folder.name, files, readers)


def _variety(code: str) -> str:
    try:
        return load_catalog().resolve(code).variety
    except UnknownLanguageError:
        return ""
