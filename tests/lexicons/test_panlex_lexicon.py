import tempfile
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from lexiboost.artifacts.errors import ConfigError, InputError, UnknownLanguageError
from lexiboost.lexicons.lexicon import Entry, make_table
from lexiboost.lexicons.panlex import PanLex, find_expressions, open_panlex, panlex_lexicon, read_panlex
from tests.lexicons.handmade_panlex import Tables, copies_and_opinions


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@pytest.fixture(scope="module")
def database(folder: Path) -> PanLex:
    return open_panlex(copies_and_opinions().write(folder / "dump"), cache=folder / "cache")


def test_copies_within_a_group_count_once_and_groups_add_up(database: PanLex) -> None:
    lexicon = panlex_lexicon(database, source="eng_Latn", target="tur_Latn")
    # ışık: group 10 has qualities 7 and 5, group 20 has 3; hafif: the copy alone; lamba: quality 0.
    expected = [Entry("light", "ışık", "NOUN", "NOUN", 10.0), Entry("light", "hafif", "", "ADJ", 5.0)]
    assert_frame_equal(lexicon.table, make_table(expected, "panlex", "CC0 1.0"))
    assert lexicon.rows_in == 5
    assert lexicon.rejected == {"no_quality": 1, "repeated_attestation": 2}
    assert (lexicon.source, lexicon.target, lexicon.format) == ("eng_Latn", "tur_Latn", "panlex")


def test_pivoted_pairs_have_multiplied_shares_and_say_so(database: PanLex) -> None:
    lexicon = panlex_lexicon(database, source="eng", target="tur", pivot="fra-000")
    pivoted = lexicon.table[lexicon.table["source"] == "house"]
    # maison has 9/12 of house, foyer 3/12; ev has 6/8 of maison, konut 2/8; yuva is all of foyer.
    assert list(zip(pivoted["target"], pivoted["score"], strict=True)) == [
        ("ev", 9 / 16),
        ("yuva", 1 / 4),
        ("konut", 3 / 16),
    ]
    assert set(pivoted["origin"]) == {"panlex (via fra-000)"}
    assert set(lexicon.table["origin"][lexicon.table["source"] == "light"]) == {"panlex"}
    assert lexicon.rows_in == 5 + 3


def test_pivoted_pairs_are_capped_and_counted(database: PanLex) -> None:
    lexicon = panlex_lexicon(database, source="eng", target="tur", pivot="fra", max_translations=1)
    # house keeps maison alone and maison keeps ev alone.
    assert [e.target for e in lexicon.entries() if e.source == "house"] == ["ev"]
    both = panlex_lexicon(database, source="eng", target="tur", pivot="fra", max_translations=2)
    assert [e.target for e in both.entries() if e.source == "house"] == ["ev", "yuva"]
    assert both.rejected["pivot_over_limit"] == 1


def test_the_inverse_direction_has_the_same_pairs_scores_and_parts_of_speech(database: PanLex) -> None:
    forward = panlex_lexicon(database, source="eng", target="tur")
    backward = panlex_lexicon(database, source="tur", target="eng")
    assert set(backward.inverted().entries()) == set(forward.entries())
    assert (backward.rows_in, backward.rejected) == (forward.rows_in, forward.rejected)


def test_a_part_of_speech_that_more_attestations_state_wins(tmp_path: Path) -> None:
    tables = Tables()
    fly = tables.expr(tables.variety("eng-000"), "fly")
    uc = tables.expr(tables.variety("tur-000"), "uç")
    for group, name in enumerate(["Noun", "Verbal", "Verbal", "NoSuchClass", ""], start=1):
        tables.meaning(tables.source(group, 1), fly, uc, pos=["", name])
    lexicon = read_panlex(
        tables.write(tmp_path / "dump"), source="eng", target="tur", cache=tmp_path / "cache"
    )
    assert lexicon.entries() == [Entry("fly", "uç", "", "VERB", 5.0)]


