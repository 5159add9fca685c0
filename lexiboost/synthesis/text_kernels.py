"""The loop of synthesis over raw text, compiled: without labels and parts of speech, but with the text.

It draws in few, predictable steps: every candidate of every entry has its cased forms ready, and a sense is
drawn by the alias method (Walker 1977; Vose 1991). Shape suffixes are those of `kernels`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lexiboost.artifacts.kernels import SLACK, kernel
from lexiboost.synthesis.bigrams import START_WORD, Contexts, draw_in_context, left_word
from lexiboost.synthesis.kernels import (
    BEGIN,
    CASE,
    CELL_OF,
    DONE,
    END,
    FORM_LENGTH,
    FORM_TEXT,
    FULL,
    INFLECTED,
    KEPT,
    LEMMA,
    MISSING,
    NONE,
    PART,
    REPLACE,
    SENSE,
    VERB,
    WORD,
    Tree,
    gives_way,
    known,
    longest_key,
    mixed,
    uniform,
)

CANDIDATE, COUNT, TEXT, LENGTH, _, COLUMN, TRAITS, ORIGIN = range(8)
"""What is known of a distinct source word, in one row: its first candidate and how many there are; where its
own bytes begin, and their number; `kernels.PART`; the column of its features (`NONE` where they are not
carried over); `kernels.CASE` and `kernels.VERB` of its traits; what a candidate is
(`kernels.SUBSTITUTED`, `kernels.LEMMA`, or of a word out of the lexicon what stands for it)."""
ROW, FORM, ALIAS, SHARE = 0, 1, 4, 5
"""What is known of a candidate, in one row: its row in the lexicon; its form in each of three cases; the
candidate that is drawn in its stead, and how often it is drawn itself, in 31 bits."""


class Text(NamedTuple):
    """Raw text: as in `SourceCorpus`, and the keys of the sentences' draws."""

    ids_T: NDArray[np.int32]
    offsets_N1: NDArray[np.int64]
    glued_T: NDArray[np.bool_]
    keys_N: NDArray[np.uint64]


class Tables(NamedTuple):
    """What the loop looks up.

    Attributes: types_Vx8, candidates_Cx6, forms_Fx6: what is known of source words, candidates and forms.
    spans_Ex2: the first candidate of each entry, and how many there are. words_X: of forms. pool: the bytes
    of words (`wide`). places_Xx2: where those of each word of a form begin, and their number. inflected,
    cased: as in `kernels.FormTables`.
    """

    types_Vx8: NDArray[np.int32]
    spans_Ex2: NDArray[np.int32]
    candidates_Cx6: NDArray[np.int32]
    forms_Fx6: NDArray[np.int32]
    words_X: NDArray[np.int32]
    pool: NDArray[np.uint64]
    places_Xx2: NDArray[np.int32]
    inflected: NDArray[np.int32]
    cased: NDArray[np.int32]


class Senses(NamedTuple):
    """For senses by context: cumulative probabilities of candidates, and their rows; and the contexts."""

    cumulative_C: NDArray[np.float64]
    rows_C: NDArray[np.int32]
    contexts: Contexts


class Columns(NamedTuple):
    """Where `PseudoText` is written: columns of words; where sentences begin in them and in it; text."""

    words_W: NDArray[np.int32]
    source_W: NDArray[np.int32]
    origin_W: NDArray[np.int8]
    row_W: NDArray[np.int32]
    cell_W: NDArray[np.int32]
    glued_W: NDArray[np.bool_]
    ends_W: NDArray[np.int32]
    offsets_N1: NDArray[np.int64]
    text_N1: NDArray[np.int64]
    data: NDArray[np.uint8]
    wide_data: NDArray[np.uint64]


