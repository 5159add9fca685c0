"""The engine of raw text: hand-worked results, the engine of annotated sentences beside it, invariants."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lexiboost.artifacts.errors import ConfigError
from lexiboost.morphology import Paradigms, SuffixRules
from lexiboost.morphology.features import canonical
from lexiboost.synthesis import text_kernels
from lexiboost.synthesis.draw import mix, text_key
from lexiboost.synthesis.engine import Engine
from lexiboost.synthesis.inflect import Inflector
from lexiboost.synthesis.kernels import DONE, FULL, MISSING, SENSE
from lexiboost.synthesis.settings import SynthesisSettings
from lexiboost.synthesis.source import TextEncoder
from lexiboost.text.segment import words
from lexiboost.text.sentence import Sentence
from tests.synthesis.handmade import make_lexicon, synthesize
from tests.synthesis.rawtext import draw_text, read_text

SENSES = make_lexicon(*((key, f"{key}{i}", i + 1.0) for key in "abcd" for i in range(6)))
TABLE = Paradigms.from_rows(
    [
        ("koira", "koira", "N;NOM;SG"),
        ("koira", "koirat", "N;NOM;PL"),
        ("kissa", "kissa", "N;NOM;SG"),
        ("asema", "asemat", "N;NOM;PL"),
        ("nähdä", "näki", "V;IND;PST;3;SG"),
        ("nähdä", "on nähnyt", "V;IND;PRF;3;SG"),
        ("avata", "avasi", "V;IND;PST;3;SG"),
        ("avata", "avaa", "V;IMP;2;SG"),
    ]
)
ANALYSES = {
    "dogs": ("dog", "", "N;PL"),
    "cats": ("cat", "", "N;PL"),
    "mice": ("mouse", "", "N;PL"),
    "stations": ("station", "", "N;PL"),
    "saw": ("see", "", "V;PST"),
    "seen": ("see", "", "V;PRF"),
    "turned": ("turn", "", "V;PST"),
}


def analyse(word):
    return ANALYSES.get(word.casefold(), (word.casefold(), "", ""))


def test_a_line_worked_by_hand():
    lexicon = make_lexicon(
        ("e-mail", "sähköposti"), ("don't know", "en tiedä"), ("me", "minulle"), ("old friend", "vanha")
    )
    (drawn,) = draw_text(['"E-mail  ME", I don\'t know; old friends.'], lexicon)
    # Source: 0 " 1 E 2 - 3 mail 4 ME 5 " 6 , 7 I 8 don't 9 know 10 ; 11 old 12 friends 13 .
    assert drawn.text == '"sähköposti MINULLE", I en tiedä; old friends.'
    assert " ".join(drawn.words) == '" sähköposti MINULLE " , I en tiedä ; old friends .'
    assert drawn.positions == (0, 1, 4, 5, 6, 7, 8, 8, 10, 11, 12, 13)
    assert drawn.rows == (-1, 0, 2, -1, -1, -1, 1, 1, -1, -1, -1, -1)
    assert [origin[0] for origin in drawn.origins] == list("ksskkksskkkk")
    assert drawn.glued == tuple(mark == "1" for mark in "110110001001")
    # ä and ö take two bytes each.
    assert drawn.ends == (1, 13, 21, 22, 23, 25, 28, 35, 36, 40, 48, 49)
    assert set(drawn.cells) == set(drawn.ways) == {""}


@pytest.mark.parametrize(
    ("source", "entry", "variety", "expected"),
    [
        ("Monday", ("monday", "lundi"), "fra_Latn", "Lundi"),
        ("MONDAY", ("monday", "lundi"), "fra_Latn", "LUNDI"),
        ("monday", ("Monday", "lundi"), "fra_Latn", "lundi"),
        ("house", ("house", "Haus"), "deu_Latn", "Haus"),
        ("Street", ("street", "çadde yolu"), "fra_Latn", "Çadde yolu"),
        ("STREET", ("street", "çadde yolu"), "fra_Latn", "ÇADDE YOLU"),
        ("Good", ("good", "ดี"), "tha_Thai", "ดี"),
        ("GOOD", ("good", "კარგი"), "kat_Geor", "კარგი"),
        ("I", ("i", "minä"), "fin_Latn", "minä"),
        ("New York", ("new york", "nueva york"), "spa_Latn", "Nueva york"),
        ("UK government", ("uk government", "gobierno"), "spa_Latn", "Gobierno"),
        ("UK GOVERNMENT", ("uk government", "gobierno"), "spa_Latn", "GOBIERNO"),
        ("Good HOT", ("good hot", "iyi ısı"), "tur_Latn", "İyi ısı"),
        ("GOOD HOT", ("good hot", "iyi ısı"), "tur_Latn", "İYİ ISI"),
        ("École", ("école", "koulu"), "fin_Latn", "Koulu"),
        ("STRASSE", ("straße", "katu"), "fin_Latn", "KATU"),
        ("Straße", ("strasse", "katu"), "fin_Latn", "Katu"),
    ],
)
def test_casing_is_carried_over_and_ignored_in_look_up(source, entry, variety, expected):
    assert draw_text([source], make_lexicon(entry, target=variety))[0].text == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Send e-mail.", "Send P."),
        ("I don't know him", "I ET him"),
        ("I don't knowhim", "I don't knowhim"),
        ("the U.S. army", "the Y army"),
        ("at 5 o'clock, now", "at KELLO, now"),
        ("rock'n'roll (rock 'n' roll)", "rock'n'roll (RR)"),
        ("mother-in-law's", "mother-in-law's"),
        ("mother-in-law, mother in law", "ANOPPI, ANOPPI"),
        ("new york new york city new", "NY NYC new"),
        ("new", "new"),
    ],
)
def test_entries_of_several_words_are_found_as_raw_text_is_cut(line, expected):
    lexicon = make_lexicon(
        ("e-mail", "P"),
        ("don't know", "ET"),
        ("U.S.", "Y"),
        ("5 o'clock", "KELLO"),
        ("rock 'n' roll", "RR"),
        ("mother-in-law", "ANOPPI"),
        ("mother in law", "ANOPPI"),
        ("new york", "NY"),
        ("new york city", "NYC"),
    )
    assert draw_text([line], lexicon)[0].text == expected


def test_an_entry_of_several_words_matches_whatever_its_letters_fold_to():
    lexicon = make_lexicon(("ΐ-ǰ", "x"), ("weiß-ich", "y"))
    assert draw_text(["α ΐ-ǰ, WEISS-ICH"], lexicon)[0].text == "α x, Y"


def test_no_entry_reaches_over_the_end_of_a_line():
    drawn = draw_text(["a", "", "b a", "b", "a b"], make_lexicon(("a b", "x")))
    assert [output.text for output in drawn] == ["a", "", "b a", "b", "x"]
    assert [output.sentence for output in drawn] == [0, 1, 2, 3, 4]


LINES = st.lists(
    st.lists(st.sampled_from(["a", "B", "c", "d", "D", "!", "  ", " ", " ", "x-y", "żółć"]), max_size=12).map(
        "".join
    ),
    max_size=8,
)
ENTRIES = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d", "ab", "a b", "b c d", "a!", "x-y", "d d"]),
    st.sampled_from(["x", "y z", "ä-ö", "sanasanasanasanasana", "p q r s t u v w"]),
    max_size=8,
)


@settings(max_examples=200, deadline=None)
@given(LINES, ENTRIES, st.sampled_from(["fin_Latn", "tha_Thai"]), st.sampled_from([0.5, 1.0]))
def test_text_is_the_words_joined_and_each_ends_where_it_says(lines, entries, target, fraction):
    lexicon = make_lexicon(*entries.items(), target=target)
    for drawn in draw_text(lines, lexicon, fraction=fraction, copies=range(2)):
        assert drawn.text == drawn.joined
        data, begin = drawn.text.encode(), 0
        for word, glued, end in zip(drawn.words, drawn.glued, drawn.ends, strict=True):
            begin += not glued
            assert data[begin:end].decode() == word
            begin = end
        assert begin == len(data)


@settings(max_examples=200, deadline=None)
@given(LINES, ENTRIES, st.sampled_from([0.0, 0.5, 1.0]))
def test_what_is_not_translated_keeps_its_bytes_and_its_spaces(lines, entries, fraction):
    lexicon = make_lexicon(*entries.items())
    source = TextEncoder("eng_Latn").encode(lines, file="f")
    for drawn in draw_text(lines, lexicon, fraction=fraction):
        of_line = slice(source.offsets_N1[drawn.sentence], source.offsets_N1[drawn.sentence + 1])
        line_words, glued = words(lines[drawn.sentence], "eng_Latn"), source.glued_T[of_line]
        for k, (word, position, row) in enumerate(zip(drawn.words, drawn.positions, drawn.rows, strict=True)):
            if row < 0:
                assert word == line_words[position]
            if k and drawn.positions[k - 1] != position:
                assert drawn.glued[k] == glued[position]
            elif k:
                assert not drawn.glued[k]
        if fraction == 0.0:
            assert drawn.text == " ".join(lines[drawn.sentence].split())


@settings(max_examples=200, deadline=None)
@given(LINES, ENTRIES, st.sampled_from(["substitute", "lemma", "inflect"]), st.booleans())
def test_with_one_sense_each_the_result_is_that_of_the_engine_of_sentences(lines, entries, mode, analysed):
    known = {
        "D": ("a", "", "N;PL"),
        "c": ("d", "", "V;PST"),
        "d": ("d", "", "V;PST"),
        "b": ("zz", "", "N;PL"),
    }
    table = Paradigms.from_rows([("x", "xt", "N;PL"), ("x", "xi", "V;PST"), ("ä-ö", "ä-öt lla", "N;PL")])
    arguments = {
        "analyse": (lambda word: known.get(word, (word, "", ""))) if analysed else None,
        "inflector": Inflector(table),
        "mode": mode,
    }
    lexicon = make_lexicon(*entries.items())
    sentences = [Sentence(words(line, "eng_Latn"), "eng_Latn", f"s{i}") for i, line in enumerate(lines)]
    cut = make_lexicon(*((" ".join(words(key, "eng_Latn")), text) for key, text in entries.items()))
    for ours, theirs in zip(
        draw_text(lines, lexicon, **arguments), synthesize(sentences, cut, **arguments), strict=True
    ):
        for name in ("words", "positions", "origins", "rows", "cells"):
            assert getattr(ours, name) == getattr(theirs, name), name


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("I eat rice.", "ฉันกินข้าว."),
        ("I eat, John eat rice", "ฉันกิน, John กินข้าว"),
        ("rice John  rice", "ข้าว John ข้าว"),
        ("(rice) rice", "(ข้าว) ข้าว"),
        ("fried rice I", "ข้าวผัดฉัน"),
        ("I fried-rice", "ฉัน fried-ข้าว"),
    ],
)
def test_translations_into_a_script_without_spaces_stand_without_them(line, expected):
    lexicon = make_lexicon(
        *(("I", "ฉัน"), ("eat", "กิน"), ("rice", "ข้าว"), ("fried rice", "ข้าว ผัด")), target="tha_Thai"
    )
    assert draw_text([line], lexicon)[0].text == expected


def test_a_translation_of_several_words_is_spaced_and_all_of_it_stands_for_one_word():
    (drawn,) = draw_text(["x,a b"], make_lexicon(("a", "do të shohë"), ("x", "y")))
    assert drawn.text == "y,do të shohë b"
    assert (drawn.words, drawn.positions) == (("y", ",", "do", "të", "shohë", "b"), (0, 1, 2, 2, 2, 3))
    assert drawn.glued == (True, True, True, False, False, False)
    assert drawn.rows == (1, -1, 0, 0, 0, -1)


NOUNS = (("dog", "koira"), ("cat", "kissa"), ("mouse", "hiiri"), ("see", "nähdä"), ("dogs", "koiria"))


@pytest.mark.parametrize(
    ("mode", "text", "origins"),
    [
        ("substitute", "Koiria nähdä kissa, hiiri", "substituted lemma lemma kept lemma"),
        ("lemma", "Koira nähdä kissa, hiiri", "lemma lemma lemma kept lemma"),
        ("inflect", "Koirat näki kissat, hiiri", "inflected inflected inflected kept lemma"),
    ],
)
def test_each_mode_translates_form_or_lemma(mode, text, origins):
    learned = {("kissa", canonical("N;NOM;PL")): ("kissat", "inflector")}
    inflector = Inflector(TABLE, learned=learned)
    (drawn,) = draw_text(
        ["Dogs saw cats, mice"], make_lexicon(*NOUNS), mode=mode, inflector=inflector, analyse=analyse
    )
    assert (drawn.text, " ".join(drawn.origins)) == (text, origins)
    if mode == "inflect":
        plural = canonical("N;NOM;PL")
        assert drawn.cells == (plural, canonical("V;IND;PST;3;SG"), plural, "", "")
        assert drawn.ways == ("table", "table", "inflector", "", "")
    else:
        assert set(drawn.cells) == set(drawn.ways) == {""}


def test_rules_give_forms_that_the_table_lacks_and_say_so():
    table = Paradigms.from_rows([(word, word + "t", "N;PL") for word in ("talo", "auto", "katto")])
    lexicon = make_lexicon(("dog", "radio"), ("cat", "talo"))
    inflector = Inflector(table, SuffixRules.fit(table))
    (drawn,) = draw_text(["DOGS Cats"], lexicon, mode="inflect", inflector=inflector, analyse=analyse)
    assert (drawn.text, drawn.ways) == ("RADIOT Talot", ("rules", "table"))


def test_an_inflected_form_of_several_words_carries_its_cell_in_all_of_them():
    (drawn,) = draw_text(
        ["Seen!"], make_lexicon(*NOUNS), mode="inflect", inflector=Inflector(TABLE), analyse=analyse
    )
    assert (drawn.text, drawn.words) == ("On nähnyt!", ("On", "nähnyt", "!"))
    cell = canonical("V;IND;PRF;3;SG")
    assert (drawn.cells, drawn.origins) == ((cell, cell, ""), ("inflected", "inflected", "kept"))


@pytest.mark.parametrize(
    ("line", "entries", "expected"),
    [
        ("old stations", [("old stations", "asema")], "asemat"),
        ("turned on", [("turned on", "avata")], "avasi"),
        ("turned on", [("turned on", "avata"), ("turn", "x"), ("on", "y")], "avasi"),
    ],
)
def test_the_head_of_a_multiword_entry_gives_the_features(line, entries, expected):
    (drawn,) = draw_text(
        [line], make_lexicon(*entries), mode="inflect", inflector=Inflector(TABLE), analyse=analyse
    )
    assert (drawn.text, drawn.origins, drawn.ways) == (expected, ("inflected",), ("table",))


@pytest.mark.parametrize("mode", ["lemma", "inflect"])
def test_a_word_whose_lemma_has_no_entry_is_translated_by_its_form_and_left_as_it_is(mode):
    (drawn,) = draw_text(
        ["dogs"], make_lexicon(("dogs", "koira")), mode=mode, inflector=Inflector(TABLE), analyse=analyse
    )
    assert (drawn.text, drawn.origins, drawn.cells) == ("koira", ("substituted",), ("",))


def test_without_an_analyser_every_word_is_its_own_lemma():
    for mode, origin in (("substitute", "substituted"), ("lemma", "lemma"), ("inflect", "lemma")):
        drawn = draw_text(["Dogs dog see"], make_lexicon(*NOUNS), mode=mode, inflector=Inflector(TABLE))[0]
        assert (drawn.text, drawn.origins) == ("Koiria koira nähdä", (origin,) * 3)


def shares_of(weights):
    """How often the alias method draws each candidate: its share of its own place and what others leave."""
    offsets = np.cumsum([0, *map(len, weights)])
    cumulative = np.concatenate([np.cumsum(row) / np.sum(row) for row in weights])
    table = np.zeros((len(cumulative), 6), dtype=np.int32)
    text_kernels.alias_tables(offsets.astype(np.int64), cumulative, table)
    own = table[:, text_kernels.SHARE] / 2**31
    shares = own.copy()
    np.add.at(shares, table[:, text_kernels.ALIAS], 1 - own)
    parts = [slice(begin, end) for begin, end in pairwise(offsets.tolist())]
    for part in parts:
        assert (part.start <= table[part, text_kernels.ALIAS]).all()
        assert (table[part, text_kernels.ALIAS] < part.stop).all()
    return [shares[part] / (part.stop - part.start) for part in parts]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=9), min_size=1, max_size=4))
def test_the_alias_method_draws_each_candidate_by_its_weight(weights):
    for row, shares in zip(weights, shares_of(weights), strict=True):
        assert shares == pytest.approx(np.array(row) / sum(row), abs=1e-8)


@pytest.mark.parametrize("temperature", [1.0, 0.5, 2.0])
def test_senses_are_drawn_by_score_and_temperature(temperature):
    scores = {"p": 1.0, "q": 3.0, "r": 6.0, "s": 0.5, "t": 2.0}
    lexicon = make_lexicon(("a", "x"), *(("w", *item) for item in scores.items()), ("b", "y"))
    engine = Engine(lexicon, SynthesisSettings(temperature=temperature), seed=0)
    row_of = dict(zip(lexicon.table["target"], range(7), strict=True))
    candidates = engine._candidates_Cx6
    mine = [c for c in range(7) if candidates[c, 0] in {row_of[target] for target in scores}]
    own = candidates[:, text_kernels.SHARE] / 2**31
    weights = {target: score ** (1 / temperature) for target, score in scores.items()}
    for c in mine:
        target = lexicon.table["target"][int(candidates[c, 0])]
        left = sum(1 - own[d] for d in mine if candidates[d, text_kernels.ALIAS] == c)
        assert (own[c] + left) / 5 == pytest.approx(weights[target] / sum(weights.values()), abs=1e-8)
    encoded = TextEncoder("eng_Latn").encode(["w w w w w a"] * 1000, file="f")
    found = [word for drawn in read_text(engine.draw(encoded, [0, 1])) for word in drawn.words]
    expected = [10_000 * weight / sum(weights.values()) for weight in weights.values()]
    assert stats.chisquare([found.count(target) for target in scores], expected).pvalue > 1e-3
    assert found.count("x") == 2000


def test_neighbours_copies_and_lines_are_drawn_independently():
    lexicon = make_lexicon(*(("w", target) for target in "pqr"))
    pairs = [drawn.words for drawn in draw_text(["w w"] * 300, lexicon, copies=range(6))]
    counts = [pairs.count((a, b)) for a in "pqr" for b in "pqr"]
    assert sum(counts) == 1800 and stats.chisquare(counts).pvalue > 1e-3
    copies = [pairs[k * 300 : (k + 1) * 300] for k in range(6)]
    same = sum(a == b for a, b in zip(copies[0], copies[1], strict=True))
    assert stats.binomtest(same, 300, 1 / 9).pvalue > 1e-3


def test_only_the_best_senses_are_kept_and_ties_keep_the_lexicons_order():
    lexicon = make_lexicon(("k", "a", 1.0), ("k", "b", 2.0), ("k", "c", 1.0), ("z", "d"))
    for limit, expected in ((1, {"b"}), (2, {"a", "b"}), (3, {"a", "b", "c"})):
        assert {drawn.text for drawn in draw_text(["k"] * 200, lexicon, max_senses=limit)} == expected


def test_the_fraction_is_the_share_of_translatable_words_replaced():
    lexicon = make_lexicon(("a", "t"), ("c d", "u"))
    drawn = draw_text(["a x c d a"] * 2000, lexicon, fraction=0.3)
    for position in (0, 2, 4):
        replaced = sum(output.origins[output.positions.index(position)] == "substituted" for output in drawn)
        assert stats.binomtest(replaced, 2000, 0.3).pvalue > 1e-3
    assert {len(output.words) for output in drawn} == {4, 5}
    assert {word for output in drawn for word in output.words} == {*"axcdtu"}


def test_code_switched_text_makes_the_same_choices_where_it_translates():
    lines = ["a b c d", "b B, a"] * 30
    full = draw_text(lines, SENSES)
    mixed = draw_text(lines, SENSES, fraction=0.5)
    pairs = [
        pair
        for whole, part in zip(full, mixed, strict=True)
        for pair in zip(whole.words, part.words, part.origins, strict=True)
    ]
    assert all(a == b for a, b, origin in pairs if origin != "kept")
    assert {origin for _, _, origin in pairs} == {"kept", "substituted"}


MANY = make_lexicon(
    *(
        (key, target, score)
        for key in ("dog", "cat", "see")
        for score, target in enumerate(["koira", "kissa", "asema", "nähdä", "kova sana"], 1)
    ),
    ("dogs saw", "p q r"),
    ("mice-cats", "hiiri"),
)
TOKENS = st.sampled_from(["dogs", "Dog", "saw", "SEEN", "cats", "mice", ",", "-", "x", "żółć"])
TEXT = st.lists(st.lists(TOKENS, max_size=6).map(" ".join), min_size=1, max_size=8)
OPTIONS = {
    "plain": {},
    "mixed": {"fraction": 0.5},
    "inflected": {"mode": "inflect", "inflector": Inflector(TABLE), "analyse": analyse},
}


def engine_of(options, seed=3):
    kept = {name: value for name, value in options.items() if name not in ("inflector", "analyse")}
    return Engine(MANY, SynthesisSettings(**kept), seed=seed, inflector=options.get("inflector"))


@pytest.mark.parametrize("name", OPTIONS)
@settings(max_examples=60, deadline=None)
@given(TEXT, st.lists(TEXT, max_size=2), st.integers(1, 4), st.randoms(use_true_random=False))
def test_a_line_is_the_same_whatever_is_drawn_with_it_or_before_it(name, lines, others, size, chance):
    options = OPTIONS[name]
    encoder = TextEncoder("eng_Latn", options.get("analyse"))
    whole = read_text(engine_of(options).draw(encoder.encode(lines, file="f", first=5), [0, 1, 2]))
    expected = {(drawn.sentence, drawn.copy): drawn for drawn in whole}
    assert len(expected) == 3 * len(lines)

    encoder = TextEncoder("eng_Latn", options.get("analyse"))
    engine = engine_of(options)
    for other in others:
        engine.draw(encoder.encode(other, file="other"), [0, 7])
    begins = list(range(0, len(lines), size))
    chance.shuffle(begins)
    for begin in begins:
        copies = chance.sample([0, 1, 2], chance.randint(1, 3))
        batch = encoder.encode(lines[begin : begin + size], file="f", first=5 + begin)
        for drawn in read_text(engine.draw(batch, copies)):
            moved = replace(drawn, sentence=drawn.sentence + begin)
            assert moved == expected[moved.sentence, moved.copy]


def test_batches_may_be_drawn_after_others_were_encoded():
    encoder, lines = TextEncoder("eng_Latn"), ["a b", "c d e", "f a"]
    batches = [encoder.encode([line], file="f", first=i) for i, line in enumerate(lines, 1)]
    engine = Engine(SENSES, SynthesisSettings(), seed=0)
    late = [read_text(engine.draw(batch))[0].text for batch in reversed(batches)][::-1]
    assert late == [drawn.text for drawn in draw_text(lines, SENSES)]


def test_what_was_drawn_reads_the_same_after_more_is_drawn():
    encoder = TextEncoder("eng_Latn", analyse)
    engine = engine_of(OPTIONS["inflected"])
    first = engine.draw(encoder.encode(["Dogs saw cats"], file="f"))
    before = read_text(first)
    again = engine.draw(encoder.encode(["Dogs saw cats"], file="f"))
    engine.draw(encoder.encode(["new mice seen dogs CATS"] * 50, file="f"))
    assert read_text(first) == before == read_text(again)


def test_seed_target_file_line_and_copy_each_change_the_draw():
    lines = ["a b c d"] * 40
    base = [drawn.text for drawn in draw_text(lines, SENSES)]
    engine, encoder = Engine(SENSES, SynthesisSettings(), seed=0), TextEncoder("eng_Latn")

    def named(**names):
        return read_text(engine.draw(encoder.encode(lines, **names)))

    for outputs in (
        draw_text(lines, SENSES, seed=1),
        draw_text(lines, replace(SENSES, target="est_Latn")),
        draw_text(lines, SENSES, copies=[1]),
        named(file="g"),
        named(file="f", first=2),
    ):
        assert sum(a == drawn.text for a, drawn in zip(base, outputs, strict=True)) < 10
    assert [drawn.text for drawn in named(file="f", first=2)][:-1] == base[1:]
    assert len(set(base)) > 30


def test_of_four_senses_alike_two_bits_of_the_draws_hash_choose():
    lexicon = make_lexicon(*(("w", f"t{i}") for i in range(4)))
    lines = ["w w", "x w", "w, w w"] * 5
    for drawn in draw_text(lines, lexicon, seed=7, copies=[0, 3]):
        file = np.array([text_key(7, "fin_Latn", "f")], dtype=np.uint64)
        key = mix(mix(file, drawn.sentence + 1), drawn.copy)
        for word, position, row in zip(drawn.words, drawn.positions, drawn.rows, strict=True):
            chosen = int(mix(mix(key, position), SENSE)[0]) >> 62
            assert (word, row) == (f"t{chosen}", chosen) or (word in (",", "x") and row == -1)


@pytest.mark.parametrize("name", ["fill", "invent", "random_cells"])
def test_settings_that_raw_text_does_not_have_are_refused(name):
    with pytest.raises(ConfigError, match=f"{name}: needs annotated sentences"):
        Engine(SENSES, SynthesisSettings(**{name: 0.5}), seed=0)


@pytest.mark.parametrize("lexicon", [make_lexicon(("z", "y")), make_lexicon(), make_lexicon(("x y", "z"))])
def test_without_a_hit_the_text_is_the_source(lexicon):
    lines = ["A b,  c!", "", "  ", "x"]
    for options in ({}, {"mode": "inflect", "inflector": Inflector(TABLE), "analyse": analyse}):
        drawn = draw_text(lines, lexicon, **options)
        assert [output.text for output in drawn] == ["A b, c!", "", "", "x"]
        assert all(set(output.rows) <= {-1} and set(output.origins) <= {"kept"} for output in drawn)


@pytest.mark.parametrize("lines", [[], [""], ["", " ", "\u200b"]])
def test_lines_without_words_come_out_empty(lines):
    drawn = draw_text(lines, SENSES, copies=range(2))
    assert [(output.sentence, output.copy) for output in drawn] == [
        (i, copy) for copy in range(2) for i in range(len(lines))
    ]
    assert all(output.text == "" and output.words == () for output in drawn)


@pytest.mark.parametrize("long", ["x" * 100_000, "é" * 70_000, "ก" * 50_000, "!" * 99_999])
def test_very_long_words_are_kept_and_translated(long):
    lexicon = make_lexicon(("a", "t"), (long, "short"), ("b", long))
    lines = [f"a {long}, b", "b b", "a"]
    assert [drawn.text for drawn in draw_text(lines, make_lexicon(("a", "t")))] == [
        f"t {long}, b",
        "b b",
        "t",
    ]
    assert [drawn.text for drawn in draw_text(lines, lexicon)] == [
        f"t short, {long}",
        f"{long} {long}",
        "t",
    ]


@pytest.fixture
def statuses(monkeypatch):
    """What each call of the kernel says."""
    seen, kernel = [], text_kernels.synthesize_text

    def spy(*arguments):
        seen.append(kernel(*arguments))
        return seen[-1]

    monkeypatch.setattr(text_kernels, "synthesize_text", spy)
    return seen


def test_output_that_outgrows_its_room_is_drawn_again_and_the_same(statuses):
    long = " ".join(f"sana{i}" for i in range(60))
    lexicon = make_lexicon(("w", long), ("v", "pitkä" * 30))
    lines = ["w v, w x", "v v v"] * 100
    expected = [f"{long} {'pitkä' * 30}, {long} x", " ".join(["pitkä" * 30] * 3)] * 100
    assert [drawn.text for drawn in draw_text(lines, lexicon)] == expected
    assert FULL in statuses and statuses[-1] == DONE


def test_room_and_forms_that_are_missing_at_once_change_nothing(statuses):
    lemmas = {f"w{i}": f"lemma{i}" for i in range(60)}
    long = " ".join(f"sana{i}" for i in range(60))
    table = Paradigms.from_rows(
        [(lemma, " ".join([f"{lemma}t"] * (i % 30 + 1)), "N;PL") for i, lemma in enumerate(lemmas.values())]
    )
    lexicon = make_lexicon(*lemmas.items(), ("long", long))
    arguments = {
        "mode": "inflect",
        "inflector": Inflector(table),
        "analyse": lambda word: (word.casefold(), "", "N;PL"),
    }
    forms = {word: " ".join([f"{lemma}t"] * (int(word[1:]) % 30 + 1)) for word, lemma in lemmas.items()}
    forms |= {word.upper(): form.upper() for word, form in forms.items()} | {"long": long}
    chance = random.Random(0)
    lines = [" ".join([*chance.choices(list(forms), k=12), "long"]) for _ in range(40)]
    drawn = draw_text(lines, lexicon, **arguments)
    assert {FULL, MISSING} <= set(statuses) and statuses[-1] == DONE
    for line, output in zip(lines, drawn, strict=True):
        assert output.text == " ".join(forms[word] for word in line.split())
        assert {*output.origins[:-60]} <= {"inflected", "lemma"} and {*output.origins[-60:]} == {"lemma"}
    assert draw_text(lines[:1], lexicon, **arguments) == drawn[:1]
