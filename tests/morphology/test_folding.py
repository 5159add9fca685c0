import pytest

from lexiboost.morphology import Paradigms
from lexiboost.morphology.folding import fold


@pytest.mark.parametrize(
    ("text", "variety", "expected"),
    [
        ("كَتَبْتُ", "ara_Arab", "كتبت"),
        ("كِتَابٌ", "ara_Arab", "كتاب"),
        ("كـــتاب", "ara_Arab", "كتاب"),
        ("هٰذا", "ara_Arab", "هذا"),
        ("أَنْ", "ara_Arab", "أن"),
        ("ثُمَّ", "ara_Arab", "ثم"),
        ("שָׁלוֹם", "heb_Hebr", "שלום"),
        ("בַּיִת־סֵפֶר", "heb_Hebr", "בית־ספר"),
        ("IŞIK", "tur_Latn", "ışık"),
        ("Straße", "deu_Latn", "straße"),
        ("ÉTÉ", "fra_Latn", "été"),
    ],
)
def test_case_vowel_signs_and_points_are_left_out(text: str, variety: str, expected: str) -> None:
    assert fold(text, variety) == expected


def test_folding_leaves_other_marks_alone() -> None:
    for word in ("naïve", "किताब", "بيئة", "آب"):
        assert fold(word, "") == word


VOCALISED = Paradigms.from_rows(
    [
        ("كَتَبَ", "كَتَبَ", "V;PST;3;MASC;SG"),
        ("كِتَاب", "كُتُب", "N;PL"),
        ("كَتَبَ", "كُتِبَ", "V;PST;3;MASC;SG;PASS"),
    ],
    variety="ara_Arab",
)


def test_a_form_is_found_without_its_vowel_signs_when_asked_for() -> None:
    assert VOCALISED.analyse("كتب") == ()
    found = VOCALISED.analyse("كتب", fold=True)
    assert [lemma for lemma, _ in found] == ["كَتَبَ", "كِتَاب", "كَتَبَ"]
    assert VOCALISED.analyse("كُتُب", fold=True) == found
    assert VOCALISED.analyse("كلب", fold=True) == ()
    batch = VOCALISED.analyse_batch(["كلب", "كتب"], fold=True).to_pylist()
    assert [[(reading["lemma"], reading["bundle"]) for reading in readings] for readings in batch] == [
        [],
        list(found),
    ]
