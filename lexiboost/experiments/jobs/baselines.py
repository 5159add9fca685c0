"""Baselines: fitted in stage `finetune`, scored in stage `evaluate`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lexiboost.artifacts.manifest import Artifact, Job
from lexiboost.experiments.context import Context
from lexiboost.experiments.jobs.evaluate import Predictor, predictor_job
from lexiboost.experiments.jobs.lookup import dictionaries_in, load_lookup_tagger, resources
from lexiboost.experiments.jobs.synthesize import SHARD
from lexiboost.synthesis.shards import iterate_rows, read_shard
from lexiboost.tasks.baselines import LinearPredictor, LookupClassifier, LookupTagger, MajorityPredictor
from lexiboost.text.sentence import Sentence

Baseline = MajorityPredictor | LookupTagger | LookupClassifier | LinearPredictor


def fit_job(context: Context, arm: str, seed: int, known: Mapping[str, Job], texts: Mapping[str, Job]) -> Job:
    """Fits a baseline. Writes its arrays.

    Args:
        context: the experiment. arm: the baseline. seed: of its fitting.
        known: `lexicon <variety>`, and `inflect <variety>` where inflection is learned -> the job.
        texts: variety -> its pseudo-labelled text, where the baseline takes any.
    """

    def run(inputs: Mapping[str, Artifact], folder: Path) -> Mapping[str, Any]:
        _fit(context, arm, seed, inputs).save(folder)
        return {}

    inputs = dict(known) if arm != "majority" else {}
    inputs |= {f"text {variety}": job for variety, job in texts.items()}
    settings = {"arm": arm, "task": context.task.name, "seed": seed}
    tables = [path for variety in (*context.varieties, context.source) for path in context.tables(variety)]
    files = context.named([context.train_file, *tables])
    # The look-up is also an input of the networks.
    stage = "finetune" if arm != "lookup" else "inflect" if context.config.inflection.enabled else "lexicon"
    return Job(stage, arm, settings, run, files, inputs)


def score_job(context: Context, arm: str, seed: int, fitted: Job, known: Mapping[str, Job]) -> Job:
    """Scores a baseline; `known` as in `fit_job`."""

    def load(inputs: Mapping[str, Artifact]) -> Predictor:
        return load_baseline(context, arm, inputs["model"].folder, inputs)

    inputs = {"model": fitted, **(known if arm != "majority" else {})}
    return predictor_job(context, arm, seed, load, inputs)


def load_baseline(context: Context, arm: str, folder: Path, inputs: Mapping[str, Artifact]) -> Baseline:
    """Reads a fitted baseline back."""
    if arm == "majority":
        return MajorityPredictor.load(folder)
    dictionaries = dictionaries_in(context, inputs)
    if arm == "linear":
        return LinearPredictor.load(folder, dictionaries=dictionaries)
    if context.task.name == "upos":
        return load_lookup_tagger(context, folder, inputs)
    return LookupClassifier.load(folder, dictionaries=dictionaries)


def _fit(context: Context, arm: str, seed: int, inputs: Mapping[str, Artifact]) -> Baseline:
    train, inventory = context.train, context.inventory
    if arm == "majority":
        return MajorityPredictor.fit(train, inventory)
    dictionaries = dictionaries_in(context, inputs)
    if arm == "linear":
        shards = [found.path(SHARD) for key, found in inputs.items() if key.startswith("text ")]
        sentences = [*train, *(sentence for path in shards for sentence in shard_sentences(path))]
        return LinearPredictor.fit(sentences, inventory, dictionaries=dictionaries, seed=seed)
    if context.task.name == "upos":
        return LookupTagger.fit(train, inventory, **resources(context, inputs))
    return LookupClassifier.fit(train, inventory, dictionaries=dictionaries, seed=seed)


def shard_sentences(path: Path) -> Iterator[Sentence]:
    """The labelled sentences of a shard."""
    for row in iterate_rows(read_shard(path)):
        yield Sentence(
            tuple(row["words"]),
            row["variety"],
            f"{row['source_id']}#{row['copy']}",
            tags=tuple(row["tags"]) if row["tags"] is not None else None,
            label=row["label"],
        )
