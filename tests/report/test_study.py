from __future__ import annotations

import pytest

from lexiboost.artifacts.errors import InputError
from lexiboost.report.study import Study

from . import tiny


def test_arms_without_a_network_come_last_and_the_first_arm_is_the_baseline() -> None:
    scores = tiny.results(*((arm, "tur_Latn", 0.5, 10) for arm in ("base", "linear", "majority", "lexicon")))
    study = tiny.study(
        scores,
        tiny.gain("lexicon", 0.1, 0, 0.2, 0.1, baseline="linear"),
        tiny.gain("lexicon", 0.1, 0, 0.2, 0.1),
    )
    assert study.arms == ["base", "lexicon", "majority", "linear"]
    assert study.baseline == "base"
    assert list(study.rows("upos", "accuracy", "all", other=True)["baseline"]) == ["linear"]


def test_scores_average_seeds_and_data_sets_and_add_up_their_examples() -> None:
    scores = tiny.results(
        ("base", "tur_Latn/a/0", 0.1, 10),
        ("base", "tur_Latn/a/1", 0.3, 10),
        ("base", "tur_Latn/b/0", 0.5, 4),
        ("base", "tur_Latn/b/1", 0.7, 4),
    )
    row = tiny.study(scores).scores("upos", "accuracy").iloc[0]
    assert row["value"] == pytest.approx(0.4)
    assert row["spread"] == pytest.approx(0.2 / 2**0.5)
    assert (row["seeds"], row["n"]) == (2, 14)


def test_the_arm_in_focus_is_the_chosen_one_even_if_another_gained_more() -> None:
    scores = tiny.results(*((arm, "tur_Latn", 0.5, 10) for arm in ("base", "a", "b", "best", "linear")))
    gains = [tiny.gain("a", 0.1, 0, 0.2, 0.1), tiny.gain("b", 0.3, 0, 0.5, 0.1)]
    assert tiny.study(scores, *gains).focus("upos", "accuracy") == "b"
    gains += [tiny.gain("best", 0.2, 0, 0.5, 0.1), tiny.gain("linear", 0.9, 0, 1, 0.1)]
    assert tiny.study(scores, *gains).focus("upos", "accuracy") == "best"
    assert tiny.study(scores).focus("upos", "accuracy") is None


def test_languages_without_a_gain_of_their_own_stay_out_of_the_mean() -> None:
    scores = tiny.results(("base", "tur_Latn", 0.5, 10), ("base", "eng_Latn", 0.9, 10))
    gains = tiny.gain("a", 0.1, 0, 0.2, 0.1, axis="language", group="tur_Latn")
    assert tiny.study(scores, gains).targets("upos", "accuracy") == ["tur_Latn"]
    assert tiny.study(scores).targets("upos", "accuracy") == ["tur_Latn", "eng_Latn"]


def test_one_name_for_two_varieties_is_told_apart_by_script(study: Study) -> None:
    assert study.labels["srp_Latn"] == "Serbian (Latn)"
    assert study.labels["srp_Cyrl"] == "Serbian (Cyrl)"
    assert study.labels["tur_Latn"] == "Turkish"


def test_language_gains_find_their_variety_by_code_or_name() -> None:
    scores = tiny.results(("a", "tur_Latn", 0.5, 10), ("a", "kaz_Cyrl", 0.5, 10))
    gains = [tiny.gain("a", 0.1, 0, 1, 1, axis="language", group=g) for g in ("tur_Latn", "Kazakh", "Elvish")]
    found = tiny.study(scores, *gains).language_gains("upos", "accuracy", "a")
    assert list(found["variety"]) == ["tur_Latn", "kaz_Cyrl"]


def test_a_missing_column_and_a_cell_that_is_no_number_are_named() -> None:
    scores = tiny.results(("a", "tur_Latn", 0.5, 10))
    gains = tiny.study(scores).gains
    with pytest.raises(InputError, match="results has no column 'script'"):
        Study.of(scores.drop(columns="script"), gains)
    with pytest.raises(InputError, match=r"results: row 1, column 'value': 'high' is no number"):
        Study.of(scores.assign(value="high"), gains)


def test_tables_read_as_text_give_the_same_study_as_numbers(study: Study) -> None:
    again = Study.of(study.results.astype(str), study.gains.astype(str))
    assert again.scores("upos", "accuracy").equals(study.scores("upos", "accuracy"))
