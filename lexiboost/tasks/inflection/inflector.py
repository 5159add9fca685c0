"""`Inflector`: the trained network with what it needs to inflect raw lemmas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.interrupt import poll
from lexiboost.models.seq2seq import Seq2SeqConfig
from lexiboost.morphology import Row, canonical
from lexiboost.tasks.inflection.batches import (
    PARTS,
    Example,
    Shape,
    encode,
    pad_source,
    shapes_of,
    stream,
)
from lexiboost.tasks.inflection.calibration import Calibration
from lexiboost.tasks.inflection.decoding import beam_search
from lexiboost.tasks.inflection.examples import training_examples
from lexiboost.tasks.inflection.guesses import NO_GUESS, Guess, Guesser, spelled
from lexiboost.tasks.inflection.letters import join, spell
from lexiboost.tasks.inflection.settings import InflectorSettings
from lexiboost.tasks.inflection.storage import load_network, load_parts, save_parts
from lexiboost.tasks.inflection.training import abstract_params, train
from lexiboost.tasks.inflection.vocabulary import Vocabulary
from lexiboost.training.optimizer import OptimizerSettings

SHARES = (0.6, 0.92, 1.0)
"""Of the training rows that each batch shape holds."""
DECODED = 256
"""Sources decoded at once."""
STEP = 8
"""Lengths in decoding are multiples of it, so that few searches are compiled."""


class Decoded(NamedTuple):
    """Attributes: form: the likeliest; log_odds: of it; agrees: 1 where the rules give the same form, -1
    where another, 0 where none."""

    form: str
    log_odds: float
    agrees: float


@dataclass(frozen=True)
class Inflector:
    """Lemmas and bundles to forms.

    Attributes:
        settings, vocabulary: of training. params: of the network.
        guesser: suffix rules of all training rows.
        growth: the most letters that training forms have more than their lemma.
        calibration: of confidences, fitted on development rows.
    """

    settings: InflectorSettings
    vocabulary: Vocabulary
    params: Any
    guesser: Guesser
    growth: int
    calibration: Calibration = field(default_factory=Calibration)

    @classmethod
    def fit(
        cls, rows: Sequence[Row], dev_rows: Sequence[Row], settings: InflectorSettings, seed: int
    ) -> Inflector:
        """Trains on rows; the development rows only calibrate.

        Deterministic: equal arguments give equal parameters on the same machine.

        Raises:
            InputError: no rows.
            DivergedError: the loss is not a number any more.
        """
        if not rows:
            raise InputError("no rows to learn inflection from")
        letters = spelled(rows)
        vocabulary = Vocabulary.of(rows)
        examples = training_examples(letters, vocabulary, settings, seed)
        shapes = shapes_of(examples, SHARES)
        params = train(
            _config(settings, vocabulary),
            stream(examples, shapes, batch=settings.batch, hidden=settings.hidden, seed=seed),
            settings=OptimizerSettings(learning_rate=settings.learning_rate),
            smoothing=settings.smoothing,
            steps=settings.steps,
            seed=seed,
            label="learn inflection",
        )
        growth = max(1, max(len(form) - len(lemma) for lemma, form, _ in letters))
        return cls(settings, vocabulary, params, Guesser(letters), growth).calibrated(dev_rows)

    def calibrated(self, dev_rows: Sequence[Row], beam: int = 4) -> Inflector:
        """The same inflector with confidences fitted on development rows; itself where there are none."""
        if not dev_rows:
            return self
        found = self._decode([row.lemma for row in dev_rows], [row.bundle for row in dev_rows], beam)
        right = np.array([one.form == row.form for one, row in zip(found, dev_rows, strict=True)])
        return replace(self, calibration=Calibration.fit(_signs(found), right))

    def inflect(
        self, lemmas: Sequence[str], bundles: Sequence[str], beam: int = 4
    ) -> list[tuple[str, float]]:
        """The form of each lemma in the bundle beside it, with the probability that it is right.

        Args:
            lemmas: in normal form C. bundles: features in any order. beam: hypotheses kept; 1 is greedy.
        """
        found = self._decode(lemmas, bundles, beam)
        confidences = self.calibration.apply(_signs(found)).tolist()
        return [(one.form, confidence) for one, confidence in zip(found, confidences, strict=True)]

    def _decode(self, lemmas: Sequence[str], bundles: Sequence[str], beam: int) -> list[Decoded]:
        encoded = [self._encode(*pair) for pair in zip(lemmas, bundles, strict=True)]
        order = sorted(range(len(encoded)), key=lambda i: encoded[i][0].source_length)
        found: list[Decoded] = [Decoded("", 0.0, 0.0)] * len(encoded)
        for begin in range(0, len(order), DECODED):
            poll()
            chosen = order[begin : begin + DECODED]
            ids_BxT, scores_B = self._search([encoded[i][0] for i in chosen], beam)
            for ids, score, i in zip(ids_BxT.tolist(), scores_B.tolist(), chosen, strict=True):
                _, slots, guess = encoded[i]
                letters = self.vocabulary.decode(ids, slots)
                agrees = 0.0 if not guess.letters else 1.0 if letters == guess.letters else -1.0
                found[i] = Decoded(join(letters), _log_odds(score), agrees)
        return found

    def _encode(self, lemma: str, bundle: str) -> tuple[Example, dict[str, int], Guess]:
        slots: dict[str, int] = {}
        row = Row(spell(lemma), "", canonical(bundle))
        guess = self.guesser.guess(row.lemma, row.bundle)
        shown = guess if self.settings.guesses else NO_GUESS
        return encode(self.vocabulary, row, shown, slots), slots, guess

    def _search(
        self, examples: Sequence[Example], beam: int
    ) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """The best string's ids and log-probability of each example."""
        longest = max(max(len(example.lemma), len(example.guess)) for example in examples)
        shape = Shape(
            _up(max(len(example.features) for example in examples), STEP // 2),
            _up(max(example.source_length for example in examples), STEP),
            _up(longest + self.growth + 1, STEP),
        )
        padding = [examples[-1]] * (DECODED - len(examples))
        search = beam_search(_config(self.settings, self.vocabulary), beam, shape.target, first_only=True)
        beams = search(self.params, pad_source([*examples, *padding], shape))
        count = len(examples)
        return np.asarray(beams.ids_BxKxT)[:count, 0], np.asarray(beams.scores_BxK, np.float64)[:count, 0]

    def save(self, folder: str | Path) -> None:
        """Writes the inflector into a folder."""
        parts = {name: getattr(self, name) for name in self.__dataclass_fields__}
        save_parts(folder, **parts)

    @staticmethod
    def load(folder: str | Path) -> Inflector:
        """Reads what `save` wrote; raises `InputError` where something is missing or damaged."""
        parts = load_parts(folder)
        like = abstract_params(_config(parts["settings"], parts["vocabulary"]))
        return Inflector(params=load_network(folder, like), **parts)


def _up(size: int, step: int) -> int:
    return max(step, -(-size // step) * step)


def _log_odds(score: float) -> float:
    """Log-odds of a string of this log-probability."""
    score = min(score, -1e-6)
    return float(score - np.log(-np.expm1(score)))


def _signs(found: Sequence[Decoded]) -> NDArray[np.float64]:
    return np.array([(one.log_odds, one.agrees) for one in found], dtype=np.float64).reshape(-1, 2)


def _config(settings: InflectorSettings, vocabulary: Vocabulary) -> Seq2SeqConfig:
    return Seq2SeqConfig(
        dim=settings.dim,
        encoder_layers=settings.encoder_layers,
        decoder_layers=settings.decoder_layers,
        heads=settings.heads,
        mlp_ratio=settings.mlp_ratio,
        dropout=settings.dropout,
        characters=vocabulary.size,
        features=len(vocabulary.features) + 1,
        parts=PARTS,
        copy=settings.copy,
    )
