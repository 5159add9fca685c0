import lzma
from pathlib import Path

import pytest

from lexiboost.artifacts.errors import ConfigError, InputError, LexiboostError
from lexiboost.lexicons import Lexicon, read_lexicon, recognize


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def pairs(lexicon: Lexicon) -> list[tuple[str, str]]:
    return list(zip(lexicon.table["source"], lexicon.table["target"], strict=True))


APERTIUM = """<dictionary><pardefs><pardef n="x"><e><p><l>no</l><r>no</r></p></e></pardef></pardefs>
<section id="main" type="standard">
<e><p><l>tooth<b/>paste<s n="n"/></l><r>тіс<b/>паста<s n="n"/></r></p></e>
<e r="LR"><p><l>take<g><b/>out</g><s n="vblex"/></l><r>шығар<s n="v"/><s n="tv"/></r></p></e>
<e><i>Astana<s n="np"/></i></e>
<e><re>[0-9]+</re><p><l><s n="num"/></l><r><s n="num"/></r></p></e>
<e r="RL"><p><l></l><r>лы<s n="post"/></r></p></e>
</section></dictionary>
"""
TEI = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><availability><p>GNU General Public License ver. 3.0</p>
</availability></teiHeader><text><body>
<entry><form><orth>acha</orth></form><gramGrp><pos>v</pos></gramGrp>
 <sense n="1"><def>leave</def><note>rare</note></sense>
 <sense n="2"><cit type="trans"><quote>quit</quote></cit>
 <cit type="example"><quote>Acha!</quote></cit></sense></entry>
<entry type="pl"><form><orth>fagio</orth></form><sense>
 <note type="def">Plural of <ref>ufagio</ref>: broom</note></sense></entry>
