"""What lexicon and inflection table say of the part of speech of a target word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lexiboost.lexicons import Lexicon
from lexiboost.morphology import Paradigms, part_of_speech
from lexiboost.text.unicode import lower

_OF_UNIMORPH: dict[str, tuple[str, ...]] = {
    "N": ("NOUN", "PROPN"), "PROPN": ("PROPN",), "V": ("VERB", "AUX"), "V.PTCP": ("VERB", "ADJ"),
    "V.CVB": ("VERB", "ADV"), "V.MSDR": ("NOUN", "VERB"), "ADJ": ("ADJ",), "ADV": ("ADV",),
    "PRO": ("PRON", "DET"), "DET": ("DET", "PRON"), "ART": ("DET",), "NUM": ("NUM",), "ADP": ("ADP",),
    "CONJ": ("CCONJ", "SCONJ"), "COMP": ("SCONJ",), "PART": ("PART",), "INTJ": ("INTJ",),
    "AUX": ("AUX", "VERB"),
}  # fmt: skip
# A lexicon's part of speech allows for what dictionaries file under it, too.
_OF_LEXICON: dict[str, tuple[str, ...]] = {
    "NOUN": ("NOUN", "PROPN"), "VERB": ("VERB", "AUX"), "DET": ("DET", "PRON"), "PRON": ("PRON", "DET"),
    "ADP": ("ADP", "SCONJ"), "CCONJ": ("CCONJ", "SCONJ"), "SCONJ": ("SCONJ", "CCONJ"),
    "ADV": ("ADV", "PART"), "PART": ("PART", "ADV"),
}  # fmt: skip


class LexiconTags:
    """UPOS that a lexicon gives its translations, by target word and by English word of the translation."""

    def __init__(self, lexicon: Lexicon | None) -> None:
        self._tags: dict[str, dict[str, tuple[str, ...]]] = {}
        if lexicon is None:
            return
        table = lexicon.table
        columns = (table[name].tolist() for name in ("target", "source", "target_pos", "source_pos"))
        for target, source, target_pos, source_pos in zip(*columns, strict=True):
            pos = target_pos or source_pos
            entry = self._tags.setdefault(target.casefold(), {})
            for word in source.casefold().split():
                found = _OF_LEXICON.get(pos, (pos,)) if pos else ()
                # A pair without a part of speech beside ones with: it stays open.
                entry[word] = entry.get(word, ()) + found if found and entry.get(word, found) else ()

    def of(self, target: str, english: str) -> tuple[str, ...]:
        """The tags of a target word in the sense of an English word; () where the lexicon does not say."""
        return self._tags.get(target.casefold(), {}).get(english, ())


def table_tags(paradigms: Paradigms | None, word: str, variety: str) -> tuple[str, ...]:
    """UPOS of the cells that an inflection table has the word in; () where it is not in the table."""
    if paradigms is None:
        return ()
    analyses = paradigms.analyse(word) or paradigms.analyse(lower(word, variety))
    return tuple(tag for _, bundle in analyses for tag in _OF_UNIMORPH.get(part_of_speech(bundle), ()))


def table_words(paradigms: Paradigms | None, limit: int) -> Sequence[str]:
    """At most about `limit` single-word forms of a table, evenly spread over it."""
    if paradigms is None or not len(paradigms):
        return ()
    forms = paradigms.forms
    return [form for form in forms[:: max(1, len(forms) // limit)] if " " not in form]


Lexicons = Mapping[str, Lexicon]
Tables = Mapping[str, Paradigms | None]
