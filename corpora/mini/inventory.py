"""What the embedded corpora hold: intents, slots, languages and their letters."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Intent: scenario.
INTENTS = {
    "alarm_set": "alarm",
    "alarm_remove": "alarm",
    "weather_query": "weather",
    "music_play": "music",
    "calendar_set": "calendar",
    "list_add": "lists",
    "food_order": "food",
    "ticket_book": "transport",
    "taxi_call": "transport",
    "lights_on": "lights",
    "lights_off": "lights",
    "message_send": "message",
}
SLOTS = (
    "time date place_name person music_genre food_type item_name list_name event_name house_place "
    "weather_descriptor transport_type"
)
PARTITION_MINIMA = {"train": 850, "dev": 150, "test": 120}
MARK = re.compile(r"\[(\w+) : ([^\[\]]+)\]")
UPOS = "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X"


@dataclass(frozen=True)
class Language:
    """The names of one language's files, and its letters.

    Attributes:
        locale: locale of its requests.
        iso: ISO 639-3 code of its inflection table.
        short: tail of its lexicon's name, "" where it has none.
        script: what the Unicode names of its letters begin with.
        foreign: letters of the script that its orthography does not use.
    """

    locale: str
    iso: str
    short: str
    script: str
    foreign: str = ""

    @property
    def partitions(self) -> list[str]:
        """The partitions that its requests have."""
        return ["test"] if self.short else list(PARTITION_MINIMA)

    def strange(self, text: str) -> list[str]:
        """Returns the characters that are not the language's, nor space, digit, apostrophe or hyphen."""
        return sorted(
            char
            for char in set(text) - set(" 0123456789'-")
            if char in self.foreign or unicodedata.name(char, "").split(" ")[0] != self.script
        )


LANGUAGES = (
    Language("en-US", "eng", "", "LATIN"),
    Language("tr-TR", "tur", "tr", "LATIN"),
    Language("kk-KZ", "kaz", "kk", "CYRILLIC"),
    Language("hi-IN", "hin", "hi", "DEVANAGARI"),
    # Arabic yeh, kaf and alef maksura: Urdu has its own letters for them.
    Language("ur-PK", "urd", "ur", "ARABIC", foreign="\u064a\u0643\u0649"),
    Language("fi-FI", "fin", "fi", "LATIN"),
    Language("sw-KE", "swa", "sw", "LATIN"),
)
