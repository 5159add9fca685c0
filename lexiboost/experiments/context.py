"""What all jobs of one experiment share: the config, the task, and loaders that read each file once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path

import numpy as np

from lexiboost.artifacts.errors import ConfigError, InputError
from lexiboost.artifacts.files import read_json, require_file
from lexiboost.artifacts.manifest import Artifact
from lexiboost.experiments.config import ExperimentConfig
from lexiboost.languages import load_catalog
from lexiboost.lexicons import Lexicon, find_lexicons, from_sources
from lexiboost.lexicons.store import load_saved_lexicon
from lexiboost.morphology import Analyser as FormAnalyser
from lexiboost.morphology import Paradigms, Row, SuffixRules, by_rules, find_tables, load_paradigms
from lexiboost.synthesis.source import Analyser, Analysis, analysis_of
from lexiboost.tasks.inflection.forms import FORMS, LearnedForm, read_forms
from lexiboost.tasks.predictions import Inventory
from lexiboost.tasks.task import Split, Task, intent_task, tagging_task
from lexiboost.text.readers.lines import read_text
from lexiboost.text.sentence import Sentence
from lexiboost.tokens.dictionary import ReverseDictionary

ALIGNED = "aligned.json"
"""In a `lexicon` artifact: what parallel text taught."""
MIN_CONFIDENCE = 0.3
"""Of an analysis by suffix rules with a lemma that the lexicon lists: of unseen English lemmas' forms, 98 %
have one, and 99 % of these are right."""


class Context:
    """The experiment's data, resolved and checked before anything runs.

    Args:
        config: the experiment.

    Raises:
        LexiboostError: missing data, unknown languages, targets without lexicon or test data.
    """

    def __init__(self, config: ExperimentConfig) -> None:
        self.config = config
        if not config.data.is_dir():
            raise InputError(
                "no such data directory; set --config.data_dir or LEXIBOOST_DATA", path=config.data
            )
        self.source = load_catalog().resolve(config.source.variety).variety
        self.development = self._scored("development", config.development, "dev")
        self.targets = self._scored("targets", config.targets, "test") or self._found()
        self._require(config.source.variety, "source.variety", "train")
        self._require(config.source.variety, "source.variety", "test")

    @property
    def varieties(self) -> tuple[str, ...]:
        """Targets and development varieties: everything that is synthesized and scored besides the source."""
        return tuple(dict.fromkeys((*self.targets, *self.development)))

    def _scored(self, key: str, codes: Sequence[str], split: Split) -> tuple[str, ...]:
        """Resolves the varieties a config key names; each must have a lexicon and annotated data."""
        varieties = tuple(load_catalog().resolve(code).variety for code in codes)
        for code, variety in zip(codes, varieties, strict=True):
            if varieties.count(variety) > 1:
                raise ConfigError(f"config.{key}: {variety} stands twice")
            if variety == self.source:
                raise ConfigError(f"config.{key}: {code} is the source language itself")
            if key == "targets" and variety in self.development:
                raise ConfigError(
                    f"config.targets: {code} is in config.development too; name it in one of them"
                )
            self._require(code, key, split)
            self._require(code, key, "test")
            if not self.lexicon_files(variety):
                wanted = f" in {', '.join(self.config.lexicons)}" if self.config.lexicons else ""
                raise InputError(
                    f"no lexicon between English and {code} ({variety}){wanted}; put one at "
                    f"lexicons/<source>/en_{variety.split('_')[0]}.tsv with columns English, target",
                    path=self.config.data / "lexicons",
                )
        return varieties

    def _found(self) -> tuple[str, ...]:
        """Every variety that has both test data and a lexicon, and is not used to choose."""
        corpora = self.task.corpora
        found = [v for v in sorted(corpora) if "test" in corpora[v].files and self.lexicon_files(v)]
        kept = tuple(v for v in found if v != self.source and v not in self.development)
        if not kept:
            raise InputError("no language has both test data and a lexicon", path=self.config.data)
        return kept

    def _require(self, code: str, key: str, split: Split) -> None:
        """Raises `ConfigError` where a variety has no annotated data, or lacks the file of a split."""
        corpus = self.task.corpus(code)
        if split not in corpus.files:
            place = next(iter(corpus.files.values())).parent
            raise ConfigError(f"config.{key}: {code} has no {split} data; {place} holds no such file")

    @cached_property
    def task(self) -> Task:
        """The task with its corpora."""
        config = self.config
        if config.task.name == "intents":
            return intent_task(config.data, config.task.dataset)
        pairs = [part.partition(":") for part in config.task.treebanks]
        return tagging_task(config.data, {code: folder for code, _, folder in pairs})

    @cached_property
    def train(self) -> list[Sentence]:
        """The labelled training data of the source language."""
        sentences = self.task.corpus(self.source).read("train")
        return [sentence for sentence in sentences if sentence.words]

    @cached_property
    def inventory(self) -> Inventory:
        """Classes and tags of the training data."""
        return Inventory.of(self.train)

    @cached_property
    def text(self) -> list[Sentence]:
        """Pretraining text of the source language: the training sentences without labels, then other text."""
        config = self.config.source
        sentences = []
        for name in config.text:
            sentences += read_text(require_file(self.config.data / name), variety=self.source)
        chosen = _evenly(sentences, config.sentences)
        bare = [Sentence(s.words, s.variety, s.source_id) for s in self.train]
        return bare + [s for s in chosen if s.words]

    @cached_property
    def train_file(self) -> Path:
        """The file of the labelled training data."""
        return self.task.corpus(self.source).files["train"]

    @cached_property
    def source_files(self) -> dict[str, Path]:
        """Every file that the source language's text comes from, by its name below the data directory."""
        paths = [self.train_file] + [
            require_file(self.config.data / name) for name in self.config.source.text
        ]
        return self.named([*paths, *self.tables(self.source)])

    def named(self, paths: Iterable[Path]) -> dict[str, Path]:
        """Paths by their name below the data directory."""
        root = self.config.data
        return {str(p.relative_to(root)) if p.is_relative_to(root) else p.name: p for p in paths}

    @cache  # noqa: B019 - one context lives as long as the program
    def lexicon_files(self, variety: str) -> tuple[Path, ...]:
        """The lexicon files the config lets a variety use."""
        paths = find_lexicons(self.config.data, variety)
        if self.config.lexicons:
            paths = list(from_sources(paths, self.config.data, self.config.lexicons))
        return tuple(paths)

    def tables(self, variety: str) -> tuple[Path, ...]:
        """The files of a variety's inflection table, none where there is none."""
        return find_tables(self.config.data, variety)

    @cache  # noqa: B019
    def paradigms(self, variety: str) -> Paradigms | None:
        """The inflection table, read once."""
        return load_paradigms(self.config.data, variety)

    @cache  # noqa: B019
    def rules(self, variety: str) -> SuffixRules | None:
        """Suffix rules of the inflection table."""
        paradigms = self.paradigms(variety)
        return None if paradigms is None else SuffixRules.fit(paradigms)

    @cache  # noqa: B019
    def lexicon(self, folder: Path) -> Lexicon:
        """The lexicon of a finished `lexicon` artifact."""
        return load_saved_lexicon(folder / "lexicon.parquet")

    @cache  # noqa: B019
    def learned(self, folder: Path) -> tuple[LearnedForm, ...]:
        """The forms of a finished `inflect` artifact."""
        return tuple(read_forms(folder / FORMS))

    @cache  # noqa: B019
    def filled_table(self, variety: str, folder: Path) -> Paradigms | None:
        """The inflection table with the forms of a finished `inflect` artifact that it lists nowhere."""
        paradigms = self.paradigms(variety)
        if paradigms is None:
            return None
        made = (Row(row.lemma, row.form, row.bundle) for row in self.learned(folder))
        new = dict.fromkeys(row for row in made if not paradigms.analyse(row.form))
        return Paradigms((*paradigms.rows, *new), paradigms.variety)

    @cache  # noqa: B019
    def dictionary(self, variety: str, folder: Path, learned: Path | None = None) -> ReverseDictionary:
        """The reverse dictionary of a finished `lexicon` artifact, with the forms of an `inflect` one."""
        made: dict[str, list[tuple[str, float]]] = {}
        for row in self.learned(learned) if learned is not None else ():
            made.setdefault(row.form, []).append((row.lemma, row.confidence))
        return ReverseDictionary(
            self.lexicon(folder),
            paradigms=self.paradigms(variety),
            rules=self.rules(variety),
            learned=made,
            aligned=read_json(folder / ALIGNED) if (folder / ALIGNED).exists() else None,
        )

    def dictionaries(
        self, lexicons: Mapping[str, Artifact], learned: Mapping[str, Artifact] | None = None
    ) -> dict[str, ReverseDictionary]:
        """Reverse dictionaries of several varieties, with the forms made for those that have any."""
        made = {variety: found.folder for variety, found in (learned or {}).items()}
        return {
            variety: self.dictionary(variety, found.folder, made.get(variety))
            for variety, found in lexicons.items()
        }

    def analyser(self, lexicon: Lexicon) -> Analyser | None:
        """Analyses English words by the source's inflection table, lemmas the lexicon lists first.

        With learned inflection, words outside the table are analysed by suffix rules learned from it, where
        the lexicon lists the lemma.
        """
        paradigms = self.paradigms(self.source)
        if paradigms is None:
            return None
        known = frozenset(source.casefold() for source in lexicon.table["source"].tolist())
        rules = self.rules(self.source) if self.config.inflection.enabled else None
        outside = None
        if rules is not None:
            guessers = [("rules", by_rules(rules, known))]
            outside = FormAnalyser(None, guessers, min_confidence=MIN_CONFIDENCE, limit=1)

        def analyse(word: str) -> Analysis:
            return analysis_of(word, paradigms, known, outside)

        return analyse


def _evenly(sentences: Sequence[Sentence], limit: int) -> list[Sentence]:
    """At most `limit` of the sentences, evenly spaced."""
    if len(sentences) <= limit:
        return list(sentences)
    return [sentences[i] for i in np.linspace(0, len(sentences) - 1, limit).astype(int).tolist()]
