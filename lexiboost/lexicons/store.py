"""A lexicon as a parquet file with its ledger, and back."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import atomic_writer
from lexiboost.lexicons.lexicon import COLUMNS, Lexicon

_KEY = b"lexiboost.lexicon"


def save_lexicon(lexicon: Lexicon, path: str | Path) -> None:
    """Writes the table atomically; varieties, ledger and format go into the file's metadata."""
    ledger = {
        "source": lexicon.source,
        "target": lexicon.target,
        "rows_in": lexicon.rows_in,
        "rejected": dict(lexicon.rejected),
        "split": lexicon.split,
        "changed": dict(lexicon.changed),
        "format": lexicon.format,
    }
    table = pa.Table.from_pandas(lexicon.table, preserve_index=False)
    table = table.replace_schema_metadata({_KEY: json.dumps(ledger, sort_keys=True)})
    with atomic_writer(path, "wb") as stream:
        pq.write_table(table, stream, compression="zstd")


def load_saved_lexicon(path: str | Path) -> Lexicon:
    """Reads what `save_lexicon` wrote; raises `InputError` when the file is missing or another."""
    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowInvalid) as error:
        raise InputError(f"not a readable lexicon ({error})", path=path) from None
    metadata = table.schema.metadata or {}
    if _KEY not in metadata or tuple(table.column_names) != COLUMNS:
        raise InputError("a parquet file, but not a lexicon that lexiboost wrote", path=path)
    columns = {name: table[name].to_pylist() for name in COLUMNS}
    frame = pd.DataFrame(
        {name: pd.Series(v, dtype="float64" if name == "score" else "str") for name, v in columns.items()}
    )
    return Lexicon(frame, **json.loads(metadata[_KEY]))
