"""Small hand-made resources shared by the tests of the baselines."""

from __future__ import annotations

from lexiboost.lexicons import Entry, Lexicon
from lexiboost.lexicons.lexicon import make_table
from lexiboost.text.sentence import Sentence

ENGLISH = "eng_Latn"
FINNISH = "fin_Latn"
CHINESE = "cmn_Hans"


def lexicon(*entries: Entry, target: str = FINNISH) -> Lexicon:
    return Lexicon(make_table(entries, "hand", ""), source=ENGLISH, target=target, rows_in=len(entries))


def tagged(text: str, variety: str = ENGLISH) -> Sentence:
    """`the/DET dog/NOUN` as a sentence."""
    words, tags = zip(*(item.rsplit("/", 1) for item in text.split()), strict=True)
    return Sentence(words=words, variety=variety, source_id=text, tags=tags)


def labelled(label: str, text: str, variety: str = ENGLISH) -> Sentence:
    """`wake me at five/time` as a sentence of a class, with BIO slots."""
    words, tags = [], []
    for item in text.split():
        word, _, slot = item.partition("/")
        before = tags[-1][2:] if tags else ""
        words.append(word)
        tags.append("O" if not slot else f"I-{slot}" if before == slot else f"B-{slot}")
    return Sentence(tuple(words), variety, text, tags=tuple(tags), label=label)


def plain(text: str, variety: str = ENGLISH) -> Sentence:
    return Sentence(tuple(text.split()), variety, text)
