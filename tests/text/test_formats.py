"""A text file's format is recognized by its name and beginning."""

import gzip

import pytest

from lexiboost.artifacts.errors import InputError
from lexiboost.text.formats import recognize
from tests.text.readers.samples import SAMPLES, json_lines, write_sample


@pytest.mark.parametrize("format", [format for format in SAMPLES if format not in ("lines", "file")])
def test_each_sample_is_recognized(tmp_path, format):
    assert recognize(write_sample(tmp_path, format)) == format


@pytest.mark.parametrize(
    ("name", "content", "format"),
    [
        ("a.txt", b"one\ntwo\n\n\n", "lines"),
        ("a.txt", b"\n\none\ntwo\n", "lines"),
        ("a.txt", b"one\n\ntwo\n", "blank_lines"),
        ("a.txt", b"<<hello>> he said\n<doc you\n", "lines"),
        ("a.txt", b"{curly} text\n", "lines"),
        ("a.txt", b"# a comment\ntext\n", "lines"),
        ("a.jsonl", b'{"text": "cut\n', "jsonl"),
        ("a", json_lines({"text": "t", "id": "7", "url": "u", "title": "t"}), "jsonl"),
        ("a", json_lines({"text": "t", "id": "7", "url": "u?curid=7", "title": "t"}), "wikiextractor"),
        ("a", b"# sent_id = 1\n1\ta\t_\t_\t_\t_\t_\t_\t_\t_\n", "conllu"),
        ("a.txt", b"b.GEN.1.1\tIn the beginning\n", "bible"),
        ("a.tmx", '\ufeff<?xml version="1.0"?>\r\n<tmx version="1.4">'.encode("utf-16-le"), "tmx"),
        ("a", b"\xef\xbb\xbf<mediawiki>", "wikipedia"),
    ],
)
def test_warts_do_not_mislead(tmp_path, name, content, format):
    (tmp_path / name).write_bytes(content)
    assert recognize(tmp_path / name) == format


def test_the_name_inside_a_compression_counts(tmp_path):
    path = tmp_path / "a.conllu.gz"
    path.write_bytes(gzip.compress(b"# newdoc\n"))
    assert recognize(path) == "conllu"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", b"", "the file is empty"),
        ("a.txt", b" \n\n", "the file is empty"),
        ("a.txt", b"a\0b", "NUL bytes"),
        ("a.txt", "text".encode("utf-16"), "UTF-16, which is read in XML only"),
        ("a.xml", b"<?xml version='1.0'?><html/>", "neither a MediaWiki dump nor TMX"),
        ("a.tsv", b"a\tb\n", "unknown columns"),
        ("a.txt.gz", b"no gzip at all", "damaged compressed file"),
    ],
)
def test_what_is_no_text_is_one_line(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        recognize(tmp_path / name)
    assert str(caught.value).startswith(str(tmp_path / name)) and "\n" not in str(caught.value)


def test_a_folder_and_a_missing_file_are_one_line(tmp_path):
    with pytest.raises(InputError, match="a folder"):
        recognize(tmp_path)
    with pytest.raises(InputError, match="no such file"):
        recognize(tmp_path / "none.txt")
