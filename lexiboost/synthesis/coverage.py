"""How much of a sentence its lexicon has."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lexiboost.artifacts.kernels import kernel
from lexiboost.synthesis.kernels import NONE, Tree, gives_way, longest_key
from lexiboost.synthesis.sentence_kernels import chunk_border


@kernel
def covered_shares(
    ids_T: NDArray[np.int32],
    offsets_N1: NDArray[np.int64],
    tags_T: NDArray[np.int16],
    inner_G: NDArray[np.int16],
    types_Vx8: NDArray[np.int32],
    tree: Tree,
    counted_V: NDArray[np.bool_],
    listed_V: NDArray[np.bool_],
    overlapping: bool,
) -> NDArray[np.float64]:
    """Of each sentence the share of its words that count that are listed, alone or in a multiword entry.

    It is 1 where no word counts. Multiword entries are found as in `sentence_kernels.synthesize`.
    """
    edges, states, parts, accept_K = tree
    shares = np.ones(len(offsets_N1) - 1)
    for sentence in range(len(shares)):
        at, end = offsets_N1[sentence], offsets_N1[sentence + 1]
        counted, covered = 0, 0
        while at < end:
            border = chunk_border(tags_T, inner_G, at, end)
            length, entry = longest_key(ids_T, types_Vx8, edges, states, parts, accept_K, at, border)
            if overlapping and entry >= 0:
                way = gives_way(ids_T, types_Vx8, edges, states, parts, accept_K, at, length, border)
                length, entry = (1, NONE) if way else (length, entry)
            for k in range(at, at + length):
                if counted_V[ids_T[k]]:
                    counted += 1
                    covered += entry >= 0 or listed_V[ids_T[k]]
            at += length
        if counted > 0:
            shares[sentence] = covered / counted
    return shares
