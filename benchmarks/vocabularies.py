"""How evenly subword vocabularies treat languages: fertility, bytes and parity on parallel text.

    python benchmarks/vocabularies.py --data_dir=data [--size=32000] [--kind=unigram] [--alpha=0.3]
        [--languages=eng,tur,...] [--text=sib200|udhr] [--baseline]

With `--text=sib200` trained on SIB-200's training sentences and measured on its test sentences, which are the
same in all varieties; with `--text=udhr` trained and measured on the odd and even paragraphs of declarations
of human rights (not always the same paragraphs, so parity is not exact). Prints a table of the varieties, one
of the scripts, and one JSON object; `--baseline` also trains the `tokenizers` library's own trainer of the
same kind and size on the same text, unbalanced and without guaranteed letters, as most projects do.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from absl import app, flags
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import read_lines
from lexiboost.artifacts.hardware import hardware
from lexiboost.languages import load_catalog
from lexiboost.text.find import find_declaration
from lexiboost.tokens.fertility import by_script, fertility
from lexiboost.tokens.subwords import KINDS, count_words, train_subwords

_DATA = flags.DEFINE_string("data_dir", "data", "Data directory.")
_SIZE = flags.DEFINE_integer("size", 32_000, "Ids of the vocabulary.")
_KIND = flags.DEFINE_enum("kind", "unigram", KINDS, "Kind of the vocabulary.")
_ALPHA = flags.DEFINE_float("alpha", 0.3, "Temperature: a variety counts as its characters to this power.")
_LANGUAGES = flags.DEFINE_list("languages", [], "Varieties by any code; none: all that there are.")
_TEXT = flags.DEFINE_enum("text", "sib200", ["sib200", "udhr"], "Which text.")
_BASELINE = flags.DEFINE_bool("baseline", False, "Whether to train the library's own trainer too.")

Texts = dict[str, list[str]]


def sib200(wanted: set[str]) -> tuple[Texts, Texts]:
    """Training and test sentences by variety."""
    root = Path(_DATA.value) / "tasks" / "sib200"
    train: Texts = {}
    test: Texts = {}
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        if folder.name not in load_catalog():
            continue
        variety = load_catalog().resolve(folder.name).variety
        if wanted and variety not in wanted:
            continue
        train[variety], test[variety] = (
            [line.split("\t")[-1] for number, line in read_lines(folder / f"{part}.tsv") if number > 1]
            for part in ("train", "test")
        )
    return train, test


def declarations(wanted: set[str]) -> tuple[Texts, Texts]:
    """Odd and even paragraphs by variety."""
    root = Path(_DATA.value) / "text" / "udhr2"
    train: Texts = {}
    test: Texts = {}
    names = {path.name.split(".")[0] for path in root.iterdir()} if root.is_dir() else set()
    codes = sorted(name for name in names if name in load_catalog())
    for variety in sorted(wanted or {load_catalog().resolve(code).variety for code in codes}):
        path = find_declaration(_DATA.value, variety)
        if path is not None:
            paragraphs = [line for _, line in read_lines(path) if line.strip()]
            train[variety], test[variety] = paragraphs[::2], paragraphs[1::2]
    return train, test


def library_tokenizer(train: Texts) -> Tokenizer:
    """What the library makes of the text as it is."""
    unigram = _KIND.value == "unigram"
    tokenizer = Tokenizer(models.Unigram() if unigram else models.BPE(unk_token="<unk>"))
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    options: dict[str, Any] = {
        "vocab_size": _SIZE.value,
        "special_tokens": ["<unk>"],
        "show_progress": False,
    }
    trainer = (
        trainers.UnigramTrainer(unk_token="<unk>", **options) if unigram else trainers.BpeTrainer(**options)
    )
    tokenizer.train_from_iterator((text for texts in train.values() for text in texts), trainer)
    return tokenizer


def library_figures(tokenizer: Tokenizer, test: Texts, table: pd.DataFrame) -> dict[str, float]:
    """The means of the library's tokenizer over the varieties of a `fertility` table."""
    unknown = tokenizer.token_to_id("<unk>")
    pieces, unknowns = {}, {}
    for variety, texts in test.items():
        ids = [i for encoding in tokenizer.encode_batch_fast(texts) for i in encoding.ids]
        pieces[variety] = len(ids)
        unknowns[variety] = ids.count(unknown) / max(1, len(ids))
    parallel = table.loc[table["parity"].notna(), "variety"]
    parity = np.array([pieces[variety] / pieces["eng_Latn"] for variety in parallel])
    words = dict(zip(table["variety"], table["words"], strict=True))
    return {
        "library_pieces_per_word": float(np.mean([pieces[v] / words[v] for v in test])),
        "library_worst_unknown_rate": max(unknowns.values()),
        "library_parity_mean": float(parity.mean()) if len(parity) else float("nan"),
        "library_parity_worst": float(parity.max(initial=0.0)),
    }


def figures(table: pd.DataFrame) -> Mapping[str, float]:
    """Means and extremes over the varieties."""
    return {
        "varieties": len(table),
        "pieces_per_word": table["pieces_per_word"].mean(),
        "characters_per_piece": table["characters_per_piece"].mean(),
        "worst_byte_rate": table["byte_rate"].max(),
        "worst_unknown_rate": table["unknown_rate"].max(),
        "parity_mean": table["parity"].mean(),
        "parity_worst": table["parity"].max(),
    }


def main(argv: Sequence[str]) -> None:
    del argv
    wanted = {load_catalog().resolve(code).variety for code in _LANGUAGES.value}
    train, test = sib200(wanted) if _TEXT.value == "sib200" else declarations(wanted)
    if not train:
        raise InputError(f"no text of {_TEXT.value} in it", path=_DATA.value)
    begun = time.perf_counter(), time.process_time()
    counts = {variety: count_words(texts) for variety, texts in train.items()}
    tokenizer = train_subwords(counts, size=_SIZE.value, kind=_KIND.value, alpha=_ALPHA.value)
    seconds = time.perf_counter() - begun[0], time.process_time() - begun[1]
    table = fertility(tokenizer, test)
    with pd.option_context("display.float_format", "{:.3f}".format):
        print(table.to_string(index=False))
        print(by_script(table).to_string(index=False))
    result = dict(figures(table))
    if _BASELINE.value:
        begin = time.process_time()
        library = library_tokenizer(train)
        result["library_seconds_cpu"] = time.process_time() - begin
        result |= library_figures(library, test, table)
    line: dict[str, Any] = {key: round(float(value), 4) for key, value in result.items()}
    line |= {"kind": _KIND.value, "size": len(tokenizer), "text": _TEXT.value}
    line |= {"seconds": round(seconds[0], 1), "seconds_cpu": round(seconds[1], 1)}
    print(json.dumps({**line, "hardware": hardware()}))


if __name__ == "__main__":
    app.run(main)
