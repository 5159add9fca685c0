import numpy as np
import pandas as pd
import pytest

from lexiboost.artifacts.errors import InputError
from lexiboost.evaluation.outcomes import OUTCOME_COLUMNS, check_outcomes, outcome_frame, resampled_tests


def frame(arm="a", seed=0, right=(1, 0, 1), examples=("s1", "s2", "s3")):
    counts = (np.array(right, dtype=float), np.ones(len(right)))
    return outcome_frame(
        arm=arm,
        seed=seed,
        task="upos",
        dataset="ud",
        variety="fin_Latn",
        examples=list(examples),
        metrics={"accuracy": counts},
    )


def test_outcome_rows_are_one_an_example_and_metric():
    counts = np.array([1.0, 0.0]), np.array([1.0, 1.0])
    rows = outcome_frame(
        arm="a",
        seed=3,
        task="intents",
        dataset="massive",
        variety="tur_Latn",
        examples=["x", "y"],
        metrics={"intent_accuracy": counts, "exact_match": counts},
    )
    assert tuple(rows.columns) == OUTCOME_COLUMNS
    assert list(zip(rows["metric"], rows["example"], rows["numerator"], strict=True)) == [
        ("intent_accuracy", "x", 1.0),
        ("intent_accuracy", "y", 0.0),
        ("exact_match", "x", 1.0),
        ("exact_match", "y", 0.0),
    ]
    assert set(rows["seed"]) == {3}


def test_a_metric_of_another_number_of_examples_is_refused():
    with pytest.raises(ValueError):
        frame(examples=("s1", "s2"))


def test_observed_values_are_the_sums_ratio_whatever_the_order_of_rows():
    outcomes = pd.concat([frame("b", 0, (0, 0, 1)), frame("a", 1, (1, 1, 1)), frame("a", 0)])
    for seed in range(3):
        [test] = resampled_tests(outcomes.sample(frac=1, random_state=seed), replicates=10, seed=0)
        values = {key[1:]: float(test.observed[index]) for key, index in test.columns.items()}
        assert values == pytest.approx({("a", 0): 2 / 3, ("a", 1): 1.0, ("b", 0): 1 / 3})
        assert test.n == 3


def test_an_arm_that_lacks_an_example_is_named():
    outcomes = pd.concat([frame("a"), frame("b", 0, (1, 0), ("s1", "s3"))])
    with pytest.raises(InputError, match="arm b seed 0 has 0 outcomes of accuracy for example s2"):
        resampled_tests(outcomes, replicates=10, seed=0)


def test_an_example_that_stands_twice_is_named():
    outcomes = pd.concat([frame("a"), frame("a").iloc[[1]]])
    with pytest.raises(InputError, match="arm a seed 0 has 2 outcomes of accuracy for example s2"):
        resampled_tests(outcomes, replicates=10, seed=0)


def test_tables_that_cannot_be_scored_are_refused():
    with pytest.raises(InputError, match="no outcome to score"):
        check_outcomes(frame().iloc[:0])
    with pytest.raises(InputError, match="lack the column 'denominator'"):
        check_outcomes(frame().drop(columns="denominator"))
    with pytest.raises(InputError, match="has nan as numerator of accuracy for example s3"):
        check_outcomes(frame(right=(1, 0, np.nan)))
