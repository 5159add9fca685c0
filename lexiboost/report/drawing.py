"""The few pieces that all figures are drawn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from lexiboost.report.palette import Mark, Theme


def new_axes(width: float, height: float, theme: Theme) -> tuple[Figure, Axes]:
    """An empty figure of `width` x `height` inches with one pair of axes in the theme's colours."""
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.subplots()
    paint(axes, theme)
    return figure, axes


def paint(axes: Axes, theme: Theme) -> None:
    """Gives axes the theme's colours and a quiet grid along x."""
    for side in axes.spines.values():
        side.set_color(theme.line)
    axes.tick_params(colors=theme.muted, labelcolor=theme.ink, width=0.6)
    axes.grid(axis="x", color=theme.line, lw=0.5)
    axes.set_axisbelow(True)
    axes.patch.set_alpha(0)


def legend(figure: Figure, arms: Sequence[str], drawn: Mapping[str, Mark], theme: Theme) -> None:
    """Writes the legend above the axes, each arm by colour and shape."""
    handles = [
        Line2D(
            [],
            [],
            color=drawn[arm].colour,
            marker=drawn[arm].marker,
            markerfacecolor=theme.paper if drawn[arm].hollow else drawn[arm].colour,
            markersize=4.6,
            markeredgewidth=0.8,
            lw=1.2,
        )
        for arm in arms
    ]
    longest = max((len(arm) for arm in arms), default=0)
    figure.legend(
        handles,
        arms,
        loc="outside upper left",
        ncols=3 if longest < 22 else 1,
        labelcolor=theme.ink,
        handlelength=2.2,
        columnspacing=1.4,
        borderaxespad=0.2,
    )


def dot(
    axes: Axes, row: Mapping[Any, Any], height: float, mark: Mark, theme: Theme, size: float = 4.2
) -> None:
    """Draws one gain and its interval, in percentage points, at a height of the y axis."""
    low, high = 100 * row["ci_low"], 100 * row["ci_high"]
    axes.plot(
        [low, high], [height, height], color=mark.colour, lw=size / 3.4, zorder=2, solid_capstyle="butt"
    )
    face = theme.paper if mark.hollow else mark.colour
    axes.plot(
        [100 * row["gain"]],
        [height],
        mark.marker,
        color=mark.colour,
        markerfacecolor=face,
        markersize=size,
        markeredgewidth=0.8,
        zorder=3,
    )