WORDS = ["null", "nan", "NA", "None", "-", '"quoted"', "a, b", "two\nlines", "x;y", "007", "true", "'", "\\N"]


def test_texts_that_look_like_missing_values_numbers_or_csv_are_kept(tmp_path: Path) -> None:
    tables = Tables()
    eng, tur = tables.variety("eng-000"), tables.variety("tur-000")
    for index, word in enumerate(WORDS):
        tables.meaning(tables.source(index, 4), tables.expr(eng, word), tables.expr(tur, word))
    lexicon = read_panlex(
        tables.write(tmp_path / "dump"), source="eng", target="tur", cache=tmp_path / "cache"
    )
    # A white space of any kind is one space in every reader.
    expected = sorted(word.replace("\n", " ") for word in WORDS)
    assert [(e.source, e.target) for e in lexicon.entries()] == [(word, word) for word in expected]
    assert lexicon.rejected == {}


def test_spellings_that_differ_in_form_alone_are_one_word_and_empty_ones_are_counted(tmp_path: Path) -> None:
    tables = Tables()
    eng, tur, dialect = tables.variety("eng-000"), tables.variety("tur-000"), tables.variety("tur-001")
    say = tables.expr(eng, "say")
    first, second = tables.source(1, 4), tables.source(1, 6)
    tables.meaning(first, say, tables.expr(tur, "so\u0308yle"))
    tables.meaning(second, say, tables.expr(tur, "söyle\u00ad"))
    tables.meaning(tables.source(2, 3), say, tables.expr(dialect, "söyle"))
    tables.meaning(first, say, tables.expr(tur, "\u200b "))
    lexicon = read_panlex(
        tables.write(tmp_path / "dump"), source="eng", target="tur", cache=tmp_path / "cache"
    )
    assert lexicon.entries() == [Entry("say", "söyle", "", "", 9.0)]
    assert lexicon.rejected == {"empty_cell": 1, "repeated_attestation": 2}
    alone = read_panlex(tmp_path / "dump", source="eng", target="tur-001", cache=tmp_path / "cache")
    assert [e.score for e in alone.entries()] == [3.0]


def test_a_source_without_a_group_is_a_group_of_its_own_and_without_a_quality_scores_nothing(
    tmp_path: Path,
) -> None:
    tables = Tables()
    one, bir = tables.expr(tables.variety("eng-000"), "one"), tables.expr(tables.variety("tur-000"), "bir")
    for group, quality in [("", 2), ("", 3), (1, 5), (9, "")]:
        tables.meaning(tables.source(group, quality), one, bir)
    lexicon = read_panlex(
        tables.write(tmp_path / "dump"), source="eng", target="tur", cache=tmp_path / "cache"
    )
    assert [e.score for e in lexicon.entries()] == [10.0]


@pytest.fixture(scope="module")
def scripts(folder: Path) -> PanLex:
    tables = Tables()
    word = tables.expr(tables.variety("eng-000"), "bird")
    for uid, script, text in [
        ("uzn-000", "Latn", "qush"),
        ("uzn-001", "Cyrl", "қуш"),
        ("cmn-000", "Hani", "鳥"),
        ("cmn-003", "Latn", "niǎo"),
        ("swh-000", "", "ndege"),
    ]:
        expression = tables.expr(tables.variety(uid, script), text)
        tables.meaning(tables.source(1, 1), word, expression)
    return open_panlex(tables.write(folder / "scripts"), cache=folder / "cache")


