"""A lexicon compiled to arrays: candidate translations of its entries, and a tree of its multiword keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lexiboost.lexicons import Lexicon
from lexiboost.synthesis import kernels
from lexiboost.synthesis.keys import KeyTable
from lexiboost.synthesis.settings import SynthesisSettings

CONTENT_POS = ("NOUN", "VERB", "ADJ", "ADV")
FILL_LIMIT = 4000
NONE = kernels.NONE


class CompiledLexicon:
    """Candidates of each entry, weighted.

    An entry is a source key (case-folded words joined by spaces) together with a part of speech: the
    candidates of a noun are the noun's when the lexicon tells, and everything it lists otherwise. Entries of
    no part of speech are numbered first, in order of their keys; the others as they are asked for.

    Args:
        lexicon: source language to target variety.
        settings: temperature and the number of senses kept.

    Attributes:
        targets: the target string of each of the R rows of the lexicon.
        keys: the distinct source keys.
    """

    def __init__(self, lexicon: Lexicon, settings: SynthesisSettings) -> None:
        table = lexicon.table
        self._settings = settings
        self._limit = 1 if settings.senses == "first" else settings.max_senses
        self._uniform = settings.senses == "uniform"
        self.targets: list[str] = table["target"].tolist()
        self._scores = table["score"].to_numpy(dtype=np.float64)
        self._source_pos: list[str] = table["source_pos"].tolist()
        numbers: dict[str, int] = {}
        self._key_of_row = np.array(
            [numbers.setdefault(source.casefold(), len(numbers)) for source in table["source"].tolist()],
            dtype=np.int64,
        )
        self.keys = list(numbers)
        self._number_of = numbers
        self._tagged: dict[tuple[str, str], int] = {}
        self._fill: dict[str, int] = {}
        order, counts = self._kept_order()
        self._counts: list[NDArray[np.int64]] = [counts]
        self._rows: list[NDArray[np.int32]] = [order.astype(np.int32)]
        self._cumulative: list[NDArray[np.float64]] = [self._weights(order, counts, uniform=self._uniform)]
        self._offsets_E1 = np.zeros(0, dtype=np.int64)
        self._entries = len(counts)

    def _kept_order(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Rows by key, the best-scored first and at most `max_senses` of each; and how many each key has."""
        order = np.lexsort((-self._scores, self._key_of_row))
        counts = np.bincount(self._key_of_row, minlength=len(self.keys))
        rank = np.arange(len(order)) - np.repeat(np.cumsum(counts) - counts, counts)
        return order[rank < self._limit], np.minimum(counts, self._limit)

    def _weights(
        self, rows: NDArray[np.int64], counts: NDArray[np.int64], *, uniform: bool
    ) -> NDArray[np.float64]:
        """Cumulative probabilities within each run of rows, the best of which comes first."""
        begin = np.cumsum(counts) - counts
        # Relative to the best, so that no temperature overflows or leaves nothing to draw from.
        relative = self._scores[rows] / np.repeat(self._scores[rows[begin]] if len(rows) else begin, counts)
        weights = np.ones(len(rows)) if uniform else relative ** (1.0 / self._settings.temperature)
        kernels.normalize_runs(weights, counts)
        return weights

    def _add(self, candidates: Sequence[int], limit: int | None) -> int:
        rows = np.array(sorted(candidates, key=lambda row: (-self._scores[row], row))[:limit], dtype=np.int64)
        counts = np.array([len(rows)], dtype=np.int64)
        self._rows.append(rows.astype(np.int32))
        self._counts.append(counts)
        self._cumulative.append(self._weights(rows, counts, uniform=self._uniform and limit is not None))
        self._entries += 1
        return self._entries - 1

    def arrays(self) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
        """Of E entries so far the E + 1 offsets into the candidates, each candidate's row, and its cumulative
        probability within its entry."""
        if len(self._rows) > 1 or not len(self._offsets_E1):
            self._rows = [np.concatenate(self._rows)]
            self._counts = [np.concatenate(self._counts)]
            self._cumulative = [np.concatenate(self._cumulative)]
            self._offsets_E1 = np.concatenate([[0], np.cumsum(self._counts[0])]).astype(np.int64)
        return self._offsets_E1, self._rows[0], self._cumulative[0]

    def spans(self, entries_K: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where the candidates of entries begin and end; both 0 for `NONE`."""
        offsets_E1 = self.arrays()[0]
        there = entries_K >= 0
        return np.where(there, offsets_E1[entries_K], 0), np.where(there, offsets_E1[entries_K + 1], 0)

    def entries(self, words: Iterable[str], parts_of_speech: Iterable[str]) -> NDArray[np.int32]:
        """The entry of each case-folded word with its part of speech ("": any), `NONE` if there is none."""
        number_of = self._number_of
        return np.array(
            [
                self._tagged_entry(word, upos) if upos else number_of.get(word, NONE)
                for word, upos in zip(words, parts_of_speech, strict=True)
            ],
            dtype=np.int32,
        )

    def _tagged_entry(self, word: str, upos: str) -> int:
        if word not in self._number_of:
            return NONE
        key = word, upos
        if key not in self._tagged:
            self._tagged[key] = self._add(self.candidates(word, upos), self._limit)
        return self._tagged[key]

    def key_words(self) -> NDArray[np.int32]:
        """The number of words in the source key of each row."""
        lengths = np.array([1 + key.count(" ") for key in self.keys], dtype=np.int32)
        return lengths[self._key_of_row]

    @cached_property
    def key_table(self) -> KeyTable:
        """Looks up the entries of no part of speech."""
        return KeyTable(self._number_of)

    @cached_property
    def _rows_of_key(self) -> list[list[int]]:
        rows: list[list[int]] = [[] for _ in self.keys]
        for row, key in enumerate(self._key_of_row.tolist()):
            rows[key].append(row)
        return rows

    def candidates(self, key: str, upos: str) -> list[int]:
        """Rows of a key: those of the part of speech if any, else the untagged, else all."""
        number = self._number_of.get(key, NONE)
        rows = self._rows_of_key[number] if number >= 0 else []
        if not upos or not rows:
            return rows
        same = [row for row in rows if self._source_pos[row] == upos]
        return same or [row for row in rows if not self._source_pos[row]] or rows

    def fill_entry(self, upos: str) -> int:
        """The entry that lists one-word targets of a content word's part of speech, `NONE` without any."""
        if upos not in CONTENT_POS:
            return NONE
        if upos not in self._fill:
            rows = self.rows_of_pos(upos)
            self._fill[upos] = self._add(rows, None) if rows else NONE
        return self._fill[upos]

    def rows_of_pos(self, upos: str) -> list[int]:
        """Rows with a one-word target and this part of speech, at most `FILL_LIMIT`, evenly spaced."""
        rows = [
            row
            for row, pos in enumerate(self._source_pos)
            if pos == upos and " " not in self.targets[row] and len(self.targets[row]) > 1
        ]
        step = max(1, -(-len(rows) // FILL_LIMIT))
        return rows[::step]


class Phrases:
    """The tree of multiword keys.

    Args:
        phrases: the words of each key, and the entry it leads to.

    Attributes:
        parts: word -> its number among all words of all keys.
        tree: as the loops take it.
        key_table: looks up `parts`.
    """

    def __init__(self, phrases: Iterable[tuple[Sequence[str], int]]) -> None:
        self.parts: dict[str, int] = {}
        tree: dict[tuple[int, int], int] = {}
        accept = [NONE]
        for words, entry in phrases:
            state = 0
            for word in words:
                edge = state, self.parts.setdefault(word, len(self.parts))
                if edge not in tree:
                    tree[edge] = len(accept)
                    accept.append(NONE)
                state = tree[edge]
            if accept[state] == NONE:
                accept[state] = entry
        self.key_table = KeyTable(self.parts)
        size = 1 << max(1, 2 * len(tree)).bit_length()
        edges, states = np.zeros(size, dtype=np.uint64), np.full(size, NONE, dtype=np.int32)
        width = max(1, len(self.parts))
        numbers = np.array([state * width + part for state, part in tree], dtype=np.uint64)
        kernels.enter_edges(edges, states, numbers, np.array(list(tree.values()), dtype=np.int32))
        self.tree = kernels.Tree(edges, states, width, np.array(accept, dtype=np.int32))
