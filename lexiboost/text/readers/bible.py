"""Bible verse files: `b.MAR.1.1<TAB>text` a line, the verse ids of the parallel Bible corpus.

Ids: Christodouloupoulos and Steedman 2015, "A massively parallel corpus: the Bible in 100 languages".
"""

from __future__ import annotations

import re

from lexiboost.text.document import Document
from lexiboost.text.readers.plain import LinesReader
from lexiboost.text.readers.records import Raw, RejectedError, decoded, document

VERSE = re.compile(r"(?:b\.)?[1-9A-Z][A-Z]{2}\.[0-9]+\.[0-9]+\S*")


class BibleReader(LinesReader):
    """A document a verse, named by its id; `metadata` has book, chapter and verse."""

    def parse(self, raw: Raw, number: int) -> Document:
        """See `Reader`."""
        verse, tab, text = decoded(raw.content).partition("\t")
        if not tab or not VERSE.fullmatch(verse):
            raise RejectedError("malformed_verse", "not 'b.MAR.1.1<TAB>text'")
        book, chapter, place = verse.removeprefix("b.").split(".", 2)
        return document(text, self.source, verse, {"book": book, "chapter": chapter, "verse": place})
