"""Learned inflection: a character network that inflects lemmas which no table lists."""

from lexiboost.tasks.inflection.choice import Choice, choose
from lexiboost.tasks.inflection.inflector import Inflector
from lexiboost.tasks.inflection.rows import split_by_lemma, without
from lexiboost.tasks.inflection.settings import InflectionConfig, InflectorSettings

__all__ = [
    "Choice",
    "InflectionConfig",
    "Inflector",
    "InflectorSettings",
    "choose",
    "split_by_lemma",
    "without",
]
