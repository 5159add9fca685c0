"""The engine against a slow substituter written from its description, and its invariants."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lexiboost.morphology import Paradigms
from lexiboost.morphology.features import canonical
from lexiboost.synthesis.inflect import Inflector
from lexiboost.text.sentence import Sentence
from tests.synthesis.handmade import Output, chunks, make_lexicon, say, synthesize

WORDS = st.sampled_from("abcd")
KEYS = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
TARGETS = st.lists(st.sampled_from(["x", "y", "z", "ab"]), min_size=1, max_size=3).map(" ".join)
LEXICONS = st.dictionaries(
    st.tuples(KEYS, TARGETS), st.sampled_from([1.0, 2.0, 5.0]), min_size=1, max_size=12
)


@st.composite
def tagged_sentences(draw):
    """Well-formed BIO over one to nine words."""
    spans = draw(
        st.lists(st.tuples(st.sampled_from(["", "x", "y"]), st.integers(1, 3)), min_size=1, max_size=4)
    )
    tags = [
        tag
        for kind, length in spans
        for tag in (["B-" + kind] + ["I-" + kind] * (length - 1) if kind else ["O"] * length)
    ]
    words = draw(st.lists(WORDS, min_size=len(tags), max_size=len(tags)))
    return say(" ".join(words), " ".join(tags))


def number(sentences: list[Sentence]) -> list[Sentence]:
    return [replace(sentence, source_id=f"s{i}") for i, sentence in enumerate(sentences)]


def naive_segments(sentence: Sentence, lexicon: dict[str, set[str]]) -> list[tuple[int, int, set[str]]]:
    """(start, length, possible translations) of greedy longest matches inside chunks; none: kept."""
    tags = sentence.tags or ("O",) * len(sentence.words)
    chunk, borders = 0, []
    for tag in tags:
        chunk += tag[0] != "I"
        borders.append(chunk if tag != "O" else 0)
    result, start = [], 0
    while start < len(sentence.words):
        for length in range(len(sentence.words) - start, 0, -1):
            key = " ".join(sentence.words[start : start + length]).lower()
            if length == 1 or (key in lexicon and len(set(borders[start : start + length])) == 1):
                result.append((start, length, lexicon.get(key, set())))
                start += length
                break
    return result


def grouped(output: Output) -> list[tuple[int, str, int]]:
    """(source position, its output words, lexicon row) in order."""
    rows = zip(output.positions, output.words, output.rows, strict=True)
    result = []
    for position, group in itertools.groupby(rows, key=lambda row: row[0]):
        members = list(group)
        assert len({row for _, _, row in members}) == 1
        result.append((position, " ".join(word for _, word, _ in members), members[0][2]))
    return result


@settings(max_examples=150, deadline=None)
@given(st.lists(tagged_sentences(), min_size=1, max_size=4), LEXICONS)
def test_the_output_is_one_the_slow_substituter_allows(sentences, scores):
    sentences = number(sentences)
    lexicon = make_lexicon(*((s, t, score) for (s, t), score in scores.items()))
    known = {}
    for source, target in scores:
        known.setdefault(source, set()).add(target)
    for output in synthesize(sentences, lexicon, copies=range(3), max_senses=100):
        expected = naive_segments(sentences[output.sentence], known)
        produced = grouped(output)
        assert [position for position, _, _ in produced] == [start for start, _, _ in expected]
        for (start, length, allowed), (_, text, row) in zip(expected, produced, strict=True):
            source = " ".join(sentences[output.sentence].words[start : start + length])
            if allowed:
                assert text in allowed
                assert tuple(lexicon.table.loc[row, ["source", "target"]]) == (source, text)
            else:
                assert (text, row) == (source, -1)


def test_every_translation_the_slow_substituter_allows_is_drawn():
    pairs = [("a", "x"), ("a", "y z"), ("b", "w"), ("a b", "ab"), ("a b", "ab ab")]
    lexicon, known = make_lexicon(*pairs), {"a": {"x", "y z"}, "b": {"w"}, "a b": {"ab", "ab ab"}}
    sentence = say("b a c a b")
    drawn = {output.text for output in synthesize([sentence], lexicon, copies=range(60))}
    options = [allowed or {sentence.words[start]} for start, _, allowed in naive_segments(sentence, known)]
    assert drawn == {" ".join(words) for words in itertools.product(*options)}


@settings(max_examples=200, deadline=None)
@given(
    st.lists(tagged_sentences(), min_size=1, max_size=4),
    LEXICONS,
    st.sampled_from([0.0, 0.4, 1.0]),
)
def test_labels_stay_well_formed_and_no_chunk_is_lost_or_made(sentences, scores, fraction):
    sentences = number(sentences)
    lexicon = make_lexicon(*((s, t, score) for (s, t), score in scores.items()))
    for output in synthesize(sentences, lexicon, copies=range(2), fraction=fraction):
        source = sentences[output.sentence]
        assert len(output.tags) == len(output.words)
        for before, tag in itertools.pairwise(("O", *output.tags)):
            assert not tag.startswith("I-") or before in (tag, "B-" + tag[2:])
        assert chunks(output.tags) == chunks(source.tags)
        for tag, position in zip(output.tags, output.positions, strict=True):
            assert tag[1:].lstrip("-") == source.tags[position][1:].lstrip("-")


@settings(max_examples=100, deadline=None)
@given(st.lists(tagged_sentences(), min_size=1, max_size=4), LEXICONS)
def test_provenance_recombines_to_the_source(sentences, scores):
    sentences = number(sentences)
    lexicon = make_lexicon(*((s, t, score) for (s, t), score in scores.items()))
    for output in synthesize(sentences, lexicon, fraction=0.5):
        words, at = sentences[output.sentence].words, 0
        rebuilt = []
        for position, text, row in grouped(output):
            assert position == at
            rebuilt.append(lexicon.table["source"][row] if row >= 0 else text)
            at += len(rebuilt[-1].split())
        assert " ".join(rebuilt) == " ".join(words)
        assert all(
            (origin == "kept") == (row == -1) for origin, row in zip(output.origins, output.rows, strict=True)
        )


@pytest.mark.parametrize(
    ("source", "tags", "entries", "words", "projected"),
    [
        ("at five", "O B-time", [("five", "x y z")], "at x y z", "O B-time I-time I-time"),
        ("at five", "O B-time", [("at", "p q")], "p q five", "O O B-time"),
        ("new york now", "B-place I-place B-date", [("new york", "n")], "n now", "B-place B-date"),
        ("the new york", "O B-place I-place", [("york", "p q")], "the new p q", "O B-place I-place I-place"),
        ("a b c", "B-x I-x I-x", [("b c", "p q r")], "a p q r", "B-x I-x I-x I-x"),
        ("a b", "B-x B-x", [("a", "p q"), ("a b", "r")], "p q b", "B-x I-x B-x"),
        ("a b", "NOUN VERB", [("a", "p q")], "p q b", "NOUN NOUN VERB"),
    ],
)
def test_labels_are_projected_word_by_word(source, tags, entries, words, projected):
    output = synthesize([say(source, tags)], make_lexicon(*entries))[0]
    assert (output.text, " ".join(output.tags)) == (words, projected)


SENSES = make_lexicon(
    *((key, f"{key}{i}") for key in "abcd" for i in range(6)), ("a b", "ab0"), ("a b", "ab1")
)
CORPUS = [
    say(text, source_id=f"s{i}") for i, text in enumerate(["a b c d", "d c b a", "a a a", "c", "b d"] * 4)
]


def by_source(outputs, corpus):
    return {(corpus[output.sentence].source_id, output.copy): output.text for output in outputs}


@pytest.mark.parametrize("options", [{}, {"fraction": 0.5}])
def test_a_sentences_draw_does_not_depend_on_its_batch(options):
    whole = by_source(synthesize(CORPUS, SENSES, **options), CORPUS)
    shuffled = CORPUS[:]
    random.Random(1).shuffle(shuffled)
    assert by_source(synthesize(shuffled, SENSES, **options), shuffled) == whole
    half = CORPUS[3:9]
    assert by_source(synthesize(half, SENSES, **options), half).items() <= whole.items()
    assert len(set(whole.values())) > 5


def test_a_copy_is_the_same_whatever_else_is_drawn():
    drawn = by_source(synthesize(CORPUS, SENSES, copies=[0, 1, 2, 3]), CORPUS)
    alone = by_source(synthesize(CORPUS, SENSES, copies=[2]), CORPUS)
    backwards = by_source(synthesize(CORPUS, SENSES, copies=[3, 2, 1, 0]), CORPUS)
    assert alone == {key: text for key, text in drawn.items() if key[1] == 2}
    assert backwards == drawn


def test_seed_target_copy_and_sentence_each_change_the_draw():
    base = [output.text for output in synthesize(CORPUS, SENSES)]
    other_target = replace(SENSES, target="est_Latn")
    renamed = [replace(sentence, source_id="other " + sentence.source_id) for sentence in CORPUS]
    for outputs in (
        synthesize(CORPUS, SENSES, seed=1),
        synthesize(CORPUS, other_target),
        synthesize(CORPUS, SENSES, copies=[1]),
        synthesize(renamed, SENSES),
    ):
        changed = sum(a != output.text for a, output in zip(base, outputs, strict=True))
        assert changed > len(base) / 2


def test_equal_words_of_one_sentence_are_drawn_independently():
    texts = {output.text for output in synthesize([say("c c")], SENSES, copies=range(200))}
    assert len(texts) == 36


def test_senses_of_running_text_follow_the_scores():
    lexicon = make_lexicon(("w", "p", 1.0), ("w", "q", 3.0), ("w", "r", 6.0))
    words = [w for out in synthesize([say("w w w w w")], lexicon, copies=range(800)) for w in out.words]
    observed = [words.count(target) for target in "pqr"]
    assert stats.chisquare(observed, [400, 1200, 2400]).pvalue > 0.001


def test_the_fraction_is_the_share_of_translatable_words_replaced():
    outputs = synthesize([say("a x a x a")], make_lexicon(("a", "t")), copies=range(2000), fraction=0.3)
    pairs = [pair for out in outputs for pair in zip(out.origins, out.positions, strict=True)]
    origins = [origin for origin, position in pairs if position % 2 == 0]
    assert stats.binomtest(origins.count("substituted"), len(origins), 0.3).pvalue > 0.001
    assert {origin for origin, position in pairs if position % 2} == {"kept"}


def test_code_switched_text_makes_the_same_choices_where_it_translates():
    full = synthesize(CORPUS, SENSES)
    for mixed, whole in zip(synthesize(CORPUS, SENSES, fraction=0.5), full, strict=True):
        translated = dict(zip(whole.positions, whole.words, strict=True))
        for word, position, origin in zip(mixed.words, mixed.positions, mixed.origins, strict=True):
            assert origin == "kept" or word == translated[position]


DOGS = say("Dogs saw X", lemmas="dog see X", upos="NOUN VERB X", bundles="N;PL V;PST -")
BOTH = make_lexicon(("dog", "koira"), ("dogs", "koiria"), ("see", "nähdä"))
TABLE = Paradigms.from_rows(
    [("koira", "koira", "N;NOM;SG"), ("koira", "koirat", "N;NOM;PL"), ("nähdä", "näki", "V;IND;PST;3;SG")]
)


@pytest.mark.parametrize(
    ("mode", "words", "origins"),
    [
        ("substitute", "Koiria nähdä X", "substituted lemma kept"),
        ("lemma", "Koira nähdä X", "lemma lemma kept"),
        ("inflect", "Koirat näki X", "inflected inflected kept"),
    ],
)
def test_each_mode_translates_form_or_lemma(mode, words, origins):
    output = synthesize([DOGS], BOTH, mode=mode, inflector=Inflector(TABLE))[0]
    assert (output.text, " ".join(output.origins)) == (words, origins)


def test_the_cell_of_an_inflected_word_is_stored():
    output = synthesize([DOGS], BOTH, mode="inflect", inflector=Inflector(TABLE))[0]
    assert output.cells == ("N;NOM;PL", canonical("V;IND;PST;3;SG"), "")


def test_a_surface_form_without_lemma_entry_is_still_translated_and_left_as_it_is():
    output = synthesize([DOGS], make_lexicon(("dogs", "koiria")), mode="inflect", inflector=Inflector(TABLE))[
        0
    ]
    assert (output.text, output.origins) == ("Koiria saw X", ("substituted", "kept", "kept"))


def test_only_content_words_without_translation_are_filled():
    lexicon = make_lexicon(
        ("tree", "puu", 1.0, "NOUN"), ("eat", "syödä", 1.0, "VERB"), ("two", "t", 1.0, "NUM")
    )
    sentence = say("the cat ate seven trees", lemmas="the cat eat seven tree", upos="DET NOUN VERB NUM NOUN")
    output = synthesize([sentence], lexicon, mode="lemma", fill=1.0)[0]
    assert output.words == ("the", "puu", "syödä", "seven", "puu")
    assert output.origins == ("kept", "filled", "lemma", "kept", "lemma")


def test_filling_happens_as_often_as_asked_and_counts_on_nothing_else():
    lexicon = make_lexicon(("tree", "puu", 1.0, "NOUN"))
    sentence = say("cat dog", lemmas="cat dog", upos="NOUN NOUN")
    outputs = synthesize([sentence], lexicon, copies=range(1500), fill=0.2)
    filled = sum(output.origins.count("filled") for output in outputs)
    assert stats.binomtest(filled, 3000, 0.2).pvalue > 0.001


def test_words_held_back_by_the_fraction_are_not_filled():
    sentence = say("cat tree", lemmas="cat tree", upos="NOUN NOUN")
    lexicon = make_lexicon(("tree", "puu", 1.0, "NOUN"))
    assert synthesize([sentence], lexicon, fraction=0.0, fill=1.0)[0].words == sentence.words


def test_random_cells_take_forms_of_the_translations_paradigm():
    outputs = synthesize(
        [DOGS], BOTH, mode="lemma", copies=range(300), random_cells=0.5, inflector=Inflector(TABLE)
    )
    first = [(output.words[0], output.origins[0]) for output in outputs]
    assert set(first) == {("Koira", "lemma"), ("Koira", "inflected"), ("Koirat", "inflected")}
    assert stats.binomtest(sum(o == "inflected" for _, o in first), 300, 0.5).pvalue > 0.001


def test_a_filled_word_in_a_random_cell_still_counts_as_filled():
    lexicon = make_lexicon(("tree", "koira", 1.0, "NOUN"))
    sentence = say("cat", lemmas="cat", upos="NOUN", bundles="N;SG")
    outputs = synthesize(
        [sentence], lexicon, copies=range(40), fill=1.0, random_cells=1.0, inflector=Inflector(TABLE)
    )
    assert {(output.text, output.origins) for output in outputs} == {
        ("koira", ("filled",)),
        ("koirat", ("filled",)),
    }


def test_nothing_is_translated_by_an_unrelated_lexicon():
    outputs = synthesize(
        [say("a b", "B-x I-x"), Sentence((), "eng_Latn", "e", tags=())], make_lexicon(("z", "y"))
    )
    assert [output.text for output in outputs] == ["a b", ""]
    assert outputs[0].tags == ("B-x", "I-x")
