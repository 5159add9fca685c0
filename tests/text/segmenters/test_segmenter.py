import logging
import re
from itertools import groupby

import pytest

from lexiboost.artifacts.errors import ConfigError
from lexiboost.artifacts.files import read_lines
from lexiboost.text.segment import words
from lexiboost.text.segmenters import BUILT_IN, Engines, segmenter
from lexiboost.text.segmenters.segmenter import _say
from lexiboost.text.unicode import clean


def absent(variety, vocabulary):
    raise ModuleNotFoundError("No module named 'wordcutter'", name="wordcutter")


def by_letters(variety, vocabulary):
    return list


NOTHING_INSTALLED = Engines({**BUILT_IN.factories, "icu": absent, "best": absent}, {"Thai": ("best", "icu")})


@pytest.mark.parametrize(
    ("variety", "module", "text", "expected"),
    [
        ("tha_Thai", "icu4py", "ฉันกินข้าว 25 จาน", "ฉัน|กิน|ข้าว|25|จาน"),
        ("lao_Laoo", "icu4py", "ພາສາລາວ.", "ພາສາ|ລາວ|."),
        ("mya_Mymr", "icu4py", "မြန်မာနိုင်ငံသည်", "မြန်မာနိုင်ငံ|သည်"),
        ("khm_Khmr", "khmercut", "ខ្ញុំស្រឡាញ់ប្រទេសកម្ពុជា។", "ខ្ញុំ|ស្រឡាញ់|ប្រទេស|កម្ពុជា|។"),
        ("cmn_Hans", "rjieba", "我们想要iPhone手机。", "我们|想要|iPhone|手机|。"),
        ("jpn_Jpan", "sudachipy", "毎日ご飯を食べます。", "毎日|ご飯|を|食べ|ます|。"),
    ],
)
def test_scripts_without_spaces_are_cut_into_words(variety, module, text, expected):
    pytest.importorskip(module)
    assert "|".join(segmenter(variety)(text)) == expected


def test_a_script_with_spaces_is_cut_by_unicode_rules():
    assert segmenter("eng_Latn")("I can't, he said.") == words("I can't, he said.", "eng_Latn")


def test_without_a_library_auto_takes_the_dictionary_and_says_so_once(caplog):
    _say.cache_clear()
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            cut = segmenter("tha_Thai", vocabulary={"ฉัน", "กิน"}, engines=NOTHING_INSTALLED)
    assert cut("ฉันกิน!") == ("ฉัน", "กิน", "!")
    assert [record.getMessage() for record in caplog.records] == [
        "tha_Thai: no word segmenter installed, so 'dictionary' is used: pip install \"lexiboost[segment]\""
    ]


def test_without_library_and_dictionary_a_run_stays_whole():
    assert segmenter("tha_Thai", engines=NOTHING_INSTALLED)("ฉันกิน 5") == ("ฉันกิน", "5")


def test_a_second_best_library_is_used_and_the_best_is_named(caplog):
    _say.cache_clear()
    engines = Engines({"best": absent, "good": by_letters}, {"Thai": ("best", "good")})
    with caplog.at_level(logging.WARNING):
        assert segmenter("tha_Thai", engines=engines)("กขค") == ("ก", "ข", "ค")
    assert "'best' is better" in caplog.text


def test_a_library_asked_for_by_name_and_absent_is_an_error_with_the_way_out():
    with pytest.raises(
        ConfigError, match=r"'icu' needs the package wordcutter: pip install .lexiboost\[segment\]"
    ):
        segmenter("tha_Thai", "icu", engines=NOTHING_INSTALLED)


def test_tibetan_is_cut_at_tshegs_or_by_a_dictionary():
    assert segmenter("bod_Tibt")("བོད་སྐད་ཡིན།") == ("བོད", "སྐད", "ཡིན", "།")
    assert segmenter("bod_Tibt", vocabulary={"བོད་སྐད", "ཡིན"})("བོད་སྐད་ཡིན།") == ("བོད་སྐད", "ཡིན", "།")


def test_users_add_an_engine_for_a_script_or_a_variety_in_a_line():
    engines = BUILT_IN.adding("Thai", "mine", by_letters)
    assert segmenter("tha_Thai", engines=engines)("กข 25") == ("ก", "ข", "25")
    engines = BUILT_IN.adding(
        "vie_Latn", "mine", lambda variety, vocabulary: re.compile("Việt Nam|[^ ]+").findall
    )
    assert segmenter("vie_Latn", engines=engines)("ở Việt Nam xưa") == ("ở", "Việt Nam", "xưa")
    assert segmenter("eng_Latn", engines=engines)("Việt Nam") == ("Việt", "Nam")


def test_an_engine_can_be_named_by_module_and_function():
    name = f"{__name__}:by_letters"
    assert segmenter("tha_Thai", name)("กข") == ("ก", "ข")


@pytest.mark.parametrize("name", ["newmm2", "nomodule.x:f", f"{__name__}:nothing", "os:", ":x"])
def test_an_unknown_name_is_a_one_line_error(name):
    with pytest.raises(ConfigError) as caught:
        segmenter("tha_Thai", name)
    assert "\n" not in str(caught.value)
    assert name in str(caught.value)


def test_a_dictionary_needs_a_vocabulary():
    with pytest.raises(ConfigError, match="needs a vocabulary"):
        segmenter("tha_Thai", "dictionary")


def test_an_engine_that_changes_letters_is_found_out():
    engines = BUILT_IN.adding("Thai", "mine", lambda variety, vocabulary: lambda run: [run[:-1]])
    with pytest.raises(ConfigError, match="changes the text"):
        segmenter("tha_Thai", engines=engines)("กขค")


@pytest.mark.parametrize("variety", ["eng_Latn", "deu_Latn", "kaz_Cyrl", "arb_Arab", "hin_Deva", "tam_Taml"])
def test_unicode_rules_part_real_text_as_icu_does_but_for_equal_marks_in_a_row(data_dir, variety):
    breakers = pytest.importorskip("icu4py.breakers")
    cut = segmenter(variety)
    for _, line in read_lines(data_dir / "tasks" / "sib200" / variety / "dev.tsv"):
        expected: list[str] = []
        for piece, run in groupby(breakers.WordBreaker(clean(line), "en")):
            same = list(run)
            expected += same if piece.isalnum() else ["".join(same)]
        assert list(cut(line)) == [piece for piece in expected if not piece.isspace()]


@pytest.mark.parametrize(
    ("variety", "module"),
    [("tha_Thai", "icu4py"), ("lao_Laoo", "icu4py"), ("mya_Mymr", "icu4py"), ("khm_Khmr", "khmercut")],
)
def test_no_engine_loses_a_letter_of_real_text(data_dir, variety, module):
    pytest.importorskip(module)
    cut = segmenter(variety)
    path = next(iter(sorted(data_dir.glob(f"tasks/sib200/{variety}/dev.tsv*"))))
    for _, line in read_lines(path):
        assert "".join("".join(cut(line)).split()) == "".join("".join(words(line, variety)).split())
