"""A small faithful file of every format of documents, with the warts of the published ones."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lexiboost.text.document import Document
from lexiboost.text.readers.records import RejectedError
from lexiboost.text.stream import stream

WEB = [
    {
        "text": 'Bu bir metindir.\nİkinci satır — "tırnak".\n',
        "timestamp": "2019-05-23T20:44:17Z",
        "url": "https://örnek.com.tr/a?b=1",
    },
    {"text": "  \n", "timestamp": "2020-01-01T00:00:00Z", "url": "http://empty.example/"},
    {
        "text": "Kedi\r\nköpek \U0001f600",
        "url": "http://x.example/",
        "timestamp": None,
        "source": "OSCAR-2301",
    },
]

OSCAR_2301 = {
    "content": "Une phrase en français.\nAn English line.\nok",
    "warc_headers": {
        "warc-refers-to": "<urn:uuid:83f2e1d4>",
        "warc-date": "2022-11-26T09:45:47Z",
        "warc-block-digest": "sha1:H5HUB",
        "warc-type": "conversion",
        "warc-identified-content-language": "fra,eng",
        "content-length": "694",
        "warc-target-uri": "https://foo.bar",
        "warc-record-id": "<urn:uuid:3304bc27>",
        "content-type": "text/plain",
    },
    "metadata": {
        "identification": {"label": "fr", "prob": 0.8938327},
        "harmful_pp": 4063.1814,
        "tlsh": "tlsh:T125315FF2B6088901",
        "quality_warnings": ["short_sentences", "header"],
        "categories": ["examen_pix", "liste_bu"],
        "sentence_identifications": [{"label": "fr", "prob": 0.99}, {"label": "en", "prob": 0.95}, None],
    },
}
OSCAR_2201 = {
    "content": "Texte court.",
    "warc_headers": {"warc-target-uri": "http://b.example", "warc-date": "2021-09-16T12:00:00Z"},
    "metadata": {
        "identification": {"label": "fr", "prob": 1},
        "annotation": ["tiny"],
        "sentence_identifications": [None],
    },
}

CC100 = "Birinci cümle.\nİkinci cümle.\n\n\nYeni belge.\r\n \t\r\nSon belge, satır sonu yok"

WIKIEXTRACTOR = """<doc id="12" revid="19" url="https://en.wikipedia.org/wiki?curid=12" title="AT&amp;T">
AT&amp;T

AT&amp;T is a company; 1 &lt; 2.

Second paragraph.

</doc>
<doc id="25" url="https://en.wikipedia.org/wiki?curid=25" title="The "Who"">
The "Who"

</doc>
<doc id="39" url="https://en.wikipedia.org/wiki?curid=39" title="Albedo">
Albedo

Albedo is a ratio.
</doc>
"""

BIBLE = "b.MAR.1.1\tThe beginning of the gospel.\nb.MAR.1.2\t\nb.1CO.13.4\tLove is patient.\nno verse here\n"

CONLLU = """# newdoc id = weblog-1
# sent_id = weblog-1-0001
# text = Don't stop.
1-2\tDon't\t_\t_\t_\t_\t_\t_\t_\t_
1\tDo\tdo\tAUX\tVB\t_\t3\taux\t_\t_
2\tn't\tnot\tPART\tRB\t_\t3\tadvmod\t_\t_
3\tstop\tstop\tVERB\tVB\t_\t0\troot\t_\tSpaceAfter=No
4\t.\t.\tPUNCT\t.\t_\t3\tpunct\t_\t_

# sent_id = weblog-1-0002
1-2\tvámonos\t_\t_\t_\t_\t_\t_\t_\t_
1\tvamos\tir\tVERB\t_\t_\t0\troot\t_\t_
2\tnos\tnosotros\tPRON\t_\t_\t1\tobj\t_\t_
3-4\tal\t_\t_\t_\t_\t_\t_\t_\t_
3\ta\ta\tADP\t_\t_\t5\tcase\t_\t_
4\tel\tel\tDET\t_\t_\t5\tdet\t_\t_
5\tmar\tmar\tNOUN\t_\t_\t1\tobl\t_\tGloss=sea|SpaceAfter=No
5.1\tnada\tnada\tNOUN\t_\t_\t_\t_\t1:obj\t_
6\t!\t!\tPUNCT\t_\t_\t1\tpunct\t_\t_

1\tonly nine\tcolumns\there\t_\t_\t_\t_\t_

