"""Source words a second that synthesis turns into pseudo-text, against a plain Python loop.

    python benchmarks/synthesis.py --text=FILE --lexicon=FILE --target=fin_Latn [--paradigms=FILE]
        [--source_paradigms=FILE] [--vocabulary=SIZE] [--repeats=5] [--batch=8192] [--sentences=N]

Both read the same lines of text in memory, on one core. Ours gives columnar batches (`text_shards`): words
and punctuation cut by Unicode's rules, multiword entries, senses drawn by score, casing carried over, and for
every word where it comes from. The loop splits at white space, looks the word up as it is, draws a
translation at random and joins: no punctuation, casing, multiword entries or provenance.

The last line is one JSON object: medians of `--repeats` runs, which alternate, in seconds of the processor;
`compile_seconds` of the lexicon stand beside them and are in no rate. With a table of inflection
(`--paradigms`, and `--source_paradigms` of the source) a line before it has the rate of mode `inflect`, its
ratio to mode `substitute`, and the seconds in which the first run, which is not counted, made the forms.
With `--vocabulary=SIZE` another has the rate straight to token ids of a vocabulary of that size, trained on
the text and the lexicon, and its ratio to making the text and encoding it by the `tokenizers` library.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from absl import app, flags

from lexiboost.artifacts.errors import ConfigError, LexiboostError
from lexiboost.artifacts.files import read_lines
from lexiboost.artifacts.hardware import hardware
from lexiboost.languages import load_catalog
from lexiboost.lexicons import Lexicon, read_lexicon
from lexiboost.morphology import SuffixRules, read_paradigms
from lexiboost.synthesis.engine import Engine
from lexiboost.synthesis.inflect import Inflector
from lexiboost.synthesis.settings import SynthesisSettings
from lexiboost.synthesis.source import Analysis, TextEncoder, analysis_of
from lexiboost.synthesis.text_shards import text_batch
from lexiboost.synthesis.token_ids import TokenWriter
from lexiboost.tokens.subwords import Subwords, count_words, train_subwords

_TEXT = flags.DEFINE_string("text", None, "Source text, a sentence a line, plain or packed.", required=True)
_LEXICON = flags.DEFINE_string("lexicon", None, "Lexicon from the source language.", required=True)
_TARGET = flags.DEFINE_string("target", None, "Target variety.", required=True)
_PARADIGMS = flags.DEFINE_string("paradigms", "", "Inflection table of the target.")
_SOURCE = flags.DEFINE_string("source_paradigms", "", "Inflection table of the source.")
_VOCABULARY = flags.DEFINE_integer("vocabulary", 0, "Size of a vocabulary, for token ids; 0: none.")
_REPEATS = flags.DEFINE_integer("repeats", 5, "Runs of each.", lower_bound=1)
_BATCH = flags.DEFINE_integer("batch", 8192, "Lines of a batch.", lower_bound=1)
_SENTENCES = flags.DEFINE_integer("sentences", 0, "Lines at least: the text is repeated until it has them.")


def naive(lines: Sequence[str], translations: dict[str, list[str]], seed: int) -> None:
    """The plain loop."""
    choice = random.Random(seed).choice
    for line in lines:
        " ".join([choice(translations[word]) if word in translations else word for word in line.split()])


def ours(engine: Engine, lines: Sequence[str], encoder: TextEncoder, target: str, size: int) -> None:
    """Columnar batches."""
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
    # The first call compiles the kernels.
    ours(_engine(lexicon), lines[:100], TextEncoder(lexicon.source), lexicon.target, 100)
    for _ in range(_REPEATS.value):
        begin = time.process_time()
        engine = _engine(lexicon)
        compile_times.append(time.process_time() - begin)
        our_times.append(
            seconds(
                lambda e=engine: ours(e, lines, TextEncoder(lexicon.source), lexicon.target, _BATCH.value)
            )
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


def measure_inflection(lines: Sequence[str], lexicon: Lexicon) -> dict[str, Any]:
    """Rates of mode `inflect` and of mode `substitute` on the same analysed words."""
    source = read_paradigms(_SOURCE.value, language=lexicon.source)
    paradigms = read_paradigms(_PARADIGMS.value, language=lexicon.target)
    inflector = Inflector(paradigms, SuffixRules.fit(paradigms))
    known = frozenset(word.casefold() for word in lexicon.table["source"])

    def analyse(word: str) -> Analysis:
        return analysis_of(word, source, known)

    rates, first = {}, 0.0
    words = sum(len(line.split()) for line in lines)
    for mode in ("substitute", "inflect"):
        engine = Engine(lexicon, SynthesisSettings(mode=mode), seed=0, inflector=inflector)
        encoder = TextEncoder(lexicon.source, analyse)
        first = seconds(lambda e=engine, c=encoder: ours(e, lines, c, lexicon.target, _BATCH.value))
        times = [
            seconds(lambda e=engine, c=encoder: ours(e, lines, c, lexicon.target, _BATCH.value))
            for _ in range(_REPEATS.value)
        ]
        rates[mode] = words / statistics.median(times)
    return {
        "name": "synthesis with inflection",
        "words_per_second": round(rates["inflect"]),
        "substituted_words_per_second": round(rates["substitute"]),
        "slower": round(rates["substitute"] / rates["inflect"], 2),
        "first_run_seconds": round(first, 2),
    }


def measure_tokens(lines: Sequence[str], lexicon: Lexicon) -> dict[str, Any]:
    """Rates straight to token ids, and by text and the `tokenizers` library."""
    counts = {
        lexicon.source: count_words(lines),
        lexicon.target: Counter(" ".join(lexicon.table["target"]).split()),
    }
    subwords = train_subwords(counts, size=_VOCABULARY.value)
    words = sum(len(line.split()) for line in lines)
    times: dict[str, list[float]] = {"ids": [], "text": []}
    compiling = 0.0
    for _ in range(_REPEATS.value + 1):
        engine, writer = _engine(lexicon), TokenWriter(subwords)
        compiling = seconds(lambda e=engine, w=writer: w.compile(e.form_words))
        times["ids"].append(seconds(lambda e=engine, w=writer: _ids(e, w, lines, lexicon.source)))
        engine = _engine(lexicon)
        times["text"].append(seconds(lambda e=engine: _encoded_text(e, subwords, lines, lexicon.source)))
    ids, text = (words / statistics.median(times[name][1:]) for name in ("ids", "text"))
    return {
        "name": "synthesis to token ids",
        "words_per_second": round(ids),
        "text_then_tokenizers_words_per_second": round(text),
        "ratio": round(ids / text, 2),
        "compile_seconds": round(compiling, 2),
    }


def _ids(engine: Engine, writer: TokenWriter, lines: Sequence[str], source: str) -> None:
    encoder = TextEncoder(source)
    for begin in range(0, len(lines), _BATCH.value):
        part = lines[begin : begin + _BATCH.value]
        writer.ids(engine.draw(encoder.encode(part, file="text", first=begin + 1)))


def _encoded_text(engine: Engine, subwords: Subwords, lines: Sequence[str], source: str) -> None:
    encoder = TextEncoder(source)
    for begin in range(0, len(lines), _BATCH.value):
        part = lines[begin : begin + _BATCH.value]
        text = engine.draw(encoder.encode(part, file="text", first=begin + 1)).text_M
        assert text is not None
        subwords.tokenizer.encode_batch_fast(text.to_pylist(), add_special_tokens=False)


def main(argv: Sequence[str]) -> None:
    """Prints the result."""
    del argv
    try:
        lines = [line for _, line in read_lines(_TEXT.value) if line.strip()]
        lines = (lines * (_SENTENCES.value // max(1, len(lines)) + 1))[: max(len(lines), _SENTENCES.value)]
        target = load_catalog().resolve(_TARGET.value).variety
        lexicon = read_lexicon(_LEXICON.value, target=target)
        machine = hardware()
        if _PARADIGMS.value:
            if not _SOURCE.value:
                raise ConfigError("--source_paradigms is missing: words are inflected as the source's are")
            print(json.dumps({**measure_inflection(lines, lexicon), **machine}), flush=True)
        if _VOCABULARY.value:
            os.environ["TOKENIZERS_PARALLELISM"] = "false"
            print(json.dumps({**measure_tokens(lines, lexicon), **machine}), flush=True)
        print(json.dumps({"name": "synthesis to text", **measure(lines, lexicon), **machine}))
    except LexiboostError as error:
        raise SystemExit(f"synthesis: {error}") from None


if __name__ == "__main__":
    app.run(main)
