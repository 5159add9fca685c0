"""Which row of which source is row n of training: a function of (seed, n) alone.

Rows of several sources are spread as evenly as whole rows can be: after any number of blocks each source has
had its share of the rows to within a few rows. Inside a block the order is shuffled. A source's rows come in
a new order each epoch, and all of them once before any comes again. Nothing is drawn in advance: memory is a
few numbers a source, and step 1,000,000 costs what step 0 does.

The split of a stream between sources is a tree: at each node every row goes left or right so that the left
side has had the nearest whole number to its share. The tree is that of Huffman, so great sources are decided
in few steps and errors of rounding die out on the way down.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from lexiboost.artifacts.errors import ConfigError
from lexiboost.tokens.permutation import key_of, mix, permute
from lexiboost.tokens.shares import KINDS, MixtureSettings, Source, asked_shares, planned_rows

__all__ = ["ENDLESS", "KINDS", "Draw", "Mixture", "MixtureSettings", "Source"]

BLOCK, BLOCKS_KEPT = 4096, 4
ENDLESS = 1 << 40
"""Rows of a mixture whose length is not given: more than any run will see."""


class Draw(NamedTuple):
    """The source (place in `Mixture.sources`), the row in it, and the epoch, of each of N rows."""

    source_N: NDArray[np.int64]
    row_N: NDArray[np.int64]
    epoch_N: NDArray[np.int64]


class _Level(NamedTuple):
    """The inner nodes of one depth of the splitting tree, with the rows that lie below them."""

    node: NDArray[np.int64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    left_weight: NDArray[np.int64]
    weight: NDArray[np.int64]


class _Tree(NamedTuple):
    """Nodes are numbered children first, the root last; the first are the sources `leaves`, in order."""

    leaves: NDArray[np.int64]
    nodes: int
    levels: tuple[_Level, ...]


class Mixture:
    """An endless or bounded, seekable stream of rows of several sources.

    Args:
        sources: what there is; no (variety, kind) twice. Their order decides nothing but `Draw.source_N`
            and, between equal shares, which comes first.
        settings: shares and caps.
        seed: decides the order of rows.
        total: rows of the stream, steps x batch size. Needed for `max_epochs`; None: endless.
        block: rows that are shuffled together.

    Raises:
        ConfigError: a kind is unknown, a source comes twice, or the settings ask for what is not there.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        settings: MixtureSettings,
        *,
        seed: int,
        total: int | None = None,
        block: int = BLOCK,
    ) -> None:
        _check(sources, settings, total, block)
        self.sources, self.settings, self.seed, self.block = tuple(sources), settings, seed, block
        self.total = ENDLESS if total is None else total
        self.planned = planned_rows(self.sources, settings, self.total, capped=total is not None)
        self._tree = _huffman(self.planned)
        self._rows = np.array([source.rows for source in self.sources], dtype=np.int64)
        self._keys = np.array([key_of(seed, s.variety, s.kind) for s in self.sources], dtype=np.uint64)
        self._block = lru_cache(maxsize=BLOCKS_KEPT)(self._draw_block)

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, rows: ArrayLike) -> Draw:
        """The sources' rows that are the rows `rows` (N numbers) of the stream.

        Raises:
            IndexError: a number below 0 or beyond the stream's end.
        """
        at = np.atleast_1d(np.asarray(rows, dtype=np.int64))
        if at.size and (at.min() < 0 or at.max() >= self.total):
            raise IndexError(f"rows 0 to {self.total - 1} make up the mixture")
        block = at // self.block
        source, row, epoch = (np.empty_like(at) for _ in range(3))
        for each in np.unique(block).tolist():
            here = np.flatnonzero(block == each)
            inner = at[here] - each * self.block
            drawn = self._block(each)
            source[here], row[here], epoch[here] = (part[inner] for part in drawn)
        return Draw(source, row, epoch)

    def _draw_block(self, number: int) -> Draw:
        """All rows of a block: sources shuffled, the rows of each source in the order of its epoch."""
        begin, end = number * self.block, min((number + 1) * self.block, self.total)
        before = self._count(begin)
        given = self._count(end) - before
        last = np.cumsum(given)
        slot = permute(np.arange(end - begin), end - begin, key_of(self.seed, "block", number))
        source = np.searchsorted(last, slot, side="right")
        index = np.empty_like(slot)
        order = np.argsort(source, kind="stable")
        index[order] = np.arange(end - begin) + (before - last + given)[source[order]]
        epoch, inner = np.divmod(index, self._rows[source])
        key = mix(self._keys[source] ^ mix(epoch.astype(np.uint64)))
        return Draw(source, permute(inner, self._rows[source], key), epoch)

    def counts(self, rows: int) -> NDArray[np.int64]:
        """Rows of each source among the first `rows` rows of the stream."""
        whole = rows if rows == self.total else rows // self.block * self.block
        rest = self[np.arange(whole, rows)].source_N
        return self._count(whole) + np.bincount(rest, minlength=len(self.sources))

    def describe(self, rows: int | None = None) -> pd.DataFrame:
        """What was asked and what the first `rows` rows give (None: all, or 2^20 of an endless stream).

        Returns: One row a source: `variety, kind, rows` (in the source), `asked` (share that the settings
            ask for), `planned` (share after caps), `realised` (share of the first `rows`), `drawn` (rows),
            `epochs` (`drawn` / `rows`).
        """
        rows = min(self.total, 1 << 20) if rows is None else rows
        drawn = self.counts(rows)
        return pd.DataFrame(
            {
                "variety": [source.variety for source in self.sources],
                "kind": [source.kind for source in self.sources],
                "rows": self._rows,
                "asked": asked_shares(self.sources, self.settings),
                "planned": self.planned / self.total,
                "realised": drawn / max(1, rows),
                "drawn": drawn,
                "epochs": drawn / np.maximum(1, self._rows),
            }
        )

    def _count(self, rows: int) -> NDArray[np.int64]:
        """Rows of each source among the first `rows`, the end of a block."""
        have = np.zeros(self._tree.nodes, dtype=np.int64)
        have[-1] = rows
        for level in self._tree.levels:
            count = have[level.node]
            have[level.left] = _nearest(count, level.left_weight, level.weight)
            have[level.right] = count - have[level.left]
        result = np.zeros(len(self.sources), dtype=np.int64)
        result[self._tree.leaves] = have[: len(self._tree.leaves)]
        return result


