"""A source corpus encoded once to ids, with an analysis (lemma, part of speech, bundle) of every word."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, overload

import numpy as np
from numpy.typing import NDArray

from lexiboost.languages.word_order import WordOrder
from lexiboost.morphology import Analyser as FormAnalyser
from lexiboost.morphology import Paradigms, ud_to_unimorph
from lexiboost.synthesis.draw import UInt64Array, mix, sentence_keys, text_key
from lexiboost.synthesis.relations import Relations, relations_of
from lexiboost.synthesis.reorder import ranked
from lexiboost.text.scanner import Vocabulary
from lexiboost.text.sentence import Sentence

Analysis = tuple[str, str, str]
"""(lemma, UPOS, UniMorph bundle) of a word; "" where unknown."""

Analyser = Callable[[str], Analysis]
NO_TAG = -1


class SentenceNames(Protocol):
    """What the sentences of a corpus are called, and what their random draws hang on."""

    def source_ids(self) -> list[str]:
        """One identifier a sentence."""
        ...

    def keys(self, seed: int, target: str) -> UInt64Array:
        """One key a sentence, from the run's seed, the target variety and the sentence's identifier."""
        ...


@dataclass(frozen=True)
class GivenNames:
    """Identifiers as the sentences have them."""

    names: Sequence[str]

    def source_ids(self) -> list[str]:
        """One identifier a sentence."""
        return list(self.names)

    def keys(self, seed: int, target: str) -> UInt64Array:
        """One key a sentence: a hash of seed, target and identifier."""
        return sentence_keys(seed, target, self.names)


@dataclass(frozen=True)
class LineNames:
    """Lines of a file: `<file>:<number of the line, from 1>`."""

    file: str
    first: int
    count: int

    def source_ids(self) -> list[str]:
        """One identifier a line."""
        return [f"{self.file}:{line}" for line in range(self.first, self.first + self.count)]

    def keys(self, seed: int, target: str) -> UInt64Array:
        """One key a line: a hash of seed, target and file, mixed with the line's number."""
        file = np.full(self.count, text_key(seed, target, self.file), dtype=np.uint64)
        return mix(file, np.arange(self.first, self.first + self.count))


@dataclass(frozen=True)
class SourceCorpus:
    """N sentences of T running words in all, as arrays.

    Attributes:
        vocabulary: the distinct (word, lemma, UPOS, bundle) tuples; of raw text they may grow, at their end,
            as more of it is encoded.
        ids_T: each running word's row in `vocabulary`.
        offsets_N1: sentence n holds running words `offsets[n]:offsets[n + 1]`.
        names: of the sentences.
        tag_names: the distinct labels of words.
        tags_T: each running word's row in `tag_names`, `NO_TAG` in sentences without labels.
        tagged_N: whether a sentence has labels.
        labels_N: of whole sentences, None where there is none.
        glued_T: whether a word stands without a space after the one before; None: never.
        relations: what words are to each other; None where not all sentences are parsed.
        ranks_T: of each running word the place in its sentence that the target's order gives it; None where
            no order was asked for.
    """

    vocabulary: Sequence[tuple[str, str, str, str]]
    ids_T: NDArray[np.int32]
    offsets_N1: NDArray[np.int64]
    names: SentenceNames
    tag_names: list[str]
    tags_T: NDArray[np.int16]
    tagged_N: NDArray[np.bool_]
    labels_N: Sequence[str | None]
    glued_T: NDArray[np.bool_] | None = None
    relations: Relations | None = None
    ranks_T: NDArray[np.int32] | None = None

    def __len__(self) -> int:
        return len(self.offsets_N1) - 1


