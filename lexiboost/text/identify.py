"""Language identification: what an identifier gives, and how one is loaded from a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from lexiboost.artifacts.errors import InputError

OTHER = ""
"""The variety of a guess that is none."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What language a text seems to be in.

    Attributes:
        variety: of the catalog where it knows the identifier's label, else the label itself; `OTHER` where
            the identifier knows no language for it.
        probability: what the identifier says, 0 to 1.
    """

    variety: str
    probability: float


class Identifier(Protocol):
    """Tells the language of texts."""

    @property
    def varieties(self) -> tuple[str, ...]:
        """What it can tell."""
        ...

    def identify(self, texts: Sequence[str]) -> list[Guess]:
        """The likeliest variety of each text."""
        ...


def load_identifier(path: str | Path) -> Identifier:
    """Loads a fastText model (`.bin`, `.ftz`: GlotLID, lid.176) or a folder written by
    `NgramIdentifier.save`.

    Raises:
        InputError: no such file, or it is neither; names it.
    """
    path = Path(path)
    if path.is_dir():
        from lexiboost.text.ngrams import NgramIdentifier

        return NgramIdentifier.load(path)
    if not path.exists():
        raise InputError("no such language identification model", path=path)
    from lexiboost.text.fasttext import FastTextIdentifier

    return FastTextIdentifier(path)
