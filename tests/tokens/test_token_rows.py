import json

import numpy as np
import pytest

from lexiboost.artifacts.errors import ConfigError, InputError
from lexiboost.tokens.pack_tokens import Stream, pack_tokens
from lexiboost.tokens.ragged import Ragged
from lexiboost.tokens.row_writer import RowsWriter
from lexiboost.tokens.token_rows import load_packed


@pytest.fixture
def folder(tmp_path):
    chunk = Ragged.of([[1, 2, 3], [4] * 6])
    pack_tokens(tmp_path, [Stream("tur_Latn", "real", [chunk])], row_length=8, vocabulary=10)
    return tmp_path


def test_segments_of_rows_are_named_by_place(folder):
    rows = load_packed(folder)
    place, segment = rows.segments_of(np.array([1, 0, 1]))
    first = rows.first_R
    expected = [(b, s) for b, r in enumerate([1, 0, 1]) for s in range(first[r], first[r + 1])]
    assert list(zip(place.tolist(), segment.tolist(), strict=True)) == expected


def test_rows_are_mapped_and_not_read(folder):
    rows = load_packed(folder)
    assert isinstance(rows.tokens_RxL.base, np.memmap)
    assert not rows.tokens_RxL.flags.writeable


def test_an_empty_corpus_can_be_read(tmp_path):
    pack_tokens(tmp_path, [], row_length=8, vocabulary=10)
    assert len(load_packed(tmp_path)) == 0 and load_packed(tmp_path).fill == 0.0


def test_a_document_that_is_not_there_is_empty(folder):
    assert load_packed(folder).document(0, 99).tolist() == []


@pytest.mark.parametrize(
    ("name", "content", "named"),
    [
        ("tokens.npy", b"", "tokens.npy: not a readable array"),
        ("start.npy", b"\x93NUMPY\x01\x00", "start.npy: not a readable array"),
        ("rows.json", b"{", "rows.json: not valid JSON"),
        ("rows.json", b"[]", "not a description of packed rows"),
        ("rows.json", b'{"format": 1}', "not a description of packed rows"),
        ("rows.json", b'{"format": 99}', "format 99"),
    ],
)
def test_damaged_files_are_named(folder, name, content, named):
    (folder / name).write_bytes(content)
    with pytest.raises(InputError, match=named):
        load_packed(folder)


def test_a_cut_off_array_and_one_of_another_corpus_are_named(folder):
    whole = (folder / "tokens.npy").read_bytes()
    (folder / "tokens.npy").write_bytes(whole[:-3])
    with pytest.raises(InputError, match=r"tokens\.npy: not a readable array"):
        load_packed(folder)
    np.save(folder / "tokens.npy", np.zeros((9, 8), dtype=np.uint16))
    with pytest.raises(InputError, match=r"tokens\.npy: shape \(9, 8\)"):
        load_packed(folder)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(InputError, match=r"rows\.json: no such file"):
        load_packed(tmp_path / "none")


def test_the_description_is_plain_json(folder):
    assert json.loads((folder / "rows.json").read_text()) == {
        "format": 1,
        "row_length": 8,
        "vocabulary": 10,
        "padding": 0,
        "sources": [{"variety": "tur_Latn", "kind": "real", "rows": 2}],
    }


@pytest.mark.parametrize(
    ("length", "vocabulary", "padding"), [(0, 9, 0), (65_536, 9, 0), (8, 9, 9), (8, 0, 0)]
)
def test_sizes_that_cannot_be_are_refused(tmp_path, length, vocabulary, padding):
    with pytest.raises(ConfigError):
        RowsWriter(tmp_path, length, vocabulary=vocabulary, padding=padding)
