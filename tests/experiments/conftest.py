"""Fixtures of the tests that run programs."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pytest

from lexiboost.stages import program
from tests.experiments.tiny import CONFIG, Program, copy_data


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    """The stage programs on the tiny config, with a workdir of the test's own."""
    return Program(tmp_path / "work", capsys)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A small data directory that the test may change."""
    return copy_data(tmp_path / "data")


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workdir of the tiny experiment after one run from beginning to end; not to be changed."""
    workdir = tmp_path_factory.mktemp("finished") / "work"
    with contextlib.redirect_stdout(io.StringIO()):
        assert program.main("experiment", "", ["x", f"--config={CONFIG}", f"--workdir={workdir}"]) == 0
    return workdir
