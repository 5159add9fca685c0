"""How well sentence boundaries are found again, per corpus, beside plain UAX #29 and a naive split.

    python benchmarks/sentences.py --data_dir=data [--split=test] [--varieties=eng_Latn,tha_Thai]

Joins each ten consecutive sentences of the treebanks (`# text =` in `ud/` and `ud_um2019/`) and of SIB-200
with spaces (nothing in Chinese and Japanese), cuts them again and scores the nine boundaries inside as
positions in the text without white space. `uax29` is ICU's sentence breaker (`pip install icu4py`; left out
where it is absent), `naive` cuts after each `.`, `!` or `?` before white space. Prints precision, recall
and F1 of ours, F1 of the others, a line a corpus; as the last line the means of F1 and characters a second
as JSON.

Before the last rules of ours were written, errors in six of the test corpora had been read: Afrikaans,
Bambara, Hebrew, Macedonian, Ukrainian and Vietnamese.
"""

from __future__ import annotations

import importlib
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from absl import app, flags

from lexiboost.artifacts.errors import InputError, LexiboostError
from lexiboost.artifacts.files import find_file, read_lines
from lexiboost.artifacts.hardware import hardware
from lexiboost.languages import load_catalog
from lexiboost.text.sentences import sentences

_DATA = flags.DEFINE_string("data_dir", "data", "Data directory.")
_SPLIT = flags.DEFINE_string("split", "test", "Which part of the corpora: train, dev or test.")
_VARIETIES = flags.DEFINE_list("varieties", [], "Only these varieties; all where empty.")

TOGETHER = 10
Splitter = Callable[[str, str], Iterable[str]]


def naive(text: str, variety: str) -> list[str]:
    """Cuts after each full stop, exclamation or question mark before white space."""
    return re.split(r"(?<=[.!?])\s+", text)


def uax29() -> Splitter | None:
    """ICU's sentence breaker, None where it is not installed."""
    try:
        breaker = importlib.import_module("icu4py.breakers").SentenceBreaker
    except ImportError:
        return None
    return lambda text, variety: breaker(text, "en")


def corpora(data: Path, split: str) -> Iterator[tuple[str, str, list[str]]]:
    """Name, variety and sentences of each treebank and SIB-200 corpus."""
    catalog = load_catalog()
    for folder in sorted([*data.glob("ud/*"), *data.glob("ud_um2019/*")]):
        path = find_file(folder / f"{split}.conllu")
        if path is not None and folder.name in catalog:
            lines = [line[9:] for _, line in read_lines(path) if line.startswith("# text = ")]
            yield f"{folder.parent.name}/{folder.name}", catalog.resolve(folder.name).variety, lines
    for folder in sorted(data.glob("tasks/sib200/*")):
        path = find_file(folder / f"{split}.tsv")
        if path is not None:
            rows = [line.split("\t") for _, line in read_lines(path)]
            yield f"sib200/{folder.name}", folder.name, [row[2] for row in rows[1:] if len(row) == 3]


def texts(lines: Sequence[str], variety: str) -> list[tuple[str, set[int]]]:
    """Each ten sentences joined, and the positions of the boundaries inside, white space not counted."""
    between = "" if variety.split("_")[1] in ("Hans", "Hant", "Hani", "Jpan") else " "
    found = []
    for start in range(0, len(lines), TOGETHER):
        part = [line.strip() for line in lines[start : start + TOGETHER] if line.strip()]
        found.append((between.join(part), positions(part)))
    return found


def positions(parts: Iterable[str]) -> set[int]:
    """Where each part but the last ends."""
    ends, reached = [], 0
    for part in parts:
        reached += len("".join(part.split()))
        ends.append(reached)
    return set(ends) - {reached}


def score(
    joined: Sequence[tuple[str, set[int]]], variety: str, split: Splitter
) -> tuple[float, float, float]:
    """Precision, recall and F1 of boundaries."""
    right = found = there = 0
    for text, wanted in joined:
        got = positions(split(text, variety))
        right, found, there = right + len(got & wanted), found + len(got), there + len(wanted)
    return right / max(1, found), right / max(1, there), 2 * right / max(1, found + there)


def rate(joined: Sequence[tuple[str, set[int]]], variety: str) -> float:
    """Characters a second of `sentences`."""
    start = time.perf_counter()
    for text, _ in joined:
        sentences(text, variety)
    return sum(len(text) for text, _ in joined) / (time.perf_counter() - start)


def main(argv: Sequence[str]) -> None:
    """Prints every corpus, then the means."""
    del argv
    try:
        report(Path(_DATA.value), _SPLIT.value, _VARIETIES.value)
    except LexiboostError as error:
        raise SystemExit(f"sentences: {error}") from None


def report(data: Path, split: str, varieties: Sequence[str]) -> None:
    """Prints the table.

    Raises:
        InputError: there is no corpus.
    """
    plain = uax29()
    sums: dict[str, list[float]] = {"ours": [], "uax29": [], "naive": []}
    rates = []
    print(
        f"{'corpus':42} {'variety':9} {'n':>5} {'prec':>6} {'rec':>6} {'ours':>6} {'uax29':>6} {'naive':>6}"
    )
    for name, variety, lines in corpora(data, split):
        if len(lines) < 2 or (varieties and variety not in varieties):
            continue
        joined = texts(lines, variety)
        precision, recall, ours = score(joined, variety, lambda text, code: sentences(text, code))
        others = {"naive": score(joined, variety, naive)[2]}
        if plain is not None:
            others["uax29"] = score(joined, variety, plain)[2]
        for key, value in {"ours": ours, **others}.items():
            sums[key].append(value)
        rates.append(rate(joined, variety))
        row = (
            100 * value
            for value in (precision, recall, ours, others.get("uax29", float("nan")), others["naive"])
        )
        print(
            f"{name:42} {variety:9} {len(lines):5} " + " ".join(f"{value:6.1f}" for value in row), flush=True
        )
    if not rates:
        raise InputError("no treebank and no SIB-200 with this split", path=data)
    means: dict[str, Any] = {key: sum(values) / len(values) for key, values in sums.items() if values}
    print(
        json.dumps(
            {
                "corpora": len(rates),
                "f1": means,
                "characters_per_second": sum(rates) / len(rates),
                **hardware(),
            }
        )
    )


if __name__ == "__main__":
    app.run(main)
