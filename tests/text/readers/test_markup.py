"""WikiExtractor's text, Wikipedia's dumps, TMX, and the XML below them."""

import builtins

import pytest

from lexiboost.artifacts.errors import ConfigError, InputError, LexiboostError
from lexiboost.text.document import Document, Pair
from lexiboost.text.readers import xml
from lexiboost.text.readers.records import START, Mark, RejectedError, Source
from lexiboost.text.readers.wikiextractor import WikiExtractorReader
from lexiboost.text.readers.wikitext import WikitextCleaner
from lexiboost.text.readers.xml import raw_elements
from lexiboost.text.stream import stream_pairs
from tests.text.readers.samples import TMX, WIKIPEDIA, read, write_sample


def test_wikiextractor_gives_articles_without_their_title_line(tmp_path):
    documents, rejected = read(write_sample(tmp_path, "wikiextractor"))
    assert documents[0] == Document(
        "AT&T is a company; 1 < 2.\n\nSecond paragraph.",
        "wiki_00:12",
        "",
        {"revid": "19", "url": "https://en.wikipedia.org/wiki?curid=12", "title": "AT&T"},
    )
    assert [each.source_id for each in documents] == ["wiki_00:12", "wiki_00:39"]
    assert rejected == {"empty": 1}


def test_an_article_without_an_end_is_rejected_and_the_next_read(tmp_path):
    text = '<doc id="1" url="u" title="A">\nlost\n<doc id="2" url="u" title="B">\nkept\n</doc>\n'
    (tmp_path / "wiki_00").write_text(text + "stray\n" + '<doc id="3" url="u" title="C">\ncut off')
    documents, rejected = read(tmp_path / "wiki_00")
    assert [each.text for each in documents] == ["kept"]
    assert rejected == {"unclosed_article": 2, "malformed_article": 1}


def test_articles_are_taken_up_again_after_any_record_whole_or_not(tmp_path):
    text = 'stray\n<doc id="1" url="u" title="A">\nlost\n<doc id="2" url="u" title="B">\nkept\n</doc>\n'
    text += '\n{"id": "3"}\n'
    (tmp_path / "wiki_00").write_text(text + '<doc id="4" url="u" title="C">\ncut off')
    reader = WikiExtractorReader(Source(tmp_path / "wiki_00", "a"))
    whole = list(reader.records())
    assert len(whole) == 5
    for number, raw in enumerate(whole, start=1):
        rest = list(reader.records(Mark(number, raw.line, raw.offset)))
        assert [each[1:] for each in rest] == [each[1:] for each in whole[number:]]


def test_a_dump_gives_the_articles_a_reader_sees(tmp_path):
    documents, rejected = read(write_sample(tmp_path, "wikipedia"), variety="deu_Latn")
    first, second = documents
    assert first.text.split("\n") == [
        "Alan Smithee (Deckname) ist ein Pseudonym – ein Regiename. Mehr dazu hier.",
        "Geschichte",
        "Erster Punkt",
        "Zweiter Punkt",
        "neue Zeile",
        "[[roh]]",
        "Kategorie:Film",
    ]
    assert first.source_id == "dewiki-pages-articles.xml:1"
    assert first.metadata == {
        "title": "Alan Smithee",
        "timestamp": "2022-04-05T06:48:04Z",
        "revision": "200",
    }
    assert (second.text, second.metadata["revision"]) == ("neu", "10")
    assert rejected == {"redirect": 1, "other_namespace": 1, "other_model": 1, "empty": 1}


