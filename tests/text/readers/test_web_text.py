"""Web corpora: JSON lines, OSCAR's, blank-line documents, and plain text."""

import json

import pytest

from lexiboost.artifacts.errors import InputError
from lexiboost.text.document import Document
from lexiboost.text.readers.records import Source
from lexiboost.text.readers.web_jsonl import WebJsonlReader
from tests.text.readers.samples import json_lines, read, rejection, write_sample


def test_c4_lines_give_text_and_all_else_as_metadata(tmp_path):
    documents, rejected = read(write_sample(tmp_path, "jsonl"), variety="tur_Latn")
    assert documents[0] == Document(
        'Bu bir metindir.\nİkinci satır — "tırnak".',
        "c4-tr.json:0",
        "tur_Latn",
        {"timestamp": "2019-05-23T20:44:17Z", "url": "https://örnek.com.tr/a?b=1"},
    )
    assert documents[1].text == "Kedi\nköpek \U0001f600"
    assert documents[1].source_id == "c4-tr.json:2"
    assert documents[1].metadata == {"url": "http://x.example/", "source": "OSCAR-2301"}
    assert rejected == {"empty": 1}


def test_values_that_are_no_strings_become_json(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(json_lines({"text": "a", "score": 0.5, "ok": True, "lang": ["tr", "İ"], "none": None}))
    [document], _ = read(path)
    assert document.metadata == {"score": "0.5", "ok": "true", "lang": '["tr", "İ"]'}


def test_a_named_key_holds_the_text(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(json_lines({"body": "a"}, {"body": "b", "text": "other"}))
    documents, _ = read(path, column="body")
    assert [document.text for document in documents] == ["a", "b"]
    with pytest.raises(InputError, match=r"no key of text, .* but body; name the text's with `column`"):
        read(path)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "cut of', "malformed_json"),
        (b'["text"]', "malformed_json"),
        (b'{"text": ' + b"[" * 100_000, "malformed_json"),
        (b'{"text": 1' + b"0" * 5000 + b"}", "malformed_json"),
        (b'{"text": 5}', "no_text"),
        (b'{"url": "x"}', "no_text"),
        (b'{"text": "\xff"}', "not_utf8"),
        (b'{"text": "a\0b"}', "nul_character"),
        (b'{"text": "a\\u0000b"}', "nul_character"),
        (b'{"text": "half \\ud83d"}', "half_character"),
        (b'{"text": " \\u3000\\n"}', "empty"),
        (b'{"text": "\\ud83d\\ude00 whole"}', ""),
        (b'{"text": "a path C:\\\\u0000"}', ""),
    ],
)
def test_a_bad_line_is_rejected_under_its_reason(tmp_path, line, reason):
    assert rejection(WebJsonlReader(Source(tmp_path / "a", "a")), line) == reason


def test_one_bad_line_among_good_ones_is_counted_and_the_rest_read(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(json_lines({"text": "a"}) + b"\n{broken\n" + json_lines({"text": "b"}))
    documents, rejected = read(path)
    assert [(each.text, each.source_id) for each in documents] == [("a", "a.jsonl:0"), ("b", "a.jsonl:2")]
    assert rejected == {"malformed_json": 1}


def test_oscar_gives_its_annotations_as_metadata(tmp_path):
    (first, second), rejected = read(write_sample(tmp_path, "oscar"))
    assert first.text == "Une phrase en français.\nAn English line.\nok"
    assert first.metadata == {
        "url": "https://foo.bar",
        "timestamp": "2022-11-26T09:45:47Z",
        "record_id": "<urn:uuid:3304bc27>",
        "warc_languages": "fra,eng",
        "language": "fr",
        "language_probability": "0.8938327",
        "line_languages": "fr en -",
        "quality_warnings": "short_sentences,header",
        "categories": "examen_pix,liste_bu",
        "harmful_perplexity": "4063.1814",
        "tlsh": "tlsh:T125315FF2B6088901",
    }
    assert second.metadata["quality_warnings"] == "tiny"
    assert (second.metadata["line_languages"], second.metadata["language_probability"]) == ("-", "1")
    assert rejected == {}


@pytest.mark.parametrize("metadata", [None, [], {"identification": 3, "sentence_identifications": [7, "x"]}])
def test_oscar_without_its_annotations_is_still_text(tmp_path, metadata):
    path = tmp_path / "a.jsonl"
    path.write_bytes(json_lines({"content": "a", "warc_headers": None, "metadata": metadata}))
    [document], _ = read(path, "oscar")
    assert document.text == "a"


def test_blank_lines_part_documents_whatever_their_white_space(tmp_path):
    documents, rejected = read(write_sample(tmp_path, "blank_lines"))
    assert [(each.text, each.source_id) for each in documents] == [
        ("Birinci cümle.\nİkinci cümle.", "tr.txt:0"),
        ("Yeni belge.", "tr.txt:1"),
        ("Son belge, satır sonu yok", "tr.txt:2"),
    ]
    assert rejected == {}


def test_each_line_is_a_document_and_only_newlines_end_lines(tmp_path):
    documents, _ = read(write_sample(tmp_path, "lines"), "lines")
    assert [(each.text, each.source_id) for each in documents] == [
        ("one", "lines.txt:0"),
        ("two\u2028still two", "lines.txt:1"),
        ("three", "lines.txt:2"),
    ]


def test_a_whole_file_is_one_document(tmp_path):
    documents, _ = read(write_sample(tmp_path, "file"), "file")
    assert [(each.text, each.source_id) for each in documents] == [("Title\n\nChapter one.", "book.txt:0")]


def test_a_file_too_long_for_one_document_is_rejected(tmp_path):
    path = tmp_path / "book.txt"
    path.write_bytes(b"x" * 1023 * 1024 + b"\n")
    with path.open("ab") as out:
        for _ in range(16):
            out.write(b"y" * 2**20 + b"\n")
    assert read(path, "file") == ([], {"too_long": 1})


def test_json_lines_of_wikiextractor_keep_only_what_they_are_known_for(tmp_path):
    row = {"id": "7", "revid": "8", "url": "https://x?curid=7", "title": "A&B", "text": "A&amp;B\n\nB &lt; C"}
    path = tmp_path / "wiki_01"
    path.write_text(json.dumps(row) + "\n" + json.dumps(row | {"id": "9", "text": ""}) + "\n")
    [document], rejected = read(path)
    assert document == Document(
        "B < C", "wiki_01:7", "", {"revid": "8", "url": "https://x?curid=7", "title": "A&B"}
    )
    assert rejected == {"empty": 1}
