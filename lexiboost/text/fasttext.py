"""Identifies languages with a model in fastText's format (Joulin et al. 2017), whole or quantized.

GlotLID (Kargaran et al. 2023) and lid.176 come in it. A text costs the rows of its words and of their
character n-grams, which are read from disk as they are needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lexiboost.languages import load_catalog
from lexiboost.text.fasttext_model import OUTPUTS, Floats, parse
from lexiboost.text.identify import Guess

_LABEL = "__label__"
_END = "</s>"
_CACHED_WORDS = 2**16
_LONGEST_CACHED = 64
_SPACES = str.maketrans(dict.fromkeys("\n\r\t\v\f\0", " "))


class FastTextIdentifier:
    """A supervised fastText model as an identifier.

    Labels such as `__label__tur_Latn` or `__label__tr` become varieties where the catalog knows them.

    Args:
        path: the model's file.

    Raises:
        InputError: not such a model, not a supervised one, or cut off; names the file.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        model = parse(self.path)
        self._model = model
        self.labels = tuple(label.removeprefix(_LABEL) for label in model.labels)
        self._varieties = tuple(map(_variety, self.labels))
        self._probabilities = OUTPUTS[model.loss](model)
        self._word_rows = lru_cache(maxsize=_CACHED_WORDS)(self._rows_of_word)

    @property
    def varieties(self) -> tuple[str, ...]:
        """The labels' varieties, sorted."""
        return tuple(sorted(set(self._varieties)))

    def identify(self, texts: Sequence[str]) -> list[Guess]:
        """The likeliest variety of each text, with its probability as fastText gives it."""
        guesses = []
        for text in texts:
            probabilities = self.probabilities(text)
            best = int(probabilities.argmax())
            guesses.append(Guess(self._varieties[best], min(1.0, float(probabilities[best]))))
        return guesses

    def probabilities(self, text: str) -> Floats:
        """Probabilities of the L `labels`. Those of a one-versus-all model do not add up to 1."""
        rows = self._rows(text)
        hidden = np.zeros(self._model.dim, dtype=np.float32)
        if len(rows):
            hidden = self._model.input_rows(rows).mean(axis=0, dtype=np.float32)
        return self._probabilities(hidden)

    def _rows(self, text: str) -> NDArray[np.int64]:
        words = [word for word in text.translate(_SPACES).split(" ") if word and not word.startswith(_LABEL)]
        model = self._model
        rows = [
            self._word_rows(word) if len(word) <= _LONGEST_CACHED else self._rows_of_word(word)
            for word in words
        ]
        if (end := model.words.get(_END.encode())) is not None:
            rows.append(np.array([end]))
        if model.word_ngrams > 1:
            rows.append(self._word_ngram_rows([*words, _END]))
        return np.concatenate([*rows, np.zeros(0, dtype=np.int64)]).astype(np.int64)

    def _rows_of_word(self, word: str) -> NDArray[np.int64]:
        model = self._model
        raw = word.encode("utf-8", "surrogatepass")
        known = model.words.get(raw)
        rows = [] if known is None else [known]
        if model.max_n > 0:
            rows += [row for row in map(model.bucket_row, self._subwords(raw)) if row is not None]
        return np.array(rows, dtype=np.int64)

    def _subwords(self, raw: bytes) -> list[int]:
        """Hashes of the character n-grams of `<word>`, in fastText's order."""
        word = b"<" + raw + b">"
        starts = [i for i, byte in enumerate(word) if byte & 0xC0 != 0x80]
        ends = [*starts[1:], len(word)]
        hashes = []
        for first, begin in enumerate(starts):
            for n in range(max(1, self._model.min_n), self._model.max_n + 1):
                last = first + n - 1
                if last >= len(starts):
                    break
                if n > 1 or (first > 0 and ends[last] < len(word)):
                    hashes.append(fnv(word[begin : ends[last]]))
        return hashes

    def _word_ngram_rows(self, words: Sequence[str]) -> NDArray[np.int64]:
        hashes = [_signed(fnv(word.encode("utf-8", "surrogatepass"))) for word in words]
        rows = []
        for first in range(len(hashes)):
            total = hashes[first] % 2**64
            for other in hashes[first + 1 : first + self._model.word_ngrams]:
                total = (total * 116_049_371 + other) % 2**64
                rows.append(self._model.bucket_row(total))
        return np.array([row for row in rows if row is not None], dtype=np.int64)


def fnv(data: bytes) -> int:
    """The 32-bit FNV-1a hash, with bytes taken as signed ones as fastText does."""
    value = 2_166_136_261
    for byte in data:
        value = ((value ^ (byte if byte < 128 else byte | 0xFFFFFF00)) * 16_777_619) & 0xFFFFFFFF
    return value


def _signed(value: int) -> int:
    return value - 2**32 if value >= 2**31 else value


def _variety(label: str) -> str:
    catalog = load_catalog()
    return catalog.resolve(label).variety if label in catalog else label
