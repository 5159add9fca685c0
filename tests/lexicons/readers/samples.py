"""A small file of every format, as its published description has it, and where it is written."""

from __future__ import annotations

import json
from pathlib import Path

APERTIUM = """<?xml version="1.0" encoding="UTF-8"?>
<dictionary><alphabet/><sdefs><sdef n="n"/></sdefs>
<pardefs>
<pardef n="number"><e><p><l><s n="sg"/></l><r><s n="sg"/></r></p></e>
<e r="LR"><p><l><s n="pl"/></l><r><s n="pl"/></r></p></e></pardef>
<pardef n="iz__vblex"><e><p><l>ise<s n="vblex"/></l><r>дау<s n="v"/></r></p></e>
<e><p><l>ize<s n="vblex"/></l><r>дау<s n="v"/></r></p></e></pardef>
<pardef n="digits"><e><re>[0-9]+</re></e></pardef>
</pardefs>
<section id="main" type="standard">
<e><p><l>tooth<b/>paste<s n="n"/></l><r>тіс<b/>паста<s n="n"/></r></p><par n="number"/></e>
<e r="LR"><p><l>take<g><b/>out</g><s n="vblex"/></l><r>шығар<s n="v"/><s n="tv"/></r></p></e>
<e r="RL"><p><l>house<s n="n"/></l><r>баспана<s n="n"/></r></p></e>
<e><i>Astana<s n="np"/></i></e>
<e lm="digital"><i>цифр</i><par n="iz__vblex"/></e>
<e><i>real</i><p><l>ity<s n="n"/></l><r>дық<s n="n"/></r></p></e>
<e><par n="digits"/></e>
<e i="yes"><i>ignored</i></e>
<e><re>[0-9]+</re><p><l><s n="num"/></l><r><s n="num"/></r></p></e>
</section></dictionary>
"""

TEI = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><availability><p>GNU General Public License ver. 3.0</p>
</availability></teiHeader><text><body>
<entry><form><orth>acha</orth></form><gramGrp><pos>v</pos></gramGrp>
 <sense n="1"><def>leave</def><note>rare</note></sense>
 <sense n="2"><cit type="trans"><quote>quit</quote></cit>
 <cit type="example"><quote>Acha!</quote></cit></sense></entry>
<entry><form><orth>tazama</orth></form><sense><xr><ref>ona</ref></xr></sense></entry>
</body></text></TEI>
"""

ENWIKTIONARY = """# English :: Turkish dictionary extracted from http://en.wiktionary.org/
# Date :: 2015-01-02
axe {n} (tool) :: balta, nacak (small; of a carpenter, say)
away {adv} :: uzakta /uzakta/
Aymara {prop} :: SEE: Quechua ::
"""

GATITOS = 'a lot\tpii\nnull\tohunu\nleg\tnan\nNA\tNA\n"quoted"\t"bi"\nempty\t\n'
MUSE = "and ve\nfor icin\nfor için\n#1 #1\n"
OMW = "smell\tkoku\tn\t04980008-n\nbe_able\tbilmek\tv\t02616386-v\n\tboş\ta\t00001740-a\n"
PAIRS = "word\ttranslation\tpos\tscore\nhouse\tev\tnoun\t0.75\ngo\tgit\tverb\t0.25\nlonely\n"
CSV = (
    'translation,english,pos\nev,house,noun\n"git, yürü","go",v\n"de ki: ""gel""",say,v\n"iki\nsatır",two,\n'
)
SWADESH = """uid\tiso639\tscript\tconcept\teng\tform
fin-000\tfin\tLatin\t1\tall | every\tkaikki
tur-000\ttur\tLatin\t1\tall | every\thepsi
tur-000\ttur\tLatin\t2\tash\tky~l
"""

TAB_ENG = """# Wiktionary\teng\thttp://wiktionary.org/\tCC BY-SA
04980008-n\teng:lemma\tsmell
04980008-n\teng:lemma\todor
02616386-v\teng:lemma\tbe_able
09999999-n\teng:lemma\tunmatched
"""
TAB_TUR = """# Wiktionary\ttur\thttp://wiktionary.org/\tCC BY-SA
04980008-n\ttur:lemma\tkoku
02616386-v\ttur:lemma\tbilmek
02616386-v\ttur:def\tgücü yetmek
00001740-a\ttur:lemma\tbaşka
"""

