"""A target's test data are read by the stage `evaluate`, and reach nothing before it."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from lexiboost.artifacts.manifest import Workdir
from lexiboost.experiments.arms import ARMS, PARSED_ARMS
from lexiboost.experiments.config import ExperimentConfig
from lexiboost.experiments.context import Context
from lexiboost.experiments.jobs import train
from lexiboost.experiments.jobs.evaluate import test_files as files_of_evaluate
from lexiboost.experiments.plan import STAGES, make_plan
from lexiboost.experiments.read import read_config
from tests.experiments.tiny import MINI, Program, copy_data, get_config

PLANTED = "zyxwvutsrqponm"
BEFORE = STAGES[: STAGES.index("evaluate")]
EVERYTHING = ",".join(arm for arm in ARMS if arm not in PARSED_ARMS)
CHEAP = ("--config.arms=majority,lookup,linear", "--config.baseline=majority")
_opened: list[str] | None = None


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _opened is not None and event == "open" and isinstance(arguments[0], str | bytes | Path):
        _opened.append(str(arguments[0]))


@contextmanager
def opened() -> Iterator[list[str]]:
    """Every file opened within the block."""
    global _opened
    if not getattr(sys, "_lexiboost_hook", False):
        sys.addaudithook(_hook)
        sys._lexiboost_hook = True  # type: ignore[attr-defined]  # hooks stay for ever: add only one
    _opened = []
    try:
        yield _opened
    finally:
        _opened = None


def plant(path: Path, partitions: tuple[str, ...]) -> None:
    """Puts a word of no language into every utterance of some partitions, as a word and as a slot."""
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["partition"] in partitions:
            row["utt"] += f" {PLANTED} {PLANTED}"
            row["annot_utt"] += f" {PLANTED} [time : {PLANTED}]"
        lines.append(json.dumps(row, ensure_ascii=False) + "\n")
    path.write_text("".join(lines), encoding="utf-8")


def jobs_before(workdir: Path) -> dict[tuple[str, str], tuple[str, dict[str, str]]]:
    """Digest and outputs of every artifact before `evaluate`, by stage and name; checkpoints by presence."""
    found = {}
    for stage in BEFORE:
        for path in workdir.glob(f"{stage}/*/manifest.json"):
            manifest = json.loads(path.read_text(encoding="utf-8"))
            outputs = {k: v for k, v in manifest["outputs"].items() if not k.startswith("checkpoint")}
            found[stage, manifest["name"]] = (path.parent.name, outputs)
    return found


def holds(path: Path, word: str) -> bool:
    """Whether a file's bytes, or a table's cells, hold a word."""
    if word.encode() in path.read_bytes():
        return True
    return path.suffix == ".parquet" and word in str(pq.read_table(path).to_pylist())


def untrained(objective: Any, shape: Any, params: Any, stream: Any, *, log: Path, **_: Any) -> Any:
    """In place of training, whose compilation takes most of a test's time."""
    assert stream[0] is not None
    log.write_text('{"step": 0, "loss": 1.0}\n', encoding="utf-8")
    return params


def test_no_word_of_the_targets_test_data_reaches_anything_before_evaluation(
    finished: Path, run: Program, data: Path
) -> None:
    plant(data / "tasks" / "mini" / "tr-TR.jsonl", ("train", "dev", "test"))
    assert run(f"--config.data_dir={data}").status == 0
    assert jobs_before(run.workdir) == jobs_before(finished)
    assert {stage for stage, _ in jobs_before(run.workdir)} == set(BEFORE) - {"inflect"}
    leaked = [
        path
        for stage in BEFORE
        for path in (run.workdir / stage).rglob("*")
        if path.is_file() and holds(path, PLANTED)
    ]
    assert leaked == []
    # The plant is seen where it must be: other examples' outcomes, other scores.
    assert (run.workdir / "results.csv").read_bytes() != (finished / "results.csv").read_bytes()


def test_a_word_of_the_training_data_would_be_found(run: Program, data: Path) -> None:
    """The search of the test above finds a leak where there is one."""
    plant(data / "tasks" / "mini" / "en-US.jsonl", ("train",))
    settings = (
        f"--config.data_dir={data}",
        "--config.arms=majority,lookup,linear",
        "--config.baseline=majority",
    )
    assert run(*settings, stage="lexicon").status == 0
    assert run(*settings, stage="synthesize").status == 0
    found = [path for path in run.workdir.rglob("*") if path.is_file() and holds(path, PLANTED)]
    assert {path.name for path in found} == {"text.parquet", "coverage.json"}


def test_the_english_test_and_development_rows_reach_nothing_before_evaluation(
    finished: Path, run: Program, data: Path
) -> None:
    """They stand in the file of the training rows: the artifacts' names differ, what they hold must not."""
    plant(data / "tasks" / "mini" / "en-US.jsonl", ("dev", "test"))
    for stage in BEFORE[:-2]:
        assert run(f"--config.data_dir={data}", stage=stage).status == 0
    made, expected = jobs_before(run.workdir), jobs_before(finished)
    assert made
    for job, (_, outputs) in made.items():
        assert outputs == expected[job][1], job