@kernel
def synthesize_text(
    source: Text,
    tree: Tree,
    tables: Tables,
    senses: Senses | None,
    overlapping: bool | None,
    copy: int,
    fraction: float,
    phrase_origin: int,
    columns: int,
    unspaced: bool,
    source_words: int,
    room: int,
    longest: int,
    wanted_inflected: NDArray[np.int64],
    wanted_cased: NDArray[np.int64],
    counts: NDArray[np.int64],
    out: Columns,
) -> int:
    """Draws one copy of raw text: as `kernels.synthesize`, and the text.

    Args:
        senses: None where they are drawn by score. copy: the number of the draw.
        overlapping: None where a multiword key does not give way to a longer one that begins inside it.
        fraction: of the words that are replaced.
        phrase_origin: what a candidate of a multiword key is.
        columns: of `Tables.inflected`. unspaced: whether translations stand without spaces.
        source_words: what the words of forms are numbered from.
        room: words of the longest form; longest: bytes of the longest word.
        wanted_inflected, wanted_cased, counts: receive places of what is unknown, and how many there are.

    Returns: `DONE`; `FULL`, where `out` has not room for another segment; `MISSING`, where forms are wanted
        before the call is repeated.
    """
    # One long function, with arrays taken out of their tuples first, for the reasons in `sentence_kernels`.
    ids_T, offsets_N1, glued_T, keys_N = source
    edges, states, parts, accept_K = tree
    types_Vx8, spans_Ex2, candidates_Cx6, forms_Fx6, words_X, pool, places_Xx2, inflected, cased = tables
    if senses is not None:
        cumulative_C, rows_C, contexts = senses
    words_W, source_W, origin_W, row_W, cell_W, glued_W, ends_W, out_N1, text_N1, data, wide_data = out
    limit = len(data) - 4 * SLACK
    w, t = 0, 0
    for sentence in range(len(offsets_N1) - 1):
        begin, end = offsets_N1[sentence], offsets_N1[sentence + 1]
        key_of_copy = mixed(keys_N[sentence], copy)
        begin_text, translated, joined, at, left = t, False, False, begin, START_WORD
        while at < end:
            first = ids_T[at]
            last, length, space = first, 1, t > begin_text and not (glued_T[at] or joined)
            candidate, count = types_Vx8[first, CANDIDATE], types_Vx8[first, COUNT]
            traits, origin = types_Vx8[first, TRAITS], types_Vx8[first, ORIGIN]
            if types_Vx8[first, PART] >= 0:
                length, entry = longest_key(ids_T, types_Vx8, edges, states, parts, accept_K, at, end)
                if overlapping is not None and entry >= 0:
                    way = gives_way(ids_T, types_Vx8, edges, states, parts, accept_K, at, length, end)
                    length, entry = (1, NONE) if way else (length, entry)
                last = ids_T[at + length - 1]
                if entry >= 0:
                    candidate, count, origin = spans_Ex2[entry, 0], spans_Ex2[entry, 1], phrase_origin
            size = max(room, length)
            if w + size > len(words_W) or t + size * (longest + 1) > limit:
                return FULL

            # A candidate and its form; without one, the first of all, which counts for nothing.
            key = mixed(key_of_copy, at - begin)
            drawn = mixed(key, SENSE)
            if senses is not None:
                if count > 1:
                    number, after = uniform(key, SENSE), candidate + count
                    candidate = draw_in_context(
                        contexts, cumulative_C, rows_C, candidate, after, left, number
                    )
            else:
                candidate += np.int64(((drawn >> np.uint64(32)) * np.uint64(count)) >> np.uint64(32))
                if np.int64(drawn & np.uint64(0x7FFFFFFF)) >= candidates_Cx6[candidate, SHARE]:
                    candidate = candidates_Cx6[candidate, ALIAS]
            replaced = count > 0 and (fraction >= 1.0 or uniform(key, REPLACE) < fraction)
            row, case = candidates_Cx6[candidate, ROW], traits & CASE
            if (
                case == 2 and types_Vx8[last, TRAITS] & CASE != 2
            ):  # capitals at the head of a key alone are no capitals
                case = 1
            form = candidates_Cx6[candidate, FORM + case]
            if columns > 0 and replaced and origin == LEMMA:
                column = types_Vx8[first if traits & VERB else last, COLUMN]
                if column >= 0:
                    unit = known(inflected, row * columns + column, wanted_inflected, counts, 0)
                    if unit >= 0:
                        made = known(cased, unit * 3 + case, wanted_cased, counts, 1)
                        if made >= 0:
                            form, origin = made, INFLECTED
            space = space and not (unspaced and translated and replaced)

            # The common case, one word for one, without branches: one place to copy from, one value a column.
            if length == 1 and (not replaced or forms_Fx6[form, END] - forms_Fx6[form, BEGIN] == 1):
                place = forms_Fx6[form, FORM_TEXT] if replaced else types_Vx8[first, TEXT]
                size = forms_Fx6[form, FORM_LENGTH] if replaced else types_Vx8[first, LENGTH]
                data[t] = 0x20
                t += space
                wide_data[t] = pool[place]
                wide_data[t + SLACK] = pool[place + SLACK]
                for k in range(2 * SLACK, size, SLACK):
                    wide_data[t + k] = pool[place + k]
                t += size
                words_W[w] = source_words + forms_Fx6[form, WORD] if replaced else first
                source_W[w], ends_W[w], glued_W[w] = at - begin, t - begin_text, not space
                origin_W[w] = origin if replaced else KEPT
                row_W[w] = row if replaced else NONE
                cell_W[w] = forms_Fx6[form, CELL_OF] if replaced else 0
                w += 1
            else:
                low, high = at, at + length
                if replaced:
                    low, high = forms_Fx6[form, BEGIN], forms_Fx6[form, END]
                if low == high:  # dropped: a space stands in its place where one stood on both sides
                    joined = joined or glued_T[at]
                    at += length
                    continue
                for k in range(low, high):
                    if replaced:
                        word = words_X[k]
                        place, size = places_Xx2[word, 0], places_Xx2[word, 1]
                        space = space if k == low else not unspaced
                    else:
                        word = ids_T[k] - source_words
                        place, size = types_Vx8[ids_T[k], TEXT], types_Vx8[ids_T[k], LENGTH]
                        space = space if k == low else not glued_T[k]
                    data[t] = 0x20
                    t += space
                    for b in range(0, size, SLACK):
                        wide_data[t + b] = pool[place + b]
                    t += size
                    words_W[w] = source_words + word
                    source_W[w] = at - begin if replaced else k - begin
                    ends_W[w], glued_W[w] = t - begin_text, not space
                    origin_W[w] = origin if replaced else KEPT
                    row_W[w] = row if replaced else NONE
                    cell_W[w] = forms_Fx6[form, CELL_OF] if replaced else 0
                    w += 1
            if senses is not None:
                left = left_word(contexts, row, last, replaced)
            translated, joined = replaced, False
            at += length
        out_N1[sentence + 1], text_N1[sentence + 1] = w, t
    return MISSING if counts.sum() > 0 else DONE


