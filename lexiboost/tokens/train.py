"""Trains the one tokenizer of an experiment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import tokenizers
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import atomic_writer

SPECIAL_TOKENS = ("[PAD]", "[UNK]", "[MASK]")


def train_bpe(counts_by_variety: Mapping[str, Mapping[str, int]], *, size: int, alpha: float) -> Tokenizer:
    """Trains a byte-level BPE vocabulary on word counts balanced over varieties.

    A variety's share of the training words is proportional to its share of the running words to the
    power `alpha` (Conneau et al. 2020, XLM-R, section 3.1). Merges never cross words, and every byte is
    in the alphabet, so no word is unknown.

    Args:
        counts_by_variety: variety -> word -> count.
        size: vocabulary size, at least 256 bytes + the special tokens.
        alpha: 1 keeps the counts as they are, 0 makes all varieties equal.

    Raises:
        InputError: there is no word to train on.
    """
    totals = {variety: sum(counts.values()) for variety, counts in counts_by_variety.items() if counts}
    if not totals:
        raise InputError("the tokenizer has no text to be trained on: every source is empty")
    grand = sum(totals.values())
    powered = {variety: (total / grand) ** alpha for variety, total in totals.items()}
    budget = 2_000_000 / sum(powered.values())
    words: dict[str, int] = {}
    for variety in sorted(totals):
        factor = powered[variety] * budget / totals[variety]
        for word, count in sorted(counts_by_variety[variety].items()):
            words[word] = words.get(word, 0) + max(1, min(round(count * factor), 2000))
    tokenizer = Tokenizer(models.BPE(unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=list(SPECIAL_TOKENS),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator((" ".join([word] * count) for word, count in words.items()), trainer)
    return tokenizer


def save_tokenizer(tokenizer: Tokenizer, path: str | Path) -> None:
    """Writes the tokenizer's JSON atomically."""
    with atomic_writer(path) as stream:
        stream.write(tokenizer.to_str())


def load_tokenizer(path: str | Path) -> Tokenizer:
    """Reads a tokenizer's JSON; raises `InputError` when it is missing or not one."""
    try:
        return Tokenizer.from_str(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError("no such tokenizer", path=path) from None
    except Exception as error:  # the library raises bare Exception on malformed JSON
        raise InputError(
            f"not a tokenizer of tokenizers {tokenizers.__version__} ({error})", path=path
        ) from None
