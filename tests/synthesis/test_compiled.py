import numpy as np
import pytest

from lexiboost.synthesis.compiled import FILL_LIMIT, NONE, CompiledLexicon, Phrases
from lexiboost.synthesis.settings import SynthesisSettings
from tests.synthesis.handmade import make_lexicon


def compiled_from(lexicon, **settings):
    return CompiledLexicon(lexicon, SynthesisSettings(**settings))


def rows_drawn(compiled, entry, numbers):
    """The row that each number in [0, 1) draws: the first whose cumulative probability is above it."""
    offsets, rows, cumulative = compiled.arrays()
    part = slice(offsets[entry], offsets[entry + 1])
    assert cumulative[part][-1] == 1.0
    return rows[part][np.searchsorted(cumulative[part], numbers, side="right")]


def drawn(lexicon, key, *, count=6000, **settings):
    """Targets drawn for a key by evenly spaced numbers in [0, 1)."""
    compiled = compiled_from(lexicon, **settings)
    (entry,) = compiled.entries([key[0]], [key[1]])
    return [compiled.targets[row] for row in rows_drawn(compiled, entry, np.arange(count) / count)]


LEXICON = make_lexicon(
    ("other", "x", 5.0), ("bank", "a", 1.0), ("bank", "b", 4.0), ("bank", "c", 2.0), ("zoo", "y", 1.0)
)


@pytest.mark.parametrize(
    ("temperature", "shares"),
    [
        (1.0, {"a": 1 / 7, "b": 4 / 7, "c": 2 / 7}),
        (0.5, {"a": 1 / 21, "b": 16 / 21, "c": 4 / 21}),
        (2.0, {"a": 1 / (3 + 2**0.5), "b": 2 / (3 + 2**0.5), "c": 2**0.5 / (3 + 2**0.5)}),
    ],
)
def test_senses_are_drawn_in_proportion_to_score_and_temperature(temperature, shares):
    result = drawn(LEXICON, ("bank", ""), temperature=temperature)
    for target, share in shares.items():
        assert result.count(target) / len(result) == pytest.approx(share, abs=1e-3)


@pytest.mark.parametrize("temperature", [1e-3, 1e3])
@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e9])
def test_no_temperature_and_no_scale_of_scores_breaks_the_draw(temperature, scale):
    lexicon = make_lexicon(("other", "x"), ("k", "low", 1.0 * scale), ("k", "high", 3.0 * scale))
    result = drawn(lexicon, ("k", ""), temperature=temperature)
    assert set(result) == ({"high"} if temperature < 1 else {"low", "high"})


def test_only_the_best_senses_are_kept_and_ties_keep_the_lexicons_order():
    lexicon = make_lexicon(("other", "x"), ("k", "a", 1.0), ("k", "b", 2.0), ("k", "c", 1.0))
    assert set(drawn(lexicon, ("k", ""), max_senses=1)) == {"b"}
    assert set(drawn(lexicon, ("k", ""), max_senses=2)) == {"a", "b"}


def test_a_part_of_speech_narrows_the_candidates_and_then_backs_off():
    index = compiled_from(
        make_lexicon(
            ("book", "kirja", 1.0, "NOUN"), ("book", "varata", 1.0, "VERB"), ("book", "teos", 1.0, "")
        )
    )
    assert index.candidates("book", "NOUN") == [0]
    assert index.candidates("book", "VERB") == [1]
    assert index.candidates("book", "ADJ") == [2]
    assert index.candidates("book", "") == [0, 1, 2]
    assert index.candidates("boot", "NOUN") == []


def test_without_an_untagged_row_another_part_of_speech_is_better_than_none():
    assert compiled_from(make_lexicon(("book", "kirja", 1.0, "NOUN"))).candidates("book", "VERB") == [0]


def test_keys_ignore_case():
    compiled = compiled_from(
        make_lexicon(("New York City", "a"), ("new york", "b"), ("New", "c"), ("new", "d"))
    )
    assert compiled.keys == ["new york city", "new york", "new"]
    assert compiled.candidates("new", "") == [2, 3]


def test_entries_of_a_part_of_speech_are_added_behind_the_others_and_once():
    compiled = compiled_from(
        make_lexicon(("book", "kirja", 1.0, "NOUN"), ("book", "varata", 2.0, "VERB"), ("zoo", "y"))
    )
    assert compiled.entries(["zoo", "book", "zoo", "boot"], ["", "", "", ""]).tolist() == [1, 0, 1, NONE]
    assert compiled.entries(["book", "book", "boot"], ["NOUN", "VERB", "NOUN"]).tolist() == [2, 3, NONE]
    assert compiled.entries(["book", "book"], ["VERB", ""]).tolist() == [3, 0]
    assert [rows_drawn(compiled, entry, [0.5]).tolist() for entry in range(4)] == [[1], [2], [0], [1]]


def test_phrases_are_paths_of_words_and_the_first_entry_of_two_keeps_its_place():
    phrases = Phrases([(("a", "b"), 5), (("a", "b", "c"), 6), (("a", "b"), 7)])
    assert phrases.parts == {"a": 0, "b": 1, "c": 2}
    assert phrases.tree.accept_K.tolist() == [NONE, NONE, 5, 6]


def test_fill_words_are_single_words_of_the_part_of_speech():
    rows = [(f"w{i}", f"sana{i}", 1.0, "NOUN") for i in range(FILL_LIMIT + 1)]
    index = compiled_from(
        make_lexicon(*rows, ("v", "verbi", 1.0, "VERB"), ("two", "kaksi sanaa", 1.0, "NOUN"))
    )
    chosen = index.rows_of_pos("NOUN")
    assert 0 < len(chosen) <= FILL_LIMIT
    assert set(chosen) <= set(range(FILL_LIMIT + 1))
    assert index.rows_of_pos("VERB") == [FILL_LIMIT + 1]


def test_words_without_translation_get_no_entry():
    assert compiled_from(LEXICON).entries(["unheard", "unheard"], ["", "NOUN"]).tolist() == [NONE, NONE]
    assert compiled_from(make_lexicon()).entries(["bank"], [""]).tolist() == [NONE]
