"""Documents and pairs of any number of files as one stream: of constant memory, in shards, resumable.

stream = lexiboost.text.stream.stream(["c4/*.json.gz"], seed=1, shard=(0, 8))
for document in stream:
    ...
json.dump(stream.position, file)  # later: stream(..., start=json.load(file)) gives exactly the rest
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from lexiboost.artifacts.errors import ConfigError
from lexiboost.artifacts.files import require_file, sha256_json
from lexiboost.text.document import Document, Pair
from lexiboost.text.document_stream import DocumentStream, Plan
from lexiboost.text.formats import PAIR_READERS, READERS, format_of, require_format
from lexiboost.text.inputs import PathLike, find_inputs
from lexiboost.text.readers.records import Item, Reader, Source

__all__ = ["BUFFER", "DocumentStream", "stream", "stream_pairs"]

BUFFER = 4096
"""Records that are shuffled together."""


def stream(
    paths: PathLike | Sequence[PathLike],
    *,
    format: str | None = None,
    variety: str = "",
    column: str = "",
    seed: int | None = None,
    shard: tuple[int, int] = (0, 1),
    start: Mapping[str, Any] | None = None,
    buffer: int = BUFFER,
) -> DocumentStream[Document]:
    """Documents of files, plain or compressed, one after another.

    Without a seed files come in the order given (a folder's sorted by name) and documents in that of their
    file. With one the files are permuted, and documents are shuffled in blocks of up to `buffer` records that
    lie one after another. Memory is that of one record, or of one block (64 MiB of text, and what Python
    adds).

    Args:
        paths: files, folders and shell patterns.
        format: one of `formats.READERS`; each file's is recognized where None.
        variety: of the text, for `Document.variety`; which side of a TMX file is read.
        column: JSON key or Parquet column of the text, where it is none of the usual ones.
        seed: of the shuffle, 0 or greater.
        shard: (i, n) gives the i-th of n parts of all documents: whole files where there are n or more, else
            every n-th record.
        start: a `DocumentStream.position`.
        buffer: records that are shuffled together.

    Raises:
        InputError: no such file.
        ConfigError: an unknown format, or an impossible seed, shard, buffer or position.
        StaleArtifactError: the position is one of other files or settings.
    """
    sources = [Source(path, label, variety, column) for path, label in find_inputs(paths)]
    if format is not None:
        require_format(format, READERS)
    plan = _planned(sources, partial(_open, format), (format, variety, column), seed, shard, buffer)
    return DocumentStream(plan, start)


def stream_pairs(
    paths: Sequence[PathLike | tuple[PathLike, PathLike]],
    *,
    source: str,
    target: str,
    seed: int | None = None,
    shard: tuple[int, int] = (0, 1),
    start: Mapping[str, Any] | None = None,
    buffer: int = BUFFER,
) -> DocumentStream[Pair]:
    """Pairs of parallel files: a TMX file by its path, Moses' two files as `(source's, target's)`.

    Args:
        paths: the files.
        source: variety of the first side.
        target: variety of the second.
        seed: see `stream`, as `shard`, `start` and `buffer`.

    Raises:
        InputError: as `stream`; while reading, two files of Moses' that have not as many lines.
        ConfigError: as `stream`.
        StaleArtifactError: as `stream`.
    """
    sources: list[Source] = []
    for path in paths:
        if isinstance(path, tuple):
            [(one, label)] = find_inputs(path[0])
            sources.append(Source(one, label, source, "", require_file(path[1]), target))
        else:
            sources += [Source(each, label, source, "", None, target) for each, label in find_inputs(path)]
    plan = _planned(sources, _open_pairs, ("pairs", source, target), seed, shard, buffer)
    return DocumentStream(plan, start)


def _open(format: str | None, source: Source) -> Reader[Document]:
    return READERS[format or format_of(source.path, source.column) or "lines"](source)


def _open_pairs(source: Source) -> Reader[Pair]:
    return PAIR_READERS["tmx" if source.other is None else "moses"](source)


def _planned(
    sources: list[Source],
    open_: Callable[[Source], Reader[Item]],
    settings: tuple[str | None, ...],
    seed: int | None,
    shard: tuple[int, int],
    buffer: int,
) -> Plan[Item]:
    """Chooses the shard's files and orders them."""
    index, shards = shard
    if not 0 <= index < shards:
        raise ConfigError(f"shard {shard} is not (i, n) with 0 <= i < n")
    if seed is not None and seed < 0:
        raise ConfigError(f"seed {seed} is less than 0")
    if buffer < 1:
        raise ConfigError(f"buffer {buffer} is less than 1")
    files = [
        (each.label, *(path.stat().st_size for path in (each.path, each.other) if path)) for each in sources
    ]
    key = sha256_json([files, settings, seed, shard, buffer if seed is not None else None])
    records = (0, 1) if len(sources) >= shards else shard
    if len(sources) >= shards:
        sources = sources[index::shards]
    entropy = None if seed is None else (seed, index, shards, 1)
    if seed is not None:
        order = np.random.default_rng((seed, index, shards)).permutation(len(sources))
        sources = [sources[each] for each in order.tolist()]
    return Plan(sources, open_, records, entropy, buffer, key)