<entry><form><orth>tazama</orth></form><sense><xr><ref>ona</ref></xr></sense></entry>
</body></text></TEI>
"""
WIKTIONARY = """# English :: Arabic dictionary extracted
# License :: CC BY-SA
axe {n} (tool) :: فأس {m} /faʾs/, بلطة (small; of a carpenter, say)
away {adv} :: بعيدًا /baʿīdan/
Aymara {prop} :: SEE: Quechua ::
"""


def test_each_format_is_told_by_content_or_name(tmp_path: Path) -> None:
    files = {
        "apertium": write(tmp_path, "apertium-eng-kaz.eng-kaz.dix", APERTIUM),
        "freedict": write(tmp_path, "swh-eng.tei", TEI),
        "enwiktionary": write(tmp_path, "en-arb.txt", WIKTIONARY),
        "muse": write(tmp_path, "en-tr.txt", "and ve\nfor için\n"),
        "gatitos": write(tmp_path, "en_ak.tsv", "a lot\tpii\n"),
        "pairs": write(tmp_path, "en_tr.tsv", "house\tev\tNOUN\n"),
        "omw": write(tmp_path, "eng-tur.tsv", "smell\tkoku\tn\t04980008-n\n"),
        "swadesh": write(tmp_path, "s.tsv", "uid\tiso639\tscript\tconcept\teng\tform\n"),
    }
    assert {name: recognize(path) for name, path in files.items()} == {name: name for name in files}


def test_apertium_blanks_groups_identities_and_tags_are_read(tmp_path: Path) -> None:
    lexicon = read_lexicon(write(tmp_path, "apertium-eng-kaz.eng-kaz.dix", APERTIUM))
    assert pairs(lexicon) == [("tooth paste", "тіс паста"), ("take out", "шығар"), ("Astana", "Astana")]
    assert list(lexicon.table["source_pos"]) == ["NOUN", "VERB", "PROPN"]
    assert lexicon.rejected == {"not_a_word": 1, "empty_cell": 1}
    assert (lexicon.source, lexicon.target, lexicon.rows_in) == ("eng_Latn", "kaz_Cyrl", 5)


def test_freedict_reads_definitions_and_quotes_but_no_notes_or_examples(tmp_path: Path) -> None:
    lexicon = read_lexicon(write(tmp_path, "swh-eng.tei", TEI))
    assert pairs(lexicon) == [("acha", "leave"), ("acha", "quit"), ("fagio", "broom")]
    assert lexicon.table["score"].tolist() == [1.0, 1.0, 0.25]
    assert lexicon.rejected == {"no_translation": 1}
    assert (lexicon.source, lexicon.target) == ("swa_Latn", "eng_Latn")
    assert set(lexicon.table["licence"]) == {"GPL-3.0+"}
    assert pairs(lexicon.inverted())[0] == ("leave", "acha")
    assert (lexicon.inverted().source, lexicon.inverted().target) == ("eng_Latn", "swa_Latn")


def test_wiktionary_commas_in_brackets_do_not_split_and_marks_go(tmp_path: Path) -> None:
    lexicon = read_lexicon(write(tmp_path, "en-arb.txt", WIKTIONARY))
    assert pairs(lexicon) == [
        ("axe", "فأس"),
        ("axe", "بلطة (small; of a carpenter, say)"),
        ("away", "بعيدًا"),
    ]
    assert list(lexicon.table["source_pos"]) == ["NOUN", "NOUN", "ADV"]
    assert lexicon.rejected == {"cross_reference": 1}


def test_wiktionary_slash_between_words_is_not_a_transliteration(tmp_path: Path) -> None:
    text = "ablative {n} :: çıkma hâli/durumu, ayrılma hâli/durumu\n"
    lexicon = read_lexicon(write(tmp_path, "en-tr.txt", text))
    assert [target for _, target in pairs(lexicon)] == ["çıkma hâli/durumu", "ayrılma hâli/durumu"]


@pytest.mark.parametrize("word", ["null", "nan", "NA", "None", "true", '"quoted', "#"])
def test_words_that_tables_swallow_are_kept_exactly(tmp_path: Path, word: str) -> None:
    lexicon = read_lexicon(write(tmp_path, "en_ak.tsv", f"{word}\t{word}\nnext\tb\n"))
    assert pairs(lexicon) == [(word, word), ("next", "b")]


def test_cells_are_nfc_and_a_missing_target_is_counted(tmp_path: Path) -> None:
    lexicon = read_lexicon(write(tmp_path, "en_br.tsv", "cafe\u0301\te\u0301\u200b\nempty\t\nbare\n"))
    assert pairs(lexicon) == [("café", "é")]
    assert lexicon.rejected == {"empty_cell": 1, "one_column": 1}
    assert lexicon.rows_in == 3


def test_pairs_with_scores_in_any_order_of_further_columns(tmp_path: Path) -> None:
    path = write(tmp_path, "lexicons/mine/en_tr.tsv", "house\tev\tNOUN\t0.5\ngo\tgit\t0.25\tv\nand\tve\n")
    table = read_lexicon(path).table
    assert list(table["source_pos"]) == ["NOUN", "VERB", ""]
    assert list(table["score"]) == [0.5, 0.25, 1.0]
    assert set(table["origin"]) == {"mine"}


def test_csv_with_a_header_reads_quoted_commas_and_named_columns(tmp_path: Path) -> None:
    path = write(tmp_path, "words.csv", 'target,english,pos\nev,house,noun\n"git, yürü","go",v\n')
    lexicon = read_lexicon(path, source="en", target="tr")
    assert pairs(lexicon) == [("house", "ev"), ("go", "git, yürü")]
    assert (lexicon.source, lexicon.target) == ("eng_Latn", "tur_Latn")


def test_swadesh_needs_the_language_and_splits_glosses(tmp_path: Path) -> None:
    text = "uid\tiso639\tscript\tconcept\teng\tform\naac-000\taac\tLatin\t1\tall | every\twɛla\n"
    path = write(tmp_path, "swadesh110.tsv", text + "fin-000\tfin\tLatin\t1\tall\tkaikki\n")
    assert pairs(read_lexicon(path, target="fi")) == [("all", "kaikki")]
    with pytest.raises(InputError, match="many languages"):
        read_lexicon(path)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("en-tr.txt", "and\tve\nfor\tiçin\tADP\n", r"en-tr\.txt:2: 3 column"),
        ("en-tr.txt", "and ve\nfor\n", r"en-tr\.txt:2: 1 column"),
        ("en_ak.tsv", "a\tb\n" * 60 + "a\tb\tc\n", r"en_ak\.tsv:61: 3 columns"),
        ("en_tr.tsv", "house\tev\tNOUN\nhome\tev\tdwelling place\n", r"en_tr\.tsv:2: .*neither"),
        ("en_tr.tsv", "house\tev\tNOUN\t-1\n", r"en_tr\.tsv:1: score"),
        ("eng-tur.tsv", "a\tb\tn\t04980008-n\n" * 60 + "a\tb\n", r"eng-tur\.tsv:61: 2 columns"),
        ("en_ak.tsv", "", r"en_ak\.tsv: the file is empty"),
        ("en_ak.tsv", "a\t\n\tb\n", r"no usable row \(2 empty_cell\)"),
        ("en-tr.txt", "a {n} :: b\n" + "x\n" * 60, r"en-tr\.txt:\d+: "),
        ("swh-eng.tei", "<TEI><entry>", r"swh-eng\.tei:1: not well-formed XML"),
        ("swh-eng.tei", '<!DOCTYPE TEI [<!ENTITY a "b">]><TEI>&a;</TEI>', r"swh-eng\.tei:1: declares XML"),
        ("notes.txt", "just some prose\nin lines\n", r"notes\.txt: not a lexicon format"),
    ],
)
def test_user_errors_name_file_and_row_in_one_line(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    with pytest.raises(InputError, match=message) as error:
        read_lexicon(write(tmp_path, name, text))
    assert "\n" not in str(error.value)


def test_bytes_that_are_not_utf8_name_the_line(tmp_path: Path) -> None:
    path = tmp_path / "en-tr.txt"
    path.write_bytes(b"and ve\nfor i\xe7in\n")
    with pytest.raises(InputError, match=r"en-tr\.txt:2: not UTF-8"):
        read_lexicon(path)


def test_missing_files_and_unknown_formats_are_user_errors(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_lexicon(tmp_path / "en-xx.txt")
    with pytest.raises(ConfigError, match="unknown lexicon format 'tmx'"):
        read_lexicon(write(tmp_path, "en-tr.txt", "and ve\n"), format="tmx")


def test_a_compressed_file_reads_like_the_plain_one(tmp_path: Path) -> None:
    plain = write(tmp_path, "en-tr.txt", "and ve\nfor için\n")
    packed = tmp_path / "packed" / "en-tr.txt.xz"
    packed.parent.mkdir()
    packed.write_bytes(lzma.compress(plain.read_bytes()))
    assert read_lexicon(packed).table.equals(read_lexicon(plain).table)


@pytest.mark.parametrize("cut", [10, 100, 333, 700])
def test_truncated_files_give_a_one_line_error_or_fewer_rows(tmp_path: Path, cut: int) -> None:
    for name, text in (
        ("swh-eng.tei", TEI),
        ("apertium-eng-kaz.eng-kaz.dix", APERTIUM),
        ("en-ar.txt", WIKTIONARY),
    ):
        path = tmp_path / name
        path.write_bytes(text.encode()[:cut])
        try:
            lexicon = read_lexicon(path)
        except LexiboostError as error:
            assert "\n" not in str(error)
        else:
            assert len(lexicon) + sum(lexicon.rejected.values()) == lexicon.rows_in
