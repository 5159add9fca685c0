"""Learned edge rules: inflecting and lemmatizing words outside the table.

The idea of the non-neural baseline of the SIGMORPHON shared tasks (Cotterell et al. 2017 and after): every
row of the table shows how a lemma's two edges change into the form's; a new lemma takes, at each edge, the
change most often seen with its longest known ending or beginning.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

from lexiboost.morphology.features import canonical
from lexiboost.morphology.paradigms import Paradigms

SUFFIX_CONTEXT = 6
PREFIX_CONTEXT = 3
# Weight of the doubt in a rule seen on few rows: confidence = n / (rows + DISCOUNT).
DISCOUNT = 1.0
# Readings kept for one ending when lemmatizing.
MAX_READINGS = 32


class Edit(NamedTuple):
    """What one edge of a word turns into."""

    old: str
    new: str


class Change(NamedTuple):
    """A word `prefix.old + stem + suffix.old` becomes `prefix.new + stem + suffix.new`."""

    prefix: Edit
    suffix: Edit

    def inverted(self) -> Change:
        """The change from form to lemma."""
        return Change(Edit(self.prefix.new, self.prefix.old), Edit(self.suffix.new, self.suffix.old))

    def apply(self, word: str) -> str | None:
        """The changed word, or None where the word has not these edges around a stem."""
        start, end = len(self.prefix.old), len(word) - len(self.suffix.old)
        if end < start or not word.startswith(self.prefix.old) or not word.endswith(self.suffix.old):
            return None
        return f"{self.prefix.new}{word[start:end]}{self.suffix.new}"


_NO_EDIT = Edit("", "")


def _common_prefix(a: str, b: str) -> int:
    limit = min(len(a), len(b))
    for i in range(limit):
        if a[i] != b[i]:
            return i
    return limit


def _longest_common_substring(a: str, b: str) -> tuple[int, int, int]:
    """`(start in a, start in b, length)`, the leftmost in `a` of the longest."""
    best = (0, 0, 0)
    previous = [0] * (len(b) + 1)
    for i, x in enumerate(a):
        current = [0] * (len(b) + 1)
        for j, y in enumerate(b):
            if x == y:
                length = previous[j] + 1
                current[j + 1] = length
                if length > best[2]:
                    best = (i - length + 1, j - length + 1, length)
        previous = current
    return best


def change_between(lemma: str, form: str) -> Change:
    """The edge edits that turn `lemma` into `form` around what the two share."""
    prefix = _common_prefix(lemma, form)
    if 2 * prefix < len(lemma):
        i, j, length = _longest_common_substring(lemma, form)
        if length > prefix + 1:
            return Change(Edit(lemma[:i], form[:j]), Edit(lemma[i + length :], form[j + length :]))
    return Change(_NO_EDIT, Edit(lemma[prefix:], form[prefix:]))


def _endings(word: str, suffix: str) -> Iterator[str]:
    for size in range(len(suffix), min(len(word), len(suffix) + SUFFIX_CONTEXT) + 1):
        yield word[len(word) - size :]


def _beginnings(word: str, prefix: str) -> Iterator[str]:
    for size in range(len(prefix), min(len(word), len(prefix) + PREFIX_CONTEXT) + 1):
        yield word[:size]


class _EdgeCounts:
    """context -> edit -> rows; the majority of each context becomes its rule."""

    def __init__(self) -> None:
        self.counts: dict[str, dict[Edit, int]] = {}

    def add(self, contexts: Iterable[str], edit: Edit) -> None:
        for context in contexts:
            edits = self.counts.setdefault(context, {})
            edits[edit] = edits.get(edit, 0) + 1

    def rules(self) -> dict[str, tuple[Edit, float]]:
        rules = {}
        for context, edits in self.counts.items():
            edit = min(edits, key=lambda e: (-edits[e], e))
            rules[context] = (edit, edits[edit] / (sum(edits.values()) + DISCOUNT))
        return rules


class _CellRules(NamedTuple):
    """One cell's rules: by ending and by beginning of the lemma."""

    suffixes: dict[str, tuple[Edit, float]]
    prefixes: dict[str, tuple[Edit, float]]
    longest_prefix: int


class _Readings(NamedTuple):
    """All ways to undo an inflection, and which of them an ending suggests.

    Attributes:
        changes: form -> lemma edits of reading i.
        bundles: the cell that reading i says the form stands in.
        suggested: prefix of the form -> ending of the form -> (reading, confidence), most frequent first.
    """

    changes: list[Change]
    bundles: list[str]
    suggested: dict[str, dict[str, tuple[tuple[int, float], ...]]]


