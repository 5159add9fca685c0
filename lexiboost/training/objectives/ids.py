"""What an objective knows of a vocabulary: its special ids, and where words begin and sentences end."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lexiboost.tokens.subwords import BOS, BYTES, EOS, MASK, MODES, PAD, SENTINELS, SPACE, UNK, Subwords

INSIDE, START, ALONE, SPECIAL = range(4)
"""Pieces that continue a word, that begin one behind a space, that are a word by themselves (a digit, marks),
and special tokens."""
ENDS_SENTENCE = 4
"""Added to the class of pieces with a mark that ends sentences."""
_SENTENCE_MARKS = frozenset(".!?。！？．｡।॥؟۔։።፧᠃᠉။…‼⁇⁈⁉")
_IN_WORDS = frozenset("'’ʼ\u200c\u200d\u0f0b\u0f0c")


@dataclass(frozen=True)
class SpecialIds:
    """Ids of a vocabulary, hashable.

    Attributes:
        vocabulary: its size V.
        pad, bos, eos, mask: as their names say; decoders begin with `bos`.
        sequential: the token that asks for a continuation (`<mode_S>`).
        sentinels: in the order of their use.
        special: ids that are never corrupted and never drawn at random, sorted; these here among them.
        pieces: a byte for each id: its class, with `ENDS_SENTENCE`.
    """

    vocabulary: int
    pad: int
    bos: int
    eos: int
    mask: int
    sequential: int
    sentinels: tuple[int, ...]
    special: tuple[int, ...]
    pieces: bytes = field(repr=False)

    @staticmethod
    def of(subwords: Subwords) -> SpecialIds:
        """Those of a vocabulary of `train_subwords`."""
        tokens = [subwords.tokenizer.id_to_token(i) or "" for i in range(len(subwords))]
        added = set(subwords.tokenizer.get_added_tokens_decoder()) | {subwords.id(UNK)}
        return SpecialIds.from_tokens(tokens, special=sorted(added))

    @staticmethod
    def from_tokens(tokens: Sequence[str], *, special: Sequence[int]) -> SpecialIds:
        """Those of a list of all tokens; raises `ValueError` where one of the named tokens is missing."""
        place = {token: i for i, token in enumerate(tokens)}
        if missing := [t for t in (PAD, BOS, EOS, MASK, MODES[1], *SENTINELS) if t not in place]:
            raise ValueError(f"no token {missing[0]} in the vocabulary")
        apart = frozenset(special)
        return SpecialIds(
            vocabulary=len(tokens),
            pad=place[PAD],
            bos=place[BOS],
            eos=place[EOS],
            mask=place[MASK],
            sequential=place[MODES[1]],
            sentinels=tuple(place[token] for token in SENTINELS),
            special=tuple(sorted(apart)),
            pieces=bytes(SPECIAL if i in apart else piece_class(t) for i, t in enumerate(tokens)),
        )

    @cached_property
    def piece_classes(self) -> NDArray[np.uint8]:
        """`pieces` as an array."""
        return np.frombuffer(self.pieces, dtype=np.uint8)

    @cached_property
    def ordinary(self) -> NDArray[np.int32]:
        """The ids that are not special."""
        return np.flatnonzero(self.piece_classes != SPECIAL).astype(np.int32)

    @cached_property
    def sentinel_ids(self) -> NDArray[np.int32]:
        """`sentinels` as an array."""
        return np.array(self.sentinels, dtype=np.int32)


def piece_class(token: str) -> int:
    """The class of a piece of `lexiboost.tokens.subwords` that is no special token, with `ENDS_SENTENCE`."""
    if token in _BYTES:
        return INSIDE
    rest = token.removeprefix(SPACE)
    ends = ENDS_SENTENCE if _SENTENCE_MARKS.intersection(rest) else 0
    if rest and rest[0] not in _IN_WORDS and unicodedata.category(rest[0])[0] not in "LM":
        return ALONE | ends
    return (START if token.startswith(SPACE) else INSIDE) | ends


_BYTES = frozenset(BYTES)
