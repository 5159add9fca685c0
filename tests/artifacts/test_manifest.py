"""Artifacts: made once, named by what they are made from, refused when they changed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lexiboost.artifacts.errors import InputError, StaleArtifactError
from lexiboost.artifacts.manifest import Artifact, Job, Workdir


class Work:
    """Counts how often it is done."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, inputs: Mapping[str, Artifact], folder: Path) -> dict[str, Any]:
        self.times += 1
        (folder / "sub").mkdir()
        said = [found.path("sub/out").read_text(encoding="utf-8") for found in inputs.values()]
        (folder / "sub" / "out").write_text("+".join(said) or "one", encoding="utf-8")
        return {"size": len(said)}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data.txt"
    path.write_text("data", encoding="utf-8")
    return path


@pytest.fixture
def first(data: Path) -> Job:
    return Job("first", "one", {"size": 1}, Work(), {"data.txt": data})


@pytest.fixture
def second(first: Job) -> Job:
    return Job("second", "two", {}, Work(), {}, {"one": first})


def times(job: Job) -> int:
    work = job.run
    assert isinstance(work, Work)
    return work.times


def test_a_job_is_done_once(tmp_path: Path, first: Job) -> None:
    made = Workdir(tmp_path / "w").make(first)
    again = Workdir(tmp_path / "w").make(first)
    assert made == again
    assert times(first) == 1
    assert made.folder == tmp_path / "w" / "first" / made.digest
    assert made.counts() == {"size": 0}
    assert set(made.manifest()["outputs"]) == {"sub/out"}


def test_its_name_follows_settings_files_and_inputs_but_not_what_it_is_called(
    tmp_path: Path, data: Path, first: Job, second: Job
) -> None:
    def digest(job: Job) -> str:
        return Workdir(tmp_path).digest(job)

    assert digest(replace(first, name="other")) == digest(first)
    changed = replace(first, settings={"size": 2})
    assert digest(changed) != digest(first)
    assert digest(replace(second, inputs={"one": changed})) != digest(second)
    assert digest(replace(first, stage="third")) != digest(first)
    before = digest(second)
    data.write_text("other data", encoding="utf-8")
    assert digest(second) != before


def test_a_job_whose_input_is_missing_names_the_stage(tmp_path: Path, second: Job) -> None:
    with pytest.raises(InputError, match="run the stage `first`"):
        Workdir(tmp_path).make(second)


def test_a_changed_input_is_refused_even_when_its_time_did_not_change(
    tmp_path: Path, first: Job, second: Job
) -> None:
    path = Workdir(tmp_path / "w").make(first).path("sub/out")
    status = path.stat()
    path.write_text("two", encoding="utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    with pytest.raises(StaleArtifactError, match="sub/out: changed since it was made; delete"):
        Workdir(tmp_path / "w").make(second)
    assert times(second) == 0


def test_a_result_touched_after_it_was_made_is_refused_when_its_bytes_differ(
    tmp_path: Path, first: Job
) -> None:
    path = Workdir(tmp_path / "w").make(first).path("sub/out")
    path.touch()
    Workdir(tmp_path / "w").make(first)
    path.write_text("two", encoding="utf-8")
    later = path.stat().st_mtime_ns + 10**9
    os.utime(path, ns=(later, later))
    with pytest.raises(StaleArtifactError, match="changed since it was made"):
        Workdir(tmp_path / "w").make(first)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}"])
def test_a_damaged_manifest_is_named(tmp_path: Path, first: Job, content: str) -> None:
    made = Workdir(tmp_path / "w").make(first)
    made.path("manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(StaleArtifactError, match=r"manifest\.json: damaged; delete"):
        Workdir(tmp_path / "w").make(first)


def test_a_folder_without_manifest_is_made_anew(tmp_path: Path, first: Job) -> None:
    store = Workdir(tmp_path / "w")
    store.artifact(first).folder.mkdir(parents=True)
    (store.artifact(first).folder / "rubbish").touch()
    made = store.make(first)
    assert sorted(path.name for path in made.folder.iterdir()) == ["manifest.json", "sub"]


def test_a_job_that_fails_leaves_nothing(tmp_path: Path, data: Path) -> None:
    def fail(inputs: Mapping[str, Artifact], folder: Path) -> Mapping[str, Any]:
        (folder / "half").touch()
        raise InputError("bad")

    job = Job("first", "one", {}, fail, {"data.txt": data})
    with pytest.raises(InputError, match="bad"):
        Workdir(tmp_path / "w").make(job)
    assert list((tmp_path / "w" / "first").iterdir()) == []


def test_data_that_change_while_a_job_runs_are_refused(tmp_path: Path, data: Path) -> None:
    def edit(inputs: Mapping[str, Artifact], folder: Path) -> Mapping[str, Any]:
        data.write_text("edited in between", encoding="utf-8")
        return {}

    job = Job("first", "one", {}, edit, {"data.txt": data})
    with pytest.raises(InputError, match=r"data\.txt: changed during the run"):
        Workdir(tmp_path / "w").make(job)
    assert not Workdir(tmp_path / "w").is_done(job)
