from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from lexiboost.tokens.subwords import BYTES, EOS, MASK, MODES, PAD, SENTINELS, UNK, train_subwords
from lexiboost.training.objectives.ids import (
    ALONE,
    ENDS_SENTENCE,
    INSIDE,
    SPECIAL,
    START,
    SpecialIds,
    piece_class,
)

COUNTS = {"deu_Latn": Counter({"Haus,": 5, "Häuser.": 3, "(1984)": 2, "gehen": 9, "ging": 2})}


@pytest.mark.parametrize("kind", ["unigram", "bpe"])
def test_ids_of_a_trained_vocabulary(kind: str) -> None:
    subwords = train_subwords(COUNTS, size=420, kind=kind, extra=("<tur>",))
    ids = SpecialIds.of(subwords)
    assert ids.vocabulary == len(subwords) == len(ids.pieces)
    assert (ids.pad, ids.eos, ids.mask) == tuple(subwords.id(token) for token in (PAD, EOS, MASK))
    assert ids.sequential == subwords.id(MODES[1])
    assert ids.sentinels == tuple(subwords.id(token) for token in SENTINELS)
    special = {subwords.id(token) for token in (PAD, UNK, EOS, MASK, *MODES, *SENTINELS, "<tur>")}
    assert special < set(ids.special) and len(ids.special) == 5 + 3 + 100 + 1
    assert not set(ids.ordinary.tolist()) & set(ids.special)
    assert len(ids.ordinary) + len(ids.special) == len(subwords)
    byte = ids.pieces[subwords.id(BYTES[65])]
    assert byte == INSIDE
    assert hash(ids) == hash(SpecialIds.of(subwords)) and ids == SpecialIds.of(subwords)


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("▁Haus", START),
        ("▁", START),
        ("haus", INSIDE),
        ("'s", INSIDE),
        ("\u0940", INSIDE),  # a vowel sign of Devanagari
        ("<0xE2>", INSIDE),
        (",", ALONE),
        ("▁(", ALONE),
        ("7", ALONE),
        ("▁7", ALONE),
        (".", ALONE + ENDS_SENTENCE),
        ("।", ALONE + ENDS_SENTENCE),
        ('."', ALONE + ENDS_SENTENCE),
    ],
)
def test_classes_of_pieces(token: str, expected: int) -> None:
    assert piece_class(token) == expected < SPECIAL + ENDS_SENTENCE


def test_a_vocabulary_without_its_special_tokens_is_refused() -> None:
    with pytest.raises(ValueError, match="no token <bos>"):
        SpecialIds.from_tokens(["<pad>", "a"], special=[0])


def test_arrays_have_the_ids_in_order() -> None:
    ids = SpecialIds.of(train_subwords(COUNTS, size=420))
    np.testing.assert_array_equal(ids.sentinel_ids, ids.sentinels)
    assert (np.diff(ids.ordinary) > 0).all()
