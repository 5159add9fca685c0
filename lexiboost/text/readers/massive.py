"""MASSIVE's JSON lines: utterances with an intent and slots marked `[slot : words]`.

Format and tokenization: FitzGerald et al. 2023, "MASSIVE: A 1M-Example Multilingual Natural Language
Understanding Dataset with 51 Typologically-Diverse Languages", and the authors' evaluation, in which a
token is what white space separates, except that Japanese and Chinese are cut into characters, ASCII chunks
kept whole.

One difference: in Japanese and Chinese the authors' code lets a slot that ends in an ASCII chunk run on to
the next mark (4 % of the Japanese utterances); here a slot ends where its bracket does.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import read_lines
from lexiboost.text.sentence import Sentence
from lexiboost.text.unicode import clean

PARTITIONS = ("train", "dev", "test")
CHARACTER_LOCALES = frozenset({"ja-JP", "zh-CN", "zh-TW"})

_KEYS = ("id", "locale", "partition", "intent", "utt", "annot_utt")


def read_massive(path: str | Path, *, variety: str, partition: str | None = None) -> list[Sentence]:
    """Reads utterances, all or those of one partition, in the file's order.

    A sentence's `tags` are BIO slots (adjacent words of one slot are one chunk, as in the authors'
    evaluation), its `label` is the intent, its `source_id` is `massive:<locale>:<id>`.

    Raises:
        InputError: no such file, no row at all or none in `partition`, malformed JSON, missing or empty
            keys, unknown partition, repeated id, unbalanced brackets, an annotation whose words are not the
            utterance's.
    """
    if partition is not None and partition not in PARTITIONS:
        raise InputError(f"unknown partition {partition!r}; MASSIVE has {', '.join(PARTITIONS)}", path=path)
    sentences: list[Sentence] = []
    seen: set[str] = set()
    for number, line in read_lines(path):
        if not line.strip():
            continue
        row = _parse_row(line, path, number)
        source_id = f"massive:{row['locale']}:{row['id']}"
        if source_id in seen:
            raise InputError(f"id {row['id']!r} stands twice; ids must be unique", path=path, line=number)
        seen.add(source_id)
        if partition is not None and row["partition"] != partition:
            continue
        try:
            words, tags = parse_annotation(row["annot_utt"], by_character=row["locale"] in CHARACTER_LOCALES)
        except ValueError as error:
            raise InputError(f"{error} in annot_utt of id {row['id']}", path=path, line=number) from None
        if "".join(words) != "".join(clean(row["utt"]).split()):
            raise InputError(
                f"annot_utt of id {row['id']} reads {' '.join(words)!r}, but utt is {row['utt']!r}",
                path=path,
                line=number,
            )
        sentences.append(
            Sentence(words=words, variety=variety, source_id=source_id, tags=tags, label=row["intent"])
        )
    if not seen:
        raise InputError("empty file; one JSON object a line is expected", path=path)
    if not sentences:
        raise InputError(f"no row of partition {partition!r}", path=path)
    return sentences


def _parse_row(line: str, path: str | Path, number: int) -> dict[str, str]:
    try:
        row: Any = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(f"not valid JSON ({error.msg})", path=path, line=number) from None
    if not isinstance(row, dict):
        raise InputError("not a JSON object with the keys " + ", ".join(_KEYS), path=path, line=number)
    for key in _KEYS:
        if not isinstance(row.get(key), str) or not row[key].strip():
            raise InputError(f"key {key!r} is missing, empty or not a string", path=path, line=number)
    if row["partition"] not in PARTITIONS:
        raise InputError(
            f"unknown partition {row['partition']!r}; one of {', '.join(PARTITIONS)} is expected",
            path=path,
            line=number,
        )
    return row


def parse_annotation(
    annotated: str, *, by_character: bool = False
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Splits `wake me [time : at five]` into its words and BIO tags.

    Args:
        annotated: utterance with slots marked; marks do not nest.
        by_character: cut chunks that are not pure ASCII into characters.

    Returns:
        L words and L tags: `("wake", "me", "at", "five")`, `("O", "O", "B-time", "I-time")`.

    Raises:
        ValueError: unbalanced or nested brackets, a slot without name or words, or no word at all.
    """
    words: list[str] = []
    slots: list[str] = []
    for text, slot in _spans(annotated):
        tokens = _tokens(text, by_character)
        if slot and not tokens:
            raise ValueError(f"slot {slot!r} without words")
        words += tokens
        slots += [slot] * len(tokens)
    if not words:
        raise ValueError("no word")
    return tuple(words), bio_of_slots(slots)


def _spans(annotated: str) -> list[tuple[str, str]]:
    spans: list[tuple[str, str]] = []
    outside, *marked = annotated.split("[")
    if "]" in outside:
        raise ValueError("unbalanced ']'")
    spans.append((outside, ""))
    for part in marked:
        inside, closing, after = part.partition("]")
        if not closing:
            raise ValueError("unbalanced or nested '['")
        if "]" in after:
            raise ValueError("unbalanced ']'")
        slot, colon, text = inside.partition(":")
        slot = slot.strip()
        if not colon or not slot or len(slot.split()) > 1:
            raise ValueError(f"mark '[{inside}]' is not '[slot : words]'")
        spans += [(text, slot), (after, "")]
    return spans


def _tokens(text: str, by_character: bool) -> list[str]:
    chunks = clean(text).split()
    if not by_character:
        return chunks
    return [token for chunk in chunks for token in ([chunk] if chunk.isascii() else chunk)]


def bio_of_slots(slots: list[str]) -> tuple[str, ...]:
    """BIO tags of one slot name a word ("" outside): a chunk goes on as long as the name stays the same."""
    return tuple(
        "O" if not slot else f"I-{slot}" if index and slots[index - 1] == slot else f"B-{slot}"
        for index, slot in enumerate(slots)
    )
