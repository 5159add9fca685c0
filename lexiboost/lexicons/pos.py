"""Parts of speech as lexicons write them, in Universal POS tags (universaldependencies.org/u/pos)."""

from __future__ import annotations

UPOS = frozenset(
    {"ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM"}
    | {"PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X"}
)

_NAMES = {
    "NOUN": "n noun s.n. subst nn count_noun n.pl",
    "PROPN": "prop np pn name proper propernoun",
    "VERB": "v vb vt vi vblex irrv verb v.t v.i vtr vitr phrasal",
    "AUX": "aux vaux vbmod vbser vbhaver vbdo cop copula",
    "ADJ": "a s adj adjective",
    "ADV": "r adv adverb preadv postadv",
    "ADP": "prep pr post postp preposition postposition adp",
    "PRON": "pron prn pro pronoun pers",
    "DET": "det article art determiner predet",
    "NUM": "num numeral number cardinal",
    "CCONJ": "cnjcoo cc cconj",
    "SCONJ": "cnjsub cnjadv sconj",
    "INTJ": "interj int ij intj interjection",
    "PART": "part particle prt",
}
_TO_UPOS = {name: upos for upos, names in _NAMES.items() for name in names.split()} | {"conj": "CCONJ"}


def to_upos(tag: str) -> str:
    """The UPOS of a dictionary's own tag in any case (`n`, `prep.`, `vblex`, `NOUN`), or ""."""
    tag = tag.strip()
    if tag.upper() in UPOS and len(tag) > 1:
        return tag.upper()
    return _TO_UPOS.get(tag.lower().rstrip("."), "")