@pytest.mark.parametrize(
    ("code", "text", "variety"),
    [
        ("uz", "qush", "uzb_Latn"),
        ("uzb_Cyrl", "қуш", "uzb_Cyrl"),
        ("uzn-001", "қуш", "uzb_Cyrl"),
        ("cmn_Hans", "鳥", "cmn_Hans"),
        ("cmn-003", "niǎo", "cmn_Latn"),
        ("swa", "ndege", "swa_Latn"),
    ],
)
def test_a_code_means_the_varieties_of_the_language_in_its_script(
    scripts: PanLex, code: str, text: str, variety: str
) -> None:
    lexicon = panlex_lexicon(scripts, source="eng", target=code)
    assert [e.target for e in lexicon.entries()] == [text]
    assert lexicon.target == variety


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"source": "eng-007", "target": "uzn-000"}, InputError, "no variety eng-007; .*eng-000 .Latn."),
        ({"source": "xyz-000", "target": "uzn-000"}, InputError, "no language xyz; nearest: "),
        (
            {"source": "eng", "target": "uzb_Arab"},
            InputError,
            "script Arab; .*uzn-000 .Latn., uzn-001 .Cyrl.",
        ),
        ({"source": "eng", "target": "fin"}, InputError, "no variety of Finnish"),
        ({"source": "eng", "target": "zzzzz"}, UnknownLanguageError, "unknown language 'zzzzz'"),
        (
            {"source": "uzn-000", "target": "swh-000", "pivot": "uzn-000"},
            ConfigError,
            "share the variety uzn-000",
        ),
        ({"source": "eng", "target": "eng-000"}, ConfigError, "share the variety eng-000"),
        ({"source": "eng", "target": "swa", "pivot": ["uzn-000"] * 9}, ConfigError, "at most 8"),
        ({"source": "eng", "target": "swa", "max_translations": 0}, ConfigError, "at least 1"),
    ],
)
def test_what_cannot_be_is_said_in_one_line_with_the_way_out(
    scripts: PanLex, arguments: dict[str, str], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message) as caught:
        panlex_lexicon(scripts, **arguments)
    assert "\n" not in str(caught.value)


def test_no_translation_at_all_names_a_pivot_as_the_way_out(scripts: PanLex) -> None:
    with pytest.raises(InputError, match=r"between uzn-000 and cmn-000 .*no meaning has both.*name a pivot"):
        panlex_lexicon(scripts, source="uzn-000", target="cmn-000")
    through = panlex_lexicon(scripts, source="uzn-000", target="swa", pivot="eng")
    assert through.entries() == [Entry("qush", "ndege", "", "", 1.0)]
    assert through.table["origin"].tolist() == ["panlex (via eng-000)"]


def test_degraded_forms_find_texts_and_are_never_given_out(tmp_path: Path) -> None:
    tables = Tables()
    tur = tables.variety("tur-000")
    for text in ("Işık", "isik", "ışık!"):
        tables.expr(tur, text, degraded="isik")
    tables.expr(tur, "kuş", degraded="kus")
    tables.meaning(
        tables.source(1, 1), tables.expr(tur, "kuş"), tables.expr(tables.variety("eng-000"), "bird")
    )
    database = open_panlex(tables.write(tmp_path / "dump"), cache=tmp_path / "cache")
    assert find_expressions(database, "Işık", "tur") == ("Işık",)
    assert find_expressions(database, "Işık", "tur", degraded=True) == ("Işık", "isik", "ışık!")
    assert find_expressions(database, "kus", "tur-000", degraded=True) == ("kuş",)
    assert find_expressions(database, "kus", "tur-000") == ()


# The varieties of a random dump; the words of each are a0, a1, ... so that no text is in two of them.
UIDS = ["eng-000", "tur-000", "fra-000", "deu-000"]


@st.composite
def dumps(draw: st.DrawFn) -> tuple[list[tuple[int, int]], list[tuple[int, list[tuple[int, int]]]]]:
    """Sources as (group, quality) and meanings as (source, [(variety, word), ...])."""
    sources = draw(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 9)), min_size=1, max_size=5))
    denotation = st.tuples(st.integers(0, 3), st.integers(0, 3))
    meaning = st.tuples(st.integers(0, len(sources) - 1), st.lists(denotation, max_size=5, unique=True))
    return sources, draw(st.lists(meaning, min_size=1, max_size=25))


Scores = dict[tuple[str, str], int]


def text_of(variety: int, word: int) -> str:
    return f"{'abcd'[variety]}{word}"


