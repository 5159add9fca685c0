"""Cuts source sentences into segments, each a word or a multiword entry: greedy longest match."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lexiboost.synthesis.compiled import CompiledLexicon, LexiconIndex, compile_lexicon
from lexiboost.synthesis.labels import same_chunk
from lexiboost.synthesis.settings import SynthesisSettings
from lexiboost.synthesis.source import SourceCorpus


@dataclass(frozen=True)
class Segments:
    """S segments that cover a corpus of T running words from left to right.

    Attributes:
        sentence_S: sentence of each segment.
        start_S: its first running word (0..T-1); `length_S` words long.
        form_entry_S: entry of its surface form, -1 where the lexicon has none.
        lemma_entry_S: entry of its lemma, -1 where the lexicon has none.
    """

    sentence_S: NDArray[np.int32]
    start_S: NDArray[np.int64]
    length_S: NDArray[np.int32]
    form_entry_S: NDArray[np.int32]
    lemma_entry_S: NDArray[np.int32]


def segment(
    corpus: SourceCorpus, index: LexiconIndex, settings: SynthesisSettings
) -> tuple[Segments, CompiledLexicon]:
    """Matches a corpus against a lexicon; multiword entries never cross the border of a label."""
    phrases = _longest_phrases(corpus, index)
    words = [(word.casefold(), lemma.casefold(), upos) for word, lemma, upos, _ in corpus.vocabulary]
    keys = [(word, upos) for word, _, upos in words] + [(lemma, upos) for _, lemma, upos in words]
    keys += sorted({(phrase, "") for phrase, _ in phrases.values()})
    compiled = compile_lexicon(index, keys, settings)
    form_V = np.array([compiled.entry_of.get((word, upos), -1) for word, _, upos in words], dtype=np.int32)
    lemma_V = np.array([compiled.entry_of.get((lemma, upos), -1) for _, lemma, upos in words], dtype=np.int32)

    starts_T = np.ones(len(corpus.ids_T), dtype=bool)
    for start, (_, length) in phrases.items():
        starts_T[start + 1 : start + length] = False
    start_S = np.flatnonzero(starts_T)
    length_S = np.diff(np.append(start_S, len(starts_T))).astype(np.int32)
    ids_S = corpus.ids_T[start_S]
    form_S, lemma_S = form_V[ids_S], lemma_V[ids_S]
    for at in np.flatnonzero(length_S > 1):
        phrase, _ = phrases[int(start_S[at])]
        form_S[at] = lemma_S[at] = compiled.entry_of[phrase, ""]
    sentence_S = np.searchsorted(corpus.offsets_N1, start_S, side="right") - 1
    return Segments(sentence_S.astype(np.int32), start_S, length_S, form_S, lemma_S), compiled


def _longest_phrases(corpus: SourceCorpus, index: LexiconIndex) -> dict[int, tuple[str, int]]:
    """First running word -> (key, number of words) of the multiword entries that are matched."""
    folded = [word.casefold() for word, *_ in corpus.vocabulary]
    begins_V = np.array([word in index.first_words for word in folded], dtype=bool)
    phrases: dict[int, tuple[str, int]] = {}
    if not begins_V.any():
        return phrases
    taken = -1
    for start in np.flatnonzero(begins_V[corpus.ids_T]).tolist():
        if start <= taken:
            continue
        sentence = int(np.searchsorted(corpus.offsets_N1, start, side="right")) - 1
        first, end = int(corpus.offsets_N1[sentence]), int(corpus.offsets_N1[sentence + 1])
        longest = min(end - start, index.first_words[folded[corpus.ids_T[start]]])
        tags = corpus.sentences[sentence].tags
        for length in range(longest, 1, -1):
            key = " ".join(folded[i] for i in corpus.ids_T[start : start + length])
            if key in index.rows and same_chunk(tags, start - first, length):
                phrases[start] = (key, length)
                taken = start + length - 1
                break
    return phrases
