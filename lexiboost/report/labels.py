"""Names beside the points of a scatter plot, placed where they cover least."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.transforms import Bbox

# Offsets in points from the marker's middle, in the order in which they are preferred.
_PLACES = (
    (6, 0, "left", "center"),
    (-6, 0, "right", "center"),
    (0, 7, "center", "bottom"),
    (0, -7, "center", "top"),
    *(
        (side * (6 - rise // 10), way * rise, "left" if side > 0 else "right", "bottom" if way > 0 else "top")
        for rise in (7, 15, 23)
        for side in (1, -1)
        for way in (1, -1)
    ),
)
# The share of a name that lies left of, or below, the point that it is aligned at.
_SHIFTS = {"left": 0.0, "center": 0.5, "right": 1.0, "bottom": 0.0, "top": 1.0}


def place(axes: Axes, names: Sequence[str], bars: np.ndarray, *, colour: str, size: float = 8.0) -> None:
    """Writes a name beside each point, each at the place nearest to it that is free.

    A place is judged by how much it covers of earlier names, of all points and bars, and of what lies
    outside the axes. To be called when all else is drawn: it fixes the layout.

    Args:
        axes: where the points are.
        names: one a point.
        bars: [points, 4], each row x, y and the ends of the vertical bar through the point.
        colour: of the text.
        size: of the text, in points.
    """
    figure = axes.figure
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    frame = axes.get_window_extent(renderer)
    pixel = figure.dpi / 72
    taken = []
    for x, y, low, high in np.nan_to_num(bars):
        (across, middle), (_, bottom), (_, top) = axes.transData.transform([(x, y), (x, low), (x, high)])
        taken.append(Bbox.from_bounds(across - 4 * pixel, middle - 4 * pixel, 8 * pixel, 8 * pixel))
        taken.append(Bbox.from_extents(across - pixel, bottom, across + pixel, top))
    for (x, y), name in zip(bars[:, :2], names, strict=True):
        text = axes.annotate(
            name, (x, y), xytext=(0, 0), textcoords="offset points", fontsize=size, color=colour, zorder=4
        )
        at = text.get_window_extent(renderer)
        best, least = at, float("inf")
        for rank, (right, up, horizontal, vertical) in enumerate(_PLACES):
            left = at.x0 + right * pixel - at.width * _SHIFTS[horizontal]
            bottom = at.y0 + up * pixel - at.height * _SHIFTS[vertical]
            box = Bbox.from_bounds(left, bottom, at.width, at.height)
            outside = box.width * box.height - _shared(box, frame)
            cost = sum(_shared(box, other) for other in taken) + 4 * outside + rank * 1.5 * pixel
            if cost < least:
                best, least = box, cost
                text.set(position=(right, up), ha=horizontal, va=vertical)
        taken.append(best)


def _shared(one: Bbox, other: Bbox) -> float:
    """The area that two boxes share, in square pixels."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    return float(max(0.0, width) * max(0.0, height))
