"""Trains a unigram language model over pieces of words, from counts of words.

Kudo 2018, "Subword Regularization", section 3.2: begin with the substrings that count most, then in turn fit
their probabilities by expectation-maximization and drop those whose loss would hurt least. As in
SentencePiece, the M-step is Bayesian (digamma), so pieces without evidence fade. Done here on arrays, in one
order: the same counts give the same bytes in every process, which the trainer of `tokenizers` does not.

Words lie in memory position by position: first the first characters of all words, longest word first, then
the second characters, and so on. All characters at one position are one slice, and the words that are long
enough for a step are the beginning of it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma

LONGEST_PIECE = 16
LONGEST_WORD = 40
"""Longer words are cut for training."""
SEED_FACTOR, SHRINK, STEPS = 8, 0.75, 2
"""Pieces to begin with per piece wanted; the part kept in each round; EM steps a round."""
MOST_CHARACTERS = 4_000_000
"""Characters of distinct words that training looks at: those words that make up most running characters."""
BLOCK = 1 << 15
"""Words whose ways to be cut are in memory together."""
FAINT = 0.5
"""Expected count below which a piece's probability falls no further."""
DIGITS = 6
"""Of log-probabilities: beyond them, sums of floating point numbers may differ between processors."""
_SCALE = 64.0  # of probabilities, per character, so that those of long words do not underflow


class _Corpus(NamedTuple):
    """W words, longest first, and P pieces to begin with.

    Attributes:
        weight_W: weights of the words.
        longer: number of words of at least t characters, for t = 0, 1, ...
        base: where the characters at position t begin.
        piece: `piece[k][base[t] + w]` is the piece of k + 1 characters at position t of word w, P if none.
        place_P, length_P: where each piece lies for the first time, and its characters.
    """

    weight_W: NDArray[np.float64]
    longer: list[int]
    base: list[int]
    piece: list[NDArray[np.int32]]
    place_P: NDArray[np.int64]
    length_P: NDArray[np.int64]


class Word(NamedTuple):
    """How much a word counts for, and how often it was met: a weight makes no evidence."""

    weight: float
    met: float


def train_unigram(
    words: Mapping[str, Word], *, alphabet: Collection[str], size: int
) -> list[tuple[str, float]]:
    """Pieces with their log-probabilities: the alphabet, and others up to `size` in all.

    Args:
        words: the words; pieces never cross them. One with characters outside the alphabet is cut there.
        alphabet: characters that stay, whatever their probability.
        size: pieces in all, at least those of the alphabet.

    Returns: Descending log-probability, equal ones in the order of their characters.
    """
    letters = sorted(set(alphabet))
    chosen = _words(words, frozenset(letters))
    if not chosen:
        return [(letter, 0.0) for letter in letters]
    corpus, texts = _index(chosen, letters, SEED_FACTOR * size)
    probability, expected = _fit(corpus, np.full(len(texts), 1.0 / len(texts)), STEPS)
    while (many := int((probability > 0).sum())) > size:
        loss = _losses(corpus, probability, expected, len(letters))
        loss[probability == 0] = -np.inf
        loss[: len(letters)] = np.inf
        order = np.lexsort((np.arange(len(loss)), -loss))
        probability[order[max(size, int(many * SHRINK)) :]] = 0.0
        probability, expected = _fit(corpus, probability, STEPS)
    kept = np.flatnonzero(probability)
    scores = np.round(np.log(probability[kept]), DIGITS).tolist()
    return sorted(
        ((texts[i], score) for i, score in zip(kept.tolist(), scores, strict=True)),
        key=lambda pair: (-pair[1], pair[0]),
    )


def _words(words: Mapping[str, Word], alphabet: Collection[str]) -> list[tuple[str, Word]]:
    """Words over the alphabet, those of the most running characters, longest first."""
    parts: dict[str, Word] = {}
    for word in sorted(words):
        known = "".join(char if char in alphabet else "\n" for char in word)
        for run in known.split("\n"):
            for begin in range(0, len(run), LONGEST_WORD):
                part = run[begin : begin + LONGEST_WORD]
                had = parts.get(part, Word(0.0, 0.0))
                parts[part] = Word(had.weight + words[word].weight, had.met + words[word].met)
    room = MOST_CHARACTERS
    chosen = []
    for part, values in sorted(parts.items(), key=lambda item: (-item[1].weight * len(item[0]), item[0])):
        room -= len(part)
        if room < 0:
            break
        chosen.append((part, values))
    return sorted(chosen, key=lambda item: (-len(item[0]), item[0]))


