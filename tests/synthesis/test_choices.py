"""Settings that are not plain, on annotated sentences: words worked by hand, labels that stay well formed."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lexiboost.artifacts.errors import ConfigError
from lexiboost.languages.word_order import WordOrder
from lexiboost.synthesis.bigrams import BigramModel
from lexiboost.synthesis.settings import SynthesisSettings
from lexiboost.synthesis.source import encode_source
from lexiboost.synthesis.substitute import Synthesizer
from tests.synthesis.handmade import chunks, make_lexicon, read, say, synthesize
from tests.synthesis.rawtext import draw_text

DOGS = make_lexicon(("dog", "koira"), ("the", "se"), ("of", "osa"), ("give up", "luopua"))
SOV = WordOrder(clause="SOV", subject="before", object="before", adposition="after", adjective="before")


def drawn(sentences, lexicon, *, order=None, model=None, seed=0, copies=range(1), **options):
    corpus = encode_source(sentences, None, order)
    return Synthesizer(corpus, lexicon, SynthesisSettings(**options), seed=seed, model=model).draw(copies)


@pytest.mark.parametrize(
    ("policy", "words", "origins"),
    [
        ("translate", "Se koira osa Bo", "substituted substituted substituted kept"),
        ("keep", "The koira of Bo", "kept substituted kept kept"),
        ("drop", "koira Bo", "substituted kept"),
    ],
)
@pytest.mark.parametrize("upos", [None, "DET NOUN ADP PROPN"])
def test_function_words_are_translated_kept_or_dropped(policy, words, origins, upos):
    columns = {"upos": upos, "lemmas": "the dog of Bo"} if upos else {}
    output = synthesize([say("The dog of Bo", **columns)], DOGS, function_words=policy)[0]
    assert (output.text, " ".join(output.origins)) == (words, origins)


def test_the_part_of_speech_tells_a_function_word_before_the_list_does():
    that = say("that dog", lemmas="that dog", upos="NOUN NOUN")
    lexicon = make_lexicon(("that", "tuo"), ("dog", "koira"))
    assert synthesize([that], lexicon, function_words="drop")[0].text == "tuo koira"


def test_a_function_word_inside_a_multiword_entry_is_part_of_it():
    assert synthesize([say("give up up")], DOGS, function_words="drop")[0].text == "luopua"


def test_a_function_word_in_a_chunk_of_labels_is_translated_not_dropped():
    output = synthesize([say("the of the dog", "O O B-pet I-pet")], DOGS, function_words="drop")[0]
    assert (output.text, output.tags, output.positions) == ("se koira", ("B-pet", "I-pet"), (2, 3))


def test_function_words_are_dropped_as_often_as_the_fraction_says():
    outputs = synthesize([say("of x of x of")], DOGS, function_words="drop", fraction=0.3, copies=range(800))
    left = sum(output.words.count("of") for output in outputs)
    assert stats.binomtest(left, 2400, 0.7).pvalue > 0.001
    assert synthesize([say("the dog")], DOGS, function_words="drop", fraction=0.0)[0].text == "the dog"


def test_a_sentence_of_which_nothing_is_left_goes_and_is_counted():
    sentences = [say("of the"), say("dog", source_id="s1"), say("", source_id="s2")]
    text = drawn(sentences, DOGS, function_words="drop", copies=range(2))
    assert text.sentence_M.tolist() == [1, 2, 1, 2]
    assert text.rejected == {"nothing left": 2}


def test_without_parts_of_speech_only_english_has_a_list_of_function_words():
    french = replace(DOGS, source="fra_Latn")
    with pytest.raises(ConfigError, match="fra_Latn"):
        synthesize([say("dog")], french, function_words="keep")
    annotated = say("dog", lemmas="dog", upos="NOUN")
    assert synthesize([annotated], french, function_words="keep")[0].text == "koira"


NESTED = make_lexicon(
    ("a b", "AB"),
    ("b c d", "BCD"),
    ("a", "yksi"),
    ("b", "kaksi"),
    ("c", "kolme"),
    ("d e", "DE"),
    ("e", "viisi"),
)


@pytest.mark.parametrize(
    ("multiword", "words"),
    [
        ("longest", "AB kolme DE"),
        ("overlapping", "yksi BCD viisi"),
        ("none", "yksi kaksi kolme d viisi"),
    ],
)
def test_multiword_entries_are_the_longest_give_way_to_longer_ones_or_are_not_used(multiword, words):
    assert synthesize([say("a b c d e")], NESTED, multiword=multiword)[0].text == words
    assert draw_text(["a b c d e"], NESTED, multiword=multiword)[0].text == words


def test_an_entry_does_not_give_way_to_a_longer_one_across_the_border_of_a_chunk():
    labelled = say("a b c d e", "O B-x I-x O O")
    output = synthesize([labelled], NESTED, multiword="overlapping")[0]
    assert (output.text, output.tags) == ("yksi kaksi kolme DE", ("O", "B-x", "I-x", "O"))
    inside = say("a b c d e", "B-x I-x I-x I-x O")
    output = synthesize([inside], NESTED, multiword="overlapping")[0]
    assert (output.text, output.tags) == ("yksi BCD viisi", ("B-x", "I-x", "O"))


def test_coverage_counts_multiword_entries_as_they_are_translated():
    lexicon = make_lexicon(("a b", "AB"), ("b c d", "BCD"))
    options = {"min_coverage": 0.6}
    assert len(drawn([say("a b c d")], lexicon, multiword="overlapping", **options).sentence_M) == 1
    assert len(drawn([say("a b c d")], lexicon, multiword="longest", **options).sentence_M) == 0
    assert len(drawn([say("a b c d")], lexicon, multiword="none", **options).sentence_M) == 0


@pytest.mark.parametrize(
    ("case", "words"), [("carry", "Koira LUOPUA Helsinki"), ("plain", "koira luopua Helsinki")]
)
def test_capitals_are_carried_over_or_left_as_the_lexicon_has_them(case, words):
    lexicon = make_lexicon(("dog", "koira"), ("give up", "luopua"), ("home", "Helsinki"))
    assert synthesize([say("Dog GIVE UP home")], lexicon, case=case)[0].text == words
    assert draw_text(["Dog GIVE UP home"], lexicon, case=case)[0].text == words


RUSSIAN = make_lexicon(("dog", "собака"), target="rus_Cyrl")


@pytest.mark.parametrize(
    ("unknown", "words", "origins"),
    [
        ("keep", "Собака Bob 12 !", "substituted kept kept kept"),
        ("transliterate", "Собака Боб 12 !", "substituted transliterated kept kept"),
        ("mask", "Собака _ 12 !", "substituted masked kept kept"),
    ],
)
def test_unknown_words_are_kept_transliterated_or_masked(unknown, words, origins):
    text = drawn([say("Dog Bob 12 !", "O B-name O O")], RUSSIAN, unknown=unknown, mask="_")
    output = [text.vocabulary[word] for word in text.words_W]
    assert " ".join(output) == words
    assert " ".join(text.origins[origin] for origin in text.origin_W) == origins
    assert [text.tag_names[tag] for tag in text.tags_W] == ["O", "B-name", "O", "O"]
    assert text.row_W.tolist() == [0, -1, -1, -1]


def test_words_that_the_fraction_holds_back_are_not_masked():
    masked = drawn([say("x " * 5)], RUSSIAN, unknown="mask", fraction=0.3, copies=range(400))
    count = int((masked.origin_W == masked.origins.index("masked")).sum())
    assert stats.binomtest(count, 2000, 0.3).pvalue > 0.001
    held = drawn([say("dog " * 9)], RUSSIAN, unknown="mask", fraction=0.0)
    assert set(held.origin_W.tolist()) == {0}


def test_a_script_that_nothing_transliterates_to_is_refused():
    with pytest.raises(ConfigError, match=r"unknown=transliterate.*Cher"):
        synthesize([say("dog")], make_lexicon(("dog", "Ꭹ"), target="chr_Cher"), unknown="transliterate")


@pytest.mark.parametrize(
    ("text", "share"),
    [("dog dog cat", 2 / 3), ("give up dog !", 1.0), ("give in up", 0.0), ("12 , !", 1.0), ("dog", 1.0)],
)
def test_a_sentence_is_left_out_below_the_coverage_and_not_at_it(text, share):
    lexicon = make_lexicon(("dog", "koira"), ("give up", "luopua"))
    at = drawn([say(text)], lexicon, min_coverage=share)
    assert (len(at.sentence_M), at.rejected) == (1, {})
    if share < 1:
        below = drawn([say(text)], lexicon, min_coverage=share + 0.01)
        assert (len(below.sentence_M), below.rejected) == (0, {"low coverage": 1})


def test_function_words_count_for_the_coverage_only_where_they_are_translated():
    lexicon, sentence = make_lexicon(("dog", "koira")), say("the dog")
    assert len(drawn([sentence], lexicon, min_coverage=1.0).sentence_M) == 0
    assert len(drawn([sentence], lexicon, min_coverage=1.0, function_words="keep").sentence_M) == 1


def test_sentences_that_stay_are_those_that_are_drawn_without_a_coverage():
    sentences = [
        say(text, source_id=f"s{i}") for i, text in enumerate(["dog x", "dog dog", "x x", "x dog dog"])
    ]
    lexicon = make_lexicon(*(("dog", f"k{i}") for i in range(6)))
    plain = read(drawn(sentences, lexicon, copies=range(3)))
    chosen = read(drawn(sentences, lexicon, copies=range(3), min_coverage=0.6))
    assert chosen == [output for output in plain if output.sentence in (1, 3)]


SENSES = make_lexicon(("w", "p", 1.0), ("w", "q", 3.0), ("w", "r", 6.0))


def test_senses_are_drawn_uniformly_or_the_first_is_taken():
    outputs = synthesize([say("w w w")], SENSES, senses="uniform", copies=range(400))
    words = [word for output in outputs for word in output.words]
    assert stats.chisquare([words.count(target) for target in "pqr"]).pvalue > 0.001
    first = synthesize([say("w w w")], SENSES, senses="first", copies=range(50))
    assert {output.text for output in first} == {"r r r"}


def test_senses_by_context_weigh_the_score_by_the_probability_behind_the_word_before():
    # Of "a p a p a q": P(w) = (c + 1) / (6 + 3 + 1); behind "a" come p, p, q: T = 2 in 3, so that
    # P(p | a) = (2 + 2 * 0.3) / 5, P(q | a) = (1 + 2 * 0.2) / 5, P(r | a) = 2 * 0.1 / 5.
    model = BigramModel([["a", "p", "a", "p", "a", "q"]])
    corpus = encode_source([say("a w")])
    made = Synthesizer(corpus, SENSES, SynthesisSettings(senses="context"), seed=0, model=model)
    words = [output.words[1] for output in read(made.draw(range(4000)))]
    weights = [1 * 0.52, 3 * 0.28, 6 * 0.04]
    expected = [4000 * weight / sum(weights) for weight in weights]
    assert stats.chisquare([words.count(target) for target in "pqr"], expected).pvalue > 0.001


def test_the_word_before_is_the_translation_not_its_source():
    model = BigramModel([["x", "q"]] * 50)
    lexicon = make_lexicon(("v", "x"), ("w", "p", 2.0), ("w", "q", 1.0))
    corpus = encode_source([say("v w")])
    made = Synthesizer(corpus, lexicon, SynthesisSettings(senses="context"), seed=0, model=model)
    words = Counter(output.text for output in read(made.draw(range(300))))
    assert words["x q"] > 280


def test_senses_by_context_without_text_of_the_target_are_refused():
    with pytest.raises(ConfigError, match="fin_Latn"):
        synthesize([say("w")], SENSES, senses="context")


PARSED = say(
    "The dog saw cats in town .",
    "O O O B-pet O B-place O",
    lemmas="the dog see cat in town .",
    upos="DET NOUN VERB NOUN ADP NOUN PUNCT",
    relations="det nsubj root obj case obl punct",
)
PARSED = replace(PARSED, heads=(2, 3, 0, 3, 6, 3, 3))
WORDS = make_lexicon(
    ("the", "il"), ("dog", "kelb"), ("saw", "ra"), ("cats", "qtates kbar"), ("in", "fi"), ("town", "belt")
)


def test_words_stand_in_the_targets_order_with_labels_and_sources():
    output = read(drawn([PARSED], WORDS, order=SOV, word_order="target"))[0]
    assert output.text == "Il kelb belt fi qtates kbar ra ."  # obliques come mirrored
    assert output.tags == ("O", "O", "B-place", "O", "B-pet", "I-pet", "O", "O")
    assert output.positions == (0, 1, 5, 4, 3, 3, 2, 6)


def test_the_order_changes_no_draw():
    lexicon = make_lexicon(*((word, f"{word}{i}") for word in ("dog", "saw", "cats") for i in range(5)))
    plain = read(drawn([PARSED], lexicon, copies=range(20)))
    moved = read(drawn([PARSED], lexicon, copies=range(20), order=SOV, word_order="target"))
    for one, other in zip(plain, moved, strict=True):
        pairs = zip(other.positions, other.words, other.rows, strict=True)
        assert sorted(pairs) == list(zip(one.positions, one.words, one.rows, strict=True))
        assert one.positions != other.positions


def test_word_order_without_a_parse_is_refused_in_one_line():
    with pytest.raises(ConfigError, match="s0 has no parse") as error:
        drawn([say("the dog")], DOGS, order=SOV, word_order="target")
    assert "\n" not in str(error.value)
    with pytest.raises(ConfigError, match="word_order"):
        drawn([PARSED], DOGS, word_order="target")


LETTERS = ["a", "b", "c", "the", "of"]


@st.composite
def labelled_sentences(draw):
    """Parsed sentences of one to nine words with well-formed BIO; the parses need not be trees."""
    spans = draw(
        st.lists(st.tuples(st.sampled_from(["", "x", "y"]), st.integers(1, 3)), min_size=1, max_size=4)
    )
    tags = [
        tag
        for kind, length in spans
        for tag in (["B-" + kind] + ["I-" + kind] * (length - 1) if kind else ["O"] * length)
    ]
    size = len(tags)
    several = st.lists(st.sampled_from(LETTERS), min_size=size, max_size=size)
    words = draw(several)
    upos = [
        "DET" if word in ("the", "of") else draw(st.sampled_from(["NOUN", "VERB", "ADJ"])) for word in words
    ]
    names = st.sampled_from(["nsubj", "obj", "amod", "det", "case", "nmod", "obl", "acl:relcl"])
    relations = draw(st.lists(names, min_size=size, max_size=size))
    # Words depend on earlier ones or, where the root is the last, on later ones: a tree either way.
    heads = [0, *(draw(st.integers(1, at)) for at in range(1, size))]
    if draw(st.booleans()):
        heads = [head and size + 1 - head for head in reversed(heads)]
    sentence = say(
        " ".join(words),
        " ".join(tags),
        lemmas=" ".join(words),
        upos=" ".join(upos),
        relations=" ".join(relations),
    )
    return replace(sentence, heads=tuple(heads))


KEYS = st.lists(st.sampled_from(LETTERS), min_size=1, max_size=3).map(" ".join)
TARGETS = st.lists(st.sampled_from(["x", "y", "z", "ab"]), min_size=1, max_size=3).map(" ".join)
OPTIONS = st.fixed_dictionaries(
    {
        "fraction": st.sampled_from([0.0, 0.4, 1.0]),
        "function_words": st.sampled_from(["translate", "keep", "drop"]),
        "unknown": st.sampled_from(["keep", "mask"]),
        "senses": st.sampled_from(["score", "uniform", "first", "context"]),
        "word_order": st.sampled_from(["source", "target"]),
        "noise": st.sampled_from([0.0, 0.7]),
    }
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(labelled_sentences(), min_size=1, max_size=3),
    st.dictionaries(st.tuples(KEYS, TARGETS), st.sampled_from([1.0, 2.0]), min_size=1, max_size=10),
    OPTIONS,
)
def test_no_choice_breaks_loses_or_makes_a_chunk(sentences, scores, options):
    sentences = [replace(sentence, source_id=f"s{i}") for i, sentence in enumerate(sentences)]
    lexicon = make_lexicon(*((s, t, score) for (s, t), score in scores.items()))
    order = SOV if options["word_order"] == "target" else None
    model = BigramModel([["x", "y"], ["ab", "z"]])
    for output in read(drawn(sentences, lexicon, order=order, model=model, copies=range(2), **options)):
        source = sentences[output.sentence]
        for before, tag in itertools.pairwise(("O", *output.tags)):
            assert not tag.startswith("I-") or before in (tag, "B-" + tag[2:])
        found = Counter(chunks(output.tags))
        assert found == Counter(chunks(source.tags))
        for tag, position in zip(output.tags, output.positions, strict=True):
            assert tag[1:].lstrip("-") == source.tags[position][1:].lstrip("-")


@pytest.mark.parametrize(
    "options",
    [{"function_words": "keep"}, {"function_words": "drop"}, {"unknown": "mask"}, {"noise": 0.5}],
)
def test_a_choice_changes_no_other_draw(options):
    """The lexicon row that each source word gets is the plain one, or the word has none."""
    lexicon = make_lexicon(*((word, f"{word}{i}") for word in ("p", "q", "the") for i in range(6)))
    sentence = say("p q the r p the q")
    plain, other = (
        {(m.copy, p): row for m in read(drawn([sentence], lexicon, copies=range(30), fraction=0.7, **more))
         for p, row in zip(m.positions, m.rows, strict=True)}
        for more in ({}, options)
    )  # fmt: skip
    content = {key: row for key, row in other.items() if sentence.words[key[1]] != "the"}
    assert content == {key: row for key, row in plain.items() if sentence.words[key[1]] != "the"}


def test_what_is_drawn_hangs_on_no_other_sentence():
    sentences = [replace(PARSED, source_id=f"s{i}") for i in range(6)]
    options = {
        "function_words": "drop",
        "unknown": "mask",
        "senses": "context",
        "noise": 0.5,
        "word_order": "target",
        "fraction": 0.8,
    }
    model = BigramModel([["kelb", "ra"]])
    lexicon = make_lexicon(*((word, f"{word}{i}") for word in ("dog", "saw", "town") for i in range(5)))
    whole = read(drawn(sentences, lexicon, order=SOV, model=model, copies=range(3), **options))
    part = read(drawn(sentences[2:4], lexicon, order=SOV, model=model, copies=[2], **options))
    assert [replace(output, sentence=output.sentence + 2) for output in part] == [
        output for output in whole if output.sentence in (2, 3) and output.copy == 2
    ]
