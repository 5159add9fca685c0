"""How words in Latin letters are written in other scripts: published romanizations, read backwards."""

from lexiboost.synthesis.writing.abugidas import ABUGIDAS
from lexiboost.synthesis.writing.alphabets import ALPHABETS
from lexiboost.synthesis.writing.spelling import CONSONANTS, VOWELS, Writer, spell
from lexiboost.synthesis.writing.syllabaries import SYLLABARIES

__all__ = ["CONSONANTS", "VOWELS", "WRITERS", "Writer", "spell"]

WRITERS: dict[str, Writer] = {**ALPHABETS, **ABUGIDAS, **SYLLABARIES}
"""ISO 15924 script -> writer of a word's units."""
