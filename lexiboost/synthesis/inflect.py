"""Inflection transfer: the target form of a translated lemma for the source word's features."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lexiboost.morphology import Paradigms, SuffixRules, transfer_cell

MIN_CONFIDENCE = 0.5
WAYS = ("table", "rules", "inflector")
"""What gives a form: the table, suffix rules, or the learned inflector."""


@dataclass(frozen=True, slots=True)
class Inflected:
    """A form, the target cell it fills and where it comes from (one of `WAYS`)."""

    form: str
    cell: str
    origin: str


@dataclass
class Inflector:
    """Inflects target lemmas by table, by forms made for its gaps, and by suffix rules learned from it.

    Args:
        paradigms: the target's inflection table.
        rules: suffix rules fitted on the same table.
        learned: (lemma, cell) -> a form for a gap of the table, and which of `WAYS` it was made in; these
            come before the rules.
    """

    paradigms: Paradigms
    rules: SuffixRules | None = None
    learned: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    _memo: dict[tuple[str, str], Inflected | None] = field(default_factory=dict)
    _cells_of_pos: dict[str, frozenset[str]] = field(default_factory=dict)

    def inflect(self, lemma: str, bundle: str) -> Inflected | None:
        """The lemma's form in the target cell nearest to a source bundle; None when nothing is known.

        The cell is the language's, not the lemma's: where the table has only some cells of the lemma, a rule
        for the right cell, made or by rules, is better than a listed form of a wrong one, which comes last.
        """
        key = (lemma, bundle)
        if key not in self._memo:
            self._memo[key] = self._inflect(lemma, bundle)
        return self._memo[key]

    def may_inflect(self, bundle: str) -> bool:
        """Whether the table has any cell that could stand for a source bundle."""
        return transfer_cell(bundle, frozenset(self.paradigms.bundles)) is not None

    def _inflect(self, lemma: str, bundle: str) -> Inflected | None:
        own, pos = self.paradigms.forms_of(lemma), bundle.split(";")[0]
        found = transfer_cell(bundle, self._cells(pos)) if bundle else None
        if found is not None and found[0] in own:
            return Inflected(own[found[0]][0], found[0], "table")
        # A lemma that the table lists only as another part of speech is none of this one.
        if found is not None and (not own or any(cell.split(";")[0] == pos for cell in own)):
            made = self._learned(lemma, found[0]) or self._by_rules(lemma, found[0])
            if made is not None:
                return made
        nearest = transfer_cell(bundle, frozenset(own)) if own else None
        return None if nearest is None else Inflected(own[nearest[0]][0], nearest[0], "table")

    def _learned(self, lemma: str, cell: str) -> Inflected | None:
        found = self.learned.get((lemma, cell))
        return None if found is None else Inflected(found[0], cell, found[1])

    def _by_rules(self, lemma: str, cell: str) -> Inflected | None:
        inflected = self.rules.inflect(lemma, cell) if self.rules is not None else None
        if inflected is None or inflected[1] < MIN_CONFIDENCE:
            return None
        return Inflected(inflected[0], cell, "rules")

    def _cells(self, pos: str) -> frozenset[str]:
        if pos not in self._cells_of_pos:
            cells = (bundle for bundle in self.paradigms.bundles if bundle.split(";")[0] == pos)
            self._cells_of_pos[pos] = frozenset(cells)
        return self._cells_of_pos[pos]

    def paradigm(self, lemma: str) -> tuple[Inflected, ...]:
        """The lemma's form in each cell that the table has of it, in the order of the cells' names."""
        cells = sorted(self.paradigms.forms_of(lemma).items())
        return tuple(Inflected(forms[0], cell, "table") for cell, forms in cells)
