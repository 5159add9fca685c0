"""Stage `evaluate`: how much of the targets' test sets stands in text that some arm is trained on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lexiboost.artifacts.files import write_json
from lexiboost.artifacts.manifest import Artifact, Job
from lexiboost.evaluation.leakage import ngram_overlap, sentence_overlap
from lexiboost.experiments.context import Context
from lexiboost.text.find import find_texts
from lexiboost.text.readers.lines import read_text

OVERLAP = "overlap.json"
NGRAM = 8


def overlap_job(context: Context) -> Job:
    """Compares test sets with training text: the source language's, and real text of the target itself.

    Writes: `overlap.json`, a row a target: test sentences, those that stand in training text as they are, and
    those that share a run of `NGRAM` words with it (both but for case and punctuation).
    """

    def run(inputs: Mapping[str, Artifact], folder: Path) -> Mapping[str, Any]:
        rows = [_row(context, variety) for variety in context.targets]
        write_json(folder / OVERLAP, rows)
        return {key: sum(row[key] for row in rows) for key in ("test_sentences", "equal", "shared_run")}

    tests = [context.task.corpus(variety).files["test"] for variety in context.targets]
    texts = [path for variety in context.targets for path in find_texts(context.config.data, variety)]
    files = context.named([*tests, *texts]) | context.source_files
    settings = {"targets": list(context.targets), "source": list(context.config.source.text), "n": NGRAM}
    return Job("evaluate", "overlap with training text", settings, run, files)


def _row(context: Context, variety: str) -> dict[str, Any]:
    test = [sentence.words for sentence in context.task.corpus(variety).read("test")]
    train = [sentence.words for sentence in context.text]
    for path in find_texts(context.config.data, variety):
        train += [sentence.words for sentence in read_text(path, variety=variety)]
    return {
        "variety": variety,
        "test_sentences": len(test),
        "equal": len(sentence_overlap(test, train).found),
        "shared_run": len(ngram_overlap(test, train, NGRAM).found),
    }