@pytest.mark.parametrize(
    ("wikitext", "text"),
    [
        ("a {{b|{{c}}}} d", "a d"),
        ("Ankara ({{lang|tr|x}}, {{y}}) is", "Ankara is"),
        ("[[Haus]]es [[a|'''b''']] [[#x|y]]", "Hauses b y"),
        ("[http://x] see [http://y label] http://bare.example", "see label"),
        ("&lt;b&gt; &#x130; &amp;", "<b> İ &"),
        ("<span lang='x'>in</span><ref/>out<ref>gone</ref>", "inout"),
        ("; term : meaning", "term\nmeaning"),
        ("x<gallery>\nFile:a.jpg|b\n</gallery>y", "xy"),
        ("[[image:a.jpg|thumb]]text", "text"),
        ("unclosed {{template\n[[link", "unclosed {{template\n[[link"),
        ("می‌خواهم '''کتاب'''", "می‌خواهم کتاب"),
    ],
)
def test_wikitext_becomes_what_is_read(wikitext, text):
    assert WikitextCleaner(frozenset({"image"})).text(wikitext) == text


def test_wikitext_nested_without_end_is_read_or_rejected_not_crashed_on():
    cleaner = WikitextCleaner(frozenset())
    for piece in ("{{", "[[", "<b>", "{|\n|", "[http://a ", "<!--", "''"):
        try:
            cleaner.text(piece * 5000)
        except RejectedError as rejected:
            assert rejected.reason == "unparsable"


def test_without_the_library_a_dump_says_what_to_install(tmp_path, monkeypatch):
    path = write_sample(tmp_path, "wikipedia")
    real = builtins.__import__

    def refuse(name, *args, **options):
        if name == "mwparserfromhell":
            raise ImportError(name)
        return real(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(LexiboostError, match=r'pip install "lexiboost\[wikipedia\]"'):
        read(path)


def test_tmx_units_give_pairs_whatever_the_order_and_case_of_languages(tmp_path):
    path = write_sample(tmp_path, "tmx")
    pairs = stream_pairs([path], source="eng_Latn", target="fin_Latn")
    assert list(pairs) == [
        Pair(
            Document("Press the red key.", "x.tmx:t1", "eng_Latn", {"language": "en-US"}),
            Document("Paina punaista näppäintä.", "x.tmx:t1", "fin_Latn", {"language": "FI"}),
        ),
        Pair(
            Document("Yes & no", "x.tmx:2", "eng_Latn", {"language": "en"}),
            Document("Kyllä & ei", "x.tmx:2", "fin_Latn", {"language": "fi"}),
        ),
    ]
    assert pairs.rejected == {"missing_side": 1}


def test_one_side_of_tmx_is_a_stream_of_documents(tmp_path):
    path = write_sample(tmp_path, "tmx")
    documents, rejected = read(path, variety="swe_Latn")
    assert [each.text for each in documents] == ["Tryck."]
    assert rejected == {"missing_side": 2}
    with pytest.raises(ConfigError, match="say which variety is meant"):
        read(path)


def test_a_script_that_is_named_must_be_the_one_asked_for(tmp_path):
    units = "".join(
        f'<tu><tuv xml:lang="{code}"><seg>{code}</seg></tuv></tu>'
        for code in ("sr", "sr-Latn", "sr_Cyrl_RS", "nonsense", "")
    )
    (tmp_path / "x.tmx").write_text(f"<tmx><body>{units}</body></tmx>")
    assert [each.text for each in read(tmp_path / "x.tmx", variety="srp_Cyrl")[0]] == ["sr", "sr_Cyrl_RS"]
    assert [each.text for each in read(tmp_path / "x.tmx", variety="srp_Latn")[0]] == ["sr", "sr-Latn"]


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: ("\ufeff" + text).encode("utf-8"),
        lambda text: ("\ufeff" + text.replace("UTF-8", "UTF-16")).encode("utf-16-le"),
        lambda text: ("\ufeff" + text.replace("UTF-8", "UTF-16")).encode("utf-16-be"),
        lambda text: text.replace("UTF-8", "ISO-8859-1").encode("latin-1"),
        lambda text: text.replace("UTF-8", "windows-1252").encode("cp1252"),
        lambda text: text.replace("<tu>", "<tu >\n").replace("\n", "\r\n").encode("utf-8"),
    ],
)
def test_elements_are_taken_up_again_at_each_of_them_in_any_encoding(tmp_path, encode, monkeypatch):
    monkeypatch.setattr(xml, "_PIECE", 17)
    path = tmp_path / "x.tmx"
    path.write_bytes(encode(TMX))
    wanted = frozenset({"tu"})
    whole = list(raw_elements(path, wanted))
    texts = ["".join(raw.content.itertext()) for raw in whole]
    assert len(texts) == 3 and "näppäintä" in texts[0]
    for number, raw in enumerate(whole, start=1):
        mark = Mark(number, raw.line, raw.offset, raw.state)
        rest = list(raw_elements(path, wanted, mark))
        assert ["".join(each.content.itertext()) for each in rest] == texts[number:]
        assert [each[1:] for each in rest] == [each[1:] for each in whole[number:]]


