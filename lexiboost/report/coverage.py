"""What the lexicons reached, and the gains it is plotted against."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from lexiboost.report import formats
from lexiboost.report.study import Study, checked

SHARES = ("share_replaced", "share_inflected", "share_left", "running_word_coverage")
MOST_NAMES = 20


@dataclass(frozen=True)
class CoverageRow:
    """One language's shares in the order of `SHARES`, each as text in % and as a fraction."""

    language: str
    variety: str
    cells: tuple[tuple[str, float], ...]


def checked_coverage(coverage: pd.DataFrame) -> pd.DataFrame:
    """The coverage table with its shares as floats; an empty table stays empty.

    Raises:
        InputError: a column is missing or a share is no number.
    """
    columns = ("variety", "language", *SHARES)
    if coverage.empty:
        return pd.DataFrame({column: [] for column in columns})
    return checked(coverage, columns, SHARES, "coverage")


def coverage_rows(coverage: pd.DataFrame) -> list[CoverageRow]:
    """One row a language, in the order of the (checked) table."""
    return [
        CoverageRow(
            language=str(row["language"]),
            variety=str(row["variety"]),
            cells=tuple(
                (formats.percent(row[share]), 0.0 if pd.isna(row[share]) else round(float(row[share]), 3))
                for share in SHARES
            ),
        )
        for row in coverage.to_dict("records")
    ]


def coverage_points(study: Study, task: str, metric: str, arm: str, coverage: pd.DataFrame) -> pd.DataFrame:
    """The arm's gain in each language beside how many of its running words the lexicon holds.

    Returns:
        Columns `label, script, coverage, gain, ci_low, ci_high`; languages without either are left out.
        The label is the language's name, its code where names would cover each other.
    """
    gains = study.language_gains(task, metric, arm)
    joined = gains.merge(coverage.drop_duplicates("variety"), on="variety", how="inner")
    joined = joined.dropna(subset=["gain", "running_word_coverage"])
    varieties = list(joined["variety"])
    labels = [variety.partition("_")[0] for variety in varieties]
    if len(varieties) <= MOST_NAMES:
        labels = [study.labels[variety] for variety in varieties]
    elif len(set(labels)) < len(labels):
        labels = varieties
    return pd.DataFrame(
        {
            "label": labels,
            "script": [variety.partition("_")[2] for variety in varieties],
            "coverage": joined["running_word_coverage"].to_numpy(),
            "gain": joined["gain"].to_numpy(),
            "ci_low": joined["ci_low"].to_numpy(),
            "ci_high": joined["ci_high"].to_numpy(),
        }
    )


def rank_correlation(points: pd.DataFrame) -> str:
    """Spearman's coefficient of coverage and gain as text; empty where it would say nothing."""
    if len(points) < 4 or points["coverage"].nunique() < 2 or points["gain"].nunique() < 2:
        return ""
    rho = points["coverage"].rank().corr(points["gain"].rank())
    return f"{rho:+.2f}".replace("-", formats.MINUS)
