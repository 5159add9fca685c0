from __future__ import annotations

import numpy as np

from lexiboost.morphology import Row
from lexiboost.tasks.inflection.guesses import LEVELS, NO_GUESS, CrossFitted, Guesser, spelled

REGULAR = [Row(f"{stem}en", f"{stem}t", "V;PRS") for stem in ("lab", "tob", "reb", "hab", "lob", "gib")]


def test_rules_for_a_row_never_saw_its_lemma() -> None:
    odd = Row("sein", "ist", "V;PRS")
    crossed = CrossFitted([*REGULAR, odd], 3, np.random.default_rng(0))
    assert Guesser([*REGULAR, odd]).guess("sein", "V;PRS").letters == "ist"
    assert crossed.guess(odd).letters != "ist"
    assert all(crossed.guess(row).letters == row.form for row in REGULAR)


def test_a_hallucinated_lemma_is_guessed_by_the_rules_of_its_row() -> None:
    only = Row("sein", "ist", "V;PRS;SG")
    crossed = CrossFitted([*REGULAR, only], 3, np.random.default_rng(0))
    assert crossed.guess(REGULAR[0], "xyben").letters == "xybt"
    assert crossed.guess(only, "kein") == NO_GUESS  # no other lemma has this cell


def test_more_and_more_equal_rows_make_surer() -> None:
    few, many = (
        Guesser(REGULAR[:1]),
        Guesser([Row(f"{i}{r.lemma}", f"{i}{r.form}", r.bundle) for i in range(9) for r in REGULAR]),
    )
    low, high = few.guess("xaben", "V;PRS"), many.guess("xaben", "V;PRS")
    assert low.letters == high.letters == "xabt"
    assert 0 <= low.level < high.level < LEVELS


def test_syllabic_words_are_inflected_in_letters_and_written_in_syllables() -> None:
    # The last vowel becomes u, whatever the consonant: as whole syllables, no change would be seen twice.
    guesser = Guesser(spelled([Row("ለበ", "ለቡ", "N;DEF"), Row("ከለ", "ከሉ", "N;DEF")]))
    assert guesser.inflect("በረ", "N;DEF") == ("በሩ", 2 / 3)
    assert guesser.inflect("በረ", "N;PL") is None
