"""Counts of a lexicon, worked by hand."""

from __future__ import annotations

from lexiboost.lexicons import Entry, Lexicon
from lexiboost.lexicons.contents import contents
from lexiboost.lexicons.lexicon import make_table


def test_counts() -> None:
    entries = [
        Entry("house", "ev", "NOUN", "NOUN"),
        Entry("house", "konut", "NOUN", "NOUN"),
        Entry("house", "ev"),
        Entry("give up", "vaz geçmek", "VERB", "VERB"),
        Entry("a", "bir"),
    ]
    table = make_table(entries, ["x", "x", "y", "x", "y"], ["CC0 1.0", "", "", "CC0 1.0", "CC0 1.0"])
    found = contents(Lexicon(table, "eng_Latn", "tur_Latn", 5))
    assert (found.entries, found.words, found.targets) == (5, 3, 4)
    assert (found.multiwords, found.multiword_targets) == (1, 1)
    assert found.translations == 4 / 3  # house has ev and konut, the others one each
    assert found.most_translations == (2, "house")
    assert list(found.pos.items()) == [("", 2), ("NOUN", 2), ("VERB", 1)]
    assert list(found.origins.items()) == [("x", 3), ("y", 2)]
    assert list(found.licences.items()) == [("CC0 1.0", 3), ("", 2)]


def test_an_empty_lexicon_has_nothing() -> None:
    found = contents(Lexicon(make_table([], "", ""), "eng_Latn", "tur_Latn", 0))
    assert (found.entries, found.translations, found.most_translations) == (0, 0.0, (0, ""))
