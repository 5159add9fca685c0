"""Merging several lexicons of one language pair into one, with relative scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lexiboost.artifacts.errors import InputError
from lexiboost.lexicons.lexicon import Entry, Lexicon, make_table

_SEPARATOR = "; "


def merge(lexicons: Sequence[Lexicon], *, weights: Sequence[float] | None = None) -> Lexicon:
    """One lexicon whose scores are the relative weights of a source word's translations (they sum to 1).

    Each lexicon first shares its weight out over a source word's translations by score; a pair that
    several have collects the sum, so what resources agree on comes first. A row whose part of speech is
    unknown is absorbed by the rows of the same pair that know it. Origins and licences of merged rows are
    joined with `; ` in the order of the lexicons. Rows are ordered by first occurrence of the source, then
    falling score, then target.

    Args:
        lexicons: same source and target variety, in falling priority.
        weights: one above 0 a lexicon; all 1 by default.

    Raises:
        InputError: no lexicon, or two of different varieties.
    """
    if not lexicons:
        raise InputError("no lexicon to merge; give at least one")
    pairs = {(lexicon.source, lexicon.target) for lexicon in lexicons}
    if len(pairs) > 1:
        listed = ", ".join(sorted("-".join(pair) for pair in pairs))
        raise InputError(f"lexicons of different varieties cannot be merged: {listed}")
    if weights is None:
        weights = [1.0] * len(lexicons)
    pool = _Pool()
    for lexicon, weight in zip(lexicons, weights, strict=True):
        pool.add(lexicon, weight)
    entries = pool.entries()
    origins = [pool.origins[entry.source, entry.target] for entry in entries]
    licences = [pool.licences[entry.source, entry.target] for entry in entries]
    rejected: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    for lexicon in lexicons:
        rejected.update(lexicon.rejected)
        changed.update(lexicon.changed)
    merged = sum(map(len, lexicons)) - len(entries)
    if merged:
        rejected["merged"] += merged
    return Lexicon(
        make_table(entries, origins, licences),
        source=lexicons[0].source,
        target=lexicons[0].target,
        rows_in=sum(lexicon.rows_in for lexicon in lexicons),
        rejected=dict(sorted(rejected.items())),
        split=sum(lexicon.split for lexicon in lexicons),
        changed=dict(sorted(changed.items())),
        format=_SEPARATOR.join(dict.fromkeys(lexicon.format for lexicon in lexicons)),
    )


class _Pool:
    """Summed scores by (source, target, source POS, target POS); origins and licences by (source, target)."""

    def __init__(self) -> None:
        self.scores: dict[tuple[str, str, str, str], float] = {}
        self.origins: dict[tuple[str, str], str] = {}
        self.licences: dict[tuple[str, str], str] = {}

    def add(self, lexicon: Lexicon, weight: float) -> None:
        """Adds a lexicon's entries, each source word's scores scaled to sum to `weight`."""
        entries = lexicon.entries()
        totals: dict[str, float] = {}
        for entry in entries:
            totals[entry.source] = totals.get(entry.source, 0.0) + entry.score
        origins, licences = lexicon.table["origin"].tolist(), lexicon.table["licence"].tolist()
        for entry, origin, licence in zip(entries, origins, licences, strict=True):
            key = entry[:4]
            self.scores[key] = self.scores.get(key, 0.0) + weight * entry.score / totals[entry.source]
            pair = (entry.source, entry.target)
            self.origins[pair] = _joined(self.origins.get(pair, ""), origin)
            self.licences[pair] = _joined(self.licences.get(pair, ""), licence)

    def entries(self) -> list[Entry]:
        """Entries by first occurrence of the source, then falling score, target and parts of speech."""
        scores = _absorb_unknown(self.scores)
        order: dict[str, int] = {}
        totals: dict[str, float] = {}
        for (source, *_), score in scores.items():
            order.setdefault(source, len(order))
            totals[source] = totals.get(source, 0.0) + score
        entries = [Entry(*key, score / totals[key[0]]) for key, score in scores.items()]
        return sorted(
            entries, key=lambda e: (order[e.source], -e.score, e.target, e.source_pos, e.target_pos)
        )


def _joined(names: str, more: str) -> str:
    if not names or names == more:
        return more or names
    return _SEPARATOR.join(dict.fromkeys([*names.split(_SEPARATOR), *filter(None, more.split(_SEPARATOR))]))


def _absorb_unknown(
    scores: dict[tuple[str, str, str, str], float],
) -> dict[tuple[str, str, str, str], float]:
    """Shares the score of a pair's unknown part of speech out over its known ones, in proportion."""
    known: dict[tuple[str, str], float] = {}
    for (source, target, *pos), score in scores.items():
        if any(pos):
            known[source, target] = known.get((source, target), 0.0) + score
    absorbed = {}
    for key, score in scores.items():
        source, target, *pos = key
        total = known.get((source, target))
        if total is None:
            absorbed[key] = score
        elif any(pos):
            unknown = scores.get((source, target, "", ""), 0.0)
            absorbed[key] = score + unknown * score / total
    return absorbed
