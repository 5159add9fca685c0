from collections.abc import Sequence
from pathlib import Path

import pytest

from lexiboost.artifacts.errors import ConfigError, InputError, UnknownLanguageError
from lexiboost.lexicons import find_lexicons, from_sources, load_lexicon
from lexiboost.lexicons.holdings import companions
from tests.lexicons.handmade_panlex import copies_and_opinions
from tests.lexicons.readers.samples import FILES


def write(root: Path, name: str, text: str) -> None:
    path = root / "lexicons" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "muse/en-tr.txt", "house ev\nhouse mesken\n")
    write(tmp_path, "muse/en-tr.0-5000.txt", "house TRAIN\n")
    write(tmp_path, "muse/en-tr.5000-6500.txt", "house TEST\n")
    write(tmp_path, "muse/tr-en.txt", "ev home\n")
    write(tmp_path, "muse/en-fi.txt", "house talo\n")
    write(tmp_path, "mine/en_tr.tsv", "house\tev\tNOUN\n")
    write(tmp_path, "gatitos/en_ks-Deva.tsv", "water\tआब\n")
    write(tmp_path, "gatitos/en_ks.tsv", "water\tآب\n")
    write(tmp_path, "omw_wikt_pairs/eng-tur.tsv", "house\tev\tn\t03544360-n\n")
    write(tmp_path, "omw_wikt/tur.tab", "# header\n")
    write(tmp_path, "omw_wikt_pairs/deu-tur.tsv", "Haus\tev\tn\t03544360-n\n")
    swadesh = "uid\tiso639\tscript\tconcept\teng\tform\nmyv-000\tmyv\tCyrillic\t1\tall\tвесе\n"
    write(tmp_path, "panlex_swadesh/swadesh110.tsv", swadesh)
    return tmp_path


def names(paths: list[Path]) -> list[str]:
    return [f"{path.parent.name}/{path.name}" for path in paths]


def test_all_files_of_a_language_are_found_in_priority_order_and_no_test_cut(folder: Path) -> None:
    expected = ["mine/en_tr.tsv", "muse/en-tr.txt", "muse/tr-en.txt", "omw_wikt_pairs/eng-tur.tsv"]
    assert names(find_lexicons(folder, "tur_Latn")) == expected
    assert names(find_lexicons(folder, "tr-TR")) == expected


def test_scripts_of_one_language_are_kept_apart(folder: Path) -> None:
    assert names(find_lexicons(folder, "kas_Deva")) == ["gatitos/en_ks-Deva.tsv"]
    assert names(find_lexicons(folder, "kas_Arab")) == ["gatitos/en_ks.tsv"]


def test_swadesh_lists_add_only_words_that_no_other_lexicon_has(folder: Path) -> None:
    rows = "tur-000\ttur\tLatin\t1\tI\tben\ntur-000\ttur\tLatin\t2\thome | House\tew\n"
    write(folder, "panlex_swadesh/swadesh207.tsv", f"uid\tiso639\tscript\tconcept\teng\tform\n{rows}")
    lexicon = load_lexicon(folder, "tur_Latn")
    assert "I" in set(lexicon.table["source"])
    assert "ew" not in set(lexicon.table["target"])
    assert lexicon.rejected["known_word"] == 2


def test_swadesh_lists_serve_alone_where_there_is_nothing_else(folder: Path) -> None:
    lexicon = load_lexicon(folder, "myv")
    assert [tuple(e[:2]) for e in lexicon.entries()] == [("all", "весе")]


def test_loading_reads_both_directions_and_merges(folder: Path) -> None:
    lexicon = load_lexicon(folder, "tur_Latn")
    assert (lexicon.source, lexicon.target) == ("eng_Latn", "tur_Latn")
    # house: mine ev 1, muse ev 1/2 + mesken 1/2, omw ev 1 -> 2.5 and 0.5 of 3.
    assert [(e.source, e.target, e.source_pos, round(e.score, 4)) for e in lexicon.entries()] == [
        ("house", "ev", "NOUN", 0.8333),
        ("house", "mesken", "", 0.1667),
        ("home", "ev", "", 1.0),
    ]


def test_sources_restrict_and_order(folder: Path) -> None:
    lexicon = load_lexicon(folder, "tur_Latn", sources=["omw_wikt_pairs", "muse"])
    assert lexicon.table["origin"].iloc[0] == "omw; muse"
    assert set(lexicon.table["target"]) == {"ev", "mesken"}


def test_a_language_without_lexicon_is_an_error_that_tells_where_to_put_one(folder: Path) -> None:
    with pytest.raises(InputError, match=r"Swahili.*swa_Latn.*en_swa\.tsv"):
        load_lexicon(folder, "swa_Latn")
    with pytest.raises(InputError, match="in gatitos"):
        load_lexicon(folder, "tur_Latn", sources=["gatitos"])
    with pytest.raises(UnknownLanguageError):
        load_lexicon(folder, "zzz_Latn")


