"""Cleaning of raw documents: one short module a family of rules, and the `Cleaner` that runs them."""

from lexiboost.text.cleaning.cleaner import Cleaner, Removed
from lexiboost.text.cleaning.hygiene import HygieneSettings
from lexiboost.text.cleaning.language import LanguageSettings
from lexiboost.text.cleaning.length import LengthSettings
from lexiboost.text.cleaning.quality import QualitySettings
from lexiboost.text.cleaning.repetition import RepetitionSettings
from lexiboost.text.cleaning.samples import Sample
from lexiboost.text.cleaning.script import ScriptSettings
from lexiboost.text.cleaning.settings import C4, GOPHER, CleaningSettings, DuplicateSettings
from lexiboost.text.cleaning.web import WebSettings

__all__ = [
    "C4",
    "GOPHER",
    "Cleaner",
    "CleaningSettings",
    "DuplicateSettings",
    "HygieneSettings",
    "LanguageSettings",
    "LengthSettings",
    "QualitySettings",
    "Removed",
    "RepetitionSettings",
    "Sample",
    "ScriptSettings",
    "WebSettings",
]
