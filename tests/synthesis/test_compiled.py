import numpy as np
import pytest
from scipy import stats

from lexiboost.synthesis.compiled import FILL_LIMIT, LexiconIndex, compile_lexicon
from lexiboost.synthesis.settings import SynthesisSettings
from tests.synthesis.handmade import make_lexicon


def drawn(lexicon, key, *, count=6000, **settings):
    """Targets drawn for a key by evenly spaced numbers in [0, 1)."""
    compiled = compile_lexicon(LexiconIndex(lexicon), [("other", ""), key], SynthesisSettings(**settings))
    entry = np.full(count, compiled.entry_of[key], dtype=np.int32)
    rows = compiled.draw(entry, np.arange(count) / count)
    return [compiled.targets[row] for row in rows]


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


def test_random_draws_pass_a_chi_square_test():
    compiled = compile_lexicon(LexiconIndex(LEXICON), [("bank", ""), ("zoo", "")], SynthesisSettings())
    uniform = np.random.default_rng(0).random(7000)
    rows = compiled.draw(np.zeros(7000, dtype=np.int32), uniform)
    observed = np.bincount(rows, minlength=5)
    assert observed[[0, 4]].tolist() == [0, 0]
    assert stats.chisquare(observed[[1, 2, 3]], [1000, 4000, 2000]).pvalue > 0.001


@pytest.mark.parametrize("temperature", [1e-3, 1e3])
@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e9])
def test_no_temperature_and_no_scale_of_scores_breaks_the_draw(temperature, scale):
    lexicon = make_lexicon(("other", "x"), ("k", "low", 1.0 * scale), ("k", "high", 3.0 * scale))
    result = drawn(lexicon, ("k", ""), temperature=temperature)
    assert set(result) == ({"high"} if temperature < 1 else {"low", "high"})


def test_the_largest_number_below_one_stays_within_its_entry():
    entries = [(f"k{i}", f"t{i}") for i in range(3000)]
    index = LexiconIndex(make_lexicon(*entries))
    compiled = compile_lexicon(index, [(key, "") for key, _ in entries], SynthesisSettings())
    all_entries = np.arange(3000, dtype=np.int32)
    for edge in (0.0, np.nextafter(1.0, 0.0)):
        assert compiled.draw(all_entries, np.full(3000, edge)).tolist() == list(range(3000))


def test_a_number_on_the_border_belongs_to_the_later_sense():
    index = LexiconIndex(make_lexicon(("k", "a"), ("k", "b")))
    compiled = compile_lexicon(index, [("k", "")], SynthesisSettings())
    assert compiled.draw(np.zeros(3, np.int32), np.array([0.0, 0.5, 0.75])).tolist() == [0, 1, 1]


def test_only_the_best_senses_are_kept_and_ties_keep_the_lexicons_order():
    lexicon = make_lexicon(("other", "x"), ("k", "a", 1.0), ("k", "b", 2.0), ("k", "c", 1.0))
    assert set(drawn(lexicon, ("k", ""), max_senses=1)) == {"b"}
    assert set(drawn(lexicon, ("k", ""), max_senses=2)) == {"a", "b"}


def test_a_part_of_speech_narrows_the_candidates_and_then_backs_off():
    index = LexiconIndex(
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
    assert LexiconIndex(make_lexicon(("book", "kirja", 1.0, "NOUN"))).candidates("book", "VERB") == [0]


def test_keys_ignore_case_and_longest_phrases_are_known_by_first_word():
    index = LexiconIndex(make_lexicon(("New York City", "a"), ("new york", "b"), ("New", "c")))
    assert index.candidates("new", "") == [2]
    assert index.first_words == {"new": 3}


def test_fill_words_are_single_words_of_the_part_of_speech():
    rows = [(f"w{i}", f"sana{i}", 1.0, "NOUN") for i in range(FILL_LIMIT + 1)]
    index = LexiconIndex(
        make_lexicon(*rows, ("v", "verbi", 1.0, "VERB"), ("two", "kaksi sanaa", 1.0, "NOUN"))
    )
    chosen = index.rows_of_pos("NOUN")
    assert 0 < len(chosen) <= FILL_LIMIT
    assert all(index.source_pos[row] == "NOUN" and " " not in index.targets[row] for row in chosen)
    assert index.rows_of_pos("VERB") == [FILL_LIMIT + 1]


def test_words_without_translation_get_no_entry():
    compiled = compile_lexicon(LexiconIndex(LEXICON), [("unheard", "")], SynthesisSettings())
    assert compiled.entry_of == {}
    assert len(compiled.draw(np.zeros(0, np.int32), np.zeros(0))) == 0
