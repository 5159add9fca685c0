"""From a matplotlib figure to SVG that can stand inside a page: same bytes every time, no colliding ids."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields

import matplotlib
import matplotlib.style
from matplotlib.figure import Figure

from lexiboost.report.palette import PAGE

_STYLE = {
    "svg.hashsalt": "lexiboost",
    "svg.fonttype": "none",
    "font.family": ["DejaVu Sans"],
    "font.size": 9.0,
    "axes.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 9.0,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.formatter.use_mathtext": False,
    "legend.frameon": False,
    "path.simplify": True,
}
_METADATA = dict.fromkeys(("Date", "Creator", "Format", "Type"))


@contextmanager
def house_style() -> Iterator[None]:
    """Matplotlib's defaults and ours, whatever the reader's own matplotlibrc says; undone at the end."""
    with matplotlib.style.context(["default", _STYLE]):
        yield


def inline(figure: Figure, *, name: str, title: str, description: str) -> str:
    """Returns the figure as an `<svg>` element.

    Args:
        figure: drawn in the colours of `palette.PAGE`, which become the page's CSS variables.
        name: prefix of every id in the element; unique within the page.
        title: what the figure shows, for readers who do not see it.
        description: what can be read from it, or where the same numbers stand as text.
    """
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata=_METADATA, transparent=True)
    text = stream.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.DOTALL)
    text = _compact(text)
    text = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', text)
    text = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", text)
    text = re.sub(r'(?:xlink:)?href="#([^"]+)"', rf'href="#{name}-\1"', text)
    for field in fields(PAGE):
        text = text.replace(getattr(PAGE, field.name), f"var(--{field.name})")
    width, height = re.findall(r'(?:width|height)="([\d.]+)pt"', text[: text.index(">")])
    # 96 CSS pixels an inch, 72 points an inch.
    natural = round(float(width) * 96 / 72)
    head = (
        f'<svg viewBox="0 0 {width} {height}" role="img" '
        f'style="max-width:{natural}px;stroke-linejoin:round;stroke-linecap:butt" '
        f'aria-labelledby="{name}-title" aria-describedby="{name}-desc" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{name}-title">{html.escape(title)}</title>'
        f'<desc id="{name}-desc">{html.escape(description)}</desc>'
    )
    return head + text[text.index(">") + 1 :].strip()


def _compact(text: str) -> str:
    """Half the bytes, the same picture: white space, needless digits, ids that nothing refers to go.

    So do clip paths (axes fit what they hold) and the style element, which would style the whole page.
    """
    text = re.sub(r"<style.*?</style>", "", text, flags=re.DOTALL)
    text = re.sub(r"<clipPath.*?</clipPath>", "", text, flags=re.DOTALL)
    text = re.sub(r'\s*clip-path="[^"]*"', "", text)
    text = re.sub(r"<defs>\s*</defs>", "", text)
    used = set(re.findall(r"#([\w.-]+)", text))
    text = re.sub(r' id="([^"]+)"', lambda found: found[0] if found[1] in used else "", text)
    text = re.sub(r' transform="rotate\(-0 [^"]*\)"', "", text)
    text = re.sub(r"\s*\n\s*(?=[<>\"])", "", text)
    text = re.sub(r"\s*\n\s*", " ", text)
    for _ in range(3):
        text = re.sub(r"<g>(<(?:path|use|text)\b[^<]*?(?:/>|>[^<]*</text>))</g>", r"\1", text)
    head, body = text.split(">", 1)
    return f"{head}>" + re.sub(r"(?<=[\s\"(-])(\d+\.\d)\d{2,}(?=[\s\")])", r"\1", body)
