"""Projection of per-word labels through substitution, so that BIO stays well-formed."""

from __future__ import annotations

from collections.abc import Sequence


def same_chunk(tags: Sequence[str] | None, start: int, length: int) -> bool:
    """Whether `length` words from `start` may merge: one chunk, or all outside any.

    Merging across a border would lose a chunk. Words with plain (not BIO) labels may always merge: the
    result carries the first word's label.
    """
    if tags is None:
        return True
    first, rest = tags[start], tags[start + 1 : start + length]
    if first.startswith(("B-", "I-")):
        return all(tag == "I-" + first[2:] for tag in rest)
    return not any(tag.startswith(("B-", "I-")) for tag in rest)


def continuation(tag: str) -> str:
    """The label of the second and later words of a translation whose first word is labelled `tag`."""
    return "I-" + tag[2:] if tag.startswith("B-") else tag
