import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.text.segment import is_unspaced, units, words
from lexiboost.text.unicode import clean


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I can't, he said.", "I|can't|,|he|said|."),
        ("It costs 3.50€, or 1,000!", "It|costs|3.50|€|,|or|1,000|!"),
        ("well... no?! -- yes", "well|...|no|?|!|--|yes"),
        ("3.abc a,b", "3|.|abc|a|,|b"),
        ("e-mail, mother-in-law", "e|-|mail|,|mother|-|in|-|law"),
        ("'tis the boys' toy", "'|tis|the|boys|'|toy"),
        ("Ankara’ya EU:n", "Ankara’ya|EU:n"),
        ("मुझे कल सुबह जगा दो।", "मुझे|कल|सुबह|जगा|दो|।"),
        ("کیا حال ہے؟", "کیا|حال|ہے|؟"),
        ("می\u200cخواهم بروم", "می\u200cخواهم|بروم"),
        ("қайырлы таң,", "қайырлы|таң|,"),
        ("iPhone手机2年。", "iPhone|手机|2|年|。"),
        ("ปลุกฉัน ตอน5โมง", "ปลุกฉัน|ตอน|5|โมง"),
        ("コーヒーが好き", "コーヒーが好き"),
        ("བོད་སྐད་ཡིན།", "བོད་སྐད་ཡིན|།"),
        ("צה\u05f4ל", "צה\u05f4ל"),
        ("  \t ", ""),
    ],
)
def test_words_numbers_and_punctuation_come_apart(text, expected):
    assert "|".join(words(text, "eng_Latn")) == expected


def test_a_zero_width_space_parts_khmer_words_and_not_english_ones():
    assert words("ខ្ញុំ\u200bទៅ", "khm_Khmr") == ("ខ្ញុំ", "ទៅ")
    assert words("a\u200bb", "eng_Latn") == ("ab",)


@given(st.text())
def test_no_character_is_lost_but_white_space(text):
    assert "".join(words(text, "eng_Latn")) == "".join(clean(text).split())


@given(st.text(alphabet="ab1.,'’-_ कि़ไทยา་བ食べー\u200c\u0301"))
def test_no_token_is_empty_or_holds_white_space(text):
    assert all(token and not re.search(r"\s", token) for token in words(text, "eng_Latn"))


def test_thai_is_cut_into_the_vocabularys_words():
    vocabulary = {"ปลุก", "ฉัน", "ตอน", "ตี", "ห้า", "ตีห้า"}
    assert units("ปลุกฉันตอนตีห้า", vocabulary, "tha_Thai") == ("ปลุก", "ฉัน", "ตอน", "ตีห้า")


def test_what_no_entry_covers_stays_together():
    assert units("ปลุกฉันตอนตีห้า", {"ฉัน", "ห้า"}, "tha_Thai") == ("ปลุก", "ฉัน", "ตอนตี", "ห้า")


def test_han_characters_that_no_entry_covers_stand_alone():
    assert units("我们想要粉红色iPhone", {"我们", "粉红"}, "cmn_Hans") == (
        "我们",
        "想",
        "要",
        "粉红",
        "色",
        "iPhone",
    )


def test_among_equal_cuts_the_longest_entry_from_the_left_wins():
    assert units("粉红色", {"粉红", "红色", "粉", "色"}, "cmn_Hans") == ("粉红", "色")


def test_costs_decide_between_cuts():
    costs = {"粉红": 9.0, "红色": 2.0, "粉": 2.0, "色": 2.0}
    assert units("粉红色", costs, "cmn_Hans") == ("粉", "红色")


def test_no_entry_is_found_that_would_split_a_syllable():
    assert units("มา", {"ม"}, "tha_Thai") == ("มา",)
    assert units("เก", {"เ", "ก"}, "tha_Thai") == ("เก",)
    assert units("ខ្មែរ", {"ខ", "មែរ"}, "khm_Khmr") == ("ខ្មែរ",)


def test_the_myanmar_killed_consonant_stays_with_its_syllable():
    assert units("မြန်မာစာ", {"မြန်မာ", "စာ", "မြ"}, "mya_Mymr") == ("မြန်မာ", "စာ")


def test_tibetan_units_lose_the_tsheg_between_them():
    assert units("བོད་སྐད་ཡིན", {"བོད་སྐད", "ཡིན"}, "bod_Tibt") == ("བོད་སྐད", "ཡིན")


def test_scripts_with_spaces_are_never_cut():
    assert units("snowman", {"snow", "man"}, "eng_Latn") == ("snowman",)
    assert units("학교생활", {"학교", "생활"}, "kor_Kore") == ("학교생활",)


def test_varieties_written_without_spaces():
    varieties = [
        "tha_Thai",
        "jpn_Jpan",
        "cmn_Hant",
        "bod_Tibt",
        "eng_Latn",
        "hin_Deva",
        "kor_Kore",
        "amh_Ethi",
    ]
    assert [variety for variety in varieties if is_unspaced(variety)] == varieties[:4]


@given(
    st.text(alphabet="天地人日", min_size=1, max_size=7),
    st.dictionaries(st.text(alphabet="天地人日", min_size=1, max_size=3), st.integers(1, 20), max_size=8),
)
def test_the_cut_is_the_cheapest_of_all_cuts(word, costs):
    def cost(cut):
        return sum(costs.get(unit, 25 * len(unit)) for unit in cut)

    cuts = [
        [word[a:b] for a, b in zip((0, *places), (*places, len(word)), strict=True)]
        for count in range(len(word))
        for places in combinations(range(1, len(word)), count)
    ]
    found = units(word, costs, "cmn_Hans")
    assert "".join(found) == word
    assert cost(found) == min(map(cost, cuts))


@given(
    st.text(alphabet="กมาะเไ่ำ 5a", min_size=1, max_size=12),
    st.sets(st.text(alphabet="กมาะเ่", min_size=1, max_size=3)),
)
def test_units_put_together_give_the_word(word, vocabulary):
    assert "".join(units(word, vocabulary, "tha_Thai")) == word
    assert all(units(word, vocabulary, "tha_Thai"))
