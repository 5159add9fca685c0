"""Settings that are not plain, on raw text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lexiboost.artifacts.errors import ConfigError
from lexiboost.morphology import Paradigms
from lexiboost.synthesis.bigrams import BigramModel
from lexiboost.synthesis.engine import Engine
from lexiboost.synthesis.inflect import Inflector
from lexiboost.synthesis.settings import SynthesisSettings
from lexiboost.synthesis.source import TextEncoder
from tests.synthesis.handmade import make_lexicon
from tests.synthesis.rawtext import draw_text, read_text

PLAIN = make_lexicon(("dog", "koira"), ("the", "se"), ("home", "koti talo"))


@pytest.mark.parametrize(
    ("line", "policy", "text"),
    [
        ("The dog, (the dog) of the", "translate", "Se koira, (se koira) of se"),
        ("The dog, (the dog) of the", "keep", "The koira, (the koira) of the"),
        ("The dog, (the dog) of the", "drop", "koira, (koira)"),
        ("dog of, dog", "drop", "koira, koira"),
        ("dog (of the) dog", "drop", "koira () koira"),
        ("it's the home", "drop", "koti talo"),
    ],
)
def test_function_words_are_translated_kept_or_dropped(line, policy, text):
    drawn = draw_text([line], PLAIN, function_words=policy)[0]
    assert (drawn.text, drawn.joined) == (text, text)


def test_in_a_script_without_spaces_a_dropped_word_leaves_the_space_around_kept_ones():
    lexicon = make_lexicon(("dog", "หมา"), ("cat", "แมว"), target="tha_Thai")
    drawn = draw_text(["dog of cat the Bo of dog"], lexicon, function_words="drop")[0]
    assert drawn.text == "หมาแมว Bo หมา"


def test_a_dropped_word_with_features_is_not_inflected():
    table = Paradigms.from_rows([("koira", "koirat", "N;NOM;PL")])
    rows = {"dogs": ("dog", "", "N;PL"), "the": ("the", "", "N;PL")}
    options = {"mode": "inflect", "function_words": "drop", "inflector": Inflector(table)}
    drawn = draw_text(["the dogs"], PLAIN, analyse=lambda w: rows.get(w, (w, "", "")), **options)
    assert drawn[0].text == "koirat"


@pytest.mark.parametrize(
    ("unknown", "text", "origins"),
    [
        ("keep", "Собака, Bob 12 DR", ("substituted", "kept", "kept", "kept", "kept")),
        ("mask", "Собака, # 12 #", ("substituted", "kept", "masked", "kept", "masked")),
        (
            "transliterate",
            "Собака, Боб 12 ДР",
            ("substituted", "kept", "transliterated", "kept", "transliterated"),
        ),
    ],
)
def test_unknown_words_are_kept_transliterated_or_masked(unknown, text, origins):
    lexicon = make_lexicon(("dog", "собака"), target="rus_Cyrl")
    drawn = draw_text(["Dog, Bob 12 DR"], lexicon, unknown=unknown, mask="#")[0]
    assert (drawn.text, drawn.origins, drawn.rows) == (text, origins, (0, -1, -1, -1, -1))
    assert drawn.ends[-1] == len(text.encode())


def test_masked_words_leave_multiword_entries_and_their_features_alone():
    lexicon = make_lexicon(("get lost", "häipyä"))
    drawn = draw_text(["get lost lost"], lexicon, unknown="mask", mask="#")[0]
    assert (drawn.text, drawn.positions) == ("häipyä #", (0, 2))


def test_lines_below_the_coverage_are_left_out_and_counted():
    lines = ["dog dog cat", "dog, 12", "cat", ""]
    engine = Engine(PLAIN, SynthesisSettings(min_coverage=0.7), seed=0)
    text = engine.draw(TextEncoder("eng_Latn").encode(lines, file="f"), range(2))
    assert text.sentence_M.tolist() == [1, 3, 1, 3]
    assert text.text_M.to_pylist() == ["koira, 12", "", "koira, 12", ""]
    assert text.rejected == {"low coverage": 4}


def test_senses_by_context_weigh_the_score_by_the_probability_behind_the_word_before():
    model = BigramModel([["a", "p", "a", "p", "a", "q"]])  # weights as in `test_choices`
    lexicon = make_lexicon(("w", "p", 1.0), ("w", "q", 3.0), ("w", "r", 6.0))
    engine = Engine(lexicon, SynthesisSettings(senses="context"), seed=0, model=model)
    encoder = TextEncoder("eng_Latn")
    engine.draw(encoder.encode(["first words"], file="e"))
    drawn = read_text(engine.draw(encoder.encode(["a w"], file="f"), range(4000)))
    words = [output.words[1] for output in drawn]
    weights = [1 * 0.52, 3 * 0.28, 6 * 0.04]
    expected = [4000 * weight / sum(weights) for weight in weights]
    assert stats.chisquare([words.count(target) for target in "pqr"], expected).pvalue > 0.001


def test_noise_respells_translations_in_text_and_words():
    lexicon = make_lexicon(("tree", "mäki"))
    drawn = draw_text(["A tree, ölä tree"], lexicon, noise=1.0, copies=range(40))
    for output in drawn:
        assert output.text == output.joined
        assert (output.words[0], output.words[2], output.words[3]) == ("A", ",", "ölä")
    spellings = {output.words[at] for output in drawn for at in (1, 4)}
    assert spellings == {"maki", "määki", "mäkki", "mäkii"}


@pytest.mark.parametrize("options", [{"fill": 0.5}, {"agreement": True, "mode": "inflect"}])
def test_what_needs_annotation_is_refused_by_name(options):
    with pytest.raises(ConfigError, match=next(iter(options))):
        draw_text(["dog"], PLAIN, **options)


def test_word_order_needs_a_parse():
    with pytest.raises(ConfigError, match="word_order"):
        draw_text(["dog"], PLAIN, word_order="target")


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(["dog", "the", "home", "x", ",", "("]), max_size=8), min_size=4, max_size=4
    ),
    st.fixed_dictionaries(
        {
            "function_words": st.sampled_from(["translate", "keep", "drop"]),
            "unknown": st.sampled_from(["keep", "mask"]),
            "noise": st.sampled_from([0.0, 0.5]),
            "min_coverage": st.sampled_from([0.0, 0.5]),
            "fraction": st.sampled_from([0.5, 1.0]),
        }
    ),
)
def test_batches_of_any_size_give_the_same_text(lines, options):
    lines = [" ".join(words) for words in lines]

    def drawn(*sizes):
        engine, encoder = Engine(PLAIN, SynthesisSettings(**options), seed=1), TextEncoder("eng_Latn")
        found, at = [], 0
        for size in sizes:
            corpus = encoder.encode(lines[at : at + size], file="f", first=at + 1)
            text = engine.draw(corpus, [0])
            found += zip((text.sentence_M + at).tolist(), text.text_M.to_pylist(), strict=True)
            at += size
        return found

    assert drawn(4) == drawn(1, 2, 1)
