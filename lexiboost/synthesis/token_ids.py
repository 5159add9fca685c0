"""Token ids of pseudo-text without a detour through text: a word's pieces are looked up, not cut again.

The pieces of a word do not hang on its neighbours, but for one thing: a vocabulary may have a piece for
several marks in a row (`).`), and these are encoded mark by mark here. Decoded, the ids give the same text.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lexiboost.artifacts.kernels import kernel
from lexiboost.synthesis.pseudo import PseudoText, words_of
from lexiboost.tokens.ragged import Ragged
from lexiboost.tokens.subwords import Subwords

UNKNOWN, WANTED = -1, -2
"""Lengths of rows that nobody has asked for yet, and that somebody has."""


class TokenWriter:
    """Encodes what one engine draws, batch after batch.

    Args:
        subwords: the vocabulary.
    """

    def __init__(self, subwords: Subwords) -> None:
        self._subwords = subwords
        self._source, self._forms = _Pieces(subwords), _Pieces(subwords)

    def compile(self, forms: pa.Array) -> None:
        """Encodes the words of an engine's forms beforehand (`Engine.form_words`)."""
        self._forms.make_room(len(forms))
        self._forms.encode(2 * np.arange(len(forms), dtype=np.int64), forms)

    def ids(self, text: PseudoText) -> Ragged:
        """The token ids of each pseudo-sentence.

        Args:
            text: of `Engine.draw`; its source's words are those of the batches before, or these and more.
        """
        known = text.vocabulary.known
        self._source.make_room(known)
        self._forms.make_room(len(text.vocabulary.forms))
        lengths = np.zeros(len(text.offsets_M1), dtype=np.int64)
        wanted = np.empty((2, len(text.words_W)), dtype=np.int64)
        counts = np.zeros(2, dtype=np.int64)
        while True:
            spans = self._source.spans_Rx2, self._forms.spans_Rx2
            places = text.words_W, text.glued_W, text.offsets_M1, known
            total = _lengths(*places, *spans, lengths, wanted, counts)
            if not counts.any():
                break
            words = words_of(text.vocabulary.source)
            self._source.encode(wanted[0, : counts[0]], words)
            self._forms.encode(wanted[1, : counts[1]], text.vocabulary.forms)
            counts[:] = 0
        ids = np.empty(total, dtype=np.int32)
        _write(*places, *spans, self._source.ids, self._forms.ids, ids)
        return Ragged(ids, np.cumsum(lengths))


class _Pieces:
    """The pieces of words: of word w behind a space in row 2 w, of the same without one in the next.

    Attributes: ids: of all pieces. spans_Rx2: where each row begins in them, and its length.
    """

    def __init__(self, subwords: Subwords) -> None:
        self._subwords = subwords
        self.ids = np.zeros(0, dtype=np.int32)
        self.spans_Rx2 = np.zeros((0, 2), dtype=np.int64)

    def make_room(self, words: int) -> None:
        """Makes rows for so many words."""
        if 2 * words > len(self.spans_Rx2):
            grown = np.full((4 * words, 2), UNKNOWN, dtype=np.int64)
            grown[: len(self.spans_Rx2)] = self.spans_Rx2
            self.spans_Rx2 = grown

    def encode(self, rows: NDArray[np.int64], words: pa.Array) -> None:
        """Encodes the words of some rows; `words` is a pyarrow array of all."""
        if not len(rows):
            return
        named = words.take(pa.array(rows // 2)).to_pylist()
        more = self._subwords.encode_words(named, rows % 2 == 1)
        self.spans_Rx2[rows, 0] = len(self.ids) + more.offsets[:-1]
        self.spans_Rx2[rows, 1] = more.lengths
        self.ids = np.concatenate([self.ids, more.ids_W.astype(np.int32)])


@kernel
def _lengths(
    words_W: NDArray[np.int32],
    glued_W: NDArray[np.bool_],
    offsets_M1: NDArray[np.int64],
    known: int,
    source_Rx2: NDArray[np.int64],
    forms_Rx2: NDArray[np.int64],
    lengths: NDArray[np.int64],
    wanted: NDArray[np.int64],
    counts: NDArray[np.int64],
) -> int:
    """Writes the number of ids of each sentence behind a 0; returns their sum.

    Rows that are unknown are entered in `wanted`, once each: the source's, and those of forms.
    """
    total = 0
    for m in range(len(offsets_M1) - 1):
        before = total
        for w in range(offsets_M1[m], offsets_M1[m + 1]):
            row = 2 * words_W[w] + (glued_W[w] and w > offsets_M1[m])
            if row < 2 * known:
                length = source_Rx2[row, 1]
                if length == UNKNOWN:
                    wanted[0, counts[0]] = row
                    counts[0] += 1
                    source_Rx2[row, 1] = WANTED
            else:
                row -= 2 * known
                length = forms_Rx2[row, 1]
                if length == UNKNOWN:
                    wanted[1, counts[1]] = row
                    counts[1] += 1
                    forms_Rx2[row, 1] = WANTED
            total += length
        lengths[m + 1] = total - before
    return total


@kernel
def _write(
    words_W: NDArray[np.int32],
    glued_W: NDArray[np.bool_],
    offsets_M1: NDArray[np.int64],
    known: int,
    source_Rx2: NDArray[np.int64],
    forms_Rx2: NDArray[np.int64],
    source_ids: NDArray[np.int32],
    form_ids: NDArray[np.int32],
    ids: NDArray[np.int32],
) -> None:
    """Writes the ids of all sentences."""
    at = 0
    for m in range(len(offsets_M1) - 1):
        for w in range(offsets_M1[m], offsets_M1[m + 1]):
            row = 2 * words_W[w] + (glued_W[w] and w > offsets_M1[m])
            if row < 2 * known:
                for k in range(source_Rx2[row, 0], source_Rx2[row, 0] + source_Rx2[row, 1]):
                    ids[at] = source_ids[k]
                    at += 1
            else:
                row -= 2 * known
                for k in range(forms_Rx2[row, 0], forms_Rx2[row, 0] + forms_Rx2[row, 1]):
                    ids[at] = form_ids[k]
                    at += 1