def test_elements_may_be_empty_and_lie_on_one_line(tmp_path):
    path = tmp_path / "a.xml"
    path.write_text("<r><p/><p>x</p><q><p>y<p>inner</p></p></q></r>")
    whole = list(raw_elements(path, frozenset({"p"})))
    assert ["".join(raw.content.itertext()) for raw in whole] == ["", "x", "yinner"]
    for number, raw in enumerate(whole, start=1):
        rest = raw_elements(path, frozenset({"p"}), Mark(number, raw.line, raw.offset, raw.state))
        assert ["".join(each.content.itertext()) for each in rest] == ["", "x", "yinner"][number:]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '<!DOCTYPE m [<!ENTITY a "b">]>\n<mediawiki><page>&a;</page></mediawiki>',
            ":1: declares XML entities",
        ),
        ('<!DOCTYPE m [\n<!ENTITY a SYSTEM "file:///etc/passwd">]><mediawiki/>', ":2: declares XML entities"),
        (WIKIPEDIA[: WIKIPEDIA.index("</page>")], "not well-formed XML .*no element found"),
        ("<mediawiki>\n<page>\n</pag></mediawiki>", ":3: not well-formed XML .*mismatched tag"),
        ("<mediawiki>" + "<a>" * 100, "nested more than 64 deep"),
        ('<?xml version="1.0" encoding="klingon"?><mediawiki/>', "encoding"),
        ("<mediawiki>\n\n<page>&nbsp;</page></mediawiki>", ":3: not well-formed XML .*undefined entity"),
    ],
)
def test_harmful_or_broken_xml_is_one_line_that_names_the_file(tmp_path, text, message):
    path = tmp_path / "w.xml"
    path.write_text(text)
    with pytest.raises(InputError, match=message) as caught:
        list(raw_elements(path, frozenset({"page"})))
    assert str(caught.value).startswith(str(path)) and "\n" not in str(caught.value)


def test_an_element_beyond_the_limits_is_rejected_and_the_next_read(tmp_path, monkeypatch):
    monkeypatch.setattr(xml, "LONGEST_LINE", 200_000)
    path = tmp_path / "w.xml"
    large = [
        "<p>" + "x" * 300_000 + "</p>",
        "<p>" + "<b/>" * 100_001 + "</p>",
        "<p>" + "<b>" * 65 + "</b>" * 65,
    ]
    path.write_text("<r>" + "".join([*large, "</p><p>last</p></r>"]))
    contents = [raw.content for raw in raw_elements(path, frozenset({"p"}))]
    assert [getattr(each, "reason", None) for each in contents] == ["too_long"] * 3 + [None]
    assert contents[-1].text == "last"


def test_a_tag_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(xml, "LONGEST_LINE", 200_000)
    path = tmp_path / "w.xml"
    path.write_text('<r><p a="' + "x" * 400_000 + '"/></r>')
    with pytest.raises(InputError, match="one tag of more than"):
        list(raw_elements(path, frozenset({"p"}), START))
