"""What each format's details become."""

from __future__ import annotations

import builtins
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from lexiboost.artifacts.errors import ConfigError, InputError
from lexiboost.lexicons import Lexicon, clean_lexicon, read_lexicon, recognize
from tests.lexicons.handmade_panlex import copies_and_opinions
from tests.lexicons.readers import samples
from tests.lexicons.readers.samples import FILES, TARGETS, format_of, write_sample


def pairs(lexicon: Lexicon) -> list[tuple[str, str]]:
    return list(zip(lexicon.table["source"], lexicon.table["target"], strict=True))


def read_sample(folder: Path, sample: str, **sides: str) -> Lexicon:
    return read_lexicon(write_sample(folder, sample), **sides)


@pytest.mark.parametrize("sample", FILES)
def test_every_format_is_recognized_and_named_in_the_lexicon(tmp_path: Path, sample: str) -> None:
    path = write_sample(tmp_path, sample)
    assert recognize(path) == format_of(sample)
    lexicon = read_lexicon(path, target=TARGETS.get(sample))
    assert lexicon.format == format_of(sample)
    assert lexicon.rows_in == len(lexicon) + sum(lexicon.rejected.values())


def test_a_stated_format_overrides_the_recognized_one(tmp_path: Path) -> None:
    path = tmp_path / "en-tr.txt"
    path.write_text("house\tev\n", encoding="utf-8")
    assert read_lexicon(path).format == "muse"
    assert read_lexicon(path, format="pairs").format == "pairs"


def test_apertium_parts_of_an_entry_follow_each_other_and_paradigms_with_words_multiply_it(
    tmp_path: Path,
) -> None:
    lexicon = read_sample(tmp_path, "apertium")
    assert pairs(lexicon) == [
        ("tooth paste", "тіс паста"),  # its paradigm has tags alone
        ("take out", "шығар"),  # r="LR"
        ("house", "баспана"),  # r="RL"
        ("Astana", "Astana"),
        ("цифрise", "цифрдау"),
        ("цифрize", "цифрдау"),
        ("reality", "realдық"),
    ]
    assert list(lexicon.table["source_pos"]) == ["NOUN", "VERB", "NOUN", "PROPN", "VERB", "VERB", "NOUN"]
    assert lexicon.rejected == {"not_a_word": 3}


def test_apertium_entries_of_one_way_are_used_that_way_alone_where_it_is_known(tmp_path: Path) -> None:
    path = write_sample(tmp_path, "apertium")
    both = pairs(read_lexicon(path))
    left_to_right, right_to_left = read_lexicon(path, use="LR"), read_lexicon(path, use="RL")
    assert [pair for pair in both if pair not in pairs(left_to_right)] == [("house", "баспана")]
    assert [pair for pair in both if pair not in pairs(right_to_left)] == [("take out", "шығар")]
    assert left_to_right.rejected == right_to_left.rejected == {"not_a_word": 3, "one_way": 1}


def test_apertium_paradigms_of_one_way_add_their_words_that_way_alone(tmp_path: Path) -> None:
    path = tmp_path / "apertium-eng-kaz.eng-kaz.dix"
    path.write_text(
        """<dictionary><pardefs>
        <pardef n="our"><e r="LR"><p><l>our</l><r>ор</r></p></e>
        <e r="RL"><p><l>or</l><r>ор</r></p></e></pardef>
        <pardef n="old"><e r="RL"><p><l>st</l><r>с</r></p></e></pardef></pardefs><section>
        <e><i>col</i><par n="our"/></e><e><i>whil</i><par n="old"/></e></section></dictionary>""",
        encoding="utf-8",
    )
    assert pairs(read_lexicon(path)) == [("colour", "colор"), ("color", "colор"), ("whilst", "whilс")]
    forward = read_lexicon(path, use="LR")
    assert pairs(forward) == [("colour", "colор")] and forward.rejected == {"one_way": 1}
    assert pairs(read_lexicon(path, use="RL")) == [("color", "colор"), ("whilst", "whilс")]


def test_gatitos_words_that_tables_swallow_quotes_and_multiwords_stay_as_they_are(tmp_path: Path) -> None:
    expected = [("a lot", "pii"), ("null", "ohunu"), ("leg", "nan"), ("NA", "NA"), ('"quoted"', '"bi"')]
    assert pairs(read_sample(tmp_path, "gatitos")) == expected


def test_gatitos_into_english_is_read_in_its_direction(tmp_path: Path) -> None:
    path = tmp_path / "hi_en.tsv"
    path.write_text("बहुत\ta lot\n", encoding="utf-8")
    lexicon = read_lexicon(path)
    assert (lexicon.format, lexicon.source, lexicon.target) == ("gatitos", "hin_Deva", "eng_Latn")


