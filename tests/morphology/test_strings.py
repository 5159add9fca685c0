import pickle
import zlib

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.morphology.strings import StringPool, as_strings, intern, intern_by_sorting

TWINS = ("plumless", "buckeroo")  # two words with one CRC-32


def distinct(words: list[str]) -> tuple[list[str], list[int]]:
    ids: dict[str, int] = {}
    numbers = [ids.setdefault(word, len(ids)) for word in words]
    return list(ids), numbers


WORDS = st.lists(st.one_of(st.sampled_from([*TWINS, "", "ä", "talo", "𐐀", "کتاب"]), st.text(max_size=4)))


@given(WORDS)
def test_interning_numbers_distinct_strings_in_order_of_first_occurrence(words: list[str]) -> None:
    words = [word for word in words if word.isprintable()]
    for make in (intern, intern_by_sorting):
        pool, ids = make(pa.array(words, pa.string()))
        assert (pool.strings.to_pylist(), ids.tolist()) == distinct(words)
        assert pool.tolist(ids) == words


@given(WORDS, WORDS)
def test_strings_are_found_one_by_one_and_in_batch(words: list[str], asked: list[str]) -> None:
    known, _ = distinct([word for word in words if word.isprintable()])
    asked = [word for word in asked if word.isprintable()] + known
    pool = StringPool(pa.array(known, pa.string()))
    expected = [known.index(word) if word in known else -1 for word in asked]
    assert [pool.find(word) for word in asked] == expected
    assert pool.find_batch(pa.array(asked, pa.string())).tolist() == expected


def test_different_strings_of_one_checksum_are_kept_apart() -> None:
    assert zlib.crc32(TWINS[0].encode()) == zlib.crc32(TWINS[1].encode())
    pool, ids = intern_by_sorting(pa.array(["a", *TWINS, *TWINS, TWINS[0]]))
    assert pool.strings.to_pylist() == ["a", *TWINS]
    assert ids.tolist() == [0, 1, 2, 1, 2, 1]
    assert pool.find_batch(pa.array(TWINS[::-1])).tolist() == [2, 1]
    one = StringPool(pa.array(["a", TWINS[1]]))
    assert one.find(TWINS[0]) == -1
    assert one.find_batch(pa.array(TWINS)).tolist() == [-1, 1]


def test_a_string_that_is_no_text_is_not_found() -> None:
    assert StringPool(pa.array(["a"])).find("\ud800") == -1


def test_many_strings_are_found_in_slices_and_with_wide_offsets() -> None:
    words = [f"w{number:x}" for number in range(5000)]
    strings = pa.array(["before", *words, "after"]).slice(1, len(words))
    for array in (strings, strings.cast(pa.large_string())):
        pool = StringPool(array)
        assert pool.find_batch(array).tolist() == list(range(len(words)))
        assert [pool.find(word) for word in words[::97]] == list(range(0, len(words), 97))
        assert pool[4999] == words[4999]
        assert pickle.loads(pickle.dumps(pool)).find(words[7]) == 7


@pytest.mark.parametrize(
    "values",
    [
        ["a", "", "ä"],
        ("a", "", "ä"),
        np.array(["a", "", "ä"]),
        np.array(["a", None, "ä"], dtype=object),
        pd.Series(["a", "", "ä"], dtype="str"),
        pa.array(["a", None, "ä"]),
        pa.array(["a", "", "ä"], pa.large_string()),
        pa.chunked_array([["a"], ["", "ä"]]),
        pa.array(["a", "", "ä"]).dictionary_encode(),
    ],
)
def test_batches_may_come_as_any_kind_of_array(values: object) -> None:
    assert as_strings(values).to_pylist() == ["a", "", "ä"]


def test_an_empty_batch_is_an_array_of_strings() -> None:
    assert as_strings([]).to_pylist() == []
    assert StringPool(pa.array(["a"])).find_batch(as_strings([])).tolist() == []
