"""Parquet, verses, treebanks and Moses' pairs as documents."""

import pyarrow as pa
import pytest

from lexiboost.artifacts.errors import InputError
from lexiboost.text.document import Document, Pair
from lexiboost.text.readers.conllu_text import detokenized
from lexiboost.text.readers.parquet import ParquetReader
from lexiboost.text.readers.records import Mark, Source
from lexiboost.text.stream import stream_pairs
from tests.text.readers.samples import parquet, read, write_sample


def test_rows_of_all_row_groups_are_documents_with_the_plain_columns(tmp_path):
    documents, rejected = read(write_sample(tmp_path, "parquet"))
    assert [each.source_id for each in documents] == [f"0001.parquet:{n}" for n in range(20) if n % 5]
    assert documents[0] == Document("row 1", "0001.parquet:1", "", {"url": "u1"})
    assert rejected == {"empty": 4}


@pytest.mark.parametrize("done", range(21))
def test_rows_are_taken_up_again_at_any_of_them(tmp_path, done):
    reader = ParquetReader(Source(write_sample(tmp_path, "parquet"), "a"))
    whole = list(reader.records())
    assert list(reader.records(Mark(done, 0, whole[done - 1].offset if done else 0))) == whole[done:]


def test_columns_of_any_type_are_strings_or_left_out(tmp_path):
    rows = {
        "content": pa.array(["a", None, "c"]).dictionary_encode(),
        "score": [0.5, None, 2.0],
        "ok": [True, False, None],
        "day": pa.array([0, 1, None], pa.date32()),
        "tags": [["x"], [], None],
        "raw": [b"\xff", b"", None],
    }
    path = tmp_path / "a.parquet"
    path.write_bytes(parquet(rows))
    documents, rejected = read(path)
    assert [each.metadata for each in documents] == [
        {"score": "0.5", "ok": "true", "day": "1970-01-01"},
        {"score": "2.0"},
    ]
    assert rejected == {"empty": 1}


def test_text_that_is_not_utf8_is_rejected(tmp_path):
    strings = pa.Array.from_buffers(
        pa.string(), 2, [None, pa.py_buffer(b"\0\0\0\0\1\0\0\0\2\0\0\0"), pa.py_buffer(b"\xffb")]
    )
    path = tmp_path / "a.parquet"
    path.write_bytes(parquet({"text": strings, "url": strings}))
    documents, rejected = read(path)
    assert [(each.text, each.metadata["url"]) for each in documents] == [("b", "b")]
    assert rejected == {"not_utf8": 1}


def test_the_column_is_named_or_else_said_to_be_missing(tmp_path):
    path = tmp_path / "a.parquet"
    path.write_bytes(parquet({"url": ["u"], "body": ["b"], "n": [1]}))
    assert [each.text for each in read(path, column="body")[0]] == ["b"]
    with pytest.raises(InputError, match=r"no text column 'texts'; the columns are url, body, n"):
        read(path, column="texts")
    path.write_bytes(parquet({"n": [1]}))
    with pytest.raises(InputError, match=r"no text column 'text'; the columns are n"):
        read(path)


def test_damaged_parquet_is_one_line(tmp_path):
    path = write_sample(tmp_path, "parquet")
    whole = path.read_bytes()
    for content in (whole[:-9], whole[:300], b"PAR1", whole[:100] + b"\xff" * 100 + whole[200:]):
        path.write_bytes(content)
        with pytest.raises(InputError, match="not a Parquet file that can be read") as caught:
            read(path)
        assert str(caught.value).startswith(str(path)) and "\n" not in str(caught.value)


def test_verses_keep_their_ids(tmp_path):
    documents, rejected = read(write_sample(tmp_path, "bible"), variety="eng_Latn")
    assert [(each.source_id, each.text) for each in documents] == [
        ("bible.tsv:b.MAR.1.1", "The beginning of the gospel."),
        ("bible.tsv:b.1CO.13.4", "Love is patient."),
    ]
    assert documents[1].metadata == {"book": "1CO", "chapter": "13", "verse": "4"}
    assert rejected == {"empty": 1, "malformed_verse": 1}


def test_treebank_sentences_are_running_text_again(tmp_path):
    documents, rejected = read(write_sample(tmp_path, "conllu"))
    assert [(each.source_id, each.text) for each in documents] == [
        ("en_ewt-ud-dev.conllu:weblog-1-0001", "Don't stop."),
        ("en_ewt-ud-dev.conllu:weblog-1-0002", "vámonos al mar!"),
    ]
    assert documents[0].metadata == {"sent_id": "weblog-1-0001", "newdoc": "weblog-1"}
    assert rejected == {"malformed_sentence": 1}


def test_the_rebuilt_text_of_the_real_treebanks_is_the_published_one(data_dir):
    path = next(iter(sorted((data_dir / "ud" / "UD_English-EWT").glob("dev.conllu*"))))
    from lexiboost.text.readers.conllu_text import ConlluTextReader

    reader = ConlluTextReader(Source(path, "a"))
    same = total = 0
    for raw in reader.records():
        lines = raw.content.decode().split("\n")
        published = next(line[9:] for line in lines if line.startswith("# text = "))
        rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
        same += detokenized(rows).strip() == published.strip()
        total += 1
    assert total == 2001
    assert same >= 0.99 * total


def write_pair(folder, one, two):
    paths = folder / "corpus.en", folder / "corpus.fi"
    for path, text in zip(paths, (one, two), strict=True):
        path.write_bytes(text)
    return paths


def test_line_n_translates_line_n(tmp_path):
    paths = write_pair(tmp_path, b"one\n\nthree\n\xff\nfive", "yksi\nkaksi\nkolme\r\nneljä\nviisi\n".encode())
    pairs = stream_pairs([paths], source="eng_Latn", target="fin_Latn")
    assert next(pairs) == Pair(
        Document("one", "corpus.en:0", "eng_Latn"), Document("yksi", "corpus.en:0", "fin_Latn")
    )
    rest = stream_pairs([paths], source="eng_Latn", target="fin_Latn", start=pairs.position)
    for each in (pairs, rest):
        assert [(pair.source.text, pair.target.text) for pair in each] == [
            ("three", "kolme"),
            ("five", "viisi"),
        ]
        assert each.rejected == {"blank_side": 1, "not_utf8": 1}


@pytest.mark.parametrize(
    ("one", "two", "shorter"),
    [(b"a\nb\n", b"a\nb\nc\n", "corpus.en:2"), (b"a\nb\n", b"a", "corpus.fi:1"), (b"", b"a", "corpus.en:")],
)
def test_files_of_different_length_are_an_error_that_says_where(tmp_path, one, two, shorter):
    paths = write_pair(tmp_path, one, two)
    with pytest.raises(InputError, match=r"ends after \d lines, but .* goes on") as caught:
        list(stream_pairs([paths], source="eng_Latn", target="fin_Latn"))
    assert f"{tmp_path / shorter}" in str(caught.value)