@kernel
def alias_tables(
    offsets_E1: NDArray[np.int64], cumulative_C: NDArray[np.float64], candidates_Cx6: NDArray[np.int32]
) -> None:
    """Writes aliases and shares of the candidates of each entry from cumulative probabilities (Vose 1991)."""
    scale = np.float64(1 << 31)
    for e in range(len(offsets_E1) - 1):
        begin, end = offsets_E1[e], offsets_E1[e + 1]
        count = end - begin
        share = np.empty(count)
        small, large = np.empty(count, np.int64), np.empty(count, np.int64)
        smalls, larges = 0, 0
        for c in range(count):
            below = cumulative_C[begin + c - 1] if c > 0 else 0.0
            share[c] = (cumulative_C[begin + c] - below) * count
            if share[c] < 1.0:
                small[smalls] = c
                smalls += 1
            else:
                large[larges] = c
                larges += 1
        while smalls > 0 and larges > 0:
            smalls -= 1
            less, more = small[smalls], large[larges - 1]
            candidates_Cx6[begin + less, ALIAS] = begin + more
            candidates_Cx6[begin + less, SHARE] = np.int64(share[less] * scale)
            share[more] -= 1.0 - share[less]
            if share[more] < 1.0:
                larges -= 1
                small[smalls] = more
                smalls += 1
        for k in range(smalls + larges):
            rest = small[k] if k < smalls else large[k - smalls]
            candidates_Cx6[begin + rest, ALIAS] = begin + rest
            candidates_Cx6[begin + rest, SHARE] = 0
