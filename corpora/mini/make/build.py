"""Writes the English files of the embedded corpora: `python corpora/mini/make/build.py [FOLDER]`.

The hand-written parts are beside this file (phrasings, fillers, dev and test utterances, small talk);
what they give depends on SEED alone.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import english_forms  # noqa: E402
from grammar import Grammar  # noqa: E402
from inventory import INTENTS, MARK  # noqa: E402

SEED = 20240607
TRAIN_PER_INTENT = 100
GRAMMAR_SENTENCES = 1700
BARE_ARTICLE = re.compile(r"\b([Aa]) (?=(?:\[\w+ : )?(?:[aeio]|hour\b))(?!(?:\[\w+ : )?one\b)")


def with_article(text: str) -> str:
    return BARE_ARTICLE.sub(r"\1n ", text)


def train_requests() -> list[tuple[str, str]]:
    grammar = Grammar(HERE / "requests.cfg")
    rng = np.random.default_rng(SEED)
    rows = [
        (intent, with_article(text))
        for intent in INTENTS
        for text in grammar.sample(intent, TRAIN_PER_INTENT, rng)
    ]
    return [rows[i] for i in rng.permutation(len(rows))]


def written_requests(name: str) -> list[tuple[str, str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [(intent, text) for intent, text in (line.split("\t") for line in lines)]


def requests() -> str:
    """Returns the lines of `en-US.jsonl`: train, then dev, then test."""
    parts = {
        "train": train_requests(),
        "dev": written_requests("english_dev.tsv"),
        "test": written_requests("english_test.tsv"),
    }
    lines: list[str] = []
    for partition, rows in parts.items():
        for intent, annotated in rows:
            row = {
                "id": str(len(lines)),
                "locale": "en-US",
                "partition": partition,
                "scenario": INTENTS[intent],
                "intent": intent,
                "utt": MARK.sub(r"\2", annotated),
                "annot_utt": annotated,
            }
            lines.append(json.dumps(row, ensure_ascii=False) + "\n")
    return "".join(lines)


def text() -> str:
    """Returns the sentences of `mini.txt`: generated and hand-written ones, shuffled together."""
    rng = np.random.default_rng(SEED + 1)
    sentences = Grammar(HERE / "text.cfg").sample("sentence", GRAMMAR_SENTENCES, rng)
    sentences = [with_article(sentence) for sentence in sentences]
    sentences += (HERE / "small_talk.txt").read_text(encoding="utf-8").splitlines()
    distinct = list(dict.fromkeys(sentences))
    return "".join(distinct[i] + "\n" for i in rng.permutation(len(distinct)))


def paradigms() -> str:
    lines = (HERE.parent / "core_vocabulary.tsv").read_text(encoding="utf-8").splitlines()
    rows = english_forms.table([(word, upos) for word, upos in (line.split("\t") for line in lines)])
    return "".join("\t".join(row) + "\n" for row in rows)


def build(folder: Path) -> None:
    """Writes the three English files under `folder`."""
    files = {"tasks/mini/en-US.jsonl": requests, "text/eng/mini.txt": text, "unimorph/eng.tsv": paradigms}
    for name, make in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(make().encode("utf-8"))


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent)
