import random
import sys
import unicodedata
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lexiboost.artifacts.files import read_lines
from lexiboost.text.scanner import Vocabulary
from lexiboost.text.segment import is_unspaced, words
from lexiboost.text.unicode import clean

ALPHABETS = (
    "abXY .,'’-_:·",
    "0159٣५,.;٫'’ a",
    "ab\u0301\u0323\u0307\u0308eoi 5",  # marks that compose, and in an order that may be wrong
    "ÀéΐǰK\u212b\u0958ﬁＡ①½ ",
    "กขเาิ่ๆ ab5\u200b",
    "བོདཡིན་། \u0f71\u0f72",
    "ខ្ញុំទៅ\u200b មြန်မာ",
    "食べるー々〆日本 、iP\ufe0f\U000e0100",
    "צה״ל׳ \u05b7\u200f",
    "հայ՟․ որ։",
    "اردو می\u200cخ\u200dو\u0640\u064b ،۔\u06dd۱",
    "क्षि़ड़ \u200d\u200c।",
    "가\u1100\u1161\u11a8\u1175 한",
    "ab\u200b\ufeff\u00ad\u200e\u202e\x00\x07\x7f ",
    "ab \t\r\n\x0b\x1c\x85\u00a0\u2028\u3000",
    "😀👍🏽👨\u200d👩\ufe0f🏴\U000e0067\U000e007f\U000e0001 a",
    "𐐷𞤀𝐀𝟗𠀀\U000323ae\U00033480\U000e00ff\U0010fffd a",
    "!?….--— ,,\u0301\u20e3",
)
RUNS = st.one_of(st.text(), *(st.text(alphabet, max_size=8) for alphabet in ALPHABETS))
LINES = st.lists(st.lists(RUNS, max_size=4).map("".join), max_size=4)
VARIETIES = ("eng_Latn", "khm_Khmr")


def scanned(vocabulary, lines):
    """The words of each line."""
    text = vocabulary.scan(lines)
    known, bounds = vocabulary.words(), text.offsets_N1.tolist()
    assert len(bounds) == len(lines) + 1 and bounds[0] == 0 and bounds[-1] == len(text.ids_T)
    found = [known[number] for number in text.ids_T]
    return [tuple(found[begin:end]) for begin, end in pairwise(bounds)]


def rejoined(vocabulary, lines):
    """Each line as its words, with a space before each that is not glued."""
    text, known = vocabulary.scan(lines), vocabulary.words()
    pieces = [
        known[number] if glued else f" {known[number]}"
        for number, glued in zip(text.ids_T, text.glued_T, strict=True)
    ]
    bounds = text.offsets_N1.tolist()
    return ["".join(pieces[begin:end]) for begin, end in pairwise(bounds)]


def spaced(line, variety):
    """The cleaned line with one space before each run of characters without any."""
    if is_unspaced(variety):
        line = line.replace("\u200b", " ")
    return "".join(f" {run}" for run in clean(line).split())


@pytest.mark.parametrize("variety", VARIETIES)
@settings(max_examples=400, deadline=None)
@given(LINES)
@example(["🏴\U000e0067\U000e007f", "a\U000e0001b"])
@example(["a\nb", "", "c"])
@example(["e", "\u0301"])
def test_words_are_those_of_segmentation_and_spaces_those_of_the_text(variety, lines):
    vocabulary = Vocabulary(variety)
    assert scanned(vocabulary, lines) == [words(line, variety) for line in lines]
    assert rejoined(vocabulary, lines) == [spaced(line, variety) for line in lines]


@settings(max_examples=400, deadline=None)
@given(LINES.map(lambda lines: [" ".join(clean(line).split()) for line in lines]))
def test_text_that_is_clean_already_is_cut_the_same(lines):
    vocabulary = Vocabulary("eng_Latn")
    assert scanned(vocabulary, lines) == [words(line, "eng_Latn") for line in lines]
    assert rejoined(vocabulary, lines) == [f" {line}" if line else "" for line in lines]


def test_every_assigned_character_is_what_segmentation_takes_it_for():
    vocabulary, numbers = Vocabulary("eng_Latn"), {}
    for code in range(sys.maxunicode + 1):
        c = chr(code)
        category = unicodedata.category(c)
        large = 0x3400 < code < 0xD7A0 or code > 0x17000  # ideographs and syllables: a part of them will do
        if category in ("Cs", "Co", "Cn") or (category == "Lo" and large and code % 101):
            continue
        line = f"a{c}b {c}{c} 1{c}2 ก{c}ข {c}a{c}5{c}"
        expected = [numbers.setdefault(word, len(numbers)) for word in words(line, "eng_Latn")]
        assert vocabulary.scan([line]).ids_T.tolist() == expected, f"U+{code:04X}"
    assert vocabulary.words() == list(numbers)


def test_the_declaration_of_human_rights_is_cut_as_segmentation_cuts_it(data_dir):
    files = sorted((data_dir / "text" / "udhr2").glob("*.txt*"))
    chosen = random.Random(0)
    for variety in VARIETIES:
        vocabulary = Vocabulary(variety)
        for file in files:
            paragraphs = [line for _, line in read_lines(file)]
            lines = chosen.sample(paragraphs, min(4, len(paragraphs)))
            assert scanned(vocabulary, lines) == [words(line, variety) for line in lines], file.name


@settings(max_examples=200, deadline=None)
@given(st.lists(LINES, max_size=4))
def test_words_are_numbered_as_they_first_occur_over_all_scans(batches):
    vocabulary, numbers = Vocabulary("eng_Latn"), {}
    for lines in batches:
        running = [word for line in lines for word in words(line, "eng_Latn")]
        expected = [numbers.setdefault(word, len(numbers)) for word in running]
        assert vocabulary.scan(lines).ids_T.tolist() == expected
        assert vocabulary.words() == list(numbers)
        assert len(vocabulary) == len(numbers)