@pytest.fixture
def licensed(tmp_path: Path) -> Path:
    write(tmp_path, "muse/en-tr.txt", "house ev\nwater su\n")  # CC BY-NC 4.0
    write(tmp_path, "gatitos/en_tr.tsv", "house\tev\nhouse\tkonut\n")  # CC BY 4.0
    write(tmp_path, "mine/en_tr.tsv", "house\tbina\tNOUN\ntree\tağaç (bitki)\tNOUN\n")  # unknown
    return tmp_path


def test_rows_of_other_licences_are_left_out_before_merging(licensed: Path) -> None:
    free = load_lexicon(licensed, "tur", licences=["CC BY"])
    assert [(e.source, e.target, e.score) for e in free.entries()] == [
        ("house", "ev", 0.5),
        ("house", "konut", 0.5),
    ]
    assert set(free.table["origin"]) == {"gatitos"} and set(free.table["licence"]) == {"CC BY 4.0"}
    assert free.rejected == {"licence": 4}  # two of muse, two of mine, whose licence is unknown
    assert free.rows_in == 6


def test_without_a_filter_every_row_stays_with_its_origins_and_licences(licensed: Path) -> None:
    lexicon = load_lexicon(licensed, "tur")
    cells = {
        (source, target): (origin, licence)
        for source, target, origin, licence in lexicon.table[
            ["source", "target", "origin", "licence"]
        ].itertuples(index=False)
    }
    assert cells["house", "ev"] == ("gatitos; muse", "CC BY 4.0; CC BY-NC 4.0")
    assert cells["house", "bina"] == ("mine", "")
    assert "licence" not in lexicon.rejected


def test_the_priority_of_folders_is_as_stated(licensed: Path) -> None:
    for order in (["muse", "gatitos"], ["gatitos", "muse"]):
        lexicon = load_lexicon(licensed, "tur", order)
        row = lexicon.table[lexicon.table["target"] == "ev"].iloc[0]
        assert row["origin"] == "; ".join(order)
        assert "mine" not in set(lexicon.table["origin"])
    assert load_lexicon(licensed, "tur", ["muse", "gatitos"]).table["source"].iloc[0] == "house"


def test_a_filter_that_leaves_nothing_says_which_licences_there_are(licensed: Path) -> None:
    with pytest.raises(InputError, match=r"tur_Latn under the licences CC0; .* CC BY 4\.0, CC BY-NC 4\.0"):
        load_lexicon(licensed, "tur", licences=["CC0"])


def test_rules_of_cleaning_can_be_left_out(licensed: Path) -> None:
    assert "ağaç" in set(load_lexicon(licensed, "tur").table["target"])
    assert "ağaç (bitki)" in set(load_lexicon(licensed, "tur", skip=["note"]).table["target"])


def test_a_wordnet_or_a_dump_of_one_language_is_found_by_its_folder(tmp_path: Path) -> None:
    write(tmp_path, "omw_wikt/eng.tab", "# English\n02958343-n\teng:lemma\tcar\n")
    write(tmp_path, "omw_wikt/tur.tab", "# Turkish\n02958343-n\ttur:lemma\taraba\n")
    entry = '{"word": "ev", "lang_code": "tr", "pos": "noun", "senses": [{"glosses": ["house"]}]}'
    write(tmp_path, "wiktextract/tur.jsonl", entry + "\n")
    write(tmp_path, "elsewhere/tur.tab", "# Turkish\n02958343-n\ttur:lemma\taraba\n")
    found = find_lexicons(tmp_path, "tur")
    assert names(found) == ["wiktextract/tur.jsonl", "omw_wikt/tur.tab"]
    assert [names(companions(path)) for path in found] == [[], ["omw_wikt/eng.tab"]]
    pairs = [(e.source, e.target) for e in load_lexicon(tmp_path, "tur").entries()]
    assert pairs == [("house", "ev"), ("car", "araba")]
    assert find_lexicons(tmp_path, "eng") == []


def pairs(folder: Path, target: str, **options: Sequence[str]) -> set[tuple[str, str]]:
    return {(e.source, e.target) for e in load_lexicon(folder, target, **options).entries()}


def sample(folder: Path, name: str, under: str) -> None:
    for file, text in FILES[name].items():
        write(folder, f"{under}/{file}", text)


