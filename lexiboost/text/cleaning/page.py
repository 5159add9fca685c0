"""`Page`: a document's text as the rules of cleaning see it, each measure taken once."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lexiboost.text.fold import characters_per_word
from lexiboost.text.windows import Hashes, Windows, code_points, mix

_ETHIOPIC_SPACE = "\u1361"


class Page:
    """A text and its measures.

    Attributes:
        text: paragraphs parted by newlines.
        variety: of the corpus it stands in; it says what counts as a word.

    A rule that speaks of words counts *units*: words between white space, or, in a variety written without
    spaces, single characters that are not white space, `characters_per_word` of which count as a word.
    """

    def __init__(self, text: str, variety: str) -> None:
        self.text = text
        self.variety = variety
        self.unit_size = characters_per_word(variety)

    @cached_property
    def lines(self) -> list[str]:
        """Lines with anything but white space in them, without the white space at their ends."""
        return [line for line in map(str.strip, self.text.split("\n")) if line]

    @cached_property
    def paragraphs(self) -> list[str]:
        """What blank lines part."""
        blocks: list[list[str]] = [[]]
        for line in map(str.strip, self.text.split("\n")):
            if line:
                blocks[-1].append(line)
            elif blocks[-1]:
                blocks.append([])
        return ["\n".join(block) for block in blocks if block]

    @cached_property
    def words(self) -> list[str]:
        """What stands between white space, or Ethiopic word separators, in any variety."""
        return self.text.replace(_ETHIOPIC_SPACE, " ").split()

    @cached_property
    def characters(self) -> Counter[str]:
        """How often each character occurs, white space too."""
        return Counter(self.text)

    @cached_property
    def size(self) -> int:
        """Characters that are not white space."""
        return sum(map(len, self.words))

    @cached_property
    def word_count(self) -> float:
        """Words; in a variety without spaces characters over `characters_per_word`."""
        return float(len(self.words)) if self.unit_size == 1 else self.size / self.unit_size

    @cached_property
    def units(self) -> tuple[Hashes, NDArray[np.int64]]:
        """Hashes, good within this page, and lengths (in characters) of the U units."""
        if self.unit_size == 1:
            lengths = np.fromiter(map(len, self.words), dtype=np.int64, count=len(self.words))
            numbers: dict[str, int] = {}
            ids = (numbers.setdefault(word, len(numbers)) for word in self.words)
            return mix(np.fromiter(ids, dtype=np.uint64, count=len(self.words))), lengths
        points = code_points("".join(self.words))
        return points, np.ones(len(points), dtype=np.int64)

    @cached_property
    def windows(self) -> Windows:
        """Hashes of runs of units."""
        return Windows(self.units[0])
