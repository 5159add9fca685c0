"""Source words a second of two workers of the stage `synthesize`, against one.

    python benchmarks/synthesis_workers.py --text=FILE --lexicon=FILE --target=fin_Latn [--times=24]
        [--workers=2] [--repeats=5] [--shard=100000]

Both read the text from its file, `--times` over, and write its shards; runs alternate. A rate is that of the
shards after the first four of each worker, in seconds of the clock: Ray starts, and every worker compiles
and makes its lexicon's forms, once a run, whatever the length of the text (`start_seconds`: until the first
shard). `bytes_per_word` is what a source word takes in a shard: text, source and provenance. Prints one JSON
object, with the medians.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from absl import app, flags

from lexiboost.artifacts.errors import ConfigError, LexiboostError
from lexiboost.artifacts.files import read_lines
from lexiboost.artifacts.hardware import hardware
from lexiboost.experiments.explain import LEXICON
from lexiboost.experiments.programs import TextSynthesisConfig
from lexiboost.experiments.shard_source import shard_pieces
from lexiboost.experiments.shard_writer import COUNTS, workers
from lexiboost.lexicons import read_lexicon
from lexiboost.lexicons.store import save_lexicon
from lexiboost.text.stream import stream

_TEXT = flags.DEFINE_string("text", None, "Source text, a sentence a line.", required=True)
_LEXICON = flags.DEFINE_string("lexicon", None, "Lexicon from the source language.", required=True)
_TARGET = flags.DEFINE_string("target", None, "Target variety.", required=True)
_TIMES = flags.DEFINE_integer("times", 24, "How often the text is repeated.", lower_bound=1)
_WORKERS = flags.DEFINE_integer("workers", 2, "Workers against one.", lower_bound=2)
_REPEATS = flags.DEFINE_integer("repeats", 5, "Runs of each.", lower_bound=1)
_SHARD = flags.DEFINE_integer("shard", 100_000, "Sentences of a shard.", lower_bound=1)
_WARM = 4


def run(text: Path, count: int, root: Path) -> tuple[float, float, float]:
    """Words a second once all workers are warm, seconds until the first shard, and bytes a word."""
    config = TextSynthesisConfig(
        text=(str(text),),
        lexicon=(_LEXICON.value,),
        target=_TARGET.value,
        data_dir=str(root / "none"),
        workers=count,
        shard=_SHARD.value,
    )
    folder = Path(tempfile.mkdtemp(dir=root))
    lexicon = read_lexicon(_LEXICON.value, source="eng_Latn", target=_TARGET.value)
    save_lexicon(lexicon, folder / LEXICON)
    begin, size, done = time.monotonic(), 0, []
    with workers(config, _TARGET.value, folder) as write:
        documents = stream([text], variety=config.source)
        for path in write(shard_pieces(documents, config)):
            counts = json.loads(pq.read_schema(path).metadata[COUNTS])
            done.append((time.monotonic(), sum(counts["words"].values())))
            size += path.stat().st_size
            path.unlink()
    warm = _WARM * count
    if len(done) < 2 * warm:
        raise ConfigError(f"{len(done)} shards are too few for {count} workers; raise --times")
    words = sum(made for _, made in done[warm:])
    rate = words / (done[-1][0] - done[warm - 1][0])
    return rate, done[0][0] - begin, size / sum(made for _, made in done)


def measure() -> dict[str, Any]:
    """Medians of both."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        text = root / "text.txt"
        lines = [line for _, line in read_lines(_TEXT.value)]
        with text.open("w", encoding="utf-8") as out:
            for _ in range(_TIMES.value):
                out.writelines(f"{line}\n" for line in lines)
        counts = (1, _WORKERS.value)
        runs = [[run(text, count, root) for count in counts] for _ in range(_REPEATS.value)]
    one, many = (
        [statistics.median(part) for part in zip(*each, strict=True)] for each in zip(*runs, strict=True)
    )
    return {
        "name": "synthesis by workers",
        "workers": _WORKERS.value,
        "words_per_second": round(many[0]),
        "one_words_per_second": round(one[0]),
        "ratio": round(many[0] / one[0], 2),
        "start_seconds": round(many[1], 1),
        "one_start_seconds": round(one[1], 1),
        "bytes_per_word": round(one[2], 1),
    }


def main(argv: Sequence[str]) -> None:
    """Prints the result."""
    del argv
    try:
        print(json.dumps({**measure(), **hardware()}))
    except LexiboostError as error:
        raise SystemExit(f"synthesis_workers: {error}") from None


if __name__ == "__main__":
    app.run(main)