def test_wordnets_of_any_name_are_known_by_their_rows_where_the_english_one_is_beside(tmp_path: Path) -> None:
    rows = {"eng": "02958343-n\teng:lemma\tcar\n", "tur": "02958343-n\ttur:lemma\taraba\n"}
    for code, row in rows.items():
        write(tmp_path, f"mine/wn-data-{code}.tab", f"# {code}\n{row}")
        write(tmp_path, f"omwn/{code}/wn-wikt-{code}.tab", row)
    write(tmp_path, "alone/wn-data-tur.tab", rows["tur"])
    write(tmp_path, "mine/en_fi.tab", "house\ttalo\n")
    write(tmp_path, "mine/notes.tab", "anything\tat all\n")
    found = find_lexicons(tmp_path, "tur")
    # Folders that are not known come by their path, before those that are (`omw...`).
    assert names(found) == ["mine/wn-data-tur.tab", "tur/wn-wikt-tur.tab"]
    assert [names(companions(path)) for path in found] == [
        ["mine/wn-data-eng.tab"],
        ["eng/wn-wikt-eng.tab"],
    ]
    assert pairs(tmp_path, "tur") == {("car", "araba")}
    assert pairs(tmp_path, "fin") == {("house", "talo")}


def test_a_dump_of_wiktionary_is_known_by_the_one_language_of_its_entries(tmp_path: Path) -> None:
    entry = '{"word": "ev", "lang_code": "tr", "pos": "noun", "senses": [{"glosses": ["house"]}]}\n'
    write(tmp_path, "kaikki/kaikki.org-dictionary-Turkish.jsonl", entry * 2)
    write(tmp_path, "kaikki/all.jsonl", entry + entry.replace('"tr"', '"fi"'))
    write(tmp_path, "kaikki/log.jsonl", '{"time": 3}\n')
    assert names(find_lexicons(tmp_path, "tur")) == ["kaikki/kaikki.org-dictionary-Turkish.jsonl"]
    assert pairs(tmp_path, "tur") == {("house", "ev")}
    assert find_lexicons(tmp_path, "fin") == []


def test_a_file_that_changed_is_looked_into_again(tmp_path: Path) -> None:
    entry = '{"word": "ev", "lang_code": "tr", "senses": [{"glosses": ["house"]}]}\n'
    write(tmp_path, "mine/words.jsonl", entry)
    assert len(find_lexicons(tmp_path, "tur")) == 1
    write(tmp_path, "mine/words.jsonl", entry.replace('"tr"', '"fin"'))
    assert find_lexicons(tmp_path, "tur") == [] and len(find_lexicons(tmp_path, "fin")) == 1


def test_a_cldf_wordlist_is_known_by_its_tables_which_come_along(tmp_path: Path) -> None:
    sample(tmp_path, "cldf", "northeuralex/cldf")
    other = FILES["cldf"]["cldf-metadata.json"].replace("#Wordlist", "#StructureDataset")
    write(tmp_path, "wals/cldf-metadata.json", other)
    found = find_lexicons(tmp_path, "fin")
    assert names(found) == ["cldf/cldf-metadata.json"]
    assert sorted(path.name for path in companions(found[0])) == [
        "forms.csv", "languages.csv", "parameters.csv",
    ]  # fmt: skip
    assert pairs(tmp_path, "fin") == {
        ("eye", "silmä"), ("arm", "käsi"), ("hand", "käsi"), ("I", "minä"),
    }  # fmt: skip
    assert len(find_lexicons(tmp_path, "ekk")) == 1
    assert find_lexicons(tmp_path, "tur") == []
    write(tmp_path, "broken/cldf-metadata.json", "{")
    with pytest.raises(InputError, match=r"broken/cldf-metadata\.json.*JSON"):
        find_lexicons(tmp_path, "fin")


def test_dictionaries_of_freedict_and_apertium_are_known_by_their_names(tmp_path: Path) -> None:
    sample(tmp_path, "freedict", "mine")
    sample(tmp_path, "apertium", "mine")
    assert names(find_lexicons(tmp_path, "swa")) == ["mine/swh-eng.tei"]
    assert ("leave", "acha") in pairs(tmp_path, "swa")
    assert names(find_lexicons(tmp_path, "kaz")) == ["mine/apertium-eng-kaz.eng-kaz.dix"]
    both, forward = pairs(tmp_path, "kaz"), pairs(tmp_path, "kaz", also=["one_way"])
    assert both - forward == {("house", "баспана")} and forward < both


def test_entries_of_one_way_are_told_by_the_way_a_dictionary_is_read(tmp_path: Path) -> None:
    entries = """<dictionary><section><e r="LR"><p><l>баспана</l><r>house</r></p></e>
        <e r="RL"><p><l>үй</l><r>house</r></p></e></section></dictionary>"""
    write(tmp_path, "mine/apertium-kaz-eng.kaz-eng.dix", entries)
    assert pairs(tmp_path, "kaz") == {("house", "баспана"), ("house", "үй")}
    lexicon = load_lexicon(tmp_path, "kaz", also=["one_way"])
    assert [(e.source, e.target) for e in lexicon.entries()] == [("house", "үй")]
    assert lexicon.rejected == {"one_way": 1}


