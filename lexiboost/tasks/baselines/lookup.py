"""The look-up baselines: a dictionary tagger, and a classifier of text translated word by word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lexiboost.lexicons import Lexicon
from lexiboost.morphology import Paradigms, part_of_speech
from lexiboost.tasks.baselines.encode import FLOOR, Dictionaries, TagClasses, encode, first_words
from lexiboost.tasks.baselines.patterns import closed_tag
from lexiboost.tasks.baselines.storage import load_arrays, load_inventory, load_settings, save_predictor
from lexiboost.tasks.baselines.suffixes import SuffixModel
from lexiboost.tasks.predictions import Inventory, Predictions
from lexiboost.text.sentence import Sentence
from lexiboost.text.unicode import is_cased, lower
from lexiboost.tokens.dictionary import LookUp

OPEN_CLASSES = ("NOUN", "VERB", "ADJ", "PROPN", "ADV")
_OF_UNIMORPH: dict[str, tuple[str, ...]] = {
    "N": ("NOUN", "PROPN"), "PROPN": ("PROPN",), "V": ("VERB", "AUX"), "V.PTCP": ("VERB", "ADJ"),
    "V.CVB": ("VERB", "ADV"), "V.MSDR": ("NOUN", "VERB"), "ADJ": ("ADJ",), "ADV": ("ADV",),
    "PRO": ("PRON", "DET"), "DET": ("DET", "PRON"), "ART": ("DET",), "NUM": ("NUM",), "ADP": ("ADP",),
    "CONJ": ("CCONJ", "SCONJ"), "COMP": ("SCONJ",), "PART": ("PART",), "INTJ": ("INTJ",), "AUX": ("AUX", "VERB"),
}  # fmt: skip
# A lexicon's part of speech also allows for what dictionaries file under it.
_OF_LEXICON: dict[str, tuple[str, ...]] = {
    "NOUN": ("NOUN", "PROPN"), "VERB": ("VERB", "AUX"), "DET": ("DET", "PRON"), "PRON": ("PRON", "DET"),
    "ADP": ("ADP", "SCONJ"), "CCONJ": ("CCONJ", "SCONJ"), "SCONJ": ("SCONJ", "CCONJ"),
    "ADV": ("ADV", "PART"), "PART": ("PART", "ADV"),
}  # fmt: skip


@dataclass(frozen=True)
class LookupSettings:
    """How the evidence on a word is weighed.

    Attributes:
        source: the English variety.
        doubt: probability spread over all tags before evidence multiplies: the lower, the more a lexicon's or
            table's part of speech decides.
        smoothing: pseudo-occurrences of the open-class prior added to an English word's counts.
        fuzzy: weight of a look-up by likeness against the ending.
        capital: weight of the proper-noun reading of a capitalized word found nowhere.
        table_words: forms of an inflection table that teach endings, evenly spread over it.
    """

    source: str = "eng_Latn"
    doubt: float = 0.1
    smoothing: float = 0.3
    fuzzy: float = 0.5
    capital: float = 0.6
    table_words: int = 20_000


class LookupTagger:
    """Tags a word by pattern, its English translations, its parts of speech in lexicon and table, its ending."""

    kind = "lookup_tagger"

    def __init__(
        self,
        inventory: Inventory,
        settings: LookupSettings,
        english: Mapping[str, NDArray[np.float32]],
        *,
        dictionaries: Dictionaries,
        lexicons: Mapping[str, Lexicon],
        paradigms: Mapping[str, Paradigms | None],
    ) -> None:
        self.inventory, self.settings = inventory, settings
        self._english = english
        self._dictionaries, self._lexicons, self._paradigms = dictionaries, lexicons, paradigms
        self._ids = {tag: i for i, tag in enumerate(inventory.tags)}
        total = sum(english.values(), np.zeros(len(inventory.tags), dtype=np.float32))
        open_T = np.array([tag in OPEN_CLASSES for tag in inventory.tags], dtype=np.float32)
        self._prior = _normal(total * open_T, np.ones_like(total))
        self._lexicon_pos: dict[str, dict[str, NDArray[np.float32]]] = {}
        self._suffixes: dict[str, SuffixModel] = {}
        self._memo: dict[str, dict[str, NDArray[np.float32]]] = {}

    @classmethod
    def fit(
        cls,
        english: Sequence[Sentence],
        inventory: Inventory,
        *,
        dictionaries: Dictionaries,
        lexicons: Mapping[str, Lexicon],
        paradigms: Mapping[str, Paradigms | None] | None = None,
        settings: LookupSettings | None = None,
    ) -> LookupTagger:
        """Counts the tags of English words.

        Args:
            english: tagged sentences.
            inventory: its tags are the columns of all distributions.
            dictionaries, lexicons, paradigms: by target variety; English paradigms help with English words
                that the sentences lack.
            settings: weights.
        """
        ids = {tag: i for i, tag in enumerate(inventory.tags)}
        counts: dict[str, NDArray[np.float32]] = {}
        for sentence in english:
            for word, tag in zip(sentence.words, sentence.tags or (), strict=bool(sentence.tags)):
                row = counts.setdefault(word.casefold(), np.zeros(len(ids), dtype=np.float32))
                row[ids[tag]] += 1
        return cls(
            inventory,
            settings or LookupSettings(),
            counts,
            dictionaries=dictionaries,
            lexicons=lexicons,
            paradigms=paradigms or {},
        )

    def distribution(self, variety: str, words: Sequence[str]) -> NDArray[np.float32]:
        """V x T tag probabilities of words out of context, rows sum to 1; each word is worked out once."""
        memo = self._memo.setdefault(variety, {})
        missing = [word for word in dict.fromkeys(words) if word not in memo]
        if missing:
            memo.update(zip(missing, self._distributions(variety, missing), strict=True))
        return np.array([memo[word] for word in words], dtype=np.float32).reshape(-1, len(self._ids))

    def _distributions(self, variety: str, words: list[str]) -> list[NDArray[np.float32]]:
        hits = self._look_up(variety, words)
        result = []
        for word, hit in zip(words, hits, strict=True):
            tag = closed_tag(word)
            if tag in self._ids:
                result.append(self._one_hot(tag))
                continue
            known = self._known(variety, word, hit)
            if known is None:
                known = self._guess(variety, word)
                if hit.english:
                    weight = self.settings.fuzzy
                    known = weight * self._translated(hit) + (1 - weight) * known
            result.append(known)
        return result

    def _look_up(self, variety: str, words: list[str]) -> list[LookUp]:
        if variety == self.settings.source:
            return [LookUp(((word.casefold(), 1.0),), "exact") if self._occurs(word) else _NOTHING for word in words]
        if variety in self._dictionaries:
            return self._dictionaries[variety].look_up_all(words)
        return [_NOTHING] * len(words)

    def _occurs(self, word: str) -> bool:
        return word.casefold() in self._english

    def _known(self, variety: str, word: str, hit: LookUp) -> NDArray[np.float32] | None:
        """What translations, lexicon and table say together, or None where none of them knows the word."""
        evidence = []
        if hit.how in ("exact", "table", "rules"):
            evidence.append(self._translated(hit))
        if variety != self.settings.source or not evidence:
            for found in (self._pos_of_lexicon(variety, word), self._pos_of_table(variety, word)):
                if found is not None:
                    evidence.append(found)
        if not evidence:
            return None
        if len(evidence) == 1:
            return evidence[0] if hit.how in ("exact", "table", "rules") else self._weighed(evidence[0])
        spread = self.settings.doubt / len(self._ids)
        product = np.prod([(1 - self.settings.doubt) * each + spread for each in evidence], axis=0)
        return _normal(product, self._prior)

    def _weighed(self, allowed_T: NDArray[np.float32]) -> NDArray[np.float32]:
        """A set of parts of speech, shared out as English shares out its words."""
        return _normal(allowed_T * (self._prior + 0.02), allowed_T)

    def _translated(self, hit: LookUp) -> NDArray[np.float32]:
        total = np.zeros(len(self._ids), dtype=np.float32)
        for english, weight in hit.english:
            total += weight * self._english_word(english)
        return _normal(total, self._prior)

    def _english_word(self, word: str) -> NDArray[np.float32]:
        counts = self._english.get(word)
        if counts is not None:
            smoothing = self.settings.smoothing
            return (counts + smoothing * self._prior) / (counts.sum() + smoothing)
        found = self._pos_of_table(self.settings.source, word)
        return self._weighed(found) if found is not None else self._endings(self.settings.source).distribution(word)

    def _guess(self, variety: str, word: str) -> NDArray[np.float32]:
        guess = self._endings(variety).distribution(word)
        if "PROPN" in self._ids and is_cased(variety.rpartition("_")[2]) and word[:1].isupper():
            weight = self.settings.capital
            guess = (1 - weight) * guess + weight * self._one_hot("PROPN")
        return guess

    def _pos_of_lexicon(self, variety: str, word: str) -> NDArray[np.float32] | None:
        if variety not in self._lexicon_pos:
            self._lexicon_pos[variety] = self._index_lexicon(variety)
        return self._lexicon_pos[variety].get(word.casefold())

    def _index_lexicon(self, variety: str) -> dict[str, NDArray[np.float32]]:
        index: dict[str, NDArray[np.float32]] = {}
        if variety in self._lexicons:
            table = self._lexicons[variety].table
            columns = (table[name].tolist() for name in ("target", "target_pos", "source_pos", "score"))
            for target, target_pos, source_pos, score in zip(*columns, strict=True):
                pos = target_pos or source_pos
                row = self._allowed(_OF_LEXICON.get(pos, (pos,)))
                if row is not None:
                    key = target.casefold()
                    index[key] = index.get(key, np.float32(0)) + np.float32(score) * row
        return {word: _normal(row, row) for word, row in index.items()}

    def _pos_of_table(self, variety: str, word: str) -> NDArray[np.float32] | None:
        paradigms = self._paradigms.get(variety)
        if paradigms is None:
            return None
        analyses = paradigms.analyse(word) or paradigms.analyse(lower(word, variety))
        tags = [tag for _, bundle in analyses for tag in _OF_UNIMORPH.get(part_of_speech(bundle), ())]
        return self._allowed(tags)

    def _allowed(self, tags: Sequence[str]) -> NDArray[np.float32] | None:
        row = np.zeros(len(self._ids), dtype=np.float32)
        row[[self._ids[tag] for tag in tags if tag in self._ids]] = 1.0
        return row / row.sum() if row.any() else None

    def _endings(self, variety: str) -> SuffixModel:
        if variety not in self._suffixes:
            words = self._typed_words(variety)
            rows = [self._known(variety, word, hit) for word, hit in zip(words, self._exact(variety, words), strict=True)]
            kept = [i for i, row in enumerate(rows) if row is not None]
            open_T = np.array([tag in OPEN_CLASSES for tag in self._ids], dtype=np.float32)
            tags = np.array([rows[i] for i in kept], dtype=np.float32).reshape(-1, len(self._ids)) * open_T
            self._suffixes[variety] = SuffixModel([words[i] for i in kept], tags, self._prior)
        return self._suffixes[variety]

    def _typed_words(self, variety: str) -> list[str]:
        """Words to learn endings from: the lexicon's single words and forms of the table; for English its own."""
        if variety == self.settings.source:
            return [word for word, counts in self._english.items() if counts.sum() <= 10]
        words = list(self._dictionaries[variety].entries) if variety in self._dictionaries else []
        paradigms = self._paradigms.get(variety)
        if paradigms is not None and len(paradigms):
            step = max(1, len(paradigms.forms) // self.settings.table_words)
            words += paradigms.forms[::step]
        return [word for word in dict.fromkeys(words) if " " not in word and not closed_tag(word)]

    def _exact(self, variety: str, words: list[str]) -> list[LookUp]:
        if variety == self.settings.source:
            return self._look_up(variety, words)
        entries = self._dictionaries[variety].entries if variety in self._dictionaries else {}
        return [LookUp(entries[word], "exact") if word in entries else _NOTHING for word in words]

    def _one_hot(self, tag: str) -> NDArray[np.float32]:
        row = np.zeros(len(self._ids), dtype=np.float32)
        row[self._ids[tag]] = 1.0
        return row

    def predict(self, sentences: Sequence[Sentence], variety: str) -> Predictions:
        """Log-probabilities of the words' tags; no classes of sentences.

        The capital letter of a sentence's first word counts half.
        """
        relabelled = [replace(sentence, variety=variety) for sentence in sentences]
        encoded, owners = encode(relabelled, self.inventory, self._dictionaries)
        words = [word for _, word in encoded.keys]
        tags_UxT = self.distribution(variety, words)[encoded.units_U]
        begins_U = encoded.offsets_M1[:-1][encoded.lengths_M > 0]
        lowered = [lower(words[row], variety) for row in encoded.units_U[begins_U]]
        tags_UxT[begins_U] = (tags_UxT[begins_U] + self.distribution(variety, lowered)) / 2
        labels = np.zeros((len(sentences), len(self.inventory.labels)), dtype=np.float32)
        classes = TagClasses.of(self.inventory.tags)
        return Predictions(labels, classes.log_probabilities(tags_UxT, owners, first_words(sentences)))

    def save(self, folder: str | Path) -> None:
        """Writes inventory, settings and the English counts into an existing folder."""
        words = sorted(self._english)
        counts = np.array([self._english[word] for word in words], dtype=np.float32)
        arrays = {"words": np.array(words, dtype=np.str_), "counts": counts}
        save_predictor(folder, self.kind, self.inventory, asdict(self.settings), arrays)

    @classmethod
    def load(
        cls,
        folder: str | Path,
        *,
        dictionaries: Dictionaries,
        lexicons: Mapping[str, Lexicon],
        paradigms: Mapping[str, Paradigms | None] | None = None,
    ) -> LookupTagger:
        """Reads what `save` wrote; the resources are those it was fitted with."""
        settings, arrays = LookupSettings(**load_settings(folder, cls.kind)), load_arrays(folder)
        english = dict(zip(arrays["words"].tolist(), arrays["counts"], strict=True))
        return cls(
            load_inventory(folder),
            settings,
            english,
            dictionaries=dictionaries,
            lexicons=lexicons,
            paradigms=paradigms or {},
        )


_NOTHING = LookUp((), "none")


def _normal(row: NDArray[np.float32], otherwise: NDArray[np.float32]) -> NDArray[np.float32]:
    """The row scaled to sum to 1; `otherwise` likewise where it sums to 0."""
    total = row.sum()
    return (row / total if total > 0 else otherwise / otherwise.sum()).astype(np.float32)
