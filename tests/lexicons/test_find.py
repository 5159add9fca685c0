from pathlib import Path

import pytest

from lexiboost.artifacts.errors import InputError, UnknownLanguageError
from lexiboost.lexicons import find_lexicons, load_lexicon
from lexiboost.lexicons.find import companions


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