def test_a_dump_of_panlex_serves_every_language_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "lexicons" / "panlex").mkdir(parents=True)
    copies_and_opinions().zip(tmp_path / "lexicons" / "panlex" / "panlex-20190901-csv.zip")
    write(tmp_path, "gatitos/en_tr.tsv", "light\tışık\n")
    write(tmp_path, "gatitos/en_fr.tsv", "light\tlumière\n")
    write(tmp_path, "gatitos/en_fi.tsv", "light\tvalo\n")
    assert names(find_lexicons(tmp_path, "tur")) == ["gatitos/en_tr.tsv", "panlex/panlex-20190901-csv.zip"]
    lexicon = load_lexicon(tmp_path, "tur")
    origins = dict(zip(lexicon.table["target"], lexicon.table["origin"], strict=True))
    assert origins == {"ışık": "gatitos; panlex", "hafif": "panlex"}
    assert names(find_lexicons(tmp_path, "fin")) == ["gatitos/en_fi.tsv"]
    # A language of the dump without the script asked for is no error where there is another lexicon.
    write(tmp_path, "mine/en_tr-Cyrl.tsv", "light\tышык\n")
    assert {target for _, target in pairs(tmp_path, "tur_Cyrl")} == {"ышык"}
    (tmp_path / "lexicons" / "mine" / "en_tr-Cyrl.tsv").unlink()
    with pytest.raises(InputError, match="no entry for tur_Cyrl"):
        load_lexicon(tmp_path, "tur_Cyrl")


def test_a_dump_of_panlex_gives_what_it_has_through_the_pivots_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "lexicons" / "panlex").mkdir(parents=True)
    copies_and_opinions().zip(tmp_path / "lexicons" / "panlex" / "panlex-20190901-csv.zip")
    assert pairs(tmp_path, "tur") == {("light", "ışık"), ("light", "hafif")}
    table = load_lexicon(tmp_path, "tur", pivots=["fra", "tur", "eng"]).table
    through = table[table["origin"] == "panlex (via fra-000)"]
    assert set(through["source"]) == {"house"} and set(through["target"]) == {"ev", "konut", "yuva"}
    assert {e.target for e in load_lexicon(tmp_path, "fra", pivots=["fra"]).entries()} == {"maison", "foyer"}
    with pytest.raises(InputError, match="not the pivot language spa"):
        load_lexicon(tmp_path, "tur", pivots=["spa"])


def test_a_source_is_a_folder_with_all_below_it_or_an_innermost_one(tmp_path: Path) -> None:
    write(tmp_path, "wiktionary/old/en_tr.tsv", "house	ev\n")
    write(tmp_path, "wiktionary/new/en_tr.tsv", "house	konut\n")
    write(tmp_path, "muse/new/en-tr.txt", "house	bina\n")

    def found(*sources: str) -> list[str]:
        paths = from_sources(find_lexicons(tmp_path, "tur"), tmp_path, sources)
        return [path.relative_to(tmp_path / "lexicons").parent.as_posix() for path in paths]

    assert found("wiktionary") == ["wiktionary/new", "wiktionary/old"]
    assert found("wiktionary/old", "muse") == ["wiktionary/old", "muse/new"]
    assert sorted(found("new")) == ["muse/new", "wiktionary/new"]
    assert found("old", "wiktionary") == ["wiktionary/old", "wiktionary/new"]
    assert found("wiktionar") == []
    lexicon = load_lexicon(tmp_path, "tur", ["muse", "wiktionary"], weights=[1, 3])
    scores = {e.target: round(e.score, 4) for e in lexicon.entries()}
    assert scores == {"ev": 0.4286, "konut": 0.4286, "bina": 0.1429}


def test_weights_state_what_each_source_counts(licensed: Path) -> None:
    def scores(**weights: Sequence[float]) -> dict[str, float]:
        lexicon = load_lexicon(licensed, "tur", ["gatitos", "mine", "muse"], **weights)
        return {e.target: round(e.score, 4) for e in lexicon.entries() if e.source == "house"}

    # gatitos has ev and konut, mine bina, muse ev.
    assert scores() == {"ev": 0.5, "bina": 0.3333, "konut": 0.1667}
    assert scores(weights=[8, 1, 1]) == {"ev": 0.5, "konut": 0.4, "bina": 0.1}
    assert next(iter(scores(weights=[1, 8, 1]))) == "bina"
    with pytest.raises(ConfigError, match="2 weights for 3 sources"):
        scores(weights=[1, 2])
    with pytest.raises(ConfigError, match="1 weights for 0 sources"):
        load_lexicon(licensed, "tur", weights=[1])
