"""Subword vocabularies over many varieties: trained evenly, with every script's letters, bytes for the rest.

No piece spans words, which white space, digits and punctuation part. A word's pieces therefore do not depend
on its neighbours, so words can be encoded once and put together as arrays.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

from lexiboost.artifacts.errors import ConfigError, InputError
from lexiboost.tokens.ragged import Ragged, spans
from lexiboost.tokens.train import load_tokenizer
from lexiboost.tokens.unigram import Word, train_unigram

PAD, UNK, BOS, EOS, MASK = BASIC = ("<pad>", "<unk>", "<bos>", "<eos>", "<mask>")
MODES = ("<mode_R>", "<mode_S>", "<mode_X>")
"""Kinds of denoising: regular, sequential, extreme (Tay et al. 2023, "UL2", section 3.1)."""
SENTINELS = tuple(f"<extra_id_{i}>" for i in range(100))
BYTES = tuple(f"<0x{byte:02X}>" for byte in range(256))
KINDS = ("unigram", "bpe")
SPACE = "▁"

# The joiners are spelling, and the Tibetan tsheg ends each syllable of a word.
_JOINING = "\u200c\u200d\u0f0b\u0f0c"
_LETTERS = r"[\p{L}\p{M}" + _JOINING + "]"
_BEFORE = (",", "x")
_PRETOKEN = "|".join(
    [
        rf"{SPACE}?{_LETTERS}+(?:['’ʼ]{_LETTERS}+)*",
        rf"{SPACE}?\p{{N}}",
        rf"{SPACE}?[^{SPACE}\p{{L}}\p{{M}}\p{{N}}\u0f0b\u0f0c]+",
        SPACE,
    ]
)
_REPEATED_CHARACTERS, _MOST_REPEATED = 10_000_000, 2000  # the trainer of BPE takes words, not counts
_CACHED_WORDS = 1 << 20


class Subwords:
    """A tokenizer of `train_subwords`.

    Text never becomes a special token, not even text that reads `<pad>`.

    Args:
        tokenizer: of the `tokenizers` library; it is changed to take special tokens in text as text.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.encode_special_tokens = True
        self.tokenizer = tokenizer
        self._clear()

    def __len__(self) -> int:
        return self.tokenizer.get_vocab_size()

    def id(self, token: str) -> int:
        """The id of a token, for instance of `PAD`; raises `KeyError` where there is none."""
        found = self.tokenizer.token_to_id(token)
        if found is None:
            raise KeyError(token)
        return found

    def encode_words(self, words: Sequence[str], glued_W: NDArray[np.bool_] | None = None) -> Ragged:
        """The ids of each word; one after the other they are the ids of the words joined by spaces.

        Args:
            words: one after the other. glued_W: which of them stand behind no space (None: none of them).
                Marks that touch are then encoded mark by mark.
        """
        glued = [False] * len(words) if glued_W is None else glued_W.tolist()
        place: dict[tuple[str, bool], int] = {}
        index = [place.setdefault(word, len(place)) for word in zip(words, glued, strict=True)]
        before = [_before(word) if glued else "" for word, glued in place]
        found = self._encoded([first + word for first, (word, _) in zip(before, place, strict=True)])
        skipped = dict(zip(("", *_BEFORE), (0, *self._encoded(list(_BEFORE)).lengths.tolist()), strict=True))
        skip = np.array([skipped[first] for first in before], dtype=np.int64)
        lengths = found.lengths - skip
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        own = Ragged(found.ids_W[spans(found.offsets[:-1] + skip, lengths)], offsets)
        return own.take(np.array(index, dtype=np.int64))

    def encode(self, texts: Iterable[str], *, end: bool = False) -> Ragged:
        """The ids of each text, with `<eos>` behind it if `end`.

        Words are encoded once and remembered, so running text costs a look-up a word.
        """
        index: list[int] = []
        ends: list[int] = []
        new: list[str] = []
        if len(self._place) > _CACHED_WORDS:
            self._clear()
        place, known = self._place, len(self._place)
        for text in texts:
            for word in text.replace(SPACE, " ").split():
                at = place.get(word)
                if at is None:
                    at = place[word] = known + len(new)
                    new.append(word)
                index.append(at)
            if end:
                index.append(0)
            ends.append(len(index))
        self._remember(new)
        pieces = self._table.take(np.array(index, dtype=np.int64))
        return Ragged(pieces.ids_W, pieces.offsets[np.array([0, *ends], dtype=np.int64)])

    def decode(self, ids: Sequence[int]) -> str:
        """The text of ids, special tokens left out, words parted by one space."""
        return self.tokenizer.decode([int(each) for each in ids])

    def _encoded(self, words: list[str]) -> Ragged:
        encodings = self.tokenizer.encode_batch_fast(words, add_special_tokens=False)
        return Ragged.of([encoding.ids for encoding in encodings])

    def _clear(self) -> None:
        self._place = {" ": 0}  # no word reads so: the place of <eos>
        self._table = Ragged.of([[self.id(EOS)]])

    def _remember(self, words: list[str]) -> None:
        if words:
            more = self._encoded(words)
            offsets = np.concatenate([self._table.offsets, self._table.offsets[-1] + more.offsets[1:]])
            self._table = Ragged(np.concatenate([self._table.ids_W, more.ids_W]), offsets)


