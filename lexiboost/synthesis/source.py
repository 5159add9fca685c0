"""A source corpus encoded once to ids, with an analysis (lemma, part of speech, bundle) of every word."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lexiboost.morphology import Analyser as FormAnalyser
from lexiboost.morphology import Paradigms, ud_to_unimorph
from lexiboost.text.sentence import Sentence

Analysis = tuple[str, str, str]
"""(lemma, UPOS, UniMorph bundle) of a word; "" where unknown."""

Analyser = Callable[[str], Analysis]


@dataclass(frozen=True)
class SourceCorpus:
    """N sentences of T running words in all, as arrays.

    Attributes:
        sentences: the N sentences.
        vocabulary: the distinct (word, lemma, UPOS, bundle) tuples.
        ids_T: each running word's row in `vocabulary`.
        offsets_N1: sentence n holds running words `offsets[n]:offsets[n + 1]`.
    """

    sentences: Sequence[Sentence]
    vocabulary: list[tuple[str, str, str, str]]
    ids_T: NDArray[np.int32]
    offsets_N1: NDArray[np.int64]


def encode_source(sentences: Sequence[Sentence], analyse: Analyser | None = None) -> SourceCorpus:
    """Encodes sentences once; their own annotation wins over the analyser's.

    Args:
        sentences: source sentences.
        analyse: gives (lemma, UPOS, bundle) of a word whose sentence has no annotation.
    """
    index: dict[tuple[str, str, str, str], int] = {}
    analyses: dict[str, Analysis] = {}
    bundles: dict[tuple[str, str], str] = {}
    ids: list[int] = []
    offsets = [0]
    for sentence in sentences:
        for row in _analysed_words(sentence, analyse, analyses, bundles):
            ids.append(index.setdefault(row, len(index)))
        offsets.append(len(ids))
    return SourceCorpus(
        sentences, list(index), np.array(ids, dtype=np.int32), np.array(offsets, dtype=np.int64)
    )


def _analysed_words(
    sentence: Sentence,
    analyse: Analyser | None,
    analyses: dict[str, Analysis],
    bundles: dict[tuple[str, str], str],
) -> Iterable[tuple[str, str, str, str]]:
    for position, word in enumerate(sentence.words):
        if sentence.lemmas is not None and sentence.upos is not None:
            upos = sentence.upos[position]
            feats = sentence.feats[position] if sentence.feats is not None else "_"
            if sentence.bundles is not None:
                bundle = sentence.bundles[position]
            elif (upos, feats) in bundles:
                bundle = bundles[upos, feats]
            else:
                bundle = bundles[upos, feats] = ud_to_unimorph(upos, feats)
            yield word, sentence.lemmas[position] or word, upos, bundle
        elif analyse is not None:
            if word not in analyses:
                analyses[word] = analyse(word)
            yield (word, *analyses[word])
        else:
            yield word, word, "", ""


def analysis_of(
    word: str, paradigms: Paradigms, known: Container[str], outside: FormAnalyser | None = None
) -> Analysis:
    """The analysis of a word without context by an inflection table.

    The word itself is its lemma where the table or nothing says so, and then it has no features: out of
    context, "room" is not to be taken for the infinitive of the rare verb. Else the first lemma that the
    lexicon knows, else the first. The part of speech stays open ("").

    Args:
        word: as it stands in the text.
        paradigms: the source's inflection table.
        known: case-folded lemmas that the lexicon lists.
        outside: analyses words that the table lacks, where the lexicon does not list them as they are; its
            best candidate is taken.
    """
    analyses = paradigms.analyse(word.casefold()) or paradigms.analyse(word)
    if not analyses:
        made = outside.analyse(word.casefold()) if outside and word.casefold() not in known else ()
        return (made[0].lemma, "", made[0].bundle) if made else (word, "", "")
    if any(lemma == word.casefold() for lemma, _ in analyses):
        return word.casefold(), "", ""
    listed = [analysis for analysis in analyses if analysis[0].casefold() in known]
    lemma, bundle = (listed or list(analyses))[0]
    return lemma, "", bundle
