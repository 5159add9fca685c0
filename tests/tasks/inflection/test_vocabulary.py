from __future__ import annotations

from lexiboost.models.seq2seq import END
from lexiboost.morphology import Row
from lexiboost.tasks.inflection.vocabulary import FIRST_LETTER, FIRST_SLOT, SLOTS, Vocabulary

VOCABULARY = Vocabulary.of([Row("ab", "abc", "N;PL"), Row("b", "bd", "N;SG")])


def test_letters_and_features_are_all_there_and_sorted() -> None:
    assert VOCABULARY.letters == ("a", "b", "c", "d")
    assert VOCABULARY.features == ("N", "PL", "SG")
    assert VOCABULARY.size == FIRST_LETTER + 4


def test_bundles_are_sets_and_unknown_features_are_left_out() -> None:
    assert VOCABULARY.encode_bundle("SG;N") == VOCABULARY.encode_bundle("N;SG") == (1, 3)
    assert VOCABULARY.encode_bundle("N;DU") == (1,)


def test_unknown_letters_keep_their_sign_within_a_word_and_come_back() -> None:
    slots: dict[str, int] = {}
    ids = VOCABULARY.encode("xaýx", slots)
    assert ids == [FIRST_SLOT, FIRST_LETTER, FIRST_SLOT + 1, FIRST_SLOT]
    assert VOCABULARY.encode("ýc", slots) == [FIRST_SLOT + 1, FIRST_LETTER + 2]
    assert VOCABULARY.decode([*ids, END, 99], slots) == "xaýx"


def test_more_unknown_letters_than_signs_share_the_last() -> None:
    slots: dict[str, int] = {}
    ids = VOCABULARY.encode("".join(map(chr, range(0x400, 0x400 + SLOTS + 2))), slots)
    assert ids == [*range(FIRST_SLOT, FIRST_LETTER), FIRST_LETTER - 1, FIRST_LETTER - 1]


def test_a_sign_that_stands_for_nothing_is_left_out() -> None:
    assert VOCABULARY.decode([FIRST_LETTER, FIRST_SLOT, FIRST_LETTER], {}) == "aa"
