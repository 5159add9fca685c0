from __future__ import annotations

import pytest

from lexiboost.report.study import Study
from lexiboost.report.tables import GROUP_AXES, Gain, GainTable, GroupTable, ScoreTable

from . import tiny


@pytest.mark.parametrize(
    ("value", "low", "high", "p_holm", "verdict"),
    [
        (0.3, 0.2, 0.4, 0.001, "up"),
        (0.3, 0.2, 0.4, 0.2, "unclear"),
        (-0.3, -0.4, -0.2, 0.001, "down"),
        (-0.3, -0.4, -0.2, 0.05, "unclear"),
        (0.3, 0.2, 0.4, float("nan"), "unclear"),
    ],
)
def test_a_direction_is_claimed_only_where_the_corrected_p_allows_it(
    value: float, low: float, high: float, p_holm: float, verdict: str
) -> None:
    assert Gain.of(tiny.gain("a", value, low, high, p_holm)).verdict == verdict


def test_a_gain_is_told_in_points_with_interval_and_corrected_p() -> None:
    gain = Gain.of(tiny.gain("a", -0.0123, -0.034, 0.01, 0.61, languages=9, n=26766))
    assert (gain.points, gain.interval, gain.p) == ("−1.2", "[−3.4, 1.0]", "0.61")
    assert (gain.languages, gain.n) == ("9", "26,766")


def test_the_gain_table_separates_other_comparisons_and_places_all_in_its_strip() -> None:
    scores = tiny.results(*((arm, "tur_Latn", 0.5, 10) for arm in ("base", "a", "linear")))
    table = GainTable.of(
        tiny.study(
            scores,
            tiny.gain("linear", 0.4, 0.3, 0.5, 0.01),
            tiny.gain("a", -0.1, -0.2, 0.0, 0.3),
            tiny.gain("a", 0.05, 0.0, 0.1, 0.3, baseline="linear"),
        ),
        "upos",
        "accuracy",
    )
    assert [gain.arm for gain in table.rows] == ["a", "linear"]
    assert [(gain.arm, gain.baseline) for gain in table.others] == [("a", "linear")]
    assert (table.start, table.end, table.span) == (-20.0, 50.0, "−20.0 to +50.0 points")
    assert table.place(-20.0) < table.place(0.0) < table.place(50.0)
    assert (table.place(-20.0), table.place(50.0), table.place(15.0)) == (4.0, 96.0, 50.0)


def test_every_gain_by_group_is_in_the_group_table(study: Study) -> None:
    table = GroupTable.of(study, "upos", "accuracy", GROUP_AXES)
    cells = [cell for _, rows in table.sections for row in rows for cell in row.cells if cell]
    assert sum(len(study.rows("upos", "accuracy", axis)) for axis in GROUP_AXES) == len(cells)
    assert [title for title, _ in table.sections] == list(GROUP_AXES.values())
    slavic = next(row for row in table.sections[0][1] if row.label == "Slavic")
    assert slavic.languages == "2–3"


def test_the_mean_counts_each_language_once_whatever_its_size() -> None:
    scores = tiny.results(
        ("base", "tur_Latn", 0.2, 1000),
        ("base", "fin_Latn", 0.4, 10),
        ("mono", "tur_Latn", 0.9, 1000),
        ("linear", "tur_Latn", 0.5, 1000),
        ("linear", "fin_Latn", 0.7, 10),
    )
    table = ScoreTable.of(tiny.study(scores), "upos", "accuracy")
    assert (table.arms, table.references) == (("base", "mono"), ("linear",))
    mean = table.rows[0]
    assert mean.label == "Mean of 2 languages"
    assert [(cell.value, cell.spread) for cell in mean.cells if cell] == [
        ("30.0", ""),
        ("90.0", "of 1"),
        ("60.0", ""),
    ]
    assert [row.label for row in table.rows[1:]] == ["Finnish", "Turkish"]
    assert table.rows[1].cells[1] is None
    assert [cell.highest for cell in table.rows[1].cells if cell] == [False, True]


def test_a_language_outside_the_mean_is_shown_and_marked() -> None:
    scores = tiny.results(("base", "tur_Latn", 0.2, 5), ("base", "eng_Latn", 0.8, 5))
    gain = tiny.gain("a", 0.1, 0, 0.2, 0.1, axis="language", group="tur_Latn")
    rows = ScoreTable.of(tiny.study(scores, gain), "upos", "accuracy").rows
    assert {row.label: row.inside for row in rows[1:]} == {"English": False, "Turkish": True}
    assert rows[0].cells[0] is not None
    assert rows[0].cells[0].value == "20.0"
