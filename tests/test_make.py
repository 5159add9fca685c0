"""`make` as a stranger meets it: which Python it takes, and what it says where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with the Makefile and what decides whether the environment is made anew."""
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        os.utime(shutil.copy(ROOT / name, tmp_path), (time.time() - 1000,) * 2)
    return tmp_path


def _script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def _make(clone: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["make", *arguments], check=False, capture_output=True, text=True, cwd=clone)


def _environment(clone: Path) -> Path:
    """A stand-in for `.venv` whose Python notes what it is called with."""
    return _script(clone / ".venv" / "bin" / "python", 'echo "$@" >> calls.txt')


def test_python_that_is_too_old_ends_in_one_line(clone: Path) -> None:
    old = _script(clone / "old", "exit 1")
    done = _make(clone, "setup", f"PYTHON={old}")
    said = [line for line in done.stderr.splitlines() if "***" not in line]
    assert done.returncode == 2
    assert len(said) == 1
    assert "no Python >= 3.11" in said[0]
    assert not (clone / ".venv").exists()


def test_environment_is_installed_once_and_again_when_the_pins_change(clone: Path) -> None:
    _environment(clone)
    installs = []
    for changed in (None, None, "constraints.txt", None, "pyproject.toml"):
        if changed is not None:
            for path, age in ((clone / ".venv" / ".installed", 100), (clone / changed, 50)):
                os.utime(path, (time.time() - age,) * 2)
        assert _make(clone, "setup").returncode == 0
        installs.append((clone / "calls.txt").read_text().count("pip install"))
    assert installs == [1, 1, 2, 2, 3]


def test_failed_install_is_tried_again(clone: Path) -> None:
    _script(clone / ".venv" / "bin" / "python", 'case "$*" in *install*) exit 1;; esac')
    assert _make(clone, "setup").returncode != 0
    _environment(clone)
    assert _make(clone, "setup").returncode == 0
    assert "pip install" in (clone / "calls.txt").read_text()


def test_install_takes_the_pinned_versions(clone: Path) -> None:
    _environment(clone)
    _make(clone, "setup")
    assert "-c constraints.txt -e .[dev]" in (clone / "calls.txt").read_text()


def test_demo_runs_the_demo_config_in_its_workdir(clone: Path) -> None:
    _environment(clone)
    assert _make(clone, "demo").returncode == 0
    last = (clone / "calls.txt").read_text().splitlines()[-1]
    assert last == "-m lexiboost.stages.experiment --config=configs/mini.py --workdir=runs/mini"


def test_failure_of_the_demo_is_the_status_of_make(clone: Path) -> None:
    _script(clone / ".venv" / "bin" / "python", 'case "$*" in *stages*) exit 2;; esac')
    assert _make(clone, "demo").returncode != 0


def test_clean_keeps_other_experiments(clone: Path) -> None:
    _environment(clone)
    for name in ("mini", "massive"):
        (clone / "runs" / name).mkdir(parents=True)
    assert _make(clone, "clean").returncode == 0
    assert not (clone / ".venv").exists()
    assert [path.name for path in (clone / "runs").iterdir()] == ["massive"]
