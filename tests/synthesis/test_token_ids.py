"""Token ids made from words: decoded they are the text, and mostly they are what encoding the text gives."""

from __future__ import annotations

import unicodedata
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexiboost.synthesis.engine import Engine
from lexiboost.synthesis.settings import SynthesisSettings
from lexiboost.synthesis.source import TextEncoder
from lexiboost.synthesis.token_ids import TokenWriter
from lexiboost.tokens.subwords import Subwords, train_subwords
from tests.synthesis.handmade import make_lexicon

TEXT = [
    "The cat sat on the mat, didn't it?",
    "Wake me up at 5.30 (please)!",
    "e-mail al-Jihad 3,000 words...",
    "नमस्ते दुनिया, κόσμε!",
]
ENTRIES = [
    ("cat", "kissa"),
    ("wake me up", "herätä minut"),
    ("words", "sanoja"),
    ("the", "se"),
    ("mat", "matto"),
]


@pytest.fixture(scope="module", params=["unigram", "bpe"])
def subwords(request: pytest.FixtureRequest) -> Subwords:
    counts = Counter(word for line in TEXT for word in line.split())
    targets = Counter(word for _, target in ENTRIES for word in target.split())
    return train_subwords({"eng_Latn": counts, "fin_Latn": targets}, size=500, kind=request.param)


def drawn(lines: list[str], batch: int = 1000, fraction: float = 0.7):
    """Batches of pseudo-text of one engine."""
    encoder = TextEncoder("eng_Latn")
    engine = Engine(make_lexicon(*ENTRIES), SynthesisSettings(fraction=fraction), seed=1)
    for begin in range(0, len(lines), batch):
        part = lines[begin : begin + batch]
        yield engine, engine.draw(encoder.encode(part, file="t", first=begin + 1))


def lists(ragged) -> list[list[int]]:
    return [
        ragged.ids_W[ragged.offsets[i] : ragged.offsets[i + 1]].tolist() for i in range(len(ragged.lengths))
    ]


def test_ids_are_those_of_the_text_where_no_two_marks_touch(subwords: Subwords) -> None:
    lines = [line for line in TEXT if not any(pair in line for pair in (")!", "..."))] * 5
    ((_, text),) = drawn(lines)
    found = lists(TokenWriter(subwords).ids(text))
    expected = subwords.tokenizer.encode_batch(text.text_M.to_pylist(), add_special_tokens=False)
    assert found == [encoding.ids for encoding in expected]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.text("abcThe tmat,.!?()'-05 éκन\u0301", max_size=30).map(str.strip), min_size=1, max_size=6),
    st.integers(1, 3),
)
def test_decoded_ids_are_the_text_whatever_the_batches(lines: list[str], batch: int) -> None:
    subwords = _trained()
    writer = TokenWriter(subwords)
    for _, text in drawn(lines, batch):
        for ids, expected in zip(lists(writer.ids(text)), text.text_M.to_pylist(), strict=True):
            normal = " ".join(unicodedata.normalize("NFC", expected).split())
            assert subwords.decode(ids) == normal


def test_batches_and_forms_encoded_beforehand_change_nothing(subwords: Subwords) -> None:
    lines = TEXT * 6
    whole = [ids for _, text in drawn(lines) for ids in lists(TokenWriter(subwords).ids(text))]
    writer = TokenWriter(subwords)
    parts = []
    for engine, text in drawn(lines, 5):
        writer.compile(engine.form_words)
        parts += lists(writer.ids(text))
    assert parts == whole


def test_no_sentence_and_an_empty_one_have_no_ids(subwords: Subwords) -> None:
    ((_, text),) = drawn(["", "cat"], fraction=1.0)
    found = TokenWriter(subwords).ids(text)
    assert found.lengths.tolist()[0] == 0
    assert subwords.decode(lists(found)[1]) == "kissa"
    assert found.ids_W.dtype == np.int32


_TRAINED: list[Subwords] = []


def _trained() -> Subwords:
    if not _TRAINED:
        _TRAINED.append(train_subwords({"eng_Latn": Counter(" ".join(TEXT).split())}, size=480))
    return _TRAINED[0]
