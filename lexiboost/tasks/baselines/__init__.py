"""Baselines without a network: majority, dictionary look-up and linear models."""

from lexiboost.tasks.baselines.linear import LinearPredictor, LinearSettings
from lexiboost.tasks.baselines.lookup import LookupSettings, LookupTagger
from lexiboost.tasks.baselines.majority import MajorityPredictor
from lexiboost.tasks.baselines.translated import LookupClassifier

__all__ = [
    "LinearPredictor",
    "LinearSettings",
    "LookupClassifier",
    "LookupSettings",
    "LookupTagger",
    "MajorityPredictor",
]
