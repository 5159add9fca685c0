"""Shards of pseudo-text, made by this process or by the workers of a Ray cluster."""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
import pyarrow.parquet as pq

from lexiboost.artifacts.errors import ConfigError, StorageError
from lexiboost.artifacts.files import atomic_writer
from lexiboost.experiments.explain import LEXICON
from lexiboost.experiments.programs import TextSynthesisConfig
from lexiboost.experiments.shard_source import BATCH, Piece
from lexiboost.lexicons import Lexicon
from lexiboost.lexicons.store import load_saved_lexicon
from lexiboost.morphology import Paradigms, SuffixRules, load_paradigms, read_paradigms
from lexiboost.synthesis.bigrams import BigramModel, learn_model
from lexiboost.synthesis.engine import Engine
from lexiboost.synthesis.inflect import Inflector
from lexiboost.synthesis.shards import Kind, replacement_counts
from lexiboost.synthesis.source import Analyser, TextEncoder, analysis_of
from lexiboost.synthesis.text_shards import text_batch, text_schema, with_own_cells
from lexiboost.text.segment import words
from lexiboost.text.stream import stream

SHARD = "text-{:05d}.parquet"
COUNTS = b"lexiboost.counts"
"""Key of a shard's metadata: its sentences, and its words by origin."""
MOST_WORDS = 1 << 20
"""Distinct source words from which on a writer forgets them after a shard and begins anew."""
_RESTARTS = 8

Shards = Iterable[list[Piece]]


@contextmanager
def workers(
    config: TextSynthesisConfig, target: str, folder: Path
) -> Iterator[Callable[[Shards], Iterator[Path]]]:
    """What turns shards into files, in their order: this process, or workers of a Ray cluster.

    A shard's file is the same whoever makes it. Files that are there are not made again, and at most two
    shards a worker are waiting, so memory stays flat. A worker that dies is replaced, and makes its shards
    again. On a cluster of several machines `folder` and the inputs must be on a file system they share.
    """
    writer = ShardWriter(config, target, folder)  # here first, so that a bad input is told once
    if config.workers == 1 and not config.ray_address:
        yield lambda shards: (writer.write(number, pieces) for number, pieces in enumerate(shards))
        return
    try:
        import ray
    except ImportError:
        raise ConfigError(
            'config.workers: more than one needs Ray: pip install "lexiboost[scale]", or --config.workers=1'
        ) from None
    quiet = {"include_dashboard": False, "log_to_driver": False, "logging_level": "ERROR"}
    here = {} if config.ray_address else {"num_cpus": config.workers, **quiet}
    ray.init(address=config.ray_address or "local", ignore_reinit_error=True, **here)
    try:
        actor = ray.remote(num_cpus=1, max_restarts=_RESTARTS, max_task_retries=_RESTARTS)(ShardWriter)
        actors = [actor.remote(config, target, folder.absolute()) for _ in range(config.workers)]
        yield partial(_by_actors, actors)
    finally:
        ray.shutdown()


def _by_actors(actors: Sequence[Any], shards: Shards) -> Iterator[Path]:
    import ray

    waiting: deque[Any] = deque()

    def finish() -> Path:
        try:
            path: Path = ray.get(waiting.popleft())
        except ray.exceptions.RayTaskError as error:
            raise error.cause from None
        except ray.exceptions.RayActorError as error:
            raise StorageError(
                f"a worker died again and again ({str(error).splitlines()[0]}); is there memory enough? "
                "try fewer --config.workers"
            ) from None
        return path

    for number, pieces in enumerate(shards):
        if len(waiting) == 2 * len(actors):
            yield finish()
        waiting.append(actors[number % len(actors)].write.remote(number, pieces))
    while waiting:
        yield finish()


class ShardWriter:
    """Makes shards, one after another, in memory that does not grow with their number.

    Args:
        config: the settings. target: the variety.
        folder: where the shards are written, and the lexicon is.
    """

    def __init__(self, config: TextSynthesisConfig, target: str, folder: Path) -> None:
        self._config, self._target, self._folder = config, target, folder
        self._lexicon = load_saved_lexicon(folder / LEXICON)
        self._analyse, self._inflector = _morphology(config, self._lexicon)
        self._model = _model(config, self._lexicon)
        self._start()

    def _start(self) -> None:
        """Forgets the words that were met so far."""
        config = self._config
        self._engine = Engine(
            self._lexicon, config.settings, seed=config.seed, inflector=self._inflector, model=self._model
        )
        self._encoder = TextEncoder(self._lexicon.source, self._analyse)

    def write(self, number: int, pieces: Sequence[Piece]) -> Path:
        """Makes a shard, unless it is there; returns its file."""
        path = self._folder / SHARD.format(number)
        if not path.is_file():
            table, counts = self._table(pieces)
            table = table.replace_schema_metadata({COUNTS: json.dumps(counts).encode()})
            with atomic_writer(path, "wb") as out:
                pq.write_table(table, out, compression="zstd")
            if len(self._encoder) > MOST_WORDS:
                self._start()
        return path

    def _table(self, pieces: Sequence[Piece]) -> tuple[pa.Table, dict[str, Any]]:
        counts: Counter[str] = Counter()
        left_out: Counter[str] = Counter()
        batches, made = [], 0
        config = self._config
        kind = cast(Kind, config.kind)
        for piece in pieces:
            for at in range(0, len(piece.lines), BATCH):
                lines = piece.lines[at : at + BATCH]
                corpus = self._encoder.encode(lines, file=piece.file, first=piece.first + at)
                drawn = self._engine.draw(corpus, range(config.copies))
                counts.update(replacement_counts(drawn))
                left_out.update(drawn.rejected)
                made += len(drawn.sentence_M)
                batches.append(
                    text_batch(drawn, corpus, lines, variety=self._target, kind=kind, seed=config.seed)
                )
        schema = text_schema(varied=config.noise > 0)
        table = pa.Table.from_batches(batches, schema=schema).unify_dictionaries().combine_chunks()
        found = {"left_out": dict(sorted(left_out.items()))} if left_out else {}
        return with_own_cells(table), {"sentences": made, "words": counts, **found}


def _model(config: TextSynthesisConfig, lexicon: Lexicon) -> BigramModel | None:
    """What is known of the target's words in context, None where nobody asks or there is no text."""
    if config.senses != "context" or not config.target_text:
        return None
    lines = (
        line
        for document in stream(list(config.target_text), variety=lexicon.target)
        for line in document.text.split("\n")
    )
    return learn_model((words(line, lexicon.target) for line in lines), lexicon)


def _morphology(config: TextSynthesisConfig, lexicon: Lexicon) -> tuple[Analyser | None, Inflector | None]:
    """How source words are analysed and targets inflected, by the tables there are."""
    source = load_paradigms(config.data, config.source) if config.data.is_dir() else None
    if config.mode == "inflect" and source is None:
        raise ConfigError(
            f"config.mode=inflect: the features of source words come from the inflection table of "
            f"{config.source}, and {config.data}/unimorph has none; name the folder by --config.data_dir"
        )
    analyse = None if source is None else _analyser(source, lexicon)
    if not config.paradigms:
        return analyse, None
    paradigms = read_paradigms(config.paradigms, language=config.target)
    return analyse, Inflector(paradigms, SuffixRules.fit(paradigms))


def _analyser(paradigms: Paradigms, lexicon: Lexicon) -> Analyser:
    known = frozenset(source.casefold() for source in lexicon.table["source"].tolist())
    return lambda word: analysis_of(word, paradigms, known)
