"""Pseudo-sentences in the order of the target: drawn in the source's order, and then put in order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lexiboost.synthesis.kernels import NONE
from lexiboost.synthesis.pseudo import PseudoText
from lexiboost.synthesis.source import SourceCorpus


def in_target_order(text: PseudoText, corpus: SourceCorpus, inner_G: NDArray[np.int16]) -> PseudoText:
    """Puts output words where the words that they stand for stand in the target's order.

    What one segment of the source gave stays together, and chunks of labels begin with their `B-` again.

    Args:
        text: as it was drawn from `corpus`, which knows the order.
        inner_G: of each label of a chunk the one that continues it, `NONE` of others.
    """
    assert corpus.ranks_T is not None
    lengths = np.diff(text.offsets_M1)
    sentence_W = np.repeat(np.arange(len(lengths)), lengths)
    place_W = np.repeat(corpus.offsets_N1[text.sentence_M], lengths) + text.source_W
    order_W = np.lexsort((corpus.ranks_T[place_W], sentence_W))
    moved = text.arranged(order_W)
    if not corpus.tagged_N.any():
        return moved
    chunk_T, opening_T = _chunks(corpus, inner_G)
    chunk_W, opening_W = chunk_T[place_W[order_W]], opening_T[place_W[order_W]]
    follows_W = np.zeros(len(chunk_W), dtype=bool)
    follows_W[1:] = (chunk_W[1:] == chunk_W[:-1]) & (sentence_W[1:] == sentence_W[:-1])
    inner_W = np.where(opening_W >= 0, inner_G[opening_W], NONE)
    tags_W = np.where(inner_W < 0, moved.tags_W, np.where(follows_W, inner_W, opening_W))
    return replace(moved, tags_W=tags_W.astype(np.int16))


def _chunks(corpus: SourceCorpus, inner_G: NDArray[np.int16]) -> tuple[NDArray[np.int64], NDArray[np.int16]]:
    """Of each running word the number of its chunk, and the label that this begins with."""
    tags_T = corpus.tags_T
    goes_on_T = np.zeros(len(tags_T), dtype=bool)
    inner_T = np.where(tags_T >= 0, inner_G[tags_T], NONE)
    goes_on_T[1:] = (tags_T[1:] == inner_T[:-1]) & (inner_T[:-1] >= 0)
    goes_on_T[corpus.offsets_N1[:-1][np.diff(corpus.offsets_N1) > 0]] = False
    chunk_T = np.cumsum(~goes_on_T) - 1
    return chunk_T, tags_T[np.flatnonzero(~goes_on_T)[chunk_T]] if len(tags_T) else tags_T
