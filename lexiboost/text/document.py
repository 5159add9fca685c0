"""Raw text on its way in: one document of a corpus, or two that translate each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Document:
    """One record of a text corpus, before sentences or words are told apart.

    Attributes:
        text: raw text, paragraphs parted by newlines.
        source_id: stable identity, `<file name>:<record number from 0, or the record's own id>`.
        variety: `<iso639-3>_<Script>`, "" where unknown.
        metadata: what the format tells (url, timestamp, language, quality warnings), all strings.
    """

    text: str
    source_id: str
    variety: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two documents that say the same in two varieties.

    Attributes:
        source: the first side.
        target: its translation.
    """

    source: Document
    target: Document
