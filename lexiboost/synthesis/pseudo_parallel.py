"""Pseudo-parallel text: shards of pseudo-text read back as pairs of a sentence and its source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from lexiboost.artifacts.errors import InputError
from lexiboost.text.document import Document, Pair
from lexiboost.text.scanner import Vocabulary
from lexiboost.tokens.pairs import Words

SHARDS = "text-*.parquet"
_COLUMNS = ("text", "source", "source_id", "variety", "kind", "copy", "seed")
_LINKED = ("text", "source", "variety", "kind", "word_end", "source_position")
_KIND = "pseudo_parallel"
_ROWS = 8192
_SPACE = 32


class LinkedWords(NamedTuple):
    """M pairs of sentences in words.

    Attributes:
        source, target: the words of both sides, as they stand in their lines.
        position_W: for each target word the number of the word in its source that it stands for.
    """

    source: Words
    target: Words
    position_W: NDArray[np.int32]


def find_shards(path: str | Path) -> list[Path]:
    """The shard at a path, or all shards below a folder by their names.

    Raises:
        InputError: a folder without a shard.
    """
    root = Path(path)
    files = sorted(root.rglob(SHARDS)) if root.is_dir() else [root]
    if not files:
        raise InputError("no shard of pseudo-text below it", path=path)
    return files


def read_pairs(path: str | Path, *, source: str = "eng_Latn", target: str = "") -> Iterator[Pair]:
    """The pairs of a shard of the kind `pseudo_parallel`, or of all shards below a folder by their names.

    A pair's target is called by its source and the number of the draw: `<source id>#<copy>`. Memory is that
    of a few thousand rows.

    Args:
        path: a parquet file of `text_shards.TEXT_SCHEMA`, or a folder.
        source: variety of the source sentences.
        target: variety that the others must be of; "" for any.

    Raises:
        InputError: a file is missing, damaged, no shard, or of another kind or variety.
    """
    for file in find_shards(path):
        for batch in _batches(file, _COLUMNS, target):
            for row in batch.to_pylist():
                yield Pair(
                    Document(row["source"], row["source_id"], source),
                    Document(
                        row["text"],
                        f"{row['source_id']}#{row['copy']}",
                        row["variety"],
                        {"kind": _KIND, "seed": str(row["seed"])},
                    ),
                )


def read_linked_words(
    path: str | Path, *, source: str = "eng_Latn", target: str = ""
) -> Iterator[LinkedWords]:
    """The pairs of shards, in the order of `read_pairs`, cut into words that stand for each other.

    Args:
        path, target: as for `read_pairs`.
        source: variety of the source sentences, by whose rules they are cut as synthesis cut them.

    Raises:
        InputError: as `read_pairs`; a word stands for one that its source does not have.
    """
    for file in find_shards(path):
        for batch in _batches(file, _LINKED, target):
            vocabulary = Vocabulary(source)
            scanned = vocabulary.scan(batch.column("source").to_pylist())
            names = vocabulary.words()
            words = [names[number] for number in scanned.ids_T.tolist()]
            sources = Words(words, scanned.offsets_N1, _inside(scanned.glued_T, scanned.offsets_N1))
            position_W = batch.column("source_position").flatten().to_numpy(zero_copy_only=False)
            made = _made_words(batch)
            lengths_W = np.repeat(np.diff(sources.offsets_M1), np.diff(made.offsets_M1))
            if len(position_W) != len(lengths_W) or (position_W >= lengths_W).any():
                raise InputError(
                    f"a word of it stands for none of its source; is the source not {source}?", path=file
                )
            yield LinkedWords(sources, made, position_W)


def _batches(path: Path, columns: Sequence[str], target: str) -> Iterator[pa.RecordBatch]:
    """Some thousands of rows at a time, of the kind and variety that they should be."""
    try:
        with pq.ParquetFile(path) as file:
            missing = [name for name in columns if name not in file.schema_arrow.names]
            if missing:
                raise InputError(f"no shard of pseudo-text: it has no column {missing[0]!r}", path=path)
            for batch in file.iter_batches(batch_size=_ROWS, columns=list(columns)):
                for column, wanted in (("kind", _KIND), ("variety", target)):
                    others = [each for each in pc.unique(batch.column(column)).to_pylist() if each != wanted]
                    if wanted and others:
                        raise InputError(f"its {column} is {others[0]}, not {wanted}", path=path)
                yield batch
    except FileNotFoundError:
        raise InputError("no such file", path=path) from None
    except (OSError, pa.ArrowInvalid) as error:
        raise InputError(f"not a readable parquet file ({error})", path=path) from None


def _made_words(batch: pa.RecordBatch) -> Words:
    """The words of the column `text`, which end where `word_end` says."""
    texts = [text.encode() for text in batch.column("text").to_pylist()]
    ends = batch.column("word_end")
    counts = pc.list_value_length(ends).to_numpy(zero_copy_only=False).astype(np.int64)
    offsets_M1 = np.concatenate([[0], np.cumsum(counts)])
    size_M = np.array([len(text) for text in texts], dtype=np.int64)
    begin_M = np.cumsum(size_M) - size_M
    pool = b"".join(texts)
    end_W = ends.flatten().to_numpy(zero_copy_only=False) + np.repeat(begin_M, counts)
    begin_W = np.concatenate([[0], end_W])[:-1] if len(end_W) else end_W
    begin_W[offsets_M1[:-1][counts > 0]] = begin_M[counts > 0]
    spaced_W = np.frombuffer(pool + b" ", dtype=np.uint8)[begin_W] == _SPACE
    bounds = zip((begin_W + spaced_W).tolist(), end_W.tolist(), strict=True)
    words = [pool[begin:end].decode() for begin, end in bounds]
    return Words(words, offsets_M1, _inside(~spaced_W, offsets_M1))


def _inside(glued_W: NDArray[np.bool_], offsets_M1: NDArray[np.integer]) -> NDArray[np.bool_]:
    """The same, and False for the first word of each sentence."""
    first = offsets_M1[:-1][np.diff(offsets_M1) > 0]
    glued_W = glued_W.copy()
    glued_W[first] = False
    return glued_W
