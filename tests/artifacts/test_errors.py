from pathlib import Path

import pytest

from lexiboost.artifacts.errors import InputError, LexiboostError


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({}, "two words"),
        ({"path": Path("x.tsv")}, "x.tsv: two words"),
        ({"path": "x.tsv", "line": 3}, "x.tsv:3: two words"),
    ],
)
def test_a_message_is_one_line_that_begins_with_file_and_row(where, expected):
    error = InputError("two\n  words", **where)
    assert str(error) == expected
    assert isinstance(error, LexiboostError)
