from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.evaluation.leakage import ngram_overlap, sentence_overlap
from lexiboost.text.overlap import EvaluationIndex
from lexiboost.text.sentence import Sentence

TEN = "one two three four five six seven eight nine ten"


def split(text: str, variety: str) -> list[str]:
    del variety
    return re.findall(r"[^.。।!]+[.。।!]?\s*", text)


def test_eight_words_in_a_row_are_enough_and_seven_are_not() -> None:
    index = EvaluationIndex.of([TEN], "eng_Latn")
    words = TEN.split()
    found = index.find(
        ["so TWO, three four five six seven eight nine end", " ".join(["so", *words[1:8], "end"])]
    )
    assert found == [frozenset({"evaluation"}), frozenset()]


@pytest.mark.parametrize(
    ("variety", "sentence", "near"),
    [
        ("eng_Latn", "Turn off the lights!", "turn off the lights now"),
        ("hin_Deva", "बत्ती बंद करो।", "बत्ती बंद करो अब"),
        ("cmn_Hans", "关灯。", "关灯吧"),
        ("tha_Thai", "ปิดไฟ", "ปิดไฟเถอะ"),
    ],
)
def test_shorter_sentences_must_be_the_same_whole(variety: str, sentence: str, near: str) -> None:
    index = EvaluationIndex({"x": [sentence], "empty": []}, variety)
    assert index.find([sentence.upper(), near, "", "?"]) == [
        frozenset("x"),
        frozenset(),
        frozenset(),
        frozenset(),
    ]


def test_characters_stand_for_words_where_there_are_no_spaces() -> None:
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 40)))
    index = EvaluationIndex.of([text], "cmn_Hans")
    assert index.find([f"前{text[5:21]}后", f"前{text[5:20]}后"]) == [frozenset({"evaluation"}), frozenset()]


def test_tokens_and_running_text_are_the_same() -> None:
    words = ("L'", "homme", "n'", "est", "pas", "ici", ".")
    index = EvaluationIndex.of([Sentence(words, "fra_Latn", "x:0")], "fra_Latn")
    assert index.find(["L'homme n'est pas ici."])[0]


def test_sentences_are_cut_out_of_their_paragraph() -> None:
    index = EvaluationIndex({"a": ["Yes it is"], "b": ["yes, it is", TEN]}, "eng_Latn")
    rest, found = index.remove(f"First.  Yes it is! Last. {TEN}.", split)
    assert rest == "First.  Last."
    assert found == [frozenset("ab"), frozenset("b")]
    assert index.remove("Nothing here.", split) == ("Nothing here.", [])


def test_a_run_over_the_end_of_a_sentence_removes_both() -> None:
    index = EvaluationIndex.of([TEN], "eng_Latn")
    rest, found = index.remove("Before. One two three four. Five six seven eight! After.", split)
    assert rest == "Before. After." and len(found) == 2


def test_a_splitter_that_changes_spaces_loses_nothing_else() -> None:
    index = EvaluationIndex.of(["b c"], "eng_Latn")
    rest, _ = index.remove("a  a. b   c. d  d.", lambda text, variety: ["a a.", "b c.", "d d."])
    assert rest == "a a. d d."


WORDS = st.lists(st.sampled_from(["a", "b", "c", "A", "B", "."]), max_size=8)


@given(st.lists(WORDS, max_size=4), st.lists(WORDS, max_size=4), st.integers(1, 4))
def test_the_notion_of_overlap_is_that_of_the_leakage_report(
    tests: list[list[str]], texts: list[list[str]], n: int
) -> None:
    """A text sentence is removed exactly where the report would find its n-gram, or it whole."""
    for text in texts:
        expected = False
        for test in tests:
            folded = [word for word in test if word != "."]
            whole = len(folded) < n and sentence_overlap([test], [text]).found
            expected |= bool(whole or ngram_overlap([test], [text], n).found)
        index = EvaluationIndex.of([" ".join(test) for test in tests], "eng_Latn", n=n)
        assert bool(index.find([" ".join(text)])[0]) is expected


def test_a_run_takes_ten_bytes() -> None:
    index = EvaluationIndex.of([" ".join(map(str, range(1000)))], "eng_Latn")
    assert index.nbytes == 10 * 993
    with pytest.raises(ValueError, match="n-grams of 0"):
        EvaluationIndex.of([], "eng_Latn", n=0)
