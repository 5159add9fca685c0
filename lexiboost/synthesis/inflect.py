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
    """Inflects target lemmas by table and by suffix rules learned from the table.

    Args:
        paradigms: the target's inflection table.
        rules: suffix rules fitted on the same table.
    """

    paradigms: Paradigms
    rules: SuffixRules | None = None
    _memo: dict[tuple[str, str], Inflected | None] = field(default_factory=dict)
    _cells_of_pos: dict[str, frozenset[str]] = field(default_factory=dict)

    def inflect(self, lemma: str, bundle: str) -> Inflected | None:
        """The lemma's form in the target cell nearest to a source bundle; None when nothing is known.

        The cell is the language's, not the lemma's: where the table has only some cells of the lemma, a rule
        for the right cell is better than a listed form of a wrong one, which comes last.
        """
        key = (lemma, bundle)
        if key not in self._memo:
            self._memo[key] = self._inflect(lemma, bundle)
        return self._memo[key]

    def _inflect(self, lemma: str, bundle: str) -> Inflected | None:
        own, pos = self.paradigms.forms_of(lemma), bundle.split(";")[0]
        found = transfer_cell(bundle, self._cells(pos)) if bundle else None
        if found is not None and found[0] in own:
            return Inflected(own[found[0]][0], found[0], "table")
        # A lemma that the table lists only as another part of speech is none of this one.
        if found is not None and (not own or any(cell.split(";")[0] == pos for cell in own)):
            by_rules = self._by_rules(lemma, found[0])
            if by_rules is not None:
                return by_rules
        nearest = transfer_cell(bundle, frozenset(own)) if own else None
        return None if nearest is None else Inflected(own[nearest[0]][0], nearest[0], "table")

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

    def random_form(self, lemma: str, uniform: float) -> Inflected | None:
        """A form drawn from the lemma's paradigm in the table by a number in [0, 1)."""
        cells = sorted(self.paradigms.forms_of(lemma).items())
        if not cells:
            return None
        cell, forms = cells[int(uniform * len(cells))]
        return Inflected(forms[0], cell, "table")