def _nearest(
    count: NDArray[np.int64], share: NDArray[np.int64], weight: NDArray[np.int64]
) -> NDArray[np.int64]:
    """(count * share + weight // 2) // weight, exactly, though the product may pass 64 bits."""
    guess = (count.astype(np.float64) * share / weight).astype(np.int64)
    # The quotient is below 2^40, so the guess is off by one at most, and the remainder that is left,
    # reckoned modulo 2^64, is the true one.
    with np.errstate(over="ignore"):
        rest = count * share + weight // 2 - guess * weight
    return np.asarray(guess + rest // weight, dtype=np.int64)


def _huffman(weights: NDArray[np.int64]) -> _Tree:
    leaves = np.flatnonzero(weights)
    weight: list[int] = weights[leaves].tolist()
    children: list[tuple[int, int]] = []
    heap = [(w, node) for node, w in enumerate(weight)]
    heapq.heapify(heap)
    while len(heap) > 1:
        (light, a), (heavy, b) = heapq.heappop(heap), heapq.heappop(heap)
        children.append((a, b))
        weight.append(light + heavy)
        heapq.heappush(heap, (light + heavy, len(weight) - 1))
    levels = []
    level = [len(weight) - 1]
    while level := [node for node in level if node >= len(leaves)]:
        pairs = [children[node - len(leaves)] for node in level]
        left, right = [a for a, _ in pairs], [b for _, b in pairs]
        rows = [level, left, right, [weight[node] for node in left], [weight[node] for node in level]]
        levels.append(_Level(*(np.array(part, dtype=np.int64) for part in rows)))
        level = left + right
    return _Tree(leaves, len(weight), tuple(levels))


def _check(sources: Sequence[Source], settings: MixtureSettings, total: int | None, block: int) -> None:
    names = [source.name for source in sources]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ConfigError(f"{twice} is a source of the mixture twice; give all its rows as one")
    for source in sources:
        if source.kind not in KINDS:
            raise ConfigError(f"{source.name}: the kinds are {', '.join(KINDS)}")
    if settings.max_epochs is not None and total is None:
        raise ConfigError("mixture.max_epochs needs the number of rows that training takes (steps x batch)")
    if block < 1 or (total is not None and not 1 <= total <= ENDLESS):
        raise ConfigError("a mixture has at least one row, and blocks of at least one")
