"""The linear baseline: multinomial logistic regression over character n-grams and words."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from lexiboost.tasks.baselines.encode import (
    FLOOR,
    Dictionaries,
    Encoded,
    TagClasses,
    encode,
    first_words,
)
from lexiboost.tasks.baselines.features import SentenceFeatures, TokenFeatures
from lexiboost.tasks.baselines.storage import load_arrays, load_inventory, load_settings, save_predictor
from lexiboost.tasks.predictions import Inventory, Predictions
from lexiboost.text.sentence import Sentence


@dataclass(frozen=True)
class LinearSettings:
    """Size and training of the linear classifiers.

    Attributes:
        sentence_buckets, token_buckets: columns that n-grams are hashed to.
        back_translations: columns for English translations as features of sentences; 0 leaves them out.
        source: the variety whose words are their own translation.
        label_epochs, tag_epochs: passes over the training sentences.
        label_strength, tag_strength: inverse of the L2 penalty.
        max_tokens: tags are learned from randomly chosen sentences of so many words in all.
    """

    sentence_buckets: int = 1 << 18
    token_buckets: int = 1 << 17
    back_translations: int = 0
    source: str = "eng_Latn"
    label_epochs: int = 5
    tag_epochs: int = 3
    label_strength: float = 10.0
    tag_strength: float = 0.3
    max_tokens: int = 2_000_000


@dataclass(frozen=True)
class LinearModel:
    """Softmax of a linear function.

    Attributes:
        weights_DxK: D columns, K classes. bias_K: minus infinity for classes never seen.
    """

    weights_DxK: NDArray[np.float32]
    bias_K: NDArray[np.float32]

    @staticmethod
    def fit(
        features: csr_matrix,
        classes: NDArray[np.int64],
        count: int,
        *,
        strength: float,
        epochs: int,
        seed: int,
    ) -> LinearModel:
        """Stochastic average gradients (Defazio et al. 2014, SAGA) for a fixed number of passes.

        Args:
            features: N x D. classes: N ids below `count`.
            strength: inverse L2 penalty. epochs: passes. seed: of the order of the rows.
        """
        weights = np.zeros((features.shape[1], count), dtype=np.float32)
        bias = np.full(count, -np.inf, dtype=np.float32)
        seen = np.unique(classes)
        bias[seen] = 0.0
        if len(seen) > 1:
            model = LogisticRegression(
                C=strength, solver="saga", max_iter=epochs, tol=1e-12, random_state=seed % (1 << 32)
            )
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ConvergenceWarning)
                model.fit(features, classes)
            # With two classes scikit-learn holds the second's weights only: the first's are zero.
            own = seen[1:] if len(seen) == 2 else seen
            weights[:, own] = model.coef_.T
            bias[own] = model.intercept_
        return LinearModel(weights, bias)

    def probabilities(self, features: csr_matrix) -> NDArray[np.float32]:
        """N x K, rows sum to 1."""
        scores = features @ self.weights_DxK + self.bias_K
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(scores / scores.sum(axis=1, keepdims=True), dtype=np.float32)


class LinearPredictor:
    """Classifies sentences and tags words, whichever the inventory has; one model for all varieties."""

    kind = "linear"

    def __init__(
        self,
        inventory: Inventory,
        settings: LinearSettings,
        dictionaries: Dictionaries,
        labels: LinearModel | None,
        tags: LinearModel | None,
    ) -> None:
        self.inventory, self.settings, self.dictionaries = inventory, settings, dictionaries
        self._labels, self._tags = labels, tags
        self._classes = TagClasses.of(inventory.tags)

    @classmethod
    def fit(
        cls,
        sentences: Iterable[Sentence],
        inventory: Inventory,
        *,
        dictionaries: Dictionaries | None = None,
        settings: LinearSettings | None = None,
        seed: int = 0,
    ) -> LinearPredictor:
        """Fits on labelled sentences of any varieties: English, pseudo-labelled copies.

        Args:
            sentences: training data; those without label or tags teach only what they have.
            inventory: classes and tags to tell apart.
            dictionaries: variety -> dictionary, to cut scripts without spaces and to translate back.
            settings: sizes and training.
            seed: of the order of examples and of the choice of sentences for the tags.
        """
        settings, dictionaries = settings or LinearSettings(), dictionaries or {}
        predictor = cls(inventory, settings, dictionaries, None, None)
        if not inventory.labels:
            # Encoding is most of the work for sentences that are then left out.
            sentences = list(sentences)
            lengths = np.array([len(sentence.words) for sentence in sentences], dtype=np.int64)
            chosen = np.flatnonzero(_choose(lengths, settings.max_tokens, seed))
            sentences = [sentences[i] for i in chosen.tolist()]
        encoded, _ = encode(sentences, inventory, dictionaries)
        if inventory.labels:
            predictor._labels = predictor._fit_labels(encoded, seed)
        if inventory.tags:
            predictor._tags = predictor._fit_tags(encoded, seed)
        return predictor

    def _fit_labels(self, encoded: Encoded, seed: int) -> LinearModel:
        settings, labelled = self.settings, encoded.labels_M >= 0
        return LinearModel.fit(
            self._sentence_features().transform(encoded, self.dictionaries)[labelled],
            encoded.labels_M[labelled].astype(np.int64),
            len(self.inventory.labels),
            strength=settings.label_strength,
            epochs=settings.label_epochs,
            seed=seed,
        )

    def _fit_tags(self, encoded: Encoded, seed: int) -> LinearModel:
        settings = self.settings
        chosen_M = _choose(encoded.lengths_M, settings.max_tokens, seed)
        chosen_U = np.repeat(chosen_M, encoded.lengths_M) & (encoded.tags_U >= 0)
        return LinearModel.fit(
            TokenFeatures(settings.token_buckets).transform(encoded, chosen_U),
            self._classes.class_T[encoded.tags_U[chosen_U]],
            len(self._classes.names),
            strength=settings.tag_strength,
            epochs=settings.tag_epochs,
            seed=seed,
        )

    def _sentence_features(self) -> SentenceFeatures:
        settings = self.settings
        return SentenceFeatures(settings.sentence_buckets, settings.back_translations, settings.source)

    def predict(self, sentences: Sequence[Sentence], variety: str) -> Predictions:
        """Log-probabilities of sentences that are all taken as being of `variety`."""
        relabelled = [s if s.variety == variety else replace(s, variety=variety) for s in sentences]
        encoded, owners = encode(relabelled, self.inventory, self.dictionaries)
        labels = np.zeros((len(sentences), 0), dtype=np.float32)
        tags = np.zeros((len(owners.unit_W), 0), dtype=np.float32)
        if self._labels is not None and sentences:
            features = self._sentence_features().transform(encoded, self.dictionaries)
            labels = np.log(np.maximum(self._labels.probabilities(features), FLOOR))
        if self._tags is not None and sentences:
            features = TokenFeatures(self.settings.token_buckets).transform(encoded)
            probabilities = self._tags.probabilities(features)
            tags = self._classes.log_probabilities(probabilities, owners, first_words(sentences))
        return Predictions(labels, tags)

    def save(self, folder: str | Path) -> None:
        """Writes settings, inventory and weights into an existing folder, without the dictionaries."""
        arrays: dict[str, NDArray[np.float32]] = {}
        for name, model in (("labels", self._labels), ("tags", self._tags)):
            if model is not None:
                arrays |= {f"{name}_weights": model.weights_DxK, f"{name}_bias": model.bias_K}
        save_predictor(folder, self.kind, self.inventory, asdict(self.settings), arrays)

    @classmethod
    def load(cls, folder: str | Path, *, dictionaries: Dictionaries | None = None) -> LinearPredictor:
        """Reads what `save` wrote; `dictionaries` must be those it was fitted with."""
        settings = LinearSettings(**load_settings(folder, cls.kind))
        arrays = load_arrays(folder)
        models = [
            LinearModel(arrays[f"{name}_weights"], arrays[f"{name}_bias"])
            if f"{name}_bias" in arrays
            else None
            for name in ("labels", "tags")
        ]
        return cls(load_inventory(folder), settings, dictionaries or {}, *models)


def _choose(lengths_M: NDArray[np.int64], most: int, seed: int) -> NDArray[np.bool_]:
    """Sentences in random order until they have `most` words."""
    order = np.random.default_rng(seed).permutation(len(lengths_M))
    before = np.cumsum(lengths_M[order]) - lengths_M[order]
    chosen_M = np.zeros(len(order), dtype=bool)
    chosen_M[order[before < most]] = True
    return chosen_M
