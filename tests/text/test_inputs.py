"""Paths, folders and patterns become files with labels that stay."""

import pytest

from lexiboost.artifacts.errors import InputError
from lexiboost.text.inputs import find_inputs


def touch(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("text")


def labels(*paths):
    return [label for _, label in find_inputs(list(paths))]


def test_a_file_is_named_without_its_compression(tmp_path):
    touch(tmp_path, "a.json.gz", "b.txt")
    assert labels(tmp_path / "b.txt", tmp_path / "a.json") == ["b.txt", "a.json"]
    assert find_inputs(tmp_path / "b.txt") == [(tmp_path / "b.txt", "b.txt")]


def test_a_folder_gives_all_below_it_but_hidden_files(tmp_path):
    touch(tmp_path, "B/x.txt.xz", "A/y.txt", "A/.z", ".git/c", "top.txt")
    assert labels(tmp_path) == ["A/y.txt", "B/x.txt", "top.txt"]


def test_a_pattern_gives_its_files_in_order(tmp_path):
    touch(tmp_path, "c4-2.json", "c4-10.json", "c4-1.json", "other")
    assert labels(tmp_path / "c4-*.json") == ["c4-1.json", "c4-10.json", "c4-2.json"]
    assert labels(tmp_path / "**" / "c4-[12].json") == ["c4-1.json", "c4-2.json"]


def test_a_file_whose_name_looks_like_a_pattern_is_itself(tmp_path):
    touch(tmp_path, "a[1].txt", "a1.txt")
    assert labels(tmp_path / "a[1].txt") == ["a[1].txt"]


def test_equal_names_are_told_apart_by_their_folders(tmp_path):
    touch(tmp_path, "en/p/a.txt", "fi/p/a.txt", "fi/p/b.txt")
    assert labels(tmp_path / "en/p/a.txt", tmp_path / "fi/p/a.txt", tmp_path / "fi/p/b.txt") == [
        "en/p/a.txt",
        "fi/p/a.txt",
        "b.txt",
    ]


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        (["a.txt", "a.txt"], "stands twice"),
        (["a.txt", "a.txt.gz"], "stands twice"),
        (["none.txt"], "no such file"),
        (["*.none"], "no file has a name of this pattern"),
        (["empty"], "a folder without a file"),
    ],
)
def test_what_names_nothing_or_the_same_twice_is_one_line(tmp_path, paths, message):
    touch(tmp_path, "a.txt", "a.txt.gz")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=message):
        labels(*(tmp_path / path for path in paths))
