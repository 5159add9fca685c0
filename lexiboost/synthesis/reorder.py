"""Parsed sentences of English in the word order of another language (Universal Dependencies version 2).

Each head and the blocks that hang on it are put in the order that `lexiboost.synthesis.arrange` gives, from
the leaves up; a block moves as a whole, so a projective tree stays one. Where the words of a block do not
stand together in the source, nothing moves at its head.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lexiboost.artifacts.errors import ConfigError
from lexiboost.languages.word_order import WordOrder
from lexiboost.synthesis import arrange
from lexiboost.synthesis.arrange import Item
from lexiboost.synthesis.labels import continuation, is_inside
from lexiboost.synthesis.parse import Parse
from lexiboost.text.sentence import Sentence

MOVED, NOT_A_TREE, NON_PROJECTIVE = "moved", "not a tree", "non-projective"
CHUNK, FINAL_MARK = "label chunk", "final mark"

_Chunk = tuple[int, int]


@dataclass(frozen=True)
class _Block:
    """An item and its place in the source, words `begin` to `end`; `mark` where it is punctuation alone."""

    begin: int
    end: int
    item: Item
    mark: Literal["", "opens", "closes"] = ""


@dataclass(frozen=True)
class _Task:
    parse: Parse
    order: WordOrder
    chunks: list[_Chunk]
    final: int
    counts: Counter[str]


def reorder(
    sentence: Sentence, order: WordOrder, *, recase: bool = True, counts: Counter[str] | None = None
) -> tuple[Sentence, tuple[int, ...]]:
    """A parsed sentence of English in another word order.

    All that is said of words goes along with them. Chunks of BIO labels stay together and begin with their
    `B-` again; a move that would split one is not made. Marks at the end of the sentence stay there, other
    marks go with the block on their left, opening brackets and quotes with the one on their right; a comma
    that opens a block comes to stand behind it where the block moves to the left.

    Args:
        sentence: with `upos`, `heads` and `relations`; `lemmas` and `feats` tell demonstratives, negation,
            participles and question words where they are there.
        order: of the target language; see `lexiboost.languages.word_order.word_order_of`.
        recase: gives the capital of the first word to the word that comes to stand first; the old one keeps
            its own where it is a proper noun, "I", or has capitals within.
        counts: counts sentences: `moved` where any word did, `not a tree` where the heads are none; and
            heads at which nothing, or less than the order asks for, was moved: `non-projective`,
            `label chunk`, `final mark`.

    Returns:
        The sentence, and of each of its L words the place in the given sentence, from 0.

    Raises:
        InputError: the sentence has no heads, no relations or no UPOS tags.
    """
    parse = Parse(sentence)
    counts = Counter() if counts is None else counts
    places = list(range(len(sentence.words)))
    if not parse.upwards:
        counts[NOT_A_TREE] += 1
        return sentence, tuple(places)
    final = len(places)
    while final and parse.is_mark(final - 1):
        final -= 1
    task = _Task(parse, order, _chunks(sentence.tags or ()), final, counts)
    for head in parse.upwards:
        if parse.children[head]:
            _reorder_head(head, places, task)
    if places == sorted(places):
        return sentence, tuple(places)
    counts[MOVED] += 1
    return _permuted(sentence, places, task.chunks, recase), tuple(places)


def ranked(
    sentences: Sequence[Sentence], order: WordOrder, counts: Counter[str] | None = None
) -> tuple[list[Sentence], NDArray[np.int32]]:
    """Where the words of sentences would stand in another word order.

    Args:
        sentences, order, counts: as in `reorder`.

    Returns:
        The sentences in their own order, with the capital where the other order has it; and of each of their
        T words in turn its place in the other order, from 0.

    Raises:
        ConfigError: a sentence has no parse.
    """
    found, ranks = [], list[int]()
    for sentence in sentences:
        if sentence.words and (sentence.heads is None or sentence.relations is None or sentence.upos is None):
            raise ConfigError(
                f"synthesis word_order=target: {sentence.source_id} has no parse; read a CoNLL-U treebank "
                "with heads and UPOS"
            )
        if not sentence.words:
            found.append(sentence)
            continue
        moved, places = reorder(sentence, order, counts=counts)
        now = np.argsort(np.array(places)).tolist()
        found.append(replace(sentence, words=tuple(moved.words[new] for new in now)))
        ranks += now
    return found, np.array(ranks, dtype=np.int32)


def _reorder_head(head: int, places: list[int], task: _Task) -> None:
    parse = task.parse
    begin, end = parse.begin[head], parse.end[head]
    blocks = _blocks(head, places, task)
    predicate = parse.is_predicate(head)
    wanted = _arranged(blocks, task.order, predicate)
    if wanted == _tokens(blocks):
        return
    if not parse.whole[head] or not all(parse.whole[child] for child in parse.children[head]):
        task.counts[NON_PROJECTIVE] += 1
        return
    if any(a < begin < b < end or begin < a < end < b for a, b in task.chunks):
        task.counts[CHUNK] += 1
        return
    final = max(task.final, begin)
    pinned = [_pinned(block) if block.end > final else block for block in blocks]
    inside = [(a, b) for a, b in task.chunks if begin <= a and b <= end and (a, b) != (begin, end)]
    settled = _arranged(pinned, task.order, predicate)
    made = _arranged(_kept_together(pinned, inside), task.order, predicate)
    if made != settled:
        task.counts[CHUNK] += 1
    ends_otherwise = made[final - begin :] != places[final:end]
    if settled != wanted or ends_otherwise:
        task.counts[FINAL_MARK] += 1
    if not ends_otherwise:
        places[begin:end] = made


def _pinned(block: _Block) -> _Block:
    """A block at the end of the sentence, where it stays if the sentence's last marks are in it."""
    stays = block.mark or block.item.role == arrange.HEAD
    return block if stays else replace(block, item=Item(block.item.tokens, arrange.APART))