def reference_scores(sources: list[tuple[int, int]], meanings: list, first: int, second: int) -> Scores:
    best: dict[tuple[str, str], dict[int, int]] = {}
    for source, denotations in meanings:
        for one, other in product(denotations, denotations):
            if (one[0], other[0]) == (first, second):
                group, quality = sources[source]
                groups = best.setdefault((text_of(*one), text_of(*other)), {})
                groups[group] = max(groups.get(group, 0), quality)
    return {pair: sum(groups.values()) for pair, groups in best.items() if sum(groups.values())}


def reference_shares(scores: Scores, most: int) -> dict[tuple[str, str], Fraction]:
    shares = {}
    for word in {first for first, _ in scores}:
        own = {second: score for (first, second), score in scores.items() if first == word}
        for second in sorted(own, key=lambda text: (-own[text], text))[:most]:
            shares[word, second] = Fraction(own[second], sum(own.values()))
    return shares


def reference_pivoted(
    sources: list[tuple[int, int]], meanings: list, pivots: list[int], most: int
) -> dict[tuple[str, str], Fraction]:
    """Every pair that is only inferred."""
    inferred: dict[tuple[str, str], Fraction] = {}
    for pivot in pivots:
        to_pivot = reference_shares(reference_scores(sources, meanings, 0, pivot), most)
        from_pivot = reference_shares(reference_scores(sources, meanings, pivot, 1), most)
        for (first, middle), (again, second) in product(to_pivot, from_pivot):
            if middle == again:
                share = to_pivot[first, middle] * from_pivot[again, second] / len(pivots)
                inferred[first, second] = inferred.get((first, second), Fraction(0)) + share
    direct = reference_scores(sources, meanings, 0, 1)
    return {pair: share for pair, share in inferred.items() if pair not in direct}


def extract(sources: list[tuple[int, int]], meanings: list, **options: object) -> list[tuple[Entry, str]]:
    tables = Tables()
    varieties = [tables.variety(uid) for uid in UIDS]
    idents = [tables.source(*source) for source in sources]
    for source, denotations in meanings:
        tables.meaning(idents[source], *(tables.expr(varieties[v], text_of(v, w)) for v, w in denotations))
    with tempfile.TemporaryDirectory() as name:
        try:
            database = open_panlex(tables.write(Path(name) / "dump"), cache=Path(name) / "cache", threads=1)
            lexicon = panlex_lexicon(database, source="eng", target="tur", **options)  # type: ignore[arg-type]
        except InputError:
            return []
    return list(zip(lexicon.entries(), lexicon.table["origin"].tolist(), strict=True))


@settings(max_examples=15, deadline=None)
@given(dumps())
def test_scores_equal_those_of_a_plain_loop_over_the_meanings(dump: tuple) -> None:
    rows = extract(*dump)
    assert {(e.source, e.target): e.score for e, _ in rows} == reference_scores(*dump, 0, 1)
    assert [e for e, _ in rows] == sorted((e for e, _ in rows), key=lambda e: (e.source, -e.score, e.target))


@settings(max_examples=15, deadline=None)
@given(dumps(), st.sampled_from([[2], [2, 3]]), st.sampled_from([1, 2, 5]))
def test_pivoted_scores_equal_those_of_a_plain_loop(dump: tuple, pivots: list[int], most: int) -> None:
    rows = extract(*dump, pivot=[UIDS[pivot] for pivot in pivots], max_translations=most)
    direct = {(e.source, e.target): e.score for e, origin in rows if origin == "panlex"}
    assert direct == reference_scores(*dump, 0, 1)
    candidates = reference_pivoted(*dump, pivots, most)
    inferred = [(e.source, e.target, e.score) for e, origin in rows if origin != "panlex"]
    for source, target, score in inferred:
        assert score == pytest.approx(float(candidates[source, target]), rel=1e-12)
    for word in {source for source, _ in candidates}:
        best = sorted((float(s) for (source, _), s in candidates.items() if source == word), reverse=True)
        assert [s for source, _, s in inferred if source == word] == pytest.approx(best[:most], rel=1e-12)
