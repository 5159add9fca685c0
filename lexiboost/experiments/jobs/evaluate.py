"""Stage `evaluate`: the only one that reads test data."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd

from lexiboost.artifacts.files import write_json
from lexiboost.artifacts.manifest import Artifact, Job
from lexiboost.evaluation.metrics import value
from lexiboost.evaluation.scoring import check_labels, metric_counts, outcomes_of
from lexiboost.experiments.context import Context
from lexiboost.experiments.jobs.tokenize import featurizer
from lexiboost.experiments.jobs.train import Network, model_config, objective_of
from lexiboost.tasks.neural import NeuralPredictor, RowPredictor
from lexiboost.tasks.predictions import Predictions, interpolate
from lexiboost.tasks.task import Split
from lexiboost.text.sentence import Sentence
from lexiboost.training.checkpoint import load_params
from lexiboost.training.state import abstract_params, rebuild

OUTCOMES = "outcomes.parquet"
_USES = ("labels", "tags")
Weights = tuple[float, ...]
"""Of the partners of `best`, in the order of the config."""


class Predictor(Protocol):
    """Anything that predicts classes and tags of sentences of a variety."""

    def predict(self, sentences: Sequence[Sentence], variety: str) -> Predictions:
        """Log-probabilities."""


def test_files(context: Context) -> dict[str, Path]:
    """Every file with test or development data that is scored."""
    paths = [context.task.corpus(v).files["test"] for v in (*context.varieties, context.source)]
    paths += [context.task.corpus(v).files["dev"] for v in context.development]
    return context.named(sorted(set(paths)))


def scored_sets(context: Context) -> list[tuple[str, Split]]:
    """(variety, split) of everything predicted: test sets of targets and source, dev sets for choosing."""
    tests: list[tuple[str, Split]] = [(variety, "test") for variety in (*context.varieties, context.source)]
    return tests + [(variety, "dev") for variety in context.development]


def read_set(context: Context, variety: str, split: Split) -> list[Sentence]:
    """A scored set, its classes checked against the training data."""
    corpus = context.task.corpus(variety)
    sentences = [sentence for sentence in corpus.read(split) if sentence.words]
    check_labels(sentences, context.inventory, str(corpus.files[split]))
    return sentences


def network_job(
    context: Context, network: Network, seed: int, finetuned: Job, common: Mapping[str, Job]
) -> Job:
    """Scores one network. Writes: `outcomes.parquet`, `<variety>.<split>.npz` with its log-probabilities."""

    def load(inputs: Mapping[str, Artifact]) -> Predictor:
        shape = model_config(context, inputs["vocabulary"].folder, network)
        model = RowPredictor(
            graph=rebuild(shape),
            params=load_params(inputs["model"].folder, abstract_params(shape)),
            objective=objective_of(context.config, network),
            batch=context.config.rows.batch,
        )
        return NeuralPredictor(
            model,
            featurizer=featurizer(context, inputs),
            inventory=context.inventory,
            row_length=context.config.rows.length,
            max_segments=context.config.rows.segments,
        )

    return predictor_job(context, network.arm, seed, load, {"model": finetuned, **common})


def predictor_job(
    context: Context,
    arm: str,
    seed: int,
    load: Callable[[Mapping[str, Artifact]], Predictor],
    inputs: Mapping[str, Job],
) -> Job:
    """Scores any predictor."""

    def run(inputs: Mapping[str, Artifact], folder: Path) -> Mapping[str, Any]:
        predictor = load(inputs)

        def predict(variety: str, split: Split, sentences: Sequence[Sentence]) -> Predictions:
            predictions = predictor.predict(sentences, variety)
            np.savez(
                folder / f"{variety}.{split}.npz",
                labels=predictions.labels_NxC.astype(np.float16),
                tags=predictions.tags_WxT.astype(np.float16),
            )
            return predictions

        return _score(context, arm, seed, predict, folder)

    settings = {"arm": arm, "seed": seed, "targets": list(context.targets)}
    settings["development"] = list(context.development)
    return Job("evaluate", f"{arm} seed {seed}", settings, run, test_files(context), inputs)


def best_job(context: Context, seed: int, members: Sequence[Job], partners: Sequence[Job]) -> Job:
    """Scores the mean of several networks, interpolated with baselines as far as development data say."""
    named = context.config.best.partner

    def run(inputs: Mapping[str, Artifact], folder: Path) -> Mapping[str, Any]:
        networks, others = (
            [inputs[name].folder for name in inputs if name.startswith(kind)]
            for kind in ("member ", "partner ")
        )
        weights, scores = _choose_weights(context, networks, others)
        by_use = {
            use: dict(zip(named, weight, strict=True)) for use, weight in zip(_USES, weights, strict=True)
        }
        write_json(folder / "weights.json", {**by_use, "development": scores})

        def predict(variety: str, split: Split, sentences: Sequence[Sentence]) -> Predictions:
            return _mixture(_parts(networks, others, variety, split), weights)

        counts = _score(context, "best", seed, predict, folder)
        best_scores = {
            f"development_{metric}": round(max(found[metric] for found in scores.values()), 4)
            for metric in (context.task.metrics if scores else ())
        }
        return {
            **counts,
            **best_scores,
            **{f"{name}_weight_{use}": by_use[use][name] for use in _USES for name in named},
        }

    inputs = {f"member {i}": job for i, job in enumerate(members)}
    inputs |= {f"partner {name}": job for name, job in zip(named, partners, strict=True)}
    best = context.config.best
    settings = {"arm": "best", "seed": seed, "partner_weight": best.partner_weight}
    if partners and best.partner_weight < 0:
        settings["partner_weights"] = list(best.partner_weights)
    return Job("evaluate", f"best seed {seed}", settings, run, test_files(context), inputs)


def _score(
    context: Context,
    arm: str,
    seed: int,
    predict: Callable[[str, Split, Sequence[Sentence]], Predictions],
    folder: Path,
) -> Mapping[str, Any]:
    frames = []
    for variety, split in scored_sets(context):
        sentences = read_set(context, variety, split)
        predictions = predict(variety, split, sentences)
        if split == "test":
            dataset = context.task.corpus(variety).dataset
            frames.append(
                outcomes_of(
                    context.task.name,
                    sentences,
                    predictions,
                    context.inventory,
                    arm=arm,
                    seed=seed,
                    dataset=dataset,
                    variety=variety,
                )
            )
    outcomes = pd.concat(frames, ignore_index=True)
    outcomes.to_parquet(folder / OUTCOMES, index=False)
    main = outcomes[
        (outcomes["metric"] == context.task.metrics[0]) & outcomes["variety"].isin(context.targets)
    ]
    sums = main.groupby("variety")[["numerator", "denominator"]].sum()
    return {context.task.metrics[0]: round(float((sums["numerator"] / sums["denominator"]).mean()), 4)}


def _load(folder: Path, variety: str, split: Split) -> Predictions:
    with np.load(folder / f"{variety}.{split}.npz") as arrays:
        return Predictions(arrays["labels"].astype(np.float32), arrays["tags"].astype(np.float32))


def _parts(
    networks: Sequence[Path], partners: Sequence[Path], variety: str, split: Split
) -> list[Predictions]:
    """The mean of the networks' predictions, then those of each partner."""
    mean = interpolate([_load(folder, variety, split) for folder in networks], [1.0] * len(networks))
    return [mean, *(_load(folder, variety, split) for folder in partners)]


