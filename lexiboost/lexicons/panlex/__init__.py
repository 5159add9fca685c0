"""PanLex's whole database dump: built once into a DuckDB file, from which any language pair is taken."""

from lexiboost.lexicons.panlex.cache import PanLex, open_panlex
from lexiboost.lexicons.panlex.dump import is_panlex, languages
from lexiboost.lexicons.panlex.lexicon import panlex_lexicon, read_panlex
from lexiboost.lexicons.panlex.lookup import find_expressions

__all__ = [
    "PanLex",
    "find_expressions",
    "is_panlex",
    "languages",
    "open_panlex",
    "panlex_lexicon",
    "read_panlex",
]
