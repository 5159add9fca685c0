"""A cell in one Unicode form, by rules that are named, counted and can be left out one by one."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection

from lexiboost.text.unicode import drop_invisible, plain_spaces

INVISIBLE, SPACE, NFC = "invisible", "space", "nfc"


def _plain(cell: str) -> str:
    return plain_spaces(cell).strip()


def _composed(cell: str) -> str:
    return unicodedata.normalize("NFC", cell)


_STEPS: tuple[tuple[str, Callable[[str], str]], ...] = (
    (INVISIBLE, drop_invisible),
    (SPACE, _plain),
    (NFC, _composed),
)
TIDY_RULES = tuple(name for name, _ in _STEPS)
"""In their order: `invisible`: zero-width characters, marks and controls go (as `text.unicode.clean` says);
`space`: every white space is a plain space (tabs, no-break spaces) and goes at a cell's edges; `nfc`: normal
form C."""


def tidy(cell: str, skip: Collection[str] = ()) -> tuple[str, tuple[str, ...]]:
    """The cell after the rules, in the order of `TIDY_RULES`, and those that altered it."""
    if cell.isprintable() and cell[:1] != " " != cell[-1:] and unicodedata.is_normalized("NFC", cell):
        return cell, ()
    rules = []
    for name, step in _STEPS:
        altered = cell if name in skip else step(cell)
        if altered != cell:
            rules.append(name)
            cell = altered
    return cell, tuple(rules)
