"""References to hold converted bundles against: another release with bundles, and an inflection table.

1. The same treebank with UniMorph bundles in its FEATS column, in whatever release: `align` finds the same
   sentences, and in them the same words.
2. The language's table: the cells of the word's lemma and form. Published tables are samples of paradigms, so
   a cell that disagrees says little where the cell that would agree is missing: `TableReference` tells the
   two apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from lexiboost.morphology.agreement import Comparison, Relation, compare, statements
from lexiboost.morphology.features import part_of_speech
from lexiboost.morphology.paradigms import Paradigms
from lexiboost.morphology.ud_values import VERB_FORMS
from lexiboost.text.sentence import Sentence

_WORD_CLASS = {"PROPN": "N", "AUX": "V", "V.PTCP": "V", "V.MSDR": "V", "V.CVB": "V", "ART": "DET"}
_BEST_FIRST = {relation: i for i, relation in enumerate(Relation)}


class AlignedWord(NamedTuple):
    """One word of a treebank and the bundle that the reference gives it ("" where none)."""

    form: str
    upos: str
    feats: str
    reference: str


class Alignment(NamedTuple):
    """The words found in both, and how many of the reference's words were not, by reason."""

    words: list[AlignedWord]
    unaligned: Counter[str]


def _skeleton(word: str) -> str:
    return "".join(word.casefold().split())


def _spans(words: Sequence[str]) -> list[tuple[int, int]]:
    spans, start = [], 0
    for word in words:
        end = start + len(_skeleton(word))
        spans.append((start, end))
        start = end
    return spans


def align(treebank: Iterable[Sentence], reference: Iterable[Sentence]) -> Alignment:
    """Pairs the reference's words with those of another release of the same treebank.

    Sentences are the same where their characters are, without white space and case; words where they cover
    the same characters. A sentence that occurs n times is paired in order of occurrence, and beyond that with
    the last. The reference's bundles are its FEATS.
    """
    same: defaultdict[str, list[Sentence]] = defaultdict(list)
    for sentence in treebank:
        same["".join(map(_skeleton, sentence.words))].append(sentence)
    seen: Counter[str] = Counter()
    words: list[AlignedWord] = []
    unaligned: Counter[str] = Counter()
    for sentence in reference:
        key = "".join(map(_skeleton, sentence.words))
        if key not in same:
            unaligned["sentence not in the treebank"] += len(sentence.words)
            continue
        ours = same[key][min(seen[key], len(same[key]) - 1)]
        seen[key] += 1
        at = {span: i for i, span in enumerate(_spans(ours.words))}
        for word, span, bundle in zip(
            sentence.words, _spans(sentence.words), sentence.feats or ("",) * len(sentence.words), strict=True
        ):
            i = at.get(span)
            if i is None or ours.upos is None or ours.feats is None:
                unaligned["word segmented differently"] += 1
            else:
                words.append(AlignedWord(word, ours.upos[i], ours.feats[i], reference_bundle(bundle)))
    return Alignment(words, unaligned)


def reference_bundle(bundle: str) -> str:
    """The 2019 conversions' spelling read as the schema's: `{ACC/NOM}` is `ACC/NOM`, `RL` is `SPRL`."""
    choices = [
        "/".join("SPRL" if choice == "RL" else choice for choice in feature.strip("{}").split("/"))
        for feature in bundle.split(";")
    ]
    return "" if bundle == "_" else ";".join(choices)


class Verdict(StrEnum):
    """Why a table cannot tell whether a word's bundle is right."""

    ABSENT = "lemma and form not in the table"
    OTHER_CLASS = "there as another word class"
    MISSING_CELL = "the lemma's rows lack the cell"
    NO_SUCH_CELL = "no cell of the table fits"
    PHRASE = "the cell is a phrase with the word in it"


class Held(NamedTuple):
    """A word held against a table.

    Attributes:
        comparison: with the best cell of its form; None where the form has none in its word class.
        verdict: None where the comparison counts.
    """

    comparison: Comparison | None
    verdict: Verdict | None


class TableReference:
    """Holds converted words against the cells that a table gives their lemma and form.

    Args:
        paradigms: the table. Lemmas and forms are compared without case.
    """

    def __init__(self, paradigms: Paradigms) -> None:
        self._bundles = paradigms.bundles
        self._cells: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self._lemmas: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        for lemma, form, bundle in paradigms.rows:
            lemma, form = lemma.casefold(), form.casefold()
            self._cells[lemma, form].add(bundle)
            self._lemmas[lemma].add((form, bundle))
        self._best_fit: dict[str, tuple[int, int]] = {}

    @cached_property
    def _by_class(self) -> dict[str, list[str]]:
        classes: defaultdict[str, list[str]] = defaultdict(list)
        for bundle in self._bundles:
            classes[word_class(bundle)].append(bundle)
        return classes

    def cells(self, lemma: str, bundle: str) -> frozenset[str]:
        """The cells of a lemma in the bundle's word class."""
        wanted = word_class(bundle)
        rows = self._lemmas.get(lemma.casefold(), ())
        return frozenset(cell for _, cell in rows if word_class(cell) == wanted)

    def hold(self, lemma: str, form: str, bundle: str) -> Held:
        """How a word's bundle stands to the best of its cells, or why the table cannot tell.

        It contradicts where it clashes with every cell of the form, while the lemma has a row in the cell
        that the bundle fits best, under another form.
        """
        lemma, form = lemma.casefold(), form.casefold()
        cells = self._cells.get((lemma, form))
        if cells is None:
            return Held(None, Verdict.ABSENT)
        wanted = word_class(bundle)
        rivals = sorted(cell for cell in cells if word_class(cell) == wanted)
        if not rivals:
            return Held(None, Verdict.OTHER_CLASS)
        found = min(
            (compare(bundle, cell) for cell in rivals),
            key=lambda comparison: (_BEST_FIRST[comparison.relation], len(comparison.conflicts)),
        )
        if found.relation is not Relation.CONTRADICTS:
            return Held(found, None)
        return Held(found, self._undecided(lemma, form, bundle, wanted))

    def _undecided(self, lemma: str, form: str, bundle: str, wanted: str) -> Verdict | None:
        fits = [
            (_fit(bundle, cell), other) for other, cell in self._lemmas[lemma] if word_class(cell) == wanted
        ]
        if bundle not in self._best_fit:
            self._best_fit[bundle] = max(_fit(bundle, cell) for cell in self._by_class[wanted])
        best = self._best_fit[bundle]
        if best == _NO_FIT:
            return Verdict.NO_SUCH_CELL
        if max(fits)[0] < best:
            return Verdict.MISSING_CELL
        if any(fit == best and form in other.split() for fit, other in fits):
            return Verdict.PHRASE
        return None


def word_class(bundle: str) -> str:
    """The part of speech, with participles among verbs and proper names among nouns."""
    pos = part_of_speech(bundle)
    return _WORD_CLASS.get(pos, pos)


_NO_FIT = (-1, 0)


def _fit(bundle: str, cell: str) -> tuple[int, int]:
    """Statements in common and, negated, those only the cell makes; `_NO_FIT` where the two clash.

    No cell but a participle's is the cell of a participle: `V;NFIN` is the infinitive's.
    """
    pos = part_of_speech(bundle)
    if pos in VERB_FORMS and part_of_speech(cell) != pos:
        return _NO_FIT
    if compare(bundle, cell).relation is Relation.CONTRADICTS:
        return _NO_FIT
    ours, theirs = statements(bundle).keys(), statements(cell).keys()
    return len(ours & theirs), -len(theirs - ours)
