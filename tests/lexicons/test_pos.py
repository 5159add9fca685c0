import pytest

from lexiboost.lexicons.pos import to_upos


@pytest.mark.parametrize(
    ("tag", "upos"),
    [
        ("n", "NOUN"),
        ("v", "VERB"),
        ("a", "ADJ"),
        ("s", "ADJ"),
        ("r", "ADV"),
        ("prop", "PROPN"),
        ("vblex", "VERB"),
        ("Prep.", "ADP"),
        ("NOUN", "NOUN"),
        ("sconj", "SCONJ"),
        ("determiner", "DET"),
        ("phrase", ""),
        ("x", ""),
        ("", ""),
    ],
)
def test_dictionary_tags_become_upos(tag: str, upos: str) -> None:
    assert to_upos(tag) == upos
