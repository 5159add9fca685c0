import re

import pytest

from lexiboost.artifacts.errors import InputError
from lexiboost.text.readers.lines import read_text


@pytest.fixture
def write(tmp_path):
    def write(name, text):
        path = tmp_path / "eng" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_every_line_with_text_becomes_a_sentence(write):
    first, second = read_text(write("a.txt", "Wake me up.\n\n \u200b\nPlay jazz!\n"), variety="eng_Latn")
    assert first.words == ("Wake", "me", "up", ".")
    assert first.source_id == "eng/a:1"
    assert second.words == ("Play", "jazz", "!")
    assert second.source_id == "eng/a:4"


def test_a_table_of_verses_keeps_its_identifiers(write):
    [verse] = read_text(write("bible.tsv", "b.MAR.1.1\tThe beginning"), variety="eng_Latn")
    assert verse.words == ("The", "beginning")
    assert verse.source_id == "eng/bible:b.MAR.1.1"


def test_a_table_line_without_a_tab_is_an_error_that_names_file_and_line(write):
    path = write("bible.tsv", "a\tb\nno tab\n")
    with pytest.raises(InputError, match=f"{re.escape(str(path))}:2: 'identifier<TAB>text' is expected"):
        read_text(path, variety="eng_Latn")


def test_a_file_without_text_is_an_error(write):
    with pytest.raises(InputError, match="no text in it"):
        read_text(write("a.txt", "\n\n"), variety="eng_Latn")