def test_wordnet_tabs_are_joined_on_the_synset_in_either_direction(tmp_path: Path) -> None:
    lexicon = read_sample(tmp_path, "omw_tab")
    joined = [("smell", "koku"), ("odor", "koku"), ("be able", "bilmek")]
    assert pairs(lexicon) == joined
    assert (lexicon.source, lexicon.target) == ("eng_Latn", "tur_Latn")
    assert list(lexicon.table["source_pos"]) == ["NOUN", "NOUN", "VERB"]
    assert set(lexicon.table["licence"]) == {"CC BY-SA"}
    assert lexicon.rejected == {"no_translation": 1, "not_a_lemma": 1}
    other = read_lexicon(tmp_path / "eng.tab", target="tr")
    assert sorted(pairs(other)) == sorted(joined)
    assert other.rejected == {"no_translation": 1}
    assert pairs(read_lexicon(tmp_path / "tur.tab", source="tr", target="en"))[0] == ("koku", "smell")


def test_wordnet_tabs_without_their_other_side_say_so(tmp_path: Path) -> None:
    path = write_sample(tmp_path, "omw_tab")
    with pytest.raises(InputError, match="say the other with `target`"):
        read_lexicon(tmp_path / "eng.tab")
    (tmp_path / "eng.tab").unlink()
    with pytest.raises(InputError, match="has no eng file"):
        read_lexicon(path)


def test_wiktextract_takes_translations_and_glosses_of_the_language_asked_for(tmp_path: Path) -> None:
    lexicon = read_sample(tmp_path, "wiktextract", target="fi")
    assert pairs(lexicon) == [
        ("dog", "hauva"),
        ("dog", "koira"),  # the sense's own translation
        ("dog", "koira"),  # the last gloss of the Finnish entry
        ("Helsinki", "Helsinki"),
    ]
    assert list(lexicon.table["target_pos"]) == ["NOUN", "NOUN", "NOUN", "PROPN"]
    assert lexicon.rejected == {"empty_cell": 1, "form_of": 1, "no_gloss": 1, "redirect": 1}
    assert (lexicon.source, lexicon.target) == ("eng_Latn", "fin_Latn")
    inverted = read_sample(tmp_path, "wiktextract", source="fi")
    assert sorted(pairs(inverted)) == sorted((b, a) for a, b in pairs(lexicon))
    assert pairs(read_sample(tmp_path, "wiktextract", target="ru")) == [("dog", "собака")]


def test_wiktextract_of_one_language_needs_no_side_and_of_many_does(tmp_path: Path) -> None:
    lines = samples.JSONL.splitlines(keepends=True)
    (tmp_path / "fi.jsonl").write_text("".join(lines[1:4]), encoding="utf-8")
    lexicon = read_lexicon(tmp_path / "fi.jsonl")
    assert (lexicon.source, lexicon.target) == ("fin_Latn", "eng_Latn")
    assert pairs(lexicon) == [("koira", "dog"), ("Helsinki", "Helsinki")]
    (tmp_path / "en.jsonl").write_text(lines[0], encoding="utf-8")
    with pytest.raises(InputError, match="many languages"):
        read_lexicon(tmp_path / "en.jsonl")


def test_wiktextract_of_another_edition_has_glosses_in_its_own_language(tmp_path: Path) -> None:
    entries = [
        {"word": "Hund", "lang_code": "de", "pos": "noun", "senses": [{"glosses": ["chien"]}]},
        {
            "word": "chien",
            "lang_code": "fr",
            "pos": "noun",
            "translations": [{"lang_code": "de", "word": "Hund"}],
        },
    ]
    path = tmp_path / "fr-extract.jsonl"
    path.write_text("".join(f"{json.dumps(entry)}\n" for entry in entries), encoding="utf-8")
    lexicon = read_lexicon(path, target="de")
    assert (lexicon.source, lexicon.target) == ("fra_Latn", "deu_Latn")
    assert pairs(lexicon) == [("chien", "Hund"), ("chien", "Hund")]
    with pytest.raises(InputError, match="no usable row"):
        read_lexicon(path, source="en", target="de")


def test_wiktextract_half_surrogates_and_wrong_shapes_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "fi.jsonl"
    path.write_text(
        r'{"word": "a\ud800", "lang_code": "fi", "senses": [{"glosses": ["b"]}, 7, {"glosses": [3]}]}'
        "\n"
        r'{"word": "kissa", "lang_code": "fi", "senses": [{"glosses": ["cat"]}], "translations": "x"}'
        "\n",
        encoding="utf-8",
    )
    lexicon = read_lexicon(path)
    assert pairs(lexicon) == [("kissa", "cat")]
    assert lexicon.rejected == {"empty_cell": 2, "malformed": 2}


