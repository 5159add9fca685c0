"""Forms that were made for the gaps of a table, as parquet."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import atomic_writer

FORMS = "forms.parquet"
SCHEMA = pa.schema(
    [
        ("lemma", pa.string()),
        ("bundle", pa.string()),
        ("form", pa.string()),
        ("confidence", pa.float64()),
        ("origin", pa.string()),
    ]
)
"""One row a cell that the table lacks; `origin` is `inflector` or `rules`, `confidence` that of the form."""


class LearnedForm(NamedTuple):
    """A form of a lemma in a cell, the probability that it is right, and what made it."""

    lemma: str
    bundle: str
    form: str
    confidence: float
    origin: str


def write_forms(forms: Iterable[LearnedForm], path: str | Path) -> None:
    """Writes rows of `SCHEMA` atomically."""
    columns = list(zip(*forms, strict=True)) or [()] * len(SCHEMA)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, SCHEMA, strict=True)]
    with atomic_writer(path, "wb") as stream:
        pq.write_table(pa.Table.from_arrays(arrays, schema=SCHEMA), stream, compression="zstd")


def read_forms(path: str | Path) -> list[LearnedForm]:
    """Every form that was made, in the order in which they were written.

    Raises:
        InputError: the file is missing or another.
    """
    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowInvalid) as error:
        raise InputError(f"not a readable table of forms ({error})", path=path) from None
    if table.schema.names != SCHEMA.names:
        raise InputError("a parquet file, but no table of forms that lexiboost wrote", path=path)
    return [LearnedForm(**row) for row in table.to_pylist()]
