"""Confidences that mean what they say: logistic calibration on held-out rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_STEPS, _RIDGE = 50, 1e-2


@dataclass(frozen=True)
class Calibration:
    """Logistic regression from signs of certainty to the probability of being right (Platt 1999).

    Attributes:
        weights: of the network's log-odds and of its agreement with the rules. bias: their offset.
    """

    weights: tuple[float, float] = (1.0, 0.0)
    bias: float = 0.0

    @staticmethod
    def fit(signs_Nx2: NDArray[np.float64], right_N: NDArray[np.bool_]) -> Calibration:
        """Fits by Newton's method with a small ridge, which bounds it where all rows are right."""
        x = np.concatenate([signs_Nx2, np.ones((len(signs_Nx2), 1))], axis=1)
        y = right_N.astype(np.float64)
        theta = np.zeros(3)
        for _ in range(_STEPS):
            p = _sigmoid(x @ theta)
            gradient = x.T @ (p - y) + _RIDGE * theta
            hessian = (x * (p * (1 - p))[:, None]).T @ x + _RIDGE * np.eye(3)
            step = np.linalg.solve(hessian, gradient)
            theta -= step * min(1.0, 2.0 / max(np.abs(step).max(), 1e-12))
        return Calibration((float(theta[0]), float(theta[1])), float(theta[2]))

    def apply(self, signs_Nx2: NDArray[np.float64]) -> NDArray[np.float64]:
        """Probabilities."""
        return _sigmoid(signs_Nx2 @ np.array(self.weights) + self.bias)


def _sigmoid(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1.0 / (1.0 + np.exp(-np.clip(x, -50.0, 50.0)))
