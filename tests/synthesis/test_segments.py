from itertools import pairwise

import pytest

from lexiboost.text.sentence import Sentence
from tests.synthesis.handmade import make_lexicon, say, synthesize


def cut(sentences, lexicon):
    """Each sentence as the runs of words that its output words, one a run, stand for."""
    pieces = []
    for sentence, output in zip(sentences, synthesize(sentences, lexicon), strict=True):
        begins = [*output.positions, len(sentence.words)]
        pieces.append([" ".join(sentence.words[a:b]) for a, b in pairwise(begins)])
    return pieces


def test_the_longest_entry_wins():
    lexicon = make_lexicon(("a", "1"), ("a b", "2"), ("a b c", "3"), ("b c d", "4"))
    assert cut([say("a b c d")], lexicon) == [["a b c", "d"]]
    assert cut([say("a b d a")], lexicon) == [["a b", "d", "a"]]


def test_a_word_is_used_once_and_matching_goes_on_behind_it():
    lexicon = make_lexicon(("a b", "1"), ("b c", "2"))
    assert cut([say("a b c b c")], lexicon) == [["a b", "c", "b c"]]


def test_no_entry_reaches_into_the_next_sentence():
    lexicon = make_lexicon(("a b", "1"))
    empty = Sentence((), "eng_Latn", "empty")
    assert cut([say("x a"), empty, say("b a b"), empty], lexicon) == [["x", "a"], [], ["b", "a b"], []]


def test_matching_ignores_case():
    assert cut([say("New york City")], make_lexicon(("new York", "1"))) == [["New york", "City"]]


@pytest.mark.parametrize(
    ("tags", "pieces"),
    [
        ("O O O", ["a b c"]),
        ("B-x I-x I-x", ["a b c"]),
        ("B-x I-x O", ["a b", "c"]),
        ("O B-x I-x", ["a", "b c"]),
        ("B-x B-x I-x", ["a", "b c"]),
        ("B-x O B-x", ["a", "b", "c"]),
        ("B-x I-y I-y", ["a", "b c"]),
        ("B-x I-y O", ["a", "b", "c"]),
        ("O B-x I-y", ["a", "b", "c"]),
        ("I-x I-x O", ["a b", "c"]),
        ("NOUN INTJ I-x", ["a b", "c"]),
    ],
)
def test_entries_never_cross_the_border_of_a_chunk(tags, pieces):
    lexicon = make_lexicon(("a b c", "1"), ("a b", "2"), ("b c", "3"))
    assert cut([say("a b c", tags)], lexicon) == [pieces]


def test_segments_cover_the_corpus_without_gap_or_overlap():
    lexicon = make_lexicon(("a b", "1"), ("b", "2"), ("c a b", "3"))
    sentences = [say("c a b a b"), say("b"), say("a c c a b b")]
    assert [" ".join(pieces) for pieces in cut(sentences, lexicon)] == [
        " ".join(sentence.words) for sentence in sentences
    ]
