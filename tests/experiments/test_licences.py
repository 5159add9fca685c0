"""The stage `lexicon` of an experiment under a filter of licences."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lexiboost.artifacts.manifest import Workdir
from lexiboost.experiments.config import ExperimentConfig
from lexiboost.experiments.context import Context
from lexiboost.experiments.jobs.lexicon import lexicon_job
from lexiboost.experiments.read import read_config
from tests.experiments.tiny import Program, get_config


@pytest.fixture
def licensed(data: Path) -> Path:
    """The tiny data, and a second lexicon whose licence is known by its folder and name."""
    (data / "lexicons" / "gatitos").mkdir()
    (data / "lexicons" / "gatitos" / "en_tr.tsv").write_text("wake\tuyan\nmusic\tmüzik\n", encoding="utf-8")
    return data


def manifests(workdir: Path) -> list[dict[str, Any]]:
    paths = sorted((workdir / "lexicon").glob("*/manifest.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def config(data: Path, **changes: str) -> ExperimentConfig:
    return read_config(get_config().to_dict() | {"data_dir": str(data)} | changes)


def test_the_manifest_lists_the_licences_that_remain_and_counts_the_rows_that_do_not(
    run: Program, licensed: Path
) -> None:
    assert run(f"--config.data_dir={licensed}", "--config.licences=CC BY", stage="lexicon").status == 0
    (manifest,) = manifests(run.workdir)
    counts = manifest["counts"]
    assert counts["licences"] == ["CC BY 4.0"]
    assert counts["kept"] == 2 and counts["rejected"]["licence"] == counts["rows_in"] - 2
    assert manifest["settings"]["licences"] == ["CC BY"]


def test_a_filter_that_leaves_nothing_is_one_line(run: Program, licensed: Path) -> None:
    line = run(f"--config.data_dir={licensed}", "--config.licences=GPL", stage="lexicon").error
    assert "tur_Latn" in line and "GPL" in line and "CC BY 4.0" in line
    assert run.half_written() == []


def test_without_a_filter_a_lexicon_keeps_its_identity(licensed: Path, tmp_path: Path) -> None:
    def identity(**changes: str) -> tuple[str, dict[str, Any]]:
        job = lexicon_job(Context(config(licensed, **changes)), "tur_Latn")
        return Workdir(tmp_path).digest(job), dict(job.settings)

    plain, settings = identity()
    assert settings == {"target": "tur_Latn", "lexicons": []}
    assert identity(licences="", cleaning_skip="") == (plain, settings)
    assert identity(licences="CC BY")[0] != plain
    assert identity(cleaning_skip="copy")[0] != plain
    assert identity(licences="CC0,CC BY")[0] == identity(licences="CC BY,CC0")[0]
