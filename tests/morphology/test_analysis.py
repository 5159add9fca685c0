from collections.abc import Sequence

import pytest

from lexiboost.morphology import Analyser, Candidate, Paradigms, SuffixRules, by_rules

TABLE = Paradigms.from_rows(
    [
        ("walk", "walks", "V;3;SG;PRS"),
        ("walk", "walk", "V;NFIN"),
        ("walk", "walks", "N;PL"),
        ("talk", "talks", "V;3;SG;PRS"),
        ("talk", "talked", "V;PST"),
        ("ask", "asked", "V;PST"),
    ],
    variety="eng_Latn",
)
RULES = by_rules(SuffixRules.fit(TABLE))


def test_the_table_comes_first_and_shares_its_confidence_among_readings() -> None:
    analyser = Analyser(TABLE, [("rules", RULES)])
    assert analyser.analyse("walks") == (
        Candidate("walk", "V;SG;3;PRS", 0.5, "table"),
        Candidate("walk", "N;PL", 0.5, "table"),
    )


def test_a_capital_is_looked_up_as_small_letters() -> None:
    assert Analyser(TABLE).analyse("Talked") == (Candidate("talk", "V;PST", 1.0, "table"),)
    names = Paradigms.from_rows([("Polish", "Polish", "ADJ"), ("polish", "polish", "V;NFIN")])
    assert [found.lemma for found in Analyser(names).analyse("Polish")] == ["Polish"]


def test_lower_case_is_the_languages_own() -> None:
    table = Paradigms.from_rows([("ılık", "ılık", "ADJ")], variety="tur_Latn")
    assert len(Analyser(table).analyse("ILIK")) == 1
    assert Analyser(table, variety="eng_Latn").analyse("ILIK") == ()


def test_forms_outside_the_table_are_lemmatized_by_the_rules() -> None:
    found = Analyser(TABLE, [("rules", RULES)]).analyse("jumped")
    assert found[0][:2] == ("jump", "V;PST")
    assert found[0].origin == "rules" and 0 < found[0].confidence < 1
    confidences = [candidate.confidence for candidate in found]
    assert confidences == sorted(confidences, reverse=True)


def test_what_nothing_knows_has_no_candidates() -> None:
    assert Analyser(TABLE).analyse("jumped") == ()
    assert Analyser(None).analyse_batch(["a", "b"]) == [(), ()]
    assert Analyser(TABLE, [("rules", RULES)], min_confidence=0.99).analyse("jumped") == ()


def test_guessers_are_asked_in_order_for_what_is_still_missing_and_once_each_form() -> None:
    asked: list[list[str]] = []

    def guesser(answers: dict[str, list[tuple[str, str, float]]]):
        def guess(forms: Sequence[str]):
            asked.append(list(forms))
            return [answers.get(form, []) for form in forms]

        return guess

    first = guesser({"x": [("x1", "N", 0.2), ("x2", "N", 0.9), ("x3", "V", 0.2)]})
    second = guesser({"x": [("never", "N", 1.0)], "y": [("y", "N", 0.5)]})
    analyser = Analyser(TABLE, [("model", first), ("copy", second)], limit=2)
    found = analyser.analyse_batch(["x", "walk", "y", "x", "z"])
    assert asked == [["x", "y", "z"], ["y", "z"]]
    assert found == [
        (Candidate("x2", "N", 0.9, "model"), Candidate("x1", "N", 0.2, "model")),
        (Candidate("walk", "V;NFIN", 1.0, "table"),),
        (Candidate("y", "N", 0.5, "copy"),),
        (Candidate("x2", "N", 0.9, "model"), Candidate("x1", "N", 0.2, "model")),
        (),
    ]


def test_unpointed_text_is_analysed_by_a_pointed_table_when_asked_for() -> None:
    table = Paradigms.from_rows([("שָׁלוֹם", "שָׁלוֹם", "N;SG")], variety="heb_Hebr")
    assert Analyser(table).analyse("שלום") == ()
    assert Analyser(table, fold=True).analyse("שלום") == (Candidate("שָׁלוֹם", "N;SG", 1.0, "folded"),)


@pytest.mark.parametrize("batch", [[], ["walks", "jumped", "", "walks"]])
def test_a_batch_gives_what_one_by_one_gives(batch: list[str]) -> None:
    analyser = Analyser(TABLE, [("rules", RULES)])
    assert analyser.analyse_batch(batch) == [analyser.analyse(form) for form in batch]
