"""How much of a text a lexicon covers, before any compute is spent on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lexiboost.lexicons.lexicon import Lexicon

Lemmas = Mapping[str, str | Iterable[str]]
"""Word -> its lemma or possible lemmas."""


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
    lemmas: Lemmas | None = None,
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
    counts = _counted(words)
    matcher = _Matcher(lexicon, side, lemmas)
    found: Counter[str] = Counter()
    types: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    for word, count in counts.items():
        how, _ = matcher.match(word)
        found[how] += count
        types[how] += 1
        if not how:
            missing[word] = count
    running, distinct = sum(counts.values()), len(counts)
    shares = _cumulative(found, running)
    type_shares = _cumulative(types, distinct)
    ranked = sorted(missing.items(), key=lambda item: (-item[1], item[0]))[:top]
    return Coverage(running, distinct, *shares, *type_shares, missing=tuple(ranked))


def coverage_by_pos(
    lexicon: Lexicon,
    words: Iterable[str],
    *,
    lemmas: Lemmas | None = None,
    side: str = "source",
) -> dict[str, float]:
    """Share of a text's running words that have an entry of each part of speech, the largest share first.

    A word that has entries of several counts in each, so the shares may add up to more than the coverage; ""
    is an entry whose part of speech is unknown. The arguments are those of `coverage`.
    """
    counts = _counted(words)
    matcher = _Matcher(lexicon, side, lemmas)
    tags: dict[str, set[str]] = {}
    for word, pos in zip(lexicon.table[side].tolist(), lexicon.table[f"{side}_pos"].tolist(), strict=True):
        tags.setdefault(word.casefold(), set()).add(pos)
    found: Counter[str] = Counter()
    for word, count in counts.items():
        for pos in tags.get(matcher.match(word)[1], ()):
            found[pos] += count
    total = sum(counts.values())
    return {pos: n / total for pos, n in sorted(found.items(), key=lambda item: (-item[1], item[0]))}


def _counted(words: Iterable[str]) -> Counter[str]:
    return Counter(word for word in words if any(map(str.isalpha, word)))


class _Matcher:
    """Finds words in one column of a lexicon."""

    def __init__(self, lexicon: Lexicon, side: str, lemmas: Lemmas | None) -> None:
        self.known = frozenset(lexicon.table[side].tolist())
        self.folded = frozenset(map(str.casefold, self.known))
        self.lemmas = lemmas

    def match(self, word: str) -> tuple[str, str]:
        """How a word is found (`exact`, `casefold`, `lemma`, "") and as which entry, case-folded."""
        folded = word.casefold()
        if word in self.known:
            return "exact", folded
        if folded in self.folded:
            return "casefold", folded
        candidates = () if self.lemmas is None else self.lemmas.get(word, ())
        for lemma in (candidates,) if isinstance(candidates, str) else candidates:
            if lemma.casefold() in self.folded:
                return "lemma", lemma.casefold()
        return "", ""


def _cumulative(counts: Counter[str], total: int) -> tuple[float, float, float]:
    if not total:
        return 0.0, 0.0, 0.0
    exact = counts["exact"]
    casefold = exact + counts["casefold"]
    return exact / total, casefold / total, (casefold + counts["lemma"]) / total
