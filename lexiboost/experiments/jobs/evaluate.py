"""Stage `evaluate`: the only one that reads test data."""

from __future__ import annotations

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


def best_job(context: Context, seed: int, members: Sequence[Job], partner: Job | None) -> Job:
    """Scores the mean of several networks, interpolated with a baseline if that wins on development data."""

    def run(inputs: Mapping[str, Artifact], folder: Path) -> Mapping[str, Any]:
        networks = [inputs[name].folder for name in inputs if name.startswith("member ")]
        other = inputs["partner"].folder if "partner" in inputs else None
        weights, scores = _choose_weights(context, networks, other)
        chosen = {"labels": weights[0], "tags": weights[1], "development": scores}
        write_json(folder / "weights.json", chosen)

        def predict(variety: str, split: Split, sentences: Sequence[Sentence]) -> Predictions:
            return _mixture(networks, other, weights, variety, split)

        counts = _score(context, "best", seed, predict, folder)
        best_scores = {
            f"development_{metric}": round(max(found[metric] for found in scores.values()), 4)
            for metric in (context.task.metrics if scores else ())
        }
        return {
            **counts,
            **best_scores,
            "partner_weight_labels": weights[0],
            "partner_weight_tags": weights[1],
        }

    inputs = {f"member {i}": job for i, job in enumerate(members)}
    if partner is not None:
        inputs["partner"] = partner
    best = context.config.best
    settings = {"arm": "best", "seed": seed, "partner_weight": best.partner_weight}
    if partner is not None and best.partner_weight < 0:
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


def _mixture(
    networks: Sequence[Path], partner: Path | None, weights: tuple[float, float], variety: str, split: Split
) -> Predictions:
    mean = interpolate([_load(folder, variety, split) for folder in networks], [1.0] * len(networks))
    if partner is None:
        return mean
    other = _load(partner, variety, split)
    return Predictions(
        interpolate([mean, other], [1.0, weights[0]]).labels_NxC,
        interpolate([mean, other], [1.0, weights[1]]).tags_WxT,
    )


def _choose_weights(
    context: Context, networks: Sequence[Path], partner: Path | None
) -> tuple[tuple[float, float], dict[str, dict[str, float]]]:
    """The partner's weights for classes and tags: the config's, or those that win on development data.

    With them what each weight scores there: weight -> metric -> mean of the development varieties.
    """
    fixed = 0.0 if partner is None else context.config.best.partner_weight
    if partner is None or fixed >= 0:
        return (fixed, fixed), {}
    sets = [(variety, read_set(context, variety, "dev")) for variety in context.development]
    main, by_tags = context.task.metrics[0], context.task.metrics[min(1, len(context.task.metrics) - 1)]
    weights = context.config.best.partner_weights
    scores = {weight: _development_scores(context, sets, networks, partner, weight) for weight in weights}
    chosen = (
        max(weights, key=lambda weight: scores[weight][main]),
        max(weights, key=lambda weight: scores[weight][by_tags]),
    )
    return chosen, {str(weight): found for weight, found in scores.items()}


def _development_scores(
    context: Context,
    sets: Sequence[tuple[str, Sequence[Sentence]]],
    networks: Sequence[Path],
    partner: Path,
    weight: float,
) -> dict[str, float]:
    """Mean over the development varieties of every metric."""
    values: dict[str, list[float]] = {}
    for variety, sentences in sets:
        predictions = _mixture(networks, partner, (weight, weight), variety, "dev")
        for metric, counts in metric_counts(
            context.task.name, sentences, predictions, context.inventory
        ).items():
            values.setdefault(metric, []).append(value(*counts))
    return {metric: float(np.mean(found)) for metric, found in values.items()}
