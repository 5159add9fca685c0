"""What the loops of synthesis share: random draws, look-ups, the rows in which things are known.

Shape suffixes of the loops: T running source words, N sentences, E entries, C candidates, R lexicon rows, U
uncased forms (the lexicon's targets first), F cased forms, X words of forms, W output words, V vocabulary, G
labels.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lexiboost.artifacts.kernels import kernel

REPLACE, SENSE, FILL, CELL, RANDOM_CELL, INVENT, INVENTION, NOISE, VARIANT = range(9)
"""Streams of random numbers of a segment; those of noise are of an output word."""
KEPT, SUBSTITUTED, LEMMA, INFLECTED, FILLED, INVENTED, TRANSLITERATED, MASKED = range(8)
"""How an output word was made."""
NONE, UNKNOWN = -1, -2
DONE, FULL, MISSING = range(3)
"""What a loop says: all is written; the output does not fit; forms are missing."""
PART = 4
"""The column of a source word's row with its number among the words of multiword keys, `NONE` for most."""
CASE, VERB, CLOSED, DROP = 3, 4, 8, 16
"""Bits of the traits: `forms.case_of`; whether it is a verb; whether it is a function word; whether it is one
that is dropped."""
FORM_TEXT, FORM_LENGTH, BEGIN, END, CELL_OF, WORD = range(6)
"""What is known of a cased form, in one row: where the bytes of its first word begin, and their number; where
its words begin and end in `words_X`; its cell; its first word."""

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


class Tree(NamedTuple):
    """The tree of multiword keys, whose root is state 0.

    Attributes: edges, states: an open hash table of edges (state * parts + part) and where they lead. parts:
    how many words there are in keys. accept_K: the entry that ends in a state, `NONE` for most.
    """

    edges: NDArray[np.uint64]
    states: NDArray[np.int32]
    parts: int
    accept_K: NDArray[np.int32]


class FormTables(NamedTuple):
    """What forms are known; `NONE` where there is none, `UNKNOWN` where nobody has asked yet.

    Attributes: inflected: the uncased form of a row for the features of a column, at row * columns + column.
    random_R: where the forms of a row's paradigm begin in `paradigms`, behind their number. cased: the cased
    form of an uncased one, at unit * 3 + case. forms_Fx6: of cased forms. words_X: of all of these.
    invented: uncased forms that are invented words.
    """

    inflected: NDArray[np.int32]
    random_R: NDArray[np.int32]
    paradigms: NDArray[np.int32]
    cased: NDArray[np.int32]
    forms_Fx6: NDArray[np.int32]
    words_X: NDArray[np.int32]
    invented: NDArray[np.int32]


@kernel
def mixed(key: np.uint64, salt: int) -> np.uint64:
    """`draw.mix` of one key."""
    x = key + _GAMMA * (np.uint64(salt) + np.uint64(1))
    x = (x ^ (x >> np.uint64(30))) * _FIRST
    x = (x ^ (x >> np.uint64(27))) * _SECOND
    return x ^ (x >> np.uint64(31))


@kernel
def uniform(key: np.uint64, stream: int) -> float:
    """`draw.uniforms` of one key."""
    return np.float64(mixed(key, stream) >> np.uint64(11)) * 2.0**-53


@kernel
def enter_edges(
    keys: NDArray[np.uint64], states: NDArray[np.int32], edges: NDArray[np.uint64], ends: NDArray[np.int32]
) -> None:
    """Fills an open hash table, whose size is a power of two, with edges and where they lead."""
    mask = np.uint64(len(keys) - 1)
    for i in range(len(edges)):
        slot = mixed(edges[i], 0) & mask
        while states[slot] >= 0:
            slot = (slot + np.uint64(1)) & mask
        keys[slot] = edges[i]
        states[slot] = ends[i]


@kernel
def normalize_runs(weights_C: NDArray[np.float64], counts_E: NDArray[np.int64]) -> None:
    """Turns the weights of each run into cumulative shares, in place."""
    at = 0
    for count in counts_E:
        total = 0.0
        for c in range(at, at + count):
            total += weights_C[c]
            weights_C[c] = total
        for c in range(at, at + count):
            weights_C[c] /= total
        at += count


@kernel
def longest_key(
    ids_T: NDArray[np.int32],
    types_Vx8: NDArray[np.int32],
    edges: NDArray[np.uint64],
    states: NDArray[np.int32],
    parts: int,
    accept_K: NDArray[np.int32],
    at: int,
    end: int,
) -> tuple[int, int]:
    """The number of words and the entry of the longest multiword key from `at`; 1 and `NONE` without any."""
    length, entry, state = 1, NONE, 0
    mask = np.uint64(len(edges) - 1)
    for k in range(at, end):
        part = types_Vx8[ids_T[k], PART]
        if part < 0:
            break
        edge = np.uint64(state) * np.uint64(parts) + np.uint64(part)
        slot = mixed(edge, 0) & mask
        while states[slot] >= 0 and edges[slot] != edge:
            slot = (slot + np.uint64(1)) & mask
        state = states[slot]
        if state < 0:
            break
        if accept_K[state] >= 0 and k > at:
            length, entry = k + 1 - at, accept_K[state]
    return length, entry


@kernel
def gives_way(
    ids_T: NDArray[np.int32],
    types_Vx8: NDArray[np.int32],
    edges: NDArray[np.uint64],
    states: NDArray[np.int32],
    parts: int,
    accept_K: NDArray[np.int32],
    at: int,
    length: int,
    end: int,
) -> bool:
    """Whether a multiword key that is longer than that of `length` words from `at` begins inside it."""
    for inner in range(at + 1, at + length):
        if longest_key(ids_T, types_Vx8, edges, states, parts, accept_K, inner, end)[0] > length:
            return True
    return False


@kernel
def known(
    table: NDArray[np.int32], at: int, wanted: NDArray[np.int64], counts: NDArray[np.int64], k: int
) -> int:
    """What a flat table of forms holds at `at`; what is unknown is `NONE`, and entered in `wanted` once."""
    found = table[at]
    if found == UNKNOWN:
        wanted[counts[k]] = at
        counts[k] += 1
        table[at] = found = NONE
    return found
