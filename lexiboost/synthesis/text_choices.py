"""What settings that are not plain make of raw text: of its words before the loop, of its sentences after.

Function words are those of the list; a word that is dropped is translated by a form of no words.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lexiboost.artifacts.errors import ConfigError
from lexiboost.lexicons import Lexicon
from lexiboost.synthesis import text_kernels
from lexiboost.synthesis.bigrams import BigramModel, Contexts, check_model
from lexiboost.synthesis.coverage import covered_shares
from lexiboost.synthesis.forms import Forms, Grown
from lexiboost.synthesis.function_words import check_language, is_function_word
from lexiboost.synthesis.joined import with_text
from lexiboost.synthesis.kernels import KEPT, NONE, Tree
from lexiboost.synthesis.noise import respelled
from lexiboost.synthesis.pseudo import LOW_COVERAGE, PseudoText
from lexiboost.synthesis.settings import SynthesisSettings
from lexiboost.synthesis.source import SourceCorpus
from lexiboost.synthesis.stand_ins import StandIns, has_letters

_ANNOTATED = ("fill", "invent", "random_cells", "agreement")


class TextChoices:
    """The settings of one engine, as far as they are not plain.

    Args:
        lexicon, settings, seed, model: as `Engine` takes them.

    Raises:
        ConfigError: a setting that raw text, its language or its script does not have.
    """

    def __init__(
        self, lexicon: Lexicon, settings: SynthesisSettings, seed: int, model: BigramModel | None
    ) -> None:
        for name in _ANNOTATED:
            if getattr(settings, name):
                raise ConfigError(f"synthesis {name}: needs annotated sentences, not raw text")
        if settings.word_order != "source":
            raise ConfigError("synthesis word_order=target: needs parsed sentences, not raw text")
        if settings.function_words != "translate":
            check_language(lexicon.source)
        check_model(settings, lexicon.target, model)
        self._settings, self._seed, self._target = settings, seed, lexicon.target
        self._model = model
        self._stand_ins = StandIns(settings, lexicon.source, lexicon.target)
        self._listed, self._counted, self._numbers = Grown(np.int8), Grown(np.int8), Grown(np.int32)
        self._contexts: Contexts | None = None

    @property
    def needs_words(self) -> bool:
        """Whether `learn` has anything to do."""
        plain = SynthesisSettings()
        names = ("function_words", "unknown", "min_coverage", "senses")
        return any(getattr(self._settings, name) != getattr(plain, name) for name in names)

    def learn(
        self,
        words: Sequence[str],
        spans_Vx2: NDArray[np.int32],
        origins_V: NDArray[np.int64],
        candidates_Cx6: NDArray[np.int32],
        forms: Forms,
    ) -> NDArray[np.int32]:
        """Gives source words other candidates than the lexicon's.

        Args:
            words: new ones. spans_Vx2, origins_V: the candidates of each, and what these are; are changed.
            candidates_Cx6: all candidates.
            forms: makes forms.

        Returns:
            All candidates, the new ones at their end.
        """
        policy = self._settings.function_words
        functional = [policy != "translate" and is_function_word(word, "") for word in words]
        listed = (spans_Vx2[:, 1] > 0).tolist()
        self._listed.extend(listed)
        self._counted.extend(
            has_letters(word) and not is_one for word, is_one in zip(words, functional, strict=True)
        )
        if self._model is not None:
            self._numbers.extend(self._model.numbers(words).tolist())
        made: list[int] = []
        for i, word in enumerate(words):
            if functional[i] and policy == "keep":
                spans_Vx2[i, 1] = 0
                continue
            if functional[i]:
                form, origins_V[i] = forms.nothing(), KEPT
            elif not listed[i] and (text := self._stand_ins.of(word)):
                form = forms.written(text)
                origins_V[i] = self._stand_ins.origin
            else:
                continue
            spans_Vx2[i] = len(candidates_Cx6) + len(made), 1
            made.append(form)
        return np.concatenate([candidates_Cx6, _candidates(made, len(candidates_Cx6))])

    def contexts(self, targets: Sequence[str]) -> Contexts | None:
        """What the loop needs for senses by context, None without; `targets`: of the lexicon, by row."""
        if self._settings.senses != "context" or self._model is None:
            return None
        if self._contexts is None:
            self._contexts = self._model.contexts(targets, ())
        return self._contexts._replace(word_V=self._numbers.array())

    def finish(
        self,
        text: PseudoText,
        corpus: SourceCorpus,
        types_Vx8: NDArray[np.int32],
        tree: Tree,
        forms: Forms,
    ) -> PseudoText:
        """What was drawn, in the spelling and of the sentences that the settings ask for.

        Args:
            text: drawn from `corpus`. types_Vx8, tree, forms: what it was drawn with.
        """
        settings = self._settings
        if settings.noise:
            keys_N = corpus.names.keys(self._seed, self._target)
            text = with_text(respelled(text, keys_N, settings.noise, forms))
        if settings.min_coverage:
            unlabelled = np.full(1, NONE, dtype=np.int16)
            known = self._counted.array().astype(bool), self._listed.array().astype(bool)
            overlapping = settings.multiword == "overlapping"
            places = corpus.ids_T, corpus.offsets_N1, corpus.tags_T, unlabelled
            shares_N = covered_shares(*places, types_Vx8, tree, *known, overlapping)
            text = text.selected((shares_N >= settings.min_coverage)[text.sentence_M], LOW_COVERAGE)
        if settings.function_words == "drop":
            text = text.without_emptied(corpus.offsets_N1)
        return text


def _candidates(forms: Sequence[int], begin: int) -> NDArray[np.int32]:
    """Rows of candidates that are alone, of no row of the lexicon, and the same in all cases."""
    found = np.full((len(forms), 6), NONE, dtype=np.int32)
    found[:, text_kernels.FORM : text_kernels.ALIAS] = np.array(forms, dtype=np.int32)[:, None]
    found[:, text_kernels.ALIAS] = np.arange(begin, begin + len(forms))
    found[:, text_kernels.SHARE] = 0
    return found
