"""How fast rows are corrupted on the host, on one core, for each objective of the transformers.

    python benchmarks/objectives.py [--rows=256] [--row_length=512] [--rounds=7]

Token ids are random, segments as long as sentences of web text are (log-normal, mean 22 tokens). Prints one
JSON object a line: `name`, `tokens_per_second` (median over the rounds, of processor time, all positions of
the rows counted), its `lowest`, and the rate that was realised where there is one.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
from absl import app, flags

from lexiboost.artifacts.hardware import hardware
from lexiboost.tokens.batches import TokenBatch
from lexiboost.tokens.subwords import BASIC, BYTES, MODES, SENTINELS, SPACE
from lexiboost.training.objectives.causal import CausalLM, PrefixLM
from lexiboost.training.objectives.corruption import SpanCorruption
from lexiboost.training.objectives.denoising import Denoising, DenoisingAndContinuing, Deshuffling
from lexiboost.training.objectives.ids import SpecialIds
from lexiboost.training.objectives.masked import MaskedLM
from lexiboost.training.objectives.parallel import TranslationLM

_ROWS = flags.DEFINE_integer("rows", 256, "Rows a batch.")
_LENGTH = flags.DEFINE_integer("row_length", 512, "Tokens a row.")
_ROUNDS = flags.DEFINE_integer("rounds", 7, "Rounds; the figures are medians.")

VOCABULARY = 50_000
MEAN = 22


def make_ids() -> SpecialIds:
    """Six pieces of ten begin a word, one of twenty is a mark."""
    special = (*BASIC, *MODES, *SENTINELS)
    draws = np.random.default_rng(0).random(VOCABULARY - len(special) - len(BYTES))
    kinds = np.select([draws < 0.6, draws < 0.95], [f"{SPACE}a", "b"], ".")
    tokens = [*special, *BYTES, *(f"{kind}{i}" for i, kind in enumerate(kinds.tolist()))]
    return SpecialIds.from_tokens(tokens, special=range(len(special)))


def make_batch(ids: SpecialIds, rows: int, length: int) -> TokenBatch:
    """Rows full of segments."""
    rng = np.random.default_rng(0)
    tokens = rng.choice(ids.ordinary, (rows, length)).astype(np.int32)
    segments, positions = np.empty((2, rows, length), dtype=np.int32)
    for b in range(rows):
        sizes = np.maximum(1, rng.lognormal(np.log(MEAN) - 0.32, 0.8, length).astype(int))
        ends = np.cumsum(sizes)
        number = np.searchsorted(ends, np.arange(length), side="right")
        segments[b] = number + 1
        positions[b] = np.arange(length) - (ends - sizes)[number]
        tokens[b, ends[ends <= length] - 1] = ids.eos
    zeros = np.zeros(rows, dtype=np.int32)
    return TokenBatch(
        tokens=tokens, segments=segments, positions=positions, variety=zeros, kind=zeros, row=np.arange(rows)
    )


def realised(ids: SpecialIds, batch: TokenBatch, prepared: Any) -> float | None:
    """The share of tokens that the source of an encoder-decoder lacks, or that are predicted."""
    total = int(np.isin(batch["tokens"], ids.ordinary).sum())
    if hasattr(prepared, "source"):
        return 1 - float(np.isin(prepared.source.tokens_BxL, ids.ordinary).sum()) / total
    return float((prepared.scored.scored_BxM & (prepared.scored.targets_BxM != ids.eos)).sum()) / total


def main(argv: Sequence[str]) -> None:
    del argv
    ids = make_ids()
    batch = make_batch(ids, _ROWS.value, _LENGTH.value)
    objectives: dict[str, Any] = {
        "masked_tokens": MaskedLM(ids),
        "masked_words": MaskedLM(ids, unit="word"),
        "masked_spans": MaskedLM(ids, unit="span"),
        "translation": TranslationLM(MaskedLM(ids)),
        "causal": CausalLM(ids),
        "prefix": PrefixLM(ids),
        "span_corruption": SpanCorruption(ids),
        "infilling": Denoising(ids),
        "infilling_permutation": Denoising(ids, permute=True),
        "deletion": Denoising(ids, infill=0.0, delete=0.15),
        "deshuffling": Deshuffling(ids),
        "denoising_and_continuing": DenoisingAndContinuing(ids),
    }
    for name, objective in objectives.items():
        rates = []
        for step in range(_ROUNDS.value + 1):
            begin = time.process_time()
            prepared = objective.prepare(batch, 0, step)
            rates.append(batch["tokens"].size / (time.process_time() - begin))
        found = {"name": name, "tokens_per_second": round(float(np.median(rates[1:])))}
        found |= {"lowest": round(min(rates[1:])), "realised": realised(ids, batch, prepared)}
        print(json.dumps(found), flush=True)
    print(json.dumps({"hardware": hardware()}))


if __name__ == "__main__":
    app.run(main)
