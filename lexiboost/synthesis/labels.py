"""Projection of per-word labels through substitution, so that BIO stays well-formed."""

from __future__ import annotations


def is_inside(tag: str) -> bool:
    """Whether a label begins or continues a chunk."""
    return tag.startswith(("B-", "I-"))


def continuation(tag: str) -> str:
    """The label of the second and later words of a translation whose first word is labelled `tag`."""
    return "I-" + tag[2:] if tag.startswith("B-") else tag
