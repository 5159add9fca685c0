from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.report import formats


@pytest.mark.parametrize(
    ("fraction", "text"),
    [(0.323, "+32.3"), (-0.041, "−4.1"), (0.0, "0.0"), (-0.0004, "0.0"), (1.0, "+100.0"), (math.nan, "–")],
)
def test_points_are_signed_and_zero_is_not(fraction: float, text: str) -> None:
    assert formats.points(fraction) == text


def test_intervals_keep_a_minus_and_drop_a_plus() -> None:
    assert formats.interval(0.281, 0.36) == "[28.1, 36.0]"
    assert formats.interval(-0.012, 0.034) == "[−1.2, 3.4]"
    assert formats.interval(-0.012, 0.034, minus="-") == "[-1.2, 3.4]"
    assert formats.interval(math.nan, 0.1) == "–"


@given(st.floats(0, 1))
def test_no_p_is_printed_as_zero_or_one(p: float) -> None:
    text = formats.p_value(p)
    assert text.strip("<> 0.") != ""
    assert not text.startswith("1")


@pytest.mark.parametrize(
    ("variety", "tag", "direction"),
    [
        ("tur_Latn", "tr", "auto"),
        ("urd_Arab", "ur", "rtl"),
        ("cmn_Hans", "zh-Hans", "auto"),
        ("heb_Hebr", "he", "rtl"),
        ("srp_Latn", "sr-Latn", "auto"),
    ],
)
def test_varieties_become_language_tags_with_a_direction(variety: str, tag: str, direction: str) -> None:
    assert formats.language_tag(variety) == tag
    assert formats.base_direction(variety) == direction


def test_unknown_codes_stay_as_they_are() -> None:
    assert formats.script_name("Deva") == "Devanagari"
    assert formats.script_name("Hans") == "Simplified Han"
    assert formats.script_name("Qqqq") == "Qqqq"
    assert formats.metric_name("macro_f1") == "Macro f1"


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("汉语", 4), ("e\u0301", 1)])
def test_display_width_counts_wide_letters_twice_and_marks_not_at_all(text: str, width: int) -> None:
    assert formats.display_width(text) == width


@given(st.text(alphabet="aü汉語हिन्", max_size=20), st.integers(1, 12))
def test_clipped_and_padded_text_has_the_asked_width(text: str, width: int) -> None:
    clipped = formats.clip(text, width)
    assert formats.display_width(clipped) <= width
    assert formats.display_width(formats.pad(clipped, width)) == width
    assert formats.pad(clipped, width, right=True).endswith(clipped)


@pytest.mark.parametrize(("value", "text"), [(0.5, "0.5 s"), (185.0, "3 min 05 s"), (7620.0, "2 h 07 min")])
def test_durations_are_told_in_fitting_units(value: float, text: str) -> None:
    assert formats.seconds(value) == text