def _before(word: str) -> str:
    """A word of another kind, which may stand before this one without a space and shares no piece with it."""
    first = word[:1]
    is_word = first in _JOINING or unicodedata.category(first or " ")[0] in "LM"
    return _BEFORE[0] if is_word else _BEFORE[1]


def count_words(texts: Iterable[str], *, most: int = 1 << 20) -> Counter[str]:
    """Counts the words of a stream of texts in bounded memory.

    Args:
        texts: running text. most: distinct words kept; when twice as many are met the rarest are dropped.
    """
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(unicodedata.normalize("NFC", text).split())
        if len(counts) > 2 * most:
            counts = _most(counts, most)
    return _most(counts, most)


def _most(counts: Counter[str], most: int) -> Counter[str]:
    if len(counts) <= most:
        return counts
    return Counter(dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most]))


def train_subwords(
    counts_by_variety: Mapping[str, Mapping[str, int]],
    *,
    size: int,
    kind: str = "unigram",
    alpha: float = 0.3,
    coverage: float = 0.9999,
    extra: Sequence[str] = (),
) -> Subwords:
    """Trains a vocabulary on word counts balanced over varieties.

    A variety's share is its number of running characters to the power `alpha` (after Conneau et al. 2020,
    section 3.1; characters, because "words" are whole phrases in scripts written without spaces).
    The same counts give the same tokenizer in every process.

    Args:
        counts_by_variety: variety -> word -> count, for instance of `count_words`.
        size: ids in all: special tokens, 256 bytes, letters and pieces. Little text may give fewer.
        kind: `unigram` (Kudo 2018) or `bpe` (Sennrich et al. 2016).
        alpha: 1 keeps the counts as they are, 0 makes all varieties alike.
        coverage: the most frequent characters that make up this share of a variety's running characters are
            all in the vocabulary; the others are spelled in bytes.
        extra: more special tokens.

    Raises:
        InputError: there is no word to train on.
        ConfigError: `size` is too small for the letters, or a setting is out of range.
    """
    if kind not in KINDS:
        raise ConfigError(f"tokenizer.kind is {kind!r}; it is one of {', '.join(KINDS)}")
    if not 0 < coverage <= 1:
        raise ConfigError(f"tokenizer.coverage is {coverage}; it is above 0 and at most 1")
    empty = _pipeline(Tokenizer(models.BPE()))
    pretokens = {
        variety: _pretokens(empty, counts_by_variety[variety]) for variety in sorted(counts_by_variety)
    }
    pretokens = {variety: counts for variety, counts in pretokens.items() if counts}
    if not pretokens:
        raise InputError("the tokenizer has no text to be trained on: every source is empty")
    letters = {SPACE}.union(*(_letters(counts, coverage) for counts in pretokens.values()))
    special = [*BASIC, *MODES, *SENTINELS, *extra]
    fixed = len(special) + len(BYTES)
    if size < fixed + len(letters):
        raise ConfigError(
            f"tokenizer.size is {size}; {len(letters)} letters, {len(BYTES)} bytes and {len(special)} "
            f"special tokens need {fixed + len(letters)} (or lower tokenizer.coverage)"
        )
    train = _unigram if kind == "unigram" else _bpe
    tokenizer = _pipeline(train(_balance(pretokens, alpha), letters, special, size))
    tokenizer.add_special_tokens(special)
    return Subwords(tokenizer)


