"""Synthesis from annotated sentences: their words and labels in, columns of pseudo-sentences out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lexiboost.artifacts.errors import ConfigError
from lexiboost.lexicons import Lexicon
from lexiboost.synthesis import kernels, sentence_kernels
from lexiboost.synthesis.agreement import Agreement
from lexiboost.synthesis.bigrams import BigramModel, check_model, contexts_of
from lexiboost.synthesis.compiled import CompiledLexicon, Phrases
from lexiboost.synthesis.coverage import covered_shares
from lexiboost.synthesis.forms import PLAIN, Forms, case_of
from lexiboost.synthesis.function_words import check_language, is_function_word
from lexiboost.synthesis.inflect import Inflected, Inflector
from lexiboost.synthesis.invent import CLOSED_CLASS, invented_words
from lexiboost.synthesis.kernels import NONE
from lexiboost.synthesis.labels import continuation, is_inside
from lexiboost.synthesis.noise import respelled
from lexiboost.synthesis.pseudo import (
    LOW_COVERAGE,
    OutputWords,
    PseudoText,
    WordTypes,
    joined_copies,
    origins_of,
    which_copies,
)
from lexiboost.synthesis.settings import SynthesisSettings
from lexiboost.synthesis.source import SourceCorpus
from lexiboost.synthesis.stand_ins import StandIns, has_letters
from lexiboost.synthesis.word_order import in_target_order

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
        model: of text of the target, for senses by context.

    Raises:
        ConfigError: a setting that needs a model, a parse or parts of speech that are not there.
    """

    def __init__(
        self,
        corpus: SourceCorpus,
        lexicon: Lexicon,
        settings: SynthesisSettings,
        *,
        seed: int,
        inflector: Inflector | None = None,
        model: BigramModel | None = None,
    ) -> None:
        self.corpus, self._settings = corpus, settings
        _check(corpus, lexicon, settings, model)
        inflects = settings.mode == "inflect" or settings.random_cells > 0
        self._compiled = CompiledLexicon(lexicon, settings)
        keys = enumerate(self._compiled.keys)
        phrases = ((key.split(" "), entry) for entry, key in keys if " " in key)
        self._phrases = Phrases(phrases if settings.multiword != "none" else ())
        self._overlapping = settings.multiword == "overlapping"
        self._inflector = inflector if inflects else None
        self._forms = Forms(self._compiled.targets, lexicon.target, self._inflector)
        if settings.invent:
            self._forms.invent(invented_words(self._compiled.targets, lexicon.target))
        self._types = WordTypes()
        self._stand_ins = StandIns(settings, lexicon.source, lexicon.target)
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
        words = [row[0] for row in corpus.vocabulary]
        self._contexts = contexts_of(settings, model, self._compiled.targets, words)

    def draw(self, copies: Sequence[int]) -> PseudoText:
        """Draws the given copies of the corpus; copy k is the same whatever else is drawn with it."""
        drawn = [self._draw(copy) for copy in copies]
        columns = joined_copies(drawn, sentence_kernels.Output._fields[:-1])
        text = PseudoText(
            vocabulary=OutputWords(self.corpus.vocabulary, self._types.count, self._forms.strings()),
            cells=self._forms.cells,
            ways=self._forms.ways,
            tag_names=self._tag_names,
            glued_W=np.zeros(len(columns["words_W"]), dtype=bool),
            origins=origins_of(self._settings.unknown),
            **which_copies(len(self.corpus), copies),
            **columns,
        )
        return self._finished(text)

    def _finished(self, text: PseudoText) -> PseudoText:
        """What was drawn, in the spelling and order and of the sentences that the settings ask for."""
        settings = self._settings
        if settings.noise:
            text = respelled(text, self._source.keys_N, settings.noise, self._forms)
        if settings.word_order == "target":
            text = in_target_order(text, self.corpus, self._rules.inner_G)
        if settings.min_coverage:
            covered_N = self._coverage() >= settings.min_coverage
            text = text.selected(covered_N[text.sentence_M], LOW_COVERAGE)
        if settings.function_words == "drop":
            text = text.without_emptied(self.corpus.offsets_N1)
        return text

    def _coverage(self) -> NDArray[np.float64]:
        source, types = self._source, self._types
        places = source.ids_T, source.offsets_N1, source.tags_T, self._rules.inner_G
        known = self._counted_V, self._listed_V
        return covered_shares(*places, types.rows(), self._phrases.tree, *known, self._overlapping)

    def _draw(self, copy: int) -> sentence_kernels.Output:
        """One copy, in columns that are just long enough."""
        columns_T = np.zeros(0, dtype=np.int32)
        drawn = self._run(copy, columns_T)
        if self._settings.agreement and self._inflector is not None:
            drawn = self._run(copy, self._agreeing(drawn))
        return drawn

    def _agreeing(self, drawn: sentence_kernels.Output) -> NDArray[np.int32]:
        """The column of each running word where words agree with what was drawn."""
        lengths = np.diff(drawn.offsets_N1)
        places_W = np.repeat(self.corpus.offsets_N1[:-1], lengths) + drawn.source_W
        cells = [self._forms.cells[cell] for cell in drawn.cell_W.tolist()]
        bundles = self._agreement.bundles(places_W, drawn.row_W, cells)
        columns_T = self._types.rows()[self.corpus.ids_T, sentence_kernels.COLUMN]
        columns_T[list(bundles)] = self._forms.columns(list(bundles.values()))
        return columns_T

    @cached_property
    def _agreement(self) -> Agreement:
        assert self._inflector is not None
        bundles = [row[3] for row in self.corpus.vocabulary]
        compiled = self._compiled
        return Agreement(
            self.corpus, bundles, compiled.targets, compiled.key_words(), self._inflector.paradigms
        )

    def _run(self, copy: int, columns_T: NDArray[np.int32]) -> sentence_kernels.Output:
        """One run of the loop, repeated until its output fits and no form is missing."""
        contexts = self._contexts
        overlapping = self._overlapping
        plain = not (len(self._stand_ins_V) or len(columns_T) or len(contexts.word_V) or overlapping)
        choices = sentence_kernels.Choices(
            self._stand_ins_V, self._stand_ins.origin, columns_T, contexts, overlapping
        )
        rules = self._rules._replace(columns=self._forms.column_count)
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
                rules,
                None if plain else choices,
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
        entries, settings = self._compiled.entries, self._settings
        cased = self._forms.is_cased and settings.case == "carry"
        parts = self._phrases.parts
        functional = self._are_functional(words, upos)
        fill = [self._compiled.fill_entry(tag) if settings.fill else NONE for tag in upos]
        traits = [
            (case_of(word) if cased else PLAIN)
            + kernels.VERB * bundle.startswith("V")
            + kernels.CLOSED * (tag in CLOSED_CLASS)
            for word, tag, bundle in zip(words, upos, bundles, strict=True)
        ]
        dropped = functional if settings.function_words == "drop" else np.zeros_like(functional)
        kept = functional if settings.function_words == "keep" else np.zeros_like(functional)
        spans = [
            np.where(kept, 0, column)
            for keys in (folded, [lemma.casefold() for lemma in lemmas])
            for column in self._compiled.spans(entries(keys, upos))
        ]
        self._types.extend(
            np.array([len(word.encode()) for word in words], dtype=np.int64),
            *spans,
            np.array([parts.get(word, NONE) for word in folded], dtype=np.int32),
            np.array(fill, dtype=np.int32),
            self._forms.columns(bundles if settings.mode == "inflect" else [""] * len(bundles)),
            np.array(traits, dtype=np.int32) + kernels.DROP * dropped,
        )
        self._listed_V = (spans[0] < spans[1]) | (spans[2] < spans[3])
        self._counted_V = np.array([has_letters(word) for word in words], dtype=bool) & ~functional
        self._stand_ins_V = self._standing_in(words, ~self._listed_V & ~kept)

    def _are_functional(self, words: Sequence[str], upos: Sequence[str]) -> NDArray[np.bool_]:
        """Which words the setting `function_words` is about."""
        if self._settings.function_words == "translate":
            return np.zeros(len(words), dtype=bool)
        return np.array(list(map(is_function_word, words, upos)), dtype=bool)

    def _standing_in(self, words: Sequence[str], unknown_V: NDArray[np.bool_]) -> NDArray[np.int32]:
        """The uncased form that stands for each unknown word; no array at all where they are kept."""
        if self._settings.unknown == "keep":
            return np.zeros(0, dtype=np.int32)
        texts = [self._stand_ins.of(word) if unknown_V[i] else "" for i, word in enumerate(words)]
        units = [self._forms.unit(Inflected(text, "", "")) if text else NONE for text in texts]
        return np.array(units, dtype=np.int32)


def _check(
    corpus: SourceCorpus, lexicon: Lexicon, settings: SynthesisSettings, model: BigramModel | None
) -> None:
    """Raises `ConfigError` for settings that need what is not there."""
    if settings.word_order == "target" and corpus.ranks_T is None:
        raise ConfigError("synthesis word_order=target: the source was encoded without the target's order")
    if settings.agreement and corpus.relations is None:
        raise ConfigError(
            "synthesis agreement: a source sentence has no parse; read a CoNLL-U treebank with heads"
        )
    if settings.function_words != "translate" and any(not row[2] for row in corpus.vocabulary):
        check_language(lexicon.source)
    check_model(settings, lexicon.target, model)


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
