from __future__ import annotations

import pandas as pd
import pytest
from scipy.stats import spearmanr

from lexiboost.artifacts.errors import InputError
from lexiboost.report.coverage import (
    SHARES,
    checked_coverage,
    coverage_points,
    coverage_rows,
    rank_correlation,
)
from lexiboost.report.page import ReportInputs
from lexiboost.report.study import Study

from . import tiny


def test_points_join_gain_and_coverage_of_the_same_language(study: Study, inputs: ReportInputs) -> None:
    points = coverage_points(study, "upos", "accuracy", "mono", inputs.coverage).set_index("label")
    assert len(points) == 10, "mono has no score in three languages"
    table = inputs.gains
    chosen = table[(table["arm"] == "mono") & (table["task"] == "upos") & (table["group"] == "fin_Latn")]
    assert points.loc["Finnish", "gain"] == chosen["gain"].item()
    assert points.loc["Finnish", "coverage"] == pytest.approx(0.15 + 0.8 * 0.60)


def test_the_rank_correlation_is_scipys(study: Study, inputs: ReportInputs) -> None:
    points = coverage_points(study, "upos", "accuracy", "mono", inputs.coverage)
    expected = spearmanr(points["coverage"], points["gain"]).statistic
    assert rank_correlation(points).replace("−", "-") == f"{expected:+.2f}"
    assert rank_correlation(points.iloc[:3]) == ""
    assert rank_correlation(points.assign(gain=0.1)) == ""


def test_an_empty_table_stays_empty_and_a_missing_column_is_named(inputs: ReportInputs) -> None:
    assert coverage_rows(checked_coverage(pd.DataFrame())) == []
    with pytest.raises(InputError, match="coverage has no column 'share_left'"):
        checked_coverage(inputs.coverage.drop(columns="share_left"))


def test_many_languages_are_labelled_by_their_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lexiboost.report.coverage.MOST_NAMES", 1)
    scores = tiny.results(*(("a", variety, 0.5, 10) for variety in ("tur_Latn", "kaz_Cyrl")))
    gains = [tiny.gain("a", 0.1, 0, 1, 1, axis="language", group=v) for v in ("tur_Latn", "kaz_Cyrl")]
    rows = [(v, v, 0.1, 0.1, 0.1, 0.5) for v in ("tur_Latn", "kaz_Cyrl")]
    table = pd.DataFrame(rows, columns=["variety", "language", *SHARES])
    points = coverage_points(tiny.study(scores, *gains), "upos", "accuracy", "a", table)
    assert list(points["label"]) == ["tur", "kaz"]
