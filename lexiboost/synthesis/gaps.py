"""Cells that an inflection table lacks and that synthesis, or a dictionary of forms, would use."""

from __future__ import annotations

from collections.abc import Container, Iterable

import numpy as np

from lexiboost.lexicons import Lexicon
from lexiboost.morphology import Paradigms, parse, part_of_speech, transfer_cell
from lexiboost.synthesis.source import SourceCorpus

Gap = tuple[str, str]
"""(lemma, cell)."""

_OF_UPOS = {"NOUN": "N", "VERB": "V", "ADJ": "ADJ"}


def needed_cells(corpus: SourceCorpus, lexicon: Lexicon, paradigms: Paradigms) -> list[Gap]:
    """Pairs that inflection transfer would ask for and the table lacks.

    A pair comes from a source word, a one-word translation of it, and the target cell that best stands for
    the word's features. A lemma that the table lists only as another part of speech is none of this one.

    Returns:
        The pairs, most running source words first, ties in order of the lexicon.
    """
    cells_of_pos = {pos: frozenset(cells) for pos, cells in _cells_of_pos(paradigms).items()}
    bundles_of = _bundles_of(corpus)
    counts: dict[Gap, int] = {}
    sources, targets = lexicon.table["source"].tolist(), lexicon.table["target"].tolist()
    for source, target in zip(sources, targets, strict=True):
        if " " in target:
            continue
        for bundle, count in bundles_of.get(source.casefold(), {}).items():
            pos = bundle.split(";")[0]
            found = transfer_cell(bundle, cells_of_pos.get(pos, frozenset()))
            if found is None or not _lacks(paradigms, target, found[0], pos):
                continue
            counts[target, found[0]] = counts.get((target, found[0]), 0) + count
    return sorted(counts, key=lambda pair: -counts[pair])


def paradigm_cells(corpus: SourceCorpus, lexicon: Lexicon, paradigms: Paradigms, limit: int) -> list[Gap]:
    """Other cells of the lexicon's one-word nouns, verbs and adjectives that the table lacks.

    Words come by the running source words that they translate, their missing cells by how basic they are: of
    fewer features first, then the more frequent in the table. A word's nth missing cell counts as much as
    the first one of a word that is n times rarer. Cells that most often hold several words (a verb with an
    auxiliary) are left out, as text is looked up word by word.

    Returns:
        At most `limit` pairs, the weightiest first, ties in order of the lexicon.
    """
    cells_of_pos = _cells_of_pos(paradigms, several_words=_periphrastic(paradigms))
    weights: dict[tuple[str, str], float] = {}
    counts = _counts(corpus)
    columns = (lexicon.table[name].tolist() for name in ("source", "target", "source_pos", "target_pos"))
    bundles_of = _bundles_of(corpus)
    for source, target, source_pos, target_pos in zip(*columns, strict=True):
        key = source.casefold()
        if " " in target:
            continue
        upos = _OF_UPOS.get(target_pos or source_pos)
        found = {upos} if upos else {part_of_speech(bundle) for bundle in bundles_of.get(key, ())}
        for pos in sorted(found & cells_of_pos.keys()):
            weights[target, pos] = weights.get((target, pos), 0.0) + counts.get(key, 0) + 1
    gaps: dict[Gap, float] = {}
    words = 0
    for target, pos in sorted(weights, key=lambda word: -weights[word]):
        missing = [cell for cell in cells_of_pos[pos] if _lacks(paradigms, target, cell, pos)]
        words += bool(missing)
        # A later cell is behind more than `limit` others: those before it, of all words before it.
        for rank, cell in enumerate(missing[: limit // max(1, words)], start=1):
            gaps.setdefault((target, cell), weights[target, pos] / rank)
        if words >= limit:
            break
    return sorted(gaps, key=lambda gap: -gaps[gap])[:limit]


def _periphrastic(paradigms: Paradigms) -> frozenset[str]:
    """The cells most of whose forms are of several words."""
    several: dict[str, int] = {}
    for _, form, bundle in paradigms.rows:
        several[bundle] = several.get(bundle, 0) + (1 if " " in form else -1)
    return frozenset(bundle for bundle, balance in several.items() if balance > 0)


def _cells_of_pos(paradigms: Paradigms, several_words: Container[str] = frozenset()) -> dict[str, list[str]]:
    """Part of speech -> its cells: of fewer features first, then by falling frequency in the table."""
    cells: dict[str, list[str]] = {}
    bundles = [bundle for bundle in paradigms.bundles if bundle not in several_words]
    for bundle in sorted(bundles, key=lambda bundle: len(parse(bundle))):
        cells.setdefault(part_of_speech(bundle), []).append(bundle)
    return cells


def _running(corpus: SourceCorpus) -> Iterable[tuple[str, str, str, int]]:
    """Word, lemma, bundle and number of running words of each distinct analysed word."""
    counts = np.bincount(corpus.ids_T, minlength=len(corpus.vocabulary)).tolist()
    for (word, lemma, _, bundle), count in zip(corpus.vocabulary, counts, strict=True):
        yield word.casefold(), lemma.casefold(), bundle, count


def _counts(corpus: SourceCorpus) -> dict[str, int]:
    """Case-folded word or lemma -> running words."""
    found: dict[str, int] = {}
    for word, lemma, _, count in _running(corpus):
        for key in dict.fromkeys((word, lemma)):
            found[key] = found.get(key, 0) + count
    return found


def _bundles_of(corpus: SourceCorpus) -> dict[str, dict[str, int]]:
    """Case-folded word or lemma -> its bundles with the number of running words."""
    found: dict[str, dict[str, int]] = {}
    for word, lemma, bundle, count in _running(corpus):
        if bundle:
            for key in dict.fromkeys((word, lemma)):
                bundles = found.setdefault(key, {})
                bundles[bundle] = bundles.get(bundle, 0) + count
    return found


def _lacks(paradigms: Paradigms, lemma: str, cell: str, pos: str) -> bool:
    own = paradigms.forms_of(lemma)
    return cell not in own and (not own or any(bundle.split(";")[0] == pos for bundle in own))
