"""Fixtures shared by all tests."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[1]

# One cache of compiled code a session, also for the processes that tests start: nearly all of a tiny run is
# compilation. It must be named before jax is imported.
if "JAX_COMPILATION_CACHE_DIR" not in os.environ:
    os.environ["JAX_COMPILATION_CACHE_DIR"] = tempfile.mkdtemp(prefix="lexiboost-jax-")
    os.environ["JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS"] = "0"
    atexit.register(shutil.rmtree, os.environ["JAX_COMPILATION_CACHE_DIR"], ignore_errors=True)


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


@pytest.fixture(scope="session")
def syllable_text(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 300 lines of words made of a few syllables, the same every time."""
    path = tmp_path_factory.mktemp("text") / "text.txt"
    rng = np.random.default_rng(0)
    words = ["".join(rng.choice(["ta", "mi", "ro", "sel"], 3)) for _ in range(80)]
    lines = [" ".join(rng.choice(words, rng.integers(4, 9))) for _ in range(300)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
