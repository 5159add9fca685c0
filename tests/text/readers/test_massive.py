import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.artifacts.errors import InputError
from lexiboost.text.readers.massive import parse_annotation, read_massive


def row(**changes):
    base = {
        "id": "0",
        "locale": "en-US",
        "partition": "test",
        "scenario": "alarm",
        "intent": "alarm_set",
        "utt": "wake me at five am",
        "annot_utt": "wake me at [time : five am]",
    }
    return {**base, **changes}


@pytest.fixture
def write(tmp_path):
    def write(*rows):
        path = tmp_path / "en-US.jsonl"
        lines = [each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in rows]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


def test_an_utterance_becomes_words_bio_slots_and_an_intent(write):
    [sentence] = read_massive(write(row()), variety="eng_Latn")
    assert sentence.words == ("wake", "me", "at", "five", "am")
    assert sentence.tags == ("O", "O", "O", "B-time", "I-time")
    assert sentence.label == "alarm_set"
    assert sentence.source_id == "massive:en-US:0"
    assert sentence.variety == "eng_Latn"


def test_slots_side_by_side():
    words, tags = parse_annotation("[date : this week] [time : at five][time : sharp]")
    assert words == ("this", "week", "at", "five", "sharp")
    # Neighbours of one name are one chunk in the authors' evaluation.
    assert tags == ("B-date", "I-date", "B-time", "I-time", "I-time")


def test_japanese_and_chinese_are_cut_into_characters_and_ascii_chunks(write):
    path = write(
        row(locale="ja-JP", utt="今週は bbc を", annot_utt="[date : 今週] は [media : bbc] を"),
        row(id="1", locale="zh-TW", utt="9点叫我", annot_utt="[time : 9点] 叫我"),
    )
    first, second = read_massive(path, variety="jpn_Jpan")
    assert first.words == ("今", "週", "は", "bbc", "を")
    assert first.tags == ("B-date", "I-date", "O", "B-media", "O")
    assert second.words == ("9", "点", "叫", "我")


def test_spaces_around_brackets_do_not_have_to_match(write):
    path = write(row(locale="zh-CN", utt="这周五点叫我", annot_utt="[date : 这周] [time : 五点] 叫我"))
    [sentence] = read_massive(path, variety="cmn_Hans")
    assert sentence.tags == ("B-date", "I-date", "B-time", "I-time", "O", "O")


def test_words_are_in_normal_form_without_invisible_characters(write):
    path = write(row(utt="e\u0301t\u200be\u0301 a\u00a0b", annot_utt="[date : e\u0301t\u200be\u0301] a b"))
    [sentence] = read_massive(path, variety="fra_Latn")
    assert sentence.words == ("été", "a", "b")


def test_one_partition_can_be_read(write):
    path = write(row(partition="train"), row(id="1"), row(id="2", partition="dev"))
    assert [s.source_id for s in read_massive(path, variety="x", partition="dev")] == ["massive:en-US:2"]
    assert len(read_massive(path, variety="x")) == 3


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ('{"id": "0",', "not valid JSON"),
        ("[1]", "not a JSON object"),
        ({k: v for k, v in row().items() if k != "intent"}, "key 'intent' is missing"),
        (row(id="1", intent=" "), "key 'intent' is missing, empty"),
        (row(id="1", utt=5), "key 'utt' is missing, empty or not a string"),
        (row(id="1", partition="valid"), "unknown partition 'valid'"),
        (row(id="1", annot_utt="wake me at [time : five am"), r"unbalanced or nested '\['"),
        (row(id="1", annot_utt="wake me at time : five am]"), r"unbalanced '\]'"),
        (row(id="1", annot_utt="wake me [x : at [time : five am]]"), r"unbalanced or nested '\['"),
        (row(id="1", annot_utt="wake me at [five am]"), "is not '\\[slot : words\\]'"),
        (row(id="1", annot_utt="wake me at [a b : five am]"), "is not '\\[slot : words\\]'"),
        (row(id="1", annot_utt="wake me at [time : ] five am"), "slot 'time' without words"),
        (row(id="1", annot_utt="wake me at [time : six am]"), "but utt is 'wake me at five am'"),
        (row(id="0"), "id '0' stands twice"),
    ],
)
def test_a_bad_row_is_an_error_that_names_file_and_line(write, bad, message):
    path = write(row(), bad)
    with pytest.raises(InputError, match=f"{re.escape(str(path))}:2: .*{message}") as error:
        read_massive(path, variety="eng_Latn")
    assert "\n" not in str(error.value)


def test_an_empty_file_and_an_absent_partition_are_errors(write):
    with pytest.raises(InputError, match="empty file"):
        read_massive(write(""), variety="x")
    with pytest.raises(InputError, match="no row of partition 'train'"):
        read_massive(write(row()), variety="x", partition="train")
    with pytest.raises(InputError, match="unknown partition 'all'"):
        read_massive(write(row()), variety="x", partition="all")


@given(st.lists(st.tuples(st.sampled_from(["", "date", "time"]), st.text("abc", min_size=1)), min_size=1))
def test_marking_and_parsing_come_back_to_the_same_words_and_slots(tagged):
    text = " ".join(f"[{slot} : {word}]" if slot else word for slot, word in tagged)
    words, tags = parse_annotation(text)
    assert words == tuple(word for _, word in tagged)
    assert [tag.partition("-")[2] for tag in tags] == [slot for slot, _ in tagged]
    starts = [i for i, (slot, _) in enumerate(tagged) if slot and (i == 0 or tagged[i - 1][0] != slot)]
    assert [i for i, tag in enumerate(tags) if tag.startswith("B-")] == starts


@pytest.mark.data
def test_real_massive_has_the_published_sizes_intents_and_slots(data_dir):
    sentences = read_massive(data_dir / "tasks/massive/en-US.jsonl", variety="eng_Latn")
    assert len(sentences) == 16521
    assert len({sentence.label for sentence in sentences}) == 60
    assert len({tag[2:] for sentence in sentences for tag in sentence.tags if tag != "O"}) == 55
    for partition, size in (("train", 11514), ("dev", 2033), ("test", 2974)):
        path = data_dir / "tasks/massive/en-US.jsonl"
        assert len(read_massive(path, variety="eng_Latn", partition=partition)) == size


@pytest.mark.data
def test_real_locales_keep_the_tokens_that_white_space_gives(data_dir):
    rows = [json.loads(line) for line in _lines(data_dir / "tasks/massive/tr-TR.jsonl.xz")]
    sentences = read_massive(data_dir / "tasks/massive/tr-TR.jsonl", variety="tur_Latn")
    assert len(sentences) == len(rows)
    for sentence, each in zip(sentences, rows, strict=True):
        assert len(sentence.words) == len(each["utt"].split())


@pytest.mark.data
def test_every_real_locale_is_read(data_dir):
    for path in sorted((data_dir / "tasks/massive").iterdir()):
        assert len(read_massive(path, variety="x", partition="test")) == 2974


def _lines(path):
    import lzma

    with lzma.open(path, "rt", encoding="utf-8") as stream:
        return list(stream)
