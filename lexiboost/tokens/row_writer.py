"""Writes the folder that `lexiboost.tokens.token_rows` reads, a block of rows at a time."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from lexiboost.artifacts.errors import ConfigError
from lexiboost.artifacts.files import atomic_writer, write_json
from lexiboost.tokens.shares import Source
from lexiboost.tokens.token_rows import ARRAYS, FORMAT, ROWS_FILE

LONGEST_ROW = np.iinfo(np.uint16).max


class RowsWriter:
    """Appends rows to the arrays of a folder; with the block's end all files appear, `rows.json` last.

    Attributes:
        rows, tokens: written so far. sources: for `rows.json`; the caller appends one when its rows are in.

    Args:
        folder: where to; nothing of it is readable before the block ends. row_length: L, 1 to 65535.
        vocabulary: ids are below it; up to 65,536 they take two bytes. padding: id of unused positions.

    Raises:
        ConfigError: sizes out of range.
    """

    def __init__(self, folder: str | Path, row_length: int, *, vocabulary: int, padding: int) -> None:
        if not 1 <= row_length <= LONGEST_ROW:
            raise ConfigError(f"a row has 1 to {LONGEST_ROW} tokens, not {row_length}")
        if not 0 <= padding < vocabulary <= 1 << 31:
            raise ConfigError(f"padding id {padding} is not in a vocabulary of {vocabulary}")
        self.folder, self.row_length, self.vocabulary, self.padding = (
            Path(folder),
            row_length,
            vocabulary,
            padding,
        )
        self.rows = self.tokens = 0
        self.sources: list[Source] = []
        self._segments = 0
        self._dtype = np.dtype(np.uint16 if vocabulary <= 1 << 16 else np.int32)
        self._stack = ExitStack()
        self._arrays: dict[str, _GrowingArray] = {}

    def __enter__(self) -> RowsWriter:
        (self.folder / ROWS_FILE).unlink(missing_ok=True)
        dtypes: dict[str, DTypeLike] = dict.fromkeys(ARRAYS, np.uint32)
        dtypes |= {"tokens": self._dtype, "used": np.uint16, "start": np.uint16, "first": np.int64}
        for name, dtype in dtypes.items():
            stream = self._stack.enter_context(atomic_writer(self.folder / f"{name}.npy", "wb"))
            inner = (self.row_length,) if name == "tokens" else ()
            self._arrays[name] = _GrowingArray(stream, np.dtype(dtype), inner)
        self._arrays["first"].append(np.zeros(1))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            for array in self._arrays.values():
                array.finish()
        self._stack.__exit__(kind, error, trace)
        if error is None:
            meta = {"row_length": self.row_length, "vocabulary": self.vocabulary, "padding": self.padding}
            sources = [source._asdict() for source in self.sources]
            write_json(self.folder / ROWS_FILE, {"format": FORMAT, **meta, "sources": sources})

    def checked(self, ids: NDArray[np.integer]) -> NDArray[np.integer]:
        """The ids in the type that is stored; raises `ValueError` where one is not in the vocabulary."""
        if len(ids) and (ids.min() < 0 or ids.max() >= self.vocabulary):
            raise ValueError(f"token id {ids.max()} or {ids.min()} outside a vocabulary of {self.vocabulary}")
        return ids.astype(self._dtype, copy=False)

    def write(
        self,
        tokens_RxL: NDArray[np.integer],
        used_R: NDArray[np.integer],
        segments_R: NDArray[np.integer],
        start_S: NDArray[np.integer],
        document_S: NDArray[np.integer],
        begin_S: NDArray[np.integer],
    ) -> None:
        """Appends R rows; their S segments are in the order of rows and positions, `segments_R` in each."""
        values = {"tokens": tokens_RxL, "used": used_R, "first": self._segments + np.cumsum(segments_R)}
        values |= {"start": start_S, "document": document_S, "begin": begin_S}
        for name, value in values.items():
            self._arrays[name].append(value)
        self.rows += len(tokens_RxL)
        self.tokens += int(used_R.sum(dtype=np.int64))
        self._segments += len(start_S)


class _GrowingArray:
    """A `.npy` file whose first axis grows; NumPy's headers leave room for it to be written again."""

    def __init__(self, stream: IO[Any], dtype: np.dtype[Any], inner: tuple[int, ...]) -> None:
        self.stream, self.dtype, self.inner, self.length = stream, dtype, inner, 0
        self._write_header()

    def append(self, values: NDArray[Any]) -> None:
        """Writes values in the array's type."""
        if values.dtype.kind in "iu" and len(values) and int(values.max()) > np.iinfo(self.dtype).max:
            raise ValueError(f"{int(values.max())} does not fit into {self.dtype}: pack in several folders")
        self.stream.write(np.ascontiguousarray(values, dtype=self.dtype).data)
        self.length += len(values)

    def finish(self) -> None:
        """Puts the final shape into the header."""
        self.stream.seek(0)
        self._write_header()

    def _write_header(self) -> None:
        shape = (self.length, *self.inner)
        descr = np.lib.format.dtype_to_descr(self.dtype)
        header = {"descr": descr, "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(self.stream, header)
