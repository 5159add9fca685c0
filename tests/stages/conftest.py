"""Fixtures of the tests that run programs."""

from tests.experiments.conftest import data, run

__all__ = ["data", "run"]
