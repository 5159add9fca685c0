"""Result tables of a few rows, for values worked by hand."""

from __future__ import annotations

import pandas as pd

from lexiboost.report.study import GAIN_COLUMNS, RESULT_COLUMNS, Study

ABOUT = {
    "tur_Latn": ("Turkish", "Turkic", "Altaic"),
    "kaz_Cyrl": ("Kazakh", "Turkic", "Altaic"),
    "uzb_Cyrl": ("Uzbek", "Turkic", "Altaic"),
    "fin_Latn": ("Finnish", "Finnic", "Uralic"),
    "eng_Latn": ("English", "Germanic", "Indo-European"),
}


def results(*rows: tuple[str, str, float, int], task: str = "upos", metric: str = "accuracy") -> pd.DataFrame:
    """Rows `(arm, variety or variety/dataset/seed, value, n)`."""
    table = []
    for arm, where, value, n in rows:
        variety, dataset, seed = (*where.split("/"), "", "")[:3]
        name, genus, family = ABOUT[variety]
        about = (variety, name, genus, family, variety[4:], "lexicon", metric, value, n)
        table.append(("x", arm, seed or "0", task, dataset or "d", *about))
    return pd.DataFrame(table, columns=list(RESULT_COLUMNS))


def gain(
    arm: str,
    value: float,
    low: float,
    high: float,
    p_holm: float,
    *,
    baseline: str = "base",
    axis: str = "all",
    group: str = "all",
    languages: int = 1,
    n: int = 10,
) -> dict[str, object]:
    """One row of `gains.csv` for upos accuracy."""
    cells = (
        arm,
        baseline,
        "upos",
        "accuracy",
        axis,
        group,
        value,
        low,
        high,
        p_holm / 2,
        p_holm,
        languages,
        n,
    )
    return dict(zip(GAIN_COLUMNS, cells, strict=True))


def study(scores: pd.DataFrame, *gains: dict[str, object]) -> Study:
    return Study.of(scores, pd.DataFrame(list(gains), columns=list(GAIN_COLUMNS)))
