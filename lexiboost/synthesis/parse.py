"""A sentence's dependency tree (Universal Dependencies version 2), and what each word is to its head."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from lexiboost.artifacts.errors import InputError
from lexiboost.synthesis import arrange
from lexiboost.synthesis.labels import is_inside
from lexiboost.text.sentence import Sentence

_ROLES = {
    "amod": arrange.ADJECTIVE,
    "nummod": arrange.NUMERAL,
    "nmod": arrange.MODIFIER,
    "det": arrange.DETERMINER,
    **dict.fromkeys(("compound", "flat", "fixed", "goeswith", "case"), arrange.NAME),
    **dict.fromkeys(("nsubj", "expl"), arrange.SUBJECT),
    **dict.fromkeys(("obj", "iobj"), arrange.OBJECT),
    **dict.fromkeys(("obl", "advmod"), arrange.OBLIQUE),
    **dict.fromkeys(("advcl", "ccomp"), arrange.CLAUSE),
    "xcomp": arrange.COMPLEMENT,
    "aux": arrange.AUXILIARY,
    "cop": arrange.COPULA,
    **dict.fromkeys(("mark", "cc"), arrange.FRONT),
    **dict.fromkeys(("csubj", "conj"), arrange.STAYS),
}
_ARGUMENTS = frozenset({arrange.SUBJECT, arrange.OBJECT, arrange.OBLIQUE})
_PREDICATIVE = frozenset({arrange.SUBJECT, arrange.COPULA, arrange.AUXILIARY})
_DEMONSTRATIVES = frozenset({"this", "that", "these", "those"})
_NEGATIONS = frozenset({"not", "n't", "n’t"})
_QUOTES = frozenset({"``", "`", "“", "‘"})


class Parse:
    """The dependents of each word of a sentence, the words below it, and what it is to its head.

    Args:
        sentence: with `upos`, `heads` and `relations`.

    Attributes:
        children: of each of the L words, from left to right.
        begin, end: of each word: the words at or below it lie from `begin` to `end`, exclusive.
        whole: of each word: whether all words from `begin` to `end` are at or below it.
        upwards: all words, each after those below it; empty where the heads are no tree.

    Raises:
        InputError: the sentence has no heads, no relations or no UPOS tags.
    """

    def __init__(self, sentence: Sentence) -> None:
        if sentence.heads is None or sentence.relations is None or sentence.upos is None:
            message = "no parse; to change the word order, read a CoNLL-U treebank with heads and UPOS"
            raise InputError(f"{sentence.source_id}: {message}")
        self._words, self._upos = sentence.words, sentence.upos
        self._heads, self._relations = sentence.heads, sentence.relations
        count = len(self._words)
        self._lemmas = sentence.lemmas or tuple(word.lower() for word in self._words)
        self._feats = sentence.feats or ("",) * count
        self._tags = sentence.tags or ("",) * count
        self.children = _children(self._heads)
        self.upwards = _upwards(self._heads, self.children)
        self.begin, self.end = list(range(count)), list(range(1, count + 1))
        sizes = [1] * count
        for word in self.upwards:
            for child in self.children[word]:
                self.begin[word] = min(self.begin[word], self.begin[child])
                self.end[word] = max(self.end[word], self.end[child])
                sizes[word] += sizes[child]
        self.whole = [self.end[word] - self.begin[word] == sizes[word] for word in range(count)]

    def is_mark(self, word: int) -> bool:
        """Whether it is punctuation."""
        return self._upos[word] == "PUNCT"

    def is_opening(self, word: int) -> bool:
        """Whether it is a bracket or quote that goes with what follows; straight quotes take turns."""
        text = self._words[word]
        if text in ('"', "'"):
            return self._words[:word].count(text) % 2 == 0
        return text in _QUOTES or all(unicodedata.category(letter) in ("Ps", "Pi") for letter in text)

    def opens_with_comma(self, head: int) -> bool:
        """Whether a comma or dash that hangs on a word stands before all else at or below it."""
        word = self.begin[head]
        hangs = self._heads[word] == head + 1 and self.is_mark(word) and not self.is_opening(word)
        return hangs and not is_inside(self._tags[word])

    def is_predicate(self, word: int) -> bool:
        """Whether it is a verb or has a subject, an auxiliary or a copula."""
        return self._upos[word] == "VERB" or any(
            _ROLES.get(self._relation(child)) in _PREDICATIVE for child in self.children[word]
        )

    def role(self, word: int) -> str:
        """What a word is to its head, one of the roles of `arrange`; `APART` where no rule knows."""
        relation, upos = self._relation(word), self._upos[word]
        role = _ROLES.get(relation, arrange.APART)
        if relation == "case":
            return arrange.ADPOSITION if upos == "ADP" else role
        if relation == "det":
            return arrange.DEMONSTRATIVE if self._is_demonstrative(word) else role
        if relation == "nmod":
            return self._role_of_noun(word)
        if relation == "acl":
            return arrange.RELATIVE if self._is_relative(word) else role
        if self._relations[word] == "compound:prt":
            return arrange.PARTICLE
        if (relation == "mark" and upos == "PART") or self._lemmas[word].lower() in _NEGATIONS:
            return arrange.BOUND
        if relation == "conj" and any(self._relation(child) == "case" for child in self.children[word]):
            return arrange.APART
        return arrange.FRONT if role in _ARGUMENTS and self._asks(word) else role

    def _relation(self, word: int) -> str:
        return self._relations[word].partition(":")[0]

    def _has(self, word: int, *features: str) -> bool:
        return not set(features).isdisjoint(self._feats[word].split("|"))

    def _is_demonstrative(self, word: int) -> bool:
        return self._lemmas[word].lower() in _DEMONSTRATIVES or self._has(word, "PronType=Dem")

    def _role_of_noun(self, word: int) -> str:
        if self._relations[word] == "nmod:poss":
            return arrange.DETERMINER if self._upos[word] == "PRON" else arrange.POSSESSOR
        cases = [child for child in self.children[word] if self._relation(child) == "case"]
        of = len(cases) == 1 and self._lemmas[cases[0]].lower() == "of"
        return arrange.OF_PHRASE if of else arrange.MODIFIER

    def _is_relative(self, word: int) -> bool:
        participle = self._has(word, "VerbForm=Part", "VerbForm=Ger")
        return self._relations[word] == "acl:relcl" or participle

    def _asks(self, word: int) -> bool:
        return self._has(self.begin[word], "PronType=Int", "PronType=Rel", "PronType=Int,Rel")


def _children(heads: Sequence[int]) -> list[list[int]]:
    children: list[list[int]] = [[] for _ in heads]
    for word, head in enumerate(heads):
        if 0 < head <= len(heads):
            children[head - 1].append(word)
    return children


def _upwards(heads: Sequence[int], children: list[list[int]]) -> list[int]:
    found = [word for word, head in enumerate(heads) if head == 0]
    if len(found) != 1:
        return []
    for word in found:
        found += children[word]
    return found[::-1] if len(found) == len(heads) else []
