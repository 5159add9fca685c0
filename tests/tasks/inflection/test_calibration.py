from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from lexiboost.tasks.inflection.calibration import Calibration


def test_it_is_logistic_regression() -> None:
    rng = np.random.default_rng(0)
    signs = np.stack([3 * rng.standard_normal(800), rng.integers(-1, 2, 800)], axis=1)
    right = rng.random(800) < 1 / (1 + np.exp(-(0.8 * signs[:, 0] - 0.5 * signs[:, 1] + 0.3)))
    found = Calibration.fit(signs, right)
    peer = LogisticRegression(C=100.0, tol=1e-10).fit(
        signs, right
    )  # the ridge of 0.01 as 1/C, but of the bias
    assert (*found.weights, found.bias) == pytest.approx((*peer.coef_[0], peer.intercept_[0]), abs=1e-3)
    np.testing.assert_allclose(found.apply(signs), peer.predict_proba(signs)[:, 1], atol=1e-3)


@pytest.mark.parametrize("right", [True, False])
def test_rows_that_are_all_right_or_all_wrong_give_finite_confidences(right: bool) -> None:
    signs = np.array([[30.0, 1.0], [2.0, 0.0], [-5.0, -1.0]])
    confidences = Calibration.fit(signs, np.full(3, right)).apply(signs)
    assert np.all(np.isfinite(confidences))
    assert np.all(confidences > 0.8) if right else np.all(confidences < 0.2)


def test_without_fitting_the_log_odds_are_believed() -> None:
    assert Calibration().apply(np.array([[np.log(3.0), 1.0]])) == pytest.approx(0.75)
