"""A small context-free grammar: symbols with choices, expanded at random from a seed."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

SYMBOL = re.compile(r"\{(\w+)\}")
CHOICE = re.compile(r"\(([^()]*)\)")


class Grammar:
    """Choices of every symbol, read from a `.cfg` file."""

    def __init__(self, path: Path) -> None:
        self.choices: dict[str, list[str]] = {}
        symbol = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("== "):
                symbol = line[3:]
                self.choices[symbol] = []
            elif line and not line.startswith("#"):
                self.choices[symbol].append(line)

    def expand(self, phrasing: str, rng: np.random.Generator) -> str | None:
        """Returns the phrasing with every symbol and choice expanded, or None where a filler repeats."""
        fillers: list[str] = []
        while match := SYMBOL.search(phrasing):
            options = self.choices[match[1]]
            filler = options[rng.integers(len(options))]
            if not SYMBOL.search(filler) and filler != "()":
                fillers.append(filler.lower())
            phrasing = phrasing[: match.start()] + filler + phrasing[match.end() :]
        while match := CHOICE.search(phrasing):
            parts = match[1].split("|")
            phrasing = phrasing[: match.start()] + parts[rng.integers(len(parts))] + phrasing[match.end() :]
        return " ".join(phrasing.split()) if len(set(fillers)) == len(fillers) else None

    def sample(self, symbol: str, count: int, rng: np.random.Generator) -> list[str]:
        """Returns `count` distinct expansions; each phrasing is used in turn, so that all are."""
        phrasings = self.choices[symbol]
        found: dict[str, None] = {}
        for attempt in range(200 * count):
            expanded = self.expand(phrasings[attempt % len(phrasings)], rng)
            if expanded is not None:
                found.setdefault(expanded)
            if len(found) == count:
                return list(found)
        raise ValueError(f"{symbol}: only {len(found)} distinct expansions of the {count} asked for")
