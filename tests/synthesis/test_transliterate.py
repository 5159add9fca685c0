import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexiboost.artifacts.errors import ConfigError
from lexiboost.artifacts.files import read_lines
from lexiboost.synthesis.transliterate import can_transliterate, transliterator
from lexiboost.synthesis.writing import CONSONANTS, VOWELS, WRITERS, spell
from lexiboost.text.unicode import letter_scripts, script_of_letter

# Marks of length that both kana share.
SHARED = {"ー"}


@pytest.mark.parametrize(
    ("script", "word", "expected"),
    [
        ("Cyrl", "Boris Yashin, Zhukov", "Борис Яшин, Жуков"),
        ("Grek", "Thomas, Marx", "Θομας, Μαρξ"),
        ("Armn", "Tigran, Erevan", "Տիգրան, Էրեվան"),
        ("Geor", "Tbilisi", "ტბილისი"),
        ("Arab", "Salim, Iran", "ساليم, ايران"),
        ("Hebr", "Tom, Dina", "טום, דינה"),
        ("Deva", "Delhi, Bihar, bank", "डेल्हि, बिहर, बन्क"),
        ("Beng", "Dilip", "ডিলিপ"),
        ("Telu", "Ramesh", "రమేశ్"),
        ("Taml", "Kannan", "கனன்"),
        ("Mlym", "Kiran", "കിരൻ"),
        ("Thai", "Tom Napoli", "โทม นาโพลิ"),
        ("Laoo", "Tom", "ໂທມ"),
        ("Khmr", "Tom", "តោម"),
        ("Mymr", "Tin", "တိန်"),
        ("Tibt", "Tenzin", "ཏེན་ཟིན"),
        ("Ethi", "Addis, Selam", "አዲስ, ሴላም"),
        ("Hang", "Kim Yuna", "킴 유나"),
        ("Jpan", "Tanaka Yoko, Tom", "タナカ ヨコ, トム"),
        ("Hans", "Maria", "马里阿"),
        ("Thaa", "Male", "މަލެ"),
    ],
)
def test_names_are_respelled_as_the_romanization_read_backwards_has_it(script, word, expected):
    assert transliterator("Latn", script)(word) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("church", "ch u r ch"),
        ("phoenix", "f o e n i k s"),
        ("queen", "k w ii n"),
        ("city", "s i t i"),
        ("young", "y o u ng"),
        ("danger", "d a n g e r"),
        ("Naïve", "n a i v e"),
        ("Strauß", "s t r a u s"),
        ("Łódź", "l o d z"),
        ("ɖɔ", "d o"),
    ],
)
def test_letters_are_read_as_romanizations_use_them(word, expected):
    assert " ".join(spell(word)) == expected


@pytest.mark.parametrize("script", sorted(WRITERS))
def test_every_sound_has_letters_alone_and_beside_every_other(script):
    units = (*CONSONANTS, *VOWELS)
    allowed = letter_scripts(script)
    for first in units:
        for second in ("", *units):
            written = WRITERS[script](tuple(unit for unit in (first, second) if unit))
            assert written
            assert {script_of_letter(char) for char in written if _is_letter(char)} <= allowed


@given(
    script=st.sampled_from(sorted(WRITERS)),
    text=st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126)),
)
@settings(max_examples=1000)
def test_no_latin_letter_remains_and_no_digit_or_mark_is_lost(script, text):
    written = transliterator("Latn", script)(text)
    assert {script_of_letter(char) for char in written if _is_letter(char)} <= letter_scripts(script)
    assert _marks(written) == _marks(text)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1), st.sampled_from(["Cyrl", "Grek", "Armn"]))
def test_capitals_are_carried_to_scripts_that_have_them(word, script):
    respell = transliterator("Latn", script)
    assert respell(word.capitalize()).casefold() == respell(word).casefold()
    assert respell(word.capitalize())[0].isupper()
    assert respell(word).islower()
    if len(word) > 1:
        assert respell(word.upper()).isupper()


def test_letters_of_other_scripts_and_equal_scripts_stay():
    assert transliterator("Latn", "Cyrl")("Tom и 東京 5") == "Том и 東京 5"
    assert transliterator("Latn", "Latn")("Tom") == "Tom"


def test_output_is_in_normal_form_c():
    for script in WRITERS:
        written = transliterator("Latn", script)("Xerox Washington Cafe\u0301 young")
        assert unicodedata.is_normalized("NFC", written)


def test_a_way_that_there_is_not_is_a_one_line_error():
    assert not can_transliterate("Cyrl", "Telu")
    with pytest.raises(ConfigError, match="from Latn to Egyp; there is one from Latn to Arab, Armn"):
        transliterator("Latn", "Egyp")


def test_every_word_of_brown_is_written_in_every_script(data_dir):
    vocabulary: dict[str, None] = {}
    for _, line in read_lines(data_dir / "text" / "eng" / "brown.txt"):
        vocabulary.update(dict.fromkeys(line.split()))
    sample = list(vocabulary)[::31]
    assert len(sample) > 1000
    for script in sorted(WRITERS):
        respell = transliterator("Latn", script)
        allowed = letter_scripts(script)
        letters = {char for word in sample for char in respell(word) if _is_letter(char)}
        assert {script_of_letter(char) for char in letters} <= allowed
        assert all(_marks(respell(word)) == _marks(word) for word in sample)


def _is_letter(char):
    return char not in SHARED and unicodedata.category(char)[0] in "LM"


def _marks(text):
    """What is neither letter nor mark nor one of the marks and tshegs that spelling itself takes."""
    return [char for char in text if unicodedata.category(char)[0] not in "LM" and char not in "׳་"]
