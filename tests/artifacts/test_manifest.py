"""A job runs once; what it was made from names its folder; what was tampered with is refused."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from lexiboost.artifacts import manifest
from lexiboost.artifacts.errors import InputError, StaleArtifactError
from lexiboost.artifacts.files import read_json
from lexiboost.artifacts.manifest import MANIFEST, Job, Workdir


def make_job(ran=None, *, text="made", stage="stage", settings=None, files=None, inputs=None, fails=None):
    def run(artifacts, folder):
        if ran is not None:
            ran.append(stage)
        (folder / "sub").mkdir()
        (folder / "sub" / "out.txt").write_text(
            text + "".join(a.path("sub/out.txt").read_text() for a in artifacts.values())
        )
        if fails:
            raise fails
        return {"words": 3}

    return Job(stage, f"{stage} job", settings or {"a": 1, "b": [1, 2]}, run, files or {}, inputs or {})


def digest(tmp_path, **changes):
    return Workdir(tmp_path / "run").digest(make_job(**changes))


def test_equal_jobs_have_equal_digests(tmp_path):
    assert digest(tmp_path, settings={"a": 1, "b": 2}) == digest(tmp_path, settings={"b": 2, "a": 1})


def test_settings_stage_files_inputs_and_version_each_change_the_digest(tmp_path, monkeypatch):
    (tmp_path / "one").write_text("1")
    (tmp_path / "two").write_text("2")
    digests = [
        digest(tmp_path),
        digest(tmp_path, settings={"a": 1, "b": [2, 1]}),
        digest(tmp_path, settings={"a": 1}),
        digest(tmp_path, stage="other"),
        digest(tmp_path, files={"x": tmp_path / "one"}),
        digest(tmp_path, files={"x": tmp_path / "two"}),
        digest(tmp_path, files={"y": tmp_path / "one"}),
        digest(tmp_path, inputs={"x": make_job()}),
        digest(tmp_path, inputs={"y": make_job()}),
        digest(tmp_path, inputs={"x": make_job(settings={"a": 2})}),
        digest(tmp_path, inputs={"x": make_job(inputs={"z": make_job()})}),
    ]
    monkeypatch.setattr(manifest, "__version__", "another")
    digests.append(digest(tmp_path))
    assert len(set(digests)) == len(digests)


def test_a_file_counts_by_its_bytes_and_not_by_where_it_lies(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).write_text("same")
    assert digest(tmp_path, files={"x": tmp_path / "one"}) == digest(tmp_path, files={"x": tmp_path / "two"})


def test_jobs_that_come_and_go_keep_their_own_digests(tmp_path):
    store = Workdir(tmp_path)
    seen = set()
    for i in range(200):
        seen.add(store.digest(make_job(settings={"i": i})))
        gc.collect(0)
    assert len(seen) == 200


def test_a_job_that_is_done_is_not_run_again(tmp_path):
    ran = []
    first = Workdir(tmp_path).make(make_job(ran))
    again = Workdir(tmp_path).make(make_job(ran))
    assert ran == ["stage"] and first == again
    assert first.counts() == {"words": 3}
    assert first.path("sub/out.txt").read_text() == "made"
    Workdir(tmp_path).make(make_job(ran, settings={"a": 2}))
    assert len(ran) == 2


def test_the_manifest_tells_what_the_artifact_was_made_from(tmp_path):
    (tmp_path / "data").write_text("abc")
    store = Workdir(tmp_path)
    source = make_job(stage="source")
    store.make(source)
    job = make_job(files={"data": tmp_path / "data"}, inputs={"source": source})
    found = read_json(store.make(job).path(MANIFEST))
    abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert found["files"] == {"data": abc}
    assert found["inputs"] == {"source": store.digest(source)}
    assert (found["stage"], found["name"], found["settings"]) == ("stage", "stage job", {"a": 1, "b": [1, 2]})
    assert list(found["outputs"]) == ["sub/out.txt"]
    assert found["version"] and found["seconds"] >= 0


def chain(store, ran=None):
    source = make_job(ran, stage="source")
    return store.make(source), make_job(ran, stage="target", inputs={"source": source})


@pytest.mark.parametrize(("damage", "said"), [("change", "changed since"), ("delete", "missing")])
def test_an_input_that_was_tampered_with_is_refused_by_name(tmp_path, damage, said):
    artifact, _ = chain(Workdir(tmp_path))
    path = artifact.path("sub/out.txt")
    if damage == "change":
        path.write_text("mode")
    else:
        path.unlink()
    ran = []
    source = make_job(stage="source")
    with pytest.raises(StaleArtifactError) as error:
        Workdir(tmp_path).make(make_job(ran, stage="target", inputs={"source": source}))
    message = str(error.value)
    assert str(path) in message and said in message and f"delete {artifact.folder}" in message
    assert "\n" not in message and ran == []
    assert not (tmp_path / "target").exists()


def test_a_finished_artifact_that_was_tampered_with_is_refused(tmp_path):
    artifact = Workdir(tmp_path).make(make_job())
    artifact.path("sub/out.txt").write_text("mode")
    with pytest.raises(StaleArtifactError, match=r"out\.txt: changed"):
        Workdir(tmp_path).make(make_job())


@pytest.mark.parametrize("text", ["", "{", "[]", "{}"])
def test_a_damaged_manifest_is_refused(tmp_path, text):
    artifact = Workdir(tmp_path).make(make_job())
    artifact.path(MANIFEST).write_text(text)
    with pytest.raises(StaleArtifactError, match=r"manifest\.json: damaged"):
        Workdir(tmp_path).make(make_job())


def test_an_input_that_is_not_made_yet_names_the_stage_to_run(tmp_path):
    job = make_job(inputs={"x": make_job(stage="pretrain")})
    with pytest.raises(InputError, match="run the stage `pretrain`"):
        Workdir(tmp_path).make(job)


def test_a_missing_data_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"none\.tsv: no such file"):
        Workdir(tmp_path).make(make_job(files={"x": tmp_path / "none.tsv"}))


def test_a_data_file_that_changes_during_the_run_spoils_the_artifact(tmp_path):
    data = tmp_path / "data.tsv"
    data.write_text("a")

    def run(artifacts, folder):
        data.write_text("other")
        return {}

    store = Workdir(tmp_path / "run")
    job = Job("stage", "job", {}, run, {"data": data})
    with pytest.raises(InputError, match=r"data\.tsv: changed during the run"):
        store.make(job)
    assert not store.is_done(job)


def test_a_job_that_fails_leaves_nothing_and_runs_again(tmp_path):
    store = Workdir(tmp_path)
    with pytest.raises(RuntimeError):
        store.make(make_job(fails=RuntimeError("boom")))
    assert not store.is_done(make_job())
    assert list((tmp_path / "stage").iterdir()) == []
    ran = []
    store.make(make_job(ran))
    assert ran == ["stage"]


KILLED = """
import os, sys
from lexiboost.artifacts.manifest import Job, Workdir
def run(artifacts, folder):
    (folder / "rubbish.txt").write_text("half")
    os._exit(9)
Workdir(sys.argv[1]).make(Job("stage", "stage job", {"a": 1, "b": [1, 2]}, run))
"""


def test_what_a_killed_job_left_is_made_anew(tmp_path):
    assert subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False).returncode == 9
    store, job = Workdir(tmp_path), make_job()
    assert [path.suffix for path in (tmp_path / "stage").iterdir()] == [".partial"]
    assert not store.is_done(job)
    artifact = store.make(job)
    assert sorted(path.name for path in artifact.folder.iterdir()) == [MANIFEST, "sub"]
    assert list((tmp_path / "stage").iterdir()) == [artifact.folder]


def test_a_folder_without_a_manifest_is_made_anew(tmp_path):
    store, job = Workdir(tmp_path), make_job()
    folder = store.artifact(job).folder
    folder.mkdir(parents=True)
    (folder / "rubbish.txt").write_text("half")
    store.make(job)
    assert not (folder / "rubbish.txt").exists()
