"""Pairs of translations as documents, with links between words that stand for each other.

A pair's document is the source's tokens, `<eos>`, the target's tokens, `<eos>`. Its links are a number for
each token: 1 + the place in the document of the first token of the word that this word stands for, at the
first token of each linked target word; 0 elsewhere. Packed beside the documents, they become `links.npy` in
the folder of `lexiboost.tokens.token_rows`: the same with positions in the row.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import atomic_writer
from lexiboost.artifacts.kernels import kernel
from lexiboost.tokens.pack_tokens import WINDOW, Stream, pack_tokens
from lexiboost.tokens.ragged import Ragged, spans
from lexiboost.tokens.subwords import EOS, Subwords
from lexiboost.tokens.token_rows import LINKS, load_packed

_ROWS = 1 << 12


class Words(NamedTuple):
    """The words of M sentences: all of them, M + 1 offsets, and which stand behind no space (None: none)."""

    words: Sequence[str]
    offsets_M1: NDArray[np.integer]
    glued_W: NDArray[np.bool_] | None = None


class Pairs(NamedTuple):
    """Documents of pairs, and their links; both have a number for each token."""

    documents: Ragged
    links: Ragged


def pair_documents(
    subwords: Subwords,
    source: Words,
    target: Words,
    position_W: NDArray[np.integer],
) -> Pairs:
    """The documents of M pairs.

    Args:
        subwords: the vocabulary.
        source, target: the words of both sides.
        position_W: for each target word the number of the word in its source that it stands for (-1: none).
    """
    offsets_2xM1 = np.array([source.offsets_M1, target.offsets_M1], dtype=np.int64)
    counts_2xM = np.diff(offsets_2xM1, axis=1)
    parts = [subwords.encode_words(side.words, side.glued_W) for side in (source, target)]
    lists = Ragged(
        np.concatenate([*(part.ids_W for part in parts), [subwords.id(EOS)]]),
        np.concatenate([[0], np.cumsum(np.concatenate([*(part.lengths for part in parts), [1]]))]),
    )
    begin_M1 = np.concatenate([[0], np.cumsum(counts_2xM.sum(0) + 2)])
    place_S = spans(begin_M1[:-1], counts_2xM[0])
    place_T = spans(begin_M1[:-1] + counts_2xM[0] + 1, counts_2xM[1])
    order = np.full(begin_M1[-1], len(lists.offsets) - 2)
    order[place_S] = np.arange(len(place_S))
    order[place_T] = len(place_S) + np.arange(len(place_T))
    tokens = lists.take(order)
    documents = Ragged(tokens.ids_W, tokens.offsets[begin_M1])
    pair_W = np.repeat(np.arange(len(begin_M1) - 1), counts_2xM[1])
    of_W = np.where(position_W >= 0, place_S[offsets_2xM1[0][pair_W] + np.maximum(position_W, 0)], 0)
    linked = (position_W >= 0) & (tokens.lengths[place_T] > 0) & (tokens.lengths[of_W] > 0)
    links = np.zeros(len(tokens.ids_W), dtype=np.int32)
    first = tokens.offsets[:-1]
    links[first[place_T[linked]]] = 1 + first[of_W[linked]] - documents.offsets[pair_W[linked]]
    return Pairs(documents, Ragged(links, documents.offsets))


def pack_links(
    folder: str | Path, streams: Iterable[Stream], *, split: bool = True, window: int = WINDOW
) -> int:
    """Writes the links of rows that `pack_tokens` has written, with the same streams and settings.

    Links between tokens that packing has put into different rows are left out.

    Args:
        folder: of the rows. streams: the links of the documents, as those came. split, window: as they were.

    Returns: how many there are.

    Raises:
        InputError: these are links of other documents.
    """
    folder = Path(folder)
    rows = load_packed(folder)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".links-") as inner:
        pack_tokens(
            inner, streams, row_length=rows.row_length, vocabulary=1 << 31, split=split, window=window
        )
        links = load_packed(inner)
        alike = [(rows.used_R, links.used_R), (rows.first_R, links.first_R), (rows.start_S, links.start_S)]
        alike += [(rows.document_S, links.document_S), (rows.begin_S, links.begin_S)]
        if rows.sources != links.sources or not all(np.array_equal(*pair) for pair in alike):
            raise InputError("the links are not of the documents of these rows", path=folder)
        count = 0
        with atomic_writer(folder / f"{LINKS}.npy", "wb") as stream:
            header = {"descr": "<u2", "fortran_order": False, "shape": rows.tokens_RxL.shape}
            np.lib.format.write_array_header_1_0(stream, header)
            for begin in range(0, len(rows), _ROWS):
                part = slice(begin, begin + _ROWS)
                in_rows = np.zeros(links.tokens_RxL[part].shape, dtype="<u2")
                first = rows.first_R[begin : begin + _ROWS + 1]
                _to_rows(
                    links.tokens_RxL[part], rows.used_R[part], first, rows.start_S, rows.begin_S, in_rows
                )
                stream.write(in_rows.data)
                count += int(np.count_nonzero(in_rows))
    return count


@kernel
def _to_rows(
    links_RxL: NDArray[np.integer],
    used_R: NDArray[np.integer],
    first_R1: NDArray[np.int64],
    start_S: NDArray[np.integer],
    begin_S: NDArray[np.integer],
    in_rows_RxL: NDArray[np.integer],
) -> None:
    for r in range(len(links_RxL)):
        for s in range(first_R1[r], first_R1[r + 1]):
            begin = np.int64(start_S[s])
            end = np.int64(start_S[s + 1]) if s + 1 < first_R1[r + 1] else np.int64(used_R[r])
            for i in range(begin, end):
                at = begin + np.int64(links_RxL[r, i]) - 1 - np.int64(begin_S[s])
                if links_RxL[r, i] > 0 and begin <= at < end:
                    in_rows_RxL[r, i] = at + 1
