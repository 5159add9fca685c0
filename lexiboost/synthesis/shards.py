"""`TextShard`: sentences as parquet, one row a sentence, each traceable to its sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import atomic_writer
from lexiboost.synthesis.inflect import WAYS
from lexiboost.synthesis.pseudo import PseudoText, words_of
from lexiboost.synthesis.source import SourceCorpus

Kind = Literal["real", "pseudo_mono", "pseudo_parallel", "pseudo_labelled"]

SCHEMA = pa.schema(
    [
        ("text", pa.string()),
        ("words", pa.list_(pa.string())),
        ("variety", pa.string()),
        ("kind", pa.string()),
        ("source_id", pa.string()),
        ("copy", pa.int32()),
        ("seed", pa.int64()),
        ("label", pa.string()),
        ("tags", pa.list_(pa.string())),
        ("source_words", pa.list_(pa.string())),
        ("source_position", pa.list_(pa.int32())),
        ("origin", pa.list_(pa.string())),
        ("lexicon_row", pa.list_(pa.int32())),
        ("cell", pa.list_(pa.string())),
    ]
)
"""`source_position`, `origin`, `lexicon_row` and `cell` hold one value an output word: the source word it
stands for, how it was made (`pseudo.ORIGINS`), the row of the lexicon used (-1: none), the cell filled."""
INFLECTION = pa.field("inflection", pa.list_(pa.string()))
"""A further column of shards whose inflection was learned: what gave each output word's form in its cell (see
`WAYS`), null where there is no cell."""
RESPELLED = pa.field("respelled", pa.list_(pa.string()))
"""A further column of shards whose spelling varies: what each word was before, null where it is the same."""


def shard_table(
    text: PseudoText, corpus: SourceCorpus, *, variety: str, kind: Kind, seed: int, ways: bool = False
) -> pa.Table:
    """The parquet table of a batch of pseudo-sentences; `ways` adds the column `INFLECTION`."""
    words = text.vocabulary.strings().take(pa.array(text.words_W))
    offsets = pa.array(text.offsets_M1.astype(np.int32))
    words_list = pa.ListArray.from_arrays(offsets, words)
    at = text.sentence_M.tolist()
    count = len(at)
    untagged = pa.array(~corpus.tagged_N[text.sentence_M])
    source_ids = corpus.names.source_ids()
    table = pa.table(
        [
            pc.binary_join(words_list, " "),
            words_list,
            pa.array([variety] * count),
            pa.array([kind] * count),
            pa.array([source_ids[i] for i in at], pa.string()),
            pa.array(text.copy_M),
            pa.array(np.full(count, seed, dtype=np.int64)),
            pa.array([corpus.labels_N[i] for i in at], pa.string()),
            pa.ListArray.from_arrays(offsets, _strings(text.tag_names, text.tags_W), mask=untagged),
            _source_words(corpus, text.sentence_M),
            pa.ListArray.from_arrays(offsets, pa.array(text.source_W)),
            pa.ListArray.from_arrays(offsets, _strings(text.origins, text.origin_W)),
            pa.ListArray.from_arrays(offsets, pa.array(text.row_W)),
            pa.ListArray.from_arrays(offsets, _strings(text.cells, text.cell_W)),
        ],
        schema=SCHEMA,
    )
    if text.plain_W is not None:
        table = table.append_column(RESPELLED, respelled(text))
    if not ways:
        return table
    names: list[str | None] = [way or None for way in text.ways]
    return table.append_column(INFLECTION, pa.ListArray.from_arrays(offsets, _strings(names, text.cell_W)))


def respelled(text: PseudoText) -> pa.Array:
    """The column `RESPELLED`; needs `plain_W`."""
    assert text.plain_W is not None
    same = pa.array(text.plain_W == text.words_W)
    plain = text.vocabulary.strings().take(pa.array(text.plain_W))
    plain = pc.if_else(same, pa.scalar(None, pa.string()), plain)
    return pa.ListArray.from_arrays(pa.array(text.offsets_M1.astype(np.int32)), plain)


def _source_words(corpus: SourceCorpus, sentence_M: NDArray[np.int32]) -> pa.Array:
    words = words_of(corpus.vocabulary).take(pa.array(corpus.ids_T))
    return pa.ListArray.from_arrays(pa.array(corpus.offsets_N1.astype(np.int32)), words).take(
        pa.array(sentence_M)
    )


def _strings(names: Sequence[str | None], ids: NDArray[np.integer]) -> pa.Array:
    return pa.array(names, pa.string()).take(pa.array(ids.astype(np.int32), mask=ids < 0))


def write_shard(table: pa.Table, path: str | Path) -> None:
    """Writes one shard atomically."""
    with atomic_writer(path, "wb") as stream:
        pq.write_table(table, stream, compression="zstd")


def read_shard(path: str | Path) -> pa.Table:
    """Reads a shard; raises `InputError` when it is missing or is no shard."""
    try:
        table = pq.read_table(path)
    except FileNotFoundError:
        raise InputError("no such shard", path=path) from None
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError(f"not a readable parquet shard ({error})", path=path) from None
    missing = [name for name in SCHEMA.names if name not in table.column_names]
    if missing:
        raise InputError(f"not a text shard: lacks the column(s) {', '.join(missing)}", path=path)
    return table


def replacement_counts(text: PseudoText) -> dict[str, int]:
    """Number of output words by origin; the keys are `text.origins`."""
    counts = np.bincount(text.origin_W, minlength=len(text.origins))
    return {origin: int(count) for origin, count in zip(text.origins, counts, strict=True)}


def inflection_counts(text: PseudoText) -> dict[str, int]:
    """Number of output words in an inflection cell by what gave their form; the keys are `WAYS`."""
    counts = np.bincount(text.cell_W, minlength=len(text.ways)).tolist()
    return {way: sum(n for of, n in zip(text.ways, counts, strict=True) if of == way) for way in WAYS}


def iterate_rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    """The rows of a shard as dictionaries, batch by batch."""
    for batch in table.to_batches(max_chunksize=8192):
        yield from batch.to_pylist()
