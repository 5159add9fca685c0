"""Which rules of cleaning are on, and their thresholds."""

from __future__ import annotations

from dataclasses import dataclass, field

from lexiboost.text.cleaning.hygiene import HygieneSettings
from lexiboost.text.cleaning.language import LanguageSettings
from lexiboost.text.cleaning.length import LengthSettings
from lexiboost.text.cleaning.quality import QualitySettings
from lexiboost.text.cleaning.repetition import RepetitionSettings
from lexiboost.text.cleaning.script import ScriptSettings
from lexiboost.text.cleaning.web import WebSettings
from lexiboost.text.duplicates import NearSettings


@dataclass(frozen=True)
class DuplicateSettings:
    """Duplicates within the stream that one cleaner sees.

    Attributes:
        documents: reject documents equal to an earlier one but for case, punctuation and white space.
        lines: remove lines equal to one of any earlier document (CCNet, Wenzek et al. 2020).
        min_line_words: shorter lines stay, whatever repeats them.
        most: documents, and lines, that are remembered: 17 to 48 bytes each.
        near: MinHash near duplicates, None for off.
    """

    documents: bool = True
    lines: bool = False
    min_line_words: float = 5
    most: int = 100_000_000
    near: NearSettings | None = None


@dataclass(frozen=True)
class CleaningSettings:
    """The families of rules; None switches one off, and a threshold of None a single rule.

    The defaults suit small corpora of low-resource languages; `GOPHER` and `C4` have the published
    thresholds, beside the same hygiene.
    """

    hygiene: HygieneSettings | None = field(default_factory=HygieneSettings)
    script: ScriptSettings | None = field(default_factory=ScriptSettings)
    length: LengthSettings | None = field(default_factory=LengthSettings)
    quality: QualitySettings | None = field(default_factory=QualitySettings)
    repetition: RepetitionSettings | None = field(default_factory=RepetitionSettings)
    web: WebSettings | None = None
    language: LanguageSettings | None = field(default_factory=LanguageSettings)
    duplicates: DuplicateSettings | None = field(default_factory=DuplicateSettings)


GOPHER = CleaningSettings(
    script=None,
    length=LengthSettings(min_words=50, max_words=100_000),
    quality=QualitySettings(min_word_length=3, max_word_length=10),
)
"""A.1.1 and table A1 of Rae et al. (2021), but for the English function words."""

C4 = CleaningSettings(
    script=None, length=None, quality=None, repetition=None, web=WebSettings(), duplicates=None
)
"""Section 2.2 of Raffel et al. (2020), but for the list of bad words and the repeated spans."""
