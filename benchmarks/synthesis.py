"""Source words a second that synthesis turns into pseudo-text, against a plain Python loop.

    python benchmarks/synthesis.py --text=FILE --lexicon=FILE --target=fin_Latn [--paradigms=FILE]
        [--repeats=5] [--batch=4096] [--sentences=N]

Both read the same lines of text in memory, on one core. Ours gives columnar batches (`text_shards`): words
and punctuation cut by Unicode's rules, multiword entries, senses drawn by score, casing carried over, and for
every word where it comes from. The loop splits at white space, looks the word up as it is, draws a
translation at random and joins: no punctuation, casing, multiword entries or provenance.

The last line is one JSON object: medians of `--repeats` runs, which alternate, in seconds of the processor;
`compile_seconds` of the lexicon stand beside them and are in no rate. With a table of inflection
(`--paradigms`), `inflected` has the same for mode `inflect`, its first run, and the ratio to it off.
"""

from __future__ import annotations

import json
import random
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

from absl import app, flags

from lexiboost.artifacts.errors import LexiboostError
from lexiboost.artifacts.files import read_lines
from lexiboost.artifacts.hardware import hardware
from lexiboost.languages import load_catalog
from lexiboost.lexicons import Lexicon, read_lexicon
from lexiboost.synthesis.engine import Engine
from lexiboost.synthesis.settings import SynthesisSettings
from lexiboost.synthesis.source import TextEncoder
from lexiboost.synthesis.text_shards import text_batch

_TEXT = flags.DEFINE_string("text", None, "Source text, a sentence a line, plain or packed.", required=True)
_LEXICON = flags.DEFINE_string("lexicon", None, "Lexicon from the source language.", required=True)
_TARGET = flags.DEFINE_string("target", None, "Target variety.", required=True)
_PARADIGMS = flags.DEFINE_string("paradigms", "", "Inflection table of the target.")
_REPEATS = flags.DEFINE_integer("repeats", 5, "Runs of each.", lower_bound=1)
_BATCH = flags.DEFINE_integer("batch", 4096, "Lines of a batch.", lower_bound=1)
_SENTENCES = flags.DEFINE_integer("sentences", 0, "Lines at least: the text is repeated until it has them.")


def naive(lines: Sequence[str], translations: dict[str, list[str]], seed: int) -> None:
    """The plain loop."""
    choice = random.Random(seed).choice
    for line in lines:
        " ".join([choice(translations[word]) if word in translations else word for word in line.split()])


def ours(engine: Engine, lines: Sequence[str], target: str, source: str, size: int) -> None:
    """Columnar batches."""
    encoder = TextEncoder(source)
    for begin in range(0, len(lines), size):
        part = lines[begin : begin + size]
        corpus = encoder.encode(part, file="text", first=begin + 1)
        drawn = engine.draw(corpus, [0])
        text_batch(drawn, corpus, part, variety=target, kind="pseudo_mono", seed=0)


def seconds(run: Callable[[], Any]) -> float:
    """Seconds of the processor that a call takes."""
    begin = time.process_time()
    run()
    return time.process_time() - begin


def measure(lines: Sequence[str], lexicon: Lexicon) -> dict[str, Any]:
    """Rates of both."""
    translations: dict[str, list[str]] = {}
    for source, target in zip(lexicon.table["source"], lexicon.table["target"], strict=True):
        translations.setdefault(source, []).append(target)
    words = sum(len(line.split()) for line in lines)
    compile_times, our_times, naive_times = [], [], []
    ours(_engine(lexicon), lines[:100], lexicon.target, lexicon.source, _BATCH.value)  # compiles the kernels
    for _ in range(_REPEATS.value):
        begin = time.process_time()
        engine = _engine(lexicon)
        compile_times.append(time.process_time() - begin)
        our_times.append(
            seconds(lambda e=engine: ours(e, lines, lexicon.target, lexicon.source, _BATCH.value))
        )
        naive_times.append(seconds(lambda: naive(lines, translations, 0)))
    rates = [words / statistics.median(times) for times in (our_times, naive_times)]
    return {
        "words": words,
        "entries": len(lexicon.table),
        "words_per_second": round(rates[0]),
        "naive_words_per_second": round(rates[1]),
        "ratio": round(rates[0] / rates[1], 2),
        "compile_seconds": round(statistics.median(compile_times), 3),
    }


def _engine(lexicon: Lexicon) -> Engine:
    return Engine(lexicon, SynthesisSettings(), seed=0)


def main(argv: Sequence[str]) -> None:
    """Prints the result."""
    del argv
    try:
        lines = [line for _, line in read_lines(_TEXT.value) if line.strip()]
        lines = (lines * (_SENTENCES.value // max(1, len(lines)) + 1))[: max(len(lines), _SENTENCES.value)]
        target = load_catalog().resolve(_TARGET.value).variety
        lexicon = read_lexicon(_LEXICON.value, target=target)
        print(json.dumps({"name": "synthesis to text", **measure(lines, lexicon), **hardware()}))
    except LexiboostError as error:
        raise SystemExit(f"synthesis: {error}") from None


if __name__ == "__main__":
    app.run(main)
