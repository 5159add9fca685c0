"""Synthesis from annotated sentences: their words and labels in, columns of pseudo-sentences out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lexiboost.lexicons import Lexicon
from lexiboost.synthesis import kernels, sentence_kernels
from lexiboost.synthesis.compiled import CompiledLexicon, Phrases
from lexiboost.synthesis.forms import PLAIN, Forms, case_of
from lexiboost.synthesis.inflect import Inflector
from lexiboost.synthesis.invent import CLOSED_CLASS, invented_words
from lexiboost.synthesis.kernels import NONE
from lexiboost.synthesis.labels import continuation, is_inside
from lexiboost.synthesis.pseudo import OutputWords, PseudoText, WordTypes, joined_copies, which_copies
from lexiboost.synthesis.settings import SynthesisSettings
from lexiboost.synthesis.source import SourceCorpus

_ROOM = 1.3
"""Output words a source word that there is room for at first."""


class Synthesizer:
    """Draws pseudo-text of one target variety from one source corpus.

    A sentence's result depends on nothing but the seed, its identifier, the lexicon, the inflection and the
    settings: not on what else is drawn with it.

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
        self.corpus, self._settings = corpus, settings
        inflects = settings.mode == "inflect" or settings.random_cells > 0
        self._compiled = CompiledLexicon(lexicon, settings)
        keys = enumerate(self._compiled.keys)
        self._phrases = Phrases((key.split(" "), entry) for entry, key in keys if " " in key)
        self._forms = Forms(self._compiled.targets, lexicon.target, inflector if inflects else None)
        if settings.invent:
            self._forms.invent(invented_words(self._compiled.targets, lexicon.target))
        self._types = WordTypes()
        self._learn_words(corpus.vocabulary)
        self._tag_names, continued = _continued(corpus.tag_names)
        self._source = sentence_kernels.Source(
            corpus.ids_T, corpus.offsets_N1, corpus.tags_T, corpus.names.keys(seed, lexicon.target)
        )
        self._rules = sentence_kernels.Rules(
            settings.mode == "substitute",
            settings.fraction,
            settings.fill,
            settings.random_cells,
            settings.invent if self._forms.invents else 0.0,
            self._forms.column_count,
            continued,
            _inner(self._tag_names),
        )

    def draw(self, copies: Sequence[int]) -> PseudoText:
        """Draws the given copies of the corpus; copy k is the same whatever else is drawn with it."""
        drawn = [self._draw(copy) for copy in copies]
        columns = joined_copies(drawn, sentence_kernels.Output._fields[:-1])
        return PseudoText(
            vocabulary=OutputWords(self.corpus.vocabulary, self._types.count, self._forms.strings()),
            cells=self._forms.cells,
            ways=self._forms.ways,
            tag_names=self._tag_names,
            glued_W=np.zeros(len(columns["words_W"]), dtype=bool),
            **which_copies(len(self.corpus), copies),
            **columns,
        )

    def _draw(self, copy: int) -> sentence_kernels.Output:
        """One copy, in columns that are just long enough."""
        tokens, room = len(self.corpus.ids_T), _ROOM
        while True:
            out = _room(len(self.corpus), int(room * tokens) + 64)
            wanted = [np.empty(tokens, np.int64) for _ in range(3)]
            missing = sentence_kernels.Missing._make([*wanted, np.zeros(3, np.int64)])
            status = sentence_kernels.synthesize(
                self._source,
                self._types.rows(),
                self._phrases.tree,
                sentence_kernels.Entries(*self._compiled.arrays()),
                self._forms.tables(),
                self._rules,
                copy,
                self._types.count,
                self._forms.longest_form,
                missing,
                out,
            )
            if status == kernels.DONE:
                words = int(out.offsets_N1[-1])
                return out._replace(**{name: getattr(out, name)[:words] for name in out._fields[:-1]})
            if status == kernels.FULL:
                room *= 2
            found = zip(wanted, missing.counts.tolist(), strict=True)
            self._forms.make(*(places[:count] for places, count in found))

    def _learn_words(self, vocabulary: Sequence[tuple[str, str, str, str]]) -> None:
        words, lemmas, upos, bundles = zip(*vocabulary, strict=True) if vocabulary else ((), (), (), ())
        folded = [word.casefold() for word in words]
        entries, inflects = self._compiled.entries, self._settings.mode == "inflect"
        cased, parts = self._forms.is_cased, self._phrases.parts
        fill = [self._compiled.fill_entry(tag) if self._settings.fill else NONE for tag in upos]
        traits = [
            (case_of(word) if cased else PLAIN)
            + kernels.VERB * bundle.startswith("V")
            + kernels.CLOSED * (tag in CLOSED_CLASS)
            for word, tag, bundle in zip(words, upos, bundles, strict=True)
        ]
        self._types.extend(
            np.array([len(word.encode()) for word in words], dtype=np.int64),
            *self._compiled.spans(entries(folded, upos)),
            *self._compiled.spans(entries([lemma.casefold() for lemma in lemmas], upos)),
            np.array([parts.get(word, NONE) for word in folded], dtype=np.int32),
            np.array(fill, dtype=np.int32),
            self._forms.columns(bundles if inflects else [""] * len(bundles)),
            np.array(traits, dtype=np.int32),
        )


def _room(sentences: int, words: int) -> sentence_kernels.Output:
    kinds = (np.int32, np.int32, np.int8, np.int32, np.int32, np.int16)
    columns = [np.empty(words, dtype=kind) for kind in kinds]
    return sentence_kernels.Output._make([*columns, np.zeros(sentences + 1, dtype=np.int64)])


def _inner(tags: Sequence[str]) -> NDArray[np.int16]:
    """Of each label of a chunk the one that continues it, `NONE` of others."""
    number = {tag: i for i, tag in enumerate(tags)}
    inner = [number[continuation(tag)] if is_inside(tag) else NONE for tag in tags]
    return np.array(inner or [NONE], dtype=np.int16)


def _continued(tags: Sequence[str]) -> tuple[list[str], NDArray[np.int16]]:
    """Tag names with those that continue them, and the number of the tag that continues each."""
    order = {tag: i for i, tag in enumerate(tags)}
    continued = [order.setdefault(continuation(tag), len(order)) for tag in tags]
    continued += range(len(continued), len(order))
    return list(order), np.array(continued or [0], dtype=np.int16)