def _blocks(head: int, places: list[int], task: _Task) -> list[_Block]:
    """The head and what hangs on it, in the source's order."""
    parse, blocks = task.parse, [_Block(head, head + 1, Item([head], arrange.HEAD))]
    for child in parse.children[head]:
        begin, end = parse.begin[child], parse.end[child]
        tokens = places[begin:end] if parse.whole[child] else [child]
        if parse.is_mark(child) and len(tokens) == 1:
            mark: Literal["opens", "closes"] = "opens" if parse.is_opening(child) else "closes"
            blocks.append(_Block(begin, end, Item(tokens, arrange.APART), mark))
        else:
            turning = len(tokens) if parse.opens_with_comma(child) else 0
            blocks.append(_Block(begin, end, Item(tokens, parse.role(child), turning)))
    return sorted(blocks, key=lambda block: (block.begin, block.end))


def _arranged(blocks: list[_Block], order: WordOrder, predicate: bool) -> list[int]:
    """The words of the blocks in the target's order; marks at either end stay there."""
    first, last = 0, len(blocks)
    while blocks[first].mark:
        first += 1
    while blocks[last - 1].mark:
        last -= 1
    items = [block.item for block in _with_marks(blocks[first:last])]
    inner = arrange.arrange(items, order, predicate=predicate)
    return [
        *_tokens(blocks[:first]),
        *(token for item in inner for token in item.tokens),
        *_tokens(blocks[last:]),
    ]


def _tokens(blocks: Sequence[_Block]) -> list[int]:
    return [token for block in blocks for token in block.item.tokens]


def _with_marks(blocks: Sequence[_Block]) -> list[_Block]:
    """The blocks, each mark joined to the one it goes with."""
    joined: list[_Block] = []
    for block in blocks:
        if joined and (joined[-1].mark == "opens" or block.mark == "closes"):
            joined[-1] = _joined(joined[-1], block)
        else:
            joined.append(block)
    return joined


def _kept_together(blocks: Sequence[_Block], chunks: Sequence[_Chunk]) -> list[_Block]:
    """The blocks, those joined that hold parts of one chunk."""
    joined: list[_Block] = []
    for block in blocks:
        if joined and any(a < joined[-1].end and block.begin < b for a, b in chunks):
            joined[-1] = _joined(joined[-1], block)
        else:
            joined.append(block)
    return joined


def _joined(left: _Block, right: _Block) -> _Block:
    roles = [block.item.role for block in (left, right) if not block.mark]
    role = arrange.HEAD if arrange.HEAD in roles else roles[0] if len(roles) == 1 else arrange.APART
    item = Item([*left.item.tokens, *right.item.tokens], role, left.item.turning)
    return _Block(left.begin, right.end, item, right.mark if left.mark else "")


def _chunks(tags: Sequence[str]) -> list[_Chunk]:
    """First and last word (exclusive) of each chunk of two words or more."""
    chunks: list[_Chunk] = []
    begin = 0
    for at in range(1, len(tags) + 1):
        goes_on = at < len(tags) and is_inside(tags[at]) and tags[at] == continuation(tags[at - 1])
        if not goes_on:
            if at - begin > 1:
                chunks.append((begin, at))
            begin = at
    return chunks


def _permuted(sentence: Sentence, places: Sequence[int], chunks: Sequence[_Chunk], recase: bool) -> Sentence:
    now = {old: new for new, old in enumerate(places)}
    words = list(_recased(sentence, places) if recase else sentence.words)
    heads = sentence.heads or ()
    tags = list(sentence.tags or ())
    for begin, end in chunks:
        opening, first = tags[begin], min(range(begin, end), key=now.__getitem__)
        tags[begin:end] = [tags[begin + 1]] * (end - begin)
        tags[first] = opening
    changed: dict[str, object] = {
        "words": tuple(words[old] for old in places),
        "heads": tuple(heads[old] and now[heads[old] - 1] + 1 for old in places),
    }
    for name in ("lemmas", "upos", "bundles", "feats", "relations"):
        column = getattr(sentence, name)
        changed[name] = column and tuple(column[old] for old in places)
    changed["tags"] = sentence.tags and tuple(tags[old] for old in places)
    return replace(sentence, **changed)  # type: ignore[arg-type]


def _recased(sentence: Sentence, places: Sequence[int]) -> Sequence[str]:
    """The source's words with the capital of the first on the one that comes to stand first."""
    words, upos = list(sentence.words), sentence.upos or ()
    old = next((word for word in range(len(words)) if upos[word] != "PUNCT"), 0)
    new = next((word for word in places if upos[word] != "PUNCT"), 0)
    first = words[old]
    if old == new or not first[0].isupper():
        return words
    words[new] = words[new][0].upper() + words[new][1:]
    kept = upos[old] == "PROPN" or first == "I" or first[1:] != first[1:].lower()
    if not kept:
        words[old] = first[0].lower() + first[1:]
    return words
