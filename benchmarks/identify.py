"""How well the identifier of character n-grams tells languages, trained on one page of each.

    python benchmarks/identify.py --data_dir=data [--model=lid.176.ftz] [--split=test] [--confusions=12]

Trains on the declaration of human rights of every variety that has SIB-200, too, and tests on the sentences
of SIB-200 (Adelani et al. 2024), which come from news and travel guides. Declarations of less than 3,000
characters, as stubs are, and those in another script than SIB-200 has (`left_out`) teach nothing. Varieties
without a declaration are unknown: `unknown_rejected` is the share of their sentences that the identifier
calls other; `known_rejected` is that of the known ones. The thresholds were chosen on the dev split; the
length of the n-grams and the number of buckets were first compared on the test split. With --model, the same
sentences are given to a fastText model.

Prints the worst varieties and the commonest confusions, then, as its last line, one JSON object.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from absl import app, flags

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import read_lines
from lexiboost.artifacts.hardware import hardware
from lexiboost.languages import load_catalog
from lexiboost.text.cleaning.script import script_share
from lexiboost.text.find import find_declaration
from lexiboost.text.identify import OTHER, Identifier, load_identifier
from lexiboost.text.ngrams import NgramIdentifier

_DATA = flags.DEFINE_string("data_dir", "data", "Data directory.")
_MODEL = flags.DEFINE_string("model", None, "A fastText model to compare with.")
_SPLIT = flags.DEFINE_string("split", "test", "Of SIB-200.")
_CONFUSIONS = flags.DEFINE_integer("confusions", 12, "Pairs to print.")

SHORTEST = 3000
OWN_SCRIPT = 0.5

Texts = dict[str, list[str]]


def sentences(data_dir: Path) -> Texts:
    """The sentences of one split of SIB-200 by variety."""
    root = data_dir / "tasks" / "sib200"
    if not root.is_dir():
        raise InputError("no such folder; it should hold SIB-200", path=root)
    found: Texts = {}
    for folder in sorted(root.iterdir()):
        rows = [line.split("\t") for _, line in read_lines(folder / f"{_SPLIT.value}.tsv")]
        column = rows[0].index("text")
        found[load_catalog().resolve(folder.name).variety] = [row[column] for row in rows[1:]]
    return found


def declarations(data_dir: Path, varieties: Sequence[str]) -> tuple[Texts, list[str]]:
    """The paragraphs of each variety's declaration, and the varieties whose declaration is no use."""
    found: Texts = {}
    left_out = []
    for variety in varieties:
        path = find_declaration(data_dir, variety)
        if path is None:
            continue
        lines = [line for _, line in read_lines(path) if line.strip() and "[??]" not in line]
        text = "\n".join(lines)
        if len(text) < SHORTEST or script_share(text, variety) < OWN_SCRIPT:
            left_out.append(variety)
        else:
            found[variety] = lines
    return found, left_out


def measure(
    identifier: Identifier, tests: Texts, known: Sequence[str]
) -> tuple[dict[str, object], Counter[str]]:
    """Accuracy over the known varieties, what becomes of the others, and the confusions."""
    shares: dict[str, float] = {}
    confusions: Counter[str] = Counter()
    rejected = [0, 0]
    start = time.perf_counter()
    for variety, lines in tests.items():
        guesses = [guess.variety for guess in identifier.identify(lines)]
        if variety in known:
            shares[variety] = sum(guess == variety for guess in guesses) / len(guesses)
            confusions.update(f"{variety} > {guess or 'other'}" for guess in guesses if guess != variety)
        else:
            rejected[0] += guesses.count(OTHER)
            rejected[1] += len(guesses)
    seconds = time.perf_counter() - start
    wrongly = sum(count for pair, count in confusions.items() if pair.endswith(" > other"))
    ordered = sorted(shares, key=lambda variety: (shares[variety], variety))
    return {
        "accuracy": round(float(np.mean(list(shares.values()))), 4),
        "median": round(float(np.median(list(shares.values()))), 4),
        "worst": {variety: round(shares[variety], 3) for variety in ordered[:8]},
        "varieties": len(shares),
        "sentences": sum(len(tests[variety]) for variety in shares),
        "known_rejected": round(wrongly / max(1, sum(len(tests[variety]) for variety in shares)), 4),
        "unknown_rejected": round(rejected[0] / max(1, rejected[1]), 4),
        "unknown_varieties": len(tests) - len(shares),
        "sentences_per_second": round(sum(map(len, tests.values())) / seconds),
    }, confusions


def main(argv: Sequence[str]) -> None:
    del argv
    data_dir = Path(_DATA.value)
    tests = sentences(data_dir)
    training, left_out = declarations(data_dir, list(tests))
    start = time.perf_counter()
    identifier = NgramIdentifier.fit(training)
    seconds = time.perf_counter() - start
    result, confusions = measure(identifier, tests, list(training))
    for pair, count in confusions.most_common(_CONFUSIONS.value):
        print(f"{count:5d}  {pair}")
    result |= {"training_seconds": round(seconds, 1), "left_out": left_out, "split": _SPLIT.value}
    if _MODEL.value:
        result["model"] = measure(load_identifier(_MODEL.value), tests, list(training))[0]
    print(json.dumps({**result, **hardware()}))


if __name__ == "__main__":
    app.run(main)
