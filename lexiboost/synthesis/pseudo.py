"""Pseudo-sentences as columns, and the arrays that the engines share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any, overload

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lexiboost.synthesis.source import ScannedWords

ORIGINS = ("kept", "substituted", "lemma", "inflected", "filled", "invented")
"""How an output word was made, by its number in `kernels`."""
_MORE_ORIGINS = {"transliterate": "transliterated", "mask": "masked"}
LOW_COVERAGE, NOTHING_LEFT = "low coverage", "nothing left"
"""Why sentences are left out: too few words in the lexicon; nothing but function words, which are dropped."""


def origins_of(unknown: str) -> tuple[str, ...]:
    """How output words are made, where the setting `unknown` is what it is."""
    more = tuple(_MORE_ORIGINS.values())
    return ORIGINS if unknown not in _MORE_ORIGINS else (*ORIGINS, *more)


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
        origin_W: index into `origins`.
        row_W: lexicon row used, -1 for words that were kept.
        cell_W: row in `cells` of the inflection cell used, 0 (the empty cell) for none; and in `ways` of what
            gave the form in it (`lexiboost.synthesis.inflect.WAYS`), "" for none.
        tags_W: row in `tag_names` of the projected label, -1 where the source has no labels.
        glued_W: whether no space stands before the word.
        text_M: of raw text, each sentence as one string; else None.
        ends_W: of raw text, the byte of its sentence before which each word ends; else None.
        origins: `ORIGINS`, and more where the settings ask for it.
        plain_W: where spellings vary, row in `vocabulary` of each word as it was before; else None.
        rejected: sentences left out, by reason.
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
    origins: tuple[str, ...] = ORIGINS
    plain_W: NDArray[np.int32] | None = None
    rejected: Mapping[str, int] = field(default_factory=dict)

    def arranged(self, order_W: NDArray[np.int64]) -> PseudoText:
        """The same words in another order within their sentences; not of raw text."""
        changed: dict[str, Any] = {name: column[order_W] for name, column in self._columns().items()}
        return replace(self, **changed)

    def selected(self, kept_M: NDArray[np.bool_], reason: str) -> PseudoText:
        """Some of the sentences; `reason` is why the others are left out."""
        if kept_M.all():
            return self
        lengths = np.diff(self.offsets_M1)
        kept_W = np.repeat(kept_M, lengths)
        changed: dict[str, Any] = {name: column[kept_W] for name, column in self._columns().items()}
        return replace(
            self,
            **changed,
            offsets_M1=np.concatenate([[0], np.cumsum(lengths[kept_M])]).astype(np.int64),
            sentence_M=self.sentence_M[kept_M],
            copy_M=self.copy_M[kept_M],
            text_M=None if self.text_M is None else self.text_M.filter(pa.array(kept_M)),
            rejected={**self.rejected, reason: self.rejected.get(reason, 0) + int((~kept_M).sum())},
        )

    def without_emptied(self, offsets_N1: NDArray[np.int64]) -> PseudoText:
        """The sentences that have words or whose source, whose offsets are given, had none."""
        was_empty_N = np.diff(offsets_N1) == 0
        return self.selected((np.diff(self.offsets_M1) > 0) | was_empty_N[self.sentence_M], NOTHING_LEFT)

    def _columns(self) -> dict[str, NDArray[Any]]:
        """All that has one value an output word."""
        named = {name: getattr(self, name) for name in (f.name for f in fields(self)) if name.endswith("_W")}
        return {name: column for name, column in named.items() if column is not None}


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
