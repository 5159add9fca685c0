import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.artifacts.errors import ConfigError
from lexiboost.lexicons import Entry, Lexicon, clean_lexicon
from lexiboost.lexicons.cleaning import OPTIONAL_RULES, RULES
from lexiboost.lexicons.lexicon import make_table
from lexiboost.lexicons.tidy import TIDY_RULES


def lexicon(*entries: Entry, source: str = "eng_Latn", target: str = "tur_Latn") -> Lexicon:
    return Lexicon(make_table(entries, "x", ""), source, target, rows_in=len(entries))


def cleaned(english: str, other: str, **varieties: str) -> list[tuple[str, str]]:
    table = clean_lexicon(lexicon(Entry(english, other), **varieties)).table
    return list(zip(table["source"], table["target"], strict=True))


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("house (building)", "ev [isim]", [("house", "ev")]),
        ("fish &amp; chips", "balık &#39;ekmek", [("fish & chips", "balık 'ekmek")]),
        (
            "big; large",
            "büyük / iri",
            [("big", "büyük"), ("big", "iri"), ("large", "büyük"), ("large", "iri")],
        ),
        ("big", "büyük, iri", [("big", "büyük"), ("big", "iri")]),
        ("yes, sir", "evet, efendim", [("yes, sir", "evet, efendim")]),
        ("and/or", "ve/veya", [("and/or", "ve/veya")]),
        ("to go", "gitmek", [("go", "gitmek")]),
        ("the Internet", "internet", [("Internet", "internet")]),
        ("a lot of", "çok", [("a lot of", "çok")]),
        ("the same", "aynı", [("the same", "aynı")]),
        ("help sb", "yardım etmek", [("help", "yardım etmek")]),
        ("hello!", "merhaba!", [("hello", "merhaba")]),
        ("somebody", "biri", [("somebody", "biri")]),
    ],
)
def test_cells_become_words(source: str, target: str, expected: list[tuple[str, str]]) -> None:
    assert cleaned(source, target) == expected


def test_to_and_articles_are_stripped_from_the_english_side_only() -> None:
    assert cleaned("to", "to go", source="fin_Latn", target="eng_Latn") == [("to", "go")]
    assert cleaned("a tale", "to be", source="tur_Latn", target="fin_Latn") == [("a tale", "to be")]


def test_the_noun_after_to_is_not_taken_for_a_verb() -> None:
    result = clean_lexicon(lexicon(Entry("to go", "gitmek"), Entry("to date", "şimdiye dek", "ADV", "ADV")))
    assert [(e.source, e.source_pos) for e in result.entries()] == [("go", "VERB"), ("to date", "ADV")]


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        ("house", "(building)", "empty_cell"),
        ("question", "??!", "empty_cell"),
        ("percent", "%", "no_letter"),
        ("with", "-le", "affix"),
        ("anti-", "karşı", "affix"),
        ("uncle", "annenin veya babanın erkek kardeşi olan kişi", "definition"),
        ("google", "гугл", "wrong_script"),
        ("привет", "merhaba", "wrong_script"),
    ],
)
def test_what_is_no_translation_is_rejected_by_reason(source: str, target: str, reason: str) -> None:
    result = clean_lexicon(lexicon(Entry(source, target)))
    assert len(result) == 0
    assert result.rejected == {reason: 1}


def test_scripts_of_japanese_are_all_its_own() -> None:
    assert cleaned("tea", "お茶", target="jpn_Jpan") == [("tea", "お茶")]
    assert clean_lexicon(lexicon(Entry("tea", "tea"), target="jpn_Jpan")).rejected == {"wrong_script": 1}


def test_a_copy_is_dropped_only_beside_a_translation_that_is_not_built_on_it() -> None:
    entries = [
        Entry("with", "with"),
        Entry("with", "ile"),
        Entry("ankara", "ankara"),
        Entry("bar", "bar", "NOUN", "NOUN"),
        Entry("bar", "çubuk", "NOUN", "NOUN"),
        Entry("model", "model"),
        Entry("model", "modeli"),
        Entry("model", "örnek"),
    ]
    result = clean_lexicon(lexicon(*entries))
    assert [tuple(e[:2]) for e in result.entries()] == [
        ("with", "ile"),
        ("ankara", "ankara"),
        ("bar", "bar"),
        ("bar", "çubuk"),
        ("model", "model"),
        ("model", "modeli"),
        ("model", "örnek"),
    ]
    assert result.rejected == {"copy": 1}


