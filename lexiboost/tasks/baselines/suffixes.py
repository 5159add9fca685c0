"""Tag distributions of unknown words by their endings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LONGEST = 6
# Words that an ending must have been seen on to outweigh the next shorter one.
SMOOTHING = 2.0


class SuffixModel:
    """P(tag | ending), each ending smoothed by the next shorter one (as Brants 2000 guesses unknown words).

    Args:
        words: V typed words. tags_VxT: their tag distributions.
        prior_T: the distribution before any ending is known.
    """

    def __init__(
        self, words: Sequence[str], tags_VxT: NDArray[np.float32], prior_T: NDArray[np.float32]
    ) -> None:
        rows: dict[str, int] = {}
        suffix_ids: list[int] = []
        word_ids: list[int] = []
        for index, word in enumerate(words):
            folded = word.casefold()
            for size in range(1, min(LONGEST, len(folded)) + 1):
                suffix_ids.append(rows.setdefault(folded[-size:], len(rows)))
                word_ids.append(index)
        self._rows = rows
        self._counts = np.zeros((len(rows), len(prior_T)), dtype=np.float32)
        np.add.at(self._counts, suffix_ids, tags_VxT[word_ids])
        self._prior_T = prior_T.astype(np.float32)

    def distribution(self, word: str) -> NDArray[np.float32]:
        """T probabilities; the prior for a word none of whose endings is known."""
        result, folded = self._prior_T, word.casefold()
        for size in range(1, min(LONGEST, len(folded)) + 1):
            row = self._rows.get(folded[-size:])
            if row is None:
                break
            counts = self._counts[row]
            result = (counts + SMOOTHING * result) / (counts.sum() + SMOOTHING)
        return result
