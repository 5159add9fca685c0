"""Files made to harm, or harmed themselves: a counted rejection or one line, in little memory."""

import bz2
import gzip
import lzma
import tracemalloc
from functools import partial

import pytest
import zstandard

from lexiboost.artifacts.errors import InputError, LexiboostError
from lexiboost.text.formats import READERS
from lexiboost.text.readers import wikiextractor
from lexiboost.text.readers.records import Mark, RejectedError, Source, numbered_lines, raw_blocks
from lexiboost.text.stream import stream, stream_pairs
from tests.text.readers.samples import SAMPLES, json_lines, read, write_sample

MEBI = 2**20
PACK = {
    ".gz": gzip.compress,
    ".xz": lzma.compress,
    ".bz2": bz2.compress,
    ".zst": lambda content: zstandard.ZstdCompressor().compress(content),
}


def outcome(path, format):
    """How reading ends: rejections, or the error's line."""
    try:
        documents = stream(path, format=format, variety="eng_Latn")
        assert list(documents) == []
        return dict(documents.rejected)
    except LexiboostError as error:
        assert "\n" not in str(error) and path.name in str(error)
        return str(error)


@pytest.mark.parametrize("format", [*READERS, None])
def test_a_line_of_100_megabytes_of_nothing_takes_little_memory(tmp_path, format):
    path = tmp_path / "long"
    with path.open("wb") as out:
        out.truncate(100 * MEBI)
    tracemalloc.start()
    found = outcome(path, format)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60 * MEBI
    if format in ("tmx", "wikipedia"):
        assert "not well-formed XML" in found
    elif format == "parquet":
        assert "not a Parquet file" in found
    elif format is None:
        assert "NUL bytes" in found
    else:
        assert found == {"too_long": 1}


@pytest.mark.parametrize("format", [*READERS, None])
def test_an_empty_file_is_counted(tmp_path, format):
    path = tmp_path / "empty.txt"
    path.write_bytes(b"")
    found = outcome(path, format)
    assert found == {"empty_file": 1} or (format in ("parquet", "tmx", "wikipedia") and "not " in found)


@pytest.mark.parametrize("format", READERS)
def test_a_file_of_another_format_is_an_error_not_silence(tmp_path, format):
    path = tmp_path / "noise"
    path.write_bytes(b"\xfe\xba\xbe\x07noise \xff\n" * 50)
    found = outcome(path, format)
    assert isinstance(found, str)
    assert "is it another format?" in found or "not well-formed XML" in found or "not a Parquet file" in found


def test_bad_records_after_good_ones_are_counted_however_many(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(json_lines({"text": "good"}) + b"{bad\n" * 1000)
    documents, rejected = read(path)
    assert len(documents) == 1 and rejected == {"malformed_json": 1000}


@pytest.mark.parametrize("suffix", PACK)
@pytest.mark.parametrize("format", [format for format in SAMPLES if format != "parquet"])
def test_a_truncated_file_is_one_line_that_names_it(tmp_path, format, suffix):
    plain = write_sample(tmp_path, format)
    path = tmp_path / (plain.name + suffix)
    packed = PACK[suffix](plain.read_bytes())
    for keep in (len(packed) - 9, len(packed) // 2, 3):
        path.write_bytes(packed[:keep])
        with pytest.raises(InputError, match="damaged compressed file") as caught:
            list(stream(path, format=format, variety="eng_Latn"))
        assert str(caught.value).startswith(str(path)) and "\n" not in str(caught.value)


def test_what_was_read_before_the_damage_was_given_and_the_line_is_named(tmp_path):
    path = tmp_path / "a.txt.gz"
    whole = b"".join(b"line %d of text\n" % number for number in range(100_000))
    packed = gzip.compress(whole)
    path.write_bytes(packed[: len(packed) // 2])
    documents = stream(path)
    with pytest.raises(InputError, match=r"a\.txt\.gz:\d+: damaged"):
        list(documents)
    assert 10_000 < documents.read < 90_000


def test_lines_and_blocks_beyond_the_limit_are_skipped_at_the_right_place(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(
        b"short\n" + b"x" * 50 + b"\nend\n\nnext\n" + b"y" * 10 + b"\n" + b"y" * 10 + b"\n\nlast"
    )
    lines = list(numbered_lines(path, longest=20))
    assert [content for content, _, _ in lines if not isinstance(content, RejectedError)] == [
        b"short\n",
        b"end\n",
        b"\n",
        b"next\n",
        b"y" * 10 + b"\n",
        b"y" * 10 + b"\n",
        b"\n",
        b"last",
    ]
    assert [line for _, line, _ in lines] == list(range(1, 10))
    blocks = list(raw_blocks(path, longest=20))
    assert [isinstance(raw.content, RejectedError) for raw in blocks] == [True, True, False]
    for number, raw in enumerate(blocks, start=1):
        rest = list(raw_blocks(path, Mark(number, raw.line, raw.offset), longest=20))
        assert [each[1:] for each in rest] == [each[1:] for each in blocks[number:]]


def test_a_line_of_exactly_the_limit_and_its_newline_is_too_long_only_beyond(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 19 + b"\n" + b"x" * 20 + b"\n" + b"ok\n")
    contents = [content for content, _, _ in numbered_lines(path, longest=20)]
    assert contents[0] == b"x" * 19 + b"\n" and contents[2] == b"ok\n"
    assert isinstance(contents[1], RejectedError)


def test_a_bomb_is_refused(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"text": "aaaa"}\n' * (4 * MEBI), 9))
    with pytest.raises(InputError, match="unpacks to more than"):
        list(stream(path, format="jsonl"))


def test_a_folder_in_place_of_a_file_of_pairs_is_one_line(tmp_path):
    (tmp_path / "a.en").write_text("a\n")
    (tmp_path / "a.fi").mkdir()
    with pytest.raises(InputError, match="no such file"):
        stream_pairs([(tmp_path / "a.en", tmp_path / "a.fi")], source="eng_Latn", target="fin_Latn")


def test_an_article_with_a_line_too_long_is_rejected_and_resumed_after(tmp_path, monkeypatch):
    monkeypatch.setattr(wikiextractor, "numbered_lines", partial(numbered_lines, longest=60))
    begin = '<doc id="%d" url="u" title="A">\n'
    long = "x" * 100 + "\n"
    text = begin % 1 + long + begin % 2 + "two\n" + long + "</doc>\n" + long + begin % 3 + "three\n</doc>\n"
    (tmp_path / "a").write_text(text)
    reader = wikiextractor.WikiExtractorReader(Source(tmp_path / "a", "a"))
    whole = list(reader.records())
    reasons = [getattr(raw.content, "reason", None) for raw in whole]
    assert reasons == ["unclosed_article", "too_long", "too_long", None]
    for number, raw in enumerate(whole, start=1):
        rest = list(reader.records(Mark(number, raw.line, raw.offset)))
        assert [each[1:] for each in rest] == [each[1:] for each in whole[number:]]
