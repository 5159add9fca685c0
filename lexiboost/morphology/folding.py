"""Forms compared without case, Arabic vowel signs (tashkil) and Hebrew points (niqqud).

Running text in Arabic and Hebrew script leaves out most of the signs that inflection tables write. What is
removed: the Arabic signs U+0610-061A, U+064B-0652, U+0656-065F, U+0670, U+06D6-06ED except letters and
numbers, and the tatweel U+0640, which only stretches a word; the Hebrew points and accents U+0591-05C7
except punctuation. The hamza and madda above and below a letter are spelling and stay.
"""

from __future__ import annotations

import unicodedata
from functools import cached_property

from lexiboost.morphology.strings import StringPool
from lexiboost.text.unicode import lower

_TATWEEL = 0x0640
_BLOCKS = (
    range(0x0591, 0x05C8),
    range(0x0610, 0x061B),
    range(0x064B, 0x0653),
    range(0x0656, 0x0660),
    range(0x0670, 0x0671),
    range(0x06D6, 0x06EE),
)
_REMOVED = {code: None for block in _BLOCKS for code in block if unicodedata.category(chr(code)) == "Mn"} | {
    _TATWEEL: None
}


def fold(text: str, variety: str) -> str:
    """`text` in the lower case of its language, without Arabic vowel signs and Hebrew points, in NFC."""
    lowered = lower(text, variety)
    if lowered.isascii():
        return lowered
    return unicodedata.normalize("NFC", lowered.translate(_REMOVED))


class FoldedForms:
    """Finds the forms that are spelled alike but for what `fold` leaves out.

    Args:
        forms: a table's distinct forms.
        variety: the table's variety, for its lower case.
    """

    def __init__(self, forms: StringPool, variety: str) -> None:
        self.forms, self.variety = forms, variety

    @cached_property
    def _ids(self) -> dict[str, list[int]]:
        ids: dict[str, list[int]] = {}
        for number, form in enumerate(self.forms.tolist()):
            ids.setdefault(fold(form, self.variety), []).append(number)
        return ids

    def find(self, form: str) -> list[int]:
        """Ids of the forms that fold as `form` does, ascending."""
        return self._ids.get(fold(form, self.variety), [])