"""

WIKIPEDIA = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="de">
  <siteinfo>
    <sitename>Wikipedia</sitename>
    <namespaces>
      <namespace key="0" case="first-letter" />
      <namespace key="6" case="first-letter">Datei</namespace>
      <namespace key="14" case="first-letter">Kategorie</namespace>
    </namespaces>
  </siteinfo>
  <page>
    <title>Alan Smithee</title>
    <ns>0</ns>
    <id>1</id>
    <revision>
      <id>200</id>
      <timestamp>2022-04-05T06:48:04Z</timestamp>
      <contributor><username>A</username><id>7</id></contributor>
      <model>wikitext</model>
      <format>text/x-wiki</format>
      <text bytes="300" xml:space="preserve">{{Infobox|name={{nested|x}}}}
[[Datei:Smithee.jpg|mini|Ein [[Bild]] von ihm]]
'''Alan Smithee''' ({{IPA|x}}; ''Deckname'') ist ein [[Pseudonym]] &amp;ndash; ein \
[[Regisseur|Regie]]name.&lt;ref name="a"&gt;{{Literatur|Titel=X}}&lt;/ref&gt; Mehr&amp;nbsp;dazu \
[https://example.org hier].

== Geschichte ==
* Erster ''Punkt''
* Zweiter Punkt&lt;br /&gt;neue Zeile
{| class="wikitable"
! Kopf
|-
| Zelle
|}
&lt;!-- Kommentar --&gt;
&lt;math&gt;x^2&lt;/math&gt;&lt;nowiki&gt;[[roh]]&lt;/nowiki&gt;
__KEIN_INHALTSVERZEICHNIS__
[[Kategorie:Pseudonym]] [[en:Alan Smithee]] [[:Kategorie:Film]]</text>
    </revision>
  </page>
  <page>
    <title>Weiter</title>
    <ns>0</ns>
    <id>3</id>
    <redirect title="Alan Smithee" />
    <revision><id>5</id><text>#WEITERLEITUNG [[Alan Smithee]]</text></revision>
  </page>
  <page>
    <title>Diskussion:X</title>
    <ns>1</ns>
    <id>4</id>
    <revision><id>6</id><text>Hallo!</text></revision>
  </page>
  <page>
    <title>Modul</title>
    <ns>0</ns>
    <id>5</id>
    <revision><id>7</id><model>Scribunto</model><text>return 1</text></revision>
  </page>
  <page>
    <title>Zwei Fassungen</title>
    <ns>0</ns>
    <id>8</id>
    <revision><id>9</id><timestamp>2001-01-01T00:00:00Z</timestamp><text>alt</text></revision>
    <revision><id>10</id><timestamp>2002-01-01T00:00:00Z</timestamp><text>neu</text></revision>
  </page>
  <page>
    <title>Leer</title>
    <ns>0</ns>
    <id>11</id>
    <revision><id>12</id><text /></revision>
  </page>
</mediawiki>
"""

TMX = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
  <header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en"
    srclang="en-US" datatype="PlainText"/>
  <body>
    <tu tuid="t1"><note>n</note>
      <tuv xml:lang="en-US"><seg>Press <bpt i="1">&lt;b></bpt>the \
<hi>red</hi> key<ept i="1">&lt;/b></ept>.</seg></tuv>
      <tuv xml:lang="FI"><prop type="x">p</prop><seg>Paina punaista<ph x="1"/> näppäintä.</seg></tuv>
      <tuv xml:lang="sv"><seg>Tryck.</seg></tuv>
    </tu>
    <tu><tuv lang="en"><seg>No Finnish</seg></tuv></tu>
    <tu><tuv xml:lang="fi"><seg>Kyllä &amp; ei</seg></tuv>
    <tuv xml:lang="en"><seg>Yes &amp; no</seg></tuv></tu>
  </body>
</tmx>
"""


def json_lines(*rows: object) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def parquet(rows: dict[str, object], **options: object) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(rows), out, **options)
    return out.getvalue()


def parquet_rows(count: int) -> bytes:
    return parquet(
        {"url": [f"u{n}" for n in range(count)], "text": [f"row {n}" if n % 5 else "" for n in range(count)]},
        row_group_size=7,
    )


SAMPLES: dict[str, tuple[str, bytes]] = {
    "jsonl": ("c4-tr.json", json_lines(*WEB)),
    "oscar": ("fr_meta_part_1.jsonl", json_lines(OSCAR_2301, OSCAR_2201)),
    "blank_lines": ("tr.txt", CC100.encode()),
    "lines": ("lines.txt", "\ufeffone\r\n\ntwo\u2028still two\nthree".encode()),
    "file": ("book.txt", b"Title\n\nChapter one.\n"),
    "parquet": ("0001.parquet", parquet_rows(20)),
    "wikiextractor": ("wiki_00", WIKIEXTRACTOR.encode()),
    "wikipedia": ("dewiki-pages-articles.xml", WIKIPEDIA.encode()),
    "bible": ("bible.tsv", BIBLE.encode()),
    "conllu": ("en_ewt-ud-dev.conllu", CONLLU.encode()),
    "tmx": ("x.tmx", TMX.encode()),
}
"""Format -> name and bytes."""


def write_sample(folder: Path, format: str) -> Path:
    name, content = SAMPLES[format]
    path = folder / name
    path.write_bytes(content)
    return path


def read(path: Path, format: str | None = None, **options: object) -> tuple[list[Document], dict[str, int]]:
    """All documents of a file, and what was rejected."""
    documents = stream(path, format=format, **options)
    return list(documents), dict(documents.rejected)


def rejection(reader: object, content: object) -> str:
    """The reason that a record is rejected for."""
    from lexiboost.text.readers.records import Raw

    try:
        reader.parse(Raw(content, 1, 1), 0)
    except RejectedError as error:
        return error.reason
    return ""
