"""What the words of a parsed corpus are to each other, as far as agreement asks (Universal Dependencies)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lexiboost.text.sentence import Sentence

NO_HEAD = -1
OTHER, ATTRIBUTE, SUBJECT, CONJUNCT = range(4)
_ROLES = {"amod": ATTRIBUTE, "det": ATTRIBUTE, "nsubj": SUBJECT, "conj": CONJUNCT}


@dataclass(frozen=True)
class Relations:
    """Of T running words.

    Attributes:
        heads_T: the running word that each depends on, `NO_HEAD` for the root.
        roles_T: what it is to that: an attribute (`amod`, `det`), a subject (`nsubj`), a conjunct or `OTHER`.
    """

    heads_T: NDArray[np.int64]
    roles_T: NDArray[np.int8]


def relations_of(sentences: Sequence[Sentence]) -> Relations | None:
    """The relations of sentences; None where any with words is not parsed."""
    heads: list[int] = []
    roles: list[int] = []
    for sentence in sentences:
        if not sentence.words:
            continue
        if sentence.heads is None or sentence.relations is None:
            return None
        begin, size = len(heads), len(sentence.words)
        heads += [begin + head - 1 if 0 < head <= size else NO_HEAD for head in sentence.heads]
        roles += [_ROLES.get(relation.partition(":")[0], OTHER) for relation in sentence.relations]
    return Relations(np.array(heads, dtype=np.int64), np.array(roles, dtype=np.int8))
