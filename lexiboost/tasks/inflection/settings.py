"""What decides a trained inflector, besides its rows and seed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class InflectorSettings:
    """Settings of the network and its training.

    Attributes:
        dim, encoder_layers, decoder_layers, heads, mlp_ratio, dropout: of the network.
        copy: whether it may copy letters of its input (pointer-generator).
        guesses: whether it is given the form that suffix rules make; in training, rules that were learned
            without the row's lemma.
        folds: groups of lemmas for those rules.
        hallucinated: hallucinated rows a real row.
        hidden: share of rows in which one letter is replaced by a sign for an unknown one.
        steps, batch, learning_rate, smoothing: of training; smoothing is of the labels.
    """

    dim: int = 128
    encoder_layers: int = 2
    decoder_layers: int = 2
    heads: int = 4
    mlp_ratio: int = 3
    dropout: float = 0.2
    copy: bool = True
    guesses: bool = False
    folds: int = 5
    hallucinated: float = 0.0
    hidden: float = 0.05
    steps: int = 4000
    batch: int = 64
    learning_rate: float = 2e-3
    smoothing: float = 0.1


@dataclass(frozen=True)
class InflectionConfig:
    """How the gaps of an inflection table are filled.

    Attributes:
        enabled: whether they are filled at all: whether the stage `inflect` has anything to do, and
            synthesis, dictionaries and the look-up tagger use what it makes.
        settings: of the inflector. seed: of its training and of the split.
        held_out: share of lemmas kept for development. development: development rows at most.
        rows: training rows at most, evenly spaced.
        precision: share of right forms, on the development rows, that the threshold on confidence asks for.
        beam: hypotheses kept in decoding. cells: forms made at most for synthesis, the most frequent first.
        paradigms: forms made at most of other cells of the lexicon's words, for dictionaries to look up.
        without: evaluation sets whose lemmas are taken out of the table before training, besides those of
            the shared tasks that the data directory holds (`sets.TEST_SETS`): a folder of `<code>.tst` files
            below it, or `<code>:<file>`.
    """

    enabled: bool = False
    settings: InflectorSettings = InflectorSettings()
    seed: int = 0
    held_out: float = 0.1
    development: int = 1000
    rows: int = 20000
    precision: float = 0.9
    beam: int = 4
    cells: int = 20000
    paradigms: int = 20000
    without: tuple[str, ...] = ()
