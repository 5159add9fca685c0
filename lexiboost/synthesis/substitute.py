"""The synthesis engine: segments and draws in, columns of pseudo-sentences out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lexiboost.lexicons import Lexicon
from lexiboost.synthesis.compiled import CompiledLexicon, LexiconIndex
from lexiboost.synthesis.draw import mix, sentence_keys, uniforms
from lexiboost.synthesis.forms import FILLED, KEPT, LEMMA, SUBSTITUTED, Forms
from lexiboost.synthesis.forms import ORIGINS as ORIGINS
from lexiboost.synthesis.inflect import Inflector
from lexiboost.synthesis.invent import CLOSED_CLASS, invented_words
from lexiboost.synthesis.labels import continuation
from lexiboost.synthesis.segments import Segments, segment
from lexiboost.synthesis.settings import SynthesisSettings
from lexiboost.synthesis.source import SourceCorpus

REPLACE, SENSE, FILL, CELL, RANDOM_CELL, INVENT, INVENTION = range(7)


@dataclass(frozen=True)
class PseudoText:
    """M pseudo-sentences of W words in all, as columns.

    Attributes:
        vocabulary: distinct output words.
        words_W: row of each output word in `vocabulary`.
        offsets_M1: sentence m holds output words `offsets[m]:offsets[m + 1]`.
        sentence_M: index of the source sentence; copy_M: which draw of it.
        source_W: position in the source sentence of the word that each output word stands for.
        origin_W: index into `ORIGINS`.
        row_W: lexicon row used, -1 for words that were kept.
        cell_W: row in `cells` of the inflection cell used, 0 (the empty cell) for none; and in `ways` of what
            gave the form in it (`lexiboost.synthesis.inflect.WAYS`), "" for none.
        tags_W: row in `tag_names` of the projected label, -1 where the source has no labels.
    """

    vocabulary: list[str]
    words_W: NDArray[np.int32]
    offsets_M1: NDArray[np.int64]
    sentence_M: NDArray[np.int32]
    copy_M: NDArray[np.int32]
    source_W: NDArray[np.int32]
    origin_W: NDArray[np.int8]
    row_W: NDArray[np.int32]
    cells: list[str]
    ways: list[str]
    cell_W: NDArray[np.int32]
    tag_names: list[str]
    tags_W: NDArray[np.int16]


class Synthesizer:
    """Draws pseudo-text of one target variety from one source corpus.

    Args:
        corpus: the encoded source.
        lexicon: source language to target variety.
        settings: what to replace and how.
        seed: of the experiment.
        inflector: the target's inflection, needed for mode `inflect` and for `random_cells`.
    """

    def __init__(
        self,
        corpus: SourceCorpus,
        lexicon: Lexicon,
        settings: SynthesisSettings,
        *,
        seed: int,
        inflector: Inflector | None = None,
    ) -> None:
        self.corpus, self.settings, self.inflector = corpus, settings, inflector
        index = LexiconIndex(lexicon)
        self.segments: Segments
        self.compiled: CompiledLexicon
        self.segments, self.compiled = segment(corpus, index, settings)
        self.keys_N = sentence_keys(seed, lexicon.target, (s.source_id for s in corpus.sentences))
        self._forms = Forms(corpus, self.compiled.targets, lexicon.target)
        self._invented = invented_words(self.compiled.targets, lexicon.target) if settings.invent else []
        self._tag_names, self._tags_T, self._continued = _encode_tags(corpus)

    def draw(self, copies: Sequence[int]) -> PseudoText:
        """Draws the given copies of the corpus; copy k is the same whatever else is drawn with it."""
        parts = [self._draw_copy(copy) for copy in copies]
        lengths = np.concatenate([part[0] for part in parts])
        columns = [np.concatenate(arrays) for arrays in zip(*(part[1:] for part in parts), strict=True)]
        words, source, origin, row, cell, tags = columns
        sentences = np.arange(len(self.corpus.sentences), dtype=np.int32)
        return PseudoText(
            vocabulary=self._forms.vocabulary,
            words_W=words,
            offsets_M1=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            sentence_M=np.tile(sentences, len(copies)),
            copy_M=np.repeat(np.asarray(copies, dtype=np.int32), len(sentences)),
            source_W=source,
            origin_W=origin.astype(np.int8),
            row_W=row,
            cells=self._forms.cells,
            ways=self._forms.ways,
            cell_W=cell,
            tag_names=self._tag_names,
            tags_W=tags,
        )

    def _draw_copy(self, copy: int) -> tuple[NDArray[np.generic], ...]:
        segments, forms = self.segments, self._forms
        keys_S = mix(mix(self.keys_N[segments.sentence_S], copy), self._positions())
        entry_S, origin_S = self._entries(keys_S)
        row_S = np.full(len(entry_S), -1, dtype=np.int32)
        hit_S = entry_S >= 0
        row_S[hit_S] = self.compiled.draw(entry_S[hit_S], uniforms(keys_S[hit_S], SENSE))
        form_S = np.full(len(entry_S), -1, dtype=np.int64)
        inflector = self.inflector if self.settings.mode == "inflect" or self.settings.random_cells else None
        form_S[hit_S] = forms.look_up(
            self.corpus.ids_T[segments.start_S[hit_S]],
            self.corpus.ids_T[segments.start_S[hit_S] + segments.length_S[hit_S] - 1],
            row_S[hit_S],
            origin_S[hit_S],
            inflector,
            self._random_cells(keys_S[hit_S], origin_S[hit_S]),
            inflect_all=self.settings.mode == "inflect",
        )
        if self._invented:
            self._invent(form_S, keys_S)
        return self._assemble(form_S, row_S, origin_S)

    def _invent(self, form_S: NDArray[np.int64], keys_S: NDArray[np.uint64]) -> None:
        """Gives function words that have no form an invented one, in place."""
        closed_V = np.array([upos in CLOSED_CLASS for _, _, upos, _ in self.corpus.vocabulary], dtype=bool)
        first_S = self.corpus.ids_T[self.segments.start_S]
        listed_S = (self.segments.form_entry_S >= 0) | (self.segments.lemma_entry_S >= 0)
        chosen_S = (form_S < 0) & ~listed_S & closed_V[first_S]
        chosen_S &= uniforms(keys_S, INVENT) < self.settings.invent
        drawn = (uniforms(keys_S[chosen_S], INVENTION) * len(self._invented)).astype(np.int64)
        words = [self._invented[i] for i in drawn.tolist()]
        form_S[chosen_S] = self._forms.invented(first_S[chosen_S], words)

    def _positions(self) -> NDArray[np.int64]:
        return self.segments.start_S - self.corpus.offsets_N1[self.segments.sentence_S]

    def _entries(self, keys_S: NDArray[np.uint64]) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
        """The lexicon entry each segment is translated by (-1: kept), and the origin that gives it."""
        form_S, lemma_S = self.segments.form_entry_S, self.segments.lemma_entry_S
        by_form_S = form_S >= 0 if self.settings.mode == "substitute" else lemma_S < 0
        entry_S = np.where(by_form_S, form_S, lemma_S)
        origin_S = np.where(by_form_S, SUBSTITUTED, LEMMA).astype(np.int8)
        kept_S = (uniforms(keys_S, REPLACE) >= self.settings.fraction) & (self.settings.fraction < 1)
        entry_S = np.where(kept_S, -1, entry_S)
        if self.settings.fill:
            upos_S = self._fill_entries()
            fills_S = (entry_S < 0) & (upos_S >= 0) & ~kept_S & (uniforms(keys_S, FILL) < self.settings.fill)
            entry_S = np.where(fills_S, upos_S, entry_S)
            origin_S[fills_S] = FILLED
        origin_S[entry_S < 0] = KEPT
        return entry_S.astype(np.int32), origin_S

    def _fill_entries(self) -> NDArray[np.int32]:
        fill_V = [self.compiled.fill_entry.get(upos, -1) for _, _, upos, _ in self.corpus.vocabulary]
        fill_S = np.array(fill_V, dtype=np.int32)[self.corpus.ids_T[self.segments.start_S]]
        return np.where(self.segments.length_S == 1, fill_S, -1)

    def _random_cells(
        self, keys: NDArray[np.uint64], origins: NDArray[np.int8]
    ) -> NDArray[np.float64] | None:
        if not self.settings.random_cells:
            return None
        chosen = (uniforms(keys, RANDOM_CELL) < self.settings.random_cells) & (origins != KEPT)
        return np.where(chosen, uniforms(keys, CELL), -1.0)

    def _assemble(
        self, form_S: NDArray[np.int64], row_S: NDArray[np.int32], origin_S: NDArray[np.int8]
    ) -> tuple[NDArray[np.generic], ...]:
        segments, forms = self.segments, self._forms
        pool, offsets = forms.pool()
        replaced_S = form_S >= 0
        begin_S = np.where(replaced_S, offsets[form_S], len(pool) + segments.start_S)
        length_S = np.where(replaced_S, offsets[form_S + 1] - offsets[form_S], segments.length_S)
        inner_W, segment_W = _ragged(length_S)
        words_W = np.concatenate([pool, forms.source_words[self.corpus.ids_T]])[begin_S[segment_W] + inner_W]
        kept_W = ~replaced_S[segment_W]
        position_W = self._positions()[segment_W] + np.where(kept_W, inner_W, 0)
        start_W = segments.start_S[segment_W] + np.where(kept_W, inner_W, 0)
        tags_W = self._tags_T[start_W]
        continued = ~kept_W & (inner_W > 0) & (tags_W >= 0)
        tags_W = np.where(continued, self._continued[tags_W], tags_W).astype(np.int16)
        lengths_N = np.bincount(
            segments.sentence_S, weights=length_S, minlength=len(self.corpus.sentences)
        ).astype(np.int64)
        form_origin_S = np.where(replaced_S, forms.origins()[form_S], KEPT)
        cell_S = np.where(replaced_S, forms.cell_ids()[form_S], 0).astype(np.int32)
        return (
            lengths_N,
            words_W.astype(np.int32),
            position_W.astype(np.int32),
            form_origin_S[segment_W],
            row_S[segment_W],
            cell_S[segment_W],
            tags_W,
        )


def _ragged(lengths_S: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For runs of the given lengths: each element's position in its run, and its run."""
    run = np.repeat(np.arange(len(lengths_S)), lengths_S)
    begin = np.cumsum(lengths_S) - lengths_S
    return np.arange(len(run)) - begin[run], run


def _encode_tags(corpus: SourceCorpus) -> tuple[list[str], NDArray[np.int16], NDArray[np.int16]]:
    """Tag names, each running word's tag (-1: none), and the tag that continues each tag."""
    order: dict[str, int] = {}
    tags_T: list[int] = []
    for sentence in corpus.sentences:
        if sentence.tags is None:
            tags_T.extend([-1] * len(sentence.words))
        else:
            tags_T.extend(order.setdefault(tag, len(order)) for tag in sentence.tags)
    continued = [order.setdefault(continuation(tag), len(order)) for tag in list(order)]
    continued += range(len(continued), len(order))
    return list(order), np.array(tags_T, dtype=np.int16), np.array(continued or [0], dtype=np.int16)
