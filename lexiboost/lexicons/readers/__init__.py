"""One reader a lexicon format, and `read_lexicon`, which recognizes the format."""

from lexiboost.lexicons.readers.read import read_lexicon
from lexiboost.lexicons.readers.recognize import FORMATS, recognize

__all__ = ["FORMATS", "read_lexicon", "recognize"]
