"""Pseudo-text of raw text, by a lexicon and an inflection table, without an experiment around it."""

from __future__ import annotations

import json
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lexiboost import __version__
from lexiboost.artifacts.errors import ConfigError, InputError, StorageError
from lexiboost.artifacts.files import (
    atomic_writer,
    sha256_file,
    sha256_json,
    storage_errors,
    write_json,
)
from lexiboost.artifacts.interrupt import poll
from lexiboost.artifacts.lock import locked
from lexiboost.artifacts.manifest import DIGEST_LENGTH, MANIFEST
from lexiboost.artifacts.progress import PLAIN_SECONDS, duration
from lexiboost.experiments.config import TextSynthesisConfig
from lexiboost.experiments.explain import LEXICON
from lexiboost.languages import load_catalog
from lexiboost.lexicons import Lexicon, clean_lexicon, merge, read_lexicon
from lexiboost.lexicons.licences import check_filter, under_licences
from lexiboost.lexicons.store import load_saved_lexicon, save_lexicon
from lexiboost.morphology import Paradigms, SuffixRules, load_paradigms, read_paradigms
from lexiboost.morphology.unimorph import find_tables
from lexiboost.synthesis.engine import Engine
from lexiboost.synthesis.inflect import Inflector
from lexiboost.synthesis.pseudo import ORIGINS
from lexiboost.synthesis.settings import Mode, SynthesisSettings
from lexiboost.synthesis.shards import Kind
from lexiboost.synthesis.source import Analyser, TextEncoder, analysis_of
from lexiboost.synthesis.text_shards import TEXT_SCHEMA, text_batch, with_own_cells
from lexiboost.text.inputs import find_inputs
from lexiboost.text.sentences import sentences
from lexiboost.text.stream import stream

SHARD = "text-{:05d}.parquet"
COUNTS = b"lexiboost.counts"
_BATCH = 8192
_RESTARTS = 8


@dataclass(frozen=True)
class Piece:
    """Consecutive sentences of one file; `first` is the number of the first of them, from 1."""

    file: str
    first: int
    lines: tuple[str, ...]


def synthesize_text(config: TextSynthesisConfig, workdir: str | Path) -> Path:
    """Synthesizes `config.text` and returns the folder of the shards.

    Writes, below `workdir`: `text/<digest>/text-<number>.parquet` (`TEXT_SCHEMA`), `lexicon.parquet` and,
    when all are there, `manifest.json`. Shards that are there already are not made again.

    Raises:
        ConfigError: a key that is missing or impossible.
        InputError: a file that cannot be read; a lexicon without an entry left; no sentence.
        StorageError: the folder cannot be written, or another process writes it.
    """
    _check(config)
    target = load_catalog().resolve(config.target).variety
    lexicon = _lexicon(config, target)
    root = Path(workdir)
    identity = _identity(config, target)
    folder = root / "text" / sha256_json(identity)[:DIGEST_LENGTH]
    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with locked(root):
        if (folder / MANIFEST).is_file():
            print(f"{folder}: done before", flush=True)
            return folder
        save_lexicon(lexicon, folder / LEXICON)
        counts = _write_shards(config, target, folder)
        manifest = {**identity, "licences": _licences(lexicon), "counts": counts}
        write_json(folder / MANIFEST, manifest)
    words = sum(counts["words"].values())
    shares = ", ".join(f"{name} {100 * n / max(1, words):.1f} %" for name, n in counts["words"].items() if n)
    print(f"{folder}: sentences {counts['sentences']:,}, words {words:,}: {shares}", flush=True)
    return folder


def _check(config: TextSynthesisConfig) -> None:
    for key, example in (("text", "FILE"), ("lexicon", "FILE"), ("target", "tel_Telu")):
        if not getattr(config, key):
            raise ConfigError(f"config.{key} is missing, e.g. --config.{key}={example}")
    if config.mode != "substitute" and not config.paradigms:
        raise ConfigError(
            f"config.mode={config.mode}: needs an inflection table, e.g. --config.paradigms=FILE"
        )
    check_filter(config.licences)


def _lexicon(config: TextSynthesisConfig, target: str) -> Lexicon:
    """The lexicons, cleaned, merged in the order given, of the licences asked for."""
    source = load_catalog().resolve(config.source).variety
    found = [
        clean_lexicon(read_lexicon(path, format=config.lexicon_format or None, source=source, target=target))
        for path in config.lexicon
    ]
    usable = under_licences(merge(found) if len(found) > 1 else found[0], config.licences)
    if not len(usable):
        reasons = ", ".join(f"{count} {reason}" for reason, count in usable.rejected.items())
        raise InputError(f"no entry is left ({reasons})", path=config.lexicon[0])
    return usable


def _identity(config: TextSynthesisConfig, target: str) -> dict[str, Any]:
    """What the result hangs on."""
    settings = {
        key: value
        for key, value in asdict(config).items()
        if key not in ("data_dir", "workers", "ray_address")
    }
    paths = [path for path, _ in find_inputs(config.text)] + [Path(path) for path in config.lexicon]
    paths += [Path(config.paradigms)] if config.paradigms else []
    paths += find_tables(config.data, config.source) if config.data.is_dir() else ()
    files = {str(path): sha256_file(path) for path in paths}
    return {"settings": settings, "target": target, "files": files, "version": __version__}


