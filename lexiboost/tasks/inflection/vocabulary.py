"""Ids of letters and features; letters that training never showed can still be copied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from lexiboost.models.seq2seq import BEGIN, END, PAD
from lexiboost.morphology import Row, parse
from lexiboost.tasks.inflection.letters import spell

SLOTS = 8
"""Ids that stand for the unknown letters of one word, in the order in which they come."""
FIRST_SLOT = END + 1
FIRST_LETTER = FIRST_SLOT + SLOTS


@dataclass(frozen=True)
class Vocabulary:
    """Attributes: letters: known letters; features: known features. Ids follow their order."""

    letters: tuple[str, ...]
    features: tuple[str, ...]

    @staticmethod
    def of(rows: Iterable[Row]) -> Vocabulary:
        """All letters of lemmas and forms and all features of bundles, sorted."""
        letters: set[str] = set()
        features: set[str] = set()
        for bundle in dict.fromkeys(_collect(rows, letters)):
            features |= parse(bundle)
        return Vocabulary(tuple(sorted(letters)), tuple(sorted(features)))

    @property
    def size(self) -> int:
        """Number of letter ids, padding and slots included."""
        return FIRST_LETTER + len(self.letters)

    @cached_property
    def _letter_ids(self) -> dict[str, int]:
        return {letter: i for i, letter in enumerate(self.letters, start=FIRST_LETTER)}

    @cached_property
    def _feature_ids(self) -> dict[str, int]:
        return {feature: i for i, feature in enumerate(self.features, start=PAD + 1)}

    def encode_bundle(self, bundle: str) -> tuple[int, ...]:
        """Ids of a bundle's features, sorted; unknown features are left out."""
        return tuple(sorted(i for f in parse(bundle) if (i := self._feature_ids.get(f)) is not None))

    def encode(self, letters: str, slots: dict[str, int]) -> list[int]:
        """Ids of letters. Unknown ones get the ids in `slots`, which is added to; all share the last
        when there are more than slots."""
        ids = []
        for letter in letters:
            known = self._letter_ids.get(letter)
            if known is None:
                known = slots.setdefault(letter, min(FIRST_SLOT + len(slots), FIRST_LETTER - 1))
            ids.append(known)
        return ids

    def decode(self, ids: Sequence[int], slots: dict[str, int]) -> str:
        """Letters of ids up to the first `END`; slots that stand for nothing are left out."""
        letters = []
        unknown = {i: letter for letter, i in reversed(slots.items())}
        for i in ids:
            if i == END:
                break
            if i >= FIRST_LETTER:
                letters.append(self.letters[i - FIRST_LETTER])
            elif i > BEGIN:
                letters.append(unknown.get(i, ""))
        return "".join(letters)


def _collect(rows: Iterable[Row], letters: set[str]) -> Iterable[str]:
    for lemma, form, bundle in rows:
        letters.update(spell(lemma))
        letters.update(spell(form))
        yield bundle
