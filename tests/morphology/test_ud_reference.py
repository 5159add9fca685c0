from pathlib import Path

import pytest

from lexiboost.morphology import Paradigms
from lexiboost.morphology.agreement import Relation, compare
from lexiboost.morphology.ud_language import UdConverter
from lexiboost.morphology.ud_reference import (
    AlignedWord,
    Held,
    TableReference,
    Verdict,
    align,
    reference_bundle,
)
from lexiboost.text.readers.conllu import read_conllu
from lexiboost.text.sentence import Sentence


def ud(*words: str) -> Sentence:
    return Sentence(words, "eng_Latn", "ud", upos=("NOUN",) * len(words), feats=words)


def published(*words: str) -> Sentence:
    return Sentence(words, "eng_Latn", "um", feats=tuple(f"N;{word}" for word in words))


def test_sentences_align_by_their_characters_and_words_by_what_they_cover() -> None:
    found = align(
        [ud("The", "dog"), ud("can", "not", "go"), ud("a b", "c")],
        [published("cannot", "go"), published("the", "dog"), published("x", "y"), published("a", "b", "c")],
    )
    assert [word.form for word in found.words] == ["go", "the", "dog", "c"]
    assert found.words[1] == AlignedWord("the", "NOUN", "The", "N;the")
    assert found.unaligned == {"sentence not in the treebank": 2, "word segmented differently": 3}


def test_the_nth_occurrence_of_a_sentence_is_paired_with_the_nth() -> None:
    first = Sentence(("go",), "eng_Latn", "1", upos=("VERB",), feats=("",))
    second = Sentence(("go",), "eng_Latn", "2", upos=("NOUN",), feats=("",))
    found = align([first, second], [published("go")] * 3)
    assert [word.upos for word in found.words] == ["VERB", "NOUN", "NOUN"]


@pytest.mark.parametrize(
    ("written", "read"),
    [("N;{ACC/NOM}", "N;ACC/NOM"), ("ADJ;{CMPR/RL}", "ADJ;CMPR/SPRL"), ("ADJ;RL", "ADJ;SPRL"), ("_", "")],
)
def test_the_spelling_of_the_2019_conversions(written: str, read: str) -> None:
    assert reference_bundle(written) == read


@pytest.fixture
def table() -> TableReference:
    rows = [
        ("ev", "ev", "N;NOM;SG"),
        ("ev", "evi", "N;ACC;SG"),
        ("ev", "Evi", "N;ACC;SG"),
        ("göz", "gözü", "N;ACC;SG"),
        ("göz", "gözü", "N;NOM;SG;PSS3S"),
        ("kuş", "kuşu", "N;ACC;SG"),
        ("git", "git", "V;IMP;SG;2"),
        ("git", "gitti o", "V;SG;3;PST"),
        ("git", "gitti", "V;PRS;SG;3"),
    ]
    return TableReference(Paradigms.from_rows(rows))


def outcome(held: Held) -> str:
    if held.verdict is not None:
        return held.verdict
    assert held.comparison is not None
    return held.comparison.relation


@pytest.mark.parametrize(
    ("lemma", "form", "bundle", "expected"),
    [
        ("ev", "EVI", "N;ACC;SG", "equal"),
        ("göz", "gözü", "N;NOM;PSS3S", "subsumes"),
        # The accusative of ev is there, under another form.
        ("ev", "ev", "N;ACC;SG", "contradicts"),
        # A possessed nominative is a cell of the table, but not among the rows of kuş.
        ("kuş", "kuşu", "N;NOM;SG;PSS3S", Verdict.MISSING_CELL),
        # No cell of the table is a plural.
        ("ev", "ev", "N;NOM;PL", Verdict.NO_SUCH_CELL),
        ("git", "gitti", "V;PST;SG;3", Verdict.PHRASE),
        ("ev", "evler", "N;NOM;PL", Verdict.ABSENT),
        ("git", "git", "N;NOM;SG", Verdict.OTHER_CLASS),
        ("git", "git", "V.PTCP;PST", Verdict.NO_SUCH_CELL),
    ],
)
def test_a_table_contradicts_only_where_it_could_have_agreed(
    table: TableReference, lemma: str, form: str, bundle: str, expected: str
) -> None:
    assert outcome(table.hold(lemma, form, bundle)) == expected


def test_the_cells_of_a_lemma_are_of_one_word_class(table: TableReference) -> None:
    assert table.cells("EV", "PROPN;SG") == {"N;NOM;SG", "N;ACC;SG"}
    assert table.cells("ev", "V") == set()


@pytest.mark.data
@pytest.mark.parametrize(
    ("treebank", "variety", "words"),
    [
        ("UD_Breton-KEB", "bre_Latn", 500),
        ("UD_Greek-GDT", "ell_Grek", 5_000),
        ("UD_North_Sami-Giella", "sme_Latn", 2_000),
        ("UD_Tamil-TTB", "tam_Taml", 7_000),
        ("UD_Ukrainian-IU", "ukr_Cyrl", 2_000),
    ],
)
def test_fewer_than_two_in_a_hundred_words_contradict_the_published_conversion(
    data_dir: Path, treebank: str, variety: str, words: int
) -> None:
    sides = [
        [
            sentence
            for path in sorted((data_dir / folder / treebank).iterdir())
            for sentence in read_conllu(path, variety=variety)
        ]
        for folder in ("ud", "ud_um2019")
    ]
    converter = UdConverter(variety)
    compared = contradicting = 0
    for word in align(*sides).words:
        bundle = converter(word.upos, word.feats)
        if bundle and word.reference:
            compared += 1
            contradicting += compare(bundle, word.reference).relation is Relation.CONTRADICTS
    assert compared > words
    assert contradicting / compared < 0.02
