"""Unicode hygiene of raw documents: NFC, no invisible characters but those that spell something."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from lexiboost.text.cleaning.page import Page
from lexiboost.text.cleaning.step import Step, join_kept, reject_above
from lexiboost.text.segment import UNSPACED_SCRIPTS, is_unspaced
from lexiboost.text.unicode import clean, script_of_letter

_JOINER = "\u200d"
_ZERO_WIDTH_SPACE = "\u200b"
_INVISIBLE = re.compile(f"({_JOINER}|{_ZERO_WIDTH_SPACE}+)")
_LINE_END = re.compile("\r\n|[\r\u2028\u2029]")
_SPACES = re.compile(" {2,}")
_EMOJI_MODIFIERS = "\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
_EMOJI_ARROWS = "↔↕"
_VIRAMA = 9


@dataclass(frozen=True)
class HygieneSettings:
    """Unicode hygiene.

    Attributes:
        normalize: bring the text to NFC (UAX #15), remove control and zero-width characters, and make
            every white space but the newline one plain space (`unicode.clean`). The joiners stay where
            they are spelling: between letters of a script without case, after a virama (Malayalam chillus
            of before Unicode 5.1 end in one), and inside emoji (UTS #51). So does the zero-width space
            between letters of a script without spaces, where it parts words.
        max_damaged: share of a document's characters that are U+FFFD, private, unassigned or surrogates,
            above which it is rejected. Our own threshold.
    """

    normalize: bool = True
    max_damaged: float | None = 0.005


def hygiene_steps(settings: HygieneSettings, variety: str) -> list[Step]:
    """`damaged_characters`, `hygiene`."""
    steps = reject_above("damaged_characters", damaged_share, settings.max_damaged)
    if settings.normalize:
        steps.append(Step("hygiene", lambda page: normalize(page.text, variety)))
    return steps


def damaged_share(page: Page) -> float:
    """Share of characters that no text should have: U+FFFD, and categories Co, Cn and Cs."""
    damaged = sum(
        count
        for char, count in page.characters.items()
        if char == "\ufffd" or unicodedata.category(char) in ("Co", "Cn", "Cs")
    )
    return damaged / max(1, len(page.text))


def normalize(text: str, variety: str) -> str:
    """A document's text as `HygieneSettings.normalize` has it; lines stay lines."""
    lines = _LINE_END.sub("\n", text).split("\n")
    cleaned = [_line(line, is_unspaced(variety)) for line in lines]
    return join_kept(cleaned, (True for _ in cleaned))


def _line(line: str, unspaced: bool) -> str:
    if not line.isprintable():
        line = _drop_invisible(line, unspaced)
    return _SPACES.sub(" ", unicodedata.normalize("NFC", line)).strip()


def _drop_invisible(line: str, unspaced: bool) -> str:
    """`clean`, but for the joiners and zero-width spaces that it would drop and that are spelling."""
    parts = _INVISIBLE.split(line)
    kept = [clean(parts[0])]
    for mark, part in zip(parts[1::2], parts[2::2], strict=True):
        before, after = "".join(kept[-2:])[-3:], clean(part)
        judge = _is_spelling if mark == _JOINER else _parts_words
        kept += [mark[0] if judge(before, after) and (unspaced or mark == _JOINER) else "", after]
    return "".join(kept)


def _is_spelling(before: str, after: str) -> bool:
    base = before.rstrip(_EMOJI_MODIFIERS)[-1:]
    if base and after and unicodedata.category(base) == "So":
        return after[0] in _EMOJI_ARROWS or unicodedata.category(after[0]) == "So"
    if before and unicodedata.combining(before[-1]) == _VIRAMA:
        return True
    around = (before[-1:], after[:1])
    return all(char and clean(f"{char}{_JOINER}{char}") == f"{char}{_JOINER}{char}" for char in around)


def _parts_words(before: str, after: str) -> bool:
    return all(char and script_of_letter(char) in UNSPACED_SCRIPTS for char in (before[-1:], after[:1]))