def load_subwords(path: str | Path) -> Subwords:
    """Reads a tokenizer that `lexiboost.tokens.train.save_tokenizer` wrote.

    Raises:
        InputError: it is missing or not one of `train_subwords`.
    """
    tokenizer = load_tokenizer(path)
    if any(tokenizer.token_to_id(token) is None for token in (*BASIC, *MODES, *SENTINELS, *BYTES)):
        raise InputError(
            "not a subword tokenizer of lexiboost (special tokens or bytes are missing)", path=path
        )
    return Subwords(tokenizer)


def _pipeline(tokenizer: Tokenizer) -> Tokenizer:
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFC(),
            normalizers.Replace(Regex(rf"[\s\x1c-\x1f{SPACE}]+"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="always", split=False),
            pre_tokenizers.Split(Regex(_PRETOKEN), behavior="isolated"),
        ]
    )
    tokenizer.decoder = decoders.Sequence(
        [
            decoders.ByteFallback(),
            decoders.Fuse(),
            decoders.Replace(SPACE, " "),
            decoders.Strip(" ", 1, 0),
        ]
    )
    return tokenizer


def _pretokens(pipeline: Tokenizer, counts: Mapping[str, int]) -> Counter[str]:
    result: Counter[str] = Counter()
    for word in sorted(counts):
        normal = pipeline.normalizer.normalize_str(word)
        for part, _ in pipeline.pre_tokenizer.pre_tokenize_str(normal) if normal else ():
            result[part] += counts[word]
    return result


def _letters(counts: Mapping[str, int], coverage: float) -> set[str]:
    """The most frequent characters that make up `coverage` of all."""
    letters: Counter[str] = Counter()
    for word, count in counts.items():
        for letter in word.removeprefix(SPACE):
            letters[letter] += count
    ranked = sorted(letters.items(), key=lambda item: (-item[1], item[0]))
    running = np.cumsum([count for _, count in ranked])
    enough = int(np.searchsorted(running, coverage * running[-1] * (1 - 1e-12))) + 1 if ranked else 0
    return {letter for letter, _ in ranked[:enough]}


def _balance(counts_by_variety: Mapping[str, Mapping[str, int]], alpha: float) -> dict[str, Word]:
    """The words of all varieties; the running characters stay as many as they are, shared out anew."""
    totals = {
        variety: sum(len(word) * count for word, count in counts.items())
        for variety, counts in counts_by_variety.items()
    }
    grand = sum(totals.values())
    powered = {variety: (total / grand) ** alpha for variety, total in totals.items()}
    scale = grand / sum(powered.values())
    words: dict[str, Word] = {}
    for variety in sorted(totals):
        factor = powered[variety] * scale / totals[variety]
        for word, count in sorted(counts_by_variety[variety].items()):
            had = words.get(word, Word(0.0, 0.0))
            words[word] = Word(had.weight + count * factor, had.met + count)
    return words


def _unigram(words: Mapping[str, Word], letters: set[str], special: list[str], size: int) -> Tokenizer:
    pieces = train_unigram(words, alphabet=letters, size=size - len(special) - len(BYTES))
    # What has no score of its own is never chosen by it: bytes spell what is unknown, the special tokens are
    # added by name, and no text can match either, for no pretoken holds both `<` and letters.
    vocabulary = [*((token, 0.0) for token in special), *((byte, 0.0) for byte in BYTES), *pieces]
    return Tokenizer(models.Unigram(vocabulary, unk_id=special.index(UNK), byte_fallback=True))


def _bpe(words: Mapping[str, Word], letters: set[str], special: list[str], size: int) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE(unk_token=UNK, byte_fallback=True))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=[*special, *BYTES],
        initial_alphabet=sorted(letters),
        limit_alphabet=len(letters),
        show_progress=False,
    )
    parts: dict[str, float] = {}
    for word, (weight, _) in words.items():
        for part in "".join(char if char in letters else " " for char in word).split():
            parts[part] = parts.get(part, 0.0) + weight
    scale = _REPEATED_CHARACTERS / sum(len(part) * weight for part, weight in parts.items())
    repeated = (
        " ".join([part] * max(1, min(round(weight * scale), _MOST_REPEATED)))
        for part, weight in sorted(parts.items())
    )
    tokenizer.train_from_iterator(repeated, trainer)
    # The trainer made the bytes special tokens, which decoding leaves out.
    model = json.loads(tokenizer.to_str())["model"]
    merges = [tuple(pair) for pair in model["merges"]]
    return Tokenizer(models.BPE(model["vocab"], merges, unk_token=UNK, byte_fallback=True))
