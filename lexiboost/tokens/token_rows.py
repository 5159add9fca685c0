"""`PackedTokens`: fixed-length rows of token ids of many varieties and kinds, memory-mapped from a folder.

The folder holds
    tokens.npy     R x L ids, uint16 or int32 by the size of the vocabulary; padding where nothing is
    used.npy       R: positions in use
    first.npy      R + 1: number of the first segment of each row
    start.npy      S: position in its row where each segment begins
    document.npy   S: number of the segment's document in its source, from 0
    begin.npy      S: where in the document the segment begins (0 but where a document was cut)
    links.npy      R x L, only of rows of pairs with links (`lexiboost.tokens.pairs`)
    rows.json      row length, size of the vocabulary, padding id, and the sources with their numbers of rows
Segments of a row are in the order of their positions; rows of a source lie together, in the order of
`rows.json`. Segment ids and positions are not stored: a row's few starts give them, and a corpus takes two
bytes a token instead of six.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import read_json
from lexiboost.tokens.ragged import spans
from lexiboost.tokens.shares import Source

ARRAYS = ("tokens", "used", "first", "start", "document", "begin")
LINKS = "links"
ROWS_FILE = "rows.json"
FORMAT = 1


@dataclass(frozen=True)
class PackedTokens:
    """R rows of L positions with S segments in all; see the module for the arrays.

    Attributes:
        sources: whose rows these are, in the order in which they lie.
        vocabulary: size of the vocabulary. padding: id at positions that are not in use.
        links_RxL: see `lexiboost.tokens.pairs`; None where there are none.
    """

    tokens_RxL: NDArray[np.integer]
    used_R: NDArray[np.integer]
    first_R: NDArray[np.int64]
    start_S: NDArray[np.integer]
    document_S: NDArray[np.integer]
    begin_S: NDArray[np.integer]
    sources: tuple[Source, ...]
    vocabulary: int
    padding: int
    links_RxL: NDArray[np.uint16] | None = None

    def __len__(self) -> int:
        return len(self.tokens_RxL)

    @property
    def row_length(self) -> int:
        """L."""
        return self.tokens_RxL.shape[1]

    @property
    def fill(self) -> float:
        """Share of positions that hold a token."""
        return float(self.used_R.sum(dtype=np.int64)) / max(1, self.tokens_RxL.size)

    def segments_of(self, rows_B: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The segments of some rows: place in `rows_B`, and number of the segment."""
        first = self.first_R[rows_B]
        count = self.first_R[np.asarray(rows_B) + 1] - first
        return np.repeat(np.arange(len(count)), count), spans(first, count)

    def document(self, source: int, number: int) -> NDArray[np.integer]:
        """The token ids of one document of a source, put together again from the rows.

        Scans the whole source: for looking at single documents.
        """
        begin = sum(each.rows for each in self.sources[:source])
        row, segment = self.segments_of(np.arange(begin, begin + self.sources[source].rows))
        mine = np.flatnonzero(self.document_S[segment] == number)
        parts = []
        for at in mine[np.argsort(self.begin_S[segment[mine]], kind="stable")].tolist():
            here = begin + int(row[at])
            ends_row = at + 1 == len(row) or row[at + 1] != row[at]
            end = self.used_R[here] if ends_row else self.start_S[segment[at] + 1]
            parts.append(self.tokens_RxL[here, int(self.start_S[segment[at]]) : int(end)])
        return np.concatenate(parts) if parts else self.tokens_RxL[:0].ravel()


def load_packed(folder: str | Path) -> PackedTokens:
    """Memory-maps the rows of a folder.

    Raises:
        InputError: a file is missing, damaged or does not fit the others.
    """
    folder = Path(folder)
    meta = read_json(folder / ROWS_FILE)
    try:
        if meta["format"] != FORMAT:
            raise InputError(
                f"format {meta['format']}, this version reads {FORMAT}; pack the text again",
                path=folder / ROWS_FILE,
            )
        length, vocabulary, padding = (int(meta[key]) for key in ("row_length", "vocabulary", "padding"))
        sources = tuple(Source(s["variety"], s["kind"], int(s["rows"])) for s in meta["sources"])
    except (KeyError, TypeError, ValueError):
        raise InputError("not a description of packed rows", path=folder / ROWS_FILE) from None
    arrays = {name: _map(folder / f"{name}.npy") for name in ARRAYS}
    rows, segments = sum(source.rows for source in sources), len(arrays["start"])
    shapes: dict[str, tuple[int, ...]] = {
        "tokens": (rows, length),
        "used": (rows,),
        "first": (rows + 1,),
        "start": (segments,),
        "document": (segments,),
        "begin": (segments,),
    }
    if (folder / f"{LINKS}.npy").exists():
        arrays[LINKS], shapes[LINKS] = _map(folder / f"{LINKS}.npy"), (rows, length)
    for name, shape in shapes.items():
        if arrays[name].shape != shape:
            raise InputError(
                f"shape {arrays[name].shape}, {ROWS_FILE} wants {shape}; delete its folder and rerun",
                path=folder / f"{name}.npy",
            )
    return PackedTokens(
        tokens_RxL=arrays["tokens"],
        used_R=arrays["used"],
        first_R=arrays["first"],
        start_S=arrays["start"],
        document_S=arrays["document"],
        begin_S=arrays["begin"],
        sources=sources,
        vocabulary=vocabulary,
        padding=padding,
        links_RxL=arrays.get(LINKS),
    )


def _map(path: Path) -> NDArray[Any]:
    try:
        mapped = np.load(path, mmap_mode="r")
    except (OSError, ValueError, EOFError) as error:
        raise InputError(f"not a readable array ({error}); delete its folder and rerun", path=path) from None
    # A plain array over the same pages: indexing a memmap object costs several times as much.
    return mapped.view(np.ndarray)
