"""Colours and shapes that hold without colour vision, on light, on dark and on paper.

Colours are Okabe and Ito's (Color Universal Design, 2008), a brown in place of their yellow, which white
paper swallows. Every arm has a shape of its own, so colour never carries a distinction alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lexiboost.report.study import CHOSEN_ARM, REFERENCE_ARMS

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C6D31")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p", "*", "h", "d", "8", "H")
LOSS, NEUTRAL, GAIN = (213, 94, 0), (255, 255, 255), (0, 114, 178)


@dataclass(frozen=True)
class Theme:
    """The colours of everything that is not data, as CSS colours."""

    ink: str
    muted: str
    line: str
    band: str
    paper: str


PAPER = Theme(ink="#1a1d21", muted="#5b636d", line="#d5d9de", band="#f3f5f7", paper="#ffffff")
# Colours that stand for nothing: `svg.inline` turns each into a variable of the page, so that a
# figure follows the reader's light or dark setting.
PAGE = Theme(ink="#010203", muted="#040506", line="#070809", band="#0a0b0c", paper="#0d0e0f")


@dataclass(frozen=True)
class Mark:
    """How one arm is drawn: a colour, a matplotlib marker, and whether the marker is hollow."""

    colour: str
    marker: str
    hollow: bool = False


def marks(arms: Sequence[str], baseline: str, theme: Theme) -> dict[str, Mark]:
    """A mark for every arm, the same in all figures of a page; arms without a network are grey and hollow."""
    drawn: dict[str, Mark] = {}
    coloured = 0
    for number, arm in enumerate(sorted(arms, key=lambda arm: arm != CHOSEN_ARM)):
        marker = MARKERS[number % len(MARKERS)]
        if arm in REFERENCE_ARMS:
            drawn[arm] = Mark(theme.muted, marker, hollow=True)
        elif arm == baseline:
            drawn[arm] = Mark(theme.ink, marker)
        else:
            drawn[arm] = Mark(COLOURS[coloured % len(COLOURS)], marker)
            coloured += 1
    return {arm: drawn[arm] for arm in arms}


def diverging(value: float) -> tuple[str, str]:
    """Background and text colour of a cell, for a value from -1 (vermilion) over 0 (white) to 1 (blue)."""
    end = GAIN if value >= 0 else LOSS
    share = min(abs(value), 1.0) * 0.85
    rgb = [round(a + (b - a) * share) for a, b in zip(NEUTRAL, end, strict=True)]
    return "#" + "".join(f"{channel:02x}" for channel in rgb), "#000000" if _luminance(
        rgb
    ) > 0.179 else "#ffffff"


def _luminance(rgb: Sequence[int]) -> float:
    """Relative luminance as WCAG 2 defines it; above 0.179 black text has the better contrast."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in rgb)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