def _licences(lexicon: Lexicon) -> dict[str, int]:
    """Each licence of an entry, with the number of entries."""
    return dict(sorted(Counter(lexicon.table["licence"].tolist()).items()))


def _write_shards(config: TextSynthesisConfig, target: str, folder: Path) -> dict[str, Any]:
    """Makes the shards that are not there; returns the counts of all."""
    total: Counter[str] = Counter()
    sentences_made, begin, said = 0, time.monotonic(), time.monotonic()
    with workers(config, target, folder) as write:
        for number, path in enumerate(write(_shards(config)), start=1):
            poll()
            found = json.loads(pq.read_schema(path).metadata[COUNTS])
            total.update(found["words"])
            sentences_made += found["sentences"]
            if time.monotonic() - said > PLAIN_SECONDS:
                said = time.monotonic()
                rate = sum(total.values()) / (said - begin)
                print(
                    f"    {number} shards, {sum(total.values()):,} words, {rate:,.0f} words/s, "
                    f"{duration(said - begin)}",
                    flush=True,
                )
    if not sentences_made:
        raise InputError("no sentence in it", path=config.text[0])
    return {"sentences": sentences_made, "words": {origin: total.get(origin, 0) for origin in ORIGINS}}


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
    """Makes shards, one after another.

    Args:
        config: the settings. target: the variety.
        folder: where the shards are written, and the lexicon is.
    """

    def __init__(self, config: TextSynthesisConfig, target: str, folder: Path) -> None:
        self._config, self._target, self._folder = config, target, folder
        lexicon = load_saved_lexicon(folder / LEXICON)
        settings = SynthesisSettings(
            mode=cast(Mode, config.mode),
            fraction=config.fraction,
            copies=config.copies,
            temperature=config.temperature,
            max_senses=config.max_senses,
        )
        analyse, inflector = _morphology(config, lexicon)
        self._engine = Engine(lexicon, settings, seed=config.seed, inflector=inflector)
        self._encoder = TextEncoder(lexicon.source, analyse)

    def write(self, number: int, pieces: Sequence[Piece]) -> Path:
        """Makes a shard, unless it is there; returns its file."""
        path = self._folder / SHARD.format(number)
        if not path.is_file():
            table, counts = self._table(pieces)
            table = table.replace_schema_metadata({COUNTS: json.dumps(counts).encode()})
            with atomic_writer(path, "wb") as out:
                pq.write_table(table, out, compression="zstd")
        return path

    def _table(self, pieces: Sequence[Piece]) -> tuple[pa.Table, dict[str, Any]]:
        counts: Counter[str] = Counter()
        batches, made = [], 0
        config = self._config
        kind: Kind = "pseudo_mono"
        for piece in pieces:
            for at in range(0, len(piece.lines), _BATCH):
                lines = piece.lines[at : at + _BATCH]
                corpus = self._encoder.encode(lines, file=piece.file, first=piece.first + at)
                drawn = self._engine.draw(corpus, range(config.copies))
                found = np.bincount(drawn.origin_W, minlength=len(ORIGINS)).tolist()
                counts.update(dict(zip(ORIGINS, found, strict=True)))
                made += len(drawn.sentence_M)
                batches.append(
                    text_batch(drawn, corpus, lines, variety=self._target, kind=kind, seed=config.seed)
                )
        table = pa.Table.from_batches(batches, schema=TEXT_SCHEMA).unify_dictionaries().combine_chunks()
        return with_own_cells(table), {"sentences": made, "words": counts}


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


def _shards(config: TextSynthesisConfig) -> Iterator[list[Piece]]:
    """Sentences in shards of `config.shard`, whatever files they come from."""
    pieces: list[Piece] = []
    room = config.shard
    for file, first, lines in _runs(config):
        at = 0
        while at < len(lines):
            taken = lines[at : at + room]
            pieces.append(Piece(file, first + at, tuple(taken)))
            at += len(taken)
            room -= len(taken)
            if not room:
                yield pieces
                pieces, room = [], config.shard
    if pieces:
        yield pieces


def _runs(config: TextSynthesisConfig) -> Iterator[tuple[str, int, Sequence[str]]]:
    """Runs of sentences of one file, with the number of the first."""
    counts: Counter[str] = Counter()
    file, lines = "", list[str]()
    for document in stream(list(config.text), format=config.format or None, variety=config.source):
        name = document.source_id.rpartition(":")[0]
        if name != file or len(lines) >= _BATCH:
            if lines:
                yield file, counts[file] - len(lines) + 1, lines
            file, lines = name, []
        new = _cut(document.text, config)
        counts[file] += len(new)
        lines += new
    if lines:
        yield file, counts[file] - len(lines) + 1, lines


def _cut(text: str, config: TextSynthesisConfig) -> list[str]:
    lines: Iterable[str] = sentences(text, config.source) if config.sentences else text.split("\n")
    return [line for line in lines if line.strip()]
