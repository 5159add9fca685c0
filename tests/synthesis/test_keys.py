import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lexiboost.morphology.strings import buffers
from lexiboost.synthesis.forms import PLAIN, TITLE, UPPER, case_of
from lexiboost.synthesis.keys import NONE, KeyTable, cases

LETTERS = st.one_of(
    st.text("abAB'-1", min_size=1, max_size=4),
    st.text("abAB ßẞİıIiσςΣΐŉǆǅﬁſéÉ\u0307Ω\u212a", min_size=1, max_size=4),
    st.text(min_size=1, max_size=12),
)


def encoded(words):
    """Words as their bytes one after the other and where each begins."""
    sizes = [len(word.encode()) for word in words]
    data = np.frombuffer("".join(words).encode(), dtype=np.uint8)
    return data, np.cumsum([0, *sizes]).astype(np.int64)


@settings(max_examples=300, deadline=None)
@given(st.sets(LETTERS.map(str.casefold), max_size=12), st.lists(LETTERS, max_size=12), st.integers(0, 3))
@example({"ss", "strasse", "i\u0307", "k", "σ"}, ["ß", "STRASSE", "Straße", "İ", "\u212a", "ς", "Σ", "S"], 0)
def test_look_up_is_that_of_a_dictionary_of_folded_words(keys, strangers, begin):
    numbers = {key: 3 * i for i, key in enumerate(sorted(keys))}
    words = [*strangers, *sorted(keys), *(key.upper() for key in sorted(keys))]
    begin = min(begin, len(words))
    found = KeyTable(numbers).find(*encoded(words), begin)
    assert found.tolist() == [numbers.get(word.casefold(), NONE) for word in words[begin:]]


@settings(max_examples=300, deadline=None)
@given(st.lists(LETTERS, max_size=12), st.integers(0, 3))
@example(["I", "AB", "Ab", "aB", "A1", "1A", "1", "ÉA", "Éa", "ǅ", "ǅa", "ß", "É", "A-b"], 0)
def test_the_case_of_many_words_is_that_of_each(words, begin):
    begin = min(begin, len(words))
    assert cases(*encoded(words), begin).tolist() == [case_of(word) for word in words[begin:]]


@pytest.mark.parametrize(
    ("word", "case"),
    [("USA", UPPER), ("3D", UPPER), ("Ab", TITLE), ("A", PLAIN), ("aB", PLAIN), ("42", PLAIN)],
)
def test_capitals_are_told_from_a_capital(word, case):
    assert cases(*encoded([word]), 0).tolist() == [case]


def test_many_keys_alike_are_told_apart_and_found_in_capitals():
    keys = [f"{a}{b}{i}" for i in range(300) for a in ("", "a", "aa", "ba") for b in ("", "b", "c")]
    numbers = {key: i for i, key in enumerate(keys)}
    table = KeyTable(numbers)
    for words in (keys, [key.upper() for key in keys]):
        assert table.find(*encoded(words), 0).tolist() == list(range(len(keys)))
    strangers = [f"{key}x" for key in keys] + [f"x{key}" for key in keys]
    assert set(table.find(*encoded(strangers), 0).tolist()) == {NONE}


def test_a_table_without_keys_finds_nothing():
    assert KeyTable({}).find(*encoded(["a", "é", "0"]), 1).tolist() == [NONE, NONE]


def test_the_bytes_of_a_pyarrow_array_will_do():
    data, ends = buffers(pa.array(["x", "Bank", "é"], pa.string()))
    found = KeyTable({"bank": 7, "é": 8}).find(data, ends.astype(np.int64), 0)
    assert found.tolist() == [NONE, 7, 8]
