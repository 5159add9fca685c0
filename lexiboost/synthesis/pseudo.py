"""Pseudo-sentences as columns, and the arrays that the engines share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, overload

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lexiboost.synthesis.source import ScannedWords

ORIGINS = ("kept", "substituted", "lemma", "inflected", "filled", "invented")


class OutputWords(Sequence[str]):
    """A corpus's words and then those of forms, as they were when it was drawn from.

    Args:
        source: the corpus's vocabulary. known: how many of it there are. forms: as a pyarrow array.
    """

    def __init__(self, source: Sequence[tuple[str, str, str, str]], known: int, forms: pa.Array) -> None:
        self.source, self.known, self.forms = source, known, forms

    def __len__(self) -> int:
        return self.known + len(self.forms)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        found: str | list[str] = self._strings[index]
        return found

    @cached_property
    def _strings(self) -> list[str]:
        found: list[str] = self.strings().to_pylist()
        return found

    def strings(self) -> pa.Array:
        """All of them as a pyarrow array."""
        return pa.concat_arrays([words_of(self.source)[: self.known], self.forms])


@dataclass(frozen=True)
class PseudoText:
    """M pseudo-sentences of W words in all, as columns.

    Attributes:
        vocabulary: distinct output words: the source's, then those of forms.
        words_W: row of each output word in `vocabulary`.
        offsets_M1: sentence m holds output words `offsets[m]:offsets[m + 1]`.
        sentence_M: index of the source sentence; copy_M: which draw of it.
        source_W: position in the source sentence of the word that each output word stands for.
        origin_W: index into `ORIGINS`.
        row_W: lexicon row used, -1 for words that were kept.
        cell_W: row in `cells` of the inflection cell used, 0 (the empty cell) for none; and in `ways` of what
            gave the form in it (`lexiboost.synthesis.inflect.WAYS`), "" for none.
        tags_W: row in `tag_names` of the projected label, -1 where the source has no labels.
        glued_W: whether no space stands before the word.
        text_M: of raw text, each sentence as one string; else None.
        ends_W: of raw text, the byte of its sentence before which each word ends; else None.
    """

    vocabulary: OutputWords
    words_W: NDArray[np.int32]
    offsets_M1: NDArray[np.int64]
    sentence_M: NDArray[np.int32]
    copy_M: NDArray[np.int32]
    source_W: NDArray[np.int32]
    origin_W: NDArray[np.int8]
    row_W: NDArray[np.int32]
    cells: list[str]
    ways: list[str]
    cell_W: NDArray[np.int32]
    tag_names: list[str]
    tags_W: NDArray[np.int16]
    glued_W: NDArray[np.bool_]
    text_M: pa.Array | None = None
    ends_W: NDArray[np.int32] | None = None


class WordTypes:
    """What an engine knows of each distinct source word: a row of eight numbers each.

    Attributes: count: of words. longest: bytes of the longest.
    """

    def __init__(self) -> None:
        self.count, self.longest = 0, 1
        self._rows_Vx8 = np.zeros((0, 8), dtype=np.int32)

    def extend(self, sizes: NDArray[np.integer], *columns: NDArray[Any]) -> None:
        """Adds words: their bytes, then a column of their rows after the other."""
        self.longest = int(sizes.max(initial=self.longest))
        count = self.count + len(sizes)
        if count > len(self._rows_Vx8):
            grown = np.zeros((max(count, 2 * self.count), 8), dtype=np.int32)
            grown[: self.count] = self._rows_Vx8[: self.count]
            self._rows_Vx8 = grown
        for k, column in enumerate(columns):
            self._rows_Vx8[self.count : count, k] = column
        self.count = count

    def rows(self) -> NDArray[np.int32]:
        """All rows, and room behind them."""
        return self._rows_Vx8


def words_of(vocabulary: Sequence[tuple[str, str, str, str]]) -> pa.Array:
    """The distinct words of a vocabulary as they are written, as a pyarrow array."""
    if isinstance(vocabulary, ScannedWords):
        return vocabulary.words.strings()
    return pa.array([row[0] for row in vocabulary], pa.string())


def joined_copies(copies: Sequence[Any], names: Sequence[str]) -> dict[str, Any]:
    """The columns of several draws of one corpus, one after the other, and what says which is which."""
    columns = {name: [getattr(copy, name) for copy in copies] for name in names}
    joined = {name: np.concatenate(parts) if len(parts) > 1 else parts[0] for name, parts in columns.items()}
    lengths = np.concatenate([np.diff(copy.offsets_N1) for copy in copies])
    return joined | {"offsets_M1": np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)}


def which_copies(sentences: int, copies: Sequence[int]) -> dict[str, Any]:
    """The source sentence and the draw of each sentence, draw by draw."""
    return {
        "sentence_M": np.tile(np.arange(sentences, dtype=np.int32), len(copies)),
        "copy_M": np.repeat(np.asarray(copies, dtype=np.int32), sentences),
    }
