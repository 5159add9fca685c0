from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from lexiboost import __version__
from lexiboost.artifacts.errors import InputError, StaleArtifactError
from lexiboost.artifacts.manifest import Job, Workdir
from lexiboost.training.resume import changes, check_same, identity

CONFIG = {"model": {"dim": 32, "layers": (1, 2)}, "seed": 0, 5: "five"}


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "rows" / "deep").mkdir(parents=True)
    (tmp_path / "rows" / "tokens.npy").write_bytes(b"tokens")
    (tmp_path / "rows" / "deep" / "used.npy").write_bytes(b"used")
    (tmp_path / "vocabulary.json").write_bytes(b"{}")
    return tmp_path


def _identity(files: Path, config: dict[Any, Any] = CONFIG) -> dict[str, Any]:
    return identity(config, data={"rows": files / "rows"}, tokenizer=files / "vocabulary.json")


def test_equal_runs_have_equal_identities_wherever_their_files_are(files: Path, tmp_path: Path) -> None:
    one = _identity(files)
    files.rename(tmp_path.with_name(f"{tmp_path.name}-moved"))
    assert changes(one, _identity(tmp_path.with_name(f"{tmp_path.name}-moved"))) == []


@pytest.mark.parametrize(
    ("file", "named"),
    [
        ("rows/tokens.npy", "data.rows: "),
        ("rows/deep/used.npy", "data.rows: "),
        ("vocabulary.json", "tokenizer: "),
    ],
)
def test_a_byte_that_changed_in_the_data_or_the_tokenizer_is_named(
    files: Path, file: str, named: str
) -> None:
    before = _identity(files)
    content = (files / file).read_bytes()
    (files / file).write_bytes(content[:-1] + b"!")
    (found,) = changes(before, _identity(files))
    assert found.startswith(named)
    (files / file).write_bytes(content)
    assert changes(before, _identity(files)) == []


def test_a_file_that_was_added_renamed_or_taken_away_counts(files: Path) -> None:
    before = _identity(files)
    (files / "rows" / "tokens.npy").rename(files / "rows" / "token.npy")
    assert [line[:10] for line in changes(before, _identity(files))] == ["data.rows:"]


def test_an_artifact_is_known_by_its_manifest_and_the_same_files_without_one_are_the_same_data(
    tmp_path: Path,
) -> None:
    def write(inputs: Any, folder: Path) -> dict[str, int]:
        (folder / "tokens.npy").write_bytes(b"tokens")
        return {}

    artifact = Workdir(tmp_path).make(Job("rows", "rows", {}, write))
    known = identity({}, data={"rows": artifact.folder})
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "tokens.npy").write_bytes(b"tokens")
    assert changes(known, identity({}, data={"rows": tmp_path / "copy"})) == []
    later = (artifact.folder / "manifest.json").stat().st_mtime + 10
    artifact.path("tokens.npy").write_bytes(b"Tokens")
    os.utime(artifact.path("tokens.npy"), (later, later))
    with pytest.raises(StaleArtifactError, match=r"tokens\.npy: changed"):
        identity({}, data={"rows": artifact.folder})


def test_settings_are_named_with_their_values_before_and_now(files: Path) -> None:
    now = {"model": {"dim": 64, "layers": (1, 2), "heads": 4}, 5: "five"}
    assert changes(_identity(files), _identity(files, now)) == [
        "config.model.dim: 32 -> 64",
        "config.model.heads: not there -> 4",
        "config.seed: 0 -> not there",
    ]


def test_nothing_false_and_not_there_are_three_things() -> None:
    assert changes({"a": None}, {}) == ["a: null -> not there"]
    assert changes({"a": 0}, {"a": False}) == ["a: 0 -> false"]
    assert changes({"a": {}}, {"a": []}) == ["a: {} -> []"]
    assert changes({"a": 1}, {"a": 1.0}) == ["a: 1 -> 1.0"]


def test_another_version_of_a_package_is_named(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _identity(files)
    assert before["package"]["lexiboost"] == __version__
    monkeypatch.setattr("lexiboost.training.resume.version", lambda name: "0.0")
    monkeypatch.setattr("lexiboost.training.resume.__version__", "99")
    named = [line.partition(":")[0] for line in changes(before, _identity(files))]
    assert named == ["package.jax", "package.jaxlib", "package.lexiboost", "package.optax"]


def test_the_refusal_is_one_short_line_with_the_ways_out() -> None:
    saved, now = ({"config": {f"k{i}": "x" * 500 + str(i * j) for i in range(9)}} for j in (1, 2))
    with pytest.raises(StaleArtifactError) as raised:
        check_same(saved, now, path=Path("runs/x/step_1"), flag="--config.go")
    line = str(raised.value)
    assert line.startswith("runs/x/step_1: ") and "config.k1: " in line and "and 4 more" in line
    assert "--workdir" in line and "--config.go" in line and "\n" not in line and len(line) < 400
    check_same(saved, saved, path=Path("runs/x/step_1"), flag="--config.go")


def test_a_file_that_is_not_there_is_named(files: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.npy: no such file"):
        identity({}, data={"rows": files / "nowhere.npy"})