def test_cldf_gives_orthographic_forms_with_english_glosses(tmp_path: Path) -> None:
    lexicon = read_sample(tmp_path, "cldf", target="fi")
    assert pairs(lexicon) == [("eye", "silmä"), ("arm", "käsi"), ("hand", "käsi"), ("I", "minä")]
    assert list(lexicon.table["source_pos"]) == ["NOUN", "NOUN", "NOUN", "PRON"]
    assert lexicon.rejected == {"no_gloss": 1}
    assert set(lexicon.table["licence"]) == {"CC BY-SA 4.0"}
    assert set(lexicon.table["origin"]) == {"northeuralex"}
    assert pairs(read_lexicon(tmp_path, target="oss")) == [("eye", "цæст")]  # found by its Glottocode


def test_cldf_names_that_are_english_come_before_concepticon_glosses(tmp_path: Path) -> None:
    path = write_sample(tmp_path, "cldf")
    table = "ID,Name,Concepticon_ID,Concepticon_Gloss\nAuge_N,eye,1248,EYE\nHand_N,hand,2121,HAND\n"
    (tmp_path / "parameters.csv").write_text(table + "Bach_N,brook,,\nich_PRN,I,1209,I\n", encoding="utf-8")
    expected = [("eye", "silmä"), ("hand", "käsi"), ("brook", "puro"), ("I", "minä")]
    assert pairs(read_lexicon(path, target="fi")) == expected


