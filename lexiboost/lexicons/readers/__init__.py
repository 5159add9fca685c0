"""One reader a lexicon format, and `read_lexicon`, which recognizes the format."""

from lexiboost.lexicons.readers.recognize import FORMATS, read_lexicon, recognize

__all__ = ["FORMATS", "read_lexicon", "recognize"]
