"""How fast token ids become mixed, packed batches, beside a plain Grain pipeline and the copying of memory.

    python benchmarks/loader.py [--tokens=40000000] [--sources=100] [--row_length=512] [--batch_size=512]

Token ids are random, documents as long as sentences of web text are (log-normal, mean 22 tokens), sources of
very different sizes, mixed with temperature 0.3. In each of `--rounds` rounds, one after the other:
    pack      documents to rows on disk
    batches   one pass over as many tokens in batches of the mixture, one thread
    threads   the same through Grain's threads
    copy      `np.take` of as many rows from an array in memory: no loader can be faster
    grain     Grain alone over Python lists: shuffle, mix, first-fit packing, on --grain_tokens tokens
    grain_rows  Grain over Python lists that are rows already: shuffle, mix, batch, on as many
Prints one line a round, then one JSON object with medians: tokens a second of wall time and of processor time
(`_cpu`; other work on the machine slows the former), `end_to_end` of pack + batches, and ratios to Grain.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Sequence
from typing import Any

import grain
import numpy as np
from absl import app, flags

from lexiboost.artifacts.hardware import hardware
from lexiboost.tokens.batches import Batches, as_dataset, sources_of
from lexiboost.tokens.mixture import KINDS, Mixture, MixtureSettings
from lexiboost.tokens.pack_tokens import Stream, pack_tokens
from lexiboost.tokens.ragged import Ragged
from lexiboost.tokens.shares import asked_shares
from lexiboost.tokens.token_rows import load_packed

_TOKENS = flags.DEFINE_integer("tokens", 40_000_000, "Tokens in all.")
_GRAIN = flags.DEFINE_integer("grain_tokens", 500_000, "Tokens that the plain pipeline packs.")
_SOURCES = flags.DEFINE_integer("sources", 100, "Sources of the mixture.")
_LENGTH = flags.DEFINE_integer("row_length", 512, "Tokens a row.")
_BATCH = flags.DEFINE_integer("batch_size", 512, "Rows a batch.")
_ROUNDS = flags.DEFINE_integer("rounds", 5, "Rounds; the figures are medians.")

VOCABULARY = 50_000
MEAN = 22


def make_streams() -> list[Stream]:
    """Sources whose sizes spread over four orders of magnitude."""
    rng = np.random.default_rng(0)
    sizes = np.exp(rng.uniform(0, 9, _SOURCES.value))
    sizes *= _TOKENS.value / sizes.sum()
    streams = []
    for number, size in enumerate(sizes):
        count = max(1, int(size / MEAN))
        lengths = np.maximum(1, rng.lognormal(np.log(MEAN) - 0.32, 0.8, count).astype(np.int64))
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        ids = rng.integers(1, VOCABULARY, int(offsets[-1]), dtype=np.int32)
        streams.append(Stream(f"v{number // 2:04d}_Latn", KINDS[number % 2], [Ragged(ids, offsets)]))
    return streams


def clocked(work: Callable[[], int]) -> tuple[float, float]:
    """Tokens a second, of wall time and of processor time."""
    wall, cpu = time.perf_counter(), time.process_time()
    tokens = work()
    return tokens / (time.perf_counter() - wall), tokens / (time.process_time() - cpu)


def plain_grain(lists: list[list[list[int]]], shares: Sequence[float]) -> int:
    """The same work by Grain's own means."""
    sets = [
        grain.MapDataset.source(documents).shuffle(seed=i).repeat().map(lambda d: {"tokens": np.array(d)})
        for i, documents in enumerate(lists)
    ]
    mixed = grain.MapDataset.mix(sets, weights=shares).to_iter_dataset()
    packed = grain.experimental.FirstFitPackIterDataset(
        mixed, length_struct={"tokens": _LENGTH.value}, num_packing_bins=64, shuffle_bins=False
    )
    batches = iter(packed.batch(64))
    tokens = 0
    while tokens < _GRAIN.value:
        tokens += int((next(batches)["tokens_segment_ids"] > 0).sum())
    return tokens