def test_cldf_joins_two_languages_on_the_concept(tmp_path: Path) -> None:
    lexicon = read_sample(tmp_path, "cldf", source="et", target="fi")
    assert pairs(lexicon) == [("silm", "silmä")]
    assert lexicon.rejected == {"no_translation": 3}
    assert pairs(read_sample(tmp_path, "cldf", source="fi"))[0] == ("silmä", "eye")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"dc:conformsTo": "http://cldf.clld.org/v1.0/terms.rdf#Dictionary"}, "not a Wordlist"),
        ({"tables": [{"url": "../../secret.csv"}]}, "lies outside the folder"),
        ({"tables": [{"url": "/etc/passwd"}]}, "lies outside the folder"),
        ({"tables": [{"url": "http://example.org/forms.csv"}]}, "lies outside the folder"),
        ({"tables": [{"url": "forms.csv", "tableSchema": "http://example.org/s.json"}]}, "is not fetched"),
        ({"dialect": "http://example.org/d.json"}, "is not fetched"),
        ({"tables": []}, "has no ParameterTable"),
        ({"tables": 1}, "a list of tables is missing"),
    ],
)
def test_cldf_metadata_that_reach_out_of_the_folder_are_refused(
    tmp_path: Path, change: Mapping[str, object], message: str
) -> None:
    path = write_sample(tmp_path, "cldf")
    path.write_text(json.dumps({**samples.METADATA, **change}), encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_lexicon(path, format="cldf", target="fi")


def test_cldf_languages_that_are_not_asked_for_or_not_there_are_said(tmp_path: Path) -> None:
    path = write_sample(tmp_path, "cldf")
    with pytest.raises(InputError, match="holds 3 languages"):
        read_lexicon(path)
    with pytest.raises(InputError, match="has no forms of tur"):
        read_lexicon(path, target="tr")


def test_cldf_without_pycldf_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_sample(tmp_path, "cldf")
    real = builtins.__import__

    def refuse(name: str, *args: object, **more: object) -> object:
        if name == "pycldf":
            raise ImportError(name)
        return real(name, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(ConfigError, match="pip install pycldf"):
        read_lexicon(path, target="fi")


def test_csv_cells_may_hold_commas_quotes_and_line_ends(tmp_path: Path) -> None:
    expected = [("house", "ev"), ("go", "git, yürü"), ("say", 'de ki: "gel"'), ("two", "iki satır")]
    assert pairs(read_sample(tmp_path, "csv")) == expected


def test_an_unclosed_quote_swallows_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    path.write_text('source,target\nhouse,ev\n"tree,ağaç\n' + "go,git\n" * 40, encoding="utf-8")
    with pytest.raises(InputError, match=r"words\.csv:3: a quote opens here"):
        read_lexicon(path)
    path.write_text('source,target\n5",beş inç\n', encoding="utf-8")
    assert pairs(read_lexicon(path)) == [('5"', "beş inç")]


def test_csv_with_semicolons_is_told_by_its_first_row(tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    path.write_text('source;target\nhouse;"ev; konut"\n', encoding="utf-8")
    assert pairs(read_lexicon(path)) == [("house", "ev; konut")]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("id,lemma,gloss,cat,p\n1,ev,house,noun,0.5\n2,git\n", {"source": "gloss", "target": "lemma"}),
        ("1\tev\thouse\tnoun\t0.5\n2\tgit\n", {"source": 2, "target": 1}),
        ("# made by hand\n1;ev;house;noun;0.5\n2;git\n", {"source": 2, "target": 1}),
    ],
)
def test_columns_of_any_table_are_named_or_numbered(
    tmp_path: Path, text: str, columns: dict[str, str | int]
) -> None:
    path = tmp_path / "list.txt"
    path.write_text(text, encoding="utf-8")
    named = isinstance(columns["source"], str)
    more: dict[str, str | int] = (
        {"source_pos": "cat", "score": "p"} if named else {"source_pos": 3, "score": 4}
    )
    lexicon = read_lexicon(path, columns={**columns, **more}, source="en", target="tr")
    assert [tuple(entry) for entry in lexicon.entries()] == [("house", "ev", "NOUN", "NOUN", 0.5)]
    assert lexicon.rejected == {"missing_column": 1}
    assert lexicon.format == "pairs"


@pytest.mark.parametrize(
    ("columns", "error", "message"),
    [
        ({"source": "word", "target": "nothing"}, InputError, r"no column 'nothing' in the header \(word, "),
        ({"source": "word"}, ConfigError, "maps source, target"),
        ({"source": "word", "target": "translation", "gender": "x"}, ConfigError, "maps source, target"),
        ({"source": "word", "target": 1}, ConfigError, "not both"),
        ({"source": 0, "target": -1}, ConfigError, "not both"),
    ],
)
def test_columns_that_cannot_be_meant_are_refused(
    tmp_path: Path, columns: dict[str, str | int], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        read_lexicon(write_sample(tmp_path, "pairs"), columns=columns)
    with pytest.raises(ConfigError, match="is for pair tables"):
        read_lexicon(write_sample(tmp_path, "pairs"), columns={"source": 0, "target": 1}, format="muse")


@pytest.mark.parametrize("header", ["source", "target,score", "pos,score,weight"])
def test_a_header_without_two_sides_is_read_or_refused_in_one_line(tmp_path: Path, header: str) -> None:
    path = tmp_path / "words.csv"
    path.write_text(f"{header}\nhouse,0.5,1\n", encoding="utf-8")
    with pytest.raises(InputError):
        read_lexicon(path)


def test_enwiktionary_heads_with_stray_braces_are_read_to_the_first_part_of_speech(tmp_path: Path) -> None:
    path = tmp_path / "en-tr.txt"
    rows: Sequence[str] = ("a{b {n} c {v} :: x", "a {n :: y", "{n} :: z", "} { :: w")
    path.write_text("\n".join(rows), encoding="utf-8")
    lexicon = read_lexicon(path)
    expected = [("a", "x", ""), ("a {n", "y", ""), ("{n}", "z", ""), ("} {", "w", "")]
    assert [tuple(entry[:3]) for entry in lexicon.entries()] == expected


def test_a_cell_that_is_a_page_is_no_word(tmp_path: Path) -> None:
    path = tmp_path / "en_tr.tsv"
    path.write_text(f"house\t{'ev ' * 1000}\nhouse\tev\n", encoding="utf-8")
    assert read_lexicon(path).rejected == {"long_cell": 1}


def test_every_row_of_many_alternatives_is_counted_not_multiplied(tmp_path: Path) -> None:
    path = tmp_path / "en_tr.tsv"
    words = "; ".join(f"w{i}" for i in range(60))
    path.write_text(f"{words}\t{words}\nhouse; home\tev\n", encoding="utf-8")
    result = clean_lexicon(read_lexicon(path))
    assert pairs(result) == [("house", "ev"), ("home", "ev")]
    assert result.rejected == {"many_alternatives": 1}


@pytest.mark.parametrize("archived", [False, True])
def test_panlex_dumps_are_recognized_in_a_folder_and_in_an_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, archived: bool
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    dump = copies_and_opinions()
    path = dump.zip(tmp_path / "panlex.zip") if archived else dump.write(tmp_path / "panlex")
    assert recognize(path) == "panlex"
    lexicon = read_lexicon(path, target="tr")
    assert lexicon.format == "panlex"
    assert pairs(lexicon) == [("light", "ışık"), ("light", "hafif")]
    with pytest.raises(InputError, match="many languages"):
        read_lexicon(path)


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="neither a CLDF data set nor a PanLex dump"):
        read_lexicon(tmp_path)
    with pytest.raises(InputError, match="name the file"):
        read_lexicon(tmp_path, format="muse")
