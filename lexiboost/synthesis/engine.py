"""Synthesis from raw text, batch after batch: words and spaces in, pseudo-sentences and their text out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.kernels import SLACK, wide
from lexiboost.lexicons import Lexicon
from lexiboost.synthesis import text_kernels
from lexiboost.synthesis.bigrams import BigramModel
from lexiboost.synthesis.compiled import CompiledLexicon, Phrases
from lexiboost.synthesis.forms import PLAIN, TITLE, UPPER, Forms
from lexiboost.synthesis.inflect import Inflector
from lexiboost.synthesis.kernels import DONE, FULL, LEMMA, NONE, SUBSTITUTED, VERB
from lexiboost.synthesis.keys import cases
from lexiboost.synthesis.pseudo import (
    OutputWords,
    PseudoText,
    WordTypes,
    joined_copies,
    origins_of,
    which_copies,
)
from lexiboost.synthesis.settings import SynthesisSettings
from lexiboost.synthesis.source import ScannedWords, SourceCorpus
from lexiboost.synthesis.text_choices import TextChoices
from lexiboost.text import segment

_ROOM, _BYTES = 1.3, 10
"""Output words a source word, and bytes a word, that there is room for at first."""


class Engine:
    """Draws pseudo-text of one target variety from batches of raw text that share a vocabulary.

    A sentence's result depends on nothing but the seed, its identifier, the lexicon, the inflection and the
    settings: not on what else is drawn with it, before it or elsewhere.

    Args:
        lexicon: source language to target variety.
        settings: what to replace and how; raw text has no parts of speech for `fill` and `invent`, and no
            parse for `agreement` and `word_order`.
        seed: of the run.
        inflector: the target's inflection, needed for mode `inflect`.
        model: of text of the target, for senses by context.

    Raises:
        ConfigError: a setting that raw text does not have.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        settings: SynthesisSettings,
        *,
        seed: int,
        inflector: Inflector | None = None,
        model: BigramModel | None = None,
    ) -> None:
        self._choices = TextChoices(lexicon, settings, seed, model)
        self._settings, self._seed, self._target = settings, seed, lexicon.target
        self._compiled = CompiledLexicon(lexicon, settings)
        phrases = _multiword_keys(self._compiled.keys, lexicon.source)
        self._phrases = Phrases(phrases if settings.multiword != "none" else ())
        inflects = settings.mode == "inflect"
        self._forms = Forms(self._compiled.targets, lexicon.target, inflector if inflects else None)
        self._types = WordTypes()
        self._vocabulary: ScannedWords | None = None
        self._candidates_Cx6, self._spans_Ex2 = self._compile()

    def _compile(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The rows of all candidates, with forms in all cases; the first and the number of each entry, and
        at the end of those of none."""
        offsets_E1, rows_C, cumulative_C = self._compiled.arrays()
        found = np.zeros((len(rows_C) + 1, 6), dtype=np.int32)
        found[:-1, text_kernels.ROW] = rows_C
        rows = rows_C.tolist()
        for case in (PLAIN, TITLE, UPPER):
            known = case if self._forms.is_cased else PLAIN
            found[:-1, text_kernels.FORM + case] = [self._forms.cased(row, known) for row in rows]
        text_kernels.alias_tables(offsets_E1, cumulative_C, found)
        self._forms.settle()
        counts = np.append(np.diff(offsets_E1), 0)
        return found, np.stack([offsets_E1, counts], axis=1).astype(np.int32)

    @property
    def form_words(self) -> pa.Array:
        """The distinct words of the forms that are made so far."""
        return self._forms.strings()

    def draw(self, corpus: SourceCorpus, copies: Sequence[int] = (0,)) -> PseudoText:
        """Draws the given copies of a batch.

        Args:
            corpus: raw text; its vocabulary is that of the batches before, or that grown.
            copies: numbers of the draws; copy k of a sentence is always the same.

        Raises:
            ValueError: the batch is of another `TextEncoder` than those before, or no copy is asked for.
            InputError: the result is more than 2 GiB.
        """
        assert isinstance(corpus.vocabulary, ScannedWords) and corpus.glued_T is not None
        other = self._vocabulary is not None and self._vocabulary is not corpus.vocabulary
        if other or not copies:
            raise ValueError("an engine draws from one encoder's batches, and at least one copy")
        self._vocabulary = corpus.vocabulary
        self._learn_words(corpus.vocabulary)
        drawn = [self._draw(corpus, copy) for copy in copies]
        columns = joined_copies(drawn, text_kernels.Columns._fields[:7])
        texts = [_strings(out) for out in drawn]
        text = PseudoText(
            vocabulary=OutputWords(corpus.vocabulary, self._types.count, self._forms.strings()),
            cells=self._forms.cells,
            ways=self._forms.ways,
            tag_names=[],
            tags_W=np.broadcast_to(np.int16(NONE), len(columns["words_W"])),
            text_M=pa.concat_arrays(texts) if len(texts) > 1 else texts[0],
            origins=origins_of(self._settings.unknown),
            **which_copies(len(corpus), copies),
            **columns,
        )
        return self._choices.finish(text, corpus, self._types.rows(), self._phrases.tree, self._forms)

    def _draw(self, corpus: SourceCorpus, copy: int) -> text_kernels.Columns:
        """One copy, in columns that are just long enough."""
        assert corpus.glued_T is not None
        tokens, room = len(corpus.ids_T), _ROOM
        forms = self._forms
        keys_N = corpus.names.keys(self._seed, self._target)
        source = text_kernels.Text(corpus.ids_T, corpus.offsets_N1, corpus.glued_T, keys_N)
        _, rows_C, cumulative_C = self._compiled.arrays()
        contexts = self._choices.contexts(self._compiled.targets)
        senses = None if contexts is None else text_kernels.Senses(cumulative_C, rows_C, contexts)
        while True:
            known = forms.tables()
            tables = text_kernels.Tables(
                self._types.rows(),
                self._spans_Ex2,
                self._candidates_Cx6,
                known.forms_Fx6,
                known.words_X,
                forms.pool.wide(),
                forms.places(),
                known.inflected,
                known.cased,
            )
            longest = max(forms.longest_word, self._types.longest)
            size = int(_BYTES * room * tokens) + (forms.longest_form + 1) * (longest + 1) + 8 * SLACK
            out = _room(len(corpus), int(room * tokens) + forms.longest_form + 64, size)
            inflected, cased = np.empty(tokens, np.int64), np.empty(tokens, np.int64)
            counts = np.zeros(2, dtype=np.int64)
            status = text_kernels.synthesize_text(
                source,
                self._phrases.tree,
                tables,
                senses,
                True if self._settings.multiword == "overlapping" else None,
                copy,
                self._settings.fraction,
                SUBSTITUTED if self._settings.mode == "substitute" else LEMMA,
                forms.column_count,
                segment.is_unspaced(self._target),
                self._types.count,
                forms.longest_form,
                longest,
                inflected,
                cased,
                counts,
                out,
            )
            if status == DONE:
                words = int(out.offsets_N1[-1])
                return out._replace(**{name: getattr(out, name)[:words] for name in out._fields[:7]})
            if status == FULL:
                room *= 2
            forms.make(inflected[: counts[0]], np.zeros(0, np.int64), cased[: counts[1]])

    def _learn_words(self, vocabulary: ScannedWords) -> None:
        begin = self._types.count
        if len(vocabulary) == begin > 0:
            return
        pool, ends_V1 = vocabulary.words.buffers()
        sizes_V = np.diff(ends_V1[begin:])
        place_V = self._forms.pool.append(pool[ends_V1[begin] : ends_V1[-1]].tobytes()) - ends_V1[begin]
        entry_V = self._compiled.key_table.find(pool, ends_V1, begin)
        lemma_V, column_V = entry_V, np.full(len(entry_V), NONE, dtype=np.int32)
        cased = self._forms.is_cased and self._settings.case == "carry"
        traits_V = cases(pool, ends_V1, begin) if cased else np.full(len(entry_V), PLAIN, dtype=np.int8)
        if vocabulary.analysed:
            rows = vocabulary.rows(begin)
            lemma_V = self._compiled.entries([row[1].casefold() for row in rows], ("" for _ in rows))
            if self._settings.mode == "inflect":
                column_V = self._forms.columns([row[3] for row in rows])
                traits_V += np.array([VERB * row[3].startswith("V") for row in rows], dtype=np.int8)
        by_lemma = lemma_V >= 0 if self._settings.mode != "substitute" else (entry_V < 0) & (lemma_V >= 0)
        spans_Vx2 = self._spans_Ex2[np.where(by_lemma, lemma_V, entry_V)]
        origins_V = np.where(by_lemma, LEMMA, SUBSTITUTED)
        if self._choices.needs_words:
            words = vocabulary.words.words(begin)
            known = self._candidates_Cx6
            self._candidates_Cx6 = self._choices.learn(words, spans_Vx2, origins_V, known, self._forms)
        self._types.extend(
            sizes_V,
            *spans_Vx2.T,
            place_V + ends_V1[begin:-1],
            sizes_V,
            self._phrases.key_table.find(pool, ends_V1, begin),
            column_V,
            traits_V,
            origins_V,
        )


def _multiword_keys(keys: Iterable[str], variety: str) -> Iterable[tuple[Sequence[str], int]]:
    """Keys of several words as they are written, or as raw text is cut (`e-mail`, `don't know`)."""
    for entry, key in enumerate(keys):
        if " " in key:
            yield key.split(" "), entry
        if not key.isalpha():
            words = [word.casefold() for word in segment.words(key, variety)]
            if len(words) > 1:
                yield words, entry


def _room(sentences: int, words: int, size: int) -> text_kernels.Columns:
    kinds = (np.int32, np.int32, np.int8, np.int32, np.int32, np.bool_, np.int32)
    columns = [_empty(words, kind) for kind in kinds]
    offsets = [np.zeros(sentences + 1, dtype=np.int64) for _ in range(2)]
    data = _empty(size, np.uint8)
    return text_kernels.Columns._make([*columns, *offsets, data, wide(data)])


def _empty(size: int, kind: type[np.generic]) -> NDArray[Any]:
    """An array in pyarrow's memory, which is kept for the next batch; numpy's goes back to the system."""
    return np.frombuffer(pa.allocate_buffer(size * np.dtype(kind).itemsize), dtype=kind)


def _strings(out: text_kernels.Columns) -> pa.Array:
    if out.text_N1[-1] > np.iinfo(np.int32).max:
        raise InputError("more than 2 GiB of text in one batch; give shorter lines, or fewer at once")
    offsets = pa.py_buffer(out.text_N1.astype(np.int32))
    return pa.Array.from_buffers(pa.string(), len(out.text_N1) - 1, [None, offsets, pa.py_buffer(out.data)])
