import lzma
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.morphology import Paradigms, SuffixRules
from lexiboost.morphology.rules import change_between

ENGLISH = Paradigms.from_rows(
    [
        ("walk", "walked", "V;PST"),
        ("talk", "talked", "V;PST"),
        ("carry", "carried", "V;PST"),
        ("marry", "married", "V;PST"),
        ("play", "played", "V;PST"),
        ("bake", "baked", "V;PST"),
        ("cat", "cats", "N;PL"),
    ]
)


@pytest.mark.parametrize(("lemma", "form"), [("chalk", "chalked"), ("harry", "harried"), ("make", "maked")])
def test_the_longest_known_ending_decides(lemma: str, form: str) -> None:
    found = SuffixRules.fit(ENGLISH).inflect(lemma, "V;PST")
    assert found is not None and found[0] == form


def test_confidence_is_the_discounted_share_of_the_rows_with_the_ending() -> None:
    rules = SuffixRules.fit(ENGLISH)
    assert rules.inflect("balk", "PST;V") == ("balked", 2 / 3)  # walk, talk of the rows in -alk
    assert rules.inflect("dog", "N;PL") == ("dogs", 1 / 2)


def test_a_cell_never_seen_gives_nothing() -> None:
    assert SuffixRules.fit(ENGLISH).inflect("walk", "V;FUT") is None


def test_prefixes_are_learned_apart_from_suffixes() -> None:
    rows = [
        ("soma", "anasoma", "V;PRS"),
        ("pika", "anapika", "V;PRS"),
        ("soma", "hasomi", "V;PRS;NEG"),
        ("pika", "hapiki", "V;PRS;NEG"),
    ]
    rules = SuffixRules.fit(Paradigms.from_rows(rows))
    assert rules.inflect("lala", "V;PRS") == ("analala", 2 / 3)
    assert rules.inflect("lala", "V;NEG;PRS") == ("halali", 2 / 3)
    assert rules.lemmatize("halali", {"lala"}) == (("lala", "V;NEG;PRS", 2 / 3),)


def test_lemmatizing_gives_only_known_lemmas_best_first() -> None:
    rules = SuffixRules.fit(ENGLISH)
    assert rules.lemmatize("chalked", {"chalk", "chalke"}) == (
        ("chalk", "V;PST", 2 / 3),
        ("chalke", "V;PST", 1 / 4),  # baked of the rows in -ked
    )
    assert rules.lemmatize("chalked", set()) == ()
    assert rules.lemmatize("chalked")[0][:2] == ("chalk", "V;PST")


WORD = st.text(alphabet="abcд", min_size=1, max_size=8)


@given(WORD, WORD)
def test_a_change_and_its_inverse_undo_each_other(lemma: str, form: str) -> None:
    change = change_between(lemma, form)
    assert change.apply(lemma) == form
    assert change.inverted().apply(form) == lemma


@given(st.lists(st.tuples(WORD, WORD), min_size=1, max_size=8, unique_by=lambda row: row[0]))
def test_a_table_without_conflicts_at_the_edges_never_fails(rows: list[tuple[str, str]]) -> None:
    rules = SuffixRules.fit(Paradigms.from_rows([(lemma, form, "N;PL") for lemma, form in rows]))
    for lemma, _ in rows:
        found = rules.inflect(lemma, "N;PL")
        assert found is None or (found[0] and 0 < found[1] < 1)


def sigmorphon(path: Path) -> list[tuple[str, str, str]]:
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as stream:
        columns = [line.rstrip("\n").split("\t") for line in stream if line.strip()]
    return [(lemma, form, features) for lemma, features, form in columns]


@pytest.mark.data
@pytest.mark.parametrize(("code", "floor"), [("fin", 0.75), ("tur", 0.62), ("sme", 0.50), ("eng", 0.94)])
def test_unseen_lemmas_of_the_shared_task_of_2023_are_inflected(
    data_dir: Path, code: str, floor: float
) -> None:
    folder = data_dir / "tasks" / "sigmorphon2023"
    rules = SuffixRules.fit(Paradigms.from_rows(sigmorphon(folder / f"{code}.trn.xz")))
    test = sigmorphon(folder / f"{code}.tst.xz")
    right = sum((rules.inflect(lemma, bundle) or ("",))[0] == form for lemma, form, bundle in test)
    assert right / len(test) > floor
