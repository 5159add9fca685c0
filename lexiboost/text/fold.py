"""Text as it is compared: case, punctuation and white space do not count."""

from __future__ import annotations

import unicodedata

from lexiboost.text.segment import is_unspaced
from lexiboost.text.unicode import clean, letter_scripts
from lexiboost.text.windows import Hashes, code_points, word_hashes

_IDEOGRAPHIC = frozenset({"Hani", "Hira", "Kana", "Bopo"})


class _Kept(dict[int, str]):
    """Letters, marks and numbers as they are, everything else a space; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kept = self[code] = char if unicodedata.category(char)[0] in "LMN" else " "
        return kept


_KEPT = _Kept()


def fold(text: str) -> str:
    """Words of letters, marks and digits, case folded, with one space between them.

    Punctuation inside a word parts it, so that `l'homme` and the tokens `l'` and `homme` are the same.
    """
    # Without line ends most texts are printable, which `clean` is quick with.
    one_line = " ".join(text.split())
    return " ".join(clean(one_line).casefold().translate(_KEPT).split())


def characters_per_word(variety: str) -> int:
    """How many characters stand for a word where words are not written apart, 1 where they are.

    Two in Chinese and Japanese, five in the alphabetic scripts without spaces (Thai, Lao, Khmer, Myanmar,
    Tibetan): round figures, near the mean length of a word of running text.
    """
    if not is_unspaced(variety):
        return 1
    return 2 if letter_scripts(variety.rpartition("_")[2]) <= _IDEOGRAPHIC else 5


def folded_units(text: str, variety: str) -> Hashes:
    """Hashes of a text's words as `fold` leaves them; of its characters in a variety without spaces.

    `characters_per_word` of these units make a word.
    """
    folded = fold(text)
    if is_unspaced(variety):
        return code_points(folded.replace(" ", ""))
    return word_hashes(folded.split())