def test_words_that_only_the_text_before_cleaning_has_get_no_number():
    vocabulary = Vocabulary("eng_Latn")
    vocabulary.scan(["a"])
    assert vocabulary.scan(["b cafe\u0301 a", "cafe\u0301s"]).ids_T.tolist() == [1, 2, 0, 3]
    assert vocabulary.words() == ["a", "b", "café", "cafés"]


@pytest.mark.parametrize("form", ["NFD", "NFKD"])
def test_decomposed_text_comes_out_in_normal_form_c(form):
    line = "Ménagères naïves: 한국어, ΐ, ड़, ổ và Ǖ"
    vocabulary = Vocabulary("fra_Latn")
    decomposed = unicodedata.normalize(form, line)
    assert decomposed != line
    assert scanned(vocabulary, [decomposed]) == [words(line, "fra_Latn")]
    assert all(unicodedata.is_normalized("NFC", word) for word in vocabulary.words())


def test_marks_of_normal_form_c_are_not_taken_for_another_form():
    line = "x\u0323\u0301 q\u0308 กำ้ שָׁלוֹם"
    assert unicodedata.is_normalized("NFC", line)
    assert scanned(Vocabulary("eng_Latn"), [line]) == [words(line, "eng_Latn")]


def test_the_vocabulary_grows_with_many_words_and_keeps_their_numbers():
    vocabulary = Vocabulary("eng_Latn")
    running = [f"w{number}x{'é' * (number % 40)}" for number in range(30_000)]
    lines = [" ".join(running[begin : begin + 100]) for begin in range(0, len(running), 100)]
    assert vocabulary.scan(lines).ids_T.tolist() == list(range(len(running)))
    assert vocabulary.words() == running
    assert vocabulary.words(29_990) == running[29_990:]
    assert vocabulary.strings(29_999).to_pylist() == running[-1:]
    assert vocabulary.words(30_000) == []
    assert vocabulary.scan(lines[::-1]).ids_T.reshape(-1, 100)[::-1].ravel().tolist() == list(range(30_000))
    pool, ends = vocabulary.buffers()
    assert [pool[a:b].tobytes().decode() for a, b in pairwise(ends[:10])] == running[:9]


def test_growth_in_the_middle_of_glued_words_leaves_them_glued():
    count = 20_000
    text = Vocabulary("eng_Latn").scan(["x", "".join(f"w{number}!" for number in range(count)), "a !"])
    assert text.offsets_N1.tolist() == [0, 1, 2 * count + 1, 2 * count + 3]
    assert np.flatnonzero(~text.glued_T).tolist() == [0, 1, 2 * count + 1, 2 * count + 2]


@pytest.mark.parametrize("letter", ["x", "é", "ก", "𐐷", "!", "\u200da\u200d"])
def test_a_word_longer_than_all_room_is_one_word(letter):
    long, vocabulary = letter * 300_000, Vocabulary("eng_Latn")
    assert scanned(vocabulary, [f"a {long} b", f"{long}", "b a"]) == [
        ("a", *words(long, "eng_Latn"), "b"),
        words(long, "eng_Latn"),
        ("b", "a"),
    ]
    assert len(vocabulary) == 3


def test_words_alike_but_for_their_length_or_their_end_are_told_apart():
    running = ["a" * length for length in range(1, 40)] + ["a" * length + "b" for length in range(1, 40)]
    assert scanned(Vocabulary("eng_Latn"), [" ".join(running)]) == [tuple(running)]


def test_a_line_break_inside_a_line_is_a_space_and_moves_no_other_line():
    vocabulary = Vocabulary("eng_Latn")
    assert scanned(vocabulary, ["a\nb", "c", "\n", "d\r\ne\n"]) == [("a", "b"), ("c",), (), ("d", "e")]
    assert vocabulary.scan(["a\nb"]).glued_T.tolist() == [False, False]
    assert scanned(vocabulary, ["e\n", "\n", "\u0301f"]) == [("e",), (), ("\u0301f",)]


@pytest.mark.parametrize("lines", [[], [""], ["", "", ""], [" ", "  "], ["\u200b", "\t"]])
def test_lines_without_words_have_none(lines):
    vocabulary = Vocabulary("eng_Latn")
    text = vocabulary.scan(lines)
    assert text.offsets_N1.tolist() == [0] * (len(lines) + 1)
    assert (len(text.ids_T), len(text.glued_T), len(vocabulary), vocabulary.words()) == (0, 0, 0, [])


def test_empty_lines_keep_their_place_between_others():
    assert Vocabulary("eng_Latn").scan(["", "a b", "", " ", "c", ""]).offsets_N1.tolist() == [
        *(0, 0, 2, 2, 2, 3, 3)
    ]


def test_a_word_is_glued_where_no_space_stands_before_it():
    text = Vocabulary("eng_Latn").scan(['He said: "don\'t",  e-mail!', "(x) y"])
    # He said | : " don't " , | e - mail ! || ( x ) | y
    glued = "001 0111 0111 011 0"
    assert text.glued_T.tolist() == [mark == "1" for mark in glued.replace(" ", "")]


@pytest.mark.parametrize(
    ("variety", "found"), [("tha_Thai", ("ก", "ข")), ("jpn_Jpan", ("ก", "ข")), ("eng_Latn", ("กข",))]
)
def test_a_zero_width_space_parts_words_where_no_spaces_are_written(variety, found):
    vocabulary = Vocabulary(variety)
    assert scanned(vocabulary, ["ก\u200bข"]) == [found]
    assert vocabulary.scan(["ก\u200bข"]).glued_T.tolist() == [False] * len(found)