ENTRIES: list[dict[str, object]] = [
    {
        "word": "dog",
        "pos": "noun",
        "lang": "English",
        "lang_code": "en",
        "senses": [
            {"glosses": ["A mammal of the family Canidae"], "translations": [{"code": "fi", "word": "koira"}]}
        ],
        "translations": [
            {"lang": "Finnish", "lang_code": "fi", "code": "fi", "sense": "animal", "word": "hauva"},
            {"lang": "Russian", "code": "ru", "sense": "animal", "word": "собака", "roman": "sobáka"},
            {"lang": "Finnish", "code": "fi", "note": "see hound"},
        ],
    },
    {
        "word": "koira",
        "pos": "noun",
        "lang_code": "fi",
        "senses": [{"glosses": ["canines", "dog"]}, {"tags": ["no-gloss"]}],
        "translations": [{"lang_code": "sv", "word": "hund"}],
    },
    {
        "word": "koiran",
        "pos": "noun",
        "lang_code": "fi",
        "senses": [{"glosses": ["genitive singular of koira"], "form_of": [{"word": "koira"}]}],
    },
    {"word": "Helsinki", "pos": "name", "lang_code": "fi", "senses": [{"glosses": ["Helsinki"]}]},
    {"title": "doggie", "redirect": "doggy"},
    {"word": "Hund", "pos": "noun", "lang_code": "de", "senses": [{"glosses": ["dog"]}]},
]
JSONL = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in ENTRIES)


def _column(name: str, term: str = "", **more: str) -> dict[str, str]:
    url = {"propertyUrl": f"http://cldf.clld.org/v1.0/terms.rdf#{term}"} if term else {}
    return {"name": name, "datatype": "string", **url, **more}


def _table(url: str, component: str, *columns: dict[str, str]) -> dict[str, object]:
    kind = f"http://cldf.clld.org/v1.0/terms.rdf#{component}"
    return {
        "url": url,
        "dc:conformsTo": kind,
        "tableSchema": {"columns": list(columns), "primaryKey": ["ID"]},
    }


METADATA: dict[str, object] = {
    "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
    "dc:conformsTo": "http://cldf.clld.org/v1.0/terms.rdf#Wordlist",
    "dc:license": "https://creativecommons.org/licenses/by-sa/4.0/",
    "rdf:ID": "northeuralex",
    "dialect": {"commentPrefix": None},
    "tables": [
        _table(
            "forms.csv",
            "FormTable",
            _column("ID", "id"),
            _column("Language_ID", "languageReference"),
            _column("Parameter_ID", "parameterReference"),
            _column("Value", "value"),
            _column("Form", "form"),
            _column("Segments", "segments", separator=" "),
            _column("Orthography"),
        ),
        _table(
            "languages.csv",
            "LanguageTable",
            _column("ID", "id"),
            _column("Name", "name"),
            _column("Glottocode", "glottocode"),
            _column("ISO639P3code", "iso639P3code"),
        ),
        _table(
            "parameters.csv",
            "ParameterTable",
            _column("ID", "id"),
            _column("Name", "name"),
            _column("Concepticon_ID", "concepticonReference"),
            _column("Concepticon_Gloss"),
        ),
    ],
}
FORMS = """ID,Language_ID,Parameter_ID,Value,Form,Segments,Orthography
1,fin,Auge_N,silmæ,silmæ,s i l m æ,silmä
2,fin,Hand_N,kæsi,kæsi,k æ s i,käsi
3,fin,Bach_N,puro,puro,p u r o,puro
4,ekk,Auge_N,silm,silm,s i l m,silm
5,fin,ich_PRN,minæ,"minä",m i n æ,
6,dig,Auge_N,цæст,цæст,,
"""
LANGUAGES = """ID,Name,Glottocode,ISO639P3code
fin,Finnish,finn1318,fin
ekk,Estonian,esto1258,ekk
dig,Ossetian,iron1242,
"""
PARAMETERS = """ID,Name,Concepticon_ID,Concepticon_Gloss
Auge_N,Auge::N,1248,EYE
Hand_N,Hand::N,2121,ARM OR HAND
Bach_N,Bach::N,,
ich_PRN,ich::PRN,1209,I
"""

FILES = {
    "apertium": {"apertium-eng-kaz.eng-kaz.dix": APERTIUM},
    "freedict": {"swh-eng.tei": TEI},
    "enwiktionary": {"en-tr.txt": ENWIKTIONARY},
    "gatitos": {"en_ak.tsv": GATITOS},
    "muse": {"en-tr.txt": MUSE},
    "omw": {"eng-tur.tsv": OMW},
    "pairs": {"words.tsv": PAIRS},
    "csv": {"words.csv": CSV},
    "swadesh": {"swadesh110.tsv": SWADESH},
    "omw_tab": {"tur.tab": TAB_TUR, "eng.tab": TAB_ENG},
    "wiktextract": {"kaikki.jsonl": JSONL},
    "cldf": {
        "cldf-metadata.json": json.dumps(METADATA, indent=1),
        "forms.csv": FORMS,
        "languages.csv": LANGUAGES,
        "parameters.csv": PARAMETERS,
    },
}
TARGETS = {"swadesh": "tur", "wiktextract": "fin", "cldf": "fin"}
"""The language to ask for where a file holds many."""


def format_of(sample: str) -> str:
    return "pairs" if sample == "csv" else sample


def write_sample(folder: Path, sample: str) -> Path:
    """Writes a sample's files and returns the one that is read."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES[sample].items():
        (folder / name).write_bytes(text.encode())
    return folder / next(iter(FILES[sample]))
