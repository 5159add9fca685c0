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
from lexiboost.lexicons.store import load_saved_lexicon
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
    unsaid = dict.fromkeys(
        ("licences", "cleaning_skip", "cleaning_also", "lexicon_weights", "panlex_pivots"), ""
    )
    assert identity(**unsaid) == (plain, settings)
    assert identity(licences="CC BY")[0] != plain
    assert identity(cleaning_skip="copy")[0] != plain
    assert identity(cleaning_also="one_way")[0] != plain
    assert identity(panlex_pivots="fra")[0] != plain
    both = identity(lexicons="mini,gatitos")[0]
    assert identity(lexicons="mini,gatitos", lexicon_weights="2,1")[0] != both
    assert identity(lexicons="mini,gatitos", lexicon_weights="1,2")[0] != both
    assert identity(licences="CC0,CC BY")[0] == identity(licences="CC BY,CC0")[0]


def test_the_weights_of_the_config_reach_the_lexicon(run: Program, licensed: Path) -> None:
    (licensed / "lexicons" / "gatitos" / "en_tr.tsv").write_text("house\tkonut\n", encoding="utf-8")
    (licensed / "lexicons" / "mini" / "en_tr.tsv").write_text("house\tev\n", encoding="utf-8")
    named = (f"--config.data_dir={licensed}", "--config.lexicons=mini,gatitos")
    assert run(*named, "--config.lexicon_weights=1,3", stage="lexicon").status == 0
    (folder,) = {path.parent for path in (run.workdir / "lexicon").glob("*/manifest.json")}
    entries = load_saved_lexicon(folder / "lexicon.parquet").entries()
    assert [(entry.target, entry.score) for entry in entries] == [("konut", 0.75), ("ev", 0.25)]
    assert "config.lexicon_weights=0.0" in run(*named, "--config.lexicon_weights=0,1", stage="lexicon").error
