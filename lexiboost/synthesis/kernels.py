"""The loop of synthesis over running words, compiled.

Shape suffixes: T running source words, N sentences, E entries, C candidates, R lexicon rows, U uncased forms
(the lexicon's targets first), F cased forms, X words of forms, W output words, V vocabulary, G labels.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lexiboost.artifacts.kernels import kernel

REPLACE, SENSE, FILL, CELL, RANDOM_CELL, INVENT, INVENTION = range(7)
"""Streams of random numbers of a segment."""
KEPT, SUBSTITUTED, LEMMA, INFLECTED, FILLED, INVENTED = range(6)
"""How an output word was made."""
NONE, UNKNOWN = -1, -2
DONE, FULL, MISSING = range(3)
"""What `synthesize` says: all is written; the output does not fit; forms are missing."""
SMALL_ENTRY = 16

FORM, FORM_END, BASE, BASE_END, FILLER, PART, COLUMN, TRAITS = range(8)
"""What is known of a distinct source word, in one row: where the candidates of its surface form begin and end
and those of its lemma (the same place where there are none); the entry of random words of its part of speech,
its number in multiword keys, the column of its features among those that can be carried over (`NONE` where
there is no such thing); the sum of its traits."""
CASE, VERB, CLOSED = 3, 4, 8
"""Bits of the traits: `forms.case_of`; whether it is a verb; whether it is a function word."""
FORM_TEXT, FORM_LENGTH, BEGIN, END, CELL_OF, WORD = range(6)
"""What is known of a cased form, in one row: where the bytes of its first word begin, and their number; where
its words begin and end in `words_X`; its cell; its first word."""

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


class Source(NamedTuple):
    """A corpus.

    Attributes: ids_T, offsets_N1, tags_T: as in `SourceCorpus`. keys_N: of the sentences' draws.
    """

    ids_T: NDArray[np.int32]
    offsets_N1: NDArray[np.int64]
    tags_T: NDArray[np.int16]
    keys_N: NDArray[np.uint64]


class Keys(NamedTuple):
    """The tree of multiword keys, whose root is state 0.

    Attributes: edges, states: an open hash table of edges (state * parts + part) and where they lead. parts:
    how many words there are in keys. accept_K: the entry that ends in a state, `NONE` for most. inner_G: of a
    label that begins or continues a chunk the one that continues it, `NONE` of others.
    """

    edges: NDArray[np.uint64]
    states: NDArray[np.int32]
    parts: int
    accept_K: NDArray[np.int32]
    inner_G: NDArray[np.int16]


class Entries(NamedTuple):
    """Entry e has candidates `offsets[e]:offsets[e + 1]`: lexicon rows with cumulative probabilities."""

    offsets_E1: NDArray[np.int64]
    rows_C: NDArray[np.int32]
    cumulative_C: NDArray[np.float64]


class FormTables(NamedTuple):
    """What forms are known; `NONE` where there is none, `UNKNOWN` where nobody has asked yet.

    Attributes: inflected: the uncased form of a row for the features of a column, at row * columns + column.
    random_R: where the forms of a row's paradigm begin in `paradigms`, behind their number. cased: the cased
    form of an uncased one, at unit * 3 + case. forms_Fx6: of cased forms. words_X: of those of several words.
    invented: uncased forms that are invented words.
    """

    inflected: NDArray[np.int32]
    random_R: NDArray[np.int32]
    paradigms: NDArray[np.int32]
    cased: NDArray[np.int32]
    forms_Fx6: NDArray[np.int32]
    words_X: NDArray[np.int32]
    invented: NDArray[np.int32]


class Rules(NamedTuple):
    """Settings: see `SynthesisSettings`.

    Attributes: substitute: mode `substitute`. columns: of `FormTables.inflected`. continued_G: the label that
    continues each label.
    """

    substitute: bool
    fraction: float
    fill: float
    random_cells: float
    invent: float
    columns: int
    continued_G: NDArray[np.int16]


class Output(NamedTuple):
    """Where the columns of `PseudoText` are written, as far as they hold one value an output word."""

    words_W: NDArray[np.int32]
    source_W: NDArray[np.int32]
    origin_W: NDArray[np.int8]
    row_W: NDArray[np.int32]
    cell_W: NDArray[np.int32]
    tags_W: NDArray[np.int16]
    offsets_N1: NDArray[np.int64]


class Missing(NamedTuple):
    """Receives places in the first, second and fourth table of `FormTables`; `counts` of the three."""

    inflected: NDArray[np.int64]
    paradigms: NDArray[np.int64]
    cased: NDArray[np.int64]
    counts: NDArray[np.int64]


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
    tags_T: NDArray[np.int16],
    types_Vx8: NDArray[np.int32],
    edges: NDArray[np.uint64],
    states: NDArray[np.int32],
    parts: int,
    accept_K: NDArray[np.int32],
    inner_G: NDArray[np.int16],
    at: int,
    end: int,
) -> tuple[int, int]:
    """The number of words and the entry of the longest multiword key from `at`; 1 and `NONE` without any.

    Keys never cross the border of a chunk of labels.
    """
    length, entry = 1, NONE
    mask = np.uint64(len(edges) - 1)
    first = tags_T[at]
    inner = inner_G[first] if first >= 0 else NONE
    state = 0
    for k in range(at, end):
        part = types_Vx8[ids_T[k], PART]
        if part < 0:
            break
        if k > at and first >= 0:
            tag = tags_T[k]
            if (inner >= 0 and tag != inner) or (inner == NONE and inner_G[tag] >= 0):
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
def draw_candidate(cumulative_C: NDArray[np.float64], low: int, end: int, drawn: float) -> int:
    """The candidate from `low` to before `end` that a number in [0, 1) draws: the first above it."""
    high = end - 1
    while high - low > SMALL_ENTRY:
        middle = (low + high) // 2
        if cumulative_C[middle] <= drawn:
            low = middle + 1
        else:
            high = middle
    while low < high and cumulative_C[low] <= drawn:
        low += 1
    return low


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


@kernel
def synthesize(
    source: Source,
    types_Vx8: NDArray[np.int32],
    keys: Keys,
    entries: Entries,
    forms: FormTables,
    rules: Rules,
    copy: int,
    source_words: int,
    room: int,
    missing: Missing,
    out: Output,
) -> int:
    """Draws one copy of a corpus: segments by greedy longest match, a form each, their words in columns.

    Args:
        copy: the number of the draw.
        source_words: what the words of forms are numbered from.
        room: output words that a segment may take at most.
        missing, out: are written to.

    Returns: `DONE`; `FULL`, where `out` has not room for another segment; `MISSING`, where `missing` says
        which forms are to be made before the call is repeated.
    """
    # Arrays are taken out of their tuples here, as taking them out in the loop would count references.
    ids_T, offsets_N1, tags_T, keys_N = source
    edges, states, parts, accept_K, inner_G = keys
    offsets_E1, rows_C, cumulative_C = entries
    inflected, random_R, paradigms, cased, forms_Fx6, words_X, invented = forms
    substitute, fraction, fill, random_cells, invent, columns, continued_G = rules
    words_W, source_W, origin_W, row_W, cell_W, tags_W, out_N1 = out
    wanted_inflected, wanted_paradigms, wanted_cased, counts = missing
    w = 0
    for sentence in range(len(offsets_N1) - 1):
        begin, end = offsets_N1[sentence], offsets_N1[sentence + 1]
        key_of_copy = mixed(keys_N[sentence], copy)
        at = begin
        while at < end:
            first = ids_T[at]
            length, entry = 1, NONE
            if types_Vx8[first, PART] >= 0:
                length, entry = longest_key(
                    ids_T, tags_T, types_Vx8, edges, states, parts, accept_K, inner_G, at, end
                )
            last = ids_T[at + length - 1]
            if w + max(room, length) > len(words_W):
                return FULL
            key = mixed(key_of_copy, at - begin)

            # Candidates, or none: what gives them, and whether the lexicon has any at all.
            traits = types_Vx8[first, TRAITS]
            by_form = substitute
            if entry >= 0:
                low, high = offsets_E1[entry], offsets_E1[entry + 1]
            else:
                by_form = (
                    types_Vx8[first, FORM] < types_Vx8[first, FORM_END]
                    if substitute
                    else types_Vx8[first, BASE] >= types_Vx8[first, BASE_END]
                )
                low, high = (
                    types_Vx8[first, FORM if by_form else BASE],
                    types_Vx8[first, FORM_END if by_form else BASE_END],
                )
            listed = low < high or types_Vx8[first, FORM] < types_Vx8[first, FORM_END]
            origin = SUBSTITUTED if by_form else LEMMA
            if fraction < 1.0 and uniform(key, REPLACE) >= fraction:
                high = low
            elif low >= high and fill > 0.0 and types_Vx8[first, FILLER] >= 0 and uniform(key, FILL) < fill:
                low, high = offsets_E1[types_Vx8[first, FILLER]], offsets_E1[types_Vx8[first, FILLER] + 1]
                origin = FILLED

            # A row of the lexicon, and an uncased form of it or an invented one.
            row, unit = NONE, NONE
            if low < high:
                if high - low > 1:
                    low = draw_candidate(cumulative_C, low, high, uniform(key, SENSE))
                unit = row = rows_C[low]
                column = types_Vx8[first if traits & VERB else last, COLUMN]
                if column >= 0 and origin != SUBSTITUTED:
                    made = known(inflected, row * columns + column, wanted_inflected, counts, 0)
                    if made >= 0:
                        unit, origin = made, INFLECTED if origin == LEMMA else origin
                if random_cells > 0.0 and uniform(key, RANDOM_CELL) < random_cells:
                    paradigm = known(random_R, row, wanted_paradigms, counts, 1)
                    if paradigm >= 0:
                        drawn = int(uniform(key, CELL) * paradigms[paradigm])
                        unit = paradigms[paradigm + 1 + drawn]
                        origin = FILLED if origin == FILLED else INFLECTED
            elif invent > 0.0 and not listed and traits & CLOSED and uniform(key, INVENT) < invent:
                unit, origin = invented[int(uniform(key, INVENTION) * len(invented))], INVENTED

            # Its words, or the source's own, in columns.
            form, case, cell = NONE, traits & CASE, 0
            if unit >= 0:
                if (
                    case == 2 and types_Vx8[last, TRAITS] & CASE != 2
                ):  # capitals at the head of a key alone are no capitals
                    case = 1
                form = known(cased, unit * 3 + case, wanted_cased, counts, 2)
            tag = tags_T[at]
            if form < 0:
                origin = KEPT
                low, high = at, at + length
            else:
                cell = forms_Fx6[form, CELL_OF]
                low, high = forms_Fx6[form, BEGIN], forms_Fx6[form, END]
            position = at - begin
            for k in range(low, high):
                if form >= 0:
                    word = source_words + words_X[k]
                else:
                    word = ids_T[k]
                    if k > at:
                        tag, position = tags_T[k], k - begin
                words_W[w], row_W[w], tags_W[w] = word, row, tag
                source_W[w], origin_W[w], cell_W[w] = position, origin, cell
                if form >= 0 and tag >= 0:
                    tag = continued_G[tag]
                w += 1
            at += length
        out_N1[sentence + 1] = w
    return MISSING if counts.sum() > 0 else DONE
