"""Bilingual lexicons of any format as one table: read, cleaned with a ledger, merged, measured."""

from lexiboost.lexicons.cleaning import clean_lexicon
from lexiboost.lexicons.coverage import Coverage, coverage
from lexiboost.lexicons.find import find_lexicons, from_sources, load_lexicon
from lexiboost.lexicons.lexicon import COLUMNS, Entry, Lexicon
from lexiboost.lexicons.merge import merge
from lexiboost.lexicons.readers import FORMATS, read_lexicon, recognize

__all__ = [
    "COLUMNS",
    "FORMATS",
    "Coverage",
    "Entry",
    "Lexicon",
    "clean_lexicon",
    "coverage",
    "find_lexicons",
    "from_sources",
    "load_lexicon",
    "merge",
    "read_lexicon",
    "recognize",
]
