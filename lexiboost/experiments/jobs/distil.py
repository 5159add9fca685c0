"""Label distillation: pseudo-labelled text gets the labels that a fine-tuned network gives it.

Projected labels are wrong where a translation has changed what a word is; those of a teacher that has seen
many sentences are so less often, perhaps (Wang, Ruder & Neubig 2022).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lexiboost.artifacts.files import read_json
from lexiboost.artifacts.manifest import Artifact, Job
from lexiboost.experiments.context import Context
from lexiboost.experiments.jobs.tokenize import ROWS, UNITS
from lexiboost.experiments.jobs.train import Network, model_config, objective_of
from lexiboost.tasks.neural import RowPredictor
from lexiboost.tokens.rows import NONE, TokenRows, load_features, load_rows, save_arrays
from lexiboost.training.checkpoint import load_params
from lexiboost.training.state import abstract_params, rebuild


def distilled_rows_job(context: Context, teacher: Network, vocabulary: Job, tuned: Job, rows: Job) -> Job:
    """Rows with a teacher's labels in place of those they have; what has no label stays without.

    Args:
        context: the experiment. teacher: the network that labels. vocabulary: of the experiment.
        tuned: the teacher's fine-tuning. rows: what it labels.
    """

    def run(inputs: Mapping[str, Artifact], folder: Path) -> Mapping[str, Any]:
        vocabulary, source = inputs["vocabulary"].folder, inputs["rows"].folder
        shape = model_config(context, vocabulary, teacher)
        predictor = RowPredictor(
            graph=rebuild(shape),
            params=load_params(inputs["teacher"].folder, abstract_params(shape)),
            objective=objective_of(context.config, teacher),
            batch=context.config.rows.batch,
        )
        text, features = load_rows(source, ROWS), load_features(source, UNITS)
        labels_RxS, tags_RxL = np.array(text.labels_RxS), np.array(text.tags_RxL)
        inventory = read_json(vocabulary / "inventory.json")
        for first, outputs in predictor.batches(text, features):
            at = slice(first, first + len(outputs.labels_BxSxC))
            classes_BxSxC = outputs.labels_BxSxC[:, : labels_RxS.shape[1], : len(inventory["labels"])]
            tags_BxLxT = outputs.tags_BxLxT[..., : len(inventory["tags"])]
            labels_RxS[at] = relabelled(labels_RxS[at], classes_BxSxC)
            tags_RxL[at] = relabelled(tags_RxL[at], tags_BxLxT)
        tags_RxL = well_formed(tags_RxL, np.asarray(text.segments_RxL), inventory["tags"])
        save_arrays(replace(text, labels_RxS=labels_RxS, tags_RxL=tags_RxL), folder, ROWS)
        save_arrays(features, folder, UNITS)
        return {"rows": len(text), **changes(text, labels_RxS, tags_RxL)}

    inputs = {"vocabulary": vocabulary, "teacher": tuned, "rows": rows}
    settings = {"teacher": teacher.arm, "batch": context.config.rows.batch}
    return Job("finetune", f"{rows.name}, labels of {tuned.name}", settings, run, {}, inputs)


def relabelled(old: NDArray[np.int16], scores: NDArray[np.floating[Any]]) -> NDArray[np.int16]:
    """The best-scored id of each place that has one."""
    if not scores.shape[-1]:
        return old
    return np.where(old >= 0, scores.argmax(axis=-1), NONE).astype(np.int16)


def well_formed(
    tags_RxL: NDArray[np.int16], segments_RxL: NDArray[np.int16], names: Sequence[str]
) -> NDArray[np.int16]:
    """Tags whose `B-` and `I-` follow from their types: adjacent words of one type are one chunk.

    Args:
        tags_RxL: ids, -1 for none. segments_RxL: the sentence of each place. names: of the tags.
    """
    number = {name: i for i, name in enumerate(names)}
    begin = [
        number.get(f"B-{name[2:]}", i) if name[:2] in ("B-", "I-") else i for i, name in enumerate(names)
    ]
    inside = [number.get(f"I-{name[2:]}", i) if name[:2] == "B-" else i for i, name in enumerate(names)]
    begin_T, inside_T = (np.array([*ids, NONE], dtype=np.int16) for ids in (begin, inside))
    begin_RxL = begin_T[tags_RxL]
    goes_on = np.zeros(tags_RxL.shape, dtype=bool)
    goes_on[:, 1:] = (begin_RxL[:, 1:] == begin_RxL[:, :-1]) & (segments_RxL[:, 1:] == segments_RxL[:, :-1])
    return np.where(goes_on, inside_T[begin_RxL], begin_RxL).astype(np.int16)


def changes(
    old: TokenRows, labels_RxS: NDArray[np.int16], tags_RxL: NDArray[np.int16]
) -> Mapping[str, float]:
    """Shares of classes and tags that are others than before, where there are any."""
    pairs = {"classes": (old.labels_RxS, labels_RxS), "tags": (old.tags_RxL, tags_RxL)}
    found = {}
    for name, (before, after) in pairs.items():
        known = np.asarray(before) >= 0
        if known.any():
            found[f"{name}_changed"] = round(float((np.asarray(before) != after)[known].mean()), 4)
    return found
