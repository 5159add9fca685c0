"""Cells that the table lacks: those that synthesis asks for, and the others of the lexicon's words."""

from __future__ import annotations

from lexiboost.morphology import Paradigms
from lexiboost.synthesis.gaps import needed_cells, paradigm_cells
from lexiboost.synthesis.inflect import Inflected, Inflector
from lexiboost.synthesis.settings import SynthesisSettings
from lexiboost.synthesis.source import encode_source
from lexiboost.synthesis.substitute import Synthesizer
from tests.synthesis.handmade import make_lexicon, say

TABLE = Paradigms.from_rows(
    [
        ("talo", "talon", "N;GEN;SG"),
        ("talo", "talot", "N;NOM;PL"),
        ("kissa", "kissa", "N;NOM;SG"),
        ("kuu", "kuut", "N;NOM;PL"),
        ("juosta", "juoksi", "V;PST"),
        ("punainen", "punaisemman", "ADJ;CMPR"),
    ]
)
LEXICON = make_lexicon(
    ("house", "talo"),
    ("cat", "kissa"),
    ("moon", "kuu"),
    ("dog", "koira"),
    ("dog", "iso koira"),
    ("red", "juosta"),
)
CORPUS = encode_source(
    [
        say("cats dogs", lemmas="cat dog", upos="NOUN NOUN", bundles="N;PL N;PL"),
        say("dogs houses", lemmas="dog house", upos="NOUN NOUN", bundles="N;PL N;PL"),
        say("red", lemmas="red", upos="NOUN", bundles="N;PL"),
    ]
)


class Recorder(Inflector):
    """Notes which cells it cannot take from the table."""

    def _by_rules(self, lemma: str, cell: str) -> Inflected | None:
        asked.append((lemma, cell))
        return None


asked: list[tuple[str, str]] = []


def test_the_gaps_are_the_cells_that_synthesis_asks_for_and_the_table_lacks() -> None:
    asked.clear()
    settings = SynthesisSettings(mode="inflect", copies=20)
    Synthesizer(CORPUS, LEXICON, settings, seed=0, inflector=Recorder(TABLE)).draw(range(20))
    needed = needed_cells(CORPUS, LEXICON, TABLE)
    assert set(asked) == set(needed)
    # `koira` stands for two running words, `kissa` for one; `talo` has its form; `juosta` is a verb.
    assert needed == [("koira", "N;NOM;PL"), ("kissa", "N;NOM;PL")]


def test_other_cells_come_by_the_words_frequency_and_the_cells_features() -> None:
    # In the table nouns have, in this order: GEN;SG, NOM;PL (twice) and NOM;SG, all of three features.
    gaps = paradigm_cells(CORPUS, LEXICON, TABLE, 100)
    assert set(gaps) == {
        ("koira", "N;NOM;PL"),
        ("koira", "N;GEN;SG"),
        ("koira", "N;NOM;SG"),
        ("kissa", "N;NOM;PL"),
        ("kissa", "N;GEN;SG"),
        ("talo", "N;NOM;SG"),
    }
    assert gaps[0] == ("koira", "N;NOM;PL")  # `dog` stands for two running words, and the cell is frequent
    assert gaps.index(("kissa", "N;NOM;PL")) < gaps.index(("koira", "N;NOM;SG"))
    assert paradigm_cells(CORPUS, LEXICON, TABLE, 2) == gaps[:2]


def test_a_lexicon_tells_the_part_of_speech_of_words_that_the_text_lacks() -> None:
    lexicon = make_lexicon(("bird", "lintu", 1.0, "NOUN"), ("fly", "lentää", 1.0, "VERB"), ("ouch", "ai"))
    assert {lemma for lemma, _ in paradigm_cells(CORPUS, lexicon, TABLE, 100)} == {"lintu", "lentää"}
    assert ("lentää", "V;PST") in paradigm_cells(CORPUS, lexicon, TABLE, 100)


def test_cells_of_several_words_are_synthesized_and_not_looked_up() -> None:
    rows = [("talo", "ei talo", "N;NEG"), ("auto", "ei auto", "N;NEG"), ("auto", "autot", "N;PL")]
    table = Paradigms.from_rows(rows)
    corpus = encode_source([say("dogs", lemmas="dog", upos="NOUN", bundles="N;NEG")])
    lexicon = make_lexicon(("dog", "koira"))
    assert needed_cells(corpus, lexicon, table) == [("koira", "N;NEG")]
    assert paradigm_cells(corpus, lexicon, table, 10) == [("koira", "N;PL")]
