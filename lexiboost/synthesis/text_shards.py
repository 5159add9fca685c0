"""Pseudo-text of raw text as columns: each sentence beside its source, each word with how it was made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lexiboost.synthesis.inflect import WAYS
from lexiboost.synthesis.pseudo import PseudoText
from lexiboost.synthesis.shards import RESPELLED, Kind, respelled
from lexiboost.synthesis.source import LineNames, SourceCorpus

TEXT_SCHEMA = pa.schema(
    [
        ("text", pa.string()),
        ("source", pa.string()),
        ("source_id", pa.string()),
        ("variety", pa.dictionary(pa.int8(), pa.string())),
        ("kind", pa.dictionary(pa.int8(), pa.string())),
        ("copy", pa.int32()),
        ("seed", pa.int64()),
        ("word_end", pa.list_(pa.int32())),
        ("source_position", pa.list_(pa.int32())),
        ("origin", pa.list_(pa.dictionary(pa.int8(), pa.string()))),
        ("lexicon_row", pa.list_(pa.int32())),
        ("cell", pa.list_(pa.dictionary(pa.int32(), pa.string()))),
        ("inflection", pa.list_(pa.dictionary(pa.int8(), pa.string()))),
    ]
)
"""`text` is the result, `source` the line it was made from. The lists hold one value an output word: the byte
of `text` that it ends before (a word begins where the one before it ends, behind a space if there is one);
the position of the word of the source that it stands for, as `text.segment.words` cuts it; how it was made
(`pseudo.ORIGINS`); the row of the lexicon used, -1 for none; the cell of inflection filled and what gave the
form in it (`inflect.WAYS`), "" for none."""


def text_schema(*, varied: bool) -> pa.Schema:
    """`TEXT_SCHEMA`, and with spellings that vary the column `shards.RESPELLED`."""
    return TEXT_SCHEMA.append(RESPELLED) if varied else TEXT_SCHEMA


def text_batch(
    text: PseudoText, corpus: SourceCorpus, lines: Sequence[str], *, variety: str, kind: Kind, seed: int
) -> pa.RecordBatch:
    """A batch of `text_schema`.

    Args:
        text: what was drawn. corpus: what it was drawn from. lines: the raw text of that.
        variety, kind, seed: of the result.
    """
    offsets = pa.array(text.offsets_M1.astype(np.int32))
    sentences = pa.array(text.sentence_M)
    count = len(text.sentence_M)
    once = len(text.copy_M) == len(lines) and not text.rejected

    def lists(values: pa.Array) -> pa.Array:
        return pa.ListArray.from_arrays(offsets, values)

    def named(ids: NDArray[Any], names: Sequence[str]) -> pa.Array:
        return pa.DictionaryArray.from_arrays(pa.array(ids), pa.array(names, pa.string()))

    source, source_ids = pa.array(lines, pa.string()), _source_ids(corpus)
    way_of_cell = np.array([("", *WAYS).index(way) for way in text.ways], dtype=np.int8)
    zeros = np.zeros(count, dtype=np.int8)
    more = [] if text.plain_W is None else [respelled(text)]
    return pa.RecordBatch.from_arrays(
        [
            text.text_M,
            source if once else source.take(sentences),
            source_ids if once else source_ids.take(sentences),
            named(zeros, [variety]),
            named(zeros, [kind]),
            pa.array(text.copy_M),
            pa.array(np.full(count, seed, dtype=np.int64)),
            lists(pa.array(text.ends_W)),
            lists(pa.array(text.source_W)),
            lists(named(text.origin_W, text.origins)),
            lists(pa.array(text.row_W)),
            lists(named(text.cell_W, text.cells)),
            lists(named(way_of_cell[text.cell_W], ("", *WAYS))),
            *more,
        ],
        schema=text_schema(varied=bool(more)),
    )


def _source_ids(corpus: SourceCorpus) -> pa.Array:
    names = corpus.names
    if not isinstance(names, LineNames):
        return pa.array(names.source_ids(), pa.string())
    numbers = pa.array(np.arange(names.first, names.first + names.count)).cast(pa.string())
    return pc.binary_join_element_wise(pa.scalar(names.file), numbers, ":")


def with_own_cells(table: pa.Table) -> pa.Table:
    """The same table with no cell in its dictionary that it does not hold, in the order of their first use.

    What an engine drew before then leaves no trace in it. The table's columns must be of one chunk each.
    """
    place = table.schema.get_field_index("cell")
    lists = table.column(place).combine_chunks()
    cells = lists.flatten()
    ids = cells.indices.to_numpy()
    all_names = cells.dictionary.to_pylist()
    used, first = np.unique(ids, return_index=True)
    number: dict[str, int] = {}  # a cell may stand in the dictionary for each way in which it was filled
    own_id = np.zeros(len(all_names), dtype=np.int32)
    for old in used[np.argsort(first)].tolist():
        own_id[old] = number.setdefault(all_names[old], len(number))
    own = pa.DictionaryArray.from_arrays(pa.array(own_id[ids]), pa.array(list(number), pa.string()))
    return table.set_column(place, "cell", pa.ListArray.from_arrays(lists.offsets, own))