def _index(words: list[tuple[str, Word]], letters: list[str], seeds: int) -> tuple[_Corpus, list[str]]:
    """The corpus over the pieces to begin with, and their texts: the letters, then the best substrings."""
    lengths = np.array([len(word) for word, _ in words], dtype=np.int64)
    longest = int(lengths.max())
    longer = [int((lengths >= t).sum()) for t in range(longest + 2)]
    base = np.concatenate([[0], np.cumsum(longer[1 : longest + 1])]).tolist()
    rank = {letter: i for i, letter in enumerate(letters)}
    first = np.array(
        [rank[words[w][0][t]] for t in range(longest) for w in range(longer[t + 1])], dtype=np.int64
    )
    values = np.array([each for _, each in words]).T
    spread = np.concatenate([values[:, : longer[t + 1]] for t in range(longest)], axis=1)
    substrings = [first]
    scores: list[NDArray[np.float64]] = []
    for k in range(2, min(LONGEST_PIECE, longest) + 1):
        found, score = _extend(substrings[-1], first, spread, longer, base, k)
        if not len(score):
            break
        substrings.append(found)
        scores.append(score)
    return _seeded(words, letters, seeds, substrings, scores, longer, base)


def _extend(
    shorter: NDArray[np.int64],
    letters: NDArray[np.int64],
    values: NDArray[np.float64],
    longer: list[int],
    base: list[int],
    k: int,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Numbers of the substrings of k characters by where they begin (-1: none, or met once), and scores.

    `values`: weight and count of the word at each place.
    """
    key = np.full(len(letters), -1, dtype=np.int64)
    alphabet = int(letters.max()) + 1
    for t in range(len(base) - k):
        reach = longer[t + k]
        before = shorter[base[t] : base[t] + reach]
        added = letters[base[t + k - 1] : base[t + k - 1] + reach]
        key[base[t] : base[t] + reach] = np.where(before >= 0, before * alphabet + added, -1)
    there = np.flatnonzero(key >= 0)
    _, inverse = np.unique(key[there], return_inverse=True)
    weight, count = (np.bincount(inverse, weights=each[there]) for each in values)
    often = count > 1
    place = np.cumsum(often) - 1
    found = np.full(len(letters), -1, dtype=np.int64)
    found[there] = np.where(often[inverse], place[inverse], -1)
    return found, np.asarray(weight[often] * k, dtype=np.float64)


def _seeded(
    words: list[tuple[str, Word]],
    letters: list[str],
    seeds: int,
    substrings: list[NDArray[np.int64]],
    scores: list[NDArray[np.float64]],
    longer: list[int],
    base: list[int],
) -> tuple[_Corpus, list[str]]:
    every = np.concatenate(scores) if scores else np.zeros(0)
    best = np.sort(np.lexsort((np.arange(len(every)), -every))[:seeds])
    pieces = len(letters) + len(best)
    number = np.full(len(every) + 1, pieces, dtype=np.int32)
    number[best] = np.arange(len(letters), pieces)
    at = [substrings[0].astype(np.int32)]
    place, length = np.full(pieces, -1, dtype=np.int64), np.ones(pieces, dtype=np.int64)
    offset = 0
    for k, (found, score) in enumerate(zip(substrings[1:], scores, strict=True), start=2):
        at.append(number[np.where(found >= 0, offset + found, len(every))])
        offset += len(score)
        here, first = np.unique(at[-1], return_index=True)
        first, here = first[here < pieces], here[here < pieces]
        place[here], length[here] = first, k
    texts = list(letters)
    for begin, k in zip(place[len(letters) :].tolist(), length[len(letters) :].tolist(), strict=True):
        t = bisect_right(base, begin) - 1
        texts.append(words[begin - base[t]][0][t : t + k])
    weight = np.array([each.weight for _, each in words])
    return _Corpus(weight, longer, base, at, place, length), texts


def _fit(
    corpus: _Corpus, probability: NDArray[np.float64], steps: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Probabilities after some EM steps, and the expected counts they come of; 0 stays 0."""
    for _ in range(steps):
        expected = _expected(corpus, probability)
        count = np.maximum(expected, FAINT)
        kept = probability > 0
        probability = np.where(kept, np.exp(digamma(count) - digamma(count[kept].sum())), 0.0)
    return probability, expected


def _expected(corpus: _Corpus, probability: NDArray[np.float64]) -> NDArray[np.float64]:
    """Expected number of each piece over all ways to cut the words (forward-backward)."""
    scaled = [np.append(probability, 0.0) * _SCALE**k for k in range(1, len(corpus.piece) + 1)]
    expected = np.zeros(len(probability) + 1)
    for begin in range(0, len(corpus.weight_W), BLOCK):
        _expect(corpus, scaled, range(begin, min(begin + BLOCK, len(corpus.weight_W))), expected)
    return expected[:-1]


def _expect(
    corpus: _Corpus, scaled: list[NDArray[np.float64]], block: range, expected: NDArray[np.float64]
) -> None:
    """Adds the expected pieces of some words."""
    longer = [max(0, min(count, block.stop) - block.start) for count in corpus.longer]
    positions = next(t for t in range(len(longer) - 1, -1, -1) if longer[t])
    longer = [*longer[: positions + 1], 0]
    base = [begin + block.start for begin in corpus.base]
    weight = corpus.weight_W[block.start : block.stop]
    ways: list[list[NDArray[np.float64]]] = [[] for _ in scaled]
    pieces: list[list[NDArray[np.int32]]] = [[] for _ in scaled]
    likely: dict[tuple[int, int], NDArray[np.float64]] = {}
    forward: list[NDArray[np.float64]] = [np.ones(longer[0])]
    for t in range(1, positions + 1):
        value = np.zeros(longer[t])
        for k in range(1, min(t, len(scaled)) + 1):
            begin = base[t - k]
            likely[t - k, k] = scaled[k - 1][corpus.piece[k - 1][begin : begin + longer[t]]]
            value += forward[t - k][: longer[t]] * likely[t - k, k]
        forward.append(value)
    backward: list[NDArray[np.float64]] = [np.zeros(0)] * (positions + 1)
    for t in range(positions, -1, -1):
        value, ends = np.zeros(longer[t]), longer[t + 1]
        # A word that ends here: its weight over its likelihood, so that the products below are counts.
        value[ends:] = weight[ends : longer[t]] / forward[t][ends:]
        for k in range(1, min(positions - t, len(scaled)) + 1):
            reach = longer[t + k]
            way = likely[t, k] * backward[t + k]
            value[:reach] += way
            ways[k - 1].append(way * forward[t][:reach])
            pieces[k - 1].append(corpus.piece[k - 1][base[t] : base[t] + reach])
        backward[t] = value
    for at, way_parts in zip(pieces, ways, strict=True):
        if at:
            expected += np.bincount(
                np.concatenate(at), weights=np.concatenate(way_parts), minlength=len(expected)
            )


def _losses(
    corpus: _Corpus, probability: NDArray[np.float64], expected: NDArray[np.float64], letters: int
) -> NDArray[np.float64]:
    """What the corpus' log-likelihood would lose, to first order, were each piece cut into others."""
    with np.errstate(divide="ignore"):
        log = np.log(np.append(probability, 0.0))
    loss = np.zeros(len(probability))
    here = np.arange(letters, len(probability))
    here = here[probability[here] > 0]
    position = np.searchsorted(corpus.base, corpus.place_P[here], side="right") - 1
    word = corpus.place_P[here] - np.array(corpus.base)[position]
    base = np.array(corpus.base)
    for n in range(2, len(corpus.piece) + 1):
        mine = np.flatnonzero(corpus.length_P[here] == n)
        best = [np.zeros(len(mine))]
        for end in range(1, n + 1):
            value = np.full(len(mine), -np.inf)
            for k in range(1, min(end, n - 1) + 1):
                at = base[position[mine] + end - k] + word[mine]
                value = np.maximum(value, best[end - k] + log[corpus.piece[k - 1][at]])
            best.append(value)
        loss[here[mine]] = expected[here[mine]] * (log[here[mine]] - best[n])
    return loss
