import sys
import unicodedata

import pytest
from fontTools import unicodedata as reference
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.text.unicode import (
    COMMON,
    capitalize,
    clean,
    is_cased,
    letter_scripts,
    lower,
    script_of,
    script_of_letter,
    upper,
)

LIVING_SCRIPTS = (
    "Adlm Arab Armn Beng Cans Cher Cyrl Deva Ethi Geor Grek Gujr Guru Hang Hani Hebr Hira Java Kana Khmr "
    "Knda Lana Laoo Latn Mlym Mong Mtei Mymr Nkoo Olck Orya Rohg Sinh Sund Syrc Taml Telu Tfng Thaa Thai Tibt"
)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("cafe\u0301", "café"),
        ("\ufeffword", "word"),
        ("so\u00adft", "soft"),
        ("a\u200bb", "ab"),
        ("\u200eabc\u200f \u202aabc\u202c", "abc abc"),
        ("10\u00a0000", "10 000"),
        ("a\u3000b\tc\u2003d", "a b c d"),
        ("bell\x07", "bell"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("ශ්\u200dරී", "ශ්\u200dරී"),
        ("\u200cمی\u200c", "می"),
        ("co\u200dop\u200c", "coop"),
        ("\u0602۱۲", "\u0602۱۲"),
        ("क\u093c", "क\u093c"),
        ("\u0958", "क\u093c"),
        ("e\u200b\u0301", "é"),
    ],
)
def test_invisible_characters_go_and_spelling_stays(raw, expected):
    assert clean(raw) == expected


@given(st.text())
def test_cleaning_twice_changes_nothing_and_gives_nfc(text):
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.text(alphabet="ab\u200b\u200c\u200d\u200e\u00a0\u00ad\u0301ی \t"))
def test_cleaning_leaves_no_white_space_but_the_space(text):
    assert all(char == " " for char in clean(text) if char.isspace())
    assert not set(clean(text)) & set("\u200b\u200e\u00ad")


def test_scripts_of_letters_agree_with_the_unicode_character_database():
    """Where we name a script it is the database's; modifier letters may stay common."""
    wrong = []
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        if unicodedata.category(char)[0] == "L":
            ours, theirs = script_of_letter(char), reference.script(char)
            if ours not in (theirs, COMMON) and theirs not in ("Zyyy", "Zinh"):
                wrong.append((hex(code), ours, theirs))
    assert wrong == []


@pytest.mark.parametrize(
    "script",
    LIVING_SCRIPTS.split(),
)
def test_no_letter_of_a_living_script_is_unknown(script):
    letters = [
        chr(code)
        for code in range(0x1F000)
        if reference.script(code) == script and unicodedata.category(chr(code)) in ("Lo", "Ll", "Lu")
    ]
    assert letters
    assert {script_of_letter(char) for char in letters if unicodedata.is_normalized("NFC", char)} == {script}


@pytest.mark.parametrize(
    ("word", "script"),
    [
        ("kitap", "Latn"),
        ("кітап", "Cyrl"),
        ("किताब", "Deva"),
        ("کتاب", "Arab"),
        ("ー", COMMON),
        ("コーヒー", "Kana"),
        ("食べる", "Hira"),
        ("12-й", "Cyrl"),
        ("3.14", COMMON),
        ("", COMMON),
    ],
)
def test_the_script_of_a_word_is_that_of_most_letters(word, script):
    assert script_of(word) == script


def test_the_letters_of_a_mixed_word_have_scripts_of_their_own():
    assert [script_of_letter(char) for char in "cө-2"] == ["Latn", "Cyrl", COMMON, COMMON]


def test_writing_systems_of_several_scripts_have_the_letters_of_each():
    assert {script_of_letter(char) for char in "食べるコヒ"} <= letter_scripts("Jpan")
    assert script_of_letter("べ") not in letter_scripts("Hans")
    assert script_of_letter("پ") in letter_scripts("Aran")


def test_combining_marks_belong_to_no_script_of_their_own():
    assert script_of_letter("\u0323") == script_of_letter("\u0301") == COMMON


def test_scripts_that_have_capitals():
    assert [is_cased(script) for script in ("Latn", "Cyrl", "Armn", "Deva", "Arab", "Geor", "Thai")] == [
        True,
        True,
        True,
        False,
        False,
        False,
        False,
    ]


def test_turkish_dots_its_i_and_other_languages_do_not():
    assert lower("IŞIK İZMİR", "tur_Latn") == "ışık izmir"
    assert upper("ışık izmir", "tur_Latn") == "IŞIK İZMİR"
    assert capitalize("istanbul", "aze_Latn") == "İstanbul"
    assert lower("ISTANBUL", "eng_Latn") == "istanbul"
    assert capitalize("istanbul", "eng_Latn") == "Istanbul"


def test_greek_small_sigma_is_final_at_the_end():
    assert lower("ΟΔΟΣ", "ell_Grek") == "οδος"


def test_capitalize_leaves_the_rest_untouched():
    assert capitalize("eBay", "eng_Latn") == "EBay"
    assert capitalize("", "eng_Latn") == ""
