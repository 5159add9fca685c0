"""Which strings need cleaning, found without looking at each one in Python.

Published tables are clean but for a few cells. A string stays as it is when it has no space at its ends and
every character is printable and sure to be in NFC (UAX #15, section 9, "detecting normalization forms"): it
composes with nothing before it, and a combining mark stands directly after a character that is none.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lexiboost.morphology.strings import buffers
from lexiboost.text.unicode import clean

BLOCK = 1 << 20
_SPACE, _DELETE = 32, 127
_QUIET, _MARK, _SUSPECT = 0, 1, 2
_BMP = 0x10000
_JAMO = (range(0x1161, 0x1176), range(0x11A8, 0x11C3))


@lru_cache(maxsize=1)
def _classes() -> NDArray[np.uint8]:
    """The class of every character of the basic plane; its last entry stands for all others."""
    classes = np.full(_BMP + 1, _SUSPECT, dtype=np.uint8)
    composing = {code for jamo in _JAMO for code in jamo}
    for code in range(_BMP):
        char = chr(code)
        decomposition = unicodedata.decomposition(char)
        if decomposition and decomposition[0] != "<":
            composing.update(int(second, 16) for second in decomposition.split()[1:])
            if not unicodedata.is_normalized("NFC", char):
                continue
        if char.isprintable():
            classes[code] = _MARK if unicodedata.combining(char) else _QUIET
    classes[[code for code in composing if code < _BMP]] = _SUSPECT
    return classes


def suspects(strings: Any) -> NDArray[np.intp]:
    """Indices, in order, of the strings that have to be looked at one by one."""
    data, offsets = buffers(strings)
    filled = np.flatnonzero(np.diff(offsets))
    ends = (data[offsets[:-1][filled]] == _SPACE) | (data[offsets[1:][filled] - 1] == _SPACE)
    found = [filled[ends]]
    begin = 0
    while begin < len(strings):
        end = int(np.searchsorted(offsets, offsets[begin] + BLOCK, side="right")) - 1
        end = min(max(end, begin + 1), len(strings))
        at = _suspect_bytes(data[offsets[begin] : offsets[end]]) + offsets[begin]
        if at.size:
            found.append(np.unique(np.searchsorted(offsets, at, side="right") - 1))
        begin = end
    return np.unique(np.concatenate(found))


def _suspect_bytes(data: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Where characters begin that may need cleaning."""
    if not data.size or data.max() < 128:
        return np.flatnonzero((data < _SPACE) | (data == _DELETE))
    codes = np.frombuffer(data.tobytes().decode("utf-8").encode("utf-32-le"), dtype=np.uint32)
    classes = _classes()[np.minimum(codes, _BMP)]
    marks = classes == _MARK
    suspect = classes == _SUSPECT
    suspect[1:] |= marks[1:] & marks[:-1]
    if not suspect.any():
        return np.empty(0, dtype=np.intp)
    starts = np.flatnonzero((data & 0xC0) != 0x80)
    return starts[suspect]


def clean_strings(strings: Any, weights: NDArray[np.int64], counts: Counter[str]) -> Any:
    """The strings in NFC, without invisible characters, odd spaces and spaces at the ends.

    Args:
        strings: a pyarrow string array.
        weights: how often each occurs.
        counts: raised by the weight of the strings that were changed beyond their ends: `not_nfc`, or
            `invisible_or_odd_space` for those with characters that are not printable.

    Returns:
        The cleaned strings; the very array given where nothing changed.
    """
    changed: dict[int, str] = {}
    for i in suspects(strings).tolist():
        cell = strings[i].as_py()
        cleaned = cell if cell.isascii() and cell.isprintable() else clean(cell)
        if cleaned != cell:
            counts["not_nfc" if cell.isprintable() else "invisible_or_odd_space"] += int(weights[i])
        cleaned = cleaned.strip()
        if cleaned != cell:
            changed[i] = cleaned
    if not changed:
        return strings
    mask = np.zeros(len(strings), dtype=bool)
    mask[list(changed)] = True
    return pc.replace_with_mask(strings, pa.array(mask), pa.array(list(changed.values()), strings.type))
