"""Inflection transfer: the target form of a translated lemma for the source word's features."""

from __future__ import annotations

from dataclasses import dataclass, field

from lexiboost.morphology import Paradigms, SuffixRules, transfer_cell

MIN_CONFIDENCE = 0.5


@dataclass(frozen=True, slots=True)
class Inflected:
    """A form, the target cell it fills and where it comes from (`table` or `rules`)."""

    form: str
    cell: str
    origin: str


@dataclass
class Inflector:
    """Inflects target lemmas by table, else by suffix rules learned from the table.

    Args:
        paradigms: the target's inflection table.
        rules: suffix rules fitted on the same table.
    """

    paradigms: Paradigms
    rules: SuffixRules | None = None
    _memo: dict[tuple[str, str], Inflected | None] = field(default_factory=dict)
    _cells_of_pos: dict[str, frozenset[str]] = field(default_factory=dict)

    def inflect(self, lemma: str, bundle: str) -> Inflected | None:
        """The lemma's form in the target cell nearest to a source bundle; None when nothing is known."""
        key = (lemma, bundle)
        if key not in self._memo:
            self._memo[key] = self._by_table(lemma, bundle) or self._by_rules(lemma, bundle)
        return self._memo[key]

    def _by_table(self, lemma: str, bundle: str) -> Inflected | None:
        forms = self.paradigms.forms_of(lemma)
        found = transfer_cell(bundle, frozenset(forms)) if forms else None
        if found is None:
            return None
        return Inflected(forms[found[0]][0], found[0], "table")

    def _by_rules(self, lemma: str, bundle: str) -> Inflected | None:
        if self.rules is None or not bundle:
            return None
        found = transfer_cell(bundle, self._cells(bundle.split(";")[0]))
        if found is None:
            return None
        inflected = self.rules.inflect(lemma, found[0])
        if inflected is None or inflected[1] < MIN_CONFIDENCE:
            return None
        return Inflected(inflected[0], found[0], "rules")

    def _cells(self, pos: str) -> frozenset[str]:
        if pos not in self._cells_of_pos:
            cells = (bundle for bundle in self.paradigms.bundles if bundle.split(";")[0] == pos)
            self._cells_of_pos[pos] = frozenset(cells)
        return self._cells_of_pos[pos]

    def random_form(self, lemma: str, uniform: float) -> Inflected | None:
        """A form drawn from the lemma's paradigm in the table by a number in [0, 1)."""
        cells = sorted(self.paradigms.forms_of(lemma).items())
        if not cells:
            return None
        cell, forms = cells[int(uniform * len(cells))]
        return Inflected(forms[0], cell, "table")
