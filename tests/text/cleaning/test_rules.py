"""Each rule on either side of its published threshold, in spaced and unspaced scripts."""

from __future__ import annotations

import string
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.text.cleaning.length import LengthSettings, length_steps, size_steps
from lexiboost.text.cleaning.page import Page
from lexiboost.text.cleaning.quality import QualitySettings, quality_steps
from lexiboost.text.cleaning.repetition import (
    DUPLICATE,
    TOP,
    RepetitionSettings,
    duplicate_ngram_share,
    repetition_steps,
    top_ngram_share,
)
from lexiboost.text.cleaning.script import ScriptSettings, script_steps
from lexiboost.text.cleaning.settings import C4, GOPHER
from lexiboost.text.cleaning.step import Step
from lexiboost.text.cleaning.web import WebSettings, web_steps

VARIETIES = ("eng_Latn", "hin_Deva", "cmn_Hans", "tha_Thai")
LETTERS = {"eng_Latn": string.ascii_lowercase, "hin_Deva": "कखगघचछजझटठडढतथदधनपफबभमयरलव"}


def words(count: int, variety: str = "eng_Latn", length: int = 4, start: int = 0) -> list[str]:
    """Different words of one length."""
    letters = LETTERS[variety]
    base = len(letters)
    return [
        "".join(letters[number // base**place % base] for place in range(length))
        for number in range(start, start + count)
    ]


def rejecting(steps: Iterable[Step], text: str, variety: str) -> list[str]:
    return [step.name for step in steps if not step.apply(Page(text, variety))]


def left(steps: Iterable[Step], name: str, text: str, variety: str) -> str:
    (step,) = [step for step in steps if step.name == name]
    return step.apply(Page(text, variety))


def test_the_published_settings_are_as_published() -> None:
    """Rae et al. (2021), table A1 and A.1.1; Raffel et al. (2020), section 2.2."""
    assert TOP == {2: 0.20, 3: 0.18, 4: 0.16}
    assert DUPLICATE == {5: 0.15, 6: 0.14, 7: 0.13, 8: 0.12, 9: 0.11, 10: 0.10}
    repetition, quality, length, web = GOPHER.repetition, GOPHER.quality, GOPHER.length, C4.web
    assert repetition and quality and length and web
    assert repetition.top_ngram == TOP and repetition.duplicate_ngrams == DUPLICATE
    assert (repetition.duplicate_lines, repetition.duplicate_paragraphs) == (0.30, 0.30)
    assert repetition.duplicate_line_characters == repetition.duplicate_paragraph_characters == 0.20
    assert (length.min_words, length.max_words) == (50, 100_000)
    assert (quality.min_word_length, quality.max_word_length) == (3, 10)
    assert (quality.max_symbols, quality.min_alphabetic_words) == (0.1, 0.8)
    assert (quality.max_bullet_lines, quality.max_ellipsis_lines) == (0.9, 0.3)
    assert (web.min_line_words, web.min_sentences) == (5, 3)


@pytest.mark.parametrize(
    ("variety", "text", "kept"),
    [
        ("eng_Latn", "two wo да", True),
        ("eng_Latn", "да нет no", False),
        ("srp_Cyrl", "да нет no", True),
        ("jpn_Jpan", "漢字とカナ ok", True),
        ("tha_Thai", "ภาษา 12345 !!", True),
        ("tha_Thai", "12345 !!", False),
        ("arb_Arab", "سلام hello world", False),
        ("eng", "да", True),
    ],
)
def test_half_of_the_letters_must_be_of_the_script(variety: str, text: str, kept: bool) -> None:
    assert (rejecting(script_steps(ScriptSettings(), variety), text, variety) == []) is kept


def test_lines_of_another_script_go_on_request() -> None:
    steps = script_steps(ScriptSettings(min_line_share=0.5), "hin_Deva")
    assert left(steps, "other_script_line", "यह\nthis\n\n123", "hin_Deva") == "यह\n\n123"


@pytest.mark.parametrize(
    ("variety", "unit", "glue"),
    [("eng_Latn", "word", " "), ("cmn_Hans", "汉字", ""), ("tha_Thai", "ภาษาท", "")],
)
def test_length_counts_words_and_stands_for_them_where_there_are_no_spaces(
    variety: str, unit: str, glue: str
) -> None:
    steps = length_steps(LengthSettings(min_words=3, max_words=6))
    found = [rejecting(steps, glue.join([unit] * n), variety) for n in (2, 3, 6, 7)]
    assert found == [["too_short"], [], [], ["too_long"]]
    assert rejecting(size_steps(LengthSettings(max_characters=10)), "x" * 11, variety) == [
        "too_many_characters"
    ]


def test_lines_and_paragraphs_are_duplicates_from_their_second_occurrence_on() -> None:
    steps = repetition_steps(RepetitionSettings(top_ngram={}, duplicate_ngrams={}))
    other = [" ".join(words(6, start=6 * n)) for n in range(7)]
    assert rejecting(steps, "\n".join([*other, "a", "a", "a"]), "eng_Latn") == []
    assert rejecting(steps, "\n".join([*other, "a", "a", "a", "a", "a"]), "eng_Latn") == ["duplicate_lines"]
    long = "यह एक बहुत लंबी पंक्ति है जो दोहराई जाती है और फिर से आती है"
    found = rejecting(steps, "\n\n".join([*other, long, long, long]), "hin_Deva")
    assert found == ["duplicate_line_characters", "duplicate_paragraph_characters"]
    assert rejecting(steps, "这是一行\n这是一行\n这是一行\n那是", "cmn_Hans") == [
        "duplicate_lines",
        "duplicate_line_characters",
    ]


@pytest.mark.parametrize("variety", ["eng_Latn", "hin_Deva"])
@pytest.mark.parametrize("n", TOP)
def test_the_top_ngram_is_weighed_by_its_characters(variety: str, n: int) -> None:
    """m copies among N words of one length make m * n / N of the characters."""
    gram, rest = words(n, variety), words(200, variety, start=50)
    for copies in (2, 5, 20):
        text = " ".join(w for i in range(copies) for w in (*gram, rest[i]))
        share = copies * n / (copies * (n + 1))
        assert top_ngram_share(Page(text, variety), n) == pytest.approx(share)
    assert top_ngram_share(Page(" ".join(rest), variety), n) == 0


@pytest.mark.parametrize("variety", VARIETIES)
def test_a_text_said_twice_is_half_duplicate(variety: str) -> None:
    once = (
        " ".join(words(60, variety)) if variety in LETTERS else "".join(map(chr, range(0x4E00, 0x4E00 + 300)))
    )
    text = f"{once} {once}"
    steps = repetition_steps(RepetitionSettings())
    assert rejecting(steps, once, variety) == []
    assert rejecting(steps, text, variety) == [f"duplicate_{n}gram" for n in DUPLICATE]
    assert duplicate_ngram_share(Page(text, variety), 5) == pytest.approx(0.5, abs=0.01)


@given(st.lists(st.sampled_from(["ab", "cd", "efg", "h"]), max_size=30), st.integers(2, 6))
def test_duplicate_ngrams_are_those_a_plain_count_finds(text: list[str], n: int) -> None:
    seen, covered = set(), set()
    for i in range(len(text) - n + 1):
        gram = tuple(text[i : i + n])
        if gram in seen:
            covered |= set(range(i, i + n))
        seen.add(gram)
    expected = sum(len(text[i]) for i in covered) / max(1, sum(map(len, text)))
    assert duplicate_ngram_share(Page(" ".join(text), "eng_Latn"), n) == pytest.approx(expected)


GOOD = {
    "eng_Latn": "The quick brown fox jumps over the lazy dog near the old river bank",
    "hin_Deva": "भारत एक विशाल देश है और यहाँ अनेक भाषाएँ बोली जाती हैं सभी लोग",
    "cmn_Hans": "北京是中华人民共和国的首都，也是全国的政治中心和文化中心。",
    "tha_Thai": "กรุงเทพมหานครเป็นเมืองหลวงและนครที่มีประชากรมากที่สุดของประเทศไทย",
    "bod_Tibt": "བོད་ཀྱི་སྐད་ཡིག་ནི་བོད་མིའི་སྐད་ཡིག་རེད།",
}


@pytest.mark.parametrize("variety", GOOD)
def test_running_text_is_kept(variety: str) -> None:
    assert rejecting(quality_steps(QualitySettings(), variety), GOOD[variety], variety) == []


@pytest.mark.parametrize("variety", ["eng_Latn", "hin_Deva", "cmn_Hans"])
@pytest.mark.parametrize(
    ("name", "add"),
    [("symbols", " #a #b #c…"), ("not_alphabetic", " 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17")],
)
def test_symbols_and_numbers_are_no_text(variety: str, name: str, add: str) -> None:
    steps = quality_steps(QualitySettings(min_word_length=None), variety)
    assert name in rejecting(steps, GOOD[variety] + add * 2, variety)


@pytest.mark.parametrize("variety", ["eng_Latn", "hin_Deva", "tha_Thai"])
def test_lists_and_teasers_are_no_text(variety: str) -> None:
    steps = quality_steps(QualitySettings(max_symbols=None, min_word_length=None), variety)
    line = GOOD[variety]
    assert rejecting(steps, "\n".join(["• " + line] * 9 + [line]), variety) == []
    assert rejecting(steps, "\n".join(["• " + line] * 10), variety) == ["bullet_lines"]
    assert rejecting(steps, "\n".join([line + "…"] * 3 + [line] * 7), variety) == []
    assert rejecting(steps, "\n".join([line + "..."] * 4 + [line] * 6), variety) == ["ellipsis_lines"]


@pytest.mark.parametrize(
    ("variety", "text", "expected"),
    [
        ("eng_Latn", "a b c d e", ["short_words"]),
        ("eng_Latn", "abcdefghijklm nopqrstuvwxyz", ["long_words"]),
        ("hin_Deva", "क ख ग घ", ["short_words"]),
        ("amh_Ethi", "ሰላም፡ለዓለም፡ሁሉ፡ይሁን", []),
        ("cmn_Hans", "北京是中华人民共和国的首都", []),
        ("khm_Khmr", "ភាសាខ្មែរគឺជាភាសាផ្លូវការ", []),
    ],
)
def test_word_length_holds_where_words_are_written_apart(
    variety: str, text: str, expected: list[str]
) -> None:
    settings = QualitySettings(min_word_length=3, max_word_length=10)
    assert rejecting(quality_steps(settings, variety), text, variety) == expected


def test_function_words_may_be_asked_for() -> None:
    settings = QualitySettings(
        required_words=frozenset(["the", "be", "to", "of", "and", "that", "have", "with"])
    )
    steps = quality_steps(settings, "eng_Latn")
    assert rejecting(steps, "The bank of England", "eng_Latn") == []
    assert rejecting(steps, "The bank, the England", "eng_Latn") == ["no_function_words"]


@pytest.mark.parametrize(
    ("variety", "ended", "open_"),
    [
        ("eng_Latn", 'He said "yes!"', "Read more"),
        ("hin_Deva", "यह एक वाक्य है।", "और पढ़ें"),
        ("arb_Arab", "هل هذا سؤال؟", "اقرأ المزيد"),
        ("cmn_Hans", "这是一句话。", "阅读更多"),
        ("jpn_Jpan", "（これは文です。）", "続きを読む"),
        ("mya_Mymr", "ဒါက စာကြောင်းပါ။", "ဆက်ဖတ်ရန်"),
        ("ell_Grek", "Τι κάνεις;", "Διαβάστε περισσότερα"),
        ("amh_Ethi", "ይህ ዓረፍተ ነገር ነው።", "ተጨማሪ ያንብቡ"),
    ],
)
def test_lines_end_in_a_mark_of_their_script(variety: str, ended: str, open_: str) -> None:
    steps = web_steps(WebSettings(min_sentences=1), variety)
    assert left(steps, "no_terminal_punctuation", f"{ended}\n{open_}", variety) == ended
    assert rejecting([s for s in steps if s.name == "few_sentences"], open_, variety) == ["few_sentences"]


def test_thai_has_no_terminal_marks() -> None:
    names = {step.name for step in web_steps(WebSettings(), "tha_Thai")}
    assert not names & {"no_terminal_punctuation", "few_sentences"}


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("javascript_line", "Please enable JavaScript to go on here."),
        ("policy_line", "By using this you accept our Privacy Policy."),
        ("short_line", "Only four words here."),
    ],
)
def test_lines_of_web_pages_go(name: str, line: str) -> None:
    good = "This is a line of five words."
    steps = web_steps(WebSettings(), "eng_Latn")
    assert left(steps, name, f"{good}\n{line}", "eng_Latn") == good


def test_five_words_are_ten_characters_of_chinese() -> None:
    steps = web_steps(WebSettings(), "cmn_Hans")
    assert (
        left(steps, "short_line", "一二三四五六七八九十\n一二三四五六七八九", "cmn_Hans")
        == "一二三四五六七八九十"
    )


def test_code_and_filler_are_rejected_and_citations_cut() -> None:
    steps = web_steps(WebSettings(), "fra_Latn")
    assert "curly_bracket" in rejecting(steps, "if (x) { y }", "fra_Latn")
    assert "lorem_ipsum" in rejecting(steps, "Lorem Ipsum dolor sit amet", "fra_Latn")
    assert left(steps, "citations", "Vrai[1] et faux[citation needed].", "fra_Latn") == "Vrai et faux."
