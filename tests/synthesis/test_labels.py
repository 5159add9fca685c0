import pytest

from lexiboost.synthesis.labels import continuation, same_chunk


@pytest.mark.parametrize(
    ("tags", "start", "length", "merges"),
    [
        ("B-x I-x I-x", 0, 3, True),
        ("B-x I-x I-x", 1, 2, True),
        ("B-x B-x", 0, 2, False),
        ("B-x I-x B-x I-x", 1, 2, False),
        ("O B-x", 0, 2, False),
        ("B-x O", 0, 2, False),
        ("B-x I-x O", 0, 3, False),
        ("B-x I-y", 0, 2, False),
        ("O O O", 0, 3, True),
        ("NOUN VERB", 0, 2, True),
        ("O B-x I-x O", 1, 2, True),
        ("O O B-x", 0, 2, True),
    ],
)
def test_words_merge_inside_one_chunk_or_outside_all(tags, start, length, merges):
    assert same_chunk(tags.split(), start, length) is merges


def test_untagged_words_always_merge():
    assert same_chunk(None, 3, 4)


@pytest.mark.parametrize(("tag", "after"), [("B-x", "I-x"), ("I-x", "I-x"), ("O", "O"), ("NOUN", "NOUN")])
def test_a_chunk_is_continued_from_inside(tag, after):
    assert continuation(tag) == after
