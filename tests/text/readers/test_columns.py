import re

import pytest

from lexiboost.artifacts.errors import InputError
from lexiboost.text.readers.columns import read_columns


@pytest.fixture
def write(tmp_path):
    def write(text):
        path = tmp_path / "twi" / "test.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_tokens_and_tags_of_sentences(write):
    first, second = read_columns(write("Kofi B-PER\nAma I-PER\n# O\n\n\n2 001 O\nx\tO\n"), variety="aka_Latn")
    assert first.words == ("Kofi", "Ama", "#")
    assert first.tags == ("B-PER", "I-PER", "O")
    assert first.source_id == "twi/test:1"
    assert second.words == ("2 001", "x")
    assert second.source_id == "twi/test:2"


def test_an_empty_token_keeps_its_tag(write):
    [sentence] = read_columns(write("a X\n O\n\u200b Y\n"), variety="xho_Latn")
    assert sentence.words == ("a", "\ufffd", "\ufffd")
    assert sentence.tags == ("X", "O", "Y")


def test_a_line_without_a_tag_is_an_error_that_names_file_and_line(write):
    path = write("a X\nb\n")
    with pytest.raises(InputError, match=f"{re.escape(str(path))}:2: 'token TAG' is expected, found 'b'"):
        read_columns(path, variety="x")


def test_an_empty_file_is_an_error(write):
    with pytest.raises(InputError, match="no sentence"):
        read_columns(write("\n\n"), variety="x")


@pytest.mark.data
def test_every_real_file_is_read_without_losing_a_row(data_dir):
    import lzma

    paths = sorted((data_dir / "tasks").glob("masakha*/*/test.txt.xz"))
    assert len(paths) > 30
    for path in paths:
        with lzma.open(path, "rt", encoding="utf-8") as stream:
            rows = sum(bool(line.strip()) for line in stream)
        assert sum(len(sentence.words) for sentence in read_columns(path, variety="x")) == rows
