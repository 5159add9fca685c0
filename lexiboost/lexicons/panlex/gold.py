"""Parts of speech as PanLex writes them (its variety art-303, the GOLD ontology's names) in UPOS names."""

from __future__ import annotations

from lexiboost.lexicons.pos import UPOS

_NAMES = {
    "NOUN": "Noun CommonNoun",
    "PROPN": "ProperNoun",
    "VERB": "Verbal Verb TransitiveVerb IntransitiveVerb",
    "AUX": "Auxiliary Copula",
    "ADJ": "Adjectival Adjective",
    "ADV": "Adverbial Adverb",
    "ADP": "Adposition Preposition Postposition Circumposition",
    "PRON": "Pronoun PersonalPronoun",
    "DET": "Determiner Article",
    "NUM": "Numeral CardinalNumeral OrdinalNumeral",
    "CCONJ": "Conjunction CoordinatingConnective CoordinatingConjunction",
    "SCONJ": "SubordinatingConnective SubordinatingConjunction",
    "INTJ": "Interjection",
    "PART": "Particle",
}
GOLD_TO_UPOS = {gold: upos for upos, names in _NAMES.items() for gold in names.split()}
"""The class of `PartOfSpeechProperty` -> UPOS name."""
UPOS_NAMES = ("", *sorted(UPOS))
"""UPOS names by the number that stands for them in the database; 0 is unknown."""
UPOS_CODES = {name: code for code, name in enumerate(UPOS_NAMES)}
