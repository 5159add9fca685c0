"""Word alignment of a page of parallel text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.experiments.jobs.align import page_words
from lexiboost.lexicons.align import align_words, pair_paragraphs
from lexiboost.text.find import find_declaration


def nothing(word: str) -> dict[str, float]:
    return {}


def paragraphs(*texts: str) -> list[list[str]]:
    return [text.split() for text in texts]


def best(links: dict[str, dict[str, float]]) -> dict[str, str]:
    """The source word each target word is linked with most."""
    return {word: max(sorted(row), key=lambda source: row[source]) for word, row in links.items()}


def test_the_textbook_example_is_solved_by_exclusion() -> None:
    """Knight (1999), A statistical MT tutorial workbook, section 25: `b c - x y` and `b - y`."""
    links = align_words(paragraphs("b c", "b"), paragraphs("x y", "y"), nothing, tension=0.0)
    assert best(links) == {"x": "c", "y": "b"}
    assert links["y"]["b"] > 1.5 and links["x"]["c"] > 0.7


@pytest.mark.parametrize("seed", range(5))
def test_a_language_of_other_words_is_read_back(seed: int) -> None:
    rng = np.random.default_rng(seed)
    weights = 1 / np.arange(1, 61)
    source, target = [], []
    for _ in range(90):
        ids = rng.choice(60, size=int(rng.integers(4, 30)), p=weights / weights.sum())
        order = np.argsort(np.arange(len(ids)) + rng.normal(0, 1.5, len(ids)))
        source.append([f"s{i:03d}" for i in ids])
        target.append([f"t{i:03d}" for i in ids[order]])
    links = align_words(source, target, nothing)
    frequent = [f"t{i:03d}" for i in range(20)]
    right = sum(best(links)[word] == "s" + word[1:] for word in frequent)
    assert right >= 18
    for word, row in links.items():
        assert sum(row.values()) <= sum(words.count(word) for words in target) + 1e-6


def test_what_the_lexicon_knows_leaves_the_rest_to_the_unknown_words() -> None:
    source, target = paragraphs(*["the dog"] * 5), paragraphs(*["ko ra"] * 5)
    for listed, other in (("ko", "ra"), ("ra", "ko")):
        known = {listed: {"dog": 1.0}}
        links = align_words(source, target, lambda word, known=known: known.get(word, {}), tension=0.0)
        assert best(links) == {listed: "dog", other: "the"}


def test_translations_that_are_not_in_the_text_do_no_harm() -> None:
    known = {"ko": {"dog": 0.5, "hound": 0.5}}
    links = align_words(
        paragraphs("the dog"), paragraphs("ra ko"), lambda word: known.get(word, {}), tension=0.0
    )
    assert best(links) == {"ra": "the", "ko": "dog"}


def test_paragraphs_of_other_numbers_find_their_partners() -> None:
    a, b, c, d, e = ("a" * 900, "b" * 500, "c" * 1200, "d" * 600, "e" * 400)
    source = paragraphs(a, b, c, f"{d} {e}", a)
    target = paragraphs(a, c, d, e, a)  # one left out, one cut in two
    assert pair_paragraphs(source, target) == [
        ((a,), (a,)),
        ((b,), ()),
        ((c,), (c,)),
        ((d, e), (d, e)),
        ((a,), (a,)),
    ]


@given(*[st.lists(st.lists(st.sampled_from(["a", "bb", "ccc"]), max_size=4), max_size=6)] * 2)
def test_pairing_keeps_every_word_in_order(source: list[list[str]], target: list[list[str]]) -> None:
    pairs = pair_paragraphs(source, target)
    assert [w for s, _ in pairs for w in s] == [w for words in source for w in words]
    assert [w for _, t in pairs for w in t] == [w for words in target for w in words]


@pytest.mark.parametrize(("source", "target"), [([], []), ([["a"]], []), ([], [["x"]]), ([["a"]], [[]])])
def test_a_page_without_words_has_no_links(source: list[list[str]], target: list[list[str]]) -> None:
    assert align_words(source, target, nothing) == {}


@pytest.mark.parametrize(
    ("variety", "pairs"),
    [
        ("fin_Latn", {"tai": "or", "ja": "and"}),
        ("ron_Latn", {"sau": "or", "care": "which", "este": "is"}),
        ("afr_Latn", {"of": "or", "die": "the", "en": "and"}),
        ("hin_Deva", {"और": "and", "अधिकार": "right"}),
    ],
)
def test_the_declaration_teaches_function_words(data_dir, variety: str, pairs: dict[str, str]) -> None:
    """Words whose translation any grammar gives."""
    source, target = find_declaration(data_dir, "eng_Latn"), find_declaration(data_dir, variety)
    assert source is not None and target is not None
    links = align_words(page_words(source, "eng_Latn"), page_words(target, variety), nothing)
    assert {word: best(links)[word] for word in pairs} == pairs
