"""Whether reordering brings English nearer to other languages: one JSON object a treebank.

    python benchmarks/word_order.py --data=../shared/data [--treebanks=UD_Irish-IDT,...] [--part=dev]

Distances are Jensen-Shannon divergences in bits between distributions of bigrams of UPOS tags, beginnings and
ends of sentences included. A language's train part (dev where there is none; never test) is held against one
part of UD_English-EWT as it is (`english`) and in the language's order (`reordered`). `nearer` is the first
less the second, above 0 where reordering helps, `low` and `high` its 95 % interval over resampled sentences
on both sides. `without` says how much of it is lost (below 0: gained) where one feature of the order is left
out. `rank` is the place of the language's own order among the `orders` of all treebanks measured, 1 where no
other language's order brings English nearer.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import jensenshannon

from lexiboost.artifacts.errors import LexiboostError
from lexiboost.artifacts.files import find_file, require_file
from lexiboost.artifacts.hardware import hardware
from lexiboost.languages import load_catalog
from lexiboost.languages.word_order import COLUMNS, UNKNOWN, WordOrder, word_order_of
from lexiboost.synthesis.reorder import reorder
from lexiboost.text.readers.conllu import UPOS, read_conllu
from lexiboost.text.sentence import Sentence

ENGLISH = "UD_English-EWT"
TAGS = {tag: i for i, tag in enumerate(["", *sorted(UPOS)])}
RESAMPLES = 200
Counts = NDArray[np.float64]


def bigrams(sentences: Sequence[Sentence]) -> Counts:
    """Counts of each bigram of tags, one row a sentence."""
    counts = np.zeros((len(sentences), len(TAGS) ** 2))
    for row, sentence in zip(counts, sentences, strict=True):
        tags = [TAGS[tag] for tag in ("", *(sentence.upos or ()), "")]
        for left, right in itertools.pairwise(tags):
            row[left * len(TAGS) + right] += 1
    return counts


def distance(left: Counts, right: Counts) -> float:
    """Jensen-Shannon divergence, in bits, of two vectors of counts."""
    return float(jensenshannon(left, right, base=2) ** 2)


def interval(english: Counts, reordered: Counts, target: Counts, seed: int) -> tuple[float, float]:
    """95 % interval of how much nearer reordering brings English."""
    rng = np.random.default_rng(seed)
    gains = []
    for _ in range(RESAMPLES):
        ours, theirs = (
            rng.multinomial(len(table), np.full(len(table), 1 / len(table))) for table in (english, target)
        )
        held = theirs @ target
        gains.append(distance(ours @ english, held) - distance(ours @ reordered, held))
    low, high = np.percentile(gains, [2.5, 97.5])
    return float(low), float(high)


class English:
    """English sentences and their bigrams in any order."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self.sentences = sentences
        self._tables: dict[WordOrder, tuple[Counts, Counter[str]]] = {}

    def table(self, order: WordOrder) -> Counts:
        """Bigrams of each sentence in an order."""
        return self._made(order)[0]

    def counts(self, order: WordOrder) -> Counter[str]:
        """What was moved and what could not be."""
        return self._made(order)[1]

    def distance(self, order: WordOrder, target: Counts) -> float:
        """Of English in an order from a language's sentences."""
        return distance(self.table(order).sum(axis=0), target.sum(axis=0))

    def _made(self, order: WordOrder) -> tuple[Counts, Counter[str]]:
        if order not in self._tables:
            counts: Counter[str] = Counter()
            made = [reorder(sentence, order, counts=counts)[0] for sentence in self.sentences]
            self._tables[order] = bigrams(made), counts
        return self._tables[order]


def without(english: English, order: WordOrder, target: Counts) -> dict[str, float]:
    """How much farther English is where one feature is left out, for each that changes anything."""
    full = english.distance(order, target)
    lost = {
        name: english.distance(replace(order, **{name: ""}), target) - full
        for name in COLUMNS[1:]
        if getattr(order, name)
    }
    return {name: round(value, 4) for name, value in lost.items() if value}


def measure(
    english: English, folder: Path, part: Path, orders: Sequence[WordOrder], seed: int
) -> dict[str, Any]:
    """The row of one treebank."""
    language = load_catalog().resolve(folder.name)
    order = word_order_of(folder.name)
    target = bigrams([s for s in read_conllu(part, variety=language.variety) if s.upos])
    before, after = (english.distance(one, target) for one in (UNKNOWN, order))
    low, high = interval(english.table(UNKNOWN), english.table(order), target, seed)
    return {
        "treebank": folder.name,
        "language": language.iso639_3,
        "part": part.name.partition(".")[0],
        "sentences": len(target),
        "order": {name: side for name in COLUMNS if (side := getattr(order, name))},
        "english": round(before, 4),
        "reordered": round(after, 4),
        "nearer": round(before - after, 4),
        "low": round(low, 4),
        "high": round(high, 4),
        "rank": 1 + sum(english.distance(other, target) < after for other in orders),
        "orders": len(orders),
        "without": without(english, order, target),
        "counts": dict(english.counts(order)),
    }


def treebanks(data: Path, names: Sequence[str]) -> Iterator[tuple[Path, Path]]:
    """Folders of languages whose order is known, with a train or dev part."""
    for name in names or sorted(path.name for path in (data / "ud").iterdir()):
        parts = [find_file(data / "ud" / name / f"{part}.conllu") for part in ("train", "dev")]
        found = next((path for path in parts if path is not None), None)
        if name != ENGLISH and found is not None and word_order_of(name) != UNKNOWN:
            yield data / "ud" / name, found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="a data directory")
    parser.add_argument("--treebanks", default="", help="comma-separated folders under ud/; default all")
    parser.add_argument("--part", default="dev", choices=["train", "dev"], help="of the English treebank")
    parser.add_argument("--seed", type=int, default=0, help="of the resampling")
    arguments = parser.parse_args()
    names = arguments.treebanks.split(",") if arguments.treebanks else []
    try:
        path = require_file(arguments.data / "ud" / ENGLISH / f"{arguments.part}.conllu")
        english = English(read_conllu(path, variety="eng_Latn"))
        found = list(treebanks(arguments.data, names))
        orders = list(dict.fromkeys(word_order_of(folder.name) for folder, _ in found))
        for folder, part in found:
            row = measure(english, folder, part, orders, arguments.seed)
            print(json.dumps(row | hardware(), ensure_ascii=False), flush=True)
    except (LexiboostError, OSError) as error:
        parser.exit(2, f"{error}\n")


if __name__ == "__main__":
    main()
