"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def mini_dir() -> Path:
    """The embedded corpora: a data directory that is always there."""
    return ROOT / "corpora" / "mini"


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The real data; skips in one line where they are absent."""
    folder = Path(os.environ.get("LEXIBOOST_DATA") or ROOT.parent / "shared" / "data")
    if not (folder / "unimorph").is_dir():
        pytest.skip(f"no real data at {folder} (set LEXIBOOST_DATA)")
    return folder
