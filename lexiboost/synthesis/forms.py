"""Output forms: what a drawn translation looks like after inflection and casing."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from lexiboost.synthesis.inflect import Inflector
from lexiboost.synthesis.source import SourceCorpus
from lexiboost.text.unicode import capitalize, is_cased, upper

ORIGINS = ("kept", "substituted", "lemma", "inflected", "filled", "invented")
KEPT, SUBSTITUTED, LEMMA, INFLECTED, FILLED, INVENTED = range(len(ORIGINS))
PLAIN, TITLE, UPPER = range(3)


class Forms:
    """Interns output forms; a form id stands for (words, cell, origin, way of inflection).

    Args:
        corpus: the source, whose words give features and casing.
        targets: the lexicon's targets, by row.
        variety: of the targets.
    """

    def __init__(self, corpus: SourceCorpus, targets: list[str], variety: str) -> None:
        self.vocabulary: list[str] = []
        self._word_ids: dict[str, int] = {}
        self._targets, self._variety = targets, variety
        self.source_words = np.array([self._intern(row[0]) for row in corpus.vocabulary], dtype=np.int32)
        cased = is_cased(variety.rpartition("_")[2])
        self._case_V = np.array([_case(row[0]) if cased else PLAIN for row in corpus.vocabulary], np.int64)
        bundles = sorted({row[3] for row in corpus.vocabulary})
        self._bundles, order = bundles, {bundle: i for i, bundle in enumerate(bundles)}
        self._bundle_V = np.array([order[row[3]] for row in corpus.vocabulary], dtype=np.int64)
        self._is_verb_V = np.array([row[3].startswith("V") for row in corpus.vocabulary], dtype=bool)
        self._memo: dict[tuple[str, str, str, int, int], int] = {}
        self._words: list[int] = []
        self._offsets: list[int] = [0]
        self._origins: list[int] = []
        self._cell_ids: list[int] = []
        self.cells: list[str] = [""]
        self.ways: list[str] = [""]
        self._cell_of: dict[tuple[str, str], int] = {("", ""): 0}

    def _intern(self, word: str) -> int:
        found = self._word_ids.get(word)
        if found is None:
            found = self._word_ids[word] = len(self.vocabulary)
            self.vocabulary.append(word)
        return found

    def look_up(
        self,
        first: NDArray[np.int32],
        last: NDArray[np.int32],
        rows: NDArray[np.int32],
        origins: NDArray[np.int8],
        inflector: Inflector | None,
        random_cells: NDArray[np.float64] | None,
        *,
        inflect_all: bool,
    ) -> NDArray[np.int64]:
        """The form id of each drawn (segment's first and last source word, lexicon row).

        A multiword entry has the features of its head: its first word if that is a verb, else its last.
        """
        if not len(rows):
            return np.zeros(0, dtype=np.int64)
        bundles = self._bundle_V[np.where(self._is_verb_V[first], first, last)]
        cases = self._case_V[first]
        cases = np.where((cases == UPPER) & (self._case_V[last] != UPPER), TITLE, cases)
        base = ((rows.astype(np.int64) * len(self._bundles) + bundles) * 8 + origins) * 3 + cases
        _, distinct, inverse = np.unique(base, return_index=True, return_inverse=True)
        forms = np.empty(len(distinct), dtype=np.int64)
        for at, i in enumerate(distinct.tolist()):
            bundle, case = self._bundles[int(bundles[i])], int(cases[i])
            target, origin, cell, way = self._targets[int(rows[i])], int(origins[i]), "", ""
            if inflector is not None and inflect_all and origin in (LEMMA, FILLED) and " " not in target:
                found = inflector.inflect(target, bundle)
                if found is not None:
                    target, cell, way = found.form, found.cell, found.origin
                    origin = INFLECTED if origin == LEMMA else FILLED
            forms[at] = self._form(target, cell, way, origin, case)
        result = forms[inverse.reshape(-1)]
        if random_cells is not None and inflector is not None:
            for i in np.flatnonzero(random_cells >= 0).tolist():
                drawn = inflector.random_form(self._targets[int(rows[i])], float(random_cells[i]))
                if drawn is not None:
                    origin = FILLED if origins[i] == FILLED else INFLECTED
                    result[i] = self._form(drawn.form, drawn.cell, drawn.origin, origin, int(cases[i]))
        return result

    def invented(self, source: NDArray[np.int32], words: Sequence[str]) -> NDArray[np.int64]:
        """The form id of each invented word, in the case of the source word it stands for."""
        cases = self._case_V[source].tolist()
        forms = [self._form(word, "", "", INVENTED, case) for word, case in zip(words, cases, strict=True)]
        return np.array(forms, dtype=np.int64)

    def _form(self, target: str, cell: str, way: str, origin: int, case: int) -> int:
        key = (target, cell, way, origin, case)
        if key not in self._memo:
            words = self._carry_case(target, case).split()
            self._words.extend(self._intern(word) for word in words)
            self._offsets.append(len(self._words))
            self._origins.append(origin)
            if (cell, way) not in self._cell_of:
                self._cell_of[cell, way] = len(self.cells)
                self.cells.append(cell)
                self.ways.append(way)
            self._cell_ids.append(self._cell_of[cell, way])
            self._memo[key] = len(self._origins) - 1
        return self._memo[key]

    def _carry_case(self, text: str, case: int) -> str:
        if case == UPPER:
            return normalize("NFC", upper(text, self._variety))
        return normalize("NFC", capitalize(text, self._variety)) if case == TITLE else text

    def pool(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """All forms' words and their offsets, with one empty form so that -1 may index it."""
        return np.array(self._words, dtype=np.int32), np.array([*self._offsets, 0], dtype=np.int64)

    def origins(self) -> NDArray[np.int8]:
        """The origin of each form, and `kept` so that -1 may index it."""
        return np.array([*self._origins, KEPT], dtype=np.int8)

    def cell_ids(self) -> NDArray[np.int32]:
        """The row in `cells` and `ways` of each form, and 0 so that -1 may index it."""
        return np.array([*self._cell_ids, 0], dtype=np.int32)


def _case(word: str) -> int:
    if len(word) < 2:  # a lone capital is English "I" more often than the start of a sentence
        return PLAIN
    if word.isupper():
        return UPPER
    return TITLE if word[:1].isupper() else PLAIN
