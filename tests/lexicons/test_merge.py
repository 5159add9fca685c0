import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.artifacts.errors import InputError
from lexiboost.lexicons import Entry, Lexicon, merge
from lexiboost.lexicons.lexicon import make_table


def lexicon(*entries: Entry, origin: str = "x", licence: str = "", target: str = "tur_Latn") -> Lexicon:
    return Lexicon(make_table(entries, origin, licence), "eng_Latn", target, rows_in=len(entries))


def test_what_several_lexicons_have_comes_first_with_all_their_origins() -> None:
    first = lexicon(Entry("light", "hafif"), Entry("light", "ışık"), origin="muse", licence="CC BY-NC 4.0")
    second = lexicon(Entry("light", "ışık", "NOUN", "NOUN"), origin="omw", licence="CC BY-SA 3.0")
    merged = merge([first, second])
    # muse: 1/2 each; omw: 1 for ışık; sums 1/2 and 3/2 of 2.
    assert merged.entries() == [
        Entry("light", "ışık", "NOUN", "NOUN", 0.75),
        Entry("light", "hafif", "", "", 0.25),
    ]
    assert list(merged.table["origin"]) == ["muse; omw", "muse"]
    assert list(merged.table["licence"]) == ["CC BY-NC 4.0; CC BY-SA 3.0", "CC BY-NC 4.0"]
    assert merged.rejected == {"merged": 1}
    assert merged.rows_in == 3


def test_unknown_parts_of_speech_are_shared_out_over_known_ones() -> None:
    merged = merge(
        [
            lexicon(Entry("run", "koşu", "NOUN", "NOUN", 3.0), Entry("run", "koşu", "VERB", "VERB", 1.0)),
            lexicon(Entry("run", "koşu")),
        ]
    )
    # first lexicon 3/4 and 1/4; the second's 1 goes 3:1 to them; all of 2.
    assert [(e.source_pos, e.score) for e in merged.entries()] == [("NOUN", 0.75), ("VERB", 0.25)]


def test_weights_scale_a_lexicon() -> None:
    merged = merge([lexicon(Entry("a", "b")), lexicon(Entry("a", "c"))], weights=[3.0, 1.0])
    assert [(e.target, e.score) for e in merged.entries()] == [("b", 0.75), ("c", 0.25)]


def test_lexicons_of_two_targets_are_not_merged() -> None:
    with pytest.raises(InputError, match="fin_Latn, eng_Latn-tur_Latn"):
        merge([lexicon(Entry("a", "b")), lexicon(Entry("a", "b"), target="fin_Latn")])
    with pytest.raises(InputError, match="no lexicon to merge"):
        merge([])


ENTRIES = st.lists(
    st.builds(
        Entry,
        st.sampled_from("abc"),
        st.sampled_from("xyz"),
        st.sampled_from(["", "NOUN", "VERB"]),
        st.sampled_from(["", "NOUN"]),
        st.floats(0.01, 100.0),
    ),
    min_size=1,
    max_size=12,
)


@given(st.lists(ENTRIES, min_size=1, max_size=3))
def test_scores_of_each_source_sum_to_one_and_no_pair_is_lost(lists: list[list[Entry]]) -> None:
    merged = merge([lexicon(*entries) for entries in lists])
    sums = merged.table.groupby("source")["score"].sum()
    assert sums.tolist() == pytest.approx([1.0] * len(sums))
    found = set(zip(merged.table["source"], merged.table["target"], strict=True))
    assert found == {(e.source, e.target) for entries in lists for e in entries}