def encode_source(
    sentences: Sequence[Sentence], analyse: Analyser | None = None, order: WordOrder | None = None
) -> SourceCorpus:
    """Encodes sentences once; their own annotation wins over the analyser's.

    Args:
        sentences: source sentences.
        analyse: gives (lemma, UPOS, bundle) of a word whose sentence has no annotation.
        order: of the target, for the setting `word_order`. Words stay where they are, but the capital of the
            first one goes to that which will be the first.

    Raises:
        ConfigError: an order is given and a sentence has no parse.
    """
    ranks_T = None
    if order is not None:
        sentences, ranks_T = ranked(sentences, order)
    index: dict[tuple[str, str, str, str], int] = {}
    analyses: dict[str, Analysis] = {}
    bundles: dict[tuple[str, str], str] = {}
    tag_names: dict[str, int] = {}
    ids: list[int] = []
    tags: list[int] = []
    offsets = [0]
    for sentence in sentences:
        for row in _analysed_words(sentence, analyse, analyses, bundles):
            ids.append(index.setdefault(row, len(index)))
        if sentence.tags is None:
            tags.extend([NO_TAG] * len(sentence.words))
        else:
            tags.extend(tag_names.setdefault(tag, len(tag_names)) for tag in sentence.tags)
        offsets.append(len(ids))
    return SourceCorpus(
        vocabulary=list(index),
        ids_T=np.array(ids, dtype=np.int32),
        offsets_N1=np.array(offsets, dtype=np.int64),
        names=GivenNames([sentence.source_id for sentence in sentences]),
        tag_names=list(tag_names),
        tags_T=np.array(tags, dtype=np.int16),
        tagged_N=np.array([sentence.tags is not None for sentence in sentences], dtype=bool),
        labels_N=[sentence.label for sentence in sentences],
        relations=relations_of(sentences),
        ranks_T=ranks_T,
    )


class ScannedWords(Sequence[tuple[str, str, str, str]]):
    """The vocabulary of raw text: (word, lemma, UPOS, bundle) of each distinct word; grows with the text.

    Args:
        words: the distinct words.
        analyse: gives the rest; None: the lemma is the word, and nothing else is known.
    """

    def __init__(self, words: Vocabulary, analyse: Analyser | None) -> None:
        self.words, self._analyse = words, analyse
        self._analyses: list[Analysis] = []

    @property
    def analysed(self) -> bool:
        """Whether the words are analysed."""
        return self._analyse is not None

    def __len__(self) -> int:
        return len(self.words)

    def rows(self, begin: int) -> list[tuple[str, str, str, str]]:
        """All from number `begin` on."""
        words = self.words.words(begin)
        if self._analyse is None:
            return [(word, word, "", "") for word in words]
        self._analyses += map(self._analyse, self.words.words(len(self._analyses)))
        return [(word, *self._analyses[begin + i]) for i, word in enumerate(words)]

    @overload
    def __getitem__(self, index: int) -> tuple[str, str, str, str]: ...
    @overload
    def __getitem__(self, index: slice) -> list[tuple[str, str, str, str]]: ...
    def __getitem__(self, index: int | slice) -> tuple[str, str, str, str] | list[tuple[str, str, str, str]]:
        return self.rows(0)[index]

    def __iter__(self) -> Iterator[tuple[str, str, str, str]]:
        return iter(self.rows(0))


class TextEncoder:
    """Encodes raw text, one sentence a line, batch after batch over one growing vocabulary.

    Args:
        variety: of the text.
        analyse: gives (lemma, UPOS, bundle) of a word.
    """

    def __init__(self, variety: str, analyse: Analyser | None = None) -> None:
        self._vocabulary = ScannedWords(Vocabulary(variety), analyse)

    def __len__(self) -> int:
        """Distinct words met so far."""
        return len(self._vocabulary)

    def encode(self, lines: Sequence[str], *, file: str, first: int = 1) -> SourceCorpus:
        """The words of some lines of a file, and the spaces between them.

        Args:
            lines: raw text.
            file: what their identifiers begin with. first: the number of the first of them.
        """
        text = self._vocabulary.words.scan(lines)
        return SourceCorpus(
            vocabulary=self._vocabulary,
            ids_T=text.ids_T,
            offsets_N1=text.offsets_N1,
            names=LineNames(file, first, len(lines)),
            tag_names=[],
            tags_T=np.full(len(text.ids_T), NO_TAG, dtype=np.int16),
            tagged_N=np.zeros(len(lines), dtype=bool),
            labels_N=[None] * len(lines),
            glued_T=text.glued_T,
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
