"""A small vocabulary, packed rows over it, and how to read them back."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from lexiboost.tokens.batches import TokenBatch
from lexiboost.tokens.subwords import BASIC, BYTES, MODES, SENTINELS, SPACE
from lexiboost.training.objectives.ids import SpecialIds

SPECIAL = (*BASIC, *MODES, *SENTINELS)
WORDS = tuple(f"{SPACE}w{i}" for i in range(300))
TAILS = tuple(f"t{i}" for i in range(200))
MARKS = (".", ",", f"{SPACE}(", f"{SPACE}7", "?")
TOKENS = (*SPECIAL, *BYTES, *WORDS, *TAILS, *MARKS)
IDS = SpecialIds.from_tokens(TOKENS, special=range(len(SPECIAL)))
ORDINARY = np.arange(len(SPECIAL), len(TOKENS))


def pack(rows: list[list[list[int]]], length: int) -> TokenBatch:
    """Rows of segments of ids as a batch."""
    shape = (len(rows), length)
    tokens, segments = np.full(shape, IDS.pad, dtype=np.int32), np.zeros(shape, dtype=np.int32)
    positions = np.zeros(shape, dtype=np.int32)
    for b, row in enumerate(rows):
        at = 0
        for number, segment in enumerate(row, start=1):
            span = slice(at, at + len(segment))
            tokens[b, span], segments[b, span] = segment, number
            positions[b, span] = np.arange(len(segment))
            at += len(segment)
        assert at <= length
    return TokenBatch(
        tokens=tokens,
        segments=segments,
        positions=positions,
        variety=np.arange(len(rows), dtype=np.int32) % 3,
        kind=np.zeros(len(rows), dtype=np.int32),
        row=100 + np.arange(len(rows)),
    )


def random_batch(
    rows: int = 64, length: int = 256, *, mean: float = 22.0, seed: int = 0, end: bool = True
) -> TokenBatch:
    """Rows full of segments as long as sentences are, behind each an `<eos>` if `end`."""
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(rows):
        row, left = [], length - int(rng.integers(0, 8))
        while left:
            size = min(left, max(1, round(rng.lognormal(np.log(mean) - 0.32, 0.8))))
            segment = rng.choice(ORDINARY, size).tolist()
            row.append([*segment[:-1], IDS.eos] if end else segment)
            left -= size
        made.append(row)
    return pack(made, length)


@st.composite
def batches(draw: st.DrawFn) -> TokenBatch:
    """Batches with segments of all lengths, special tokens anywhere, and padding."""
    length = draw(st.integers(1, 40))
    sizes = draw(st.lists(st.lists(st.integers(1, 12), max_size=8), min_size=1, max_size=3))
    rng = np.random.default_rng(draw(st.integers(0, 1000)))
    rows = []
    for row_sizes in sizes:
        row = []
        for size in row_sizes:
            if size + sum(map(len, row)) <= length:
                special = rng.choice([0, 1, 3, 4, 60], size)
                row.append(np.where(rng.random(size) < 0.15, special, rng.choice(ORDINARY, size)).tolist())
        rows.append(row)
    return pack(rows, length)


def segments_of(tokens: np.ndarray, segments: np.ndarray) -> list[dict[int, list[int]]]:
    """The ids of each segment of each row."""
    return [
        {int(s): row[numbers == s].tolist() for s in np.unique(numbers[numbers > 0])}
        for row, numbers in zip(tokens, segments, strict=True)
    ]


def is_special(ids: np.ndarray) -> np.ndarray:
    return np.asarray(ids) < len(SPECIAL)