class SuffixRules:
    """Rules learned from one table; deterministic (ties go to the edit that sorts first)."""

    def __init__(self, rows_by_bundle: dict[str, list[tuple[str, str]]]) -> None:
        self._rows = rows_by_bundle
        self._changes: dict[tuple[str, str], Change] = {}
        self._cells: dict[str, _CellRules] = {}
        self._readings: _Readings | None = None

    @classmethod
    def fit(cls, paradigms: Paradigms) -> SuffixRules:
        """Groups the table's rows; a cell's rules are counted when it is first asked for."""
        rows: dict[str, list[tuple[str, str]]] = {}
        for lemma, form, bundle in paradigms.rows:
            rows.setdefault(bundle, []).append((lemma, form))
        return cls(rows)

    @property
    def bundles(self) -> tuple[str, ...]:
        """The cells that rules exist for, most rows first."""
        return tuple(sorted(self._rows, key=lambda bundle: (-len(self._rows[bundle]), bundle)))

    def inflect(self, lemma: str, bundle: str) -> tuple[str, float] | None:
        """The form the rules give a lemma in a cell, with a confidence in (0, 1); None where they give none.

        The confidence of an edge is the share of the rows with the same ending (or beginning) that changed in
        this way, discounted where rows are few: n / (rows + 1); that of the form is the lower of the two.
        """
        if bundle not in self._rows:
            bundle = canonical(bundle)
            if bundle not in self._rows:
                return None
        rules = self._cells.get(bundle)
        if rules is None:
            rules = self._cells[bundle] = self._learn(bundle)
        prefix = self._prefix_edit(lemma, rules)
        for start in range(len(lemma) + 1):
            suffix = rules.suffixes.get(lemma[start:])
            if suffix is not None:
                form = Change(prefix[0], suffix[0]).apply(lemma)
                if form:
                    return form, min(suffix[1], prefix[1])
        return None

    @staticmethod
    def _prefix_edit(lemma: str, rules: _CellRules) -> tuple[Edit, float]:
        for size in range(min(len(lemma), rules.longest_prefix), -1, -1):
            found = rules.prefixes.get(lemma[:size])
            if found is not None:
                return found
        return _NO_EDIT, 1.0

    def lemmatize(self, form: str, known: Container[str] | None = None) -> tuple[tuple[str, str, float], ...]:
        """Candidate `(lemma, bundle, confidence)` of a form, best first, one for each lemma and bundle.

        Args:
            form: a word, in the table or not.
            known: where given, only lemmas in it are returned, and every ending is tried; otherwise
                only the longest known ending.
        """
        if self._readings is None:
            self._readings = self._learn_readings()
        changes, bundles, suggested = self._readings
        best: dict[tuple[str, str], float] = {}
        tried: set[int] = set()
        for size in range(len(form), -1, -1):
            by_ending = suggested.get(form[:size])
            if by_ending is None:
                continue
            for start in range(size, len(form) + 1):
                readings = by_ending.get(form[start:], ())
                for reading, confidence in readings:
                    if reading in tried:
                        continue
                    tried.add(reading)
                    lemma = changes[reading].apply(form)
                    if lemma and (known is None or lemma in known):
                        key = (lemma, bundles[reading])
                        best[key] = max(confidence, best.get(key, 0.0))
                if readings and known is None:
                    break
        ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
        return tuple((lemma, bundle, confidence) for (lemma, bundle), confidence in ranked)

    def _change(self, lemma: str, form: str) -> Change:
        key = (lemma, form)
        found = self._changes.get(key)
        if found is None:
            found = self._changes[key] = change_between(lemma, form)
        return found

    def _learn(self, bundle: str) -> _CellRules:
        suffixes, prefixes = _EdgeCounts(), _EdgeCounts()
        changes = [(lemma, self._change(lemma, form)) for lemma, form in self._rows[bundle]]
        has_prefixes = any(change.prefix != _NO_EDIT for _, change in changes)
        for lemma, change in changes:
            suffixes.add(_endings(lemma, change.suffix.old), change.suffix)
            if has_prefixes:
                prefixes.add(_beginnings(lemma, change.prefix.old), change.prefix)
        longest = max((len(context) for context in prefixes.counts), default=0)
        return _CellRules(suffixes.rules(), prefixes.rules(), longest)

    def _learn_readings(self) -> _Readings:
        ids: dict[tuple[Change, str], int] = {}
        counts: dict[str, dict[str, dict[int, int]]] = {}
        for bundle, rows in self._rows.items():
            for lemma, form in rows:
                inverse = self._change(lemma, form).inverted()
                reading = ids.setdefault((inverse, bundle), len(ids))
                by_ending = counts.setdefault(inverse.prefix.old, {})
                for ending in _endings(form, inverse.suffix.old):
                    readings = by_ending.get(ending)
                    if readings is None:
                        by_ending[ending] = {reading: 1}
                    else:
                        readings[reading] = readings.get(reading, 0) + 1
        suggested = {
            prefix: {ending: _rank(readings) for ending, readings in by_ending.items()}
            for prefix, by_ending in counts.items()
        }
        return _Readings([change for change, _ in ids], [bundle for _, bundle in ids], suggested)


def _rank(counts: dict[int, int]) -> tuple[tuple[int, float], ...]:
    """Readings by falling count, then in order of the table."""
    total = sum(counts.values()) + DISCOUNT
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MAX_READINGS]
    return tuple((reading, count / total) for reading, count in ranked)
