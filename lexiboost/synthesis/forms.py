"""Output forms: what a drawn translation looks like after inflection and casing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from unicodedata import normalize

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lexiboost.artifacts.kernels import SLACK, wide
from lexiboost.synthesis import kernels
from lexiboost.synthesis.inflect import Inflected, Inflector
from lexiboost.synthesis.kernels import NONE, UNKNOWN
from lexiboost.text.unicode import capitalize, is_cased, upper

PLAIN, TITLE, UPPER = range(3)
_SMALLEST = 1024


class Forms:
    """Interns output forms.

    An uncased form (a unit) is a target of the lexicon, numbered by its row, or a form of one in a cell, or
    an invented word; a cased form is a unit as the case of the source word has it. Both are made when they
    are first needed.

    Args:
        targets: the lexicon's targets, by row.
        variety: of the targets.
        inflector: inflects targets; None leaves them as they are.

    Attributes:
        cells: distinct target cells, the first of them "" for none; ways: what gave the form in the cell
            beside it (`lexiboost.synthesis.inflect.WAYS`), "" for none.
        pool: the bytes of the distinct output words.
        longest_form: words of the longest form; longest_word: bytes of the longest word.
    """

    def __init__(self, targets: Sequence[str], variety: str, inflector: Inflector | None) -> None:
        self.cells: list[str] = [""]
        self.ways: list[str] = [""]
        self.longest_form = self.longest_word = 1
        self._variety, self._inflector = variety, inflector
        self.is_cased = is_cased(variety.rpartition("_")[2])
        self._units: list[str] = list(targets)
        self._unit_cells: list[int] = [0] * len(self._units)
        self._unit_of: dict[tuple[str, str, str], int] = {}
        self._cell_of: dict[tuple[str, str], int] = {("", ""): 0}
        self._word_of: dict[str, int] = {}
        self._columns: dict[str, int] = {}
        self._rows = len(self._units)
        self._inflected_RxB = np.zeros((self._rows, 0), dtype=np.int32)
        self._cased_Ux3 = np.full((self._rows, 3), UNKNOWN, dtype=np.int32)
        self._form_of: dict[tuple[str, int], int] = {}
        self._words_X = Grown(np.int32)
        self._forms = Grown(np.int32)
        self._random_R = np.full(self._rows, UNKNOWN, dtype=np.int32)
        self._paradigms, self._invented = Grown(np.int32), Grown(np.int32)
        self.pool, self._places = Pool(), Grown(np.int32)
        self._strings = pa.array([], pa.string())

    def columns(self, bundles: Sequence[str]) -> NDArray[np.int32]:
        """The column of each source bundle in the table of inflected forms, `NONE` if there can be none."""
        found = [self._column(bundle) for bundle in bundles]
        missing = len(self._columns) - self._inflected_RxB.shape[1]
        if missing:
            unknown = np.full((self._rows, missing), UNKNOWN, dtype=np.int32)
            self._inflected_RxB = np.concatenate([self._inflected_RxB, unknown], axis=1)
        return np.array(found, dtype=np.int32)

    def _column(self, bundle: str) -> int:
        if not bundle or self._inflector is None or not self._inflector.may_inflect(bundle):
            return NONE
        return self._columns.setdefault(bundle, len(self._columns))

    def nothing(self) -> int:
        """The form of no word at all."""
        key = "", 0
        if key not in self._form_of:
            self._form_of[key] = len(self._forms) // 6
            self._forms.extend((0, 0, 0, 0, 0, 0))
        return self._form_of[key]

    def invent(self, words: Sequence[str]) -> None:
        """Enters invented words."""
        self._invented.extend(self.unit(Inflected(word, "", "")) for word in words)

    @property
    def column_count(self) -> int:
        """The number of columns."""
        return len(self._columns)

    @property
    def invents(self) -> bool:
        """Whether there are invented words."""
        return bool(self._invented)

    def make(
        self, inflected: NDArray[np.int64], paradigms: NDArray[np.int64], cased: NDArray[np.int64]
    ) -> None:
        """Makes what `kernels.synthesize` says is missing."""
        bundles = list(self._columns)
        for pair in inflected.tolist():
            row, column = divmod(pair, len(bundles))
            self._inflected_RxB[row, column] = self._inflect(row, bundles[column])
        for row in paradigms.tolist():
            self._random_R[row] = self._enter_paradigm(row)
        for pair in cased.tolist():
            unit, case = divmod(pair, 3)
            self._cased_Ux3[unit, case] = self._form(unit, case)

    def _inflect(self, row: int, bundle: str) -> int:
        target = self._units[row]
        found = None if " " in target or self._inflector is None else self._inflector.inflect(target, bundle)
        return NONE if found is None else self.unit(found)

    def _enter_paradigm(self, row: int) -> int:
        """Where the forms of a target's paradigm begin in the list of paradigms; `NONE` where it has none."""
        found = () if self._inflector is None else self._inflector.paradigm(self._units[row])
        if not found:
            return NONE
        begin = len(self._paradigms)
        self._paradigms.extend([len(found), *(self.unit(form) for form in found)])
        return begin

    def unit(self, form: Inflected) -> int:
        """The unit of an inflected form, or of an invented word (one without cell)."""
        key = form.form, form.cell, form.origin
        if key not in self._unit_of:
            cell = form.cell, form.origin
            if cell not in self._cell_of:
                self._cell_of[cell] = len(self.cells)
                self.cells.append(form.cell)
                self.ways.append(form.origin)
            self._unit_of[key] = len(self._units)
            self._units.append(form.form)
            self._unit_cells.append(self._cell_of[cell])
        return self._unit_of[key]

    def _form(self, unit: int, case: int) -> int:
        text, cell = self._carry_case(self._units[unit], case), self._unit_cells[unit]
        key = text, cell
        if key not in self._form_of:
            words = [self.word(word) for word in text.split()]
            self.longest_form = max(self.longest_form, len(words))
            begin = len(self._words_X)
            self._words_X.extend(words)
            self._form_of[key] = len(self._forms) // 6
            place = self._places[2 * words[0] : 2 * words[0] + 2]
            self._forms.extend((*place, begin, len(self._words_X), cell, words[0]))
        return self._form_of[key]

    def word(self, word: str) -> int:
        """The number of an output word."""
        number = self._word_of.get(word)
        if number is None:
            number = self._word_of[word] = len(self._places) // 2
            data = word.encode()
            self._places.extend((self.pool.append(data), len(data)))
            self.longest_word = max(self.longest_word, len(data))
        return number

    def _carry_case(self, text: str, case: int) -> str:
        if case == UPPER:
            return normalize("NFC", upper(text, self._variety))
        return normalize("NFC", capitalize(text, self._variety)) if case == TITLE else text

    def tables(self) -> kernels.FormTables:
        """All that is known."""
        if len(self._cased_Ux3) < len(self._units):
            size = max(len(self._units), len(self._cased_Ux3) + _SMALLEST, 5 * len(self._cased_Ux3) // 4)
            unknown = np.full((size - len(self._cased_Ux3), 3), UNKNOWN, dtype=np.int32)
            self._cased_Ux3 = np.concatenate([self._cased_Ux3, unknown])
        return kernels.FormTables(
            self._inflected_RxB.reshape(-1),
            self._random_R,
            self._paradigms.array(),
            self._cased_Ux3.reshape(-1),
            self._forms.array().reshape(-1, 6),
            self._words_X.array(),
            self._invented.array(),
        )

    def places(self) -> NDArray[np.int32]:
        """Where the bytes of each distinct output word begin in the pool, and their number: (X, 2)."""
        return self._places.array().reshape(-1, 2)

    def cased(self, unit: int, case: int) -> int:
        """The form of a unit in a case, made if it is not known."""
        form = int(self._cased_Ux3[unit, case])
        if form == UNKNOWN:
            form = self._cased_Ux3[unit, case] = self._form(unit, case)
        return form

    def written(self, text: str) -> int:
        """The form of a text as it stands, of no cell."""
        return self._form(self.unit(Inflected(text, "", "")), PLAIN)

    def settle(self) -> None:
        """Turns what was made so far into arrays now, not when they are first asked for."""
        self.tables()
        self.places()
        self.strings()

    def strings(self) -> pa.Array:
        """The distinct output words so far, as a pyarrow array."""
        if len(self._strings) < len(self._word_of):
            self._strings = pa.array(list(self._word_of), pa.string())
        return self._strings


class Pool:
    """Bytes that are appended, with room behind them to read eight at a time."""

    def __init__(self) -> None:
        self._data = np.zeros(1024, dtype=np.uint8)
        self._size = 0

    def append(self, data: bytes) -> int:
        """Appends bytes; returns where they begin."""
        begin, self._size = self._size, self._size + len(data)
        if self._size + 3 * SLACK > len(self._data):
            grown = np.zeros(2 * (self._size + 3 * SLACK), dtype=np.uint8)
            grown[:begin] = self._data[:begin]
            self._data = grown
        self._data[begin : self._size] = np.frombuffer(data, dtype=np.uint8)
        return begin

    def wide(self) -> NDArray[np.uint64]:
        """All of them, eight from each place on."""
        return wide(self._data)


class Grown(list[int]):
    """Integers that are appended one by one and read as an array."""

    def __init__(self, kind: type[np.integer], values: Sequence[int] = ()) -> None:
        super().__init__(values)
        self._array = np.array(values, dtype=kind)

    def array(self) -> NDArray[Any]:
        """All of them."""
        known = len(self._array)
        if known < len(self):
            self._array = np.concatenate([self._array, np.array(self[known:], dtype=self._array.dtype)])
        return self._array


def case_of(word: str) -> int:
    """Whether a source word is in capitals, begins with one, or neither."""
    if len(word) < 2:  # a lone capital is English "I" more often than the start of a sentence
        return PLAIN
    if word.isupper():
        return UPPER
    return TITLE if word[:1].isupper() else PLAIN
