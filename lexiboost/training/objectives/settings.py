"""What decides an objective: rates, weights and dropouts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PretrainSettings:
    """Rates and weights of pretraining.

    Attributes:
        mask_rate: share of words hidden and predicted.
        alignments: aligned pairs a batch that the contrastive losses use (0: no alignment loss).
        input_weight, context_weight: weights of the two alignment losses.
        temperature: of their softmax.
        kept_dropout: probability that a word shared with the source is hidden while aligning.
    """

    mask_rate: float = 0.15
    alignments: int = 512
    input_weight: float = 1.0
    context_weight: float = 1.0
    temperature: float = 0.1
    kept_dropout: float = 0.8


@dataclass(frozen=True)
class SupervisedSettings:
    """Weights and dropouts of fine-tuning.

    Attributes:
        dictionary: whether the model gets the dictionary input at all.
        word_dropout: probability that a word's surface is hidden.
        sentence_dropout: probability that all surfaces of a sentence are hidden, so that the dictionary alone
            must do, as it must for the words of an unseen language; only with the dictionary input.
        kept_dropout: the same for words that pseudo-text left in the source language.
        dictionary_dropout: probability that a word's dictionary vector is withheld.
        tag_weight: weight of the tag loss; the class loss has weight 1.
        label_smoothing: of both losses.
    """

    dictionary: bool = False
    word_dropout: float = 0.1
    sentence_dropout: float = 0.3
    kept_dropout: float = 0.8
    dictionary_dropout: float = 0.2
    tag_weight: float = 1.0
    label_smoothing: float = 0.0
