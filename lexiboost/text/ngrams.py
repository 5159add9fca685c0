"""A language identifier of character n-grams, trained on whatever text there is."""

from __future__ import annotations

import itertools
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import atomic_directory, canonical_json, read_json
from lexiboost.text.fold import fold
from lexiboost.text.identify import OTHER, Guess
from lexiboost.text.windows import code_points, window_hashes

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

HELD_OUT = 5
"""Every fifth text tells how sure the identifier may be; it is trained on afterwards, too."""
TEMPERATURES = tuple(2.0 ** (step / 2) for step in range(13))
_FORMAT = 1
_LIFT = 0.1
"""Half precision moves a log-probability by less, and one occurrence lifts it by more."""
_KIND = "character n-grams"
_DIGITS = str.maketrans(dict.fromkeys("0123456789", " "))


@dataclass(frozen=True)
class NgramSettings:
    """What is counted and when the identifier says that it does not know.

    Attributes:
        longest: of the n-grams, in characters, counted from 1.
        buckets: that n-grams are hashed to; two bytes a bucket and variety.
        smoothing: added to each bucket's count.
        characters: of a text that are read.
        min_known: how much of a text its variety's training text must have had, or the text is of none of the
            varieties: the share of its n-grams that were known over what that share is in held-out text.
    """

    longest: int = 4
    buckets: int = 2**17
    smoothing: float = 0.1
    characters: int = 2000
    min_known: float = 0.55


