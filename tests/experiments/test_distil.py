"""Label distillation: whose labels the pseudo-text has, and what it leaves alone."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lexiboost.experiments.jobs.distil import relabelled, well_formed
from lexiboost.tokens.rows import load_features, load_rows
from tests.experiments.tiny import Program

TAGS = ("O", "B-food", "I-food", "B-time")


def test_places_without_a_label_stay_without_and_others_get_the_best_scored() -> None:
    scores = np.array([[0.1, 0.9], [0.8, 0.2], [0.3, 0.7]])
    assert relabelled(np.array([0, 1, -1], np.int16), scores).tolist() == [1, 0, -1]
    assert relabelled(np.array([-1, -1], np.int16), np.zeros((2, 0))).tolist() == [-1, -1]


@pytest.mark.parametrize(
    ("said", "segments", "meant"),
    [
        ("O I-food I-food O", "1 1 1 1", "O B-food I-food O"),
        ("B-food B-food O B-food", "1 1 1 1", "B-food I-food O B-food"),
        ("B-food I-food I-food", "1 1 2", "B-food I-food B-food"),
        ("B-food B-time B-time I-food", "1 1 1 1", "B-food B-time B-time B-food"),
    ],
)
def test_chunks_follow_from_the_types_within_a_sentence(said: str, segments: str, meant: str) -> None:
    ids = np.array([[TAGS.index(tag) for tag in said.split()] + [-1]], dtype=np.int16)
    segment = np.array([[int(number) for number in segments.split()] + [0]], dtype=np.int16)
    made = well_formed(ids, segment, TAGS)[0]
    assert [TAGS[i] for i in made[:-1]] == meant.split() and made[-1] == -1


def artifact(workdir: Path, run: str, stage: str, name: str) -> Path:
    plan = json.loads((workdir / "plan.json").read_text())
    (found,) = (job for job in plan[run] if job["stage"] == stage and name in job["name"])
    return workdir / stage / found["artifact"]


def test_a_student_learns_from_the_same_words_with_its_teachers_labels(run: Program) -> None:
    arms = "--config.arms=lexicon_labelled,lexicon_distilled"
    ended = run(arms, "--config.baseline=lexicon_labelled", "--config.finetune.steps=30")
    assert ended.status == 0, ended.err
    folder = artifact(run.workdir, "lexicon_distilled 0", "finetune", "labels of")
    plain = artifact(run.workdir, "lexicon_distilled 0", "tokenize", "pseudo_labelled")
    ours, theirs = load_rows(folder, "rows"), load_rows(plain, "rows")
    for name in ("units_RxL", "segments_RxL", "gloss_RxL", "sentence_RxS"):
        assert np.array_equal(getattr(ours, name), getattr(theirs, name)), name
    assert np.array_equal(load_features(folder, "units").pieces_VxP, load_features(plain, "units").pieces_VxP)
    assert np.array_equal(ours.labels_RxS >= 0, theirs.labels_RxS >= 0)
    assert np.array_equal(ours.tags_RxL >= 0, theirs.tags_RxL >= 0)
    assert not np.array_equal(ours.labels_RxS, theirs.labels_RxS)
    plan = json.loads((run.workdir / "plan.json").read_text())
    tuned = {
        run: [job["artifact"] for job in jobs if job["stage"] == "finetune"] for run, jobs in plan.items()
    }
    assert set(tuned["lexicon_labelled 0"]) < set(tuned["lexicon_distilled 0"])
    manifest = json.loads((folder / "manifest.json").read_text())
    before, after = np.asarray(theirs.labels_RxS), np.asarray(ours.labels_RxS)
    known = before >= 0
    gains = pd.read_csv(run.workdir / "gains.csv")
    assert len(gains[(gains.axis == "all") & (gains.metric == "intent_accuracy")]) == 1
    assert manifest["counts"]["classes_changed"] == round(float((before != after)[known].mean()), 4)


def test_a_teacher_that_cannot_be_one_is_named_with_those_that_can(run: Program) -> None:
    arms = ("--config.arms=lexicon_labelled,lexicon_distilled", "--config.baseline=lexicon_labelled")
    for teacher in ("lookup", "mono", "lexicon_distilled"):
        error = run(*arms, f"--config.finetune.teacher={teacher}").error
        assert "config.finetune.teacher" in error and teacher in error and "lexicon_labelled" in error
    assert run("--config.finetune.teacher=nobody", stage="lexicon").status == 0
