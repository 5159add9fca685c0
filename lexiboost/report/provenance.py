"""What was run, as blocks that a page can print: text, name-value pairs, tables."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lexiboost.report import formats

_TITLES = {
    "command": "Command",
    "config": "Configuration",
    "versions": "Package versions",
    "hardware": "Hardware",
    "data": "Data files and their licences",
    "inflection": "Inflected words of the made text, and their share of all words by what gave their form",
    "overlap": "Test sentences that stand in training text, whole or with eight words in a row",
    "wall_seconds": "Wall time by stage",
}


@dataclass(frozen=True)
class Block:
    """One titled block; exactly one of `text`, `pairs` and `rows` is filled.

    `long` asks the page to fold it; `columns` heads the cells of `rows`.
    """

    title: str
    text: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    long: bool = False

    @property
    def summary(self) -> str:
        """What a folded block holds."""
        return f"{len(self.rows)} rows" if self.rows else f"{self.text.count(chr(10)) + 1} lines"


def blocks(provenance: Mapping[str, Any]) -> list[Block]:
    """One block a key, in the order given; keys without a value are left out."""
    return [_block(key, value) for key, value in provenance.items() if value not in (None, "", {}, [], ())]


def _block(key: str, value: Any) -> Block:
    title = _TITLES.get(key, key.replace("_", " ").capitalize())
    if key == "wall_seconds" and _is_flat(value):
        return Block(title, pairs=tuple((str(k), formats.seconds(float(v))) for k, v in value.items()))
    if isinstance(value, str):
        return Block(title, text=value)
    if _is_flat(value) and key != "config":
        return Block(title, pairs=tuple((str(name), _text(cell)) for name, cell in value.items()))
    if isinstance(value, Sequence) and all(_is_flat(item) for item in value):
        columns = tuple(dict.fromkeys(str(name) for item in value for name in item))
        rows = tuple(tuple(_text(item.get(column, "")) for column in columns) for item in value)
        return Block(title, columns=columns, rows=rows, long=len(rows) > 20)
    return Block(title, text=json.dumps(value, indent=2, ensure_ascii=False, default=str), long=True)


def _is_flat(value: Any) -> bool:
    return isinstance(value, Mapping) and not any(
        isinstance(cell, Mapping | list | tuple) for cell in value.values()
    )


def _text(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