def _mixture(parts: Sequence[Predictions], weights: tuple[Weights, Weights]) -> Predictions:
    """A mixture with some weights for classes and others for tags."""
    labels, tags = (interpolate(parts, [1.0, *weight]) for weight in weights)
    return Predictions(labels.labels_NxC, tags.tags_WxT)


def _choose_weights(
    context: Context, networks: Sequence[Path], partners: Sequence[Path]
) -> tuple[tuple[Weights, Weights], dict[str, dict[str, float]]]:
    """The partners' weights for classes and tags: the config's, or those that win on development data.

    With them what each choice scores there: weights -> metric -> mean of the development varieties.
    """
    fixed = context.config.best.partner_weight
    if not partners or fixed >= 0:
        weights = (fixed,) * len(partners)
        return (weights, weights), {}
    sets = [
        (read_set(context, variety, "dev"), _parts(networks, partners, variety, "dev"))
        for variety in context.development
    ]
    main, by_tags = context.task.metrics[0], context.task.metrics[min(1, len(context.task.metrics) - 1)]
    choices = list(itertools.product(context.config.best.partner_weights, repeat=len(partners)))
    scores = {weights: _development_scores(context, sets, weights) for weights in choices}
    chosen = (
        max(choices, key=lambda weights: scores[weights][main]),
        max(choices, key=lambda weights: scores[weights][by_tags]),
    )
    return chosen, {",".join(map(str, weights)): found for weights, found in scores.items()}


def _development_scores(
    context: Context, sets: Sequence[tuple[Sequence[Sentence], Sequence[Predictions]]], weights: Weights
) -> dict[str, float]:
    """Mean over the development varieties of every metric."""
    values: dict[str, list[float]] = {}
    for sentences, parts in sets:
        counts = metric_counts(
            context.task.name, sentences, _mixture(parts, (weights, weights)), context.inventory
        )
        for metric, each in counts.items():
            values.setdefault(metric, []).append(value(*each))
    return {metric: float(np.mean(found)) for metric, found in values.items()}
