from __future__ import annotations

import itertools

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexiboost.report.formats import display_width
from lexiboost.report.page import ReportInputs
from lexiboost.report.study import GAIN_COLUMNS, RESULT_COLUMNS
from lexiboost.report.tables import terminal_table

from . import tiny

NO_GAINS = pd.DataFrame(columns=list(GAIN_COLUMNS))


def make(arms: list[str], languages: list[tuple[str, str, str, str]]) -> pd.DataFrame:
    rows = [
        ("x", arm, "0", "upos", "d", variety, name, genus, "f", script, "lexicon", "accuracy", 0.5, 10)
        for arm, (variety, name, genus, script) in itertools.product(arms, languages)
    ]
    return pd.DataFrame(rows, columns=list(RESULT_COLUMNS))


def test_a_small_experiment_is_printed_exactly() -> None:
    scores = tiny.results(
        ("base", "tur_Latn", 0.1, 10),
        ("base", "fin_Latn", 0.2, 20),
        ("a", "tur_Latn", 0.52, 10),
        ("a", "fin_Latn", 0.1, 20),
        ("mono", "fin_Latn", 0.25, 20),
    )
    gains = [
        tiny.gain("a", 0.16, -0.04, 0.3, 0.2, languages=2, n=30),
        tiny.gain("mono", 0.05, 0.01, 0.1, 0.0004, n=20),
        tiny.gain("a", -0.15, -0.2, -0.1, 0.03, baseline="mono", n=20),
    ]
    expected = """\
Part-of-speech tags: Accuracy, % (mean of 2 languages, n = 30, by language)
       mean  Finnish  Turkish      gain over base  p (Holm)
-----------------------------------------------------------
base   15.0     20.0     10.0
a      31.0     10.0     52.0  +16.0 [-4.0, 30.0]      0.20
mono*  25.0     25.0             +5.0 [1.0, 10.0]    <0.001
* mean of fewer languages: mono 1 of 2
a over mono: -15.0 [-20.0, -10.0], p (Holm) 0.030"""
    assert terminal_table(scores, pd.DataFrame(gains)) == expected


@settings(max_examples=25, deadline=None)
@given(
    arms=st.lists(
        st.text(alphabet="ab_汉語ü", min_size=1, max_size=40), min_size=1, max_size=12, unique=True
    ),
    languages=st.integers(1, 60),
    genera=st.integers(1, 30),
)
def test_any_table_fits_a_hundred_columns_and_names_every_arm(
    arms: list[str], languages: int, genera: int
) -> None:
    named = [
        (f"q{97 + i // 26:c}{97 + i % 26:c}_Latn", f"Language{i}", f"Genus of {i % genera}", "Latn")
        for i in range(languages)
    ]
    lines = terminal_table(make(arms, named), NO_GAINS).splitlines()
    assert max(map(display_width, lines)) <= 100
    rows = [line for line in lines[3:] if "50.0" in line]
    assert len(rows) % len(arms) == 0
    assert len(rows) >= len(arms)


def test_wide_names_do_not_shift_the_columns() -> None:
    lines = terminal_table(
        make(["基线模型", "abc"], [("tur_Latn", "土耳其语", "Turkic", "Latn")]), NO_GAINS
    ).splitlines()
    assert len({display_width(line) for line in lines[1:]}) == 1


@pytest.mark.parametrize(("number", "kind"), [(6, "by language"), (13, "mean by genus")])
def test_many_languages_are_grouped(inputs: ReportInputs, number: int, kind: str) -> None:
    varieties = list(dict.fromkeys(inputs.results["variety"]))[:number]
    scores = inputs.results[inputs.results["variety"].isin(varieties)]
    first = terminal_table(scores, inputs.gains).splitlines()[0]
    assert first.endswith(f"{kind})")


def test_every_task_and_metric_has_its_block(inputs: ReportInputs) -> None:
    table = terminal_table(inputs.results, inputs.gains)
    for title in (
        "Intents and slots: Intent accuracy",
        "Intents and slots: Slot F1",
        "Exact match",
        "tags: Accuracy",
    ):
        assert title in table
    assert all(len(line) <= 100 for line in table.splitlines())
