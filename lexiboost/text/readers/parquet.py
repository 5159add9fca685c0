"""Parquet files with a column of text, as data hubs give web corpora."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path
from typing import Any

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import LONGEST_LINE
from lexiboost.text.document import Document
from lexiboost.text.readers.records import START, Mark, Raw, Reader, RejectedError, decoded, document
from lexiboost.text.readers.web_jsonl import TEXT_KEYS, as_string

_BUFFER = 2**20
_BATCH_BYTES = 4 * 2**20
_MOST_ROWS = 1024


class ParquetReader(Reader[Document]):
    """A document a row; `metadata` has the other columns of plain values, null left out."""

    def records(self, mark: Mark = START) -> Iterator[Raw]:
        """See `Reader`. Memory is that of a few MiB and the pages they lie in, whatever a row group has."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        path = self.source.path
        with _named(path), pq.ParquetFile(path, buffer_size=_BUFFER, pre_buffer=False) as file:
            column, others = self._columns(file.schema_arrow, pa)
            record, offset = 0, mark.offset
            for group in range(file.metadata.num_row_groups):
                rows = file.metadata.row_group(group).num_rows
                if record + rows <= mark.record:
                    record += rows
                    continue
                size = file.metadata.row_group(group).total_byte_size // max(1, rows)
                batch_rows = max(1, min(_MOST_ROWS, _BATCH_BYTES // max(1, size)))
                for batch in file.iter_batches(
                    batch_size=batch_rows, row_groups=[group], columns=[column, *others], use_threads=False
                ):
                    for row in _rows(batch, column, others, max(0, mark.record - record), pa):
                        offset += len(row[0] or b"")
                        fault = RejectedError("too_long") if len(row[0] or b"") > LONGEST_LINE else None
                        yield Raw(fault or row, 0, offset)
                    record += batch.num_rows

    def _columns(self, schema: Any, pa: Any) -> tuple[str, list[str]]:
        """The column of the text and those of other plain values."""
        texts = [field.name for field in schema if _is_text(field.type, pa)]
        wanted = [self.source.column] if self.source.column else [*TEXT_KEYS, *texts[:1]]
        column = next((name for name in wanted if name in texts), None)
        if column is None:
            said = ", ".join(schema.names)[:300]
            raise InputError(
                f"no text column {wanted[0]!r}; the columns are {said}; name the text's with `column`",
                path=self.source.path,
            )
        plain = [f.name for f in schema if not pa.types.is_nested(f.type) and not _is_bytes(f.type, pa)]
        return column, [name for name in plain if name != column]

    def parse(self, raw: Raw, number: int) -> Document:
        """See `Reader`."""
        text, metadata = raw.content
        if text is None:
            raise RejectedError("empty")
        return document(decoded(text), self.source, number, metadata)


def _is_text(type_: Any, pa: Any) -> bool:
    if pa.types.is_dictionary(type_):
        type_ = type_.value_type
    return pa.types.is_string(type_) or pa.types.is_large_string(type_) or pa.types.is_string_view(type_)


def _is_bytes(type_: Any, pa: Any) -> bool:
    return (
        pa.types.is_binary(type_) or pa.types.is_large_binary(type_) or pa.types.is_fixed_size_binary(type_)
    )


def _rows(
    batch: Any, column: str, others: list[str], skip: int, pa: Any
) -> Iterator[tuple[bytes | None, dict[str, str]]]:
    """Text and metadata of a batch's rows but the first few; texts as bytes: their UTF-8 is unchecked."""
    batch = batch.slice(min(skip, batch.num_rows))
    texts = batch.column(column).cast(pa.large_string()).cast(pa.large_binary()).to_pylist()
    values = [_strings(batch.column(name), pa) for name in others]
    rows = zip(*values, strict=True) if values else repeat(())
    for text, cells in zip(texts, rows, strict=False):
        yield text, {name: cell for name, cell in zip(others, cells, strict=True) if cell is not None}


def _strings(array: Any, pa: Any) -> list[str | None]:
    if _is_text(array.type, pa):
        cells = array.cast(pa.large_string()).cast(pa.large_binary()).to_pylist()
        return [None if cell is None else cell.decode("utf-8", "replace") for cell in cells]
    cells = array.to_pylist()
    plain = (bool, int, float)
    return [None if c is None else as_string(c) if isinstance(c, plain) else str(c) for c in cells]


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Names the file in what pyarrow finds wrong with it."""
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowException, OSError, ValueError, MemoryError) as error:
        said = " ".join(str(error).split())[:200]
        raise InputError(f"not a Parquet file that can be read ({said}); fetch it again", path=path) from None