class NgramIdentifier:
    """Multinomial naive Bayes (Cavnar and Trenkle 1994 for the n-grams; McCallum and Nigam 1998).

    N-grams of letters and marks, case folded, with one space between words, are hashed to buckets; a bucket
    counts log(1 + occurrences). Its probabilities are those of a softmax whose temperature is fitted on
    held-out text, as n-grams are not independent.

    Attributes:
        varieties: K of them, sorted.
        settings: as in training.
    """

    def __init__(
        self,
        varieties: Sequence[str],
        weights: NDArray[np.float16],
        floors: NDArray[np.float32],
        known: NDArray[np.float32],
        temperature: float,
        settings: NgramSettings,
    ) -> None:
        """Use `fit` or `load`.

        Args:
            varieties: K names.
            weights: buckets x K log-probabilities.
            floors: K log-probabilities of a bucket that training never met.
            known: K shares of the n-grams of held-out text that were known, medians.
            temperature: that the sums are divided by.
            settings: as in training.
        """
        self._varieties, self.settings = tuple(varieties), settings
        self._weights, self._floors, self._known = weights, floors, known
        self.temperature = temperature

    @property
    def varieties(self) -> tuple[str, ...]:
        """What it can tell."""
        return self._varieties

    @classmethod
    def fit(
        cls, texts: Mapping[str, Iterable[str]], settings: NgramSettings | None = None
    ) -> NgramIdentifier:
        """Learns from lines or paragraphs of each variety.

        Raises:
            InputError: fewer than two varieties, or one without a letter; names it.
        """
        settings = settings or NgramSettings()
        varieties = sorted(texts)
        if len(varieties) < 2:
            raise InputError("language identification needs text of two varieties or more")
        lines, labels = _lines(texts, varieties)
        features = _features(lines, settings)
        held = np.arange(len(labels)) % HELD_OUT == HELD_OUT - 1
        temperature, known = 1.0, np.ones(len(varieties), dtype=np.float32)
        if len(set(labels[~held])) == len(varieties) and held.any():
            weights, floors = _train(features[~held], labels[~held], settings)
            temperature = _temperature(features[held] @ weights, labels[held])
            known = _known_shares(features[held], labels[held], weights, floors)
        weights, floors = _train(features, labels, settings)
        return cls(varieties, weights.astype(np.float16), floors, known, temperature, settings)

    def identify(self, texts: Sequence[str]) -> list[Guess]:
        """The likeliest variety of each text; `OTHER` where too few of its n-grams are known."""
        return [self._guess(text) for text in texts]

    def _guess(self, text: str) -> Guess:
        buckets, counts = _buckets(text, self.settings)
        if not len(buckets):
            return Guess(OTHER, 0.0)
        weights = self._weights[buckets].astype(np.float32)
        sums = counts @ weights / np.float32(self.temperature)
        best = int(sums.argmax())
        probability = float(1 / np.exp(sums - sums[best]).sum())
        known = float(counts[weights[:, best] > self._floors[best] + _LIFT].sum() / counts.sum())
        known_enough = known >= self.settings.min_known * self._known[best]
        return Guess(self._varieties[best] if known_enough else OTHER, probability if known_enough else 0.0)

    def save(self, folder: str | Path) -> None:
        """Writes `identifier.json` and `weights.npz` into a folder, whole or not at all."""
        with atomic_directory(folder) as partial:
            np.savez_compressed(
                partial / "weights.npz", weights=self._weights, floors=self._floors, known=self._known
            )
            about = {
                "kind": _KIND,
                "format": _FORMAT,
                "varieties": list(self._varieties),
                "temperature": self.temperature,
                "settings": vars(self.settings),
            }
            (partial / "identifier.json").write_text(canonical_json(about), encoding="utf-8")

    @classmethod
    def load(cls, folder: str | Path) -> NgramIdentifier:
        """Reads what `save` wrote; raises `InputError` where the folder holds anything else."""
        path = Path(folder) / "identifier.json"
        about = read_json(path)
        if not isinstance(about, dict) or (about.get("kind"), about.get("format")) != (_KIND, _FORMAT):
            raise InputError("not an identifier of character n-grams; train one anew", path=path)
        arrays = path.with_name("weights.npz")
        try:
            settings = NgramSettings(**about["settings"])
            with np.load(arrays, allow_pickle=False) as data:
                weights, floors, known = data["weights"], data["floors"], data["known"]
            size = len(about["varieties"])
            if weights.shape != (settings.buckets, size) or not floors.shape == known.shape == (size,):
                raise ValueError("of another shape than identifier.json says")
            return cls(about["varieties"], weights, floors, known, float(about["temperature"]), settings)
        except (KeyError, TypeError, ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
            raise InputError(f"damaged identifier ({error}); train it anew", path=arrays) from None


def _lines(
    texts: Mapping[str, Iterable[str]], varieties: Sequence[str]
) -> tuple[list[str], NDArray[np.int64]]:
    lines, labels = [], []
    for label, variety in enumerate(varieties):
        kept = [line for line in texts[variety] if fold(line).translate(_DIGITS).strip()]
        if not kept:
            raise InputError(f"no text of {variety} to train language identification on")
        lines += kept
        labels += [label] * len(kept)
    return lines, np.array(labels)


def _buckets(text: str, settings: NgramSettings) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """A text's buckets in ascending order, and log(1 + occurrences) of each."""
    words = fold(text[: settings.characters]).translate(_DIGITS).split()
    if not words:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
    points = code_points(f" {' '.join(words)} ")
    grams = np.concatenate([window_hashes(points, n) for n in range(1, settings.longest + 1)])
    buckets, counts = np.unique(grams % np.uint64(settings.buckets), return_counts=True)
    return buckets.astype(np.int64), np.log1p(counts).astype(np.float32)


def _features(lines: Sequence[str], settings: NgramSettings) -> csr_matrix:
    from scipy.sparse import csr_matrix

    parts = [_buckets(line, settings) for line in lines]
    ends = [0, *itertools.accumulate(len(buckets) for buckets, _ in parts)]
    values = (np.concatenate([counts for _, counts in parts]), np.concatenate([b for b, _ in parts]), ends)
    return csr_matrix(values, shape=(len(lines), settings.buckets))


def _train(
    features: csr_matrix, labels: NDArray[np.int64], settings: NgramSettings
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Buckets x K log-probabilities, and the K of a bucket never met."""
    from sklearn.naive_bayes import MultinomialNB

    model = MultinomialNB(alpha=settings.smoothing, fit_prior=False).fit(features, labels)
    totals = model.feature_count_.sum(axis=1) + settings.smoothing * settings.buckets
    floors = np.log(settings.smoothing) - np.log(totals)
    return model.feature_log_prob_.T.astype(np.float32), floors.astype(np.float32)


def _temperature(sums: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """That of `TEMPERATURES` under which held-out text is likeliest."""

    def loss(temperature: float) -> float:
        scaled = sums.astype(np.float64) / temperature
        scaled -= scaled.max(axis=1, keepdims=True)
        right = scaled[np.arange(len(labels)), labels]
        return float((np.log(np.exp(scaled).sum(axis=1)) - right).mean())

    return min(TEMPERATURES, key=loss)


def _known_shares(
    features: csr_matrix,
    labels: NDArray[np.int64],
    weights: NDArray[np.float32],
    floors: NDArray[np.float32],
) -> NDArray[np.float32]:
    """K medians of the share of a text's n-grams that its own variety's training text had."""
    shares = np.zeros(len(labels))
    for row, label in enumerate(labels):
        part = slice(features.indptr[row], features.indptr[row + 1])
        met = weights[features.indices[part], label] > floors[label] + _LIFT
        shares[row] = features.data[part][met].sum() / features.data[part].sum()
    medians = [np.median(shares[labels == label]) for label in np.unique(labels)]
    known = np.full(weights.shape[1], np.median(medians))
    known[np.unique(labels)] = medians
    return known.astype(np.float32)
