"""What stands for words that the lexicon lacks: the word in the target's script, or a mask."""

from __future__ import annotations

from lexiboost.artifacts.errors import ConfigError
from lexiboost.synthesis.kernels import MASKED, NONE, TRANSLITERATED
from lexiboost.synthesis.settings import SynthesisSettings
from lexiboost.synthesis.transliterate import Transliterator, transliterator


class StandIns:
    """The setting `unknown`.

    Args:
        settings: of the synthesis.
        source, target: varieties.

    Attributes:
        origin: of the words that it gives, `NONE` where unknown words are kept.

    Raises:
        ConfigError: nothing transliterates from the one script to the other.
    """

    def __init__(self, settings: SynthesisSettings, source: str, target: str) -> None:
        self.origin = {"transliterate": TRANSLITERATED, "mask": MASKED}.get(settings.unknown, NONE)
        self._mask = settings.mask
        self._respell: Transliterator | None = None
        if settings.unknown == "transliterate":
            try:
                self._respell = transliterator(source.rpartition("_")[2], target.rpartition("_")[2])
            except ConfigError as error:
                raise ConfigError(f"synthesis unknown=transliterate: {error}") from None

    def of(self, word: str) -> str:
        """What stands for an unknown word; "" where it is kept, as all without letters are."""
        if self.origin == NONE or not has_letters(word):
            return ""
        found = self._mask if self._respell is None else self._respell(word)
        return "" if found == word or not found.split() else found


def has_letters(word: str) -> bool:
    """Whether any character of a word is a letter."""
    return any(char.isalpha() for char in word)
