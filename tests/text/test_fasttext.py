from __future__ import annotations

import json
import shutil
import struct
from pathlib import Path

import pytest

from lexiboost.artifacts.errors import InputError
from lexiboost.text.fasttext import FastTextIdentifier, fnv
from lexiboost.text.identify import load_identifier

MODELS = Path(__file__).parent / "models"
EXPECTED = json.loads((MODELS / "expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", EXPECTED)
def test_probabilities_are_those_of_fasttext_itself(name: str) -> None:
    model = FastTextIdentifier(MODELS / name)
    for text, expected in EXPECTED[name].items():
        got = dict(zip(model.labels, model.probabilities(text).tolist(), strict=True))
        for label, probability in expected.items():
            assert got[label] == pytest.approx(probability, abs=5e-5), (text, label)


def test_labels_become_varieties_of_the_catalog() -> None:
    model = load_identifier(MODELS / "softmax.bin")
    assert model.varieties == ("eng_Latn", "fin_Latn", "rus_Cyrl", "tha_Thai", "tur_Latn")
    guesses = model.identify(["ja hän on mutta", "это не как", "ที่ และ ใน", "bir ve bu çok"])
    assert [guess.variety for guess in guesses] == ["fin_Latn", "rus_Cyrl", "tha_Thai", "tur_Latn"]
    assert all(0.9 < guess.probability <= 1 for guess in guesses)


def test_the_hash_is_fnv_1a_with_signed_bytes() -> None:
    """Published FNV-1a test vectors; fastText extends the sign of bytes above 127 to the upper 24 bits."""
    assert fnv(b"") == 0x811C9DC5
    assert fnv(b"a") == 0xE40C292C
    assert fnv(b"foobar") == 0xBF9CF968
    assert fnv(b"\x80") == ((0x811C9DC5 ^ 0xFFFFFF80) * 0x01000193) % 2**32


def test_the_end_of_a_long_word_counts() -> None:
    model = FastTextIdentifier(MODELS / "softmax.bin")
    start = "ที่" * 400
    assert (model.probabilities(start) != model.probabilities(start + "hän" * 400)).any()


@pytest.mark.parametrize("name", EXPECTED)
def test_a_model_cut_off_anywhere_is_named(name: str, tmp_path: Path) -> None:
    whole = (MODELS / name).read_bytes()
    path = tmp_path / name
    for size in [*range(0, len(whole) - 1, 97), len(whole) - 1]:
        path.write_bytes(whole[:size])
        with pytest.raises(InputError, match=name):
            FastTextIdentifier(path)


def test_hostile_sizes_are_refused_before_memory_is_taken(tmp_path: Path) -> None:
    whole = bytearray((MODELS / "softmax.bin").read_bytes())
    for offset in range(8, 104, 4):
        for value in (-1, 2**31 - 1):
            damaged = bytes(whole[:offset]) + struct.pack("<i", value) + bytes(whole[offset + 4 :])
            path = tmp_path / "model.bin"
            path.write_bytes(damaged)
            try:
                FastTextIdentifier(path).identify(["ja hän on"])
            except InputError as error:
                assert "model.bin" in str(error)


def test_what_is_no_model_is_named(tmp_path: Path) -> None:
    other = tmp_path / "other.bin"
    other.write_bytes(b"PK\x03\x04" + bytes(100))
    with pytest.raises(InputError, match=r"other\.bin: not a fastText model"):
        load_identifier(other)
    with pytest.raises(InputError, match="no such language identification model"):
        load_identifier(tmp_path / "absent.bin")
    shutil.copy(MODELS / "softmax.bin", other)
    vectors = bytearray(other.read_bytes())
    struct.pack_into("<i", vectors, 8 + 7 * 4, 1)
    other.write_bytes(vectors)
    with pytest.raises(InputError, match="word vectors"):
        load_identifier(other)
