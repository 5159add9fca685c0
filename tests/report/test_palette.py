from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lexiboost.report.palette import PAPER, diverging, marks


def relative_luminance(colour: str) -> float:
    """WCAG 2.2, definition of relative luminance."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@given(st.floats(-1.5, 1.5))
def test_text_on_a_coloured_cell_meets_the_contrast_of_wcag_aa(value: float) -> None:
    lighter, darker = sorted(map(relative_luminance, diverging(value)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_losses_and_gains_have_opposite_hues_and_zero_is_white() -> None:
    assert diverging(0)[0] == "#ffffff"
    loss, gain = diverging(-1)[0], diverging(1)[0]
    assert int(loss[1:3], 16) > int(loss[5:7], 16)
    assert int(gain[1:3], 16) < int(gain[5:7], 16)


def test_no_two_of_fifteen_arms_share_a_shape() -> None:
    arms = [*(f"arm{i}" for i in range(12)), "majority", "lookup", "linear"]
    drawn = marks(arms, "arm0", PAPER)
    assert list(drawn) == arms
    assert len({mark.marker for mark in drawn.values()}) == 15
    assert [arm for arm in arms if drawn[arm].hollow] == ["majority", "lookup", "linear"]
