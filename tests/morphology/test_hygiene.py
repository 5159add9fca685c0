import unicodedata
from collections import Counter

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.morphology.hygiene import clean_strings, suspects
from lexiboost.text.unicode import clean

NASTY = (
    " \t\x7f\u00a0\u200b\u200c\u00ade\u0301\u0323ä\u0627\u0653\u064e\u0651"
    "\u0915\u093c\u094d\u1100\u1161\u11a8\ud55c𐐀"
)


def unclean(words: list[str]) -> list[int]:
    return [number for number, word in enumerate(words) if clean(word).strip() != word]


@given(st.lists(st.text(st.sampled_from(NASTY), max_size=6)))
def test_a_string_that_cleaning_would_change_is_suspect(words: list[str]) -> None:
    assert set(unclean(words)) <= set(suspects(pa.array(words, pa.string())).tolist())


def test_no_character_and_no_composition_slips_through() -> None:
    chars = [chr(code) for code in range(0x30000) if not 0xD800 <= code < 0xE000]
    decompositions = [
        "".join(chr(int(part, 16)) for part in unicodedata.decomposition(char).split())
        for char in chars
        if unicodedata.decomposition(char)[:1] not in ("", "<")
    ]
    words = [*chars, *(f"x{char}" for char in chars), *decompositions]
    found = set(suspects(pa.array(words)).tolist())
    assert set(unclean(words)) <= found


def test_ordinary_words_are_not_suspect() -> None:
    words = ["talo", "Käse", "дом", "σπίτι", "집", "家", "घर", "कर्म", "บ้าน", "بیت", "v. a", "", "naïve-t"]
    assert suspects(pa.array(words)).tolist() == []


def test_cleaning_counts_every_occurrence_of_what_it_changes() -> None:
    words = ["talo", "e\u0301", "a\u00a0b", " c ", "\u200b", "ä"]
    counts: Counter[str] = Counter()
    cleaned = clean_strings(pa.array(words), np.array([1, 2, 3, 4, 5, 6]), counts)
    assert cleaned.to_pylist() == ["talo", "é", "a b", "c", "", "ä"]
    assert counts == {"not_nfc": 2, "invisible_or_odd_space": 8}


def test_clean_strings_are_returned_untouched() -> None:
    words = pa.array(["talo", "ä"])
    assert clean_strings(words, np.array([1, 1]), Counter()) is words
