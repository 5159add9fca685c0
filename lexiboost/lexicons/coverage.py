"""How much of a text a lexicon covers, before any compute is spent on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lexiboost.lexicons.lexicon import Lexicon


@dataclass(frozen=True)
class Coverage:
    """Shares in [0, 1] of a text's words that are in a lexicon; each way of matching includes the one before.

    Attributes:
        words: running words of the text that hold a letter.
        types: distinct ones.
        exact: share of running words found as they stand.
        casefold: found when case is ignored.
        lemma: found also by lemma (equal to `casefold` where no lemmas were given).
        types_exact, types_casefold, types_lemma: the same of types.
        missing: most frequent words found in none of these ways, with their counts.
    """

    words: int
    types: int
    exact: float
    casefold: float
    lemma: float
    types_exact: float
    types_casefold: float
    types_lemma: float
    missing: tuple[tuple[str, int], ...]


def coverage(
    lexicon: Lexicon,
    words: Iterable[str],
    *,
    lemmas: Mapping[str, str | Iterable[str]] | None = None,
    side: str = "source",
    top: int = 50,
) -> Coverage:
    """Measures what share of a text a lexicon knows.

    Args:
        lexicon: any lexicon; multiword entries count by neither of their words.
        words: the text's running words; those without a letter are left out.
        lemmas: word -> its lemma or possible lemmas.
        side: `source` or `target`, the column to look in.
        top: how many missing words to list.
    """
    counts = Counter(word for word in words if any(map(str.isalpha, word)))
    known = frozenset(lexicon.table[side].tolist())
    folded = frozenset(map(str.casefold, known))
    found: Counter[str] = Counter()
    types: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    for word, count in counts.items():
        how = _how(word, known, folded, lemmas)
        found[how] += count
        types[how] += 1
        if not how:
            missing[word] = count
    running, distinct = sum(counts.values()), len(counts)
    shares = _cumulative(found, running)
    type_shares = _cumulative(types, distinct)
    ranked = sorted(missing.items(), key=lambda item: (-item[1], item[0]))[:top]
    return Coverage(running, distinct, *shares, *type_shares, missing=tuple(ranked))


def _how(
    word: str, known: frozenset[str], folded: frozenset[str], lemmas: Mapping[str, str | Iterable[str]] | None
) -> str:
    if word in known:
        return "exact"
    if word.casefold() in folded:
        return "casefold"
    candidates = () if lemmas is None else lemmas.get(word, ())
    for lemma in (candidates,) if isinstance(candidates, str) else candidates:
        if lemma.casefold() in folded:
            return "lemma"
    return ""


def _cumulative(counts: Counter[str], total: int) -> tuple[float, float, float]:
    if not total:
        return 0.0, 0.0, 0.0
    exact = counts["exact"]
    casefold = exact + counts["casefold"]
    return exact / total, casefold / total, (casefold + counts["lemma"]) / total