def grain_rows(lists: list[list[list[int]]], shares: Sequence[float]) -> int:
    """Batches of rows that need no packing, by Grain's own means."""
    sets = []
    for number, documents in enumerate(lists):
        flat = [token for document in documents for token in document]
        flat *= -(-_LENGTH.value // len(flat))
        rows = [flat[i : i + _LENGTH.value] for i in range(0, len(flat) - _LENGTH.value + 1, _LENGTH.value)]
        sets.append(grain.MapDataset.source(rows).shuffle(seed=number).repeat().map(np.array))
    batches = iter(grain.MapDataset.mix(sets, weights=shares).batch(_BATCH.value).to_iter_dataset())
    tokens = 0
    while tokens < 4 * _GRAIN.value:
        tokens += int(np.count_nonzero(next(batches)))
    return tokens


def main(argv: Sequence[str]) -> None:
    del argv
    streams = make_streams()
    lists = [
        [
            stream.chunks[0].take(np.array([i])).ids_W.tolist()
            for i in range(min(2000, len(stream.chunks[0].lengths)))
        ]
        for stream in streams
    ]
    results: dict[str, list[tuple[float, float]]] = {}
    facts: dict[str, Any] = {}
    for number in range(_ROUNDS.value):
        with tempfile.TemporaryDirectory() as folder:
            round_ = one_round(folder, streams, lists, number, facts)
        for name, rates in round_.items():
            results.setdefault(name, []).append(rates)
        print(json.dumps({name: f"{wall / 1e6:.2f} M/s" for name, (wall, _) in round_.items()}), flush=True)
    medians = {}
    for name, rates in results.items():
        for suffix, column in (("", 0), ("_cpu", 1)):
            medians[f"{name}{suffix}"] = round(float(np.median([rate[column] for rate in rates])))
    ratios = {
        f"ratio_to_grain{suffix}": round(medians[f"end_to_end{suffix}"] / medians[f"grain{suffix}"], 1)
        for suffix in ("", "_cpu")
    }
    print(json.dumps({**medians, **ratios, **facts, "hardware": hardware()}))


def one_round(
    folder: str,
    streams: list[Stream],
    lists: list[list[list[int]]],
    seed: int,
    facts: dict[str, Any],
) -> dict[str, tuple[float, float]]:
    """All measurements once."""
    reports = []

    def pack() -> int:
        reports.append(pack_tokens(folder, streams, row_length=_LENGTH.value, vocabulary=VOCABULARY))
        return reports[-1].tokens

    rates = {"pack": clocked(pack)}
    store = load_packed(folder)
    sources, settings = sources_of([store]), MixtureSettings(alpha=0.3)
    mixture = Mixture(sources, settings, seed=seed, total=max(len(store), _BATCH.value))
    batches = Batches(mixture, [store], batch_size=_BATCH.value)
    rates["batches"] = clocked(
        lambda: sum(np.count_nonzero(b["segments"]) for b in map(batches.__getitem__, range(len(batches))))
    )
    rates["end_to_end"] = (harmonic(rates, 0), harmonic(rates, 1))
    read = as_dataset(batches).to_iter_dataset(grain.ReadOptions(num_threads=2, prefetch_buffer_size=4))
    rates["threads"] = clocked(lambda: sum(np.count_nonzero(b["segments"]) for b in read))
    memory = np.asarray(store.tokens_RxL).astype(np.int32)
    rng = np.random.default_rng(seed)
    steps = [rng.integers(0, len(memory), _BATCH.value) for _ in range(len(batches))]
    rates["copy"] = clocked(lambda: sum(np.take(memory, rows, axis=0).size for rows in steps))
    shares = asked_shares(sources, settings)
    rates["grain_rows"] = clocked(lambda: grain_rows(lists, shares.tolist()))
    rates["grain"] = clocked(lambda: plain_grain(lists, shares.tolist()))
    drawn = mixture.describe()
    facts |= {
        "fill": round(store.fill, 4),
        "fill_without_last_rows": round(reports[-1].tokens / _LENGTH.value / (len(store) - len(sources)), 4),
        "documents_cut": reports[-1].cut,
        "documents": reports[-1].documents,
        "largest_error_of_a_share": float((drawn["asked"] - drawn["realised"]).abs().max()),
    }
    return rates


def harmonic(rates: dict[str, tuple[float, float]], column: int) -> float:
    """Tokens a second of packing and batching one after the other."""
    return 1 / (1 / rates["pack"][column] + 1 / rates["batches"][column])


if __name__ == "__main__":
    app.run(main)