def experiment(**changes: Any) -> ExperimentConfig:
    config = get_config()
    for key, value in changes.items():
        config[key] = value
    return read_config(config)


def test_only_evaluation_names_test_files_as_its_inputs(tmp_path: Path) -> None:
    """For every arm there is: the plan's jobs before `evaluate` depend on no file of a target's test data."""
    context = Context(experiment(arms=EVERYTHING, development="fin_Latn", targets=""))
    targets = {path for path in files_of_evaluate(context).values() if path.name != "en-US.jsonl"}
    assert len(targets) == 6
    plan = make_plan(context)
    for job in plan.jobs:
        assert (job.stage == "evaluate") == bool(targets & set(job.files.values())), (job.stage, job.name)
    with opened() as files:
        summary = plan.summary(Workdir(tmp_path), "finetune")
    assert not {Path(name).name for name in files} & {path.name for path in targets}
    assert all(
        (job["artifact"] is None) == (job["stage"] == "evaluate") for jobs in summary.values() for job in jobs
    )


def test_no_stage_before_evaluation_opens_a_test_file(run: Program, data: Path) -> None:
    test_file = str(data / "tasks" / "mini" / "tr-TR.jsonl")
    for stage in STAGES:
        with opened() as files:
            assert run(f"--config.data_dir={data}", *CHEAP, stage=stage).status == 0
        assert files
        if stage != "report":
            assert (test_file in files) == (stage == "evaluate"), stage


def test_no_arm_opens_a_test_file_before_evaluation(
    run: Program, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With every arm there is; training is left out, its batches are made."""
    monkeypatch.setattr(train, "train", untrained)
    for name in ("tasks/mini/fi-FI.jsonl", "lexicons/mini/en_fi.tsv"):
        shutil.copy(MINI / name, data / name)
    for code, text in (("tur", "yarın hava nasıl olacak\nışığı aç\n"), ("fin", "sytytä valo\n")):
        (data / "text" / code).mkdir()
        (data / "text" / code / "own.txt").write_text(text, encoding="utf-8")
    settings = (f"--config.data_dir={data}", f"--config.arms={EVERYTHING}", "--config.development=fi-FI")
    for stage in BEFORE:
        with opened() as files:
            ended = run(*settings, stage=stage)
        assert ended.status == 0, ended.err
        assert files
        assert not [name for name in files if name.endswith(("tr-TR.jsonl", "fi-FI.jsonl"))], stage
    assert {name.split("/")[0] for name in run.made() if "/" in name} == set(BEFORE) - {"inflect"}


def test_the_choices_of_best_read_the_development_languages_and_no_target(
    run: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Changing the targets' test data changes no weight that was chosen on development data."""
    monkeypatch.setattr(train, "train", untrained)
    source = copy_data(tmp_path / "both", locales=("en-US", "tr-TR", "fi-FI"))
    shutil.copy(MINI / "lexicons" / "mini" / "en_fi.tsv", source / "lexicons" / "mini")
    finnish = source / "tasks" / "mini" / "fi-FI.jsonl"
    rows = [json.loads(line) for line in finnish.read_text(encoding="utf-8").splitlines()]
    for i, row in enumerate(rows):
        row["partition"] = "dev" if i % 2 else "test"
    finnish.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    settings = ("--config.arms=majority,best", "--config.baseline=majority", "--config.best.partner=lookup")
    settings += ("--config.best.partner_weight=-1", "--config.development=fi-FI", "--config.best.layers=1")
    settings += (f"--config.data_dir={source}", "--config.best.synthesis=substitute")
    chosen = []
    for workdir in ("one", "two"):
        run.workdir = tmp_path / workdir
        ended = run(*settings)
        assert ended.status == 0, ended.err
        (path,) = run.workdir.glob("evaluate/*/weights.json")
        chosen.append(path.read_bytes())
        assert "development intent accuracy" in ended.out
        plant(source / "tasks" / "mini" / "tr-TR.jsonl", ("test",))
    assert chosen[0] == chosen[1]
    weights = json.loads(chosen[0])
    scores = {float(weight): found["intent_accuracy"] for weight, found in weights["development"].items()}
    assert set(scores) == {0.0, 0.25, 0.5, 1.0, 2.0}
    assert scores[weights["labels"]["lookup"]] == max(scores.values())


@pytest.mark.parametrize("split", ["test", "dev"])
def test_reading_the_training_rows_gives_no_other(split: str) -> None:
    context = Context(experiment())
    read: Callable[..., list[Any]] = context.task.corpus(context.source).read
    training = {sentence.source_id for sentence in context.train}
    assert training and not training & {sentence.source_id for sentence in read(split)}
