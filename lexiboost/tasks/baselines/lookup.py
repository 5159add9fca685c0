"""The look-up tagger: a word's tags by pattern, dictionary, inflection table and ending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lexiboost.tasks.baselines.encode import Dictionaries, TagClasses, encode, first_words
from lexiboost.tasks.baselines.english import SHORT, Distribution, EnglishTags, normalised
from lexiboost.tasks.baselines.evidence import Lexicons, LexiconTags, Tables, table_tags, table_words
from lexiboost.tasks.baselines.patterns import closed_tag
from lexiboost.tasks.baselines.storage import load_arrays, load_inventory, load_settings, save_predictor
from lexiboost.tasks.baselines.suffixes import SuffixModel
from lexiboost.tasks.predictions import Inventory, Predictions
from lexiboost.text.sentence import Sentence
from lexiboost.text.unicode import is_cased, lower
from lexiboost.tokens.dictionary import LookUp

_NOTHING = LookUp((), "none")
_CERTAIN = ("exact", "table", "learned")
_RARE = 10


@dataclass(frozen=True)
class LookupSettings:
    """How the evidence on a word is weighed.

    Attributes:
        source: the English variety.
        frequency: exponent of an English word's frequency among a target word's translations: 0 takes the
            lexicon's weights alone, 1 reads them as P(target word | English word).
        doubt: weight left to the tags that a lexicon or table excludes.
        smoothing: pseudo-occurrences of the open-class prior added to an English word's counts.
        fuzzy: weight of a look-up by likeness against the ending.
        capital: weight of the proper-noun reading of a capitalized word found nowhere.
        lower_case: factor of the proper-noun reading of a word in small letters, where the script has both.
        ending_words: words of a lexicon, and as many forms of a table, that teach endings.
    """

    source: str = "eng_Latn"
    frequency: float = 0.7
    doubt: float = 0.1
    smoothing: float = 0.3
    fuzzy: float = 0.5
    capital: float = 0.6
    lower_case: float = 0.05
    ending_words: int = 20_000


class LookupTagger:
    """Tags words out of context.

    In this order: (1) punctuation, numbers and symbols by their characters; (2) the tags that English
    training data give the word's translations, as far as the lexicon's parts of speech allow them, with
    those that the inflection table gives the form; (3) the table's alone; (4) the tags of known words with
    the same ending, where (2) was found by likeness only both together; (5) the tags of new English words.

    Args:
        english: tag counts of English words.
        inventory: its tags are the columns of all distributions.
        settings: weights.
        dictionaries, lexicons, paradigms: by variety; English paradigms help with English words that the
            training data lack.
    """

    kind = "lookup_tagger"

    def __init__(
        self,
        english: EnglishTags,
        inventory: Inventory,
        settings: LookupSettings,
        *,
        dictionaries: Dictionaries,
        lexicons: Lexicons,
        paradigms: Tables,
    ) -> None:
        self.inventory, self.settings, self.english = inventory, settings, english
        self._dictionaries, self._lexicons, self._paradigms = dictionaries, lexicons, paradigms
        self._lexicon_tags: dict[str, LexiconTags] = {}
        self._endings: dict[str, SuffixModel] = {}
        self._memo: dict[str, dict[str, Distribution]] = {}

    @classmethod
    def fit(
        cls,
        english: Sequence[Sentence],
        inventory: Inventory,
        *,
        dictionaries: Dictionaries,
        lexicons: Lexicons,
        paradigms: Tables | None = None,
        settings: LookupSettings | None = None,
    ) -> LookupTagger:
        """Counts the tags of words in tagged English sentences; for the other arguments see the class."""
        return cls(
            EnglishTags.fit(english, inventory.tags),
            inventory,
            settings or LookupSettings(),
            dictionaries=dictionaries,
            lexicons=lexicons,
            paradigms=paradigms or {},
        )

    def distribution(self, variety: str, words: Sequence[str]) -> NDArray[np.float32]:
        """V x T tag probabilities of words out of context, rows sum to 1; each word is worked out once."""
        memo = self._memo.setdefault(variety, {})
        missing = [word for word in dict.fromkeys(words) if word not in memo]
        if missing:
            hits = self._look_up(variety, missing)
            for word, hit in zip(missing, hits, strict=True):
                memo[word] = self._distribution(variety, word, hit)
        return np.array([memo[word] for word in words], dtype=np.float32).reshape(-1, len(self.english.tags))

    def _look_up(self, variety: str, words: list[str]) -> list[LookUp]:
        if variety == self.settings.source:
            known = self.english.counts
            folded = [word.casefold() for word in words]
            return [LookUp(((word, 1.0),), "exact") if word in known else _NOTHING for word in folded]
        if variety in self._dictionaries:
            return self._dictionaries[variety].look_up_all(words)
        return [_NOTHING] * len(words)

    def _distribution(self, variety: str, word: str, hit: LookUp) -> Distribution:
        pattern = closed_tag(word)
        if pattern in self.english.tags:
            return self.english.one_hot(pattern)
        result = self._known(variety, word, hit)
        if result is None:
            result = self._guess(variety, word, hit)
        if "PROPN" in self.english.tags and is_cased(variety.rpartition("_")[2]) and word.islower():
            names_T = self.english.one_hot("PROPN")
            kept = result * np.where(names_T > 0, np.float32(self.settings.lower_case), np.float32(1))
            result = normalised(kept, result)
        return result

    def _known(self, variety: str, word: str, hit: LookUp) -> Distribution | None:
        """What translations and table say together, or None where neither knows the word."""
        if variety == self.settings.source and hit.english:
            counts = self.english.counts[word.casefold()]
            return normalised(counts + np.float32(self.settings.smoothing) * self.english.open_prior, counts)
        certain = hit.how in _CERTAIN or (hit.how == "rules" and len(word) > SHORT)
        translated = self._translated(variety, word, hit) if certain else None
        allowed = self.english.allowed(table_tags(self._paradigms.get(variety), word, variety))
        if allowed is None:
            return translated
        if translated is None:
            return normalised(allowed * self.english.open_prior, allowed / allowed.sum())
        # Tables list no function words: they have no say on those readings.
        weight = np.where(allowed | ~self.english.open_T, np.float32(1), np.float32(self.settings.doubt))
        return normalised(translated * weight, translated)

    def _translated(self, variety: str, word: str, hit: LookUp) -> Distribution:
        total = np.zeros(len(self.english.tags), dtype=np.float32)
        for english, weight in hit.english:
            counts = self._english_counts(english)
            allowed = self.english.allowed(self._tags_of_pair(variety, word, english))
            if allowed is not None:
                # Less than all: the English word is rarer in this sense than at large.
                counts = counts * np.where(allowed, np.float32(1), np.float32(self.settings.doubt))
            share = weight * float(counts.sum()) ** self.settings.frequency
            if allowed is not None:
                counts = counts + np.float32(self.settings.smoothing) * allowed / allowed.sum()
            total += np.float32(share) * counts / counts.sum()
        return normalised(total, self.english.open_prior)

    def _tags_of_pair(self, variety: str, word: str, english: str) -> tuple[str, ...]:
        if variety not in self._lexicon_tags:
            self._lexicon_tags[variety] = LexiconTags(self._lexicons.get(variety))
        return self._lexicon_tags[variety].of(word, english)

    def _english_counts(self, word: str) -> Distribution:
        """Smoothed tag counts; a word that does not occur counts `smoothing` times."""
        smoothing, source = np.float32(self.settings.smoothing), self.settings.source
        counts = self.english.counts_of(word)
        if counts is not None:
            return counts + smoothing * self.english.open_prior
        allowed = self.english.allowed(table_tags(self._paradigms.get(source), word, source))
        if allowed is not None:
            return smoothing * normalised(allowed * self.english.open_prior, allowed / allowed.sum())
        return smoothing * self._ending_model(source).distribution(word)

    def _guess(self, variety: str, word: str, hit: LookUp) -> Distribution:
        capital = is_cased(variety.rpartition("_")[2]) and word[:1].isupper()
        if len(word) <= SHORT and not capital:
            return self._aligned(variety, word, hit, self.english.short_prior)
        guess = self._ending_model(variety).distribution(word)
        if capital and "PROPN" in self.english.tags:
            weight = np.float32(self.settings.capital)
            guess = (1 - weight) * guess + weight * self.english.one_hot("PROPN")
        if hit.english and hit.how != "aligned":
            weight = np.float32(self.settings.fuzzy)
            guess = weight * self._translated(variety, word, hit) + (1 - weight) * guess
        return self._aligned(variety, word, hit, guess)

    def _aligned(self, variety: str, word: str, hit: LookUp, guess: Distribution) -> Distribution:
        """A guess mixed with what parallel text shows of a word, as far as its occurrences were linked."""
        if hit.how != "aligned":
            return guess
        share = np.float32(sum(weight for _, weight in hit.english))
        return share * self._translated(variety, word, hit) + (1 - share) * guess

    def _ending_model(self, variety: str) -> SuffixModel:
        if variety not in self._endings:
            words, hits = self._typed_words(variety)
            rows = [self._known(variety, word, hit) for word, hit in zip(words, hits, strict=True)]
            known = [(word, row) for word, row in zip(words, rows, strict=True) if row is not None]
            tags = np.array([row for _, row in known], dtype=np.float32).reshape(-1, len(self.english.tags))
            self._endings[variety] = SuffixModel(
                [word for word, _ in known], tags * self.english.open_T, self.english.open_prior
            )
        return self._endings[variety]

    def _typed_words(self, variety: str) -> tuple[list[str], list[LookUp]]:
        """Words to learn endings from: rare English words; a lexicon's single words and a table's forms."""
        if variety == self.settings.source:
            rare = [word for word, counts in self.english.counts.items() if counts.sum() <= _RARE]
            words = [word for word in rare if not closed_tag(word)]
            return words, self._look_up(variety, words)
        dictionary = self._dictionaries.get(variety)
        entries = dictionary.entries if dictionary is not None else {}
        limit = self.settings.ending_words
        forms = table_words(self._paradigms.get(variety), limit)
        listed = list(entries)[:: max(1, len(entries) // limit)]
        words = [
            word for word in dict.fromkeys([*listed, *forms]) if " " not in word and not closed_tag(word)
        ]
        return words, [LookUp(entries[word], "exact") if word in entries else _NOTHING for word in words]

    def predict(self, sentences: Sequence[Sentence], variety: str) -> Predictions:
        """Log-probabilities of the words' tags; all classes of sentences are equally likely.

        The capital letter of a sentence's first word counts half.
        """
        relabelled = [replace(sentence, variety=variety) for sentence in sentences]
        encoded, owners = encode(relabelled, self.inventory, self._dictionaries)
        words = [word for _, word in encoded.keys]
        begins_U = encoded.offsets[:-1][encoded.lengths_M > 0]
        lowered = [lower(words[row], variety) for row in encoded.units_U[begins_U]]
        distributions = self.distribution(variety, words + lowered)
        tags_UxT = distributions[encoded.units_U]
        tags_UxT[begins_U] = (tags_UxT[begins_U] + distributions[len(words) :]) / 2
        classes = len(self.inventory.labels)
        labels = np.full((len(sentences), classes), -np.log(max(classes, 1)), dtype=np.float32)
        tags = TagClasses.of(self.inventory.tags)
        return Predictions(labels, tags.log_probabilities(tags_UxT, owners, first_words(sentences)))

    def save(self, folder: str | Path) -> None:
        """Writes inventory, settings and the English counts into an existing folder."""
        arrays: dict[str, NDArray[Any]] = {}
        for name, table in (("counts", self.english.counts), ("small", self.english.small)):
            words = sorted(table)
            arrays[f"{name}_words"] = np.array(words, dtype=np.str_)
            rows = [table[word] for word in words]
            arrays[name] = np.array(rows, dtype=np.float32).reshape(-1, len(self.english.tags))
        save_predictor(folder, self.kind, self.inventory, asdict(self.settings), arrays)

    @classmethod
    def load(
        cls,
        folder: str | Path,
        *,
        dictionaries: Dictionaries,
        lexicons: Lexicons,
        paradigms: Tables | None = None,
    ) -> LookupTagger:
        """Reads what `save` wrote; dictionaries, lexicons and paradigms are those it was fitted with."""
        settings, arrays = LookupSettings(**load_settings(folder, cls.kind)), load_arrays(folder)
        inventory = load_inventory(folder)
        counts, small = (
            dict(zip(arrays[f"{name}_words"].tolist(), arrays[name], strict=True))
            for name in ("counts", "small")
        )
        return cls(
            EnglishTags(inventory.tags, counts, small),
            inventory,
            settings,
            dictionaries=dictionaries,
            lexicons=lexicons,
            paradigms=paradigms or {},
        )
