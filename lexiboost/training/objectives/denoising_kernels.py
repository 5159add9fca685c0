"""Loops of `lexiboost.training.objectives.denoising`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lexiboost.artifacts.kernels import kernel
from lexiboost.training.objectives.ids import ENDS_SENTENCE
from lexiboost.training.objectives.noise import (
    FIRST,
    INSERT,
    KEEP,
    LATER,
    candidates,
    choose,
    mark_spans,
    uniform,
)


@kernel
def _run_end(at_N: NDArray[np.int64], segments_L: NDArray[np.int32], begin: int) -> int:
    """Where the stretch of candidates that begins at number `begin` ends."""
    end = begin + 1
    while (
        end < len(at_N)
        and at_N[end] == at_N[end - 1] + 1
        and segments_L[at_N[end]] == segments_L[at_N[begin]]
    ):
        end += 1
    return end


@kernel
def shuffle_rows(
    tokens_BxL: NDArray[np.int32],
    segments_BxL: NDArray[np.int32],
    keys_B: NDArray[np.uint64],
    pieces_V: NDArray[np.uint8],
) -> None:
    """Shuffles each stretch of candidates in place (Fisher and Yates)."""
    state_1 = np.empty(1, dtype=np.uint64)
    for b in range(len(tokens_BxL)):
        state_1[0] = keys_B[b]
        at_N = candidates(tokens_BxL[b], segments_BxL[b], pieces_V)
        begin = 0
        while begin < len(at_N):
            end = _run_end(at_N, segments_BxL[b], begin)
            first = at_N[begin]
            for i in range(end - begin - 1, 0, -1):
                j = int(uniform(state_1) * (i + 1))
                held = tokens_BxL[b, first + i]
                tokens_BxL[b, first + i] = tokens_BxL[b, first + j]
                tokens_BxL[b, first + j] = held
            begin = end


@kernel
def _permute_sentences(
    tokens_L: NDArray[np.int32],
    segments_L: NDArray[np.int32],
    at_N: NDArray[np.int64],
    pieces_V: NDArray[np.uint8],
    state_1: NDArray[np.uint64],
) -> NDArray[np.int32]:
    """The row with the sentences of each stretch of candidates in any order."""
    result_L = tokens_L.copy()
    ends = np.empty(len(at_N), dtype=np.int64)
    begin = 0
    while begin < len(at_N):
        end = _run_end(at_N, segments_L, begin)
        count = 0
        for n in range(begin, end):
            last = n + 1 == end
            if last or (
                pieces_V[tokens_L[at_N[n]]] >= ENDS_SENTENCE
                and pieces_V[tokens_L[at_N[n + 1]]] < ENDS_SENTENCE
            ):
                ends[count] = n + 1
                count += 1
        order = np.arange(count)
        for i in range(count - 1, 0, -1):
            j = int(uniform(state_1) * (i + 1))
            order[i], order[j] = order[j], order[i]
        at = at_N[begin]
        for s in order:
            for n in range(ends[s - 1] if s > 0 else begin, ends[s]):
                result_L[at] = tokens_L[at_N[n]]
                at += 1
        begin = end
    return result_L


@kernel
def noise_rows(
    tokens_BxL: NDArray[np.int32],
    segments_BxL: NDArray[np.int32],
    keys_B: NDArray[np.uint64],
    pieces_V: NDArray[np.uint8],
    mask: int,
    infill: float,
    mean: float,
    delete: float,
    permute: bool,
    source_BxL: NDArray[np.int32],
    source_segments_BxL: NDArray[np.int32],
) -> None:
    """Writes permuted, infilled and thinned sources."""
    state_1 = np.empty(1, dtype=np.uint64)
    rows, length = tokens_BxL.shape
    marks_L = np.empty(length, dtype=np.int8)
    for b in range(rows):
        state_1[0] = keys_B[b]
        marks_L[:] = KEEP
        at_N = candidates(tokens_BxL[b], segments_BxL[b], pieces_V)
        row_L = tokens_BxL[b]
        if permute:
            row_L = _permute_sentences(row_L, segments_BxL[b], at_N, pieces_V, state_1)
        if infill > 0:
            mark_spans(at_N, segments_BxL[b], infill, mean, True, state_1, marks_L)
        if delete > 0:
            _mark_deleted(at_N, segments_BxL[b], infill, delete, state_1, marks_L)
        _write(row_L, segments_BxL[b], marks_L, mask, source_BxL[b], source_segments_BxL[b])


@kernel
def _mark_deleted(
    at_N: NDArray[np.int64],
    segments_L: NDArray[np.int32],
    infill: float,
    delete: float,
    state_1: NDArray[np.uint64],
    marks_L: NDArray[np.int8],
) -> None:
    """Marks single tokens outside spans as `LATER`, which a writer passes over."""
    open_N = np.empty(len(at_N), dtype=np.int64)
    count = 0
    for i in at_N:
        if marks_L[i] == KEEP:
            open_N[count] = i
            count += 1
    units = np.ones(count, dtype=np.int64)
    chosen = choose(units, min(1.0, delete * len(at_N) / max(1, count)), state_1)
    begin = n = 0
    while begin < len(at_N):
        end = _run_end(at_N, segments_L, begin)
        kept = 0
        for k in range(begin, end):
            kept += marks_L[at_N[k]] == KEEP or marks_L[at_N[k]] == INSERT
        while n < count and open_N[n] <= at_N[end - 1]:
            if chosen[n] and kept > 1:
                marks_L[open_N[n]] = LATER
                kept -= 1
            n += 1
        begin = end


@kernel
def _write(
    row_L: NDArray[np.int32],
    segments_L: NDArray[np.int32],
    marks_L: NDArray[np.int8],
    mask: int,
    source_L: NDArray[np.int32],
    source_segments_L: NDArray[np.int32],
) -> None:
    """Writes a source: a mask for the first of each span; one for nothing only where there is room for it."""
    at = gained = 0
    for i in range(len(row_L)):
        if segments_L[i] == 0:
            return
        if i > 0 and segments_L[i] != segments_L[i - 1]:
            gained = 0
        if marks_L[i] == LATER:
            gained += 1
            continue
        if marks_L[i] == INSERT and gained > 0:
            source_L[at] = mask
            source_segments_L[at] = segments_L[i]
            at += 1
            gained -= 1
        source_L[at] = mask if marks_L[i] == FIRST else row_L[i]
        source_segments_L[at] = segments_L[i]
        at += 1


@kernel
def cut_or_drop_rows(
    tokens_BxL: NDArray[np.int32],
    segments_BxL: NDArray[np.int32],
    keys_B: NDArray[np.uint64],
    pieces_V: NDArray[np.uint8],
    mode: int,
    continued: float,
    given_G: NDArray[np.float64],
    rate: float,
    mean: float,
    source_BxL: NDArray[np.int32],
    source_segments_BxL: NDArray[np.int32],
    target_BxL: NDArray[np.int32],
    target_segments_BxL: NDArray[np.int32],
) -> None:
    """Writes sources without spans and whole targets, or behind a mode token a beginning, and its end."""
    state_1 = np.empty(1, dtype=np.uint64)
    rows, length = tokens_BxL.shape
    marks_L = np.empty(length, dtype=np.int8)
    for b in range(rows):
        state_1[0] = keys_B[b]
        marks_L[:] = KEEP
        at_N = candidates(tokens_BxL[b], segments_BxL[b], pieces_V)
        if rate > 0:
            mark_spans(at_N, segments_BxL[b], rate, mean, True, state_1, marks_L)
        begin = source_at = target_at = 0
        while begin < length and segments_BxL[b, begin] > 0:
            segment, end = segments_BxL[b, begin], begin + 1
            while end < length and segments_BxL[b, end] == segment:
                end += 1
            cut = begin
            if end - begin > 1 and uniform(state_1) < continued:
                share = given_G[int(uniform(state_1) * len(given_G))]
                cut = begin + max(1, min(end - begin - 1, int(share * float(end - begin) + 0.5)))
                source_BxL[b, source_at] = mode
                source_segments_BxL[b, source_at] = segment
                source_at += 1
            for i in range(begin, end):
                if i < cut or (cut == begin and (marks_L[i] == KEEP or marks_L[i] == INSERT)):
                    source_BxL[b, source_at] = tokens_BxL[b, i]
                    source_segments_BxL[b, source_at] = segment
                    source_at += 1
                if i >= cut:
                    target_BxL[b, target_at] = tokens_BxL[b, i]
                    target_segments_BxL[b, target_at] = segment
                    target_at += 1
            begin = end
