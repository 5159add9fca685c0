"""Pseudo-parallel text: shards of pseudo-text read back as pairs of a sentence and its source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lexiboost.artifacts.errors import InputError
from lexiboost.text.document import Document, Pair

_COLUMNS = ("text", "source", "source_id", "variety", "kind", "copy", "seed")
_KIND = "pseudo_parallel"
_ROWS = 8192


def read_pairs(path: str | Path, *, source: str = "eng_Latn") -> Iterator[Pair]:
    """The pairs of a shard of the kind `pseudo_parallel`, or of all shards below a folder by their names.

    A pair's target is called by its source and the number of the draw: `<source id>#<copy>`. Memory is that
    of a few thousand rows.

    Args:
        path: a parquet file of `text_shards.TEXT_SCHEMA`, or a folder.
        source: variety of the source sentences.

    Raises:
        InputError: a file is missing, damaged, no shard, or of another kind.
    """
    root = Path(path)
    files = sorted(root.rglob("text-*.parquet")) if root.is_dir() else [root]
    if not files:
        raise InputError("no shard of pseudo-text below it", path=path)
    for file in files:
        yield from _pairs(file, source)


def _pairs(path: Path, source: str) -> Iterator[Pair]:
    try:
        with pq.ParquetFile(path) as file:
            missing = [name for name in _COLUMNS if name not in file.schema_arrow.names]
            if missing:
                raise InputError(f"no shard of pseudo-text: it has no column {missing[0]!r}", path=path)
            for batch in file.iter_batches(batch_size=_ROWS, columns=list(_COLUMNS)):
                for row in batch.to_pylist():
                    if row["kind"] != _KIND:
                        raise InputError(f"its kind is {row['kind']}, not {_KIND}", path=path)
                    yield Pair(
                        Document(row["source"], row["source_id"], source),
                        Document(
                            row["text"],
                            f"{row['source_id']}#{row['copy']}",
                            row["variety"],
                            {"kind": _KIND, "seed": str(row["seed"])},
                        ),
                    )
    except FileNotFoundError:
        raise InputError("no such file", path=path) from None
    except (OSError, pa.ArrowInvalid) as error:
        raise InputError(f"not a readable parquet file ({error})", path=path) from None
