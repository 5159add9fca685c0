"""The loop of synthesis over annotated sentences, compiled; shape suffixes are those of `kernels`."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lexiboost.artifacts.kernels import kernel
from lexiboost.synthesis.bigrams import START_WORD, Contexts, draw_in_context, left_word
from lexiboost.synthesis.kernels import (
    BEGIN,
    CASE,
    CELL,
    CELL_OF,
    CLOSED,
    DONE,
    DROP,
    END,
    FILL,
    FILLED,
    FULL,
    INFLECTED,
    INVENT,
    INVENTED,
    INVENTION,
    KEPT,
    LEMMA,
    MISSING,
    NONE,
    PART,
    RANDOM_CELL,
    REPLACE,
    SENSE,
    SUBSTITUTED,
    VERB,
    FormTables,
    Tree,
    gives_way,
    known,
    longest_key,
    mixed,
    uniform,
)

FORM, FORM_END, BASE, BASE_END, _, FILLER, COLUMN, TRAITS = range(8)
"""What is known of a distinct source word, in one row: where the candidates of its surface form begin and end
and those of its lemma (the same place where there are none); `kernels.PART`; the entry of random words of its
part of speech and the column of its features among those that can be carried over (`NONE` where there is no
such thing); the sum of its traits."""
_FEW = 16
"""Candidates that are faster gone through than halved."""


class Source(NamedTuple):
    """A corpus.

    Attributes: ids_T, offsets_N1, tags_T: as in `SourceCorpus`. keys_N: of the sentences' draws.
    """

    ids_T: NDArray[np.int32]
    offsets_N1: NDArray[np.int64]
    tags_T: NDArray[np.int16]
    keys_N: NDArray[np.uint64]


class Entries(NamedTuple):
    """Entry e has candidates `offsets[e]:offsets[e + 1]`: lexicon rows with cumulative probabilities."""

    offsets_E1: NDArray[np.int64]
    rows_C: NDArray[np.int32]
    cumulative_C: NDArray[np.float64]


class Rules(NamedTuple):
    """Settings: see `SynthesisSettings`.

    Attributes: substitute: mode `substitute`. columns: of `FormTables.inflected`. continued_G: the label that
    continues each label. inner_G: of a label that begins or continues a chunk the one that continues it,
    `NONE` of others.
    """

    substitute: bool
    fraction: float
    fill: float
    random_cells: float
    invent: float
    columns: int
    continued_G: NDArray[np.int16]
    inner_G: NDArray[np.int16]


class Choices(NamedTuple):
    """What settings need that are not plain; arrays of one that is are empty.

    Attributes: stand_ins_V: the uncased form that stands for each source word when the lexicon lacks it,
    `NONE` for most. stand_in: how these are made. columns_T: of each running word, in place of the column of
    its type. contexts: for senses by context. overlapping: whether a multiword key gives way to a longer one
    that begins inside it.
    """

    stand_ins_V: NDArray[np.int32]
    stand_in: int
    columns_T: NDArray[np.int32]
    contexts: Contexts
    overlapping: bool


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
def chunk_border(tags_T: NDArray[np.int16], inner_G: NDArray[np.int16], at: int, end: int) -> int:
    """Where a multiword key from `at` must end, as it may not cross the border of a chunk of labels."""
    first = tags_T[at]
    if first < 0:
        return end
    inner = inner_G[first]
    for k in range(at + 1, end):
        tag = tags_T[k]
        if (inner >= 0 and tag != inner) or (inner == NONE and inner_G[tag] >= 0):
            return k
    return end


@kernel
def draw_candidate(cumulative_C: NDArray[np.float64], low: int, end: int, drawn: float) -> int:
    """The candidate from `low` to before `end` that a number in [0, 1) draws: the first above it."""
    high = end - 1
    while high - low > _FEW:
        middle = (low + high) // 2
        if cumulative_C[middle] <= drawn:
            low = middle + 1
        else:
            high = middle
    while low < high and cumulative_C[low] <= drawn:
        low += 1
    return low


@kernel
def synthesize(
    source: Source,
    types_Vx8: NDArray[np.int32],
    tree: Tree,
    entries: Entries,
    forms: FormTables,
    rules: Rules,
    choices: Choices | None,
    copy: int,
    source_words: int,
    room: int,
    missing: Missing,
    out: Output,
) -> int:
    """Draws one copy of a corpus: segments by greedy longest match, a form each, their words in columns.

    Args:
        choices: None where all settings are plain. copy: the number of the draw.
        source_words: what the words of forms are numbered from.
        room: output words that a segment may take at most.
        missing, out: are written to.

    Returns: `DONE`; `FULL`, where `out` has not room for another segment; `MISSING`, where `missing` says
        which forms are to be made before the call is repeated.
    """
    # One long function, as a call with arrays costs as much as a word does; and taking them out of their
    # tuples in the loop would count references.
    ids_T, offsets_N1, tags_T, keys_N = source
    edges, states, parts, accept_K = tree
    offsets_E1, rows_C, cumulative_C = entries
    inflected, random_R, paradigms, cased, forms_Fx6, words_X, invented = forms
    substitute, fraction, fill, random_cells, invent, columns, continued_G, inner_G = rules
    # Without choices, the machine code has nothing of what is made for them.
    if choices is not None:
        stand_ins_V, stand_in, columns_T, contexts, overlapping = choices
        stands_in, agrees, in_context = len(stand_ins_V) > 0, len(columns_T) > 0, len(contexts.word_V) > 0
    words_W, source_W, origin_W, row_W, cell_W, tags_W, out_N1 = out
    wanted_inflected, wanted_paradigms, wanted_cased, counts = missing
    w = 0
    for sentence in range(len(offsets_N1) - 1):
        begin, end = offsets_N1[sentence], offsets_N1[sentence + 1]
        key_of_copy = mixed(keys_N[sentence], copy)
        at, left = begin, START_WORD
        while at < end:
            first = ids_T[at]
            length, entry = 1, NONE
            if types_Vx8[first, PART] >= 0:
                border = chunk_border(tags_T, inner_G, at, end)
                length, entry = longest_key(ids_T, types_Vx8, edges, states, parts, accept_K, at, border)
                if choices is not None and overlapping and entry >= 0:
                    way = gives_way(ids_T, types_Vx8, edges, states, parts, accept_K, at, length, border)
                    length, entry = (1, NONE) if way else (length, entry)
            last = ids_T[at + length - 1]
            if w + max(room, length) > len(words_W):
                return FULL
            key = mixed(key_of_copy, at - begin)
            held = fraction < 1.0 and uniform(key, REPLACE) >= fraction
            tag = tags_T[at]

            # Candidates, or none: what gives them, and whether the lexicon has any at all.
            traits = types_Vx8[first, TRAITS]
            if traits & DROP and entry < 0 and not held and (tag < 0 or inner_G[tag] < 0):
                at += 1
                continue
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
            if held:
                high = low
            elif low >= high and fill > 0.0 and types_Vx8[first, FILLER] >= 0 and uniform(key, FILL) < fill:
                low, high = offsets_E1[types_Vx8[first, FILLER]], offsets_E1[types_Vx8[first, FILLER] + 1]
                origin = FILLED

            # A row of the lexicon, and an uncased form of it or an invented one.
            row, unit, case = NONE, NONE, traits & CASE
            if low < high:
                if choices is not None and in_context and high - low > 1 and origin != FILLED:
                    number = uniform(key, SENSE)
                    low = draw_in_context(contexts, cumulative_C, rows_C, low, high, left, number)
                    high = low + 1
                if high - low > 1:
                    low = draw_candidate(cumulative_C, low, high, uniform(key, SENSE))
                unit = row = rows_C[low]
                column = types_Vx8[first if traits & VERB else last, COLUMN]
                if choices is not None and agrees:
                    column = columns_T[at if traits & VERB else at + length - 1]
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
            elif choices is not None and stands_in and not listed and not held:
                unit, origin, case = stand_ins_V[first], stand_in, 0

            # Its words, or the source's own, in columns.
            form, cell = NONE, 0
            if unit >= 0:
                # Capitals at the head of a key alone are no capitals.
                if case == 2 and types_Vx8[last, TRAITS] & CASE != 2:
                    case = 1
                form = known(cased, unit * 3 + case, wanted_cased, counts, 2)
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
            if choices is not None and in_context:
                left = left_word(contexts, row, last, form >= 0)
            at += length
        out_N1[sentence + 1] = w
    return MISSING if counts.sum() > 0 else DONE
