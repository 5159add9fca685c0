"""What to corrupt: random numbers, tokens, words and spans of a row, as compiled loops.

Everything is drawn row by row from a key of (objective, seed, step, place of the row): a row's corruption
hangs on nothing else, neither on the other rows nor on how many hosts share the batch. Counts are drawn by
systematic sampling along the row: of n candidates at a rate r, r n are taken, rounded up or down at random
so that the mean is r n. So a row of L positions never has more than r L, rounded up, and rates are met
however short the segments are.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lexiboost.artifacts.kernels import kernel
from lexiboost.tokens.permutation import key_of, mix
from lexiboost.training.objectives.ids import ALONE, ENDS_SENTENCE, INSIDE, SPECIAL

KEEP, FIRST, LATER, INSERT = range(4)
"""Marks of positions: kept, first of a span, further on in one, kept behind a span of no tokens."""
LONGEST_WORD = 8
"""Longer words, and phrases of scripts written without spaces, are cut into parts of so many pieces."""
_CLASS = ENDS_SENTENCE - 1
_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_30, _27, _31, _11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)


def row_keys(name: str, seed: int, step: int, row_B: NDArray[np.int64]) -> NDArray[np.uint64]:
    """A key for each row."""
    return mix(mix(row_B) ^ np.uint64(key_of(name, seed, step)))


@kernel
def uniform(state_1: NDArray[np.uint64]) -> float:
    """The next number in [0, 1) (SplitMix64: Steele, Lea & Flood 2014)."""
    state_1[0] += _GAMMA
    x = state_1[0]
    x = (x ^ (x >> _30)) * _FIRST
    x = (x ^ (x >> _27)) * _SECOND
    x = x ^ (x >> _31)
    return np.float64(x >> _11) * 2.0**-53


@kernel
def candidates(
    tokens_L: NDArray[np.int32], segments_L: NDArray[np.int32], pieces_V: NDArray[np.uint8]
) -> NDArray[np.int64]:
    """The positions that may be corrupted: neither padding nor special tokens."""
    found = np.empty(len(tokens_L), dtype=np.int64)
    count = 0
    for i in range(len(tokens_L)):
        if segments_L[i] > 0 and (pieces_V[tokens_L[i]] & _CLASS) != SPECIAL:
            found[count] = i
            count += 1
    return found[:count]


@kernel
def words(
    at_N: NDArray[np.int64],
    tokens_L: NDArray[np.int32],
    segments_L: NDArray[np.int32],
    pieces_V: NDArray[np.uint8],
) -> NDArray[np.int64]:
    """Lengths of the words that candidates make up, none longer than `LONGEST_WORD`."""
    lengths = np.empty(len(at_N), dtype=np.int64)
    count = 0
    for n in range(len(at_N)):
        i = at_N[n]
        joined = False
        if n > 0 and at_N[n - 1] == i - 1 and segments_L[i - 1] == segments_L[i]:
            inside = (pieces_V[tokens_L[i]] & _CLASS) == INSIDE
            behind_word = (pieces_V[tokens_L[i - 1]] & _CLASS) != ALONE
            joined = inside and behind_word and lengths[count - 1] < LONGEST_WORD
        if joined:
            lengths[count - 1] += 1
        else:
            lengths[count] = 1
            count += 1
    return lengths[:count]


@kernel
def choose(lengths_U: NDArray[np.int64], rate: float, state_1: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Chooses whole units so that each is taken at the rate and their tokens meet it in every row.

    Units of each length are counted out by themselves, the longest first; what rounding gives or takes is
    made up for by shorter ones.
    """
    count = np.zeros(LONGEST_WORD + 1, dtype=np.int64)
    total = 0
    for length in lengths_U:
        count[length] += 1
        total += length
    quota = np.zeros(LONGEST_WORD + 1, dtype=np.int64)
    left = int(rate * total + uniform(state_1))
    owed = 0.0
    for length in range(LONGEST_WORD, 0, -1):
        if length == 1:
            quota[1] = min(left, count[1])
        elif count[length] > 0:
            owed += rate * count[length] * length
            wanted = int(np.floor(owed / length + uniform(state_1)))
            quota[length] = max(0, min(wanted, count[length], left // length))
            owed -= quota[length] * length
            left -= quota[length] * length
    chosen = np.zeros(len(lengths_U), dtype=np.bool_)
    for u in range(len(lengths_U)):
        length = lengths_U[u]
        if uniform(state_1) * count[length] < quota[length]:
            chosen[u] = True
            quota[length] -= 1
        count[length] -= 1
    return chosen


@kernel
def _compose(total: int, parts: int, state_1: NDArray[np.uint64]) -> NDArray[np.int64]:
    """One of the ways, all alike, to write `total` as a sum of so many numbers above 0."""
    lengths = np.ones(parts, dtype=np.int64)
    cuts, places, part = parts - 1, total - 1, 0
    for _ in range(total - 1):
        if uniform(state_1) * places < cuts:
            part += 1
            cuts -= 1
        else:
            lengths[part] += 1
        places -= 1
    return lengths


@kernel
def _poisson(mean: float, state_1: NDArray[np.uint64]) -> int:
    """A Poisson variate (Knuth 1969)."""
    limit, product, count = np.exp(-mean), uniform(state_1), 0
    while product > limit:
        product *= uniform(state_1)
        count += 1
    return count


@kernel
def mark_spans(
    at_N: NDArray[np.int64],
    segments_L: NDArray[np.int32],
    rate: float,
    mean: float,
    poisson: bool,
    state_1: NDArray[np.uint64],
    marks_L: NDArray[np.int8],
) -> None:
    """Marks spans among the candidates of a row, `rate` of them in spans of `mean` tokens.

    Spans lie evenly spread over the row's stretches of candidates, at random inside them: a token stands
    between any two, and one at least is kept in each stretch. What does not fit goes to the next span.

    Args:
        at_N, segments_L: candidates, and the row's segments. rate, mean: 0 <= rate < 1 <= mean.
        poisson: whether lengths are Poisson (Lewis et al. 2020), 0 among them; else a random composition
            of their sum (Raffel et al. 2020).
        state_1: of the random numbers. marks_L: written to; `KEEP` everywhere.
    """
    per_token, offset = rate / mean, uniform(state_1)
    spans = int(per_token * len(at_N) + offset)
    if spans == 0:
        return
    if poisson:
        lengths = np.empty(spans, dtype=np.int64)
        for s in range(spans):
            lengths[s] = _poisson(mean, state_1)
    else:
        lengths = _compose(int(mean * spans + uniform(state_1)), spans, state_1)
    begin, done, carry = 0, 0, 0
    while begin < len(at_N):
        end = begin + 1
        while end < len(at_N) and at_N[end] == at_N[end - 1] + 1:
            if segments_L[at_N[end]] != segments_L[at_N[begin]]:
                break
            end += 1
        upto = min(spans, int(per_token * end + offset))
        here = lengths[done:upto]
        fitting = min(len(here), (end - begin + 1) // 2 if end - begin > 1 else 0)
        carry += here[fitting:].sum()
        carry = _fit(here[:fitting], end - begin, carry)
        _place(here[:fitting], at_N[begin], end - begin, state_1, marks_L)
        begin, done = end, upto


@kernel
def _fit(lengths_S: NDArray[np.int64], room: int, carry: int) -> int:
    """Makes spans fit a stretch of so many tokens; returns the tokens for which there is no room."""
    spans = len(lengths_S)
    if spans == 0:
        return carry
    room -= max(1, spans - 1)
    for s in range(spans):
        if lengths_S[s] > 0:
            wanted = lengths_S[s] + carry
            lengths_S[s] = max(1, min(wanted, room - (spans - 1 - s)))
            carry = wanted - lengths_S[s]
        room -= lengths_S[s]
    return carry


@kernel
def _place(
    lengths_S: NDArray[np.int64],
    begin: int,
    length: int,
    state_1: NDArray[np.uint64],
    marks_L: NDArray[np.int8],
) -> None:
    kept, left, span, at = length - lengths_S.sum(), len(lengths_S), 0, begin
    for slot in range(kept + 1):
        if left == 0:
            return
        if uniform(state_1) * (kept + 1 - slot) < left:
            for inner in range(lengths_S[span]):
                marks_L[at] = FIRST if inner == 0 else LATER
                at += 1
            if lengths_S[span] == 0 and slot < kept:
                marks_L[at] = INSERT
            span += 1
            left -= 1
        at += 1
