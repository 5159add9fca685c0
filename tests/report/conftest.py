from __future__ import annotations

from pathlib import Path

import pytest

from lexiboost.report.page import ReportInputs, write_report
from lexiboost.report.study import Study

from .synthetic import make_inputs


@pytest.fixture(scope="session")
def inputs() -> ReportInputs:
    return make_inputs()


@pytest.fixture(scope="session")
def study(inputs: ReportInputs) -> Study:
    return Study.of(inputs.results, inputs.gains)


@pytest.fixture(scope="session")
def page(inputs: ReportInputs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "index.html"
    write_report(inputs, path)
    return path