def test_duplicates_add_their_scores_and_other_senses_stay() -> None:
    entries = [
        Entry("run", "koşu", "NOUN", "NOUN"),
        Entry("run", "koşu", "NOUN", "NOUN", 0.5),
        Entry("run", "koşu"),
    ]
    result = clean_lexicon(lexicon(*entries))
    assert [(e.source_pos, e.score) for e in result.entries()] == [("NOUN", 1.5), ("", 1.0)]
    assert result.rejected == {"duplicate": 1}


def test_rules_can_be_skipped_and_unknown_ones_are_refused() -> None:
    entry = Entry("to go", "gitmek, varmak")
    result = clean_lexicon(lexicon(entry), skip=("english_to", "alternatives"))
    assert result.entries() == [entry]
    for unknown in ({"skip": ("casing",)}, {"also": ("casing",)}):
        with pytest.raises(ConfigError, match="unknown cleaning rule 'casing'"):
            clean_lexicon(lexicon(entry), **unknown)


def test_rows_that_differ_in_capitals_alone_are_merged_on_demand() -> None:
    entries = [
        Entry("House", "EV"),
        Entry("house", "ev", score=2.0),
        Entry("Polish", "Lehçe"),
        Entry("polish", "cilalamak"),
        Entry("fish", "BALIK"),
        Entry("fish", "balık"),
        Entry("moon", "AYI"),
        Entry("moon", "ayi"),
    ]
    assert len(clean_lexicon(lexicon(*entries))) == len(entries)
    result = clean_lexicon(lexicon(*entries), also=("case",))
    assert [(e.source, e.target, e.score) for e in result.entries()] == [
        ("house", "ev", 3.0),
        ("Polish", "Lehçe", 1.0),
        ("polish", "cilalamak", 1.0),
        ("fish", "BALIK", 2.0),
        ("moon", "AYI", 1.0),  # in Turkish I is the capital of ı, not of i
        ("moon", "ayi", 1.0),
    ]
    assert result.rejected == {"case": 2}
    assert len(clean_lexicon(lexicon(*entries), skip=("case",), also=("case",))) == len(entries)


ONE_ROW_OF_EACH_RULE = {
    "html_entity": Entry("fish &amp; chips", "balık"),
    "note": Entry("house (building)", "ev"),
    "alternatives": Entry("big; large", "iri"),
    "english_to": Entry("to go", "gitmek"),
    "article": Entry("the sun", "güneş"),
    "placeholder": Entry("help sb", "yardım etmek"),
    "edge_punctuation": Entry("hello!", "merhaba"),
    "no_letter": Entry("percent", "%"),
    "affix": Entry("with", "-le"),
    "definition": Entry("uncle", "annenin veya babanın erkek kardeşi olan kişi"),
    "wrong_script": Entry("google", "гугл"),
    "copy": Entry("with", "with"),
    "duplicate": Entry("twice", "iki kez"),
}


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule not in TIDY_RULES])
def test_each_rule_counts_its_rows_under_its_name_and_can_be_switched_off(rule: str) -> None:
    others = [Entry("with", "ile"), Entry("twice", "iki kez")]
    before = lexicon(ONE_ROW_OF_EACH_RULE[rule], *others)

    def counted(*skip: str) -> int:
        result = clean_lexicon(before, skip=skip)
        return result.split if rule == "alternatives" else {**result.changed, **result.rejected}.get(rule, 0)

    others_off = [other for other in RULES if other != rule]
    assert counted() >= 1 or rule == "no_letter"  # edge_punctuation empties `%` first
    assert counted(*others_off) == 1
    assert counted(rule) == 0
    untouched = clean_lexicon(before, skip=RULES)
    assert untouched.entries() == before.entries()


CELL = st.text(alphabet="ab to,;/()[]-!&#39;ğжお \u0301", min_size=1, max_size=14).filter(
    lambda text: text.strip()
)


@given(
    st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8), st.sets(st.sampled_from(RULES)), st.booleans()
)
def test_no_row_is_lost_whatever_the_cells_and_rules(
    cells: list[tuple[str, str]], skip: set[str], case: bool
) -> None:
    # The constructor of Lexicon asserts the ledger; cleaning twice must then change nothing more of it.
    before = lexicon(*(Entry(source, target) for source, target in cells))
    result = clean_lexicon(before, skip=skip, also=OPTIONAL_RULES if case else ())
    assert result.rows_in + result.split == len(result) + sum(result.rejected.values())
    assert result.rows_in == len(cells)
