"""How numbers, codes and names are written in every table and figure."""

from __future__ import annotations

import math
import unicodedata
from functools import cache

MINUS = "\N{MINUS SIGN}"
MISSING = "\N{EN DASH}"
SIGNIFICANT = 0.05

_METRICS = {"intent_accuracy": "Intent accuracy", "slot_f1": "Slot F1", "exact_match": "Exact match"}
_TASKS = {"intents": "Intents and slots", "upos": "Part-of-speech tags"}
_SEEN = {
    "text": "real text of the language",
    "lexicon": "its lexicon, no text",
    "none": "nothing of the language",
}
_SCRIPTS = {"Hans": "Simplified Han", "Hant": "Traditional Han"}
_RIGHT_TO_LEFT = frozenset(
    ("Adlm", "Arab", "Aran", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa", "Yezi")
)


def points(fraction: float, *, minus: str = MINUS) -> str:
    """A difference of two fractions in percentage points, always signed: `+32.3`; `0.0` has no sign."""
    if math.isnan(fraction):
        return MISSING
    text = f"{100 * fraction:+.1f}"
    return "0.0" if text in ("+0.0", "-0.0") else text.replace("-", minus)


def bound(fraction: float, *, minus: str = MINUS) -> str:
    """One end of an interval in percentage points, signed only when negative: `28.1`."""
    return points(fraction, minus=minus).removeprefix("+")


def interval(low: float, high: float, *, minus: str = MINUS) -> str:
    """An interval in percentage points, `[28.1, 36.0]`; a dash when an end is missing."""
    if math.isnan(low) or math.isnan(high):
        return MISSING
    return f"[{bound(low, minus=minus)}, {bound(high, minus=minus)}]"


def percent(fraction: float) -> str:
    """A fraction as a percentage without its sign, `63.6`; a dash when missing."""
    return MISSING if math.isnan(fraction) else f"{100 * fraction:.1f}"


def p_value(p: float) -> str:
    """A probability as it is printed in a table: `< 0.001`, `0.012`, `0.43`, `> 0.99`."""
    if math.isnan(p):
        return MISSING
    if p < 0.001:
        return "< 0.001"
    if p > 0.99:
        return "> 0.99"
    return f"{p:.3f}" if p < 0.1 else f"{p:.2f}"


def count(number: float) -> str:
    """A count with thousands separated by commas; a dash when missing."""
    return MISSING if math.isnan(number) else f"{round(number):,}"


def seconds(value: float) -> str:
    """A duration for people: `42 s`, `3 min 05 s`, `2 h 07 min`."""
    if value < 60:
        return f"{value:.3g} s"
    minutes, rest = divmod(round(value), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    return f"{minutes // 60} h {minutes % 60:02d} min"


def metric_name(metric: str) -> str:
    """`slot_f1` -> `Slot F1`; an unknown metric keeps its own words."""
    return _METRICS.get(metric, metric.replace("_", " ").capitalize())


def task_name(task: str) -> str:
    """`upos` -> `Part-of-speech tags`; an unknown task keeps its own words."""
    return _TASKS.get(task, task.replace("_", " ").capitalize())


def seen_name(seen: str) -> str:
    """What the model had of a language before it was tested on it."""
    return _SEEN.get(seen, seen)


@cache
def script_name(code: str) -> str:
    """`Deva` -> `Devanagari` (CLDR's stand-alone English name); an unknown code stays as it is."""
    from langcodes import Language, LanguageTagError

    try:
        name = _SCRIPTS.get(code) or Language.make(script=code).script_name()
    except LanguageTagError:
        return code
    return code if name.startswith("Unknown") else name


@cache
def language_tag(variety: str) -> str:
    """A variety's BCP-47 tag, for HTML's `lang`: `tur_Latn` -> `tr`, `cmn_Hans` -> `zh-Hans`."""
    from langcodes import standardize_tag, tag_is_valid

    tag = variety.replace("_", "-")
    return standardize_tag(tag, macro=True) if tag_is_valid(tag) else tag


def base_direction(variety: str) -> str:
    """The HTML `dir` of text in a variety.

    Scripts written from right to left say so: pseudo-text may begin with a word left in English, which
    would mislead the first-strong-letter rule of `auto`, good enough for all others.
    """
    return "rtl" if variety.partition("_")[2] in _RIGHT_TO_LEFT else "auto"


def display_width(text: str) -> int:
    """Terminal columns that a text takes: two for East Asian wide letters, none for combining marks."""
    return sum(
        0
        if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me", "Cf")
        else 2
        if unicodedata.east_asian_width(letter) in "WF"
        else 1
        for letter in text
    )


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Pads with spaces to a display width; `right` aligns to the right."""
    space = " " * max(0, width - display_width(text))
    return space + text if right else text + space


def clip(text: str, width: int) -> str:
    """Cuts text to a display width, an ellipsis marking the cut."""
    if display_width(text) <= width:
        return text
    while display_width(text) > width - 1:
        text = text[:-1]
    return f"{text}\N{HORIZONTAL ELLIPSIS}"
