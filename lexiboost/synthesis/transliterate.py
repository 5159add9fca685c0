"""Words that a lexicon lacks, in the letters of the target's script.

Names carry much of a sentence, and few stand in Latin letters in text of other scripts. Words are respelled
by published romanizations read backwards (`lexiboost.synthesis.writing`): no pronunciation is looked up,
and reading back need not give the word again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from lexiboost.artifacts.errors import ConfigError
from lexiboost.synthesis.writing import WRITERS, Writer, spell
from lexiboost.text.unicode import is_cased, script_of_letter

__all__ = ["can_transliterate", "transliterator"]

Transliterator = Callable[[str], str]

_KEPT_WORDS = 1 << 16


def can_transliterate(source_script: str, target_script: str) -> bool:
    """Whether there is a transliterator from one script to the other."""
    return source_script == target_script or (source_script == "Latn" and target_script in WRITERS)


def transliterator(source_script: str, target_script: str) -> Transliterator:
    """A function that respells the words of one script in another.

    Args:
        source_script: ISO 15924; `Latn`, or the target's.
        target_script: ISO 15924, e.g. `Cyrl`, `Telu`, `Jpan`.

    Returns:
        A function from text to text in NFC. It changes runs of Latin letters alone: digits, punctuation,
        white space and letters of other scripts stay. Capitals stay where the target has them. Between
        equal scripts nothing changes.

    Raises:
        ConfigError: there is no way from the one script to the other.
    """
    if not can_transliterate(source_script, target_script):
        raise ConfigError(
            f"no transliteration from {source_script} to {target_script}; there is one from Latn to "
            f"{', '.join(sorted(WRITERS))}"
        )
    if source_script == target_script:
        return lambda text: text
    write = WRITERS[target_script]
    cased = is_cased(target_script)

    @lru_cache(maxsize=_KEPT_WORDS)
    def respell(word: str) -> str:
        return _respelled(word, write, cased)

    return lambda text: _latin_runs().sub(
        lambda match: respell(match.group()), unicodedata.normalize("NFC", text)
    )


def _respelled(word: str, write: Writer, cased: bool) -> str:
    units = spell(word)
    if not units:
        return ""
    written = unicodedata.normalize("NFC", write(units))
    if not cased or not word[:1].isupper():
        return written
    letters = [char for char in word if char.isalpha()]
    if len(letters) > 1 and word.isupper():
        return written.upper()
    return written[:1].upper() + written[1:]


@lru_cache(maxsize=1)
def _latin_runs() -> re.Pattern[str]:
    """Runs of Latin letters with their combining marks."""
    letters = "".join(
        re.escape(chr(code)) for code in range(0x1E000) if script_of_letter.__wrapped__(chr(code)) == "Latn"
    )
    return re.compile(f"[{letters}][{letters}\u0300-\u036f]*")
