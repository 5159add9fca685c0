"""How well a page of parallel text teaches words that a lexicon lacks.

    python benchmarks/align.py --data_dir=data --languages=fin,ron,... [--hidden=0.4] [--seed=0]

For each variety two fifths of the words that its lexicon lists, and that occur four times or more in its
declaration of human rights, are hidden from the aligner; those left, and the page beside the English one, are
what it has. Prints one JSON object a variety, then their means: the share of the hidden words' occurrences
that are linked with an English word that the lexicon gives (`right`: but for endings) and with another one
(`wrong`), and `precision`, the share of the right ones. Two draws of hidden words each. Lexicons are no test
data: the constants of `lexiboost.lexicons.align` and `lexiboost.experiments.jobs.align` were chosen by this.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
from absl import app, flags

from lexiboost.artifacts.errors import InputError
from lexiboost.experiments.jobs.align import new_words, page_words
from lexiboost.languages import load_catalog
from lexiboost.lexicons import load_lexicon
from lexiboost.morphology import SuffixRules, load_paradigms
from lexiboost.text.find import find_declaration
from lexiboost.tokens.dictionary import LookUp, ReverseDictionary

_DATA = flags.DEFINE_string("data_dir", "data", "Data directory.")
_LANGUAGES = flags.DEFINE_list("languages", None, "Varieties, by any code.", required=True)
_SOURCE = flags.DEFINE_string("source", "eng_Latn", "The lexicons' source.")
_HIDDEN = flags.DEFINE_float("hidden", 0.4, "Probability that a listed word is hidden.")
_SEED = flags.DEFINE_integer("seed", 0, "Of the words that are hidden.")

OFTEN = 4
DRAWS = 2


def page(variety: str) -> list[list[str]]:
    """The paragraphs of a variety's declaration."""
    path = find_declaration(_DATA.value, variety)
    if path is None:
        raise InputError(f"no declaration of {variety}", path=Path(_DATA.value) / "text" / "udhr2")
    return page_words(path, variety)


def dictionary_of(variety: str) -> ReverseDictionary:
    """The reverse dictionary of all lexicons of a variety."""
    paradigms = load_paradigms(_DATA.value, variety)
    rules = None if paradigms is None else SuffixRules.fit(paradigms)
    return ReverseDictionary(load_lexicon(_DATA.value, variety), paradigms=paradigms, rules=rules)


def same_word(one: str, others: Collection[str]) -> bool:
    """Whether a word is one of the others but for an ending of up to two letters."""
    return any(one[: max(4, len(one) - 2)] == other[: max(4, len(other) - 2)] for other in others)


def measure(variety: str, source: Sequence[Sequence[str]]) -> dict[str, float]:
    """The three shares of one variety."""
    target, english = page(variety), {word for paragraph in source for word in paragraph}
    counts = Counter(word for paragraph in target for word in paragraph)
    hits = dict(zip(counts, dictionary_of(variety).look_up_all(list(counts)), strict=True))
    often = [word for word in counts if hits[word].how == "exact" and counts[word] >= OFTEN]
    asked = [word for word in often if any(other in english for other, _ in hits[word].english)]
    rng = np.random.default_rng(_SEED.value)
    right = wrong = occurrences = 0.0
    for _ in range(DRAWS):
        hidden = [word for word in asked if rng.random() < _HIDDEN.value]
        found = new_words(source, target, hits | dict.fromkeys(hidden, LookUp((), "none")), counts)
        for word in hidden:
            translations = [other for other, _ in hits[word].english]
            for other, links in found.get(word, {}).items():
                right, wrong = (
                    (right + links, wrong) if same_word(other, translations) else (right, wrong + links)
                )
            occurrences += counts[word]
    shares = {"right": right, "wrong": wrong}
    result = {name: round(value / max(1.0, occurrences), 4) for name, value in shares.items()}
    return {**result, "precision": round(right / max(1e-9, right + wrong), 4), "occurrences": occurrences}


def main(argv: Sequence[str]) -> None:
    del argv
    source = page(_SOURCE.value)
    lines = []
    for code in _LANGUAGES.value:
        variety = load_catalog().resolve(code).variety
        lines.append(measure(variety, source))
        print(json.dumps({"variety": variety, **lines[-1]}), flush=True)
    print(json.dumps({name: round(float(np.mean([line[name] for line in lines])), 4) for name in lines[0]}))


if __name__ == "__main__":
    app.run(main)
