"""A lexicon compiled against a source corpus: entries to candidate translations in CSR arrays."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lexiboost.lexicons import Lexicon
from lexiboost.synthesis.settings import SynthesisSettings

CONTENT_POS = ("NOUN", "VERB", "ADJ", "ADV")
FILL_LIMIT = 4000


@dataclass
class CompiledLexicon:
    """Candidates of each entry, weighted.

    An entry is a source key (case-folded words joined by spaces) together with a part of speech: the
    candidates of a noun are the noun's when the lexicon tells, and everything it lists otherwise.

    Attributes:
        targets: the target string of each candidate row of the lexicon.
        entry_of: (key, UPOS) -> entry id.
        first_words: words that begin a multiword key, with the greatest number of words of such a key.
        offsets_E1: entry e holds candidates `offsets[e]:offsets[e + 1]`.
        rows_C: the lexicon row of each candidate.
        cumulative_C: e + cumulative probability within the entry: one sorted array for all entries.
        fill_entry: part of speech -> the entry that lists all one-word targets of that part of speech.
    """

    targets: list[str]
    entry_of: dict[tuple[str, str], int]
    first_words: dict[str, int]
    offsets_E1: NDArray[np.int64]
    rows_C: NDArray[np.int32]
    cumulative_C: NDArray[np.float64]
    fill_entry: dict[str, int] = field(default_factory=dict)

    def draw(self, entries_S: NDArray[np.int32], uniform_S: NDArray[np.float64]) -> NDArray[np.int32]:
        """The lexicon row drawn for each entry by a uniform number in [0, 1)."""
        at = np.searchsorted(self.cumulative_C, entries_S + uniform_S, side="right")
        at = np.clip(at, self.offsets_E1[entries_S], self.offsets_E1[entries_S + 1] - 1)
        return self.rows_C[at]


class LexiconIndex:
    """Rows of a lexicon by case-folded source key; built once a lexicon, shared by all compilations."""

    def __init__(self, lexicon: Lexicon) -> None:
        table = lexicon.table
        self.targets: list[str] = table["target"].tolist()
        self.scores = table["score"].to_numpy(dtype=np.float64)
        self.source_pos: list[str] = table["source_pos"].tolist()
        self.rows: dict[str, list[int]] = {}
        self.first_words: dict[str, int] = {}
        for row, source in enumerate(table["source"].tolist()):
            key = source.casefold()
            self.rows.setdefault(key, []).append(row)
            words = key.split(" ")
            if len(words) > 1:
                self.first_words[words[0]] = max(len(words), self.first_words.get(words[0], 0))

    def candidates(self, key: str, upos: str) -> list[int]:
        """Lexicon rows of a key: those of the part of speech if any, else the untagged, else all."""
        rows = self.rows.get(key, [])
        if not upos or not rows:
            return rows
        same = [row for row in rows if self.source_pos[row] == upos]
        return same or [row for row in rows if not self.source_pos[row]] or rows

    def rows_of_pos(self, upos: str) -> list[int]:
        """Rows with a one-word target and this part of speech, at most `FILL_LIMIT`, evenly spaced."""
        rows = [
            row
            for row, pos in enumerate(self.source_pos)
            if pos == upos and " " not in self.targets[row] and len(self.targets[row]) > 1
        ]
        step = max(1, -(-len(rows) // FILL_LIMIT))
        return rows[::step]


def compile_lexicon(
    index: LexiconIndex, keys: list[tuple[str, str]], settings: SynthesisSettings
) -> CompiledLexicon:
    """Compiles the entries that a corpus can use.

    Args:
        index: the lexicon.
        keys: (key, UPOS) pairs that occur in the corpus; those without translation get no entry.
        settings: temperature and the number of senses kept.
    """
    entry_of: dict[tuple[str, str], int] = {}
    rows: list[NDArray[np.int32]] = []
    cumulative: list[NDArray[np.float64]] = []

    def add(candidates: list[int], limit: int | None) -> int:
        chosen = sorted(candidates, key=lambda row: (-index.scores[row], row))[:limit]
        # Relative to the best, so that no temperature overflows or leaves nothing to draw from.
        weight = (index.scores[chosen] / index.scores[chosen[0]]) ** (1.0 / settings.temperature)
        rows.append(np.array(chosen, dtype=np.int32))
        cumulative.append(len(cumulative) + np.cumsum(weight) / weight.sum())
        return len(rows) - 1

    for key in keys:
        if key not in entry_of:
            candidates = index.candidates(*key)
            if candidates:
                entry_of[key] = add(candidates, settings.max_senses)
    fill_entry = {}
    if settings.fill:
        for upos in CONTENT_POS:
            candidates = index.rows_of_pos(upos)
            if candidates:
                fill_entry[upos] = add(candidates, None)
    lengths = [len(part) for part in rows]
    return CompiledLexicon(
        targets=index.targets,
        entry_of=entry_of,
        first_words=index.first_words,
        offsets_E1=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        rows_C=np.concatenate(rows) if rows else np.zeros(0, np.int32),
        cumulative_C=np.concatenate(cumulative) if rows else np.zeros(0),
        fill_entry=fill_entry,
    )
